"""Metrics as pure functions of texts; definitions in the docstrings."""

from collections.abc import Sequence

from index.fold import fold


def quote_recall(quotes: Sequence[str], passages: Sequence[str], k: int) -> float:
    """Share of the gold quotes that stand, after folding, in one of the first k passages."""
    if not quotes:
        return 0.0
    top = [fold(passage) for passage in passages[:k]]
    return sum(any(fold(quote) in passage for passage in top) for quote in quotes) / len(quotes)


def reciprocal_rank(quotes: Sequence[str], passages: Sequence[str], k: int = 10) -> float:
    """1 / rank of the first passage that holds a gold quote; 0 when none of the first k does."""
    wanted = [fold(quote) for quote in quotes]
    for rank, passage in enumerate(passages[:k], 1):
        folded = fold(passage)
        if any(quote in folded for quote in wanted):
            return 1.0 / rank
    return 0.0


def contains_answer(gold: Sequence[Sequence[str]], text: str) -> bool:
    """Whether the text holds, after folding, one alternative of every gold element."""
    folded = fold(text)
    return all(any(fold(alternative) in folded for alternative in element) for element in gold)


def cites_gold(quotes: Sequence[str], cited: Sequence[str]) -> bool:
    """Whether a cited quote contains a gold quote or lies inside one."""
    gold = [fold(quote) for quote in quotes]
    return any(a in b or b in a for a in gold for b in map(fold, cited))
