"""References: 《公司法》第五十二条第一款, 晋政发〔2021〕17号 一、（一）2 → the places they name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.fold import fold
from index.numerals import NUMERAL, chinese_numeral, parse_number
from index.records import RecordReader
from index.types import Document, Section, SectionKind
from rag.locator import Step as LocatorStep
from rag.locator import steps_to
from rag.names import documents_named, unknown_document
from rag.spoken import in_full

_N = rf"[{NUMERAL}]{{1,7}}|\d{{1,4}}"
_STEP = re.compile(
    rf"第?(?P<legal>{_N})(?P<unit>分编|编|章|节|条|款|项|目|部分)(?:之(?P<suffix>[{NUMERAL}]{{1,3}}|\d{{1,2}}))?"
    rf"|第?\((?P<bracket>{_N})\)(?P<of>条|款|项|点|目|部分)?"
    rf"|第(?P<point>{_N})(?P<points>点)|(?P<annex>附件)(?P<which>{_N})?"
    rf"|(?P<numbered>{_N})(?:[、.]|$)"
)
_INNER_TITLE = re.compile("《(?P<title>[^《》]+)》")
# A document that speaks of itself, and places that are told from another one.
_ITSELF = re.compile(
    "^(?:本|该|上述|前述|同)(?:法典?|条例|办法|规定|细则|规则|解释|通知|意见|决定|规划|纲要|方案|计划|报告|标准|准则|章程|文件)的?"
)
_FROM_HERE = re.compile("^(?P<which>前一?|上一?|本|该|同)(?P<unit>条|款|项)")
_KINDS: dict[str, frozenset[SectionKind]] = {
    "编": frozenset({"part"}),
    "分编": frozenset({"part"}),
    "章": frozenset({"chapter", "heading"}),
    "节": frozenset({"section", "heading"}),
    "条": frozenset({"article", "heading"}),
    "款": frozenset({"paragraph"}),
    "项": frozenset({"item", "heading"}),
    "目": frozenset({"item"}),
    "部分": frozenset({"heading"}),
    "点": frozenset({"heading", "item"}),
    "附件": frozenset({"annex"}),
}
_ANY: frozenset[SectionKind] = frozenset({"heading", "item"})
_LONGEST, _LONGEST_REFERENCE = 2000, 120


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a reference: 第五十二条 is (52, articles), 之一 in `suffix`."""

    number: int
    unit: str
    kinds: frozenset[SectionKind]
    suffix: str = ""


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
    if len(folded) > _LONGEST_REFERENCE:
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
    first = Step(shift, match["unit"], _KINDS[match["unit"]])
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
    suffix = match["suffix"] or ""
    if suffix.isdecimal():
        suffix = chinese_numeral(int(suffix)) if int(suffix) else ""
    return Step(number, unit, _KINDS.get(unit, _ANY), suffix)


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
        steps = _from(records.document(base.document), base, reference.steps)
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
    places = [Place(n, s, e) for n, read in known.items() if steps for s, e in _spans(read, steps)]
    return places, "" if places else _missing_step(max(known.values(), key=_last_article), steps)


def _documents(records: RecordReader, reference: ParsedReference) -> tuple[tuple[int, ...], str]:
    for name in (reference.document, *reference.others):
        named = documents_named(records, name)
        if named.numbers:
            return named.numbers, named.notice
    if reference.relative:
        return (), "“本法”一类的引用要从某一份文件算起；请指明是哪一份文件。"
    return (), unknown_document(records, reference.document)


