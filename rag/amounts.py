"""Values as they are printed: amounts, rates, dates, periods, with the units that a question asks for.

`rag.values` tells whether a sentence states one; here each is found as a whole: 三年以上十年以下.
"""

import re

from index.numerals import NUMERAL
from rag.values import measured

# Bounded, so that a long row of digits is no long search.
_N = rf"(?:\d[\d,]{{0,15}}(?:\.\d{{1,8}})?|[{NUMERAL}]{{1,14}}(?:点[{NUMERAL}]{{1,6}})?)"
_ABOUT = "(?:以上|以下|以内|之内|左右|余|多)?"
_TIME = "个?(?:工作日|自然日|交易日|小时|分钟|月|周|季度|学年|年(?!度|代|级|版)|天|日(?!常|前|报)|周岁|岁|期)"
_COUNTED = (
    "[万亿千百]*(?:家|个(?!百分点)|项|所|座|处|批|条|类|种|部|件|支|只|匹|头|棵|株|间|套|台|辆|艘|架|场|人次|人|名|位|户|例|宗|届|份|张|倍"
    "|公里|千米|米|厘米|毫米|平方公里|平方米|公顷|万?亩|万?吨|公?斤|千克|克|升|度|千瓦时?|瓦|℃|分贝|元|次|页|章|节|级|成|班|列|栋|幢|层)"
)


def _range(unit: str) -> str:
    """A number with its unit, or from one to another: 一万元以上五万元以下, 3-5年."""
    low = rf"{_N}\s*(?:多|余|几)?[万亿千百]*(?:{unit})?{_ABOUT}"
    return rf"(?:{low}\s*(?:[-—~～至到]\s*)?)?{_N}\s*(?:多|余|几)?[万亿千百]*(?:{unit}){_ABOUT}"


_MONEY = rf"{_range('[美日欧港]?元')}|{_range('倍')}|百分之{_N}"
_RATE = rf"百分之{_N}{_ABOUT}(?:百分之{_N}{_ABOUT})?|{_range('%|‰|个?百分点|倍|成(?!果|立|为|本)')}|翻[一两]?番"
_DATE = (
    rf"(?:\d{{4}}|[〇○零一二三四五六七八九]{{4}})年(?:{_N}月(?:{_N}日)?|[上下]半年|第?[{NUMERAL}]季度|底|末|初)?"
    rf"|\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}|{_N}月(?:{_N}日)?(?:[-—至到]{_N}(?:月{_N})?日)?"
    "|(?:自|于)?(?:公布|发布|印发|颁布|签署|通过)之日起?"
)
_DURATION = rf"{_range(_TIME)}|[当次]日|长期|永久|立即"
_FREQUENCY = rf"每(?:半|两|三|{_N})?个?(?:季度|月|年|周|日|天)(?:至少)?(?:{_N}次)?"
DAY = re.compile(rf"{_N}月{_N}日(?:[-—至到](?:{_N}月)?{_N}日)?")
"""A day or days of a calendar, which no duration is: 2月4日至10日."""
_PART = "(?:凌晨|早上|早晨|清晨|上午|中午|正午|下午|傍晚|晚上?|夜间|当日|次日|翌日)"
_HOUR = rf"{_PART}{{0,2}}(?:\d{{1,2}}:\d{{2}}|{_N}(?:时(?![代期间速])|点)(?:整|半|{_N}分)?)"
_CLOCK = rf"{_HOUR}(?:\s*[-—~～至到]\s*{_HOUR})?"
_RANK = rf"第[{NUMERAL}\d]+[位名]?|首位|前列"
_CONTACT = r"\d{3,4}-?\d{7,8}|[\w.]+@[\w.]+|https?://[\w./]+"
_COUNT = rf"{_range(_COUNTED)}|{_RATE}"
_TIMES = re.compile("个?工作日|天|日|个?小时|分钟|个?月|周|年|周?岁")

# What asks for each in a folded question; several may be asked.
_ASKED = tuple(
    (re.compile(asked), value)
    for value, *alternatives in (
        (_RATE, "百分之几|增速|增幅|涨幅|百分比|比例|占比|几成|多少(?:个点|个?百分点)"),
        (
            _RATE,
            "(?:(?<!新)增长?|涨|升|降|减|快|慢|高出?|提高|下滑|跌|多|少|达到?)了?多少(?![家个项种人名元])",
        ),
        (
            _DATE,
            "什么时[候侯间]|何时|哪一?[年天月日]|几月|几号|哪几[年天]|日期|(?:怎么|如何|咋)(?:放|休|调休)|when|date",
        ),
        (_CLOCK, "(?<![这那哪有])几点"),
        (
            _DURATION,
            "多久|多长时间|期限|时限|年限|多少[天年]|几个?(?:工作)?[天年日月周]|[判关刑].{0,4}几年",
            "how long|how many (?:day|year|month)",
        ),
        # 最长几年 asks for no 每月
        (_FREQUENCY, "多久|多长时间|期限|时限|(?:几|多少)次|频率|频次|周期|how often"),
        (
            _MONEY,
            "多少.{0,3}元|多少钱|[罚赔补奖交缴].{0,4}多少|how much",
            "(?:资金|投资|费用|金额|罚款|补贴|补助|奖励|价格|票价|预算|租金).{0,6}多少",
        ),
        (_RANK, "第几|排名|名次|位居"),
        (_CONTACT, "电话|邮箱|网址|联系方式"),
    )
    for asked in ["|".join(alternatives)]
)
_HOW_MANY = re.compile(
    "多少|(?<![哪这近前那后好十])几(?!乎|率)|多[大高重宽长远深]|how many"
    "|(?:目标|产值|产量|规模|总量|数量|面积|人数|金额)[?]?$"
)


def asks_day(folded: str) -> bool:
    """Whether a folded question wants a date."""
    return any(value is _DATE and asked.search(folded) for asked, value in _ASKED)


def value_pattern(folded: str) -> re.Pattern[str] | None:
    """The pattern of the values that a folded question asks for; None where it asks for none."""
    values = [value for asked, value in _ASKED if asked.search(folded)]
    units = measured(folded)
    if units and "时" not in units.split("|"):  # an hour of the day is found above
        timed = _TIMES.fullmatch(units.split("|")[0]) is not None
        values.append(_DURATION if timed else _range(units) + ("时?" if "瓦" in units else ""))
    if not values and _HOW_MANY.search(folded):
        values.append(_COUNT)
    return (
        re.compile("|".join(f"(?:{value})" for value in dict.fromkeys(values))) if values else None
    )
