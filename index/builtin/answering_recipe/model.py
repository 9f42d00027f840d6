"""A cross-encoder on the reading model: question and stretch in one row, one logit.

It starts from the weights that ship (int8, widened), and keeps their table, which is not trained: the
two models share it at run time.
"""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from index.builtin.reader_recipe.model import DIM, LAYERS, PAD, Reader

_MATRICES = ("qkv", "out", "up", "down")


def shipped_reader(graph: Path) -> Reader:
    """The reading model as the ONNX file `graph` holds it, in 32 bits."""
    import onnx
    from onnx import numpy_helper

    stored = {
        tensor.name: numpy_helper.to_array(tensor)
        for tensor in onnx.load(str(graph)).graph.initializer
    }
    table = stored["rows"].astype(np.float32) * stored["row_scales"]
    weights = {"table.weight": table}
    weights |= {name.removeprefix("reader."): v for name, v in stored.items() if "reader." in name}
    # Matrices that were quantised lost their names, but kept their order.
    ending = "_quantized"
    names = [name.removesuffix(ending) for name in stored if name.endswith(ending)]
    names.sort(key=lambda name: int(name.split("_")[-1]))
    ours = [f"layers.{layer}.{m}.weight" for layer in range(LAYERS) for m in _MATRICES]
    for name, own in zip(names, [*ours, "weigh.weight"], strict=True):
        whole = stored[f"{name}{ending}"].astype(np.float32)
        scaled = (whole - stored[f"{name}_zero_point"]) * stored[f"{name}_scale"]
        weights[own] = scaled.T
    reader = Reader(len(table))
    own_state = reader.state_dict()
    own_state |= {
        name: torch.from_numpy(np.ascontiguousarray(w, dtype=np.float32))
        for name, w in weights.items()
    }
    reader.load_state_dict(own_state)
    return reader


class Answering(nn.Module):
    """(n,) logits that the stretch (kind 1) in a row states what the question (kind 0) asks."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader
        self.kinds = nn.Parameter(torch.zeros(2, DIM))
        self.head = nn.Sequential(nn.Linear(2 * DIM, DIM), nn.Tanh(), nn.Linear(DIM, 1))
        for unused in (reader.table.weight, reader.scales, *reader.weigh.parameters()):
            unused.requires_grad_(False)

    def forward(self, ids: Tensor, kinds: Tensor) -> Tensor:
        known = ids != PAD
        return self.judged(self.reader.table(ids), kinds, known.float())

    def judged(self, embedded: Tensor, kinds: Tensor, known: Tensor) -> Tensor:
        """The same of rows whose tokens (n, length) were looked up; `known` is 0 for padding."""
        reader = self.reader
        mask = (known - 1.0)[:, None, None, :] * 1e4
        x = reader.norm(embedded + reader.positions[: kinds.shape[1]] + self.kinds[kinds])
        if torch.is_autocast_enabled("cpu"):
            x, mask = x.bfloat16(), mask.bfloat16()
        for layer in reader.layers:
            x = layer(x, mask)
        x = x.float()
        mean = (x * known[..., None]).sum(1) / known.sum(1, keepdim=True)
        logits: Tensor = self.head(torch.cat([x[:, 0], mean], -1)).squeeze(-1)
        return logits
