"""Documents and chunks as they lie in an index: written once, read one at a time.

A document is a line of JSON in documents.bin, found by its offset, so that opening an index of
thousands of documents reads none of them.
"""

import json
from bisect import bisect_right
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import load_array
from index.fold import fold, fold_title
from index.numbered_sections import NumberedSections, Rows
from index.types import (
    Chunk,
    ChunkKind,
    Document,
    DocumentCard,
    MetaValue,
    Section,
    TocEntry,
)
from index.validity import decode_repeals

KINDS: tuple[ChunkKind, ...] = ("metadata", "contents", "body")
PATH_SEPARATOR = "\x1f"
_SECTION_FIELDS = [field.name for field in fields(Section)]
_SECTION_START, _SECTION_LABEL, _SECTION_PARENT = map(
    _SECTION_FIELDS.index, ("start", "label", "parent")
)
_TEXT_FIELD = b',"text":'
_DECODER = json.JSONDecoder()
_CARD_FIELDS = tuple(field.name for field in fields(DocumentCard))


@dataclass(frozen=True, slots=True)
class RecordRows:
    """Neighbouring documents as they lie on disk: their records, the end of each counted from the
    first, the rows and paths of their chunks, the number of the first chunk, and the rows of their
    numbered sections."""

    documents: bytes
    ends: NDArray[np.int64]
    chunks: NDArray[np.int32]
    paths: list[bytes]
    first_chunk: int
    sections: Rows


