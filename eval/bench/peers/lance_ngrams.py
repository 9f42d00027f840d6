"""LanceDB once more, its full-text index over characters and pairs of them: finds a little more than
words do, for a build and a search that take longer."""

from collections.abc import Iterable
from pathlib import Path

from lancedb.index import FTS

from eval.bench.peers.chunks import PeerChunk
from eval.bench.peers.lance import Opened, build_with

__all__ = ["Opened", "build"]


def build(chunks: Iterable[PeerChunk], folder: Path) -> None:
    """Index the chunks into `folder`."""
    grams = FTS(
        base_tokenizer="ngram",
        ngram_min_length=1,
        ngram_max_length=2,
        stem=False,
        remove_stop_words=False,
    )
    build_with(grams, chunks, folder)
