"""What a system found, against the gold: ranks a question, figures from the ranks."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.bench.questions import Question
from eval.metrics import quote_ranks, recall, reciprocal_rank, shares_evidence

LONGEST_HIT = 600  # characters of a hit's text that count, for every system
CUTS = (1, 5, 10)
DEPTH = 10
DOCUMENT_DEPTH = 50  # passages asked for where documents are ranked by their best passage


@dataclass(frozen=True, slots=True)
class Passage:
    """A hit: a span of a document, named by its source, and its text."""

    document: str
    start: int
    end: int
    text: str


def passage(document: str, start: int, end: int, text: str) -> Passage:
    """A hit cut to the LONGEST_HIT characters that may count."""
    return Passage(document, start, min(end, start + LONGEST_HIT), text[:LONGEST_HIT])


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question asked of one system: of each gold span or document the rank from 1 (None: not
    among the hits), and the CPU milliseconds of the search. `error` is the sentence of a refusal."""

    id: str
    type: str
    ranks: tuple[int | None, ...]
    cpu_ms: float
    error: str = ""


def depth(question: Question) -> int:
    """How many passages to ask for."""
    return DOCUMENT_DEPTH if question.documents else DEPTH


def gold_ranks(
    question: Question, hits: Sequence[Passage], squeezed: bool
) -> tuple[int | None, ...]:
    """For each gold quote, place or document the rank of the first hit that holds, overlaps or is
    of it; documents are ranked by their best passage."""
    if question.documents:
        ranked = list(dict.fromkeys(hit.document for hit in hits))[:DEPTH]
        return tuple(ranked.index(d) + 1 if d in ranked else None for d in question.documents)
    if question.places:
        return tuple(
            next(
                (
                    rank
                    for rank, hit in enumerate(hits, 1)
                    if hit.document == place.document
                    and shares_evidence((place.start, place.end), (hit.start, hit.end))
                ),
                None,
            )
            for place in question.places
        )
    texts, quotes = [hit.text for hit in hits], list(question.quotes)
    if squeezed:
        texts, quotes = (["".join(text.split()) for text in group] for group in (texts, quotes))
    return tuple(quote_ranks(quotes, texts))


def hit_at(outcomes: Sequence[Outcome], k: int) -> list[float]:
    """For each question the share of its gold among the first k hits."""
    return [recall(outcome.ranks, k) for outcome in outcomes]


def reciprocal(outcomes: Sequence[Outcome]) -> list[float]:
    """For each question 1 / the best rank of its gold, 0 where that is not within DEPTH."""
    return [reciprocal_rank(outcome.ranks, DEPTH) for outcome in outcomes]
