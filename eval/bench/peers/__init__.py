"""Five libraries that a user would build the same search with, each as its own documentation would
have it: hybrid search, the same 400/50 chunks under their document's title, wenju's static model
through the library's own interface for embeddings. None is needed by wenju: extra `peers`.

Each module offers `build(chunks, folder)` and `Opened(folder)`, whose `search` is a `System`'s.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Protocol, cast

from eval.bench.peers.chunks import ChunkCounter, PeerChunk
from eval.gold import Passage
from index.errors import UsageError, WenjuError

INSTALL = "pip install -c constraints.txt '.[peers]'"
_MISSING = "not installed"
# Nothing is sent, nothing is fetched: set before any of these libraries is imported.
_OFFLINE = {
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "DO_NOT_TRACK": "1",
}


@dataclass(frozen=True, slots=True)
class Peer:
    """A library's name and what is set up with it. `packages` are the distributions it takes, its
    own first; `module` is the module here."""

    name: str
    about: str
    packages: tuple[str, ...]
    module: str


PEERS = (
    Peer(
        "lancedb",
        "LanceDB: a table with vectors and a full-text index of ICU words, hybrid, fused by rank",
        ("lancedb",),
        "lance",
    ),
    Peer(
        "lancedb-ngrams",
        "the same, its full-text index over characters and pairs of them instead of words",
        ("lancedb",),
        "lance_ngrams",
    ),
    Peer(
        "haystack",
        "Haystack: InMemoryDocumentStore, a pipeline of BM25 and embedding retrievers and a joiner",
        ("haystack-ai",),
        "haystack_pipeline",
    ),
    Peer("txtai", "txtai: embeddings with content, hybrid", ("txtai",), "txtai_embeddings"),
    Peer(
        "llamaindex",
        "LlamaIndex: FAISS vector store and BM25 retriever, fused by rank",
        ("llama-index-core", "llama-index-retrievers-bm25", "llama-index-vector-stores-faiss"),
        "llamaindex_fusion",
    ),
    Peer(
        "langchain",
        "LangChain: FAISS and BM25 over jieba words in an EnsembleRetriever",
        ("langchain-community", "langchain-classic", "rank-bm25", "jieba"),
        "langchain_ensemble",
    ),
)
PEER_NAMES = tuple(peer.name for peer in PEERS)


class OpenedPeer(Protocol):
    """A peer's index, opened."""

    def search(self, question: str, k: int) -> list[Passage]:
        """The k best chunks, best first."""


class PeerModule(Protocol):
    """What a module of this package offers."""

    def build(self, chunks: Iterable[PeerChunk], folder: Path) -> None:
        """Index the chunks into `folder`, which is there and empty."""

    def Opened(self, folder: Path) -> OpenedPeer:
        """The index in `folder`."""


def peer_info(name: str) -> Peer:
    """The peer called `name`; UsageError when there is none."""
    for peer in PEERS:
        if peer.name == name:
            return peer
    raise UsageError(f"there is no peer {name!r}; choose among all, {', '.join(PEER_NAMES)}.")


def missing_packages(peer: Peer) -> tuple[str, ...]:
    """Which of a peer's packages are not installed."""
    return tuple(package for package in peer.packages if _version(package) == _MISSING)


def missing_peers(names: Sequence[str]) -> dict[str, str]:
    """For each of these peers that is not installed, what it needs, as a sentence."""
    found = {name: missing_packages(peer_info(name)) for name in names}
    return {
        name: f"needs {', '.join(missing)}: {INSTALL}" for name, missing in found.items() if missing
    }


def versions(peer: Peer) -> str:
    """Its packages with their versions, as it is measured."""
    return ", ".join(f"{package} {_version(package)}" for package in peer.packages)


def load_peer(name: str) -> PeerModule:
    """The module of a peer, its library imported; WenjuError where it is not installed."""
    peer = peer_info(name)
    missing = missing_packages(peer)
    if missing:
        raise WenjuError(
            f"{peer.name} needs {', '.join(missing)}, which is not installed: {INSTALL}."
        )
    os.environ.update(_OFFLINE)
    return cast(PeerModule, import_module(f"{__name__}.{peer.module}"))


def build_peer(
    name: str, documents: Path, folder: Path, exclude: Sequence[str] = ()
) -> tuple[int, int]:
    """Index all documents below `documents` into the new `folder`; (documents, chunks)."""
    module = load_peer(name)
    folder.mkdir(parents=True)
    chunks = ChunkCounter(documents, exclude, name)
    module.build(chunks, folder)
    return chunks.documents, chunks.chunks


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return _MISSING
