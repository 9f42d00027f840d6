"""BM25 over term codes.

Our own because the libraries build from Python lists, which for 45 million terms takes minutes and
gigabytes, and because importing one costs a question a third of a second. A test compares with
bm25s on random data.
Formula (Lucene's, the default of bm25s): idf = ln(1 + (N - df + .5) / (df + .5)),
score = idf · tf / (tf + k1 · (1 - b + b · length / mean length)); Robertson & Zaragoza 2009.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import ArrayFile, first_of_each, load_array
from index.postings import Block, KeptPostings, MergedPostings, Postings
from index.terms import PACKED_BITS, pack, unpack

K1, B = 1.2, 0.7
_FILES = {
    "terms": "terms.npy",
    "data": "data.npy",
    "indices": "indices.npy",
    "indptr": "indptr.npy",
}
_ROW_BITS = 64 - PACKED_BITS
_COUNTS, _LENGTHS = "counts.npy", "lengths.npy"  # what changing an index needs, and no search


class SparseBuilder:
    """Collects the terms of passages batch by batch, so that only counts are kept of them.

    Passages of an index that is there are taken over by number, without their text (`keep`).
    """

    def __init__(self, stored: "StoredSparse | None" = None) -> None:
        self._parts: list[Postings] = []
        self._lengths: list[NDArray[np.int64]] = []
        self._size = 0
        self._stored = stored
        self._numbers = np.full(len(stored.lengths) if stored else 0, -1, np.int32)

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
        merged, lengths = self._merged(), self._all_lengths()
        np.save(folder / _FILES["terms"], merged.terms)
        np.save(folder / _FILES["indptr"], _indptr(merged))
        np.save(folder / _LENGTHS, lengths.astype(np.int32))
        with (
            ArrayFile(folder / _FILES["data"], np.float32) as data,
            ArrayFile(folder / _FILES["indices"], np.int32) as indices,
            ArrayFile(folder / _COUNTS, merged.count_type) as counts,
        ):
            norm = _norm(lengths)
            for block in merged.blocks():
                data.append(_weights(block, norm, self._size))
                indices.append(block.rows)
                counts.append(block.counts)

    def finish(self) -> "SparseIndex":
        """The index of everything taken, in memory."""
        merged = self._merged()
        norm, blocks = _norm(self._all_lengths()), list(merged.blocks())
        weights = [_weights(block, norm, self._size) for block in blocks]
        matrix: dict[str, NDArray[Any]] = {
            "data": np.concatenate([np.empty(0, np.float32), *weights]),
            "indices": np.concatenate([np.empty(0, np.int32), *(block.rows for block in blocks)]),
            "indptr": _indptr(merged),
        }
        return SparseIndex(merged.terms, matrix, self._size)

    def _merged(self) -> MergedPostings:
        kept = KeptPostings(self._stored.postings, self._numbers) if self._stored else None
        return MergedPostings(self._parts, kept)

    def _all_lengths(self) -> NDArray[np.float32]:
        return np.concatenate([np.empty(0, np.int64), *self._lengths]).astype(np.float32)


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


def _norm(lengths: NDArray[np.float32]) -> NDArray[np.float32]:
    mean = float(lengths.mean()) if len(lengths) else 0.0
    norm: NDArray[np.float32] = K1 * (1 - B + B * lengths / max(1e-9, mean)).astype(np.float32)
    return norm


def _weights(block: Block, norm: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """The scores of a block's entries; every step in 32 bits, so that they never differ by a bit
    between an index built at once and one that was changed."""
    frequency = block.frequency
    idf = np.log1p((size - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
    data: NDArray[np.float32] = block.counts.astype(np.float32)
    data /= data + norm[block.rows]
    data *= np.repeat(idf, frequency)
    return data


@dataclass(frozen=True, slots=True)
class StoredSparse:
    """What is kept on disk so that an index can be changed: counts and lengths (in terms) of
    passages."""

    postings: Postings
    lengths: NDArray[np.int32]

    @classmethod
    def load(cls, folder: Path) -> "StoredSparse | None":
        """Open read-only; None for an index of an earlier wenju, which kept no counts."""
        if not (folder / _COUNTS).exists() or not (folder / _LENGTHS).exists():
            return None
        terms, rows, indptr, counts = (
            load_array(folder / name, mapped=True)
            for name in (_FILES["terms"], _FILES["indices"], _FILES["indptr"], _COUNTS)
        )
        return cls(Postings(terms, indptr, rows, counts), load_array(folder / _LENGTHS))


class SparseIndex:
    """A BM25 matrix, terms × passages, with the sorted codes of its terms."""

    def __init__(self, terms: NDArray[np.uint64], matrix: dict[str, NDArray[Any]], size: int):
        self._terms = terms
        self._matrix = matrix
        self.size = size

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
        indptr, indices, data = (self._matrix[name] for name in ("indptr", "indices", "data"))
        for column in columns.tolist():
            start, end = int(indptr[column]), int(indptr[column + 1])
            scores[indices[start:end]] += data[start:end]
        return scores

    def columns(self, codes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """Columns of those codes that the index contains."""
        if not len(self._terms):
            return np.empty(0, np.int32)
        places = np.minimum(np.searchsorted(self._terms, codes), len(self._terms) - 1)
        found: NDArray[np.int32] = places[self._terms[places] == codes].astype(np.int32)
        return found

    def frequencies(self, columns: NDArray[np.int32]) -> NDArray[np.int64]:
        """In how many passages each of the terms in `columns` stands."""
        indptr = self._matrix["indptr"]
        found: NDArray[np.int64] = indptr[columns + 1] - indptr[columns]
        return found

    def passages_with(self, column: int) -> NDArray[np.int32]:
        """The passages that hold the term in `column`."""
        indptr = self._matrix["indptr"]
        found: NDArray[np.int32] = self._matrix["indices"][
            int(indptr[column]) : int(indptr[column + 1])
        ]
        return found

    def save(self, folder: Path) -> None:
        """Write the arrays into `folder` (created)."""
        folder.mkdir()
        for name, array in {"terms": self._terms, **self._matrix}.items():
            np.save(folder / _FILES[name], array)

    @classmethod
    def load(cls, folder: Path, size: int) -> "SparseIndex":
        """Open read-only; large arrays stay on disk until they are touched."""
        arrays = {n: load_array(folder / f, mapped=True) for n, f in _FILES.items()}
        return cls(arrays.pop("terms"), arrays, size)
