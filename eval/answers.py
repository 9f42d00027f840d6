"""Metrics of an answer as pure functions, their formulas in the docstrings."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from index.fold import fold

_MARKER = re.compile(r"\[\d+\]")


def contains_answer(gold: Sequence[Sequence[str]], text: str) -> bool:
    """Whether the text holds, after folding, one alternative of every gold element."""
    folded = fold(text)
    return all(any(fold(alternative) in folded for alternative in element) for element in gold)


def cites_gold(quotes: Sequence[str], cited: Sequence[str]) -> bool:
    """Whether a cited quote contains a gold quote or lies inside one."""
    gold = [fold(quote) for quote in quotes]
    return any(a in b or b in a for a in gold for b in map(fold, cited))


def character_f1(gold: Sequence[Sequence[str]], text: str) -> float:
    """F1 = 2PR / (P + R) over the characters of the gold answer and of the text as multisets, after
    folding, without white space, punctuation and markers [n]; P is the share of the text's
    characters that the gold answer accounts for, R the reverse (as for SQuAD, by characters).

    The gold answer is its elements one after another, of each the alternative that has the best F1
    by itself. 0 where either has no character.
    """
    said = _characters(_MARKER.sub("", text))
    best = (max(map(_characters, element), key=lambda a: _f1(a, said)) for element in gold)
    return _f1(sum(best, Counter()), said)


def answer_length(text: str) -> int:
    """Characters of an answer without its markers [n] and white space."""
    return len("".join(_MARKER.sub("", text).split()))


def _characters(text: str) -> Counter[str]:
    return Counter(c for c in fold(text) if unicodedata.category(c)[0] not in "PSZC")


def _f1(gold: Counter[str], said: Counter[str]) -> float:
    shared = (gold & said).total()
    return 2 * shared / (gold.total() + said.total()) if shared else 0.0
