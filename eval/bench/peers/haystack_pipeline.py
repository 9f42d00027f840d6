"""Haystack (https://docs.haystack.deepset.ai/docs/inmemorydocumentstore): an InMemoryDocumentStore,
whose BM25 takes Chinese character by character, and a pipeline of both retrievers and a joiner that
fuses by rank."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from haystack import Document, Pipeline, component
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore

from eval.bench.peers.chunks import PeerChunk, embedder, titled_hit
from eval.gold import Passage

_FILE = "store.json"


@component
class StaticDocumentEmbedder:
    """wenju's static model as an embedder of documents."""

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, Any]:
        """The documents with their vectors, which Haystack keeps as lists."""
        vectors = embedder().encode_passages([document.content or "" for document in documents])
        embedded = [
            replace(document, embedding=vector.tolist())
            for document, vector in zip(documents, vectors, strict=True)
        ]
        return {"documents": embedded}


@component
class StaticTextEmbedder:
    """wenju's static model as an embedder of questions."""

    @component.output_types(embedding=list[float])
    def run(self, text: str) -> dict[str, Any]:
        """The question's vector."""
        return {"embedding": embedder().encode_query(text).tolist()}


def build(chunks: Iterable[PeerChunk], folder: Path) -> None:
    """Index the chunks into `folder`."""
    store = InMemoryDocumentStore()
    indexing = Pipeline()
    indexing.add_component("embedder", StaticDocumentEmbedder())
    indexing.add_component("writer", DocumentWriter(store))
    indexing.connect("embedder.documents", "writer.documents")
    documents = [
        Document(content=c.titled, meta={"source": c.source, "start": c.start, "end": c.end})
        for c in chunks
    ]
    indexing.run({"embedder": {"documents": documents}})
    store.save_to_disk(str(folder / _FILE))


class Opened:
    """The store, loaded, and its pipeline."""

    def __init__(self, folder: Path):
        store = InMemoryDocumentStore.load_from_disk(str(folder / _FILE))
        self._pipeline = Pipeline()
        self._pipeline.add_component("embedder", StaticTextEmbedder())
        self._pipeline.add_component("dense", InMemoryEmbeddingRetriever(store))
        self._pipeline.add_component("words", InMemoryBM25Retriever(store))
        self._pipeline.add_component("joiner", DocumentJoiner("reciprocal_rank_fusion"))
        self._pipeline.connect("embedder.embedding", "dense.query_embedding")
        self._pipeline.connect("dense", "joiner")
        self._pipeline.connect("words", "joiner")

    def search(self, question: str, k: int) -> list[Passage]:
        """The k best chunks, best first."""
        found = self._pipeline.run(
            {
                "embedder": {"text": question},
                "dense": {"top_k": k},
                "words": {"query": question, "top_k": k},
                "joiner": {"top_k": k},
            }
        )["joiner"]["documents"]
        return [
            titled_hit(d.meta["source"], d.meta["start"], d.meta["end"], d.content) for d in found
        ]
