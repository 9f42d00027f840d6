"""Numbers with their units in one form, whatever their spelling: 30天 and 三十日, 10万元 and 十万元, 1.5倍
and 百分之一百五十.

Who asks 冷静期是不是30天 wants the clause that says how long it is, and whether that is thirty days.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.canonical import canonical, number_pattern, number_value
from index.numerals import NUMERAL

# Unit → what it is a measure of, what values of one kind are counted in, how many of those it is.
# A month has no fixed number of days, a working day no hours: they are of one dimension, not of one kind.
_KINDS: tuple[tuple[str, str, str, Decimal], ...] = tuple(
    (unit, dimension, kind, Decimal(scale))
    for unit, dimension, kind, scale in (
        ("个?工作日|个?交易日", "time", "工作日", "1"),
        ("个?月", "time", "月", "1"),
        ("个?季度", "time", "月", "3"),
        ("周年|年(?![度代级龄])", "time", "月", "12"),
        ("周(?!岁|年)|个?星期|个?礼拜", "time", "日", "7"),
        ("个?自然日|天|日", "time", "日", "1"),
        ("个?小时|个?钟头", "time", "分钟", "60"),
        ("分钟", "time", "分钟", "1"),
        ("周?岁", "age", "岁", "1"),
        ("(?:人民币)?元|块钱", "money", "元", "1"),
        ("倍", "share", "%", "100"),
        ("成(?![立为本果员效品交人分])", "share", "%", "10"),
        ("平方公里|平方千米", "area", "平方米", "1000000"),
        ("平方米|平米|㎡", "area", "平方米", "1"),
        ("公顷", "area", "平方米", "10000"),
        ("亩", "area", "亩", "1"),
        ("公里|千米", "length", "米", "1000"),
        ("厘米", "length", "米", "0.01"),
        ("毫米", "length", "米", "0.001"),
        ("米", "length", "米", "1"),
        ("吨", "weight", "克", "1000000"),
        ("公斤|千克", "weight", "克", "1000"),
        ("毫克", "weight", "克", "0.001"),
        ("克", "weight", "克", "1"),
        ("分贝", "分贝", "分贝", "1"),
        ("℃|度(?!假)", "度", "度", "1"),
        ("分(?![之别钟公支期])", "分", "分", "1"),
        ("[人名位](?![民员])", "人", "人", "1"),
        ("户", "户", "户", "1"),
        ("次(?!性)", "次", "次", "1"),
    )
)
_UNIT = "|".join(f"(?P<u{i}>{unit})" for i, (unit, *_) in enumerate(_KINDS))
_MEASURE = re.compile(
    rf"(?<![第月同\d{NUMERAL}])(?P<number>半(?=个?[年月天日小])|{number_pattern})\s*(?:多|余)?(?:{_UNIT})?"
)
_BEFORE = re.compile(
    "(?:不得?(?:超过|多于|少于|低于|高于)|不[满足]|未满|已?满|超过|至少|至多|最[多少长短高低]|少于|低于|高于)$"
)
_BEHIND = re.compile("(?:以上|以下|之?以?内|以[前后]|左右)")
_REACH = 6  # characters of a word that bounds a measure
_CLAUSE = re.compile("[,，;；。?？!！]")
# Behind the number of a condition stands what is asked of it: 满一年能休年假吗.
_DECIDED = re.compile("[能会要应该得算用须需]|可[以否]|是|有权|必须|允许|准")
_PREDICATE = re.compile(
    "(?:[为是达至]|[超多少低高]过?[于过]|最[多少长短高低大小]|之日起|人民币|按照?)$"
)
_SAYS, _STATES, _NAMES = 1.3, 1.2, 1.1
_ENDING = re.compile("(?:对[吗不么].*|[吗么呢吧])?[?？]?$")
_ARTICLE = 2  # characters of 一年, 一次
_SUM = re.compile(rf"(?:[\d{NUMERAL}]|\.\d)[万亿]$")  # 限额是不是50万 is a sum of money


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its unit at `start` to `end` of a folded text, `printed` there with the words that
    bound it (不得超过六个月). Measures of one `kind` compare by `value`; of one `dimension` are all
    that could answer the same question."""

    dimension: str
    kind: str
    value: Decimal
    start: int
    end: int
    printed: str

    def same(self, other: "Measure") -> bool:
        """Whether both are the same amount of the same thing."""
        return self.kind == other.kind and self.value == other.value

    def answered_by(self, other: "Measure") -> bool:
        """Whether the other could be said instead of this one."""
        return self.dimension == other.dimension


@dataclass(frozen=True, slots=True)
class Asserted:
    """A measure that a question for yes or no names. It is `decisive` where the number itself is
    asked for (是不是30天) and not what follows from it (满一年能休年假吗)."""

    measure: Measure
    decisive: bool


def measures_in(folded: str) -> list[Measure]:
    """The measures in a folded text, in reading order; days of the calendar are none."""
    return list(_measures(folded))


