"""One reference or several in one line: 劳动法第36条、第41条; 道交法第九十条至第九十二条; 本法第五条和条例第八条.

One without a name means the document named before it, one that begins further down (第一款和第三款)
the place above it. Each is resolved by itself, so that one that does not exist can be told.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.fold import fold
from index.records import RecordReader
from rag.descent import INSERTED, PLACE_NUMBER, PLACE_UNIT
from rag.locator import trim
from rag.reference import ParsedReference, Place, parse_reference, resolve

_STEP = rf"(?:第?{PLACE_NUMBER}{PLACE_UNIT}(?:{INSERTED})?|第?\({PLACE_NUMBER}\){PLACE_UNIT}?)"
_JOIN = r"(?:以及|或者|[、,;和及与跟或至到\-])"
_THROUGH = ("至", "到", "-")
_JOINED = re.compile(rf"{_STEP}(?:的?规定)?(?P<join>{_JOIN})(?:《|[^\W_])")
# 第36、41条, 第三十至三十五条: the unit stands behind the last number.
_SHARED_UNIT = re.compile(
    rf"((?:第|(?<=[、,和及与跟或者至到\-])){PLACE_NUMBER})"
    rf"(?=(?:{_JOIN}第?{PLACE_NUMBER}){{0,30}}{_JOIN}第?{PLACE_NUMBER}({PLACE_UNIT}))"
)
_LEVELS = ("编", "分编", "章", "节", "条", "款", "项", "目")
_MOST = 30  # references of one line, and places of one range


@dataclass(frozen=True, slots=True)
class Part:
    """One of several references; `through` says that all places between the one before and it are meant."""

    reference: ParsedReference
    through: bool = False


@dataclass(frozen=True, slots=True)
class Resolved:
    """The places of one of several references, in each document that is meant, and what has to be said."""

    places: tuple[Place, ...]
    notice: str = ""


def parse_references(text: str) -> tuple[Part, ...]:
    """Take a text apart that is nothing but one reference or several; empty for any other text."""
    folded = _SHARED_UNIT.sub(r"\1\2", fold(text).strip("。.,;").replace(" ", ""))
    parts: list[Part] = []
    for written, join in _pieces(folded):
        reference = parse_reference(written)
        if reference is None or not any(step.unit for step in reference.steps):
            break
        if parts:
            reference = _beside(reference, parts[-1].reference)
        parts.append(Part(reference, join in _THROUGH))
    else:
        if 1 < len(parts) <= _MOST:
            return tuple(parts)
    only = parse_reference(text)
    return (Part(only),) if only is not None else ()


def _pieces(folded: str) -> Iterator[tuple[str, str]]:
    """Stretches between joining words that stand behind a step and outside 《》, each with its word."""
    start, join = 0, ""
    for match in _JOINED.finditer(folded):
        end = match.start("join")
        if folded.count("《", start, end) == folded.count("》", start, end):
            yield folded[start:end], join
            start, join = match.end("join"), match["join"]
    yield folded[start:], join


def _beside(reference: ParsedReference, before: ParsedReference) -> ParsedReference:
    """A reference with what it leaves out as it stands in the one before it."""
    if reference.document or reference.relative:
        return reference
    first = reference.steps[0].unit or "项"
    level = _LEVELS.index(first) if first in _LEVELS else 0
    above = [s for s in before.steps if s.unit in _LEVELS and _LEVELS.index(s.unit) < level]
    return replace(before, steps=(*above, *reference.steps))


def resolve_each(
    records: RecordReader,
    parts: Sequence[Part],
    document: int | None = None,
    base: Place | None = None,
) -> list[Resolved]:
    """The places of each reference in their order; `document` and `base` as for `resolve`."""
    found: list[Resolved] = []
    for part in parts:
        places, notice = resolve(records, part.reference, document, base)
        if part.through and found:
            between = [p for last in places for p in _between(records, found[-1].places, last)]
            if len(between) > _MOST:
                notice = f"只列出其间的前{_MOST}处。{notice}"
            places = sorted((*between[:_MOST], *places), key=lambda p: (p.document, p.start))
        found.append(Resolved(tuple(places), notice))
    return found


def _between(records: RecordReader, firsts: Sequence[Place], last: Place) -> Iterator[Place]:
    """The places of the same kind between two of one document."""
    document = records.document(last.document)
    kind = document.sections[document.section_at(last.start)].kind
    first = next((p for p in firsts if p.document == last.document), None)
    if first is None:
        return
    for section in document.sections:
        if section.kind == kind and first.end <= section.start and section.end <= last.start:
            yield Place(last.document, *trim(document.text, section.start, section.end))
