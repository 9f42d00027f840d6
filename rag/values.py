"""Numbers with units: which unit a question asks for, and whether a sentence states such a number.

A sentence of a law begins with a number, 第十五条, and often repeats those of the question; neither
answers how many.
"""

import re

from index.numerals import NUMERAL

_DIGITS = "一二三四五六七八九十两〇零"
NUMBER = rf"(?:\d[\d,.]*|[{NUMERAL}]+)"
_LABEL = re.compile(
    rf"第\s*(?:\d+|[{NUMERAL}]+)(?:之[{NUMERAL}]+)?[条章节款项编部批届次期届号目]"
    rf"|^[(（]?(?:\d{{1,2}}|[{NUMERAL}]{{1,3}})(?:[)）][、.]?|[、.](?!\d))"
    rf"|[(（](?:\d{{1,2}}|[{NUMERAL}]{{1,3}})[)）]|\[\d+\]|〔\d+〕\d+号|\[\d{{4}}\]\d+号"
)
# A day is no duration: 2018年11月20日 answers neither how many years nor how many days.
_DAY = re.compile(r"(?:19|20)\d{2}年\d{1,2}月(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日")
_YEAR = re.compile(r"(?:19|20)\d{2}\s*(?:年度?|[-—至到]\s*(?:19|20)\d{2}年?)|十[一二三四五六七]五")
# A number that a question states, with its unit; 多少万人 states none.
_NUMBERED = re.compile(rf"(?<![多少几第])(?:\d[\d,.]*|[{_DIGITS}][{NUMERAL}]*)[^\d\s,，。;；]?")
# Words for "one" and idioms that count nothing: 一定, 统一, 进一步, 三农, 双一流.
_IDIOM = re.compile(
    "[两三四五六]位数|进一步|一定|统一|一律|一并|一般|一致|一体|一次性|一旦|一些|一切|一起|一同|唯一|第一|一方面|任何一|同一|另一|之一"
    "|万元以上的?项目|千方百计|三农|双一流|学前[一1]年|一大?批|一系列|一种|一条龙|一件事|一张网|一线|四个意识|两个维护|一站式|一网通办|一窗|零售|[一五]年来|这一年|过去[一五]年|九龙|一流|十足|一带一路"
)
_PLENTY = "(?:多|余|几|来)?[万亿千百]*(?:多|余|左右|以上|以下)?"
_PEOPLE = "人次?|名|位|户|万人"
_THINGS = (
    "家|个|项|所|座|处|批|条|类|种|部|件|支|只|匹|头|棵|株|间|套|台|辆|艘|架|场|次|届|块|枚|对|份|张|篇|册|栋|幢|层|轮|回|趟"
    "|期|章|页|倍|大|人|名|位|户|例|宗|起|笔|班|列|对|路|本|颗|把|面|顶|片|段|口|眼|尊|幅|门|道"
)
_LENGTHS = "公里|千米|海里|厘米|毫米|米|里|公分"
_AREAS = "平方(?:公里|千米|米|厘米)|平米|㎡|公顷|万?亩|顷"
_WEIGHTS = "万?吨|公斤|千克|斤|克|毫克|两"
_MONEY = "[万亿]*[美日欧港]?元|倍|%|角(?!度)|分(?![之钟别期类级])"
_SUMS = "[万亿]*[美日欧港]?元|角(?!度)"
_SHARES = "%|％|‰|个?百分点|成|折|倍|分之"
# What a question names as unit → what a sentence may state it in.
_UNITS = {
    "分钟|分种": "分钟|小时|秒|刻",
    "个?小时|钟头": "个?小时|分钟|天|日",
    "个?工作日|天|日": "个?(?:工作|自然)?(?:日|天)|小时|个?月|年|周",
    "个?月": "个?月|天|日|年|季",
    "周|星期|礼拜": "周|星期|日|天",
    "年(?![龄级代度])": "个?(?:年(?!度|级|代)|周年)|个?月|长期|永久",
    "周?岁": "周?岁",
    "个点": _SHARES,
    "万?亿?元|块钱|毛钱?|角|美元|钱": _MONEY,
    "块": f"{_MONEY}|{_THINGS}",
    _LENGTHS: _LENGTHS,
    _AREAS: _AREAS,
    _WEIGHTS: _WEIGHTS,
    "个?百分点|%|％|成(?!立|果|本|为)|折(?!扣)": _SHARES,
    "倍": "倍|%|％",
    "度(?!假)": "度|℃|°",
    "分贝": "分贝|db",
    "级": "级",
    "分(?![之钟种批别析布])": "分(?![之钟别])",
    "点(?:钟|关|开|上|下|到|起|半)": "点|时|:",
    "人次?|名|位|口人": _PEOPLE,
    "辆": "辆",
    "台(?![阶账])": "台",
    "户": "户",
    "千?瓦时?|度电": "[千兆]?瓦|度",
}
# Who asks for a sum is not told it by how much it grew, nor who asks for a price or a grant by a fine.
_SUM = re.compile("(?:多少|几)(?:元|钱|块|毛|万)")
_RATE_ASKED = re.compile("百分|%|提高了?多少|增长|降")
_GROWTH = re.compile(
    r"从[\d.]+%[^,。;]{0,6}(?:到|至)[\d.]+%"
    r"|(?:提高|增长|上升|下降|降低|增加|上浮|下调)[^,。;]{0,8}?[\d.]+%(?:[、和][^,。;、]{0,6}?[\d.]+%)*"
)
# Who asks for the whole is told neither a share of each head nor by how much it grew.
_PER_HEAD = re.compile(
    "(?:人均|户均|亩均|每人平均)(?!(?:可支配|纯)?收入|住房|预期寿命|寿命)[^,。;]*"
)
_INCREASE = re.compile(
    rf"(?:增量|增幅|净增|增收|新增|增加|增长|多增|增产|减少|下降|提高)了?(?:约|近|超过?|到)?(?<!到){NUMBER}[万亿千百]*[^\d,。;、%]{{0,4}}"
)
# Sums that go by their names alone: GDP达到多少, never GDP目标是多少, which is a rate.
_WORTH = re.compile(
    "(?:gdp|生产总值|零售总额|进出口(?:总[额值])?|预算收入)(?:总量)?(?:达到?|有|是|为|到)?(?:了)?多少(?:$|[?,。钱])"
)
_EACH_ASKED = re.compile("人均|户均|亩均|平均|每人|每[户亩]")
_TOTAL = re.compile("总|gdp|生产总值|产量|达到?多少|(?:有|是|为)多少")
_CHANGE_ASKED = re.compile("增|减|降|提高|新|多了|少了|扩大|快")
_PAID = re.compile(
    "奖|补|贷|租|价|换|领|花|发放|工资|报销|养老|官费|使用费|服务费|管理费|手续费|保险|门票|误工|优待"
)
_PUNISHED = re.compile("罚|违|赔|处理|处分|后果|不交|没交|拖欠|不|擅自|乱|假|骗|偷|私")
_FINE = re.compile("处[^,。;]{0,40}?元[^,。;]{0,20}?罚款|罚款[^,。;]{0,20}?元")
# How many there are is a count, which no bound that a rule sets tells: 检查人员不得少于两人.
_COUNTED = re.compile(
    "(?:一共|总共|共有|现在|目前|全国|现|还剩|持有|累计|到底|究竟)[^,，。?？]{0,12}(?:多少|几)[万亿]?(?:人|名|家|座|棵|头|个(?!月|工作日|小时)|户|只|枚)"
)
_BOUND = re.compile("(?:不得?少于|不得?低于|不得?超过|不得?多于|至少|应当有)[^,。;]{0,10}")
_ASKS = "(?:多少|(?<![哪这近前那后好十])几)(?:万|亿|千|百|十)*"
# A sum a month is no share: 娃两岁,个税一个月能扣多少.
_PER_MONTH = re.compile(
    "(?:每个?月|一个月|每年|一年)[^,。?]{0,6}(?:扣|领|拿|发|交|补|抵|给)到?多少(?:$|[?,。])"
)
_MONEY_ASKED = re.compile(
    "(?:租金|官费|使用费|服务费|管理费|处置费|手续费|保费|学费|奖金|补助金|补贴|津贴|优待金|养老金|工资|票价|起步价|保证金|押金|罚款?)"
    ".{0,8}(?:多少|几)(?:$|[?？,，。 ])"
    # 月薪多少要交税, 租房能抵扣多少; 多少个税 asks for no things
    "|(?:月薪|月?工资|月?收入|年薪)(?:达到|超过|满)?多少(?=[才就要需得开起以应])"
    "|(?:抵扣?|扣除?|减免?|免|退|报销|缴纳?|交)(?:到|掉|了)?多少(?:$|[?]|(?:的|钱)?(?:个?税|个人所得税|税[款额]?|保费))"
    "|(?:贷|存|补|奖|花|交|收|领|拿|给|投|挣|赚).{0,4}(?:多少|几)万(?![人户个吨亩套平辆台公千只头株册件名])"
)
_UNIT = re.compile(
    f"{_ASKS}(?:" + "|".join(f"(?P<u{i}>{unit})" for i, unit in enumerate(_UNITS)) + ")"
)
_THING = re.compile(f"{_ASKS}(?:{_THINGS})")
_SIZES = (
    (re.compile("多大(?:岁数|年纪|年龄)|几岁|年龄"), "周?岁"),
    (re.compile("多(?:高|长|宽|远|深)(?![时期间])|间距|全长"), _LENGTHS),
    (re.compile("多大面积|面积(?:有|是)?多[大少]"), _AREAS),
    (re.compile("多重|重量"), _WEIGHTS),
)
_OTHERWISE = re.compile(
    "期限|时间|时限|多久|占比|比例|率|罚|价|工资"
)  # 多长, 多高 of these are no lengths
_REASONED = re.compile("公式|怎么算|如何计算|怎么计算|计算方法")  # a way to a number is asked for
# typed as key words
_NAMED_SUM = re.compile(
    "(?:限值|金额|总额|募资额|投资额|生产总值|gdp|总产量?|产量|产值)(?:目标)?(?:多大|怎么样)?[?]?$"
)
# Who asks whether, says 几个月 without wanting to know how many.
_WHETHER = re.compile(
    "吗$|中不中|能不能|能否|可不可以|行不行|合法|是否|是不是|成了吗|对不对|提不提倡|支不支持|允不允许|算不算|要不要|管不管"
)
_ANY = re.compile(
    rf"半数|三分之|\d|[{NUMERAL}](?:{_THINGS}|[分成百千万亿倍]|{'|'.join(set(_UNITS.values()))})"
)


