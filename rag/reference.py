"""References: 《公司法》第五十二条第一款, 晋政发〔2021〕17号 一、（一）2 → the places they name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.fold import fold
from index.numerals import NUMERAL, chinese_numeral, parse_number
from index.records import RecordReader
from index.types import Document, Section, SectionKind

_N = rf"[{NUMERAL}]{{1,7}}|\d{{1,4}}"
_STEP = re.compile(
    rf"第?(?P<legal>{_N})(?P<unit>分编|编|章|节|条|款|项|目|部分)(?:之(?P<suffix>[{NUMERAL}]{{1,3}}))?"
    rf"|第?\((?P<bracket>{_N})\)(?P<of>条|款|项|点|目|部分)?"
    rf"|(?P<numbered>{_N})(?:[、.]|$)"
)
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}[\[(]?(?P<year>(?:19|20)\d{2})年?[\])]?第?(?P<serial>\d{1,5})号文?"
)
_TITLE = re.compile("《(?P<title>[^《》]+)》")
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
}
_ANY: frozenset[SectionKind] = frozenset({"heading", "item"})
_LONGEST, _LONGEST_REFERENCE = 2000, 120
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a reference: 第五十二条 is (52, articles), 之一 in `suffix`."""

    number: int
    unit: str
    kinds: frozenset[SectionKind]
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class ParsedReference:
    """A reference taken apart: what names the document (folded, may be empty) and the steps."""

    document: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document: its number in the index and a span."""

    document: int
    start: int
    end: int


def parse_reference(text: str) -> ParsedReference | None:
    """Take a reference apart; None when the text is anything else (a quote)."""
    folded = fold(text).strip("。.,;").replace(" ", "")
    if len(folded) > _LONGEST_REFERENCE:
        return None
    # The document's name is whatever stands before steps that reach to the end.
    for start in range(len(folded)):
        steps = _steps(folded[start:])
        if steps:
            return ParsedReference(_name(folded[:start]), steps)
    return None


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


def _name(text: str) -> str:
    title = _TITLE.search(text)
    return title["title"] if title else text.strip("的,:")


def _step(match: re.Match[str]) -> Step | None:
    printed = match["legal"] or match["bracket"] or match["numbered"]
    number = parse_number(printed)
    if not number:
        return None
    unit = match["unit"] or match["of"] or ""
    return Step(number, unit, _KINDS.get(unit, _ANY), match["suffix"] or "")


def resolve(records: RecordReader, reference: ParsedReference) -> tuple[list[Place], str]:
    """All places a reference names, and a Chinese notice when there are none or the document is
    unclear."""
    documents = _documents(records, reference.document)
    if not documents:
        return [], _unknown_document(records, reference.document)
    places: list[Place] = []
    for number in documents:
        document = records.document(number)
        places += [Place(number, s, e) for s, e in _spans(document, reference.steps)]
    if places:
        return places, ""
    return [], _missing_step(records.document(documents[0]), reference.steps)


def _documents(records: RecordReader, name: str) -> list[int]:
    """Documents that `name` (a folded title or 文号) may mean; all when there is only one."""
    if not name:
        return [0] if len(records.cards) == 1 else []
    numbered = _NUMBER.fullmatch(name)
    if numbered:
        wanted = f"[{numbered['year']}]{numbered['serial']}号"
        prefix = name[: numbered.start("year")].rstrip("[(")
        same = [i for i, c in enumerate(records.cards) if fold(c.number or "").endswith(wanted)]
        exact = [i for i in same if fold(records.cards[i].number or "").startswith(prefix)]
        return exact or [i for i in same if _within(prefix, fold(records.cards[i].title))]
    same = [i for i, c in enumerate(records.cards) if c.number and fold(c.number) == name]
    if same:
        return same
    wanted = _bare(name)
    exact = [i for i, card in enumerate(records.cards) if _bare(fold(card.title)) == wanted]
    if exact or len(wanted) < 2:
        return exact
    inside = [i for i, card in enumerate(records.cards) if wanted in fold(card.title)]
    return inside or [i for i, c in enumerate(records.cards) if _within(wanted, fold(c.title))]


def _within(short: str, title: str) -> bool:
    """Whether a short name leaves characters of the title out and changes none: 山西政府工作报告."""
    rest = iter(title)
    return 2 * len(short) >= len(title) and all(character in rest for character in short)


def _bare(title: str) -> str:
    return title.removeprefix("中华人民共和国").strip()


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
    if section.number != step.number or section.kind not in step.kinds:
        return False
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


def _unknown_document(records: RecordReader, name: str) -> str:
    if not name:
        return "引用没有指明是哪一份文件，请写出文件名或文号。"
    characters = set(name)
    known = {card.title: set(fold(card.title)) for card in records.cards}  # versions once
    near = sorted(known, key=lambda title: -len(characters & known[title]) / len(known[title]))
    titles = "、".join(f"《{title}》" for title in near[:_NEAR])
    return f"索引中没有“{name}”；名称相近的有：{titles}。"


def _printed(number: int) -> str:
    return chinese_numeral(number) if number < 10_000 else str(number)


def _missing_step(document: Document, steps: Sequence[Step]) -> str:
    articles = [s.number for s in document.sections if s.kind == "article"]
    asked = next((step for step in steps if step.unit == "条"), None)
    if asked is not None and articles and asked.number > max(articles):
        number, last = _printed(asked.number), _printed(max(articles))
        return f"《{document.title}》没有第{number}条，最后一条是第{last}条。"
    return f"《{document.title}》正文中没有这个位置。"
