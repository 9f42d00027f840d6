"""What kind of answer a question wants, and whether a text holds one of that kind.

This guards against answering "how much subsidy" with a sentence on the right subject that states no
amount: the nearest sentence is not an answer unless it states what was asked.
"""

import re
from dataclasses import dataclass

from rag.value_kinds import DATE, DURATION, KINDS, RANK, RATE, SEVERAL, TIME, Kind, any_of
from rag.values import asks_how, asks_whether, bare, measured, states, undivided, unstated

_CLASSIFIERS = (
    "家个项种类人名位辆台套条亩吨次天日年月岁元户所座件批期章页倍分级米克升度张只头株间层栋届轮回"
)
# Figures that go by their own name; a rate by the two characters before 率: 城镇化率有多高.
_FIGURES = (
    "固定资产投资|零售总额|预期寿命|卖(?=多少|几)|售价|面积(?=(?:约|共|总共|一共)?(?:是|有|为|达)?(?:多少|多大|几))|利率|起步价|奖金|[本专]科线|分数线"
    r"|(?:[^\W税]{2}|税)率(?=(?:是|为|有|要|定|达到?|提高?到|超过|不低于|不超过)?(?:多少|多高|百分之几|几))"
)
# Nouns that a sentence must itself use to state them; no other word implies them.
_STATED = re.compile(
    "销量|产量|产值|利润|税收|就业|失业|人口|市值|股价|出口额|进口额|进出口|生产总值|gdp|财政收入|工资"
    "|手续费|使用费|租金|门票|滞纳金|降价|通过率|投入强度|处罚|罚款|补贴|资助|流程|材料清单|起草人|作者|编制组|联系人|负责人|目标值|预算|房价|票价|天气"
    f"|{_FIGURES}"
)
_PRICED = re.compile(f"手续费|降价|通过率|gdp|{_FIGURES}")  # and to state a rate of them
_SAME = dict.fromkeys(("gdp", "生产总值"), ("生产总值", "gdp", "经济增长")) | {
    "卖": ("价", "售", "卖"),
    "售价": ("价", "售"),
    "利率": ("利率", "年息", "分之"),
    "面积": ("面积", "平方"),
}
_COUNTED = re.compile(
    rf"(?:多少|{SEVERAL})\s*(?!{TIME})[{_CLASSIFIERS}]\s*(?![就能才可要得这那该会应需给装办做用来去])"
    r"(?P<thing>[^\W又占各了是在呢啊吗麻请说\d]{2,16})"
)
# 能贷多少万: thousands are no answer.
_LARGE = re.compile(r"(?<![十百千])(?:多少|几)个?(?P<size>[万亿])")
_LARGE_HELD = {
    "万": re.compile(r"\d万|\d亿|\d{5}|[十百千〇零一二两三四五六七八九][万亿]"),
    "亿": re.compile("亿|万亿"),
}
_CLAUSE = re.compile("[,。;?!]")
_INTERROGATIVE = re.compile(
    "多少|几|什么|啥|哪|谁|怎|如何|何|吗|么|多[久长大高]|是不是|能不能|有没有|是否"
)
_MEANING = any_of(
    "(?:具体)?(?:指的是|是指|指)(?:什么|哪|啥)",
    "是什么意思|什么叫|的定义|的含义|怎么解释|代表什么|什么是",
    "(?:具体)?(?:内容|内涵)(?:是|为)(?:什么|哪些|啥)|内涵(?:有|包括)(?:什么|哪些|啥)",
)
# Of a word in quotation marks, wherever the question has it: “谷子经济”，这个词是怎么定义的.
_BEHIND_TERM = re.compile(
    "[,，]?(?:这个?(?:词|概念|说法))?(?:到底|究竟|具体)?(?:的(?:定义|含义|意思)|(?:定义|含义|意思)是"
    "|是(?:个|一种|一项)?(?:什么|啥)(?:意思|活动|东西|概念)?[呢啊呀]?[?？]?$"
    "|(?:是|该)?(?:怎么|怎样|如何|咋)(?:定义|界定|理解|解释)|怎[么样]才(?:算|叫)|指的?(?:是)?(?:什么|啥|哪))"
)
_BEFORE_TERM = re.compile("(?:(?:什么|啥)(?:是|叫做?)|何[谓为]|才能?(?:算|叫)(?:是|做)?)$")
_TERM = re.compile('"([^"]{2,16})"')
_ASKS_WHO = re.compile("由谁|谁来|哪个(?:部门|机关)")
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
    rate = RATE.asked.search(folded) is not None
    # Who asks whether, wants no value of what the question tells: 追问什么时候要孩子合法吗.
    whether, how = asks_whether(folded), asks_how(folded)
    counted = _COUNTED.search(folded)
    meaning = _MEANING.search(folded)
    return Wanted(
        kinds=() if how else (RATE,) if rate else () if whether else _kinds(folded),
        thing=counted["thing"] if counted else None,
        stated=_asked_nouns(folded, _PRICED if rate else _STATED) if not whether else (),
        meaning=None
        if rate
        else _quoted(folded) or (_explained(folded, meaning) if meaning else None),
        periods=tuple(dict.fromkeys(_PERIOD.findall(folded))),
        units=None if rate or whether else measured(folded),
        question=folded,
    )


def _kinds(folded: str) -> tuple[Kind, ...]:
    return tuple(kind for kind in KINDS if kind.asked.search(folded))


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


def _quoted(folded: str) -> str | None:
    """The term in quotation marks whose meaning is asked."""
    if _ASKS_WHO.search(folded):
        return None
    for term in _TERM.finditer(folded):
        if _BEHIND_TERM.match(folded, term.end()) or _BEFORE_TERM.search(folded[: term.start()]):
            return term[1]
    return None


def holds(wanted: Wanted, sentence: str) -> bool:
    """Whether a folded sentence states a value that the question wants; where it wants two, one of
    them is enough, for the other may stand in the next sentence."""
    plain = bare(sentence, wanted.question)
    dated = unstated(sentence, wanted.question)
    stated = [
        bool(kind.held.search(dated if kind in (DATE, RANK) else plain)) for kind in wanted.kinds
    ]
    if wanted.units or (wanted.units == "" and not stated):
        if wanted.kinds == (DURATION,):
            stated = []  # 几个小时内: 及时 tells no hours
        listed = _KINDS_COUNTED.search(wanted.question) and _LISTED_KINDS.search(sentence)
        stated.append(bool(listed) or states(wanted.units, plain))
    large = _LARGE.search(wanted.question)
    return (
        (not stated or any(stated))
        and (large is None or _LARGE_HELD[large["size"]].search(plain) is not None)
        and all(_says(noun, undivided(sentence, wanted.question)) for noun in wanted.stated)
        and (wanted.meaning is None or _explains(wanted.meaning, sentence))
    )


def _says(noun: str, sentence: str) -> bool:
    return any(name in sentence for name in _SAME.get(noun, _SAME.get(noun[-2:], (noun,))))


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