def asks_whether(folded: str) -> bool:
    """Whether the last clause of a folded question wants a yes or no and no number."""
    last = [clause for clause in re.split("[,，;；。?？]", folded) if clause.strip()][-1:]
    asked = _WHETHER.search(last[0]) if last else None
    # 能不能跟隔壁几个村合用: the number behind is no question.
    if asked is None or re.search("多少|多久", last[0]):
        return False
    return asked.group() == "吗" or "几" not in last[0][: asked.start()]


def asks_how(folded: str) -> bool:
    """Whether a folded question wants the way to a number, a formula, and not the number."""
    return _REASONED.search(folded) is not None


def measured(folded: str) -> str | None:
    """The pattern of units in which a folded question wants its number; "" where any number will
    do; None where it asks for none."""
    if "第几页" in folded:
        return "页"
    if "第几" in folded or asks_how(folded):
        return None
    for asked, units in _SIZES:
        if asked.search(folded) and not _OTHERWISE.search(folded):
            return units
    if _PER_MONTH.search(folded):
        return _SUMS
    if _MONEY_ASKED.search(folded):
        return _MONEY
    if _WORTH.search(folded) and not _CHANGE_ASKED.search(folded):
        return _SUMS
    folded = folded.replace("多少个税", "多少税")
    found = _UNIT.search(folded)
    if found:
        chosen = next(i for i in range(len(_UNITS)) if found[f"u{i}"])
        return list(_UNITS.values())[chosen]
    if _THING.search(folded):
        return _THINGS
    return (
        ""
        if _NAMED_SUM.search(folded) or re.search("多少|(?<![哪这近前那后好十])几(?=个|$)", folded)
        else None
    )


