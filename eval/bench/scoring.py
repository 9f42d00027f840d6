"""What a system found, against the gold: ranks a question, figures from the ranks."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.cases import Case
from eval.gold import Passage, document_ranks, evidence_ranks, gold_level
from eval.metrics import quote_ranks, recall, reciprocal_rank

LONGEST_HIT = 600  # characters of a hit's text that count, for every system
CUTS = (1, 5, 10)
DEPTH = 10
DOCUMENT_DEPTH = 50  # passages asked for where documents are ranked by their best passage


def passage(document: str, start: int, end: int, text: str) -> Passage:
    """A hit cut to the LONGEST_HIT characters that may count."""
    return Passage(document, start, min(end, start + LONGEST_HIT), text[:LONGEST_HIT])


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question asked of one system: of each gold span or document the rank from 1 (None: not
    among the hits), and the milliseconds of the search. `error` is the sentence of a refusal."""

    id: str
    type: str
    ranks: tuple[int | None, ...]
    cpu_ms: float
    error: str = ""
    wall_ms: float = 0.0


def depth(question: Case) -> int:
    """How many passages to ask for."""
    return DOCUMENT_DEPTH if gold_level(question) == "documents" else DEPTH


def gold_ranks(question: Case, hits: Sequence[Passage], squeezed: bool) -> tuple[int | None, ...]:
    """For each gold quote, place or document the rank of the first hit that holds, overlaps or is
    of it; documents are ranked by their best passage."""
    if gold_level(question) == "documents":
        ranks = document_ranks(question.documents, hits)
        return tuple(rank if rank is not None and rank <= DEPTH else None for rank in ranks)
    if not squeezed:
        return tuple(evidence_ranks(question, hits))
    texts = ("".join(hit.text.split()) for hit in hits)
    return tuple(quote_ranks(["".join(q.split()) for q in question.quotes], list(texts)))


def hit_at(outcomes: Sequence[Outcome], k: int) -> list[float]:
    """For each question the share of its gold among the first k hits."""
    return [recall(outcome.ranks, k) for outcome in outcomes]


def reciprocal(outcomes: Sequence[Outcome]) -> list[float]:
    """For each question 1 / the best rank of its gold, 0 where that is not within DEPTH."""
    return [reciprocal_rank(outcome.ranks, DEPTH) for outcome in outcomes]
