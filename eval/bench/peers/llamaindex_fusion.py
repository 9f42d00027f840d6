"""LlamaIndex (https://developers.llamaindex.ai, Reciprocal Rerank Fusion Retriever): a VectorStoreIndex
over FAISS and a BM25Retriever, fused by rank, the title in the nodes' metadata. BM25Retriever takes a
pattern instead of a tokenizer: one character a word, as its own would take whole clauses for words."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import bm25s
import faiss
from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import TextNode
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index.vector_stores.faiss import FaissVectorStore

from eval.bench.peers.chunks import EMBEDDED_AT_ONCE, PeerChunk, embedder
from eval.bench.scoring import passage
from eval.gold import Passage

_WORDS = r"(?u)[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+"
_HIDDEN = ["source", "start", "end"]


class StaticEmbedding(BaseEmbedding):
    """wenju's static model as an embedding model."""

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = embedder().encode_passages(texts).tolist()
        return vectors

    def _get_query_embedding(self, query: str) -> list[float]:
        vector: list[float] = embedder().encode_query(query).tolist()
        return vector

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def _model() -> StaticEmbedding:
    return StaticEmbedding(model_name="wenju-static", embed_batch_size=EMBEDDED_AT_ONCE)


def build(chunks: Iterable[PeerChunk], folder: Path) -> None:
    """Index the chunks into `folder`."""
    nodes = [_node(chunk) for chunk in chunks]
    store = FaissVectorStore(faiss_index=faiss.IndexFlatIP(embedder().dim))
    context = StorageContext.from_defaults(vector_store=store)
    index = VectorStoreIndex(nodes, storage_context=context, embed_model=_model())
    index.storage_context.persist(str(folder / "vectors"))
    words = BM25Retriever.from_defaults(nodes=nodes, skip_stemming=True, token_pattern=_WORDS)
    words.persist(str(folder / "words"), show_progress=False)


def _node(chunk: PeerChunk) -> TextNode:
    return TextNode(
        text=chunk.text,
        metadata={
            "title": chunk.title,
            "source": chunk.source,
            "start": chunk.start,
            "end": chunk.end,
        },
        excluded_embed_metadata_keys=_HIDDEN,
        excluded_llm_metadata_keys=_HIDDEN,
    )


class Opened:
    """Both retrievers, loaded."""

    def __init__(self, folder: Path):
        store = FaissVectorStore.from_persist_dir(str(folder / "vectors"))
        context = StorageContext.from_defaults(
            vector_store=store, persist_dir=str(folder / "vectors")
        )
        self._index: Any = load_index_from_storage(context, embed_model=_model())
        self._words = bm25s.BM25.load(str(folder / "words"), load_corpus=True, show_progress=False)

    def search(self, question: str, k: int) -> list[Passage]:
        """The k best chunks, best first."""
        words = BM25Retriever(
            existing_bm25=self._words,
            similarity_top_k=k,
            skip_stemming=True,
            token_pattern=_WORDS,
        )
        fusion = QueryFusionRetriever(
            [self._index.as_retriever(similarity_top_k=k), words],
            llm=MockLLM(),
            mode="reciprocal_rerank",
            similarity_top_k=k,
            num_queries=1,  # the question itself, none that a language model adds
            use_async=False,
        )
        nodes = [found.node for found in fusion.retrieve(question)]
        return [
            passage(n.metadata["source"], n.metadata["start"], n.metadata["end"], n.text)
            for n in nodes
        ]
