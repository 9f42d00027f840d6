"""Documents and chunks on their way into an index; `index.records` reads them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.numbered_sections import SECTIONS, Rows, numbered_rows
from index.records import KINDS, PATH_SEPARATOR, RecordReader
from index.types import Chunk, Document, DocumentCard, MetaValue, Section, TocEntry

# `dataclasses.astuple` copies every value, which took a third of what a document takes to be read.
_values_of_meta, _values_of_section, _values_of_entry = (
    attrgetter(*(field.name for field in fields(kind))) for kind in (MetaValue, Section, TocEntry)
)


class RecordWriter:
    """Collects documents and chunks during a build; documents go to disk at once."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._file = (folder / "documents.bin").open("wb")
        self._offsets = [0]
        self._cards: list[dict[str, Any]] = []
        self._chunks: list[NDArray[np.int32]] = [np.empty((0, 4), np.int32)]
        self._paths: list[bytes] = []
        self._sections: list[Rows] = []

    def add(self, document: Document, card: DocumentCard, chunks: Sequence[Chunk]) -> None:
        """Append one document and its chunks."""
        record = _encode(document)
        self._file.write(record)
        self._offsets.append(self._offsets[-1] + len(record))
        number = len(self._cards)
        rows = [(number, chunk.start, chunk.end, KINDS.index(chunk.kind)) for chunk in chunks]
        self._chunks.append(np.array(rows, np.int32).reshape(-1, 4))
        self._sections.append(numbered_rows(number, document.sections))
        for chunk in chunks:
            self._paths.append(PATH_SEPARATOR.join(chunk.path).encode("utf-8", "surrogatepass"))
        self._cards.append(asdict(card))

    def keep(self, stored: RecordReader, start: int, end: int) -> tuple[int, int]:
        """Take the documents `start` to `end` of an index as they are; returns which of its chunks
        theirs are (first, behind the last)."""
        rows = stored.rows(start, end)
        self._file.write(rows.documents)
        self._offsets += (rows.ends + self._offsets[-1]).tolist()
        chunks = rows.chunks.copy()
        chunks[:, 0] += len(self._cards) - start
        sections = rows.sections.copy()
        sections[:, 0] += len(self._cards) - start
        self._sections.append(sections)
        self._chunks.append(chunks)
        self._paths += rows.paths
        self._cards += stored.card_fields(start, end)
        return rows.first_chunk, rows.first_chunk + len(chunks)

    def close(self) -> None:
        """Write what is left: offsets, cards, chunk table and paths."""
        self._file.close()
        np.save(self._folder / "documents.npy", np.array(self._offsets, np.int64))
        (self._folder / "catalog.json").write_text(
            json.dumps(self._cards, ensure_ascii=False), "utf-8", errors="surrogatepass"
        )
        np.save(self._folder / "chunks.npy", np.concatenate(self._chunks))
        np.save(self._folder / SECTIONS, np.concatenate(self._sections))
        (self._folder / "paths.bin").write_bytes(b"".join(self._paths))
        lengths = np.array([len(path) for path in self._paths], np.int64)
        np.save(self._folder / "paths.npy", np.concatenate([[0], np.cumsum(lengths)]))


def _encode(document: Document) -> bytes:
    record: dict[str, Any] = {
        "id": document.id,
        "source": document.source,
        "title": document.title,
        "undecodable": document.undecodable,
        "meta": list(map(_values_of_meta, document.meta)),
        "sections": list(map(_values_of_section, document.sections)),
        "contents": list(map(_values_of_entry, document.contents)),
        "text": document.text,
    }
    if document.pages:  # an index made before pages were kept opens as one of documents without
        record["pages"] = document.pages
    encoded = json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
    return encoded.encode("utf-8", "surrogatepass")
