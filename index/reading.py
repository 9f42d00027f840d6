"""The reading model: a small transformer that reads question and passage token by token.

score = Σ w(q) · max cos(q, p) / Σ w over the question's tokens q and the passage's tokens p (late
interaction, Khattab & Zaharia 2020): the form of the static model's soft match, but each token's
vector has been through six transformer layers and knows its sentence. It runs through onnxruntime,
without torch. `index/builtin/reader_recipe` trained it;
`index/builtin/reading/README.md` is its card.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.checksums import verified_fingerprint
from index.errors import ModelError
from index.fold import encodable, fold

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Vectors = NDArray[np.float32]

GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"

QUESTION_TOKENS = 64
PASSAGE_TOKENS = 64
MATCHED_TOKENS = 112  # of the one passage whose words are looked for one by one
EMBEDDED_TOKENS = 160  # of a text that is embedded once, not read for each question
_LONGEST_TEXT = 4000  # characters read of a text: many more than PASSAGE_TOKENS tokens need
_TOKENS_AT_ONCE = 1024  # of a batch with its padding; what fits the cache is fastest
_PAD = 0


_BUILTIN_FOLDER = Path(__file__).parent / "builtin" / "reading"


@cache
def builtin_reading(threads: int = 1) -> "ReadingModel":
    """The reading model that ships with wenju, loaded once; its checksums are verified."""
    return ReadingModel.load(_BUILTIN_FOLDER, threads)


class ReadingModel:
    """Scores passages against a question, or embeds texts; opened from a folder whose checksums
    hold."""

    name = "builtin-reading"
    dim = 384

    def __init__(
        self,
        session: "InferenceSession",
        tokenizer: Tokenizer,
        sha256: str,
    ) -> None:
        self.sha256 = sha256
        self._session = session
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, folder: Path, threads: int = 1) -> "ReadingModel":
        """Open the model in `folder` on `threads` threads.

        Raises ModelError where a file is missing, damaged, or not the one that was written, or
        where onnxruntime is not installed.
        """
        sha256 = verified_fingerprint(folder, (GRAPH, TOKENIZER))
        session = open_session(folder / GRAPH, threads)
        try:
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:  # the library raises no narrower class
            raise _unreadable(folder, error) from error
        return cls(session, tokenizer, sha256)

    def scores(self, question: str, passages: Sequence[str]) -> Vectors:
        """(len(passages),) how well each passage answers, -1..1, higher is better.

        Comparable within one question only; int8 rounding moves a score by about .01 with the
        passages that are read beside it. A passage is best given as title, path and text; what
        lies behind its first PASSAGE_TOKENS tokens is not read. An empty text scores 0.
        """
        scores = np.zeros(len(passages), dtype=np.float32)
        asked = self.tokens(question, QUESTION_TOKENS)
        told = [self.tokens(passage, PASSAGE_TOKENS) for passage in passages]
        if len(asked) <= 2:
            return scores
        states, weights = self._read([asked])
        query, share = states[0], weights[0] / max(float(weights[0].sum()), 1e-6)
        for rows in _batches([len(ids) for ids in told]):
            states, _ = self._read([told[row] for row in rows])
            scores[rows] = (states @ query.T).max(axis=1) @ share
        return scores

    def matches(self, question: str, passage: str) -> tuple[Vectors, Vectors]:
        """(tokens,) each: the weights of the question's tokens, and the best cosine of each with a
        token of the passage, of which MATCHED_TOKENS are read; empty where there is nothing to ask."""
        asked = self.tokens(question, QUESTION_TOKENS)
        told = self.tokens(passage, MATCHED_TOKENS)
        if len(asked) <= 2 or len(told) <= 2:
            return np.empty(0, np.float32), np.empty(0, np.float32)
        states, weights = self._read([asked])
        passages, _ = self._read([told])
        inner = slice(1, len(asked) - 1)  # without [CLS] and [SEP]
        return weights[0][inner], (passages[0] @ states[0].T).max(axis=0)[inner]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (len(texts), dim) of the first EMBEDDED_TOKENS tokens; zero without any."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        told = [self.tokens(text, EMBEDDED_TOKENS) for text in texts]
        for rows in _batches([len(ids) for ids in told]):
            (vectors[rows],) = self._session.run(
                ["pooled"], {"ids": padded([told[row] for row in rows])}
            )
        return vectors

    def tokens(self, text: str, longest: int) -> list[int]:
        """Token ids of the folded text with [CLS] and [SEP], cut to `longest`."""
        ids = self._tokenizer.encode(fold(encodable(text[:_LONGEST_TEXT]))).ids
        return ids if len(ids) <= longest else [*ids[: longest - 1], ids[-1]]

    def embedded(self, ids: NDArray[np.int64]) -> Vectors:
        """(n, length, dim) vectors of tokens as they stand in the table, before any is read."""
        (vectors,) = self._session.run(["embedded"], {"ids": ids})
        return np.asarray(vectors, np.float32)

    def _read(self, rows: Sequence[Sequence[int]]) -> tuple[Vectors, Vectors]:
        """Unit token states (n, length, dim), zero for padding, and token weights (n, length)."""
        states, weights = self._session.run(["states", "weights"], {"ids": padded(rows)})
        return states, weights


def open_session(graph: Path, threads: int) -> "InferenceSession":
    """A graph on `threads` threads; ModelError where it cannot be read or onnxruntime is missing."""
    try:
        import onnxruntime
    except ImportError as error:
        raise ModelError(
            "The reading model needs onnxruntime: pip install onnxruntime, or switch it off."
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library raises no narrower class
        raise _unreadable(graph.parent, error) from error


def _unreadable(folder: Path, error: Exception) -> ModelError:
    return ModelError(
        f"The model in {str(folder)!r} cannot be read ({error}): install wenju again."
    )


def padded(rows: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """Rows of token ids as one array, the shorter ones filled up."""
    ids = np.full((len(rows), max(len(row) for row in rows)), _PAD, dtype=np.int64)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = row
    return ids


def _batches(lengths: Sequence[int]) -> Iterator[NDArray[np.int64]]:
    """Rows of like length, shortest first, as many at once as pays; rows of [CLS] [SEP] alone, of
    which nothing was read, are left out."""
    order = np.argsort(lengths, kind="stable")
    order = order[np.array(lengths, dtype=np.int64)[order] > 2]
    start = 0
    while start < len(order):
        end = start + 1
        while end < len(order) and (end - start + 1) * lengths[order[end]] <= _TOKENS_AT_ONCE:
            end += 1
        yield order[start:end]
        start = end
