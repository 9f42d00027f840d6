"""LanceDB (https://docs.lancedb.com/search/hybrid-search): one table whose vectors come from a
registered embedding function, a full-text index cut into words by ICU, its own way for Chinese that
needs no files, hybrid search fused by rank, its default. No vector index: as documented, so few rows
are searched exactly. (jieba, whose dictionary has to be fetched, finds the same within the
intervals and takes longer.)"""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import lancedb
from lancedb.embeddings import TextEmbeddingFunction, register
from lancedb.index import FTS
from lancedb.pydantic import LanceModel

from eval.bench.peers.chunks import EMBEDDED_AT_ONCE, PeerChunk, embedder, titled_hit
from eval.gold import Passage

_TABLE = "chunks"


@register("wenju-static")
class StaticEmbedding(TextEmbeddingFunction):
    """wenju's static model as an embedding function."""

    def ndims(self) -> int:
        """Dimensions of a vector."""
        dimensions: int = embedder().dim
        return dimensions

    def generate_embeddings(self, texts: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """A vector a text."""
        return list(embedder().encode_passages(list(texts)))


_STATIC = StaticEmbedding.create()


class Row(LanceModel):
    """A chunk in the table."""

    titled: str = _STATIC.SourceField()
    vector: list[float] = _STATIC.VectorField()
    source: str
    start: int
    end: int


def build(chunks: Iterable[PeerChunk], folder: Path) -> None:
    """Index the chunks into `folder`."""
    build_with(FTS(base_tokenizer="icu", stem=False, remove_stop_words=False), chunks, folder)


def build_with(words: FTS, chunks: Iterable[PeerChunk], folder: Path) -> None:
    """The same with any full-text index."""
    table = lancedb.connect(folder).create_table(_TABLE, schema=Row)
    for rows in _batches(chunks):
        table.add(rows)
    table.create_index("titled", config=words)


def _batches(chunks: Iterable[PeerChunk]) -> Iterator[list[dict[str, Any]]]:
    left = iter(chunks)
    while batch := list(islice(left, EMBEDDED_AT_ONCE)):
        yield [
            {"titled": c.titled, "source": c.source, "start": c.start, "end": c.end} for c in batch
        ]


class Opened:
    """The table, opened."""

    def __init__(self, folder: Path):
        self._table = lancedb.connect(folder).open_table(_TABLE)

    def search(self, question: str, k: int) -> list[Passage]:
        """The k best chunks, best first."""
        found = self._table.search(question, query_type="hybrid").limit(k).to_list()
        return [titled_hit(row["source"], row["start"], row["end"], row["titled"]) for row in found]
