"""What kind of answer a question wants, and whether a text holds one of that kind.

This guards against answering "how much subsidy" with a sentence on the right subject that states no
amount: the nearest sentence is not an answer unless it states what was asked.
"""

import re
from dataclasses import dataclass

from index.numerals import NUMERAL
from rag.values import NUMBER, asks_how, asks_whether, bare, measured, states

_CLASSIFIERS = (
    "家个项种类人名位辆台套条亩吨次天日年月岁元户所座件批期章页倍分级米克升度张只头株间层栋届轮回"
)
_SEVERAL = "(?<![哪这近前那后好十])几"  # not 这几年, 哪几个, 十几
_TIME = "个?(?:工作日|自然日|小时|钟头|分钟|月|周|天|日)"
_SURNAME = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
    "魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎"
    "易常武乔贺赖龚文楼蓝殷"
)
_HAN = "[\u4e00-\u9fff]"


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: what asks for it in a question, and what a sentence that states it holds.
    Both are patterns over folded text."""

    asked: re.Pattern[str]
    held: re.Pattern[str]


_RATE = Kind(
    _any(
        # 提升多少亩, 降了多少元: that is a sum or a size.
        "(?:(?<!新)增长?|涨|升|降|减|快|慢|高出?|提高|下滑|跌|多|少)了?多少"
        "(?![万亿]*(?:[家个项种人名亩吨元钱块户辆台件座处天月年次]|公[里顷斤]|平方|立方|千[米克瓦]|米))",
        "百分之(?:几|多少)|[千万]分之几|几几分成|增速|增幅|涨幅|百分比|比例",
    ),
    _any(r"\d\s*(?:%|‰|个?百分点|倍|成)", "翻番|[百千万]分之"),
)
_RANK = Kind(
    _any("排在?第?几|第几名|排名|名次|居第几|位居"),
    _any(rf"第[{NUMERAL}\d]+[位名]?|首位|前列|前茅|居"),
)
# date or period
_DATE = Kind(
    _any(
        "什么时候|何时|什么时间|哪一?年|哪一?天|哪一?月|几月|几号|几点|哪几年",
        "when|what (?:year|date|period)",
    ),
    _any(
        rf"(?:\d{{2,4}}|[{NUMERAL}]{{2,4}})\s*[年.\-/—]",
        r"\d+\s*[月日]",
        "时期|期间|以来|截至|之日|当[日天]|时起",
    ),
)
# duration or frequency
_DURATION = Kind(
    _any(
        "多久",
        "多长(?:时间|的?期限|宽限期)?(?!的路|度)",
        rf"(?:{_SEVERAL}|多少)(?:{_TIME}|年之?内)",
        "期限是",
    ),
    _any(
        rf"{NUMBER}\s*个?(?:工作|自然)?(?:日|天|月|年|周|小时|分钟)",
        "每[半个两三]*(?:季度|月|年|周|日|天)|季度|长期|永久|[当次]日|及时|立即",
    ),
)
_KINDS = (
    _DURATION,
    # money
    Kind(
        _any(
            "多少(?:钱|资金|经费|预算|投资)|多少.{0,2}元|费用.{0,3}多少",
            "(?:资金|经费|预算|投资|投入|补助|补贴|奖励|拨款|花费|成本).{0,6}多少",
            "多少.{0,4}(?:资金|经费|预算|投资|拨款|补助|补贴)",
            "(?:票价|价格|售价|房价|工资|投资额|金额)(?:是|为|有|要|卖|定)?(?:多少|几|多高|[?？]|$)",
        ),
        _any(rf"{NUMBER}\s*[万亿百千]*\s*[美日欧]?元"),
    ),
    _DATE,
    # contact
    Kind(
        _any(
            "(?:电话|手机号|邮箱|网址|传真|微信)号?码?(?:是|为)?(?:多少|什么|啥|几|呢|[?？。]|$)",
            "(?:哪个|什么|多少|咨询|联系|举报|投诉).{0,3}(?:电话|手机号|邮箱|网址|传真|微信)",
            "联系方式|地址在哪",
        ),
        _any(
            r"\d{3,4}-?\d{7,8}|[\w.]+@[\w.]+|https?://",
            r"(?:电话|热线|号码|传真)[^,。;]{0,8}\d{3,}|\d{5}(?:热线|平台|电话)",
        ),
    ),
    # a person's name
    Kind(
        _any(
            "(?:省长|市长|主任|部长|厅长|局长|负责人|领导|签发人|主席)(?:是谁|是哪位|叫什么)",
            "(?:组长|院长|会长|书记|厂长|总经理|董事长|科学家|专家|教授|主任|部长|市长|省长)(?:现在|到底|究竟|具体)*(?:是谁|叫什么|姓)",
            "(?:现任|现在的?|目前的?).{0,12}是谁",
            "哪位|姓什么|姓名|授给了谁|叫什么名字|爱人是谁|是谁的",
        ),
        _any(
            rf"(?:[长席记理]|(?<!责)任(?!何)|签发人|负责人)[:\s]*[{_SURNAME}]{_HAN}{{1,2}}(?!{_HAN}{{0,2}}[市县省区])",
            rf"[{_SURNAME}]{_HAN}{{1,2}}(?:同志|先生|女士)",
        ),
    ),
    # who has to do it
    Kind(
        _any(
            "哪一?个?(?:部门|单位|机关|机构|窗口|衙门)|(?:归|由|向|找|跟|去找|给)谁|谁(?:来|去)?(?:负责|牵头|批|审|管|发|定(?!得)|掏钱|出钱)"
        ),
        _any(
            "[局部厅委办署院所](?!分)|机关|部门|政府|公司|单位|机构|组织|协会|银行|企业|人$|人[，,、]|者|主体|主管|负责"
        ),
    ),
    # names of several things
    Kind(
        _any(
            "(?:分别|各|都)叫|叫什么名字|名单|名称分别|分别(?:设在|位于|落在|坐落|分布)",
        ),
        _any(f"{_HAN}{{2,}}、{_HAN}{{2,}}|《"),
    ),
    # who made it: a formal word for making asks who the text says did; 造, 做, 搞 ask more loosely
    Kind(
        _any("(?:哪一?[家个些]|什么|谁).{0,6}(?:研制|研发|制造|生产|开发|建造)"),
        _any("研制|研发|制造|生产|开发|建造|打造|推出|攻克|研究"),
    ),
    _RANK,
    # place
    Kind(
        _any(
            "哪个?(?:城市|市|县|省|地方|区|园区|开发区)(?![^,]{0,4}(?:制定|发布|级))",
            "位于哪|坐落|设在哪|地址(?:是|在|[?？]|$)|在什么地方",
        ),
        _any(f"{_HAN}{{2,}}(?:市|县|区|镇|园区|开发区|基地)"),
    ),
)
# Nouns that a sentence must itself use to state them; no other word implies them.
_STATED = re.compile(
    "销量|产量|产值|利润|税收|就业|失业|人口|市值|股价|出口额|进口额|进出口|生产总值|gdp|财政收入|工资"
    "|手续费|使用费|租金|门票|滞纳金|降价|通过率|投入强度|处罚|罚款|补贴|资助|流程|材料清单|起草人|作者|编制组|联系人|负责人|目标值|预算|房价|票价|天气"
)
_PRICED = re.compile("手续费|降价|通过率|gdp")  # and to state a rate of them
_SAME = dict.fromkeys(("gdp", "生产总值"), ("生产总值", "gdp", "经济增长"))
_COUNTED = re.compile(
    rf"(?:多少|{_SEVERAL})\s*(?!{_TIME})[{_CLASSIFIERS}]\s*(?![就能才可要得这那该会应需给装办做用来去])"
    r"(?P<thing>[^\W又占各了是在呢啊吗麻请说\d]{2,16})"
)
_CLAUSE = re.compile("[,。;?!]")
_INTERROGATIVE = re.compile(
    "多少|几|什么|啥|哪|谁|怎|如何|何|吗|么|多[久长大高]|是不是|能不能|有没有|是否"
)
_MEANING = _any(
    "(?:具体)?(?:指的是|是指|指)(?:什么|哪|啥)",
    "是什么意思|什么叫|的定义|的含义|怎么解释|代表什么|什么是",
    "(?:具体)?(?:内容|内涵)(?:是|为)(?:什么|哪些|啥)|内涵(?:有|包括)(?:什么|哪些|啥)",
)
_MEANING_HELD = re.compile("是指|指的是|包括|即|也就是|所称|简称|分别为|以下统称")
_ENUMERATION = re.compile('[^、]、[^、]|""')
# 分成几类: who lists them has counted them.
_KINDS_COUNTED = re.compile("(?:几|多少)大?(?:类|种|个?方面|部分|等级|档)")
_LISTED_KINDS = re.compile("(?:分为|分成|划分为|包括|包含)[^。;]{1,60}[、和]")
_NAMED_AS = re.compile("(?:把|将).{1,20}(?:作为|列为|称为|当作)")
_PERIOD = re.compile(r"(?:19|20)\d{2}(?!\d)|十[一二三四五六七]五(?!天|日|年|条|个)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a sentence has to hold to answer a question.

    `kinds`: a value of each; `thing`: what is counted;
    `stated`: these very nouns; `meaning`: what this term means; `periods`: these years and plan
    periods (2020, 十二五) somewhere around it; `units`: the pattern of units of that number;
    `question`: the folded question, whose own numbers answer nothing.
    """

    kinds: tuple[Kind, ...]
    thing: str | None
    stated: tuple[str, ...]
    meaning: str | None
    periods: tuple[str, ...]
    units: str | None = None
    question: str = ""


