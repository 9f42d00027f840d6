"""The sentence that decides the very act which a question for yes or no asks about, before one that
only speaks of the matter; and the one that defines the very word, or divides the very thing."""

from collections.abc import Sequence

from index.fold import fold
from index.reader import IndexReader
from rag.coverage import coverage
from rag.definitions import defining, term_asked
from rag.divided import DIVIDED, divided
from rag.extract import Candidate
from rag.listkinds import NAMED
from rag.lists import LISTING
from rag.types import Claim, Hit
from rag.whether import decided, ruling, says_no

_FURTHEST = 4.0  # standard units behind the best one


def told_how_decided(reader: IndexReader, folded: str, said: str, hit: Hit) -> Claim:
    """How the folded text `said` of a passage decides a folded question, compared by meaning."""
    return decided(folded, said, lambda words, text: coverage(reader, words, text), _around(hit))


def says_just_that(folded: str, candidate: Candidate) -> bool:
    """Whether a candidate defines the very word that a folded question asks for, or divides the very
    thing whose kinds it asks for."""
    said, title = fold(candidate.sentence.text), fold(candidate.hit.card.title)
    term = term_asked(folded)
    defines = term is not None and defining(term, said) > 1
    return defines or divided(folded, said, title) >= DIVIDED


def lists_just_that(candidate: Candidate) -> bool:
    """Whether a candidate is an enumeration whose lead names what a question wants listed, or that has
    as many items as it says."""
    return candidate.series is not None and candidate.listing >= LISTING * NAMED


def deciding_first(
    reader: IndexReader, folded: str, candidates: Sequence[Candidate]
) -> list[Candidate]:
    """The candidates with the nearest that forbids what a folded question asks about first: 不得教授小学阶段的课程
    before 可以安排教育内容, where it is asked what may be taught. As they are where the best one decides, or
    none forbids."""
    ordered = list(candidates)
    for place, candidate in enumerate(ordered):
        if candidate.series is not None or (place and not _heard(candidate)):
            continue
        word = _deciding_word(reader, folded, candidate)
        if word and (place == 0 or says_no(folded, word)):
            return [candidate, *ordered[:place], *ordered[place + 1 :]]
    return ordered


def _heard(candidate: Candidate) -> bool:
    return candidate.voice is not None and candidate.voice >= -_FURTHEST


def _deciding_word(reader: IndexReader, folded: str, candidate: Candidate) -> str:
    text = fold(candidate.sentence.text)
    around = _around(candidate.hit)
    return ruling(folded, text, lambda words, said: coverage(reader, words, said), around).word


def _around(hit: Hit) -> str:
    return fold(f"{hit.card.title} {' '.join(hit.chunk.path)}")
