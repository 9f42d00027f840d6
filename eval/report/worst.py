"""The cases that went worst, to be shown with what was found."""

import heapq
from collections.abc import Iterable

from eval.rows import Row

MOST = 40
_TELLING = ("hit@10", "quote_recall@5", "section_hit@5", "answer_match", "status_right")


def badness(row: Row) -> float:
    """How far a row is from right, 0 to 1: what it lacks on average of what it is judged by; a case
    that failed is worse than any."""
    if row.error:
        return 2.0
    judged = [row.values[name] for name in _TELLING if name in row.values]
    return 1.0 - sum(judged) / len(judged) if judged else 0.0


def worst_rows(rows: Iterable[Row], most: int = MOST) -> list[Row]:
    """The worst rows, worst first; those that are right are not among them."""
    numbered = ((badness(row), -number, row) for number, row in enumerate(rows))
    found = heapq.nlargest(most, numbered, key=lambda item: item[:2])
    return [row for bad, _, row in found if bad > 0]
