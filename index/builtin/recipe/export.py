"""From trained vectors to the folder that ships: int8 rows with one scale each, tokenizer,
checksums.

The tensors carry the names that sentence-transformers' own StaticEmbedding reads (`embeddings`
int8, `weights` one float a row), so the folder loads with `SentenceTransformer(folder)` without
any code of ours.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from index.checksums import write_checksums

Floats = NDArray[np.float32]

CHECKED_FILES = ("model.safetensors", "tokenizer.json")
_MODULES = "sentence_transformers.sentence_transformer.modules"


def shrink(vectors: Floats, weights: Floats, dim: int) -> tuple[Floats, Floats]:
    """The `dim` directions that hold most of the weighted vectors: (unit rows, weights)."""
    weighted = vectors * weights[:, None]
    _, axes = np.linalg.eigh(weighted.T.astype(np.float64) @ weighted)
    kept = vectors @ axes[:, ::-1][:, :dim].astype(np.float32)
    lengths = np.linalg.norm(kept, axis=1)
    return kept / np.maximum(lengths, 1e-9)[:, None], weights * lengths


def quantise(vectors: Floats) -> tuple[NDArray[np.int8], Floats]:
    """(int8 rows, one scale a row): row * scale is the unit vector again, zero rows have scale
    0.
    """
    peak = np.abs(vectors).max(axis=1)
    rows = np.rint(vectors * (127 / np.maximum(peak, 1e-9))[:, None]).astype(np.int8)
    lengths = np.linalg.norm(rows.astype(np.float32), axis=1)
    scales = np.where(lengths > 0, 1 / np.maximum(lengths, 1), 0)
    return rows, scales.astype(np.float32)


def write(folder: Path, tokenizer: Tokenizer, vectors: Floats, weights: Floats, dim: int) -> None:
    """Write weights, tokenizer, the sentence-transformers description and SHA256SUMS."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = weights.copy()
    weights[0] = 0.0  # the unknown token says nothing
    vectors = vectors * (weights > 0)[:, None]
    vectors, weights = shrink(vectors, weights, dim)
    weights = weights / np.median(weights[1:])
    rows, scales = quantise(vectors)
    tensors: dict[str, NDArray[Any]] = {
        "embeddings": rows,
        "weights": np.asarray(scales * weights, dtype=np.float32),
        "token_weights": weights.astype(np.float32),
    }
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": f"{_MODULES}.StaticEmbedding"},
        {
            "idx": 1,
            "name": "1",
            "path": "1_Normalize",
            "type": "sentence_transformers.base.modules.Normalize",
        },
    ]
    _write_json(folder / "modules.json", modules)
    _write_json(
        folder / "config_sentence_transformers.json",
        {
            "model_type": "SentenceTransformer",
            "similarity_fn_name": "cosine",
            "prompts": {},
            "default_prompt_name": None,
        },
    )
    (folder / "1_Normalize").mkdir(exist_ok=True)
    _write_json(folder / "1_Normalize" / "config.json", {"module_input_name": "sentence_embedding"})
    write_checksums(folder, CHECKED_FILES)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
