"""From a trained cross-encoder to the folder that ships: one int8 ONNX graph and its checksum."""

from pathlib import Path

import torch
from torch import Tensor, nn

from index.answering import GRAPH
from index.builtin.answering_recipe.model import Answering
from index.builtin.reader_recipe.model import DIM
from index.builtin.training import write_graph
from index.checksums import write_checksums


class Shipped(nn.Module):
    """Rows without padding whose tokens were looked up, and the kind of each → logits."""

    def __init__(self, model: Answering) -> None:
        super().__init__()
        self.model = model

    def forward(self, embedded: Tensor, kinds: Tensor) -> Tensor:
        return self.model.judged(embedded, kinds, torch.ones_like(embedded[..., 0]))


def write(folder: Path, model: Answering) -> None:
    """Write model.onnx and SHA256SUMS."""
    folder.mkdir(parents=True, exist_ok=True)
    tokens = {0: "n", 1: "length"}
    write_graph(
        Shipped(model.eval()),
        (torch.zeros(2, 5, DIM), torch.tensor([[0, 0, 1, 1, 1]] * 2)),
        {"embedded": tokens, "kinds": tokens},
        {"logit": {0: "n"}},
        folder / GRAPH,
    )
    write_checksums(folder, (GRAPH,))