def wanted_of(folded: str) -> Wanted:
    """Read the kind of answer off a folded question."""
    folded = folded.replace("几多", "多少").replace("几时", "何时")  # as the south says
    # A rate is asked for with 多少 too; it alone decides then.
    rate = _RATE.asked.search(folded) is not None
    # Who asks whether, wants no value of what the question tells: 追问什么时候要孩子合法吗.
    whether, how = asks_whether(folded), asks_how(folded)
    counted = _COUNTED.search(folded)
    meaning = _MEANING.search(folded)
    return Wanted(
        kinds=() if how else (_RATE,) if rate else () if whether else _kinds(folded),
        thing=counted["thing"] if counted else None,
        stated=_asked_nouns(folded, _PRICED if rate else _STATED) if not whether else (),
        meaning=_explained(folded, meaning) if meaning and not rate else None,
        periods=tuple(dict.fromkeys(_PERIOD.findall(folded))),
        units=None if rate or whether else measured(folded),
        question=folded,
    )


def _kinds(folded: str) -> tuple[Kind, ...]:
    return tuple(kind for kind in _KINDS if kind.asked.search(folded))


def _asked_nouns(folded: str, nouns: re.Pattern[str]) -> tuple[str, ...]:
    """The `nouns` in the clauses that ask; all where no clause does: 新能源汽车补贴."""
    clauses = _CLAUSE.split(folded)
    asking = [clause for clause in clauses if _INTERROGATIVE.search(clause)]
    found = (noun for clause in asking or clauses for noun in nouns.findall(clause))
    return tuple(dict.fromkeys(found))


