"""References: 《公司法》第五十二条第一款, 晋政发〔2021〕17号 一、（一）2 → the places they name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.fold import fold
from index.numerals import chinese_numeral, parse_number
from index.records import RecordReader
from rag.descent import (
    BRACKETED_UNIT,
    INSERTED,
    PLACE_NUMBER,
    PLACE_UNIT,
    Step,
    last_article,
    spans_of,
    step_missing,
    steps_from,
)
from rag.names import documents_named, unknown_document
from rag.spoken import in_full

_STEP = re.compile(
    rf"第?(?P<legal>{PLACE_NUMBER})(?P<unit>{PLACE_UNIT})(?P<inserted>{INSERTED})?"
    rf"|第?\((?P<bracket>{PLACE_NUMBER})\)(?P<of>{BRACKETED_UNIT})?"
    rf"|第(?P<point>{PLACE_NUMBER})(?P<points>点)|(?P<annex>附件)(?P<which>{PLACE_NUMBER})?"
    rf"|(?P<numbered>{PLACE_NUMBER})(?:[、.]|$)"
)
_INNER_TITLE = re.compile("《(?P<title>[^《》]+)》")
# A document that speaks of itself, and places that are told from another one.
_ITSELF = re.compile(
    "^(?:本|该|上述|前述|同)(?:法典?|条例|办法|规定|细则|规则|解释|通知|意见|决定|规划|纲要|方案|计划|报告|标准|准则|章程|文件)的?"
)
_FROM_HERE = re.compile("^(?P<which>前一?|上一?|本|该|同)(?P<unit>条|款|项)")
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class ParsedReference:
    """A reference taken apart: what names the document (folded, may be empty) and the steps.
    `others` are names to try where no document bears the first; `relative` says that the document
    speaks of itself (本法第五条) or that the first step is told from a place (前款: −1, 本条: 0)."""

    document: str
    steps: tuple[Step, ...]
    others: tuple[str, ...] = ()
    relative: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document: its number in the index and a span."""

    document: int
    start: int
    end: int


def parse_reference(text: str) -> ParsedReference | None:
    """Take a reference apart; None when the text is anything else (a quote)."""
    folded = in_full(fold(text).strip("。.,;").replace(" ", ""))
    if len(folded) > _LONGEST:
        return None
    told = _told_from_here(folded)
    if told is not None:
        return told
    # The document's name is whatever stands before steps that reach to the end.
    for start in range(len(folded)):
        steps = _steps(folded[start:])
        # 解释(二)第一条: the number in brackets is part of the name.
        if len(steps) > 1 and not steps[0].unit and steps[1].unit == "条" and folded[start] == "(":
            continue
        if steps:
            return _named(folded[:start], steps)
    return None


def _named(name: str, steps: tuple[Step, ...]) -> ParsedReference:
    itself = _ITSELF.match(name)
    if itself is not None and itself.end() == len(name.rstrip(",:的")):
        return ParsedReference("", steps, relative=True)
    first, last = name.find("《"), name.rfind("》")
    inner = _INNER_TITLE.search(name)
    if inner is None:
        return ParsedReference(name.strip("的,:"), steps)
    bare = name.strip("的,:规定")
    outer = name[first + 1 : last]
    whole = outer if bare.startswith("《") else bare
    others = [n for n in (outer, inner["title"]) if n != whole]
    version = re.fullmatch(r"《([^《》]+)》(\([^()]{4,24}\))", bare)
    if version is not None:  # 《公司法》(2023年修订)
        return ParsedReference(version[1] + version[2], steps, (version[1],))
    if outer == inner["title"] and bare.endswith("》"):
        # 根据《公司法》: the title, whatever stands before it; 实施《教师法》办法: the whole.
        return ParsedReference(inner["title"], steps, (bare,) if bare != inner.group() else ())
    return ParsedReference(whole, steps, tuple(dict.fromkeys(others)))


def _told_from_here(folded: str) -> ParsedReference | None:
    """前款, 本条第二款, 前条第一款第(二)项."""
    match = _FROM_HERE.match(folded)
    if match is None:
        return None
    rest = folded[match.end() :].removesuffix("规定").strip("的,:")
    steps = _steps(rest) if rest else ()
    if rest and not steps:
        return None
    shift = -1 if match["which"][0] in "前上" else 0
    first = Step(shift, match["unit"])
    return ParsedReference("", (first, *steps), relative=True)


def _steps(text: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    position = 0
    while position < len(text):
        match = _STEP.match(text, position)
        step = _step(match) if match else None
        # A number alone is the end of a reference, never all of it: 一、（一）2.
        if match is None or step is None or (not steps and match["numbered"] == match.group()):
            return ()
        steps.append(step)
        position = match.end()
    return tuple(steps)


def _step(match: re.Match[str]) -> Step | None:
    printed = match["legal"] or match["bracket"] or match["point"] or match["numbered"]
    if match["annex"]:
        printed = match["which"] or "1"
    number = parse_number(printed)
    if not number:
        return None
    unit = match["unit"] or match["of"] or match["points"] or match["annex"] or ""
    suffix = (match["inserted"] or "").removeprefix("之")
    if suffix.isdecimal():
        suffix = chinese_numeral(int(suffix)) if int(suffix) else ""
    return Step(number, unit, suffix)


def resolve(
    records: RecordReader,
    reference: ParsedReference,
    document: int | None = None,
    base: Place | None = None,
) -> tuple[list[Place], str]:
    """All places a reference names, and a Chinese notice when there are none or more has to be said.

    A reference that names no document means `document`, where one is given; one that is told from
    another place (前款) is told from `base`.
    """
    if reference.steps[0].number <= 0:
        if base is None:
            return [], "“前款”“本条”一类的引用要从某一处算起；请指明是哪一份文件的哪一条。"
        steps = steps_from(records.document(base.document), base.start, base.end, reference.steps)
        numbers: tuple[int, ...] = (base.document,)
        notice = ""
    else:
        steps = reference.steps
        if not reference.document and document is not None:
            numbers, notice = (document,), ""
        else:
            numbers, notice = _documents(records, reference)
    if not numbers:
        return [], notice
    places, missing = places_in(records, numbers, steps)
    return places, notice if places else missing


def places_in(
    records: RecordReader, numbers: Sequence[int], steps: Sequence[Step]
) -> tuple[list[Place], str]:
    """The places that steps lead to in these documents, and what is said where none has it."""
    known = {number: records.document(number) for number in numbers}
    places = [
        Place(n, s, e) for n, read in known.items() if steps for s, e in spans_of(read, steps)
    ]
    return places, "" if places else step_missing(max(known.values(), key=last_article), steps)


def _documents(records: RecordReader, reference: ParsedReference) -> tuple[tuple[int, ...], str]:
    for name in (reference.document, *reference.others):
        named = documents_named(records, name)
        if named.numbers:
            return named.numbers, named.notice
    if reference.relative:
        return (), "“本法”一类的引用要从某一份文件算起；请指明是哪一份文件。"
    return (), unknown_document(records, reference.document)
