"""Down a document step by step: 第五十二条第一款 → the span it names, or the step that leads nowhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.fold import fold
from index.numerals import NUMERAL, chinese_numeral
from index.types import Document, Section, SectionKind
from rag.locator import Step as LocatorStep
from rag.locator import steps_to, trim

PLACE_NUMBER = rf"(?:[{NUMERAL}]{{1,7}}|\d{{1,4}})"
"""The number of a place as it is printed, a pattern."""

PLACE_UNIT = "(?:分编|编|章|节|条|款|项|目|部分)"
"""What is numbered, 第五条; behind a number in brackets, 第（三）项, it is a `BRACKETED_UNIT`."""

BRACKETED_UNIT = "(?:条|款|项|点|目|部分)"
INSERTED = rf"之(?:[{NUMERAL}]{{1,3}}|\d{{1,2}})"
"""第五条之一, an article put in later."""

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
_LONGEST = 2000  # characters of a section that is shown with all that stands under it


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a reference: 第五十二条 is (52, 条), 之一 in `suffix`; of a number alone, （一）, the unit
    is empty. A number that is not positive is told from a place: 前款 is −1, 本条 0."""

    number: int
    unit: str
    suffix: str = ""

    @property
    def kinds(self) -> frozenset[SectionKind]:
        """The kinds of section that bear such a number."""
        return _KINDS.get(self.unit, _ANY)


def spans_of(document: Document, steps: Sequence[Step]) -> Iterator[tuple[int, int]]:
    """Spans of the sections that the steps lead to, each step below the one before."""
    level = [0]
    for place, step in enumerate(steps):
        found: list[int] = []
        for parent in level:
            found += _below(document, parent, step)
        if step.unit == "款" and step.number == 1 and place == len(steps) - 1 and not found:
            for parent in level:
                yield trim(
                    document.text,
                    document.sections[parent].start,
                    _first_paragraph_end(document, parent),
                )
            return
        level = found or (level if step.unit == "款" and step.number == 1 else [])
    for index in level:
        section = document.sections[index]
        end = section.end if section.end - section.start <= _LONGEST else section.own_end
        yield trim(document.text, section.start, end)


def steps_from(document: Document, start: int, end: int, steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps of a reference that is told from the place `start:end`; none where there is no such place."""
    told, rest = steps[0], steps[1:]
    kinds = {"条": "article", "款": "paragraph", "项": "item"}
    here = steps_to(document, start, end)
    at = next((i for i, step in enumerate(here) if step.kind == kinds[told.unit]), None)
    if at is None:
        return ()
    number = here[at].number + told.number
    above = [_as_step(step) for step in here[:at] if step.kind in kinds.values()]
    suffix = here[at].suffix if not told.number else ""
    return (*above, Step(number, told.unit, suffix), *rest) if number > 0 else ()


def _as_step(step: LocatorStep) -> Step:
    unit = {"article": "条", "paragraph": "款", "item": "项"}[step.kind]
    return Step(step.number, unit, step.suffix.removeprefix("之"))


def step_missing(document: Document, steps: Sequence[Step]) -> str:
    """What is said of steps that lead to no section: which of them the document lacks; a Chinese
    sentence."""
    articles = [s.number for s in document.sections if s.kind == "article"]
    asked = next((step for step in steps if step.unit == "条"), None)
    if asked is not None and articles and asked.number > max(articles):
        number, last = _printed(asked.number), _printed(max(articles))
        return f"《{document.title}》没有第{number}条，最后一条是第{last}条。"
    if not all(step.unit for step in steps):
        return f"《{document.title}》正文中没有这个位置。"
    for count in range(len(steps) - 1, 0, -1):
        if any(True for _ in spans_of(document, steps[:count])):
            there, lacking = "".join(map(_as_printed, steps[:count])), _as_printed(steps[count])
            return f"《{document.title}》{there}没有{lacking}。"
    return f"《{document.title}》正文中没有{''.join(map(_as_printed, steps))}。"


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


def last_article(document: Document) -> int:
    """The number of the last 条, 0 where there is none."""
    return max((s.number for s in document.sections if s.kind == "article"), default=0)


def _as_printed(step: Step) -> str:
    number = _printed(step.number)
    if step.unit == "附件":
        return f"附件{step.number}"
    if step.unit in ("项", "点"):
        return f"第（{number}）{step.unit}"
    return f"第{number}{step.unit}" + (f"之{step.suffix}" if step.suffix else "")


def _printed(number: int) -> str:
    return chinese_numeral(number) if number < 10_000 else str(number)
