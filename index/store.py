"""The index on disk: a generation folder, a manifest with checksums, one atomic pointer.

    DIR/CURRENT              name of the generation in use and the SHA-256 of its manifest
    DIR/generation-…/        written whole, synced, then renamed into place; never changed
        manifest.json        format, model, chunking, counts, size and SHA-256 of every file
        catalog.json         one card a document      documents.bin   structure and text, read on demand
        chunks.npy           document, start, end, kind of every chunk     paths.bin   section paths
        sections.npy         document, start, end, number, kind of every numbered section
        dense.faiss  sparse/  tokens/
        report.json  what became of every file  sketches.npy  for near duplicates

A reader sees the old generation or the new one, never a mixture, whenever the writer dies.
"""

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Callable, Container, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from index.errors import IndexDamagedError, NotFoundError, UsageError

Opened = TypeVar("Opened")

FORMAT = 3
_CURRENT, _MANIFEST, _PREFIX, _PARTIAL = "CURRENT", "manifest.json", "generation-", "writing-"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What shaped an index. A reader with another model or format refuses it.

    `embedder` and `late_interaction` hold name, dimension and SHA-256 of a model; `files` maps
    relative names to (size in bytes, SHA-256), `reading` what read the documents to its version.
    """

    format: int
    wenju: str
    embedder: dict[str, Any]
    late_interaction: dict[str, Any]
    chunking: dict[str, int]
    documents: int
    chunks: int
    files: dict[str, tuple[int, str]]
    reading: dict[str, str] = field(default_factory=dict)  # empty where an earlier wenju made it


def write_generation(
    folder: Path, write: Callable[[Path], None], describe: Callable[[dict[str, Any]], Manifest]
) -> Manifest:
    """Write a new generation and make it current.

    `write` fills an empty folder; `describe` makes the manifest from the checksums of its files.
    Whatever fails before the last step leaves the index as it was.
    """
    with only_writer(folder):
        return replace_generation(folder, write, describe)


def replace_generation(
    folder: Path, write: Callable[[Path], None], describe: Callable[[dict[str, Any]], Manifest]
) -> Manifest:
    """`write_generation` for the one who is `only_writer` already, and so may read the generation
    that is there without its changing."""
    for left in folder.glob(f"{_PARTIAL}*"):  # by a writer that was killed: this one is alone
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
    partial = folder / f"{_PARTIAL}{uuid.uuid4().hex[:12]}"
    partial.mkdir()
    try:
        write(partial)
        paths = sorted(p for p in partial.rglob("*") if p.is_file())
        with ThreadPoolExecutor() as threads:  # hundreds of megabytes, hashed outside Python
            sealed = list(threads.map(_seal, paths))
        names = (path.relative_to(partial).as_posix() for path in paths)
        manifest = describe(dict(zip(names, sealed, strict=True)))
        encoded = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        (partial / _MANIFEST).write_bytes(encoded)
        _sync(partial / _MANIFEST)
        name = f"{_PREFIX}{hashlib.sha256(encoded).hexdigest()[:12]}-{uuid.uuid4().hex[:6]}"
        partial.rename(folder / name)
        _sync(folder)
        _point_to(folder, name, hashlib.sha256(encoded).hexdigest())
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    for old in folder.glob(f"{_PREFIX}*"):
        if old.name != name:
            shutil.rmtree(old, ignore_errors=True)
    return manifest


def check_target(folder: Path) -> None:
    """Refuse to write an index over something that is not one."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{str(folder)!r} is a file; give a folder for the index.")
    if folder.is_dir() and not _is_index(folder):
        ours = (_PREFIX, _PARTIAL)
        others = [p.name for p in folder.iterdir() if not p.name.startswith(ours)]
        if others:
            raise UsageError(
                f"{str(folder)!r} holds other files ({others[0]!r}, …) and is no index; "
                "give a new or empty folder for --index."
            )


def _is_index(folder: Path) -> bool:
    """Whether this is an index, be it a damaged one. LevelDB calls a file CURRENT too."""
    pointer = _pointer(folder)
    if pointer is None:
        return False
    return pointer.startswith(_PREFIX.encode()) or any(folder.glob(f"{_PREFIX}*/{_MANIFEST}"))


