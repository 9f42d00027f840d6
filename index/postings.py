"""Which passage holds which term how often: collected in batches, kept from an earlier index, merged.

All counts of a corpus take gigabytes as numbers of full width. Here a batch keeps them as narrow as
they are, ordered by term, and batches are merged a block of terms at a time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import distinct

_BLOCK_ENTRIES = 1_000_000
_BLOCK_TERMS = (
    1 << 16
)  # so that a term's place in its block is a 16-bit number, sorted in two passes


@dataclass(frozen=True, slots=True)
class Postings:
    """Term i stands in the passages `first + rows[indptr[i]:indptr[i + 1]]`, ascending, as often as
    `counts` says there. `terms` are sorted."""

    terms: NDArray[np.uint64]
    indptr: NDArray[np.int64]
    rows: NDArray[Any]
    counts: NDArray[Any]
    first: int = 0


@dataclass(frozen=True, slots=True)
class KeptPostings:
    """Postings of an earlier index and for each of its passages the new number, -1 where it is gone.

    Passages that stay keep their order.
    """

    postings: Postings
    numbers: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring terms: `frequency` of each, and their rows and counts one after the other."""

    terms: slice
    frequency: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[Any]


class MergedPostings:
    """All parts as one, read block by block."""

    def __init__(self, parts: Sequence[Postings], kept: KeptPostings | None = None):
        self._kept = kept
        terms = distinct(np.concatenate([part.terms for part in parts])) if parts else _no_terms()
        left = np.empty(0, np.int64)
        if kept is not None:
            left = _frequency_left(kept)
            staying = kept.postings.terms[left > 0]
            places = np.searchsorted(staying, terms)
            fresh = _absent(staying, terms, places)
            terms = np.insert(staying, places[fresh], terms[fresh])
        self.terms: NDArray[np.uint64] = terms
        self.frequency: NDArray[np.int64] = np.zeros(len(terms), np.int64)
        self._parts = [(part, _columns(terms, part.terms)) for part in parts]
        for part, columns in self._parts:
            self.frequency[columns] += np.diff(part.indptr)
        self._kept_frequency: NDArray[np.int64] = np.zeros(len(terms), np.int64)
        self._kept_columns = np.empty(0, np.int32)
        if kept is not None:
            # A term that is gone shares the column of the next one; none of its entries is left.
            self._kept_columns = _columns(terms, kept.postings.terms)
            self._kept_frequency[self._kept_columns[left > 0]] = left[left > 0]
            self.frequency += self._kept_frequency
        kinds = [part.counts.dtype for part in parts]
        kinds += [kept.postings.counts.dtype] if kept is not None else []
        self.count_type = np.result_type(*kinds) if kinds else np.dtype(np.uint8)

    def blocks(self) -> Iterator[Block]:
        """Everything, in the order of the terms."""
        ends = np.cumsum(self.frequency)
        first = 0
        while first < len(self.terms):
            before = int(ends[first - 1]) if first else 0
            last = int(np.searchsorted(ends, before + _BLOCK_ENTRIES, side="right"))
            last = min(max(last, first + 1), first + _BLOCK_TERMS, len(self.terms))
            yield self._block(first, last)
            first = last

    def _block(self, first: int, last: int) -> Block:
        columns, rows, counts = self._new_entries(first, last)
        if self._kept is not None:
            kept_rows, kept_counts = self._kept_entries(self._kept, first, last)
            bounds = np.concatenate([[0], np.cumsum(self._kept_frequency[first:last])])
            at = _lower_bounds(kept_rows, bounds[columns], bounds[columns + np.int64(1)], rows)
            rows, counts = np.insert(kept_rows, at, rows), np.insert(kept_counts, at, counts)
        return Block(slice(first, last), self.frequency[first:last], rows, counts)

    def _new_entries(
        self, first: int, last: int
    ) -> tuple[NDArray[np.uint16], NDArray[np.int32], NDArray[Any]]:
        """Columns (within the block), rows and counts of all parts, by column and then row."""
        columns: list[NDArray[np.uint16]] = [np.empty(0, np.uint16)]
        rows: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
        counts: list[NDArray[Any]] = [np.empty(0, self.count_type)]
        for part, own in self._parts:
            low, high = np.searchsorted(own, (first, last))
            bounds = part.indptr[low : high + 1]
            here = slice(int(bounds[0]), int(bounds[-1]))
            columns.append(np.repeat((own[low:high] - first).astype(np.uint16), np.diff(bounds)))
            rows.append(part.rows[here].astype(np.int32) + np.int32(part.first))
            counts.append(part.counts[here].astype(self.count_type))
        # Parts come in the order of their rows, so a stable sort leaves the rows ascending.
        column = np.concatenate(columns)
        order = np.argsort(column, kind="stable")
        return column[order], np.concatenate(rows)[order], np.concatenate(counts)[order]

    def _kept_entries(
        self, kept: KeptPostings, first: int, last: int
    ) -> tuple[NDArray[np.int32], NDArray[Any]]:
        low, high = np.searchsorted(self._kept_columns, (first, last))
        here = slice(int(kept.postings.indptr[low]), int(kept.postings.indptr[high]))
        rows = kept.numbers[kept.postings.rows[here]]
        counts = kept.postings.counts[here]
        stays = rows >= 0
        if not stays.all():
            rows, counts = rows[stays], counts[stays]
        return rows, counts.astype(self.count_type, copy=False)


def _frequency_left(kept: KeptPostings) -> NDArray[np.int64]:
    """In how many passages that stay each term stands."""
    postings = kept.postings
    frequency: NDArray[np.int64] = np.diff(postings.indptr)
    if (kept.numbers >= 0).all():
        return frequency
    gone = kept.numbers < 0
    for start in range(0, len(postings.rows), _BLOCK_ENTRIES):
        here = np.flatnonzero(gone[postings.rows[start : start + _BLOCK_ENTRIES]]) + start
        columns = np.searchsorted(postings.indptr, here, side="right") - 1
        np.subtract.at(frequency, columns, 1)
    return frequency


def _columns(terms: NDArray[np.uint64], own: NDArray[np.uint64]) -> NDArray[np.int32]:
    places: NDArray[np.int32] = np.searchsorted(terms, own).astype(np.int32)
    return places


def _absent(
    known: NDArray[np.uint64], terms: NDArray[np.uint64], places: NDArray[np.int64]
) -> NDArray[np.bool_]:
    if not len(known):
        return np.ones(len(terms), np.bool_)
    absent: NDArray[np.bool_] = known[np.minimum(places, len(known) - 1)] != terms
    return absent


def _no_terms() -> NDArray[np.uint64]:
    return np.empty(0, np.uint64)


def _lower_bounds(
    rows: NDArray[np.int32],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    wanted: NDArray[np.int32],
) -> NDArray[np.int64]:
    """For each of `wanted` the first place in rows[low:high], which ascends, that is not below it."""
    while (searching := low < high).any():
        middle = (low + high) // 2
        below = searching & (rows[np.minimum(middle, len(rows) - 1)] < wanted)
        low = np.where(below, middle + 1, low)
        high = np.where(searching & ~below, middle, high)
    return low
