"""Late interaction: every query token looks for its nearest token in a passage.

The tokens of all passages are stored as 16-bit ids; vectors come from the table of the static model,
so 25 million tokens take 50 MB. Source: ColBERT's MaxSim (Khattab & Zaharia 2020), weighted by the
model's token weights; that a match counts by a fitted function of its cosine is the idea of kernel
pooling (K-NRM, Xiong et al. 2017).
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.arrays import load_array
from index.static import StaticModel

_FAR, _NEAR = (
    0.15,
    0.45,
)  # cosines of tokens: up to the one unrelated, from the other on as good as said


@dataclass(frozen=True, slots=True)
class TokenIndex:
    """Token ids of all passages: passage i holds `ids[offsets[i]:offsets[i + 1]]`."""

    ids: NDArray[np.uint16]
    offsets: NDArray[np.int64]

    def soft_matches(
        self,
        model: StaticModel,
        query_ids: NDArray[np.uint16],
        passages: NDArray[np.int64],
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """For each passage Σ w(q) · f(max cos(q, d)) / Σ w(q) over query tokens, in 0..1, for two f:
        the square of the cosine, and how much the passage says it (`said`)."""
        nothing = np.zeros(len(passages), np.float32)
        if not len(query_ids) or not len(passages):
            return nothing, nothing
        starts, ends = self.offsets[passages], self.offsets[passages + 1]
        tokens = np.concatenate([self.ids[s:e] for s, e in zip(starts, ends, strict=True)])
        best = best_cosines(model, query_ids, tokens, ends - starts)
        weights = model.weights(query_ids)
        total = float(weights.sum())
        if total <= 0:
            return nothing, nothing
        share = (weights / total)[:, None]
        soft: NDArray[np.float32] = (share * best**2).sum(axis=0)
        shares: NDArray[np.float32] = (share * said(best)).sum(axis=0)
        return soft, shares

    def save(self, folder: Path) -> None:
        """Write both arrays into `folder` (created)."""
        folder.mkdir()
        np.save(folder / "ids.npy", self.ids)
        np.save(folder / "offsets.npy", self.offsets)

    @classmethod
    def load(cls, folder: Path) -> "TokenIndex":
        """Open read-only; ids stay on disk until they are touched."""
        return cls(load_array(folder / "ids.npy", mapped=True), load_array(folder / "offsets.npy"))


def said(best: NDArray[np.float32]) -> NDArray[np.float32]:
    """Whether a passage says a token whose best cosine in it is given: wholly from _NEAR on, not at all
    up to _FAR. Another word for it is as good as the word itself, which BM25 counts already."""
    shares: NDArray[np.float32] = np.clip((best - _FAR) / (_NEAR - _FAR), 0.0, 1.0)
    return shares


def best_cosines(
    model: StaticModel,
    query_ids: NDArray[np.uint16],
    tokens: NDArray[np.uint16],
    lengths: NDArray[np.int64],
) -> NDArray[np.float32]:
    """For each query token and each passage the best cosine, not below 0; shape (query, passages).

    `tokens` holds the tokens of all passages one after the other, `lengths` how many each has.
    """
    best = np.zeros((len(query_ids), len(lengths)), np.float32)
    filled = np.flatnonzero(lengths)
    if not len(filled):
        return best
    distinct, places = _distinct(tokens, model.vocab_size)
    cosines = model.vectors(query_ids) @ model.vectors(distinct).T
    starts = np.concatenate([[0], np.cumsum(lengths[filled])[:-1]])
    for row, values in enumerate(cosines):
        best[row, filled] = np.maximum.reduceat(values[places], starts)
    return np.maximum(best, 0.0)


def _distinct(
    tokens: NDArray[np.uint16], size: int
) -> tuple[NDArray[np.uint16], NDArray[np.int32]]:
    """`np.unique(tokens, return_inverse=True)` of numbers below `size`, without sorting."""
    seen = np.zeros(size, bool)
    seen[tokens] = True
    distinct = np.flatnonzero(seen)
    places = np.empty(size, np.int32)
    places[distinct] = np.arange(len(distinct), dtype=np.int32)
    return distinct.astype(np.uint16), places[tokens]