def bare(sentence: str, question: str = "") -> str:
    """A folded sentence without labels, idioms, days, years, the numbers that the question states,
    and sums that are not of the kind it asks for."""
    text = _IDIOM.sub(" ", _YEAR.sub(" ", _DAY.sub(" ", _LABEL.sub(" ", sentence))))
    text = unstated(text, question)
    if _SUM.search(question) and not _RATE_ASKED.search(question):
        text = _GROWTH.sub(" ", text)
    text = undivided(text, question)
    if _TOTAL.search(question) and not _CHANGE_ASKED.search(question):
        text = _INCREASE.sub(" ", text)
    if _COUNTED.search(question):
        text = _BOUND.sub(" ", text)
    if _PAID.search(question) and not _PUNISHED.search(question):
        text = _FINE.sub(" ", text)
    return text


def unstated(sentence: str, question: str) -> str:
    """A folded sentence without the numbers that the question states: when in 2019 is not told by
    the year 2019."""
    for known in set(_NUMBERED.findall(_LABEL.sub(" ", question))):
        sentence = sentence.replace(known, " ")
    return sentence


def fines(lead: str, question: str) -> bool:
    """Whether a folded sentence that introduces others states a fine, which the question asks for not."""
    return "罚款" in lead and not _PUNISHED.search(question)


def undivided(sentence: str, question: str) -> str:
    """A folded sentence without what it says of each head, unless a folded question asks for that."""
    return sentence if _EACH_ASKED.search(question) else _PER_HEAD.sub(" ", sentence)


def states(units: str, text: str) -> bool:
    """Whether a bare text states a number in one of the units."""
    if not units:
        return bool(_ANY.search(text))
    counted = rf"{NUMBER}\s*{_PLENTY}\s*(?:{units})"
    if units in (_THINGS, _PEOPLE):
        counted += rf"|{NUMBER}[万亿]|半数|三分之|全部|全体"
    return bool(re.search(counted, text))
