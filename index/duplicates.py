"""Documents that are nearly the same, found in time linear in the text.

A sketch holds, for each of 128 classes of a document's five-character sequences, the smallest of
their hash values: two sketches agree in about as many places as the documents share sequences
(Jaccard). Source: MinHash (Broder 1997) with one permutation, empty places filled by rotation
(Shrivastava & Li 2014). Documents are compared only where four neighbouring places agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

PLACES = 128
NEAR = 0.8  # share of five-character sequences; two versions of a law stand mostly above
_BAND = 4
_GRAM = 5
_EMPTY = np.uint32(0xFFFFFFFF)
_AT_ONCE = 1 << 20  # characters
_MULTIPLIER, _MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_STEP = np.uint32(0x9E3779B1)


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two documents (by number) and about how much of their text they share, 0.8 to 1."""

    first: int
    second: int
    similarity: float


def sketch(text: str) -> NDArray[np.uint32]:
    """The sketch of a text, white space apart; of one below five characters it is all the same."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    points = points[(points > 0x20) & (points != 0x3000) & (points != 0xA0)]
    least = np.full(PLACES, _EMPTY, np.uint32)
    for start in range(0, len(points) - _GRAM + 1, _AT_ONCE):
        part = points[start : start + _AT_ONCE + _GRAM - 1].astype(np.uint64)
        grams = len(part) - _GRAM + 1
        value = np.zeros(grams, np.uint64)
        for i in range(_GRAM):
            value = value * _MULTIPLIER + part[i : i + grams]
        value ^= value >> np.uint64(29)
        value *= _MIX
        places = (value >> np.uint64(32)) % np.uint64(PLACES)
        np.minimum.at(least, places.astype(np.intp), (value >> np.uint64(39)).astype(np.uint32))
    return _filled(least)


def _filled(least: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Empty places take the next filled one's value, changed by how far away it is."""
    filled = np.flatnonzero(least != _EMPTY)
    if not len(filled) or len(filled) == PLACES:
        return least
    places = np.arange(PLACES)
    following = np.append(filled, filled[0] + PLACES)[np.searchsorted(filled, places)]
    distance = (following - places).astype(np.uint32)
    whole: NDArray[np.uint32] = least[following % PLACES] + distance * _STEP
    return whole


def near_duplicates(sketches: NDArray[np.uint32], texts: Sequence[str]) -> list[NearDuplicate]:
    """Pairs of documents that are nearly the same, in order; `texts` tells the same text (by its
    hash), which is no near duplicate. In a large group each is compared with the first and the one
    before it only."""
    pairs: set[tuple[int, int]] = set()
    for start in range(0, PLACES, _BAND):
        band = np.ascontiguousarray(sketches[:, start : start + _BAND])
        keys = band.view(np.uint64).astype(np.uint64)
        key = keys[:, 0] * _MULTIPLIER ^ keys[:, 1]
        order = np.argsort(key, kind="stable")
        cuts = np.flatnonzero(np.diff(key[order])) + 1
        for low, high in pairwise([0, *cuts.tolist(), len(order)]):
            if high - low > 1:
                group = order[low:high].tolist()
                pairs.update((group[0], other) for other in group[1:])
                pairs.update(pairwise(group))
    found = []
    for first, second in sorted(pairs):
        if sketches[first, 0] == _EMPTY:  # both are too short to have a sketch
            continue
        same = float((sketches[first] == sketches[second]).mean())
        if same >= NEAR and texts[first] != texts[second]:
            found.append(NearDuplicate(first, second, round(same, 3)))
    return found
