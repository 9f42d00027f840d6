"""The rows of a run on disk: only ever appended to, whole after any kill.

Rows stand in the order of the cases, so how many there are says where a run goes on. A line that a
kill or a full disk tore is cut off when the file is opened for writing, and passed over by readers.
"""

import errno
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from eval.cases import CaseError
from eval.rows import Row, read_row, row_line
from index.errors import UsageError, WenjuError

_SYNC_EVERY = 5.0  # seconds; a kill loses nothing, a power cut no more than this
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class RowWriter:
    """Appends rows to a file that no other process may write."""

    def __init__(self, path: Path):
        """Open for appending and mend the end; `count` whole rows are there. Raises UsageError where
        another process writes it."""
        self._path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
        try:
            _lock(self._file, path)
            self.count, self._size = whole_rows(path)
            os.ftruncate(self._file, self._size)
        except BaseException:
            os.close(self._file)
            raise
        self._synced = time.monotonic()

    def append(self, row: Row) -> None:
        """Write one row whole. Raises WenjuError where the disk is full; the rows before stay."""
        line = row_line(row)
        try:
            written = 0
            while written < len(line):
                written += os.write(self._file, line[written:])
        except OSError as error:
            os.ftruncate(self._file, self._size)
            if error.errno in _FULL:
                raise WenjuError(
                    f"there is no space left to write {str(self._path)!r}; its {self.count} rows are "
                    "kept: free some space and run the same command again."
                ) from None
            raise
        self._size += len(line)
        self.count += 1
        if time.monotonic() - self._synced > _SYNC_EVERY:
            os.fsync(self._file)
            self._synced = time.monotonic()

    def __enter__(self) -> "RowWriter":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.fsync(self._file)
        os.close(self._file)


def whole_rows(path: Path) -> tuple[int, int]:
    """How many whole lines of JSON a file begins with, and how many bytes they take."""
    count = size = 0
    with path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n") or not line.startswith(b"{") or not line.endswith(b"}\n"):
                break
            count, size = count + 1, size + len(line)
    return count, size


def iter_rows(path: Path) -> Iterator[Row]:
    """The whole rows of a file, one at a time; raises UsageError for one that is none."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"}\n"):
                return
            try:
                yield read_row(json.loads(line))
            except (CaseError, ValueError, KeyError, TypeError):
                raise UsageError(
                    f"{str(path)!r} line {number} is no row of a run; "
                    "run the cases again into a new folder."
                ) from None


@contextmanager
def row_offsets(path: Path) -> Iterator[dict[str, int]]:
    """Where the row of each case begins, by its id."""
    offsets: dict[str, int] = {}
    position = 0
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"}\n"):
                offsets[str(json.loads(line)["case"]["id"])] = position
            position += len(line)
    yield offsets


def row_at(path: Path, offset: int) -> Row:
    """The row that begins at an offset of `row_offsets`."""
    with path.open("rb") as file:
        file.seek(offset)
        return read_row(json.loads(file.readline()))


def _lock(file: int, path: Path) -> None:
    if os.name == "nt":
        return
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UsageError(
            f"another wenju is writing the run {str(path.parent)!r}; wait until it is done or give "
            "another --out."
        ) from None