def _explained(folded: str, meaning: re.Match[str]) -> str | None:
    """The term whose meaning is asked: what stands before 是指什么, or behind 什么叫."""
    before = re.sub(r"[\"'“”\s]|具体|到底|的$|中|里", "", folded[: meaning.start()])
    after = re.sub(r"[\"'“”\s?？]", "", folded[meaning.end() :])
    term = before or after
    return term if 1 < len(term) <= 20 else None


def holds(wanted: Wanted, sentence: str) -> bool:
    """Whether a folded sentence states a value that the question wants; where it wants two, one of
    them is enough, for the other may stand in the next sentence."""
    plain = bare(sentence, wanted.question)
    stated = [
        bool(kind.held.search(sentence if kind in (_DATE, _RANK) else plain))
        for kind in wanted.kinds
    ]
    if wanted.units or (wanted.units == "" and not stated):
        if wanted.kinds == (_DURATION,):
            stated = []  # 几个小时内: 及时 tells no hours
        listed = _KINDS_COUNTED.search(wanted.question) and _LISTED_KINDS.search(sentence)
        stated.append(bool(listed) or states(wanted.units, plain))
    return (
        (not stated or any(stated))
        and all(_says(noun, sentence) for noun in wanted.stated)
        and (wanted.meaning is None or _explains(wanted.meaning, sentence))
    )


def _says(noun: str, sentence: str) -> bool:
    return any(name in sentence for name in _SAME.get(noun, (noun,)))


def _explains(term: str, sentence: str) -> bool:
    """Whether the sentence says what the term is: in words behind it, or by a list before it.

    A term that is itself a member of a list ("111""1331""136") is named there, not explained.
    """
    tails = (term[i:] for i in range(len(term) - 1))
    held = next((tail for tail in tails if tail in sentence), None)
    if held is None:
        return False
    place = sentence.index(held)
    before, after = sentence[:place], sentence[place + len(held) :]
    if before.endswith('"') and after.startswith('"'):
        if before.endswith(('""', '、"')) or after.startswith(('""', '"、')):
            return False
        before, after = before[:-1], after[1:]
    clause = re.split("[,;:。]", before)[-1]
    said = _MEANING_HELD.search(after[:8]) or _NAMED_AS.search(clause)
    return bool(said or _ENUMERATION.search(clause))
