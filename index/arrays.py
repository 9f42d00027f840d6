"""Arrays on disk: read by several threads, written piece by piece, so that a build never holds one.

`.npy` files and FAISS's flat index are both a header with the number of rows and then the rows: the
header is written again once that number is known.
"""

import struct
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

_FAISS_FLAT = struct.Struct(
    "<4siqqq?iQ"
)  # fourcc, dim, rows, unused, unused, trained, metric, floats
_UNUSED = 1 << 20
_INNER_PRODUCT = 0
_one_at_a_time = threading.Lock()


def load_array(path: Path, mapped: bool = False) -> NDArray[Any]:
    """The array of an `.npy` file, in memory or mapped read-only.

    numpy parses the header as Python source, and before 3.12 Python fails with SystemError where
    two threads parse at a time.
    """
    with _one_at_a_time:
        array: NDArray[Any] = np.load(path, mmap_mode="r" if mapped else None)
    return np.asarray(array)  # a slice of a memmap takes several times as long


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """The different values, ascending: `np.unique`, which hashes before it sorts and takes sixty times
    as long over millions (numpy 2.3)."""
    ordered = np.sort(values)
    found: NDArray[Any] = ordered[first_of_each(ordered)]
    return found


def first_of_each(ordered: NDArray[Any]) -> NDArray[np.bool_]:
    """Of each of some sorted values whether it is the first of its kind."""
    return np.concatenate([[True], ordered[1:] != ordered[:-1]])[: len(ordered)]


class _GrowingFile:
    """A file that begins with a header of fixed length."""

    def __init__(self, path: Path):
        self._file: BinaryIO = path.open("wb")
        self.rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write the true number of rows and close the file."""
        if not self._file.closed:
            self._file.seek(0)
            self._write_header()
            self._file.close()

    def _write_header(self) -> None:
        raise NotImplementedError


class ArrayFile(_GrowingFile):
    """A one-dimensional `.npy` file that grows; numpy leaves room in the header for its length."""

    def __init__(self, path: Path, dtype: DTypeLike):
        super().__init__(path)
        self._dtype = np.dtype(dtype)
        self._write_header()

    def append(self, rows: NDArray[Any]) -> None:
        """Write more values."""
        self._file.write(np.ascontiguousarray(rows, self._dtype).data)
        self.rows += len(rows)

    def _write_header(self) -> None:
        described = np.lib.format.dtype_to_descr(self._dtype)
        header = {"descr": described, "fortran_order": False, "shape": (self.rows,)}
        np.lib.format.write_array_header_1_0(self._file, header)


class VectorFile(_GrowingFile):
    """A FAISS IndexFlatIP file that grows: what `faiss.write_index` writes, byte for byte (tested)."""

    def __init__(self, path: Path, dim: int):
        super().__init__(path)
        self._dim = dim
        self._write_header()

    def append(self, rows: NDArray[np.float32]) -> None:
        """Write more vectors, shape (n, dim)."""
        if rows.ndim != 2 or rows.shape[1] != self._dim:
            raise ValueError(f"vectors have shape {rows.shape}, not (n, {self._dim})")
        self._file.write(np.ascontiguousarray(rows, np.float32).data)
        self.rows += len(rows)

    def _write_header(self) -> None:
        fields = (b"IxFI", self._dim, self.rows, _UNUSED, _UNUSED, True, _INNER_PRODUCT)
        self._file.write(_FAISS_FLAT.pack(*fields, self.rows * self._dim))


def map_vectors(path: Path) -> NDArray[np.float32] | None:
    """The vectors of a flat FAISS file, mapped, shape (n, dim); None where it is another index."""
    with path.open("rb") as file:
        head = file.read(_FAISS_FLAT.size)
    if len(head) < _FAISS_FLAT.size:
        return None
    kind, dim, rows, _, _, _, metric, floats = _FAISS_FLAT.unpack(head)
    size = _FAISS_FLAT.size + 4 * floats
    if kind != b"IxFI" or metric != _INNER_PRODUCT or floats != rows * dim:
        return None
    if not rows or path.stat().st_size != size:
        return None
    return np.asarray(np.memmap(path, np.float32, "r", _FAISS_FLAT.size, (rows, dim)))
