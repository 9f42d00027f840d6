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

from index.fold import fold
from index.reader import IndexReader
from index.reading import builtin_reading
from index.tokens import best_cosines
from rag.extract import Candidate, covered
from rag.query import Query
from rag.reread import text_to_read

FITTED = Path(__file__).with_name("fitted.json")
STRUCTURAL = 0.95  # of what the structure of a document answers: its header, outline, named places
UNREAD = 0.9  # where the reading model is not heard and no rule refuses

# Which version is asked for is no word that the sentence has to hold: 按2023年修订的公司法.
_VERSION = re.compile(r"(?:19|20)\d{2}年?(?:版|修[订正改]的?)?|新?修[订正]的?|那[版部]")
_BEFORE, _WINDOW = 60, 180  # characters before the sentence, and in all, that are read with it


@dataclass(frozen=True, slots=True)
class Figures:
    """What speaks for the best sentence and the passage it stands in.

    `lexical`, `soft`: shares of the question covered by words and by words near in meaning;
    `reading`, `total`, `passage`: the reading model's score of the sentence, the score of its passage
    and that passage's late interaction; `behind`: how much more of the question another sentence covers,
    which does not state what is asked. The word of the question with least near it: `lacking` by the
    weight of what is missing, `share` by its share of the question, both in the static model's eyes;
    `unread` and `unread_share` in those of the reading model.
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
    window = window_of(reader, best)
    lacking, share, _ = _missing(reader, query, best, window)
    unread, unread_share = _unread(query, best, window)
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
    )


def missing_word(reader: IndexReader, query: Query, best: Candidate) -> str:
    """The word of the question that has least near it in the best sentence and what is around it."""
    return _missing(reader, query, best, window_of(reader, best))[2]


def window_of(reader: IndexReader, best: Candidate) -> str:
    """The sentence with what stands before and behind it in its passage."""
    chunk, sentence = best.hit.chunk, best.sentence
    first = max(chunk.start, sentence.start - _BEFORE)
    last = min(max(chunk.end, sentence.end), max(sentence.end, first + _WINDOW))
    return reader.records.document(best.hit.document).text[first : min(last, first + 2 * _WINDOW)]


def _missing(
    reader: IndexReader, query: Query, best: Candidate, window: str
) -> tuple[float, float, str]:
    model = reader.model
    ids, _ = model.tokenize([_VERSION.sub(" ", query.content).strip() or query.content])
    weights = model.weights(ids)
    if not len(ids) or float(weights.sum()) <= 0:
        return 0.0, 0.0, ""
    around = fold("\n".join((best.hit.card.title, *best.hit.chunk.path, window)))
    tokens, offsets = model.tokenize([around])
    near = best_cosines(model, ids, tokens, np.diff(offsets))[:, 0]
    lacking = weights * (1.0 - near)
    worst = int(np.argmax(lacking))
    return (
        float(lacking[worst]),
        float(lacking[worst] / weights.sum()),
        model.token(int(ids[worst])),
    )


def _unread(query: Query, best: Candidate, window: str) -> tuple[float, float]:
    text = text_to_read(best.hit.card.title, best.hit.chunk.path, window)
    weights, near = builtin_reading().matches(query.text, text)
    if not len(weights):
        return 0.0, 0.0
    lacking = float((weights * (1.0 - near)).max())
    return lacking, lacking / float(weights.sum())
