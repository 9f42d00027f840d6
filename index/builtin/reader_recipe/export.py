"""From a trained reader to the folder that ships: one int8 ONNX graph, tokenizer, checksums.

The table is int8 with one scale a row and is looked up inside the graph; the matrices of the body
are int8 a channel, activations are quantised at run time (onnxruntime dynamic quantisation).
"""

from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from index.builtin.reader_recipe.model import PAD, Reader
from index.builtin.training import write_graph
from index.checksums import write_checksums

FILES = ("model.onnx", "tokenizer.json")


class Shipped(nn.Module):
    """The reader as a graph: ids → token states, pooled vectors, token weights, vectors of the
    table."""

    rows: Tensor
    row_scales: Tensor

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        table = reader.table.weight.detach()
        scales = table.abs().amax(1, keepdim=True).clamp(min=1e-9) / 127
        self.register_buffer("rows", (table / scales).round().to(torch.int8))
        self.register_buffer("row_scales", scales)
        self.reader = reader

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        r = self.reader
        known = (ids != PAD).float()
        mask = (1 - known)[:, None, None, :] * -1e4
        embedded = self.rows[ids].float() * self.row_scales[ids]
        x = r.norm(embedded + r.positions[: ids.shape[1]])
        for layer in r.layers:
            x = layer(x, mask)
        x = x * known[..., None]
        pooled = x.sum(1)
        pooled = pooled / pooled.norm(dim=-1, keepdim=True).clamp(min=1e-6)
        weights = torch.nn.functional.softplus(r.weigh(x)).squeeze(-1) * known
        states = x / x.norm(dim=-1, keepdim=True).clamp(min=1e-6)
        return states, pooled, weights, embedded


def write(folder: Path, tokenizer: Tokenizer, reader: Reader) -> None:
    """Write model.onnx, tokenizer.json and SHA256SUMS."""
    folder.mkdir(parents=True, exist_ok=True)
    tokens = {0: "n", 1: "length"}
    write_graph(
        Shipped(reader.eval()),
        (torch.tensor([[2, 50, 60, 3], [2, 70, 3, 0]]),),
        {"ids": tokens},
        {"states": tokens, "pooled": {0: "n"}, "weights": tokens, "embedded": tokens},
        folder / "model.onnx",
    )
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    write_checksums(folder, FILES)
