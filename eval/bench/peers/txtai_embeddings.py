"""txtai (https://neuml.github.io/txtai/embeddings/): one embeddings database with content, its vectors
from an external function, `hybrid`: BM25 over its default words and vectors, mixed half and half."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from txtai import Embeddings

from eval.bench.peers.chunks import PeerChunk, embedder, titled_hit
from eval.gold import Passage

_COLUMNS = "id, text, source, start_at, end_at, score"


def _vectors(texts: list[str]) -> NDArray[Any]:
    """wenju's static model as a transform."""
    return embedder().encode_passages(texts)


def build(chunks: Iterable[PeerChunk], folder: Path) -> None:
    """Index the chunks into `folder`."""
    embeddings = Embeddings(method="external", transform=_vectors, content=True, hybrid=True)
    embeddings.index(_rows(chunks))
    embeddings.config.pop("transform")  # a function cannot be saved
    embeddings.save(str(folder))
    embeddings.close()


def _rows(chunks: Iterable[PeerChunk]) -> Iterator[dict[str, Any]]:
    for c in chunks:
        yield {"text": c.titled, "source": c.source, "start_at": c.start, "end_at": c.end}


class Opened:
    """The database, loaded."""

    def __init__(self, folder: Path):
        self._embeddings = Embeddings()
        self._embeddings.load(str(folder), config={"transform": _vectors})

    def search(self, question: str, k: int) -> list[Passage]:
        """The k best chunks, best first."""
        found = self._embeddings.search(
            f"select {_COLUMNS} from txtai where similar(:question) limit {k}",
            parameters={"question": question},
        )
        return [titled_hit(r["source"], r["start_at"], r["end_at"], r["text"]) for r in found]
