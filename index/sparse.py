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

K1, B = 1.2, 0.7
_FILES = {
    "terms": "terms.npy",
    "data": "data.npy",
    "indices": "indices.npy",
    "indptr": "indptr.npy",
}


@dataclass(frozen=True, slots=True)
class _Batch:
    """How often each term stands in each passage of a batch; `columns` count within `terms`."""

    terms: NDArray[np.uint64]
    columns: NDArray[np.int32]
    rows: NDArray[np.int32]
    counts: NDArray[np.float32]


class SparseBuilder:
    """Collects the terms of passages batch by batch, so that only counts are kept of them."""

    def __init__(self) -> None:
        self._batches: list[_Batch] = []
        self._lengths: list[NDArray[np.int64]] = []
        self._size = 0

    def add(self, codes: NDArray[np.uint64], rows: NDArray[np.int32], passages: int) -> None:
        """Take `passages` more passages: codes of their terms, and of each the passage it is from,
        counted within this batch."""
        terms, columns = np.unique(codes, return_inverse=True)
        keys, counts = np.unique(columns * np.int64(max(passages, 1)) + rows, return_counts=True)
        columns, rows = np.divmod(keys, max(passages, 1))
        rows = rows.astype(np.int32) + np.int32(self._size)
        batch = _Batch(terms, columns.astype(np.int32), rows, counts.astype(np.float32))
        self._batches.append(batch)
        lengths = np.bincount(rows - self._size, weights=counts, minlength=passages)
        self._lengths.append(lengths.astype(np.int64))
        self._size += passages

    def finish(self) -> "SparseIndex":
        """The index of everything taken."""
        # Imported here so that a question does not pay for it.
        import scipy.sparse as sp

        terms = np.unique(np.concatenate([batch.terms for batch in self._batches]))
        columns = [
            np.searchsorted(terms, batch.terms).astype(np.int32)[batch.columns]
            for batch in self._batches
        ]
        rows = np.concatenate([batch.rows for batch in self._batches])
        tf = np.concatenate([batch.counts for batch in self._batches])
        self._batches.clear()
        shape = (self._size, len(terms))
        counts = sp.csc_array((tf, (rows, np.concatenate(columns))), shape=shape)
        del rows, tf, columns
        lengths = np.concatenate(self._lengths).astype(np.float32)
        frequency = np.diff(counts.indptr)
        idf = np.log1p((self._size - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        norm = K1 * (1 - B + B * lengths / max(1e-9, float(lengths.mean()))).astype(np.float32)
        data = counts.data
        data /= data + norm[counts.indices]
        data *= np.repeat(idf, frequency)
        matrix: dict[str, NDArray[Any]] = {
            "data": data.astype(np.float32, copy=False),
            "indices": counts.indices.astype(np.int32, copy=False),
            "indptr": counts.indptr.astype(np.int64),
        }
        return SparseIndex(terms, matrix, self._size)


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
        scores = np.zeros(self.size, np.float32)
        indptr, indices, data = (self._matrix[name] for name in ("indptr", "indices", "data"))
        for column in self.columns(codes).tolist():
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
        arrays = {n: np.load(folder / f, mmap_mode="r") for n, f in _FILES.items()}
        return cls(arrays.pop("terms"), arrays, size)
