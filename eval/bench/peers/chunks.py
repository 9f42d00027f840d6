"""What every peer is given: chunks under their document's title, and the same static model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from eval.bench.scoring import passage
from eval.bench.splitting import cut_documents
from eval.gold import Passage
from index.embed import BuiltinEmbedder

EMBEDDED_AT_ONCE = 2048  # texts, where a peer leaves it to its user


@dataclass(frozen=True, slots=True)
class PeerChunk:
    """A chunk of a document, and where it stands there."""

    source: str
    title: str
    start: int
    end: int
    text: str

    @property
    def titled(self) -> str:
        """The chunk under its document's title: what is indexed, by words and by vector."""
        return f"{self.title}\n{self.text}"


class ChunkCounter:
    """The chunks of all documents below a folder, read while they are taken, and counted."""

    def __init__(self, documents: Path, exclude: Sequence[str], what: str):
        self._cut = cut_documents(documents, exclude, what)
        self.documents = self.chunks = 0

    def __iter__(self) -> Iterator[PeerChunk]:
        for document in self._cut:
            self.documents += 1
            for start, end in document.spans:
                self.chunks += 1
                text = document.text[start:end]
                yield PeerChunk(document.source, document.title, start, end, text)


def titled_hit(source: str, start: int, end: int, titled: str) -> Passage:
    """A hit from what was indexed, without the title, which is no text of the document."""
    return passage(source, start, end, titled[len(titled) - (end - start) :])


@cache
def embedder() -> BuiltinEmbedder:
    """wenju's static model."""
    return BuiltinEmbedder()
