"""`python -m index.builtin.reader_recipe.evaluate --shared ../shared --index INDEX --model FOLDER`

measures what re-ranking brings: the first POOL passages of the search in the order of
z(search score) + w · z(reader score), z within one question. w is chosen on everyday_dev and
corpus_dev; the other sets are only measured. Intervals: paired bootstrap over questions.
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.builtin.reader_recipe.__main__ import EVERYDAY
from index.builtin.reader_recipe.data import overlap
from index.fold import fold
from index.reader import IndexReader, open_index
from index.reading import ReadingModel
from rag.query import parse_query
from rag.reread import passages_to_read
from rag.retrieve import Retriever
from rag.weights import RetrievalConfig

POOL = 40
WEIGHTS = (0.0, 0.15, 0.3, 0.45, 0.6, 0.8, 1.0, 1.3, 1.7, 2.5, 99.0)
CUTS = (1, 3, 5, 10)
DRAWS = 4000

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """One question: which passage holds which fact (passages, facts), and both scores."""

    kind: str
    holds: NDArray[np.bool_]
    search: Floats
    reader: Floats

    def order(self, weight: float, pool: int) -> NDArray[np.int64]:
        """Passages, best first; those behind the pool keep their places."""
        pool = min(pool, len(self.reader))
        mixed = _standard(self.search[:pool]) + weight * _standard(self.reader[:pool])
        first = np.argsort(-mixed, kind="stable")
        return np.concatenate([first, np.arange(pool, len(self.search))])

    def hits(self, weight: float, pool: int) -> list[float]:
        """The share of facts among the first k passages, for each k of CUTS."""
        held = self.holds[self.order(weight, pool)]
        return [float(held[:k].any(axis=0).mean()) for k in CUTS]


def _standard(scores: Floats) -> Floats:
    spread = float(scores.std()) if len(scores) else 0.0
    return (scores - scores.mean()) / spread if spread > 0 else np.zeros_like(scores)


def _holds(row: dict[str, Any], hits: Sequence[Any]) -> NDArray[np.bool_]:
    """A quote stands in the passage, or the passage overlaps the evidence by half of either."""
    if "quotes" in row:
        quotes = [fold(quote) for quote in row["quotes"]]
        return np.array([[q in fold(hit.chunk.text) for q in quotes] for hit in hits])
    found = []
    for hit in hits:
        place = {"source": hit.card.source, "start": hit.chunk.start, "end": hit.chunk.end}
        found.append([overlap(place, [one]) >= 0.5 for one in row["evidence"]])
    return np.array(found)


def cases(
    rows: list[dict[str, Any]], index: IndexReader, reader: ReadingModel, pool: int
) -> list[Case]:
    """Search and read; the reader's time a question goes to standard output."""
    made, spent = [], []
    retriever = Retriever(index, RetrievalConfig(read=0))
    for row in rows:
        query = parse_query(row["question"])
        hits = retriever.search(query, max(pool, CUTS[-1]))
        if not hits:
            continue
        began = time.perf_counter()
        texts = passages_to_read(index, query, [hit.number for hit in hits[:pool]])
        scores = reader.scores(row["question"], texts)
        spent.append(time.perf_counter() - began)
        search = np.array([hit.score.total for hit in hits], dtype=np.float64)
        made.append(Case(row["type"], _holds(row, hits), search, scores.astype(np.float64)))
    print(f"reader: median {1000 * float(np.median(spent)):.0f} ms for {pool} passages")
    return made


def table(found: list[Case], weight: float, pool: int) -> Floats:
    """(questions, cuts) hits."""
    return np.array([case.hits(weight, pool) for case in found])


def report(name: str, found: list[Case], weight: float, pool: int) -> None:
    """Before, after and the 95 % interval of the difference."""
    before, after = table(found, 0.0, pool), table(found, weight, pool)
    chance = np.random.default_rng(5)
    drawn = chance.integers(0, len(found), (DRAWS, len(found)))
    low, high = np.percentile((after - before)[drawn].mean(axis=1), [2.5, 97.5], axis=0)
    print(f"{name} ({len(found)} questions, w {weight}, pool {pool})")
    for i, k in enumerate(CUTS):
        print(
            f"  @{k}: {before[:, i].mean():.3f} -> {after[:, i].mean():.3f} "
            f"({low[i]:+.3f} .. {high[i]:+.3f})"
        )


def _rows(path: Path) -> list[dict[str, Any]]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [row for row in rows if row["answerable"]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--index", type=Path, required=True, help="index over the corpus")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--pool", type=int, default=POOL)
    options = parser.parse_args()
    index = open_index(options.index)
    reader = ReadingModel.load(options.model, options.threads)
    names = ("everyday_dev", "corpus_dev", "everyday_test", "corpus_test")
    sets = {name: _rows(EVERYDAY.with_name(f"{name}.jsonl")) for name in names}
    sets["natural_dev"] = _rows(options.shared / "eval" / "natural_dev.jsonl")
    found = {name: cases(rows, index, reader, options.pool) for name, rows in sets.items()}
    for weight in WEIGHTS:
        means = {name: table(c, weight, options.pool).mean(axis=0) for name, c in found.items()}
        line = "  ".join(f"{name} " + " ".join(f"{x:.3f}" for x in m) for name, m in means.items())
        print(f"w {weight:5.2f}: {line}")
    best = max(WEIGHTS[:-1], key=lambda w: _worth(found, w, options.pool))
    for name, made in found.items():
        report(name, made, best, options.pool)
    spoken = [case for case in found["natural_dev"] if case.kind == "paraphrase"]
    report("natural_dev paraphrase", spoken, best, options.pool)


def _worth(found: dict[str, list[Case]], weight: float, pool: int) -> float:
    """The sum of all cuts, less noisy than one of them, of the sets that choose."""
    chosen = ("everyday_dev", "corpus_dev")
    return sum(float(table(found[name], weight, pool).mean(axis=0).sum()) for name in chosen)


if __name__ == "__main__":
    main()
