"""BM25 over term codes.

Our own because the libraries build from Python lists, which for 45 million terms takes minutes and
gigabytes, and because importing one costs a question a third of a second. A test compares with
bm25s on random data.
Formula (Lucene's, the default of bm25s): idf = ln(1 + (N - df + .5) / (df + .5)),
score = idf · tf / (tf + k1 · (1 - b + b · length / mean length)); Robertson & Zaragoza 2009.

Counts are stored, not scores, of which each depends on all passages: an index is a quarter smaller, is
changed by moving rows, and a question's dozen terms are scored in half a millisecond more.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.arrays import ArrayFile, first_of_each, load_array
from index.postings import KeptPostings, MergedPostings, Postings
from index.terms import PACKED_BITS, pack, unpack

K1, B = 1.2, 0.7
_TERMS, _STARTS, _ROWS = "terms.npy", "indptr.npy", "indices.npy"
_COUNTS, _LENGTHS = "counts.npy", "lengths.npy"
_ROW_BITS = 64 - PACKED_BITS


class SparseBuilder:
    """Collects the terms of passages batch by batch, so that only counts are kept of them.

    Passages of an index that is there are taken over by number, without their text (`keep`).
    """

    def __init__(self, stored: "SparseIndex | None" = None) -> None:
        self._parts: list[Postings] = []
        self._lengths: list[NDArray[np.int64]] = []
        self._size = 0
        self._stored = stored
        self._numbers = np.full(stored.size if stored else 0, -1, np.int32)

    def add(self, codes: NDArray[np.uint64], rows: NDArray[np.int32], passages: int) -> None:
        """Take `passages` more passages: codes of their terms, and of each the passage it is from,
        counted within this batch."""
        ordered, passage, counts = _counted(codes, rows)
        starts = np.flatnonzero(first_of_each(ordered))
        part = Postings(
            ordered[starts],
            np.append(starts, len(ordered)).astype(np.int64),
            passage.astype(np.min_scalar_type(passages)),
            counts.astype(np.min_scalar_type(int(counts.max(initial=0)))),
            self._size,
        )
        self._parts.append(part)
        lengths = np.bincount(passage, weights=counts, minlength=passages)
        self._lengths.append(lengths.astype(np.int64))
        self._size += passages

    def keep(self, start: int, end: int) -> None:
        """Take the passages `start` to `end` of the stored index; a later call takes later ones."""
        assert self._stored is not None, "there is no stored index to take passages from"
        self._numbers[start:end] = np.arange(self._size, self._size + end - start)
        self._lengths.append(self._stored.lengths[start:end].astype(np.int64))
        self._size += end - start

    def write(self, folder: Path) -> None:
        """Write the index of everything taken into `folder` (created), a block at a time."""
        folder.mkdir()
        merged = self._merged()
        np.save(folder / _TERMS, merged.terms)
        np.save(folder / _STARTS, _indptr(merged))
        np.save(folder / _LENGTHS, self._all_lengths())
        with (
            ArrayFile(folder / _ROWS, np.int32) as rows,
            ArrayFile(folder / _COUNTS, merged.count_type) as counts,
        ):
            for block in merged.blocks():
                rows.append(block.rows)
                counts.append(block.counts)

    def finish(self) -> "SparseIndex":
        """The index of everything taken, in memory."""
        merged = self._merged()
        blocks = list(merged.blocks())
        rows = np.concatenate([np.empty(0, np.int32), *(block.rows for block in blocks)])
        none = np.empty(0, merged.count_type)
        counts = np.concatenate([none, *(block.counts for block in blocks)])
        postings = Postings(merged.terms, _indptr(merged), rows, counts)
        return SparseIndex(postings, self._all_lengths())

    def _merged(self) -> MergedPostings:
        kept = KeptPostings(self._stored.postings, self._numbers) if self._stored else None
        return MergedPostings(self._parts, kept)

    def _all_lengths(self) -> NDArray[np.int32]:
        return np.concatenate([np.empty(0, np.int64), *self._lengths]).astype(np.int32)


def _counted(
    codes: NDArray[np.uint64], rows: NDArray[np.int32]
) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
    """The different pairs of code and row, sorted, and how often each comes.

    A packed code and its row fit one number, and numbers are sorted five times as fast as pairs.
    """
    if len(rows) and int(rows.max()) >= 1 << _ROW_BITS:
        raise ValueError(f"at most {1 << _ROW_BITS:,} passages are taken at a time")
    packed, known = pack(codes)
    keys = np.sort(packed << np.uint64(_ROW_BITS) | rows.astype(np.uint64))
    starts = np.flatnonzero(first_of_each(keys))
    counts = np.diff(np.append(starts, len(keys)))
    keys = keys[starts]
    return (
        unpack(keys >> np.uint64(_ROW_BITS), known),
        (keys & np.uint64((1 << _ROW_BITS) - 1)).astype(np.int64),
        counts,
    )


def _indptr(merged: MergedPostings) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(merged.frequency)]).astype(np.int64)


class SparseIndex:
    """BM25 over the postings of all terms and the lengths (in terms) of all passages."""

    def __init__(self, postings: Postings, lengths: NDArray[np.int32]):
        self.postings = postings
        self.lengths = lengths
        self.size = len(lengths)
        mean = float(lengths.mean()) if len(lengths) else 0.0
        relative = lengths.astype(np.float32) / max(1e-9, mean)
        self._norm: NDArray[np.float32] = K1 * (1 - B + B * relative).astype(np.float32)

    @classmethod
    def build(cls, codes: NDArray[np.uint64], rows: NDArray[np.int32], size: int) -> "SparseIndex":
        """Index `size` passages from parallel arrays of term codes and passage numbers."""
        builder = SparseBuilder()
        builder.add(codes, rows, size)
        return builder.finish()

    def scores(self, codes: NDArray[np.uint64]) -> NDArray[np.float32]:
        """BM25 score of every passage; zeros when no term of the query is in the index."""
        return self.column_scores(self.columns(codes))

    def column_scores(self, columns: NDArray[np.int32]) -> NDArray[np.float32]:
        """BM25 score of every passage by the terms in `columns` alone."""
        scores = np.zeros(self.size, np.float32)
        frequency = self.frequencies(columns)
        rare = np.log1p((self.size - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        for column, idf in zip(columns.tolist(), rare, strict=True):
            entries = self._entries(column)
            rows = self.postings.rows[entries]
            parts = self.postings.counts[entries].astype(np.float32)
            parts /= parts + self._norm[rows]
            parts *= idf
            scores[rows] += parts
        return scores

    def columns(self, codes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """Columns of those codes that the index contains."""
        terms = self.postings.terms
        if not len(terms):
            return np.empty(0, np.int32)
        places = np.minimum(np.searchsorted(terms, codes), len(terms) - 1)
        found: NDArray[np.int32] = places[terms[places] == codes].astype(np.int32)
        return found

    def frequencies(self, columns: NDArray[np.int32]) -> NDArray[np.int64]:
        """In how many passages each of the terms in `columns` stands."""
        starts = self.postings.indptr
        found: NDArray[np.int64] = starts[columns + 1] - starts[columns]
        return found

    def passages_with(self, column: int) -> NDArray[np.int32]:
        """The passages that hold the term in `column`."""
        found: NDArray[np.int32] = self.postings.rows[self._entries(column)]
        return found

    def _entries(self, column: int) -> slice:
        starts = self.postings.indptr
        return slice(int(starts[column]), int(starts[column + 1]))

    @classmethod
    def load(cls, folder: Path) -> "SparseIndex":
        """Open read-only what `SparseBuilder.write` wrote; large arrays stay on disk until they are
        touched."""
        terms, starts, rows, counts = (
            load_array(folder / name, mapped=True) for name in (_TERMS, _STARTS, _ROWS, _COUNTS)
        )
        return cls(Postings(terms, starts, rows, counts), load_array(folder / _LENGTHS))
