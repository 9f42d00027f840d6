"""LangChain (https://docs.langchain.com/oss/python/integrations/retrievers/bm25): a FAISS vector store
and a BM25Retriever over jieba words in an EnsembleRetriever, both halves weighed alike. BM25Retriever
has no form on disk; it is pickled, as the store pickles its own documents."""

import pickle
from collections.abc import Iterable
from pathlib import Path

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from eval.bench.peers.chunks import PeerChunk, embedder, titled_hit
from eval.bench.plain import jieba_words
from eval.gold import Passage

_FILE = "bm25.pickle"


class StaticEmbeddings(Embeddings):
    """wenju's static model as embeddings."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A vector a text."""
        vectors: list[list[float]] = embedder().encode_passages(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The question's vector."""
        vector: list[float] = embedder().encode_query(text).tolist()
        return vector


def _words(text: str) -> list[str]:
    found: list[str] = jieba_words()(text)
    return found


def build(chunks: Iterable[PeerChunk], folder: Path) -> None:
    """Index the chunks into `folder`."""
    documents = [
        Document(
            page_content=c.titled, metadata={"source": c.source, "start": c.start, "end": c.end}
        )
        for c in chunks
    ]
    FAISS.from_documents(documents, StaticEmbeddings()).save_local(str(folder))
    words = BM25Retriever.from_documents(documents, preprocess_func=_words)
    with (folder / _FILE).open("wb") as file:
        pickle.dump(words, file)


class Opened:
    """Both retrievers, loaded."""

    def __init__(self, folder: Path):
        self._vectors = FAISS.load_local(
            str(folder), StaticEmbeddings(), allow_dangerous_deserialization=True
        )
        with (folder / _FILE).open("rb") as file:
            self._words: BM25Retriever = pickle.load(file)

    def search(self, question: str, k: int) -> list[Passage]:
        """The k best chunks, best first."""
        self._words.k = k
        ensemble = EnsembleRetriever(
            retrievers=[self._words, self._vectors.as_retriever(search_kwargs={"k": k})],
            weights=[0.5, 0.5],
        )
        found = ensemble.invoke(question)[:k]
        return [
            titled_hit(d.metadata["source"], d.metadata["start"], d.metadata["end"], d.page_content)
            for d in found
        ]
