"""What became of every file: kept as report.json in the index, where the next build finds what it
need not read again."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from index.conflicts import conflicts
from index.read.decoded import DecodedText
from index.store import Manifest
from index.types import Chunk, Document

REPORT = "report.json"

Outcome = Literal["indexed", "partly", "duplicate", "refused", "removed"]
Change = Literal["new", "changed", "moved", "unchanged", "removed"]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file: indexed, partly indexed, duplicate (same name and text), refused, or
    removed from the index.

    Each file in a ZIP has its own, as "archive.zip/name"; `reason` says what is missing and why.
    `change` compares with the index that was there before. `file` is the file it came in, `order`
    that file's place among all, `sha256` that of its bytes (empty
    where it could not be read), `text_sha256` that of the document's text.
    `characters` were read, `in_passages` of them stand in passages; `undecodable` stand for bytes
    that could not be decoded. `empty_pages` counts from 1. `listed_only` are entries of the table of
    contents without a section, `unlisted` sections beside listed ones that it lacks, `conflicts`
    fields that the header and the body give differently.
    """

    source: str
    outcome: Outcome
    reason: str = ""
    characters: int = 0
    chunks: int = 0
    undecodable: int = 0
    change: Change = "new"
    file: str = ""
    order: int = 0
    sha256: str = ""
    document: str = ""
    text_sha256: str = ""
    in_passages: int = 0
    sections: int = 0
    pages: int = 0
    empty_pages: tuple[int, ...] = ()
    listed_only: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()

    @property
    def in_index(self) -> bool:
        """Whether a document of the index is what became of it."""
        return self.outcome in ("indexed", "partly")


_NAMES = tuple(field.name for field in fields(FileReport))


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The manifest of the new index, a report a file, and documents that repeat one another.

    `same_text` holds groups of sources, `near` (source, source, similarity). `message` says why
    everything was read again although an index was there; it is empty otherwise.
    """

    manifest: Manifest
    files: tuple[FileReport, ...]
    same_text: tuple[tuple[str, ...], ...] = ()
    near: tuple[tuple[str, str, float], ...] = ()
    message: str = ""


def report_document(
    document: Document, read: DecodedText, chunks: Sequence[Chunk], known: FileReport
) -> FileReport:
    """`known` (source, file, text_sha256, change) with what there is to say of a document that is indexed."""
    bounds = [*document.pages, len(document.text)] if document.pages else []
    empty = [n for n, (a, b) in enumerate(pairwise(bounds), 1) if not document.text[a:b].strip()]
    return replace(
        known,
        outcome="partly" if read.notes else "indexed",
        reason=" ".join(read.notes + read.remarks),
        characters=len(document.text),
        chunks=len(chunks),
        undecodable=document.undecodable,
        document=document.id,
        in_passages=sum(chunk.end - chunk.start for chunk in chunks),
        sections=sum(bool(section.label) for section in document.sections),
        pages=len(document.pages),
        empty_pages=tuple(empty),
        listed_only=tuple(e.label for e in document.contents if e.section is None),
        unlisted=tuple(_unlisted(document)),
        conflicts=tuple(
            f"{c.name}: {c.header.value} / {c.other.value}" for c in conflicts(document)
        ),
    )


def text_sha256(text: str) -> str:
    """Hex SHA-256 of a text, which may hold lone surrogates."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _unlisted(document: Document) -> Iterable[str]:
    """Labels of sections that stand beside listed ones, but not in the table of contents."""
    sections = document.sections
    listed = {entry.section for entry in document.contents if entry.section is not None}
    beside = {(sections[i].parent, sections[i].kind) for i in listed}
    for number, section in enumerate(sections):
        if number not in listed and (section.parent, section.kind) in beside:
            yield section.label


def same_text(reports: Sequence[FileReport]) -> tuple[tuple[str, ...], ...]:
    """Groups of documents under several names whose text is the same."""
    groups: dict[str, list[str]] = {}
    for report in reports:
        if report.in_index:
            groups.setdefault(report.text_sha256, []).append(report.source)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def report_json(report: BuildReport) -> dict[str, Any]:
    """The report as it stands in report.json, but for `documents` and `chunks` of the index."""
    return {
        "documents": report.manifest.documents,
        "chunks": report.manifest.chunks,
        **_fields(report.files, report.same_text, report.near, report.message),
    }


def _fields(
    files: Sequence[FileReport],
    same: Sequence[tuple[str, ...]],
    near: Sequence[tuple[str, str, float]],
    message: str,
) -> dict[str, Any]:
    return {
        "outcomes": dict(Counter(file.outcome for file in files)),
        "changes": dict(Counter(file.change for file in files)),
        "message": message,
        "same_text": same,
        "near": near,
        # asdict() copies deeply, which is a second for thousands.
        "files": [{name: getattr(file, name) for name in _NAMES} for file in files],
    }


def write_report(
    generation: Path,
    files: Sequence[FileReport],
    near: Sequence[tuple[str, str, float]],
    message: str,
) -> None:
    """Write report.json into a generation that is being made."""
    encoded = json.dumps(_fields(files, same_text(files), near, message), ensure_ascii=False)
    (generation / REPORT).write_text(encoded, "utf-8", errors="surrogatepass")


def read_report(generation: Path, manifest: Manifest) -> BuildReport | None:
    """The report that an index holds; None where an earlier wenju made it without."""
    path = generation / REPORT
    if not path.exists():
        return None
    read = json.loads(path.read_text("utf-8", errors="surrogatepass"))
    return BuildReport(
        manifest,
        tuple(_file_report(file) for file in read["files"]),
        tuple(tuple(group) for group in read["same_text"]),
        tuple((first, second, share) for first, second, share in read["near"]),
        read["message"],
    )


def _file_report(read: dict[str, Any]) -> FileReport:
    lists = ("empty_pages", "listed_only", "unlisted", "conflicts")
    return FileReport(**read | {name: tuple(read[name]) for name in lists})
