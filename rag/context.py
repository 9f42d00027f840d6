"""What stands around a cited place: its section whole, the sections above it, its neighbours."""

from dataclasses import dataclass

from index.types import Document

LONGEST_SECTION = 8_000  # characters of a section shown; beyond it the part around the place


@dataclass(frozen=True, slots=True)
class Passage:
    """A section, or part of one: `text` is the document's from `start` to `end`; `complete` says
    whether that is all of it. `label` is its heading, empty for text without one."""

    label: str
    start: int
    end: int
    text: str
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Heading:
    """A section above a place: its heading and the span of all that stands under it."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of the place `start:end` of a document. `section` is the smallest numbered or
    titled section that holds the place (条, or the lowest heading), `parents` those above it from the
    outside in, `before` and `after` its neighbours under the same parent or, at its edges, the
    nearest text outside; `page` counts from 1, None where the format has no pages."""

    document: str
    start: int
    end: int
    page: int | None
    section: Passage
    parents: tuple[Heading, ...]
    before: Passage | None
    after: Passage | None


def context_of(document: Document, start: int, end: int) -> Context:
    """The surroundings of a span. Raises ValueError where the document has no such span."""
    if not 0 <= start < end <= len(document.text):
        raise ValueError(f"span {start}:{end} is empty or outside 0:{len(document.text)}")
    sections = document.sections
    own = document.section_at(start)
    while own > 0 and not (_stands_alone(document, own) and end <= sections[own].end):
        own = sections[own].parent
    if own > 0:
        first, last, label = sections[own].start, sections[own].end, sections[own].label
    else:  # no section but the document holds it: the stretch of text it stands in
        inside = document.section_at(start)
        first, last = sections[inside].start, max(end, sections[inside].own_end)
        label = sections[inside].label
    parents = [i for i in document.ancestors(own) if i != own and sections[i].label]
    return Context(
        document=document.id,
        start=start,
        end=end,
        page=document.page_at(start),
        section=_passage(document, label, first, last, start),
        parents=tuple(
            Heading(sections[i].label, sections[i].start, sections[i].end)
            for i in reversed(parents)
        ),
        before=_neighbour(document, first - 1) if first > 0 else None,
        after=_neighbour(document, last) if last < len(document.text) else None,
    )


def _stands_alone(document: Document, index: int) -> bool:
    """Whether a section is shown as a whole: an article, a heading; no 款 or 项 of an article."""
    section = document.sections[index]
    if section.kind in ("item", "paragraph"):
        return not any(document.sections[i].kind == "article" for i in document.ancestors(index))
    return True


def _neighbour(document: Document, offset: int) -> Passage | None:
    """The section that holds the character at `offset`, the article where it is part of one."""
    index = document.section_at(offset)
    while index > 0 and not _stands_alone(document, index):
        index = document.sections[index].parent
    section = document.sections[index]
    end = section.end if section.kind == "article" else section.own_end
    text = document.text[section.start : end]
    return _passage(document, section.label, section.start, end, offset) if text.strip() else None


def _passage(document: Document, label: str, start: int, end: int, around: int) -> Passage:
    complete = end - start <= LONGEST_SECTION
    if not complete:
        start = max(start, min(around - LONGEST_SECTION // 4, end - LONGEST_SECTION))
        end = min(end, start + LONGEST_SECTION)
    return Passage(label, start, end, document.text[start:end], complete)
