"""Which files a build reads, and under which names."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from index.errors import NotFoundError, ReadError, UsageError
from index.read.formats import SUFFIXES, is_readable
from index.read.limits import FILE_BYTES

_PAGES, _BESIDE_PAGES = (".html", ".htm", ".shtml"), ("_files", ".files", "_文件")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read; `source` is its path relative to the folder given, or its name.

    `supported` says that its suffix, or else its content, is one that is read.
    """

    path: Path
    source: str
    supported: bool


def find_files(paths: Sequence[Path], exclude: Sequence[str] = ()) -> list[SourceFile]:
    """All files below `paths` in a stable order, hidden ones left out.

    `exclude` holds shell patterns matched against the source and each folder above it. Raises
    NotFoundError for a missing path and when nothing that can be read is left.
    """
    if not paths:
        raise UsageError("no path was given; give at least one file or folder to index.")
    files: list[SourceFile] = []
    for path in paths:
        try:
            is_folder, exists = path.is_dir(), path.exists()
        except OSError as error:  # a folder above may not be entered, a name is too long
            raise ReadError(
                f"{str(path)!r} cannot be read ({error.strerror}); check its permissions."
            ) from None
        if is_folder:
            files += [f for f in _walk(path) if not _excluded(f.source, exclude)]
        elif exists:
            files.append(SourceFile(path, path.name, True))
        else:
            raise NotFoundError(f"{str(path)!r} does not exist; give an existing file or folder.")
    if not any(file.supported for file in files):
        given = ", ".join(repr(str(path)) for path in paths)
        raise NotFoundError(
            f"{given} contains no document; give a folder with {', '.join(SUFFIXES)} files."
        )
    return files


def content_sha256(file: SourceFile) -> str:
    """Hex SHA-256 of a file's bytes; "" for what no reader takes and what cannot be read."""
    try:
        # A pipe would wait for ever; more than the limit is refused without being read.
        if not file.path.is_file() or file.path.stat().st_size > FILE_BYTES:
            return ""
        with file.path.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""


def _walk(folder: Path) -> Iterator[SourceFile]:
    """Files below `folder`; links to folders are followed once, so loops end. The folder of pictures
    and scripts that a browser saves beside a page is part of that page and left out.

    A folder that may not be read comes as a file, whose reading then says so.
    """
    seen: set[str] = set()
    closed: list[str] = []

    def close(error: OSError) -> None:
        closed.append(error.filename)

    for current, folders, names in os.walk(folder, onerror=close, followlinks=True):
        real = os.path.realpath(current)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        pages = {Path(name).stem for name in names if Path(name).suffix.lower() in _PAGES}
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and not _of_a_page(name, pages)
        )
        for name in sorted(names):
            if name.startswith("."):
                continue
            path = Path(current, name)
            yield SourceFile(path, path.relative_to(folder).as_posix(), is_readable(path))
    for name in closed:
        path = Path(name)
        yield SourceFile(path, path.relative_to(folder).as_posix(), True)


def _of_a_page(folder: str, pages: set[str]) -> bool:
    """Whether a browser made this folder beside a page that it saved: pictures, scripts, frames."""
    return any(folder.endswith(end) and folder[: -len(end)] in pages for end in _BESIDE_PAGES)


def _excluded(source: str, patterns: Sequence[str]) -> bool:
    parts = source.split("/")
    names = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    return any(fnmatch(name, pattern.rstrip("/")) for name in names for pattern in patterns)
