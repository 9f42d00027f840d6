"""build, add, remove: read → structure → chunk → embed → write, with a report for every file.

All three make a new generation. What was read before is taken over from the one that is there as
rows of its arrays; the result is what reading everything again would give, bit for bit.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from index.chunk import ChunkConfig
from index.embed import Embedder, builtin_model
from index.errors import IndexDamagedError, NotFoundError, WenjuError
from index.files import SourceFile, content_sha256, find_files
from index.made_with import difference, model_record, reading_record
from index.read.reader import FileReader
from index.report import BuildReport, FileReport, same_text, write_report
from index.store import (
    FORMAT,
    Manifest,
    check_target,
    only_writer,
    open_generation,
    read_manifest,
    replace_generation,
)
from index.stored import StoredFile, StoredRows, load_files, load_rows
from index.update import Keep, Plan, plan_add, plan_build, plan_remove
from index.version import VERSION
from index.writing import DocumentWriter, Progress, near_pairs, read_file

__all__ = ["BuildReport", "FileReport", "add_documents", "build_index", "remove_documents"]


_NEW_OBJECTS = 100_000  # after which cycles are looked for


def _silent(what: str, done: int, total: int) -> None:
    """No progress."""


@dataclass(frozen=True, slots=True)
class _Making:
    """What an index is made with."""

    folder: Path
    embedder: Embedder
    chunking: ChunkConfig
    progress: Progress


def build_index(
    paths: Sequence[Path],
    folder: Path,
    embedder: Embedder,
    chunking: ChunkConfig | None = None,
    exclude: Sequence[str] = (),
    progress: Progress = _silent,
    full: bool = False,
) -> BuildReport:
    """Make `folder` an index of exactly the documents below `paths`.

    Of an index that is there, files with the same name and bytes are taken over, unless `full` asks
    for the contrary or it was made otherwise (then `message` of the report says so). A file that
    cannot be read is refused with its reason and the rest goes on; when none can be read the index
    stays as it was and ReadError is raised.
    """
    check_target(folder)
    files = find_files(paths, exclude)
    with only_writer(folder):
        making = _Making(folder, embedder, chunking or ChunkConfig(), progress)
        stored, rows, manifest, message = _what_is_there(making)
        if full:
            rows, message = None, ""
        plan = plan_build(list(_hashed(files, progress)), stored, rows is not None)
        if manifest and rows and plan.changes_nothing(stored):
            unchanged = _unchanged(plan, rows, manifest)
            if unchanged:
                return unchanged
        return _write(making, plan, rows, message)


def add_documents(
    paths: Sequence[Path],
    folder: Path,
    embedder: Embedder,
    exclude: Sequence[str] = (),
    progress: Progress = _silent,
) -> BuildReport:
    """Add the documents below `paths` to an index, in the place of those with the same source.

    Raises NotFoundError where there is no index, IndexDamagedError where it was made otherwise.
    """
    manifest = read_manifest(folder)
    files = find_files(paths, exclude)
    with only_writer(folder):
        making = _Making(folder, embedder, ChunkConfig(**manifest.chunking), progress)
        stored, rows = _to_change(making)
        return _write(making, plan_add(list(_hashed(files, progress)), stored), rows)


def remove_documents(
    names: Sequence[str], folder: Path, embedder: Embedder, progress: Progress = _silent
) -> BuildReport:
    """Remove documents by id, source or title.

    Raises NotFoundError for a name that is none, UsageError for one that fits several documents.
    """
    manifest = read_manifest(folder)
    with only_writer(folder):
        making = _Making(folder, embedder, ChunkConfig(**manifest.chunking), progress)
        stored, rows = _to_change(making)
        return _write(making, plan_remove(names, stored, rows.records.cards), rows)


def _hashed(files: Sequence[SourceFile], progress: Progress) -> Iterator[tuple[SourceFile, str]]:
    for done, file in enumerate(files, 1):
        progress("comparing", done, len(files))
        yield file, content_sha256(file)


def _what_is_there(
    making: _Making,
) -> tuple[tuple[StoredFile, ...], StoredRows | None, Manifest | None, str]:
    """Files, rows and manifest of the index; no rows, and why, where all has to be read again."""
    try:
        stored, rows, manifest, why = _opened(making)
    except NotFoundError:
        return (), None, None, ""
    except IndexDamagedError as error:
        return (), None, None, f"everything is read again: {error}"
    return stored, rows, manifest, f"everything is read again: {why}." if why else ""


def _opened(
    making: _Making,
) -> tuple[tuple[StoredFile, ...], StoredRows | None, Manifest, str]:
    """The same of an index that is there and whole."""
    generation, manifest = open_generation(making.folder)
    stored = load_files(generation, manifest)
    why = difference(manifest, making.embedder, making.chunking)
    rows = load_rows(generation, manifest) if stored and not why else None
    if rows is None:
        why = why or "it lacks what changing it needs"
    return stored, rows, manifest, why


def _to_change(making: _Making) -> tuple[tuple[StoredFile, ...], StoredRows]:
    """The same for add and remove, which have nothing to read again: raises IndexDamagedError."""
    stored, rows, _, why = _opened(making)
    if rows is None:
        raise IndexDamagedError(
            f"index {str(making.folder)!r} cannot be changed: {why}; "
            f"rebuild it with: wenju index build PATH --index {making.folder}"
        )
    return stored, rows


def _unchanged(plan: Plan, rows: StoredRows, manifest: Manifest) -> BuildReport | None:
    """The report where files that were refused are so again; None where one can be read now."""
    reports: list[FileReport] = []
    with FileReader() as reader:
        for step in plan.steps:
            if isinstance(step, Keep):
                reports += step.stored.reports
                continue
            known = step.before.reports if step.before else ()
            again = [(source, read) for source, read in read_file(step, reader)]
            refused = [
                (source, str(read)) for source, read in again if isinstance(read, WenjuError)
            ]
            if len(refused) < len(again) or refused != [(r.source, r.reason) for r in known]:
                return None
            reports += known
    near = near_pairs(reports, rows.sketches)
    return BuildReport(manifest, tuple(reports), same_text(reports), near)


@contextmanager
def _few_collections() -> Iterator[None]:
    """What is read is let go without cycles: looking for them took a build a thirtieth of its time. They
    are still looked for, as a library that reads files may leave some."""
    before = gc.get_threshold()
    gc.set_threshold(_NEW_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _write(making: _Making, plan: Plan, rows: StoredRows | None, message: str = "") -> BuildReport:
    reports: list[FileReport] = []
    near: list[tuple[str, str, float]] = []

    def write(partial: Path) -> None:
        made = DocumentWriter(partial, making.embedder, making.chunking, plan, rows)
        with closing(made) as writer, _few_collections():
            reports.extend(writer.follow(making.progress))
            making.progress("writing", 0, 1)
            near.extend(near_pairs(reports, writer.finish()))
        reports.extend(plan.removed)
        write_report(partial, reports, near, message)

    def describe(checksums: dict[str, tuple[int, str]]) -> Manifest:
        return Manifest(
            format=FORMAT,
            wenju=VERSION,
            embedder=model_record(making.embedder),
            late_interaction=model_record(builtin_model()),
            chunking=asdict(making.chunking),
            documents=sum(report.in_index for report in reports),
            chunks=sum(report.chunks for report in reports),
            files=checksums,
            reading=reading_record(),
        )

    manifest = replace_generation(making.folder, write, describe)
    return BuildReport(manifest, tuple(reports), same_text(reports), tuple(near), message)
