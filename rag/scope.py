"""Which documents a question speaks of by their place: 河北今年….

A passage of another province is as near in words as the right one. Whoever asks without naming a
place means the rule that holds everywhere, not that of some city.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.fold import fold
from index.types import DocumentCard
from rag.regions import places_in, related

_ELSEWHERE, _UNASKED = -1.0, -0.5


class Scope:
    """The places of all documents of an index, by their titles."""

    def __init__(self, cards: Sequence[DocumentCard]):
        places = [places_in(fold(card.title)) for card in cards]
        self._kinds = sorted(set(places), key=sorted)
        numbers = {kind: number for number, kind in enumerate(self._kinds)}
        self._kind = np.array([numbers[place] for place in places], np.int64)

    def places(self, folded: str) -> NDArray[np.float32]:
        """For each document 1 where it is of a place that the question names, below 0 where it is
        of another one, or of any place while the question names none; else 0."""
        asked = places_in(folded)
        values = np.array([_placed(asked, kind) for kind in self._kinds], np.float32)
        return values[self._kind]


def _placed(asked: frozenset[str], own: frozenset[str]) -> float:
    if not own:
        return 0.0
    if not asked:
        return _UNASKED
    return 1.0 if any(related(a, b) for a in asked for b in own) else _ELSEWHERE
