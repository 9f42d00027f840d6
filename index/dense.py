"""Dense vectors in FAISS: inner product on unit vectors, which is the cosine."""

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray


class DenseIndex:
    """An exact FAISS index; row i is the vector of passage i."""

    def __init__(self, index: Any):
        self._index = index
        # One thread: a query is small, and idle OpenMP threads spin and burn CPU.
        faiss.omp_set_num_threads(1)

    @classmethod
    def build(cls, vectors: NDArray[np.float32]) -> "DenseIndex":
        """Index unit (or zero) vectors, shape (passages, dimension)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, np.float32))
        return cls(index)

    @property
    def size(self) -> int:
        """Number of vectors."""
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Dimension of the vectors."""
        return int(self._index.d)

    def search(
        self, vector: NDArray[np.float32], k: int, only: NDArray[np.bool_] | None = None
    ) -> NDArray[np.int64]:
        """The at most k nearest passages, best first, of those that `only` marks (all without it).
        A zero vector is near to nothing."""
        k = min(k, self.size)
        if k < 1 or not vector.any():
            return np.empty(0, np.int64)
        chosen = None
        if only is not None:
            selected = faiss.IDSelectorBatch(np.flatnonzero(only).astype(np.int64))
            chosen = faiss.SearchParameters(sel=selected)  # type: ignore[call-arg]
        _, ids = self._index.search(vector[None].astype(np.float32), k, params=chosen)
        found: NDArray[np.int64] = ids[0]
        return found[found >= 0]  # FAISS pads with -1

    def similarities(
        self, vector: NDArray[np.float32], passages: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Cosine of `vector` with each of `passages`."""
        if not len(passages):
            return np.empty(0, np.float32)
        rows: NDArray[np.float32] = self._index.reconstruct_batch(passages)
        return rows @ vector.astype(np.float32)

    def save(self, path: Path) -> None:
        """Write the index to `path`."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> "DenseIndex":
        """Open an index whose checksum was verified (FAISS itself does not check content). Its vectors are
        mapped, not copied."""
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
