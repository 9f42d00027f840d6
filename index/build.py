"""build_index(): read → structure → chunk → embed → write, with a report for every file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from index.chunk import ChunkConfig, chunk_document
from index.dense import DenseIndex
from index.document import document_of
from index.embed import BuiltinEmbedder, Embedder, builtin_model
from index.errors import ReadError, WenjuError
from index.files import SourceFile, find_files
from index.fold import fold
from index.read.decoded import DecodedText
from index.read.formats import head_of, refusal
from index.read.reader import FileReader
from index.records import RecordWriter
from index.sparse import SparseBuilder
from index.store import FORMAT, Manifest, check_target, write_generation
from index.terms import searchable, term_codes
from index.tokens import TokenIndex
from index.types import Chunk, Document, card
from index.version import VERSION

Progress = Callable[[str, int, int], None]
"""Called with (what is done, how many are done, how many there are)."""

_BATCH = 2048  # chunks embedded and indexed at a time


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file: indexed, partly indexed, duplicate (same name and text) or refused.

    Each file in a ZIP has its own, as "archive.zip/name"; `reason` says what is missing and why.
    """

    source: str
    outcome: Literal["indexed", "partly", "duplicate", "refused"]
    reason: str = ""
    characters: int = 0
    chunks: int = 0
    undecodable: int = 0


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The manifest of the new index and one report a file."""

    manifest: Manifest
    files: tuple[FileReport, ...]


def build_index(
    paths: Sequence[Path],
    folder: Path,
    embedder: Embedder,
    chunking: ChunkConfig | None = None,
    exclude: Sequence[str] = (),
    progress: Progress = lambda what, done, total: None,
) -> BuildReport:
    """Index all documents below `paths` into `folder`, replacing the index that is there.

    A file that cannot be read is refused with its reason and the rest goes on; when none can be
    read the index stays as it was and ReadError is raised.
    """
    check_target(folder)
    chunking = chunking or ChunkConfig()
    files = find_files(paths, exclude)
    reports: list[FileReport] = []
    counts = {"documents": 0, "chunks": 0}

    def write(partial: Path) -> None:
        records, passages = RecordWriter(partial), _Passages(embedder)
        seen: set[str] = set()
        with FileReader() as reader:
            for done, file in enumerate(files, 1):
                for source, read in _read(file, reader):
                    reports.append(_add(source, read, records, passages, chunking, seen))
                progress("indexing", done, len(files))
        indexed = [r for r in reports if r.outcome in ("indexed", "partly")]
        if not indexed:
            raise ReadError(f"nothing was indexed: {next(r.reason for r in reports if r.reason)}")
        counts["documents"] = len(indexed)
        counts["chunks"] = sum(r.chunks for r in indexed)
        records.close()
        progress("writing", 0, 1)
        passages.write(partial)

    def describe(checksums: dict[str, tuple[int, str]]) -> Manifest:
        late = builtin_model()
        return Manifest(
            format=FORMAT,
            wenju=VERSION,
            embedder=_model_record(embedder),
            late_interaction=_model_record(late),
            chunking=asdict(chunking),
            files=checksums,
            **counts,
        )

    manifest = write_generation(folder, write, describe)
    return BuildReport(manifest, tuple(reports))


def _model_record(model: Any) -> dict[str, Any]:
    return {"name": model.name, "dim": model.dim, "sha256": model.sha256}


def _read(file: SourceFile, reader: FileReader) -> Iterator[tuple[str, DecodedText | WenjuError]]:
    if file.supported:
        return reader.read_each(file.path, file.source)
    return iter([(file.source, ReadError(refusal(file.source, head_of(file.path))))])


def _add(
    source: str,
    read: DecodedText | WenjuError,
    records: RecordWriter,
    passages: "_Passages",
    chunking: ChunkConfig,
    seen: set[str],
) -> FileReport:
    if isinstance(read, WenjuError):
        return FileReport(source, "refused", str(read))
    document = document_of(source, read)
    if document.id in seen:
        return FileReport(source, "duplicate", "the same text under the same name is indexed")
    chunks = chunk_document(document, chunking)
    if not chunks:
        reason = f"{source!r} holds only page furniture; give a file that contains text."
        return FileReport(source, "refused", reason)
    seen.add(document.id)
    records.add(document, card(document), chunks)
    passages.add(document, chunks)
    return FileReport(
        source,
        "partly" if read.notes else "indexed",
        " ".join(read.notes),
        characters=len(document.text),
        chunks=len(chunks),
        undecodable=document.undecodable,
    )


class _Passages:
    """What is indexed of each chunk, title and section path beside its text, batch by batch."""

    def __init__(self, embedder: Embedder):
        self._embedder = embedder
        self._pending: list[tuple[str, str, str]] = []  # title, path, text
        self._sparse = SparseBuilder()
        self._ids: list[NDArray[np.uint16]] = []
        self._lengths: list[NDArray[np.int64]] = []
        self._vectors: list[NDArray[np.float32]] = []

    def add(self, document: Document, chunks: Sequence[Chunk]) -> None:
        """Take the chunks of one document."""
        self._pending += [(document.title, " ".join(c.path), c.text) for c in chunks]
        if len(self._pending) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        batch, self._pending = self._pending, []
        if not batch:
            return
        # The title counts twice for BM25: see the trials in ARCHITECTURE.md. Fields are folded one
        # by one, so that no term runs from one into the next.
        terms = ["\n".join(map(searchable, (t, t, path, text))) for t, path, text in batch]
        codes, rows = term_codes(terms)
        self._sparse.add(codes, rows, len(batch))
        texts = ["\n".join(fields) for fields in batch]
        model = builtin_model()
        ids, offsets = model.tokenize([fold(text) for text in texts])
        self._ids.append(ids)
        self._lengths.append(np.diff(offsets))
        if isinstance(self._embedder, BuiltinEmbedder):
            self._vectors.append(model.encode_ids(ids, offsets))
        else:
            self._vectors.append(self._embedder.encode_passages(texts))

    def write(self, folder: Path) -> None:
        """Index everything taken."""
        self._flush()
        self._sparse.finish().save(folder / "sparse")
        offsets = np.concatenate([[0], np.cumsum(np.concatenate(self._lengths))]).astype(np.int64)
        TokenIndex(np.concatenate(self._ids), offsets).save(folder / "tokens")
        DenseIndex.build(np.concatenate(self._vectors)).save(folder / "dense.faiss")