class RecordReader:
    """Reads documents and chunks of a verified generation."""

    def __init__(self, folder: Path):
        # Mapped, so that a rebuild which removes this generation takes nothing from its readers.
        self._documents = np.asarray(np.memmap(folder / "documents.bin", np.uint8, "r"))
        self._offsets: NDArray[np.int64] = load_array(folder / "documents.npy")
        self.cards = tuple(
            DocumentCard(**card)
            for card in json.loads((folder / "catalog.json").read_text("utf-8", "surrogatepass"))
        )
        self._chunks: NDArray[np.int32] = load_array(folder / "chunks.npy")
        self._path_offsets: NDArray[np.int64] = load_array(folder / "paths.npy")
        # An empty file, where no chunk stands under a heading, cannot be mapped.
        any_path = self._path_offsets[-1] > 0
        self._paths = (
            np.asarray(np.memmap(folder / "paths.bin", np.uint8, "r")) if any_path else None
        )
        self.document = lru_cache(maxsize=64)(self._read_document)
        self._record = lru_cache(maxsize=64)(self._read_record)
        self.numbered = NumberedSections.load(folder)

    @cached_property
    def folded_titles(self) -> tuple[str, ...]:
        """The titles of all documents in their matching form (see `index.fold`)."""
        return tuple(fold_title(card.title) for card in self.cards)

    @cached_property
    def folded_numbers(self) -> tuple[str, ...]:
        """The 文号 of all documents in their matching form, "" where there is none."""
        return tuple(fold(card.number or "") for card in self.cards)

    @cached_property
    def ended_titles(self) -> dict[str, int]:
        """Keys of the titles that documents end (`index.validity`), each with the first document that
        does."""
        ended: dict[str, int] = {}
        for number, repeal in decode_repeals([card.facts for card in self.cards]):
            if repeal.title:
                ended.setdefault(repeal.title, number)
        return ended

    @property
    def chunk_documents(self) -> NDArray[np.int32]:
        """For each chunk the number of its document."""
        column: NDArray[np.int32] = self._chunks[:, 0]
        return column

    def chunk_is(self, kind: ChunkKind) -> NDArray[np.bool_]:
        """For each chunk whether it is of that kind."""
        same: NDArray[np.bool_] = self._chunks[:, 3] == KINDS.index(kind)
        return same

    def chunks_of(self, number: int) -> range:
        """The chunks of document `number`."""
        low, high = np.searchsorted(self._chunks[:, 0], (number, number + 1)).tolist()
        return range(low, high)

    def card_fields(self, start: int, end: int) -> list[dict[str, Any]]:
        """The cards of documents `start` to `end` as they are stored."""
        return [
            {name: getattr(card, name) for name in _CARD_FIELDS} for card in self.cards[start:end]
        ]

    def rows(self, start: int, end: int) -> RecordRows:
        """The documents `start` to `end`, not decoded."""
        low, high = np.searchsorted(self._chunks[:, 0], (start, end)).tolist()
        bounds = self._path_offsets[low : high + 1]
        joined = b"" if self._paths is None else self._paths[bounds[0] : bounds[-1]].tobytes()
        cuts = (bounds - bounds[0]).tolist()
        return RecordRows(
            documents=self._documents[self._offsets[start] : self._offsets[end]].tobytes(),
            ends=self._offsets[start + 1 : end + 1] - self._offsets[start],
            chunks=self._chunks[low:high],
            paths=[joined[a:b] for a, b in pairwise(cuts)],
            first_chunk=low,
            sections=self.numbered.of(start, end),
        )

    def _read_record(self, number: int) -> dict[str, Any]:
        """A document's record as it lies on disk. Most of what a document costs is its sections: who
        needs its text alone takes it from here."""
        start, end = self._offsets[number], self._offsets[number + 1]
        record: dict[str, Any] = json.loads(
            self._documents[start:end].tobytes().decode("utf-8", "surrogatepass")
        )
        return record

    def _read_document(self, number: int) -> Document:
        return _decode(self._record(number))

    def page_at(self, number: int, offset: int) -> int | None:
        """`Document.page_at` of document `number`."""
        return bisect_right(self._record(number).get("pages", ()), offset) or None

    def place(self, number: int, start: int, end: int) -> tuple[tuple[str, ...], str]:
        """The section path and the text of the span of document `number`."""
        record = self._record(number)
        sections = record["sections"]
        starts = [section[_SECTION_START] for section in sections]
        at = max(0, bisect_right(starts, start) - 1)
        labels: list[str] = []
        while at > 0:
            labels.append(sections[at][_SECTION_LABEL])
            at = sections[at][_SECTION_PARENT]
        return tuple(label for label in reversed(labels) if label), record["text"][start:end]

    def text(self, number: int) -> str:
        """The text of document `number`, without reading its sections."""
        start, end = self._offsets[number], self._offsets[number + 1]
        record = self._documents[start:end].tobytes()
        # A quotation mark inside a value is escaped, so this is no part of one.
        at = record.index(_TEXT_FIELD) + len(_TEXT_FIELD)
        text: str = _DECODER.raw_decode(record[at:].decode("utf-8", "surrogatepass"))[0]
        return text

    def chunk(self, number: int) -> Chunk:
        """Chunk `number` with its text."""
        document_number, start, end, kind = self._chunks[number].tolist()
        record = self._record(document_number)
        return Chunk(
            id=f"{record['id']}:{start}-{end}",
            document_id=record["id"],
            start=start,
            end=end,
            text=record["text"][start:end],
            path=self.path(number),
            kind=KINDS[kind],
        )

    def path(self, number: int) -> tuple[str, ...]:
        """Section path of chunk `number`."""
        if self._paths is None:
            return ()
        low, high = self._path_offsets[number : number + 2].tolist()
        joined = self._paths[low:high].tobytes().decode("utf-8", "surrogatepass")
        return tuple(joined.split(PATH_SEPARATOR)) if joined else ()

    def chunk_span(self, number: int) -> tuple[int, int, int]:
        """(document number, start, end) of chunk `number`, without reading its text."""
        document, start, end, _ = self._chunks[number].tolist()
        return document, start, end

    def chunk_spans(self, numbers: NDArray[np.int64]) -> NDArray[np.int32]:
        """`chunk_span` of several chunks as rows."""
        spans: NDArray[np.int32] = self._chunks[numbers, :3]
        return spans


def _decode(record: dict[str, Any]) -> Document:
    fields = dict(record)
    fields["meta"] = tuple(MetaValue(*value) for value in fields["meta"])
    fields["sections"] = tuple(Section(*section) for section in fields["sections"])
    fields["contents"] = tuple(TocEntry(*entry) for entry in fields["contents"])
    fields["pages"] = tuple(fields.get("pages", ()))
    return Document(**fields)