def _measures(folded: str) -> Iterator[Measure]:
    for match in _MEASURE.finditer(folded):
        number, start, end = match["number"], match.start(), match.end()
        value = _value(number)
        kind = next((i for i in range(len(_KINDS)) if match[f"u{i}"]), None)
        if value is None:
            continue
        if kind is None:
            if not number.endswith(("%", "‰")) and "分之" not in number:
                continue
            dimension, unit, scale = "share", "%", Decimal(1)
        else:
            _, dimension, unit, scale = _KINDS[kind]
            written = match[f"u{kind}"]
            if (written == "年" and value >= 1000) or written == "月":
                continue  # 2021年, 5月
        printed = _bounded(folded, start, end)
        yield Measure(dimension, unit, value * scale, start, end, printed)


def _value(number: str) -> Decimal | None:
    """The value of a printed number, of a share in hundredths."""
    if number == "半":
        return Decimal("0.5")
    written = canonical(number)
    if written.endswith("%"):
        return number_value(written[:-1])
    if written.endswith("‰"):
        value = number_value(written[:-1])
        return None if value is None else value / 10
    part, slash, whole = written.partition("/")
    if slash:
        part_value, whole_value = number_value(part), number_value(whole)
        if not part_value or not whole_value:
            return None
        return part_value * 100 / whole_value
    return number_value(written)


def _bounded(folded: str, start: int, end: int) -> str:
    before = _BEFORE.search(folded[max(0, start - _REACH) : start])
    behind = _BEHIND.match(folded, end)
    first = start - len(before.group()) if before else start
    return folded[first : behind.end() if behind else end]


def asserted(folded: str, asks: re.Pattern[str]) -> Asserted | None:
    """The measure that a folded question names in the last clause in which it `asks` whether; None
    where that clause names none."""
    asking = [clause for clause in _CLAUSE.split(folded) if asks.search(clause)][-1:]
    for clause in asking:
        named = _ENDING.sub("", clause)
        inside = measures_in(_SUM.sub(r"\g<0>元", named))
        if inside:
            last = inside[-1]
            decisive = _DECIDED.search(named, last.end) is None and _counts(named, last)
            return Asserted(last, decisive)
    return None


def _counts(clause: str, measure: Measure) -> bool:
    """Whether a measure counts, where it may be but an article: 一次办完, 一年比一年少."""
    written = clause[measure.start : measure.end]
    if not written.startswith("一") or len(written) > _ARTICLE:
        return True
    bounded = _BEHIND.match(clause, measure.end) or clause[measure.end :] in ("", "内")
    return bool(bounded or _PREDICATE.search(clause[: measure.start]))


def spelt_alike(folded: str, asked: Asserted | None = None) -> str:
    """A folded text with every measure spelt in one way, so that 三十日 is found by 30天. Where a
    question has `asked` for a number itself, any other of that dimension is spelt as that one: the
    clause that says three years answers 是不是两年 as well as one that says two."""
    pieces: list[str] = []
    done = 0
    for measure in measures_in(folded):
        alike = asked is not None and asked.decisive and asked.measure.answered_by(measure)
        spelt = asked.measure if asked is not None and alike else measure
        pieces += (folded[done : measure.start], f"{spelt.value.normalize():f}{spelt.kind}")
        done = measure.end
    return "".join([*pieces, folded[done:]])


def told_by(asked: Asserted, folded: str, text: str) -> float:
    """A factor for a folded sentence `text` where a folded question names a measure: above 1 where it
    states one that could decide it, most where that is what it says of the thing (期间为三年, 年休假5天),
    or the very condition that the question makes."""
    measure = asked.measure
    stated = [m for m in measures_in(text) if measure.answered_by(m)]
    if not asked.decisive:
        return _NAMES if any(m.same(measure) for m in stated) else 1.0
    if any(_says(folded, text[: m.start]) for m in stated):
        return _SAYS
    return _STATES if stated else 1.0


def _says(folded: str, before: str) -> bool:
    """Whether a text up to a measure says that something is that much."""
    return _PREDICATE.search(before) is not None or (len(before) > 1 and before[-2:] in folded)


def answering(asked: Measure, folded: str, text: str) -> list[Measure]:
    """The measures in the folded `text` that answer a folded question which names the measure `asked`:
    of its kind, else of its dimension, in the clauses that share most with the question."""
    found = [m for m in measures_in(text) if asked.answered_by(m)]
    found = [m for m in found if m.kind == asked.kind] or found
    # In 劳动合同期限三个月以上的,试用期不得超过一个月 only the second says how long it is.
    found = [m for m in found if _says(folded, text[: m.start])] or found
    pairs = _pairs(folded.replace(asked.printed, " "))
    shared = [len(pairs & _pairs(_clause(text, m))) for m in found]
    return [m for m, count in zip(found, shared, strict=True) if count == max(shared)]


def compared(asked: Measure, stated: Sequence[Measure]) -> str:
    """In Chinese whether the measures `stated` are the one `asked` about, which is called as the
    question calls it; empty where days stand against months."""
    name = f"问题中的“{asked.printed}”"
    same = [m.same(asked) for m in stated]
    if all(same):
        return f"与{name}数目相同"
    if any(same):
        return f"其中有与{name}数目相同的"
    return f"与{name}数目不同" if all(m.kind == asked.kind for m in stated) else ""


def _clause(text: str, measure: Measure) -> str:
    cuts = [match.end() for match in _CLAUSE.finditer(text, 0, measure.start)]
    ending = _CLAUSE.search(text, measure.end)
    return text[cuts[-1] if cuts else 0 : ending.start() if ending else len(text)]


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
