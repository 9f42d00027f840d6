"""A new generation's files, written as a plan says: documents read, or taken over."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.chunk import ChunkConfig, chunk_document
from index.document import document_of
from index.duplicates import PLACES, near_duplicates, sketch
from index.embed import Embedder
from index.errors import ReadError, WenjuError
from index.files import SourceFile
from index.passages import PassageWriter
from index.read.decoded import DecodedText
from index.read.formats import head_of, refusal
from index.read.reader import FileReader
from index.record_writer import RecordWriter
from index.report import FileReport, report_document, text_sha256
from index.stored import SKETCHES, StoredFile, StoredRows
from index.types import card, document_id
from index.update import Keep, Plan, Read
from index.validity import encode_facts
from index.validity_read import validity_facts

Progress = Callable[[str, int, int], None]
"""Called with (what is done, how many are done, how many there are)."""


class DocumentWriter:
    """Writes everything but the report and the manifest into `folder`, as a plan says. To be
    closed."""

    def __init__(
        self,
        folder: Path,
        embedder: Embedder,
        chunking: ChunkConfig,
        plan: Plan,
        rows: StoredRows | None,
    ):
        self._folder = folder
        self._chunking = chunking
        self._plan = plan
        self._rows = rows
        self._records = RecordWriter(folder)
        self._passages = PassageWriter(folder, embedder, plan.read, rows.passages if rows else None)
        self._sketches: list[NDArray[np.uint32]] = [np.empty((0, PLACES), np.uint32)]
        self._sources: dict[str, str] = {}  # by document id
        self._kept = (0, 0)  # documents to be taken over next: thousands in one go cost little

    def follow(self, progress: Progress) -> list[FileReport]:
        """Take what the plan names, in its order. Raises ReadError where that is no document."""
        plan = self._plan
        for step in plan.steps:
            if isinstance(step, Keep):
                own = [report for report in step.stored.reports if report.in_index]
                self._sources |= {report.document: report.source for report in own}
        reports: list[FileReport] = []
        with FileReader() as reader:
            for done, step in enumerate(plan.steps, 1):
                if isinstance(step, Keep):
                    found: Sequence[FileReport] = self._keep(step.stored)
                else:
                    self._take_over()
                    read = read_file(step, reader)
                    found = [self._add(source, text, step) for source, text in read]
                reports += [r if r.order == done else replace(r, order=done) for r in found]
                progress("indexing", done, len(plan.steps))
        self._take_over()
        if not any(report.in_index for report in reports):
            reason = next((report.reason for report in reports if report.reason), "no file is left")
            raise ReadError(f"nothing was indexed: {reason}")
        return reports

    def _keep(self, stored: StoredFile) -> Sequence[FileReport]:
        start, end = self._kept
        if stored.start != end:
            self._take_over()
            start = stored.start
        self._kept = (start, stored.end)
        return stored.reports

    def _take_over(self) -> None:
        start, end = self._kept
        if end > start:
            assert self._rows is not None, "nothing is kept without rows"
            self._passages.keep(*self._records.keep(self._rows.records, start, end))
            self._sketches.append(self._rows.sketches[start:end])
        self._kept = (end, end)

    def _add(self, source: str, read: DecodedText | WenjuError, step: Read) -> FileReport:
        known = FileReport(
            source, "refused", change=step.change, file=step.file.source, sha256=step.sha256
        )
        if isinstance(read, WenjuError):
            return replace(known, reason=str(read))
        document = document_of(source, read)
        known = replace(known, text_sha256=text_sha256(document.text))
        document = replace(document, id=step.ids.get(known.text_sha256, document.id))
        other = self._sources.get(document.id)
        if other == source:
            reason = "the same text under the same name is indexed"
            return replace(known, outcome="duplicate", reason=reason)
        if other is not None:  # a document that has moved from this name keeps the id
            document = replace(document, id=document_id(f"{source}\0{source}", document.text))
        chunks = chunk_document(document, self._chunking)
        if not chunks:
            reason = f"{source!r} holds only page furniture; give a file that contains text."
            return replace(known, reason=reason)
        self._sources[document.id] = source
        facts = encode_facts(validity_facts(document))
        self._records.add(document, replace(card(document), facts=facts), chunks)
        self._passages.add(document, chunks)
        self._sketches.append(sketch(document.text)[None])
        return report_document(document, read, chunks, known)

    def finish(self) -> NDArray[np.uint32]:
        """Write what is left; returns the sketches of all documents."""
        self._records.close()
        self._passages.finish()
        sketches = np.concatenate(self._sketches)
        np.save(self._folder / SKETCHES, sketches)
        return sketches

    def close(self) -> None:
        """End what works beside; what is not finished is not written."""
        self._passages.close()


def read_file(step: Read, reader: FileReader) -> Iterator[tuple[str, DecodedText | WenjuError]]:
    """(source, text or why not) of every document in the file of a step."""
    file: SourceFile = step.file
    if file.supported:
        return reader.read_each(file.path, file.source)
    return iter([(file.source, ReadError(refusal(file.source, head_of(file.path))))])


def near_pairs(
    reports: Sequence[FileReport], sketches: NDArray[np.uint32]
) -> tuple[tuple[str, str, float], ...]:
    """(source, source, similarity) of documents that are nearly the same."""
    indexed = [report for report in reports if report.in_index]
    pairs = near_duplicates(sketches, [report.text_sha256 for report in indexed])
    return tuple((indexed[p.first].source, indexed[p.second].source, p.similarity) for p in pairs)
