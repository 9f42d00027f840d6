"""The plain alternatives: 400/50 chunks, found by the static model in FAISS, by BM25 over characters
and pairs, without and with the file's name before each chunk, or by BM25 over jieba words. No
structure, no re-ranking."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from eval.bench.scoring import passage
from eval.bench.splitting import cut_documents
from eval.gold import Passage
from index.dense import DenseIndex
from index.embed import builtin_model
from index.errors import WenjuError
from index.fold import fold
from index.sparse import SparseBuilder, SparseIndex
from index.terms import term_codes

Kind = Literal["faiss", "characters", "titled", "jieba"]
_BATCH = 2048
_WORD = re.compile(r"\w")


def jieba_words() -> Any:
    """jieba's `lcut`; WenjuError in one sentence where it is not installed."""
    try:
        import jieba
    except ImportError:
        raise WenjuError(
            "BM25 over jieba words needs jieba: pip install jieba, or leave it out by --systems."
        ) from None
    jieba.setLogLevel("WARNING")
    return jieba.lcut


class _Words:
    """Words as numbers: a vocabulary that grows while building and is only read while asking."""

    def __init__(self, known: Sequence[str] = ()):
        self._cut = jieba_words()
        self.numbers = {word: number for number, word in enumerate(known)}

    def codes(self, text: str, grow: bool) -> list[int]:
        words = [word for word in self._cut(fold(text)) if _WORD.search(word)]
        if grow:
            return [self.numbers.setdefault(word, len(self.numbers)) for word in words]
        return [self.numbers[word] for word in words if word in self.numbers]


class _Builder:
    """Chunk texts, in batches, into the index of one kind."""

    def __init__(self, kind: Kind):
        self._kind = kind
        self._vectors: list[NDArray[np.float32]] = []
        self._sparse = SparseBuilder()
        self._words = _Words() if kind == "jieba" else None

    def add(self, texts: Sequence[str]) -> None:
        if self._kind == "faiss":
            self._vectors.append(builtin_model().encode([fold(text) for text in texts]))
        elif self._words is not None:
            found = [self._words.codes(text, grow=True) for text in texts]
            lengths = [len(codes) for codes in found]
            rows = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
            codes = np.fromiter((c for codes in found for c in codes), np.uint64, sum(lengths))
            self._sparse.add(codes, rows, len(texts))
        else:
            self._sparse.add(*term_codes([fold(text) for text in texts]), len(texts))

    def save(self, folder: Path) -> None:
        if self._kind == "faiss":
            DenseIndex.build(np.concatenate(self._vectors)).save(folder / "dense.faiss")
            return
        self._sparse.write(folder / "sparse")
        if self._words is not None:
            (folder / "words.txt").write_text("\n".join(self._words.numbers), "utf-8")


def build_plain(
    kind: Kind, documents: Path, folder: Path, exclude: Sequence[str] = ()
) -> tuple[int, int]:
    """Index all documents below `documents` into the new `folder`; (documents, chunks)."""
    folder.mkdir(parents=True)
    builder = _Builder(kind)
    sources: list[str] = []
    spans: list[tuple[int, int, int]] = []
    texts: list[str] = []
    ends = [0]
    with (folder / "texts.bin").open("wb") as kept:
        for document in cut_documents(documents, exclude, kind):
            title = f"{document.title}\n" if kind == "titled" else ""
            for start, end in document.spans:
                chunk = document.text[start:end]
                spans.append((len(sources), start, end))
                texts.append(title + chunk)
                ends.append(ends[-1] + kept.write(chunk.encode("utf-8", "replace")))
            sources.append(document.source)
            if len(texts) >= _BATCH:
                builder.add(texts)
                texts = []
    if texts:
        builder.add(texts)
    builder.save(folder)
    (folder / "sources.json").write_text(json.dumps(sources, ensure_ascii=False), "utf-8")
    np.save(folder / "spans.npy", np.array(spans, np.int32).reshape(-1, 3))
    np.save(folder / "texts.npy", np.array(ends, np.int64))
    return len(sources), len(spans)


class PlainSystem:
    """One plain alternative, opened."""

    def __init__(self, kind: Kind, folder: Path):
        self._sources: list[str] = json.loads((folder / "sources.json").read_text("utf-8"))
        self._spans: NDArray[np.int32] = np.load(folder / "spans.npy")
        self._ends: NDArray[np.int64] = np.load(folder / "texts.npy")
        self._texts = np.memmap(folder / "texts.bin", np.uint8, "r")
        self._dense = DenseIndex.load(folder / "dense.faiss") if kind == "faiss" else None
        self._sparse = None if self._dense else SparseIndex.load(folder / "sparse")
        self._words = None
        if kind == "jieba":
            self._words = _Words((folder / "words.txt").read_text("utf-8").split("\n"))

    @property
    def size(self) -> int:
        """Number of chunks."""
        return len(self._spans)

    def search(self, question: str, k: int) -> list[Passage]:
        """The k best chunks, best first."""
        return [self._passage(number) for number in self._best(fold(question), k)]

    def _best(self, folded: str, k: int) -> list[int]:
        if self._dense is not None:
            found: list[int] = self._dense.search(builtin_model().encode([folded])[0], k).tolist()
            return found
        assert self._sparse is not None
        if self._words is not None:
            codes = np.array(self._words.codes(folded, grow=False), np.uint64)
        else:
            codes, _ = term_codes([folded])
        scores = self._sparse.scores(codes)
        k = min(k, len(scores))
        best = np.argpartition(-scores, k - 1)[:k]
        best = best[np.lexsort((best, -scores[best]))]
        ranked: list[int] = best[scores[best] > 0].tolist()
        return ranked

    def _passage(self, number: int) -> Passage:
        document, start, end = self._spans[number].tolist()
        text = self._texts[self._ends[number] : self._ends[number + 1]].tobytes().decode("utf-8")
        return passage(self._sources[document], start, end, text)
