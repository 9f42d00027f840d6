"""The index that is there, as what a new one is made from: its files, and the rows of each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.arrays import load_array
from index.duplicates import PLACES
from index.indexer import StoredPassages
from index.records import RecordReader
from index.report import FileReport, read_report
from index.store import Manifest

SKETCHES = "sketches.npy"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was indexed: what became of it, and which documents (by number) are its."""

    name: str
    sha256: str
    reports: tuple[FileReport, ...]
    start: int
    end: int

    @property
    def ids(self) -> dict[str, str]:
        """The id of each of its documents, by the hash of its text."""
        return {r.text_sha256: r.document for r in self.reports if r.in_index}


@dataclass(frozen=True, slots=True)
class StoredRows:
    """What is taken over of documents: records, passages, sketches."""

    records: RecordReader
    passages: StoredPassages
    sketches: NDArray[np.uint32]


def load_files(generation: Path, manifest: Manifest) -> tuple[StoredFile, ...]:
    """The files of a verified generation; none where an earlier wenju made it."""
    report = read_report(generation, manifest)
    if report is None:
        return ()
    files = _group([r for r in report.files if r.outcome != "removed"])
    complete = bool(files) and files[-1].end == manifest.documents
    return files if complete else ()


def _group(reports: Sequence[FileReport]) -> tuple[StoredFile, ...]:
    files: list[StoredFile] = []
    documents = 0
    for _, group in groupby(reports, key=lambda report: report.order):
        own = tuple(
            report if report.change == "unchanged" else replace(report, change="unchanged")
            for report in group
        )
        end = documents + sum(report.in_index for report in own)
        files.append(StoredFile(own[0].file, own[0].sha256, own, documents, end))
        documents = end
    return tuple(files)


def load_rows(generation: Path, manifest: Manifest) -> StoredRows | None:
    """The rows of a verified generation; None where it lacks what taking over needs."""
    path = generation / SKETCHES
    passages = StoredPassages.load(generation)
    if passages is None or not path.exists():
        return None
    sketches: NDArray[np.uint32] = load_array(path)
    if sketches.shape != (manifest.documents, PLACES):
        return None
    return StoredRows(RecordReader(generation), passages, sketches)
