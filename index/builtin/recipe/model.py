"""What is trained: one vector and one weight a token; and the two losses that train them."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from index.builtin.recipe.pairs import Bags

TEMPERATURE = 0.05
LATE_TEMPERATURE = 0.04
LATE_QUERY, LATE_PASSAGE = 24, 112  # tokens


class TokenBag(nn.Module):
    """Unit text vectors: the sum of token vectors, each times its weight, scaled to length 1."""

    def __init__(self, vectors: NDArray[np.float32], weights: NDArray[np.float32]) -> None:
        super().__init__()
        self.vectors = nn.Parameter(torch.from_numpy(vectors))
        self.log_weights = nn.Parameter(torch.from_numpy(np.log(np.maximum(weights, 1e-4))))

    def forward(self, bags: Bags) -> Tensor:
        ids = torch.from_numpy(bags.ids.astype(np.int64))
        summed = functional.embedding_bag(
            ids,
            self.vectors,
            torch.from_numpy(bags.offsets[:-1]),
            mode="sum",
            per_sample_weights=self.log_weights.exp()[ids],
        )
        return functional.normalize(summed, dim=1)

    def unit_rows(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(unit token vectors, their weights): the length of a vector belongs to its weight."""
        vectors = self.vectors.detach().numpy()
        lengths = np.linalg.norm(vectors, axis=1)
        weights = lengths * self.log_weights.detach().exp().numpy()
        return vectors / np.maximum(lengths, 1e-9)[:, None], weights


def start_weights(frequency: NDArray[np.float64]) -> NDArray[np.float32]:
    """a / (a + p): words that stand everywhere count little (Arora et al. 2017, a = 1e-3)."""
    share = frequency / frequency.sum()
    return np.asarray(1e-3 / (1e-3 + share), dtype=np.float32)


def contrast(queries: Tensor, passages: Tensor) -> Tensor:
    """InfoNCE in both directions over the batch; row i belongs to row i."""
    scores = queries @ passages.T / TEMPERATURE
    truth = torch.arange(len(scores))
    forward = functional.cross_entropy(scores, truth)
    return (forward + functional.cross_entropy(scores.T, truth)) / 2


def late_contrast(model: TokenBag, queries: Bags, passages: Bags) -> Tensor:
    """InfoNCE over Σ w(q)·max(0, max cos(q, d)) / Σ w, the late interaction of retrieval."""
    query_ids, query_mask = _padded(queries, LATE_QUERY)
    passage_ids, passage_mask = _padded(passages, LATE_PASSAGE)
    asked, told = model.vectors[query_ids], model.vectors[passage_ids]
    weights = asked.norm(dim=2) * model.log_weights[query_ids].exp() * query_mask
    weights = weights / weights.sum(dim=1, keepdim=True).clamp(min=1e-6)
    told = functional.normalize(told, dim=2) * passage_mask[:, :, None]  # no token: cosine 0
    count, width, dim = asked.shape
    cosines = functional.normalize(asked, dim=2).reshape(-1, dim) @ told.reshape(-1, dim).T
    best = cosines.view(count * width, len(told), -1).max(dim=2).values.clamp(min=0)
    best = best.view(count, width, len(told))
    scores = torch.einsum("qw,qwp->qp", weights, best) / LATE_TEMPERATURE
    return functional.cross_entropy(scores, torch.arange(len(scores)))


def _padded(bags: Bags, longest: int) -> tuple[Tensor, Tensor]:
    """(texts, longest) ids, 0 where a text has ended, and the mask of real tokens."""
    lengths = np.minimum(np.diff(bags.offsets), longest)
    mask = np.arange(longest) < lengths[:, None]
    places = np.where(mask, bags.offsets[:-1, None] + np.arange(longest), 0)
    ids = np.where(mask, bags.ids[places].astype(np.int64), 0)
    return torch.from_numpy(ids), torch.from_numpy(mask)
