"""wenju itself: as shipped, without the reading model, and without any model."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.bench.progress import Progress
from eval.bench.scoring import passage
from eval.gold import Passage
from index.build import build_index
from index.embed import load_embedder
from index.reader import IndexReader
from index.static import StaticModel
from index.tokens import TokenIndex
from rag.engine import Engine
from rag.retrieve import Retriever
from rag.weights import RetrievalConfig, Weights


class _Silent:
    """An embedder that says nothing: FAISS finds no neighbour of a zero vector."""

    def __init__(self, name: str, dim: int, sha256: str):
        self.name, self.dim, self.sha256 = name, dim, sha256

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Zero vectors."""
        return np.zeros((len(texts), self.dim), np.float32)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """A zero vector."""
        return np.zeros(self.dim, np.float32)


class _Unmatched(TokenIndex):
    """Late interaction that finds nothing."""

    def soft_matches(
        self, model: StaticModel, query_ids: NDArray[np.uint16], passages: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Zeros."""
        nothing = np.zeros(len(passages), np.float32)
        return nothing, nothing


def without_models(reader: IndexReader) -> IndexReader:
    """The same index with no vector and no late interaction to be found."""
    embedder = reader.embedder
    return replace(
        reader,
        embedder=_Silent(embedder.name, embedder.dim, embedder.sha256),
        tokens=_Unmatched(reader.tokens.ids, reader.tokens.offsets),
    )


def build_shipped(documents: Path, folder: Path, exclude: Sequence[str]) -> tuple[int, int]:
    """Index all documents below `documents` as `wenju index build` does; (documents, passages)."""
    report = build_index(
        [documents], folder, load_embedder("builtin"), exclude=exclude, progress=Progress()
    )
    return report.manifest.documents, report.manifest.chunks


def engine_over(engine: Engine, reader: IndexReader, config: RetrievalConfig) -> Engine:
    """The engine with another reader of the same index and another configuration."""
    return replace(engine, reader=reader, retriever=Retriever(reader, config))


class Shipped:
    """An engine that answers in the benchmark's terms."""

    def __init__(self, engine: Engine):
        self.engine = engine

    def search(self, question: str, k: int) -> list[Passage]:
        """The k best passages, best first."""
        return [
            passage(hit.card.source, hit.chunk.start, hit.chunk.end, hit.chunk.text)
            for hit in self.engine.search(question, k)
        ]


def open_shipped(name: str, folder: Path) -> Shipped:
    """wenju, "wenju-unread" or "wenju-words" over the index in `folder`."""
    config = RetrievalConfig()
    if name != "wenju":
        config = replace(config, read=0)
    engine = Engine.open(folder, config)
    if name == "wenju-words":
        config = replace(config, weights=Weights(said=0.0, dense=0.0, law=0.0))
        engine = engine_over(engine, without_models(engine.reader), config)
    return Shipped(engine)
