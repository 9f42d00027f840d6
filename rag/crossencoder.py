"""A sentence-transformers CrossEncoder in place of the built-in reading model."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embed import local_folder, opening
from index.fold import encodable


class CrossEncoderReranker:
    """Any CrossEncoder by folder, or by name in the local cache; nothing is fetched."""

    def __init__(self, name: str, device: str | None = None):
        folder = local_folder(name)
        # Imported here: it loads torch, which takes seconds and most commands never need.
        from sentence_transformers import CrossEncoder

        advice = "give the folder of a sentence-transformers CrossEncoder or 'builtin'."
        with opening("reranker", name, advice):
            self._model: Any = CrossEncoder(str(folder), device=device, local_files_only=True)
        self.name = name

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """(len(passages),) how well each answers; comparable within the question."""
        pairs = [(encodable(question), encodable(passage)) for passage in passages]
        scores = np.asarray(self._model.predict(pairs, show_progress_bar=False), np.float32)
        return scores.reshape(len(passages), -1)[:, -1]
