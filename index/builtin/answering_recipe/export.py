"""From a trained cross-encoder to the folder that ships: one int8 ONNX graph and its checksum."""

import hashlib
import tempfile
from pathlib import Path

import torch
from torch import Tensor, nn

from index.answering import GRAPH
from index.builtin.answering_recipe.model import Answering
from index.builtin.reader_recipe.export import OPSET
from index.builtin.reader_recipe.model import DIM


class Shipped(nn.Module):
    """Rows without padding whose tokens were looked up, and the kind of each → logits."""

    def __init__(self, model: Answering) -> None:
        super().__init__()
        self.model = model

    def forward(self, embedded: Tensor, kinds: Tensor) -> Tensor:
        return self.model.judged(embedded, kinds, torch.ones_like(embedded[..., 0]))


def write(folder: Path, model: Answering) -> None:
    """Write model.onnx and SHA256SUMS."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        torch.onnx.export(
            Shipped(model.eval()),
            (torch.zeros(2, 5, DIM), torch.tensor([[0, 0, 1, 1, 1]] * 2)),
            str(plain),
            input_names=["embedded", "kinds"],
            output_names=["logit"],
            dynamic_axes={
                "embedded": {0: "n", 1: "length"},
                "kinds": {0: "n", 1: "length"},
                "logit": {0: "n"},
            },
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(
            plain,
            folder / GRAPH,
            op_types_to_quantize=["MatMul", "Gemm"],
            per_channel=True,
            weight_type=QuantType.QInt8,
        )
    digest = hashlib.sha256((folder / GRAPH).read_bytes()).hexdigest()
    (folder / "SHA256SUMS").write_text(f"{digest}  {GRAPH}\n", encoding="utf-8")
