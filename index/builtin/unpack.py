"""`python -m index.builtin.unpack FOLDER` writes the reading model as a sentence-transformers folder.

The repository ships its weights once, as int8 ONNX, because float32 would be four times as large.
This turns them back into a plain BERT that `SentenceTransformer(FOLDER)` loads without code of ours:
to train it further, or to embed on a GPU. Its vectors are those of `--embedder builtin-large` but
for the rounding of activations that only the int8 graph does. Needs onnx (extra train).
"""

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.checksums import verified_fingerprint
from index.reading import EMBEDDED_TOKENS, GRAPH, TOKENIZER

READING = Path(__file__).with_name("reading")
HEADS = 12
# Ours in a layer → BERT's.
_LAYER = {
    "out": "attention.output.dense",
    "norm_out": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "norm_down": "output.LayerNorm",
}
_SPECIAL = {f"{name}_token": f"[{name.upper()}]" for name in ("pad", "unk", "cls", "sep")}

Arrays = dict[str, NDArray[np.float32]]


def weights(graph: Path) -> Arrays:
    """The float32 weights of the reading model by its own names; layer weights as (out, in)."""
    import onnx
    from onnx import numpy_helper

    model = onnx.load(str(graph)).graph
    stored = {item.name: numpy_helper.to_array(item) for item in model.initializer}
    found = {
        name.removeprefix("reader."): np.asarray(value, dtype=np.float32)
        for name, value in stored.items()
        if name.startswith("reader.")
    }
    found["table"] = stored["rows"].astype(np.float32) * stored["row_scales"]
    for node in model.node:
        if node.op_type == "MatMulInteger":  # /layers.0/qkv/MatMul_quant
            name = node.input[1].removesuffix("_quantized")
            steps = stored[node.input[1]].astype(np.float32) - stored[f"{name}_zero_point"]
            owner = ".".join(node.name.split("/")[1:-1])
            found[f"{owner}.weight"] = (steps * stored[f"{name}_scale"]).T
    return found


def bert_state(ours: Arrays) -> Arrays:
    """The same weights under the names of transformers' BertModel."""
    dim = ours["table"].shape[1]
    state = {
        "embeddings.word_embeddings.weight": ours["table"],
        "embeddings.position_embeddings.weight": ours["positions"],
        "embeddings.token_type_embeddings.weight": np.zeros((2, dim), np.float32),
        "embeddings.LayerNorm.weight": ours["norm.weight"],
        "embeddings.LayerNorm.bias": ours["norm.bias"],
    }
    layers = len([name for name in ours if name.endswith("qkv.weight")])
    for layer in range(layers):
        for kind in ("weight", "bias"):
            one, many = f"layers.{layer}.", f"encoder.layer.{layer}."
            parts = np.split(ours[f"{one}qkv.{kind}"], 3)
            for part, value in zip(("query", "key", "value"), parts, strict=True):
                state[f"{many}attention.self.{part}.{kind}"] = value
            for name, theirs in _LAYER.items():
                state[f"{many}{theirs}.{kind}"] = ours[f"{one}{name}.{kind}"]
    return state


def unpack(out: Path, folder: Path = READING) -> None:
    """Write the model in `folder` to `out`. Raises ModelError where a checksum does not hold."""
    verified_fingerprint(folder, (GRAPH, TOKENIZER))
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    state = bert_state(weights(folder / GRAPH))
    tokens, dim = state["embeddings.word_embeddings.weight"].shape
    config = BertConfig(
        vocab_size=tokens,
        hidden_size=dim,
        num_hidden_layers=len([name for name in state if name.endswith("self.query.weight")]),
        num_attention_heads=HEADS,
        intermediate_size=len(state["encoder.layer.0.intermediate.dense.bias"]),
        max_position_embeddings=len(state["embeddings.position_embeddings.weight"]),
        layer_norm_eps=1e-12,
    )
    model = BertModel(config, add_pooling_layer=False)
    arrays = {name: torch.tensor(v) for name, v in state.items()}
    model.load_state_dict(arrays)
    with tempfile.TemporaryDirectory() as scratch:
        model.save_pretrained(scratch)
        tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
            tokenizer_file=str(folder / TOKENIZER), model_max_length=EMBEDDED_TOKENS, **_SPECIAL
        )
        tokenizer.save_pretrained(scratch)
        read = Transformer(scratch, max_seq_length=EMBEDDED_TOKENS)
        SentenceTransformer(modules=[read, Pooling(dim), Normalize()], device="cpu").save(str(out))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m index.builtin.unpack", description=__doc__)
    parser.add_argument("out", type=Path, metavar="FOLDER")
    unpack(parser.parse_args().out)
    print("done", file=sys.stderr)


if __name__ == "__main__":
    main()
