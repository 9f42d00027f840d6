"""Metrics of a ranking as pure functions, their formulas in the docstrings.

A question has gold units: quotes, places or documents. `ranks` holds for each unit the rank, from 1,
of the first hit that shows it, or None. The tests compare all of them with ir-measures.
"""

import math
from collections.abc import Sequence

from index.fold import fold

Ranks = Sequence[int | None]


def quote_ranks(quotes: Sequence[str], passages: Sequence[str]) -> list[int | None]:
    """For each quote the rank, from 1, of the first passage that holds it after folding."""
    folded = [fold(passage) for passage in passages]
    return [
        next((rank for rank, passage in enumerate(folded, 1) if quote in passage), None)
        for quote in map(fold, quotes)
    ]


def shares_evidence(evidence: tuple[int, int], passage: tuple[int, int]) -> bool:
    """Whether two spans of one document overlap by at least half of the shorter."""
    overlap = min(evidence[1], passage[1]) - max(evidence[0], passage[0])
    return 2 * overlap >= min(evidence[1] - evidence[0], passage[1] - passage[0])


def recall(ranks: Ranks, k: int) -> float:
    """recall@k = |{u : rank(u) ≤ k}| / |units|; 0 without any. Over quotes it is quote-recall@k."""
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks) if ranks else 0.0


def hit(ranks: Ranks, k: int) -> float:
    """hit@k = 1 where some unit has a rank ≤ k, else 0 (success@k)."""
    return float(any(rank is not None and rank <= k for rank in ranks))


def reciprocal_rank(ranks: Ranks, k: int = 10) -> float:
    """RR@k = 1 / the best of the ranks where it is at most k, else 0. Its mean is MRR@k."""
    found = [rank for rank in ranks if rank is not None and rank <= k]
    return 1.0 / min(found) if found else 0.0


def gains(ranks: Ranks, grades: Sequence[int] = ()) -> tuple[dict[int, int], list[int]]:
    """What a ranking is worth: gain by rank, and the gains of the best possible ranking.

    Units that are shown by one hit are one relevant hit (of the highest of their grades, 1 where
    none are given); a unit that no hit shows is one that is missing. So a passage that holds two
    quotes at once can never make a ranking better than the ideal one.
    """
    by_rank: dict[int, int] = {}
    missing: list[int] = []
    for unit, rank in enumerate(ranks):
        grade = grades[unit] if grades else 1
        if rank is None:
            missing.append(grade)
        else:
            by_rank[rank] = max(by_rank.get(rank, 0), grade)
    return by_rank, sorted([*by_rank.values(), *missing], reverse=True)


def ndcg(ranks: Ranks, k: int = 10, grades: Sequence[int] = ()) -> float:
    """nDCG@k = Σ_{r ≤ k} gain(r) / log₂(r + 1), divided by the same sum of the ideal ranking (see
    `gains`); 0 without units. Järvelin & Kekäläinen 2002, gains as they are (trec_eval)."""
    by_rank, ideal = gains(ranks, grades)
    best = sum(gain / math.log2(rank + 1) for rank, gain in enumerate(ideal[:k], 1))
    found = sum(gain / math.log2(rank + 1) for rank, gain in sorted(by_rank.items()) if rank <= k)
    return found / best if best else 0.0


def average_precision(ranks: Ranks) -> float:
    """AP = (1/R) Σ over the ranks r of relevant hits of |relevant hits up to r| / r, R being the
    relevant hits with those that are missing (see `gains`); 0 without units. Its mean is MAP."""
    by_rank, ideal = gains(ranks)
    precisions = [seen / rank for seen, rank in enumerate(sorted(by_rank), 1)]
    return sum(precisions) / len(ideal) if ideal else 0.0
