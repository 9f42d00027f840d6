"""Which version of a document a question means, and what other versions say instead."""

import re
from collections.abc import Sequence

from index.canonical import canonical
from index.numerals import NUMERAL
from index.reader import IndexReader
from index.types import DocumentCard
from rag.coverage import covered
from rag.extract import Candidate
from rag.versions import bare_title, version_date

_AS_WELL, _MOST_VERSIONS = 0.85, 2
_LABEL = re.compile(rf"^第[{NUMERAL}\d]+条(?:之[{NUMERAL}]+)?\s*")


def version_year(card: DocumentCard) -> str:
    """The year of a version, in its file name or of its publication; empty without."""
    year = version_date(card)[0]
    return str(year) if year else ""


def newest_first(reader: IndexReader, documents: Sequence[int]) -> list[int]:
    """Documents without repetition, the latest version first, those without a year last."""
    return sorted(
        dict.fromkeys(documents),
        key=lambda number: version_date(reader.records.cards[number]),
        reverse=True,
    )


def clause_of(candidate: Candidate) -> str:
    """What a sentence says in any version: its canonical text without the number of its article."""
    return canonical(_LABEL.sub("", candidate.sentence.text.strip()))


def other_versions(
    reader: IndexReader, best: Candidate, candidates: Sequence[Candidate]
) -> list[Candidate]:
    """The sentences of other versions of the best one's document that answer about as well and
    differ from it; the best of each version."""
    title, date = bare_title(best.hit.card), version_date(best.hit.card)
    least = _AS_WELL * covered(best.lexical, best.soft)
    said = {clause_of(best)}
    seen = {best.hit.document}
    found = []
    for candidate in candidates:
        own = candidate.hit
        if own.document in seen or bare_title(own.card) != title or candidate.series is not None:
            continue
        if date[0] and version_date(own.card) == date:
            continue  # parts of one code
        if candidate.fits != best.fits or covered(candidate.lexical, candidate.soft) < least:
            continue
        seen.add(own.document)
        text = clause_of(candidate)
        if text not in said:
            said.add(text)
            found.append(candidate)
    return found[:_MOST_VERSIONS]
