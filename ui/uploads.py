"""Receiving uploaded files: streamed to the private folder, limited, under names that are safe."""

import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from ui.names import numbered, safe_path
from ui.private import PrivateFolder

MEGABYTE = 1_000_000
LARGEST_UPLOAD = 50 * MEGABYTE  # bytes of one file
LARGEST_BATCH = 2_000 * MEGABYTE  # bytes of all files sent together
MOST_FILES = 10_000
_SPARE = 200 * MEGABYTE  # bytes that stay free on the disk
_BATCH = re.compile(r"[0-9a-f]{32}")


class UploadRefused(Exception):
    """An upload that is not taken. `why` is a key of the page's wording, `status` of HTTP."""

    def __init__(self, why: str, status: int):
        super().__init__(why)
        self.why = why
        self.status = status


@dataclass(frozen=True, slots=True)
class Batch:
    """Files that were sent together and are indexed together."""

    folder: Path

    def files(self) -> tuple[str, ...]:
        """Their names, relative to the folder: what the index will call their sources."""
        found = (p for p in self.folder.rglob("*") if p.is_file())
        return tuple(sorted(p.relative_to(self.folder).as_posix() for p in found))


def batch(private: PrivateFolder, id_: str) -> Batch:
    """The batch of that id, which its sender makes up. Raises UploadRefused for no id."""
    if not _BATCH.fullmatch(id_):
        raise UploadRefused("bad_batch", 400)
    return Batch(private.incoming / id_)


async def receive(
    private: PrivateFolder, to: Batch, name: str, blocks: AsyncIterator[bytes]
) -> str:
    """Take one file in; returns the name it was given. Raises UploadRefused."""
    folder = to.folder
    taken = [p.stat().st_size for p in folder.rglob("*") if p.is_file()]
    if len(taken) >= MOST_FILES:
        raise UploadRefused("too_many_files", 413)
    room = min(LARGEST_UPLOAD, LARGEST_BATCH - sum(taken))
    if shutil.disk_usage(private.incoming).free < _SPARE + LARGEST_UPLOAD:
        raise UploadRefused("disk_full", 507)
    folder.mkdir(mode=0o700, exist_ok=True)
    path = free_path(folder, safe_path(name))
    size = 0
    try:
        with path.open("xb") as file:
            async for block in blocks:
                size += len(block)
                if size > room:
                    raise UploadRefused(
                        "too_large" if room == LARGEST_UPLOAD else "batch_too_large", 413
                    )
                file.write(block)
    except BaseException:  # also where the sender went away: half a file is none
        path.unlink(missing_ok=True)
        raise
    return path.relative_to(folder).as_posix()


def free_path(folder: Path, parts: tuple[str, ...], also: frozenset[str] = frozenset()) -> Path:
    """A path below `folder` where nothing lies yet and that `also` does not hold, with its folders
    made: a second file of one name is numbered, and so is a folder where a file has its name."""
    current = folder
    for part in parts[:-1]:
        number, wanted = 1, part
        while (current / wanted).exists() and not (current / wanted).is_dir():
            number += 1
            wanted = numbered(part, number)
        current = current / wanted
        current.mkdir(mode=0o700, exist_ok=True)
    number, wanted = 1, parts[-1]
    while (current / wanted).exists() or (current / wanted).relative_to(folder).as_posix() in also:
        number += 1
        wanted = numbered(parts[-1], number)
    return current / wanted