def open_generation(folder: Path, unread: Container[str] = ()) -> tuple[Path, Manifest]:
    """The current generation, every file of it verified against its checksum but those in `unread`,
    which the caller will not read."""

    def attempt() -> tuple[Path, Manifest]:
        path, manifest = _open_once(folder)
        _verify(path, manifest, folder, unread)
        return path, manifest

    return while_current(folder, attempt)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the current generation, whose files are not verified."""
    return while_current(folder, lambda: _open_once(folder))[1]


def while_current(folder: Path, attempt: Callable[[], Opened]) -> Opened:
    """What `attempt` returns; it is made again where a writer replaced the generation under it."""
    while True:
        pointer = _pointer(folder)
        try:
            return attempt()
        except (IndexDamagedError, OSError, RuntimeError):  # FAISS raises RuntimeError
            if _pointer(folder) == pointer:
                raise


def _pointer(folder: Path) -> bytes | None:
    try:
        return (folder / _CURRENT).read_bytes()
    except OSError:
        return None


def _open_once(folder: Path) -> tuple[Path, Manifest]:
    pointer = folder / _CURRENT
    if not pointer.is_file():
        state = "is no wenju index" if folder.exists() else "does not exist"
        raise NotFoundError(
            f"{str(folder)!r} {state}; make one with: wenju index build PATH --index {folder}"
        )
    parts = pointer.read_text("utf-8", errors="replace").split()
    if len(parts) != 2 or not parts[0].startswith(_PREFIX) or "/" in parts[0]:
        raise IndexDamagedError(_damaged(folder, "its CURRENT file is not readable"))
    path = folder / parts[0]
    try:
        encoded = (path / _MANIFEST).read_bytes()
    except (OSError, ValueError):  # ValueError: the name holds a NUL
        raise IndexDamagedError(_damaged(folder, f"{parts[0]} has no manifest")) from None
    if hashlib.sha256(encoded).hexdigest() != parts[1]:
        raise IndexDamagedError(_damaged(folder, "its manifest was changed"))
    fields = json.loads(encoded)
    if fields["format"] != FORMAT:
        raise IndexDamagedError(
            f"index {str(folder)!r} has format {fields['format']}, this wenju reads format {FORMAT}; "
            f"rebuild it with: wenju index build PATH --index {folder}"
        )
    return path, Manifest(**fields)


def _verify(path: Path, manifest: Manifest, folder: Path, unread: Container[str]) -> None:
    for name, (size, digest) in manifest.files.items():
        if name in unread:
            continue
        file = path / name
        if not file.is_file() or file.stat().st_size != size or file_sha256(file) != digest:
            raise IndexDamagedError(_damaged(folder, f"{name} is missing or was changed"))


def _damaged(folder: Path, reason: str) -> str:
    return (
        f"index {str(folder)!r} is damaged ({reason}); "
        f"rebuild it with: wenju index build PATH --index {folder}"
    )


def file_sha256(path: Path) -> str:
    """Hex SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _point_to(folder: Path, name: str, digest: str) -> None:
    temporary = folder / f"{_PARTIAL}{uuid.uuid4().hex[:12]}.pointer"
    temporary.write_text(f"{name} {digest}\n", "utf-8")
    _sync(temporary)
    temporary.replace(folder / _CURRENT)
    _sync(folder)


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Refuse a second writer; the lock ends with its process, however that ends.

    Makes the folder; raises UsageError where it is not one for an index.
    """
    check_target(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if os.name == "nt":
        yield
        return
    import fcntl

    with _descriptor(folder) as descriptor:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(
                f"index {str(folder)!r} is being written by another wenju; wait until it is done."
            ) from None
        yield


def _seal(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file that has been written, which is on the disk by then."""
    _sync(path)
    return path.stat().st_size, file_sha256(path)


def _sync(path: Path) -> None:
    with _descriptor(path) as descriptor:
        os.fsync(descriptor)


@contextmanager
def _descriptor(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
