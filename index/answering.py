"""The answering model: does this stretch of a document state what the question asks?

A cross-encoder (Nogueira & Cho 2019) on the body of the reading model: question and stretch go through
its six layers together, so that a stretch about the right thing is told from one that states what
was asked of it. Its tokens' vectors are those of the reading model, whose table it shares.
`index/builtin/answering_recipe` trained it; `index/builtin/answering/README.md` is its card.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.checksums import verified_fingerprint
from index.reading import ReadingModel, builtin_reading, open_session, padded

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

GRAPH = "model.onnx"
QUESTION_TOKENS = 48
STRETCH_TOKENS = 120  # with title and heading

_BUILTIN_FOLDER = Path(__file__).parent / "builtin" / "answering"


@cache
def builtin_answering() -> "AnsweringModel":
    """The answering model that ships with wenju, loaded once; its checksums are verified."""
    return AnsweringModel.load(_BUILTIN_FOLDER, builtin_reading())


class AnsweringModel:
    """Judges stretches of text against a question; opened from a folder whose checksums hold."""

    name = "builtin-answering"

    def __init__(self, session: "InferenceSession", reading: ReadingModel, sha256: str) -> None:
        self.sha256 = sha256
        self._session = session
        self._reading = reading

    @classmethod
    def load(cls, folder: Path, reading: ReadingModel, threads: int = 1) -> "AnsweringModel":
        """Open the model in `folder`; `reading` gives it its tokens and their vectors.

        Raises ModelError where a file is missing, damaged, or not the one that was written, or
        where onnxruntime is not installed.
        """
        sha256 = verified_fingerprint(folder, (GRAPH,))
        return cls(open_session(folder / GRAPH, threads), reading, sha256)

    def judge(self, question: str, stretches: Sequence[str]) -> NDArray[np.float32]:
        """(len(stretches),) logits that each states what is asked: above 0 more likely than not among
        stretches that a search confuses. A stretch is given as `rag.reread.text_to_read` writes it;
        what lies behind its first STRETCH_TOKENS tokens is not read. Read one by one: int8 rounding
        would make a logit depend on the stretches beside it.
        """
        asked = self._reading.tokens(question, QUESTION_TOKENS)
        logits = np.zeros(len(stretches), np.float32)
        for row, stretch in enumerate(stretches):
            told = self._reading.tokens(stretch, STRETCH_TOKENS)[1:]  # one [CLS] for both
            kinds = np.array([[0] * len(asked) + [1] * len(told)], np.int64)
            embedded = self._reading.embedded(padded([[*asked, *told]]))
            (found,) = self._session.run(["logit"], {"embedded": embedded, "kinds": kinds})
            logits[row] = found[0]
        return logits
