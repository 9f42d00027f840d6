"""Which files a build reads, and under which names."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from index.errors import NotFoundError, UsageError
from index.read.formats import SUFFIXES, is_readable


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
        if path.is_dir():
            files += [f for f in _walk(path) if not _excluded(f.source, exclude)]
        elif path.exists():
            files.append(SourceFile(path, path.name, True))
        else:
            raise NotFoundError(f"{str(path)!r} does not exist; give an existing file or folder.")
    if not any(file.supported for file in files):
        given = ", ".join(repr(str(path)) for path in paths)
        raise NotFoundError(
            f"{given} contains no document; give a folder with {', '.join(SUFFIXES)} files."
        )
    return files


def _walk(folder: Path) -> Iterator[SourceFile]:
    """Files below `folder`; links to folders are followed once, so loops end."""
    seen: set[str] = set()
    for current, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(current)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith("."):
                continue
            path = Path(current, name)
            yield SourceFile(path, path.relative_to(folder).as_posix(), is_readable(path))


def _excluded(source: str, patterns: Sequence[str]) -> bool:
    parts = source.split("/")
    names = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    return any(fnmatch(name, pattern.rstrip("/")) for name in names for pattern in patterns)
