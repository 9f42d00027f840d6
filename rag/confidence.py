"""How sure it is that the best sentence answers: a logistic regression over a few figures.

No figure alone tells an answer from a near miss: who asks for something that is not stated uses the
words of the document. Fitted by `python -m eval.calibrate`, which writes `fitted.json` beside this
file. The chance is that of a question drawn with even odds from those that the documents answer and
those that they nearly answer.
"""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

import numpy as np

from index.answering import builtin_answering
from index.fold import fold
from index.reader import IndexReader
from index.reading import builtin_reading
from index.tokens import best_cosines
from rag.coverage import covered
from rag.extract import Candidate
from rag.query import Query
from rag.stretch import stretch_of, window_of

FITTED = Path(__file__).with_name("fitted.json")
STRUCTURAL = 0.95  # of what the structure of a document answers: its header, outline, named places
UNREAD = 0.9  # where the reading model is not heard and no rule refuses

# Which version is asked for is no word that the sentence has to hold: 按2023年修订的公司法.
_VERSION = re.compile(r"(?:19|20)\d{2}年?(?:版|修[订正改]的?)?|新?修[订正]的?|那[版部]")


@dataclass(frozen=True, slots=True)
class Figures:
    """What speaks for the best sentence and the passage it stands in.

    `lexical`, `soft`: shares of the question covered by words and by words near in meaning;
    `reading`, `total`, `passage`: the reading model's score of the sentence, the score of its passage
    and that passage's late interaction; `behind`: how much more of the question another sentence covers,
    which does not state what is asked. The word of the question with least near it: `lacking` by the
    weight of what is missing, `share` by its share of the question, both in the static model's eyes;
    `unread` and `unread_share` in those of the reading model. `answers`: the answering model's logit that
    the sentence with what is around it states what is asked.
    """

    lexical: float
    soft: float
    reading: float
    total: float
    passage: float
    behind: float
    lacking: float
    share: float
    unread: float
    unread_share: float
    answers: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """`weights` of the figures and `bias`; a chance under `least` is refused; of what a rule refuses
    a share of `ruled` of the chance is left."""

    weights: Figures
    bias: float
    least: float
    ruled: float

    def chance(self, found: Figures) -> float:
        """The chance, as fitted, that the documents answer the question."""
        pairs = zip(astuple(found), astuple(self.weights), strict=True)
        return 1.0 / (1.0 + math.exp(-(self.bias + sum(a * b for a, b in pairs))))


@cache
def fitted() -> Fitted:
    """What ships."""
    stored = json.loads(FITTED.read_text("utf-8"))
    return Fitted(Figures(**stored["weights"]), stored["bias"], stored["least"], stored["ruled"])


def figures(reader: IndexReader, query: Query, candidates: Sequence[Candidate]) -> Figures | None:
    """The figures of the first candidate; None where it was not read."""
    best = candidates[0]
    if best.reading is None:
        return None
    read = [covered(c.lexical, c.soft) for c in candidates if c.reading is not None]
    lacking, share = _missing(reader, query, best)
    stretch = stretch_of(reader, query, best)
    unread, unread_share = _unread(query, stretch)
    return Figures(
        lexical=best.lexical,
        soft=best.soft,
        reading=best.reading,
        total=best.hit.score.total,
        passage=best.hit.score.soft,
        behind=max(read) - covered(best.lexical, best.soft),
        lacking=lacking,
        share=share,
        unread=unread,
        unread_share=unread_share,
        answers=_answers(query, stretch) if best.answers is None else best.answers,
    )


def _missing(reader: IndexReader, query: Query, best: Candidate) -> tuple[float, float]:
    model = reader.model
    ids, _ = model.tokenize([_VERSION.sub(" ", query.content).strip() or query.content])
    weights = model.weights(ids)
    if not len(ids) or float(weights.sum()) <= 0:
        return 0.0, 0.0
    around = fold("\n".join((best.hit.card.title, *best.hit.chunk.path, window_of(reader, best))))
    tokens, offsets = model.tokenize([around])
    near = best_cosines(model, ids, tokens, np.diff(offsets))[:, 0]
    lacking = weights * (1.0 - near)
    worst = int(np.argmax(lacking))
    return float(lacking[worst]), float(lacking[worst] / weights.sum())


def _answers(query: Query, stretch: str) -> float:
    """The answering model learnt from Chinese questions; of others it says nothing."""
    if not query.chinese:
        return 0.0
    return float(builtin_answering().judge(query.text, [stretch])[0])


def _unread(query: Query, stretch: str) -> tuple[float, float]:
    weights, near = builtin_reading().matches(query.text, stretch)
    if not len(weights):
        return 0.0, 0.0
    lacking = float((weights * (1.0 - near)).max())
    return lacking, lacking / float(weights.sum())
