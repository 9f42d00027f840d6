"""The passages of a build, handed on to be indexed while the next documents are read."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from index.embed import BuiltinEmbedder, Embedder
from index.indexer import Fields, PassageIndexer, StoredPassages
from index.indexing_process import IndexingProcess
from index.types import Chunk, Document

_BATCH = 2048  # passages indexed at a time
_MANY_FILES = 200  # from about a second of indexing on, a process of its own is worth its start


class PassageWriter:
    """Takes the chunks of new documents, title and section path beside their text, and chunks of
    the stored index; they are written in the order in which they came. To be closed.

    Batches are indexed one after the other beside the reader: by another process where many files
    are read into a new index, else in a thread.
    """

    def __init__(
        self, folder: Path, embedder: Embedder, files: int, stored: StoredPassages | None = None
    ):
        self._pending: list[Fields] = []
        apart = files >= _MANY_FILES and stored is None and isinstance(embedder, BuiltinEmbedder)
        self._indexer: IndexingProcess | PassageIndexer = (
            IndexingProcess(folder) if apart else PassageIndexer(folder, embedder, stored)
        )
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._indexing: Future[None] | None = None

    def add(self, document: Document, chunks: Sequence[Chunk]) -> None:
        """Take the chunks of one document."""
        self._pending += [(document.title, " ".join(c.path), c.text) for c in chunks]
        if len(self._pending) >= _BATCH:
            self._hand_over()

    def keep(self, start: int, end: int) -> None:
        """Take the passages `start` to `end` of the stored index; a later call takes later ones."""
        self._hand_over()
        self._wait()
        assert isinstance(self._indexer, PassageIndexer), "another process has no stored index"
        self._indexer.keep(start, end)

    def finish(self) -> None:
        """Write what is left."""
        self._hand_over()
        self._wait()
        self._indexer.finish()

    def close(self) -> None:
        """End the thread, and the process; what is not finished is not written."""
        self._indexer.close()  # first, so that the thread waits for nothing
        self._thread.shutdown()

    def _hand_over(self) -> None:
        """Have what is pending indexed, when what came before is done: two batches are held."""
        self._wait()
        batch, self._pending = self._pending, []
        if batch:
            self._indexing = self._thread.submit(self._indexer.index, batch)

    def _wait(self) -> None:
        if self._indexing is not None:
            self._indexing.result()
            self._indexing = None
