"""Metrics as pure functions of texts; definitions in the docstrings."""

from collections.abc import Sequence

from index.fold import fold


def quote_ranks(quotes: Sequence[str], passages: Sequence[str]) -> list[int | None]:
    """For each quote the rank, from 1, of the first passage that holds it after folding."""
    folded = [fold(passage) for passage in passages]
    return [
        next((rank for rank, passage in enumerate(folded, 1) if quote in passage), None)
        for quote in map(fold, quotes)
    ]


def recall(ranks: Sequence[int | None], k: int) -> float:
    """Share of the gold spans whose rank is at most k; 0 without any."""
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks) if ranks else 0.0


def shares_evidence(evidence: tuple[int, int], passage: tuple[int, int]) -> bool:
    """Whether two spans of one document overlap by at least half of the shorter."""
    overlap = min(evidence[1], passage[1]) - max(evidence[0], passage[0])
    return 2 * overlap >= min(evidence[1] - evidence[0], passage[1] - passage[0])


def reciprocal_rank(ranks: Sequence[int | None], k: int = 10) -> float:
    """1 / the best of the ranks, when it is at most k, else 0 (the reciprocal rank at k)."""
    found = [rank for rank in ranks if rank is not None and rank <= k]
    return 1.0 / min(found) if found else 0.0


def contains_answer(gold: Sequence[Sequence[str]], text: str) -> bool:
    """Whether the text holds, after folding, one alternative of every gold element."""
    folded = fold(text)
    return all(any(fold(alternative) in folded for alternative in element) for element in gold)


def cites_gold(quotes: Sequence[str], cited: Sequence[str]) -> bool:
    """Whether a cited quote contains a gold quote or lies inside one."""
    gold = [fold(quote) for quote in quotes]
    return any(a in b or b in a for a in gold for b in map(fold, cited))
