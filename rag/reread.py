"""The reading model reads the first passages of a search again and is heard beside its score.

A passage is longer than what can be read of twenty in a tenth of a second, so the model reads the
stretch that is nearest to the question in words and in words near in meaning, under the title and
the innermost heading.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.fold import fold
from index.reader import IndexReader
from index.static import StaticModel
from index.tokens import best_cosines
from rag.query import Query
from rag.types import Score

WIDTH, STEP = 80, 30  # characters of a stretch, and from one to the next
# A question in another language finds its passages by the models alone, with the right one further
# down: half as many more are read, and as much less of each.
FOREIGN_WIDTH, FOREIGN_STEP, FOREIGN_SHARE = 60, 25, 1.5
_HEADING = 30  # characters read of a heading


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates, best first: row i of `numbers` is a passage, row i of each part of its score (the
    fields of Score) belongs to it."""

    numbers: NDArray[np.int64]
    parts: Mapping[str, NDArray[np.float32]]

    def score(self, row: int) -> Score:
        """The score of one row."""
        return Score(**{name: float(part[row]) for name, part in self.parts.items()})


class Reranker(Protocol):
    """Reads passages against a question: the built-in reading model, or a cross-encoder."""

    name: str

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """(len(passages),) how well each answers; comparable within the question."""


def read_again(
    index: IndexReader,
    reranker: Reranker,
    query: Query,
    ranking: Ranking,
    first: int,
    weight: float,
) -> Ranking:
    """Order the `first` passages (see FOREIGN_SHARE) by both voices, each in standard units over these passages; the
    model's counts `weight` times the search's. The others follow as they were."""
    first = min(first if query.chinese else int(FOREIGN_SHARE * first), len(ranking.numbers))
    if first < 2:
        return ranking
    texts = passages_to_read(index, query, ranking.numbers[:first].tolist())
    read = reranker.scores(query.text, texts)
    totals = ranking.parts["total"][:first]
    both = _standard(totals) + weight * _standard(read)
    # Back to the scale of the other scores, above all passages that were not read.
    scaled = totals.mean() + totals.std() * both / (1.0 + weight)
    scaled += max(0.0, float(totals.min() - scaled.min()))
    order = np.argsort(-both, kind="stable")
    rows = np.concatenate([order, np.arange(first, len(ranking.numbers))])
    parts = {name: part[rows] for name, part in ranking.parts.items()}
    parts["total"][:first], parts["reading"][:first] = scaled[order], read[order]
    return Ranking(ranking.numbers[rows], parts)


def passages_to_read(index: IndexReader, query: Query, numbers: Sequence[int]) -> list[str]:
    """What the model reads of each passage: title, innermost heading, nearest stretch."""
    records = index.records
    chunks = [records.chunk(number) for number in numbers]
    owners = records.chunk_documents[list(numbers)]
    texts = [chunk.text for chunk in chunks]
    width, step = (WIDTH, STEP) if query.chinese else (FOREIGN_WIDTH, FOREIGN_STEP)
    stretches = nearest_stretches(index.model, query.meaning, texts, width, step)
    return [
        text_to_read(records.cards[int(owner)].title, chunk.path, text)
        for owner, chunk, text in zip(owners, chunks, stretches, strict=True)
    ]


def text_to_read(title: str, path: Sequence[str], stretch: str) -> str:
    """The form in which the model reads, and was trained to read, a stretch of a passage."""
    return "\n".join((title, "".join(path[-1:])[:_HEADING], stretch))


def nearest_stretches(
    model: StaticModel, content: str, texts: Sequence[str], width: int = WIDTH, step: int = STEP
) -> list[str]:
    """Of each text the `width` characters that best match `content`, tried every `step`; all of a
    text not much longer."""
    cut = [
        [text[start : start + width] for start in range(0, len(text) - width + step, step)]
        if len(text) > width + step // 2
        else [text]
        for text in texts
    ]
    ids, _ = model.tokenize([content])
    weights = model.weights(ids)
    tokens, offsets = model.tokenize([fold(part) for parts in cut for part in parts])
    best = best_cosines(model, ids, tokens, np.diff(offsets))
    scores = ((best**2) * weights[:, None]).sum(axis=0)
    chosen, position = [], 0
    for parts in cut:
        chosen.append(parts[int(np.argmax(scores[position : position + len(parts)]))])
        position += len(parts)
    return chosen


def _standard(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Values as distances from their mean in standard deviations; zeros where all are equal."""
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 1e-6 else np.zeros_like(values)
