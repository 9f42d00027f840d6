"""Which law governs what a question asks about.

Someone whose neighbour blocks the way to the field speaks of neighbours, ways and fields; that the civil
code governs it stands nowhere near these words. A softmax regression over the vector of the question
says how likely each national law, regulation or court's interpretation answers it, for those that
questions were written for; a document under that title gains. How much it gains depends on how likely
the question is about a law at all (`rag.kinds`). Fitted by `python -m eval.laws`, which writes
`index/builtin/laws/`.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import index.builtin
from index.checksums import verified_fingerprint

FOLDER = Path(index.builtin.__file__).parent / "laws"
WEIGHTS = "model.safetensors"

Floats = NDArray[np.float32]


class LawModel:
    """`titles` as `rag.versions.bare_title` gives them; `weights` (dim, 1 + titles) and `bias`
    (1 + titles), of which the first column stands for every other document."""

    def __init__(self, titles: Sequence[str], weights: Floats, bias: Floats):
        self.titles = tuple(titles)
        self._weights, self._bias = weights, bias

    @classmethod
    def open(cls, folder: Path = FOLDER) -> "LawModel":
        """The model in `folder`. Raises ModelError where a checksum does not hold."""
        from safetensors import safe_open

        verified_fingerprint(folder, [WEIGHTS])
        with safe_open(folder / WEIGHTS, framework="np") as stored:
            weights, bias = (stored.get_tensor(name) for name in ("weights", "bias"))
            titles = json.loads(stored.metadata()["titles"])
        return cls(titles, weights.astype(np.float32), bias.astype(np.float32))

    def arrays(self) -> tuple[dict[str, NDArray[np.generic]], dict[str, str]]:
        """(tensors, metadata) that `open` reads: the weights in half precision."""
        tensors: dict[str, NDArray[np.generic]] = {
            "weights": self._weights.astype(np.float16),
            "bias": self._bias,
        }
        return tensors, {"titles": json.dumps(self.titles, ensure_ascii=False)}

    def chances(self, vector: Floats) -> Floats:
        """(titles,) how likely each law answers the question whose vector the static model gives;
        zeros for a zero vector, which says nothing."""
        if not vector.any():
            return np.zeros(len(self.titles), np.float32)
        logits = vector @ self._weights + self._bias
        odds = np.exp(logits - logits.max())
        chances: Floats = (odds / odds.sum())[1:].astype(np.float32)
        return chances


@cache
def law_model() -> LawModel:
    """The model that ships."""
    return LawModel.open()


class Laws:
    """The documents of an index that stand under a title the model knows."""

    def __init__(self, names: Sequence[str]):
        numbers = {title: number for number, title in enumerate(law_model().titles)}
        self._law = np.array([numbers.get(name, -1) for name in names], np.int64)

    def likely(self, vector: Floats) -> Floats:
        """For each document the square root of the chance that its law answers: the second and third
        likeliest count too. 0 for documents that the model does not know."""
        roots: Floats = np.sqrt(np.append(law_model().chances(vector), np.float32(0)))
        return roots[self._law]