def _from(document: Document, base: Place, steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps of a reference that is told from a place; none where there is no such place."""
    told, rest = steps[0], steps[1:]
    kinds = {"条": "article", "款": "paragraph", "项": "item"}
    here = steps_to(document, base.start, base.end)
    at = next((i for i, step in enumerate(here) if step.kind == kinds[told.unit]), None)
    if at is None:
        return ()
    number = here[at].number + told.number
    above = [_as_step(step) for step in here[:at] if step.kind in kinds.values()]
    suffix = here[at].suffix if not told.number else ""
    return (*above, Step(number, told.unit, _KINDS[told.unit], suffix), *rest) if number > 0 else ()


def _as_step(step: LocatorStep) -> Step:
    unit = {"article": "条", "paragraph": "款", "item": "项"}[step.kind]
    return Step(step.number, unit, _KINDS[unit], step.suffix.removeprefix("之"))


def _spans(document: Document, steps: Sequence[Step]) -> Iterator[tuple[int, int]]:
    """Spans of the sections that the steps lead to, each step below the one before."""
    level = [0]
    for place, step in enumerate(steps):
        found: list[int] = []
        for parent in level:
            found += _below(document, parent, step)
        if step.unit == "款" and step.number == 1 and place == len(steps) - 1 and not found:
            for parent in level:
                yield _trim(
                    document,
                    document.sections[parent].start,
                    _first_paragraph_end(document, parent),
                )
            return
        level = found or (level if step.unit == "款" and step.number == 1 else [])
    for index in level:
        section = document.sections[index]
        end = section.end if section.end - section.start <= _LONGEST else section.own_end
        yield _trim(document, section.start, end)


def _below(document: Document, parent: int, step: Step) -> list[int]:
    """Sections under `parent` that a step means, nearest level first."""
    sections = document.sections
    if step.unit == "款":
        rows = [i for i in _children(sections, parent) if sections[i].kind == "paragraph"]
        return rows[step.number - 2 : step.number - 1] if step.number >= 2 else []
    inside = [i for i in _descendants(sections, parent) if _means(sections[i], step)]
    articles = [i for i in inside if sections[i].kind == "article"]
    if articles:
        return articles
    if not inside:
        return []
    depth = min(sum(1 for _ in document.ancestors(i)) for i in inside)
    return [i for i in inside if sum(1 for _ in document.ancestors(i)) == depth]


def _means(section: Section, step: Step) -> bool:
    if section.kind == "annex" and section.number == 0 and step.number == 1:
        return "annex" in step.kinds  # the only one
    if section.number != step.number or section.kind not in step.kinds:
        return False
    if step.unit == "部分" and fold(section.label).startswith("("):
        return False  # （十） is an item of a part, never the tenth part
    return section.kind != "article" or section.label.partition("之")[2] == step.suffix


def _children(sections: Sequence[Section], parent: int) -> list[int]:
    return [i for i in _descendants(sections, parent) if sections[i].parent == parent]


def _descendants(sections: Sequence[Section], parent: int) -> Iterator[int]:
    index = parent + 1
    while index < len(sections) and sections[index].start < sections[parent].end:
        yield index
        index += 1


def _first_paragraph_end(document: Document, article: int) -> int:
    rows = [
        i for i in _children(document.sections, article) if document.sections[i].kind == "paragraph"
    ]
    return document.sections[rows[0]].start if rows else document.sections[article].end


def _trim(document: Document, start: int, end: int) -> tuple[int, int]:
    raw = document.text[start:end]
    start += len(raw) - len(raw.lstrip())
    return start, start + len(raw.strip())


def _printed(number: int) -> str:
    return chinese_numeral(number) if number < 10_000 else str(number)


def _last_article(document: Document) -> int:
    return max((s.number for s in document.sections if s.kind == "article"), default=0)


def _missing_step(document: Document, steps: Sequence[Step]) -> str:
    articles = [s.number for s in document.sections if s.kind == "article"]
    asked = next((step for step in steps if step.unit == "条"), None)
    if asked is not None and articles and asked.number > max(articles):
        number, last = _printed(asked.number), _printed(max(articles))
        return f"《{document.title}》没有第{number}条，最后一条是第{last}条。"
    if not all(step.unit for step in steps):
        return f"《{document.title}》正文中没有这个位置。"
    for count in range(len(steps) - 1, 0, -1):
        if any(True for _ in _spans(document, steps[:count])):
            there, lacking = "".join(map(_as_printed, steps[:count])), _as_printed(steps[count])
            return f"《{document.title}》{there}没有{lacking}。"
    return f"《{document.title}》正文中没有{''.join(map(_as_printed, steps))}。"


def _as_printed(step: Step) -> str:
    number = _printed(step.number)
    if step.unit == "附件":
        return f"附件{step.number}"
    if step.unit in ("项", "点"):
        return f"第（{number}）{step.unit}"
    return f"第{number}{step.unit}" + (f"之{step.suffix}" if step.suffix else "")
