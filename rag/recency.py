"""Versions of one document, and documents of several places: which one a question means."""

import re
from collections.abc import Sequence

from index.fold import fold
from index.reader import IndexReader
from index.types import DocumentCard
from rag.extract import Candidate, covered

_AS_WELL, _MOST_VERSIONS = 0.85, 2
_DATED = re.compile(r"[(（]((?:19|20)\d{2})(?:[-.年]?\d{2}[-.月]?\d{2}日?)?[)）]")


def version_year(card: DocumentCard) -> str:
    """The year of a version: of its publication, else the one in its file name; empty without."""
    named = _DATED.search(card.source)
    if named:
        return named[1]
    return (card.published or "")[:4]


def newest_first(reader: IndexReader, documents: Sequence[int]) -> list[int]:
    """Documents without repetition, the latest version first, those without a year last."""
    return sorted(
        dict.fromkeys(documents),
        key=lambda number: _date(reader.records.cards[number]),
        reverse=True,
    )


def _date(card: DocumentCard) -> str:
    return version_year(card) + (card.published or "")


def other_versions(
    reader: IndexReader, best: Candidate, candidates: Sequence[Candidate]
) -> list[Candidate]:
    """The sentences of other versions of the best one's document that answer about as well and
    differ from it; the best of each version."""
    title = _bare(best.hit.card)
    least = _AS_WELL * covered(best.lexical, best.soft)
    said = {fold(best.sentence.text)}
    seen = {best.hit.document}
    found = []
    for candidate in candidates:
        own = candidate.hit
        if own.document in seen or _bare(own.card) != title or candidate.series is not None:
            continue
        if candidate.fits != best.fits or covered(candidate.lexical, candidate.soft) < least:
            continue
        seen.add(own.document)
        text = fold(candidate.sentence.text)
        if text not in said:
            said.add(text)
            found.append(candidate)
    return found[:_MOST_VERSIONS]


def _bare(card: DocumentCard) -> str:
    return fold(card.title).removeprefix("中华人民共和国")
