"""Where the time of a question goes, measured from outside: the parts of an open index and the
retriever are wrapped by stopwatches, and rag knows nothing of it."""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from eval.bench.shipped import engine_over
from index.dense import DenseIndex
from index.embed import Embedder
from index.errors import WenjuError
from index.sparse import SparseIndex
from index.tokens import TokenIndex
from rag.engine import Engine
from rag.retrieve import RetrievalConfig, Retriever

STAGES = ("understand", "bm25", "dense", "late", "fusion", "reading", "whole")
ABOUT = {
    "understand": "the question, what it names, what structure answers",
    "bm25": "BM25 scores of all passages",
    "dense": "the question's vector, FAISS, similarities of the candidates",
    "late": "late interaction",
    "fusion": "candidates, fusion, texts of the hits",
    "reading": "the reading model: the whole minus the same with `--read 0`",
    "whole": "one search",
}


class Clock:
    """CPU seconds of each stage's own work: what a nested stage takes is not counted twice."""

    def __init__(self, now: Callable[[], float] = time.process_time):
        self._now = now
        self._inner = [0.0]
        self.spent: dict[str, float] = defaultdict(float)

    def call(self, stage: str, work: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """`work(...)`, its own time counted for `stage`."""
        start = self._now()
        self._inner.append(0.0)
        try:
            return work(*given, **named)
        finally:
            took = self._now() - start
            self.spent[stage] += took - self._inner.pop()
            self._inner[-1] += took


class Timed:
    """Passes everything on to `inner`; calls of the named methods are timed for their stage."""

    def __init__(self, inner: object, clock: Clock, stages: Mapping[str, str]):
        self._inner, self._clock, self._stages = inner, clock, stages

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._inner, name)
        stage = self._stages.get(name)
        if stage is None:
            return value
        return lambda *given, **named: self._clock.call(stage, value, *given, **named)


def timed_engine(engine: Engine, config: RetrievalConfig, clock: Clock) -> Engine:
    """The engine with another configuration, its parts reporting to `clock`."""
    reader = engine.reader
    dense = {"search": "dense", "similarities": "dense"}
    watched = replace(
        reader,
        sparse=cast(SparseIndex, Timed(reader.sparse, clock, {"scores": "bm25"})),
        dense=cast(DenseIndex, Timed(reader.dense, clock, dense)),
        embedder=cast(Embedder, Timed(reader.embedder, clock, {"encode_query": "dense"})),
        tokens=cast(TokenIndex, Timed(reader.tokens, clock, {"soft_matches": "late"})),
    )
    timed = engine_over(engine, watched, config)
    retriever = cast(Retriever, Timed(timed.retriever, clock, {"search": "fusion"}))
    return replace(timed, retriever=retriever)


def measure_stages(folder: Path, questions: Sequence[str]) -> list[dict[str, float]]:
    """For each question but the first, which loads the models, the CPU milliseconds of each stage;
    a question that is refused has no row."""
    whole, clock = Engine.open(folder), Clock()
    unread = timed_engine(whole, replace(RetrievalConfig(), read=0), clock)
    documents = whole.reader.records.document
    rows: list[dict[str, float]] = []
    for question in questions:
        clock.spent.clear()
        try:
            # Both searches read their documents from disk.
            documents.cache_clear()
            clock.call("understand", unread.search, question)
            documents.cache_clear()
            start = time.process_time()
            whole.search(question)
        except WenjuError:
            continue
        total = time.process_time() - start
        reading = max(0.0, total - sum(clock.spent.values()))
        spent = {**clock.spent, "reading": reading, "whole": total}
        rows.append({stage: 1000 * spent.get(stage, 0.0) for stage in STAGES})
    return rows[1:]
