"""What was found against what is gold: which hit shows which quote, place, section or document."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from eval.cases import Case, Place, placed_sections
from eval.metrics import Ranks, quote_ranks, shares_evidence
from index.fold import fold
from index.types import Document

Level = Literal["quotes", "section", "documents", ""]


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a document, named by its source, and its text: a hit or a citation."""

    document: str
    start: int
    end: int
    text: str


def gold_level(case: Case) -> Level:
    """The finest gold that a case has: quotes (or places), a section, documents; "" for none."""
    if case.quotes or case.evidence:
        return "quotes"
    return "section" if case.sections else "documents" if case.documents else ""


def evidence_ranks(case: Case, hits: Sequence[Passage]) -> list[int | None]:
    """For each gold quote, then each gold place, the rank of the first hit that holds it."""
    ranks = quote_ranks(case.quotes, [hit.text for hit in hits]) if case.quotes else []
    return [*ranks, *place_ranks(case.evidence, hits)]


def place_ranks(places: Sequence[Place | None], hits: Sequence[Passage]) -> list[int | None]:
    """For each place the rank of the first hit that shares at least half of the shorter with it; None
    for a place that is None."""
    return [
        next((n for n, hit in enumerate(hits, 1) if place and shows_place(place, hit)), None)
        for place in places
    ]


def shows_place(place: Place, hit: Passage) -> bool:
    """Whether a passage of the same document shows a place."""
    return hit.document == place.document and shares_evidence(
        (place.start, place.end), (hit.start, hit.end)
    )


def document_ranks(documents: Sequence[str], hits: Sequence[Passage]) -> list[int | None]:
    """For each document its rank among the documents of the hits, each ranked by its best hit."""
    ranked = {
        source: rank for rank, source in enumerate(dict.fromkeys(h.document for h in hits), 1)
    }
    return [ranked.get(document) for document in documents]


def unit_ranks(case: Case, hits: Sequence[Passage], sections: Sequence[Place | None]) -> Ranks:
    """The ranks of the finest gold units of a case; `sections` are the places of its sections, None
    for one that was not found."""
    level = gold_level(case)
    if level == "quotes":
        return evidence_ranks(case, hits)
    if level == "section":
        return place_ranks(sections, hits)
    return document_ranks(case.documents, hits)


def section_places(
    case: Case, document: Callable[[str], Document | None]
) -> tuple[Place | None, ...]:
    """The place of each section of a case; `document` gives a document by its source."""
    named = ((document(source), path) for source, path in placed_sections(case))
    return tuple(section_depth(there, path)[1] if there else None for there, path in named)


def section_depth(document: Document, path: Sequence[str]) -> tuple[int, Place | None]:
    """How many labels of a section path are found in a document, and the place of the last that is.

    A label is found below the one before it when it is the heading, or begins it, after folding. 款
    and 项, which are no sections of an article that is not divided, leave the article's place. A path
    that only the table of contents lists has the place of its entry there.
    """
    found, depth = 0, 0
    for label in path:
        below = _below(document, found, fold(label))
        if below is None:
            break
        found, depth = below, depth + 1
    if not depth:
        return _listed(document, path)
    section = document.sections[found]
    return depth, Place(document.source, section.start, section.end)


def _listed(document: Document, path: Sequence[str]) -> tuple[int, Place | None]:
    entries = {fold(entry.label): entry for entry in document.contents}
    for depth in range(len(path), 0, -1):
        entry = entries.get(fold(path[depth - 1]))
        if entry is not None:
            return depth, Place(document.source, entry.start, entry.end)
    return 0, None


def _below(document: Document, above: int, label: str) -> int | None:
    """The first section below `above` whose label is, or begins with, a folded label."""
    limit = document.sections[above].end
    begins = None
    for number in range(above + 1, len(document.sections)):
        section = document.sections[number]
        if section.start >= limit:
            break
        heading = fold(section.label)
        if heading == label:
            return number
        if begins is None and label and heading.startswith(label):
            begins = number
    return begins
