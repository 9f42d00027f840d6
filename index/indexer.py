"""Indexes passages: their terms, token ids and vectors, written while they are made."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.arrays import ArrayFile, VectorFile, map_vectors
from index.embed import BuiltinEmbedder, Embedder, builtin_model
from index.fold import fold, join_folded
from index.sparse import SparseBuilder, SparseIndex
from index.terms import searchable, term_codes
from index.tokens import TokenIndex

Fields = tuple[str, str, str]
"""Of a passage: the title of its document, its section path, its text."""


class StoredPassages:
    """The passages of an index that is there, to be taken over by number."""

    def __init__(self, sparse: SparseIndex, tokens: TokenIndex, vectors: NDArray[np.float32]):
        self.sparse, self.tokens, self.vectors = sparse, tokens, vectors

    @classmethod
    def load(cls, generation: Path) -> "StoredPassages | None":
        """Open a verified generation; None where it lacks what taking over needs."""
        vectors = map_vectors(generation / "dense.faiss")
        if vectors is None:
            return None
        return cls(
            SparseIndex.load(generation / "sparse"), TokenIndex.load(generation / "tokens"), vectors
        )


class PassageIndexer:
    """Indexes batches of passages, and takes over passages of the stored index, in order.

    A batch's tokens and vectors are made in a thread while the terms of the next are counted: most
    of that work is done outside Python.
    """

    def __init__(self, folder: Path, embedder: Embedder, stored: StoredPassages | None = None):
        self._folder = folder
        self._embedder = embedder
        self._stored = stored
        self._sparse = SparseBuilder(stored.sparse if stored else None)
        (folder / "tokens").mkdir()
        self._ids = ArrayFile(folder / "tokens/ids.npy", np.uint16)
        self._lengths: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        self._vectors = VectorFile(folder / "dense.faiss", embedder.dim)
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._embedding: Future[None] | None = None

    def index(self, batch: Sequence[Fields]) -> None:
        """Take some thousand more passages."""
        folded, terms = _matching_forms(batch)
        self._wait()
        self._embedding = self._thread.submit(self._embed, folded, batch)
        codes, rows = term_codes(terms)
        self._sparse.add(codes, rows, len(batch))

    def _embed(self, folded: Sequence[str], batch: Sequence[Fields]) -> None:
        model = builtin_model()
        ids, offsets = model.tokenize(folded)
        self._ids.append(ids)
        self._lengths.append(np.diff(offsets))
        if isinstance(self._embedder, BuiltinEmbedder):
            self._vectors.append(model.encode_ids(ids, offsets))
        else:
            whole = ["\n".join(fields) for fields in batch]
            self._vectors.append(self._embedder.encode_passages(whole))

    def _wait(self) -> None:
        if self._embedding is not None:
            self._embedding.result()
            self._embedding = None

    def keep(self, start: int, end: int) -> None:
        """Take the passages `start` to `end` of the stored index; a later call takes later ones."""
        assert self._stored is not None, "there is no stored index to take passages from"
        self._wait()
        self._sparse.keep(start, end)
        offsets = self._stored.tokens.offsets[start : end + 1]
        self._ids.append(self._stored.tokens.ids[offsets[0] : offsets[-1]])
        self._lengths.append(np.diff(offsets))
        self._vectors.append(self._stored.vectors[start:end])

    def finish(self) -> None:
        """Write what is left."""
        self._sparse.write(self._folder / "sparse")
        self._wait()
        self._ids.close()
        self._vectors.close()
        ends = np.cumsum(np.concatenate(self._lengths))
        np.save(self._folder / "tokens/offsets.npy", np.concatenate([[0], ends]).astype(np.int64))

    def close(self) -> None:
        """End the thread, when it has done what it does."""
        self._thread.shutdown()


def _matching_forms(batch: Sequence[Fields]) -> tuple[list[str], list[str]]:
    """Of each passage all fields folded, for the built-in model, and their searchable form, for BM25."""
    # Titles and paths come again and again.
    fold_name, name_terms = lru_cache(maxsize=1024)(fold), lru_cache(maxsize=1024)(searchable)
    whole: list[str] = []
    terms: list[str] = []
    for title, path, text in batch:
        folded = fold(text)
        whole.append(join_folded((fold_name(title), fold_name(path), folded)))
        # The title counts twice for BM25: see the trials in ARCHITECTURE.md. Fields are folded
        # one by one, so that no term runs from one into the next.
        named = name_terms(title)
        terms.append("\n".join((named, named, name_terms(path), searchable(text, folded))))
    return whole, terms
