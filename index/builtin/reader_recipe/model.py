"""The body of all-MiniLM-L6-v2 over our own table, and two ways to score a passage.

pooled: cosine of the mean token states. late: for each token of the question the best cosine with
a token of the passage (ColBERT, Khattab & Zaharia 2020), weighted by a learned weight a token.
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor, nn

DIM, LAYERS, HEADS, INNER, POSITIONS = 384, 6, 12, 1536, 512
EPSILON = 1e-12
PAD = 0


class Layer(nn.Module):
    """One BERT layer with the three attention projections in one matrix."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(DIM, 3 * DIM)
        self.out = nn.Linear(DIM, DIM)
        self.norm_out = nn.LayerNorm(DIM, EPSILON)
        self.up = nn.Linear(DIM, INNER)
        self.down = nn.Linear(INNER, DIM)
        self.norm_down = nn.LayerNorm(DIM, EPSILON)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = x.shape
        parts = self.qkv(x).view(batch, length, 3, HEADS, DIM // HEADS)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        # Plain products: torch's fused attention is half as fast on a CPU at these lengths.
        weights = (query * (DIM // HEADS) ** -0.5) @ key.transpose(-1, -2) + mask
        mixed = (weights.softmax(-1) @ value).transpose(1, 2).reshape(batch, length, DIM)
        x = self.norm_out(x + self.out(mixed))
        return self.norm_down(x + self.down(F.gelu(self.up(x))))  # type: ignore[no-any-return]


class Reader(nn.Module):
    """Token ids (n, length) → unit token states, unit pooled vectors, token weights."""

    def __init__(self, tokens: int) -> None:
        super().__init__()
        self.table = nn.Embedding(tokens, DIM)
        self.positions = nn.Parameter(torch.zeros(POSITIONS, DIM))
        self.norm = nn.LayerNorm(DIM, EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.weigh = nn.Linear(DIM, 1)
        nn.init.zeros_(self.weigh.weight)
        nn.init.zeros_(self.weigh.bias)
        self.scales = nn.Parameter(torch.tensor([3.0, 3.0]).log() + 1.9)  # ≈ 20: pooled, late

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        known = ids != PAD
        mask = torch.where(known, 0.0, -1e4)[:, None, None, :]
        x = self.norm(self.table(ids) + self.positions[: ids.shape[1]])
        if torch.is_autocast_enabled("cpu"):
            x, mask = x.bfloat16(), mask.bfloat16()
        for layer in self.layers:
            x = layer(x, mask)
        x = x.float()
        held = known.float()
        pooled = F.normalize((x * held[..., None]).sum(1), dim=-1)
        weights = F.softplus(self.weigh(x)).squeeze(-1) * held
        return F.normalize(x, dim=-1) * held[..., None], pooled, weights

    def scores(self, queries: Tensor, passages: Tensor) -> tuple[Tensor, Tensor]:
        """(queries, passages) pooled and late logits of every query with every passage."""
        states, pooled, weights = self(queries)
        told, told_pooled, _ = self(passages)
        n, length, _ = states.shape
        with torch.autocast("cpu", torch.bfloat16):
            matches = states.reshape(-1, DIM) @ told.reshape(-1, DIM).T
        best = matches.float().view(n, length, len(told), -1).amax(-1)
        late = (best * weights[..., None]).sum(1) / weights.sum(1, keepdim=True)
        scale = self.scales.exp()
        return scale[0] * (pooled @ told_pooled.T), scale[1] * late


def transplant(teacher: Path, table: NDArray[np.float32]) -> Reader:
    """The teacher's body over `table` (tokens, DIM)."""
    saved = load_file(teacher / "model.safetensors")
    reader = Reader(len(table))
    with torch.no_grad():
        reader.table.weight.copy_(torch.from_numpy(table))
        kind = saved["embeddings.token_type_embeddings.weight"][0]
        reader.positions.copy_(saved["embeddings.position_embeddings.weight"] + kind)
        reader.norm.weight.copy_(saved["embeddings.LayerNorm.weight"])
        reader.norm.bias.copy_(saved["embeddings.LayerNorm.bias"])
        for number, layer in enumerate(reader.layers):
            name = f"encoder.layer.{number}."
            pairs = (
                ("out", "attention.output.dense"),
                ("norm_out", "attention.output.LayerNorm"),
                ("up", "intermediate.dense"),
                ("down", "output.dense"),
                ("norm_down", "output.LayerNorm"),
            )
            for kind_of in ("weight", "bias"):
                qkv = [
                    saved[f"{name}attention.self.{part}.{kind_of}"]
                    for part in ("query", "key", "value")
                ]
                getattr(layer.qkv, kind_of).copy_(torch.cat(qkv))
                for ours, theirs in pairs:
                    getattr(getattr(layer, ours), kind_of).copy_(saved[f"{name}{theirs}.{kind_of}"])
    return reader


def padded(rows: list[NDArray[np.uint16]], longest: int) -> Tensor:
    """Rows of token ids as one (n, length) tensor; the last kept token of a cut row is [SEP]."""
    width = min(longest, max(len(row) for row in rows))
    ids = np.zeros((len(rows), width), dtype=np.int64)
    for number, row in enumerate(rows):
        ids[number, : min(len(row), width)] = row[:width]
        if len(row) > width:
            ids[number, -1] = row[-1]
    return torch.from_numpy(ids)
