"""How sure it is that the best sentence answers: a logistic regression over five figures.

No figure alone tells an answer from a near miss: who asks for something that is not stated uses the
words of the document. Fitted by `python -m eval.calibrate`, which prints these constants.
"""

import math
from dataclasses import astuple, dataclass

import numpy as np

from index.fold import fold
from index.reader import IndexReader
from index.tokens import best_cosines
from rag.extract import Candidate
from rag.query import Query


@dataclass(frozen=True, slots=True)
class Figures:
    """What speaks for the best sentence: shares of the question covered by words (`lexical`) and by
    words near in meaning (`soft`), whether it states a value of the kind asked for (`fits`), the
    reading model's score (`reading`), and the weight of the question's word that has least near it
    (`missing`)."""

    lexical: float
    soft: float
    fits: float
    reading: float
    missing: float


_WEIGHTS = Figures(lexical=0.727, soft=-7.074, fits=3.594, reading=7.930, missing=-25.061)
_BIAS = -2.361
LEAST = 0.251  # refuses 5 % of the answerable questions of development
STRUCTURAL = 0.95  # of what the structure of a document answers: its header, outline, named places
UNREAD = 0.9  # where the reading model is not heard and no rule refuses


def figures(reader: IndexReader, query: Query, best: Candidate) -> Figures | None:
    """The figures of the best sentence; None where it was not read."""
    if best.reading is None:
        return None
    return Figures(
        lexical=best.lexical,
        soft=best.soft,
        fits=float(best.fits),
        reading=best.reading,
        missing=_missing(reader, query, best)[0],
    )


def confidence(found: Figures) -> float:
    """The probability, as fitted, that the documents answer the question."""
    pairs = zip(astuple(found), astuple(_WEIGHTS), strict=True)
    return 1.0 / (1.0 + math.exp(-(_BIAS + sum(a * b for a, b in pairs))))


def missing_word(reader: IndexReader, query: Query, best: Candidate) -> str:
    """The word of the question that has least near it in the best sentence and what is above it."""
    return _missing(reader, query, best)[1]


def _missing(reader: IndexReader, query: Query, best: Candidate) -> tuple[float, str]:
    model = reader.model
    ids, _ = model.tokenize([query.content])
    weights = model.weights(ids)
    if not len(ids) or float(weights.sum()) <= 0:
        return 0.0, ""
    around = fold("\n".join((best.hit.card.title, *best.hit.chunk.path, best.sentence.text)))
    tokens, offsets = model.tokenize([around])
    near = best_cosines(model, ids, tokens, np.diff(offsets))[:, 0]
    lacking = weights / weights.sum() * (1.0 - near)
    worst = int(np.argmax(lacking))
    return float(lacking[worst]), model.token(int(ids[worst]))
