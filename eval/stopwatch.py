"""Where the time of a question goes, measured from outside: the parts of an open index and the
retriever are wrapped by stopwatches, and rag knows nothing of it."""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from index.dense import DenseIndex
from index.embed import Embedder
from index.reader import IndexReader
from index.reading import builtin_reading
from index.sparse import SparseIndex
from index.tokens import TokenIndex
from rag.engine import Engine
from rag.reread import Reranker
from rag.retrieve import Retriever
from rag.synonyms import Synonyms
from rag.weights import RetrievalConfig


class Clock:
    """Seconds of each stage's own work: what a nested stage takes is not counted twice."""

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


def timed_reader(reader: IndexReader, clock: Clock) -> IndexReader:
    """The index with its searches timed: bm25, dense, late."""
    dense = {"search": "dense", "similarities": "dense"}
    return replace(
        reader,
        sparse=cast(SparseIndex, Timed(reader.sparse, clock, {"scores": "bm25"})),
        dense=cast(DenseIndex, Timed(reader.dense, clock, dense)),
        embedder=cast(Embedder, Timed(reader.embedder, clock, {"encode_query": "dense"})),
        tokens=cast(TokenIndex, Timed(reader.tokens, clock, {"soft_matches": "late"})),
    )


def timed_engine(
    engine: Engine,
    config: RetrievalConfig,
    clock: Clock,
    synonyms: Synonyms | None = None,
    reranker: Reranker | None = None,
) -> Engine:
    """The engine over the same index with this configuration, its parts reporting to `clock`:
    bm25, dense, late, reading where a model reads, fusion for the rest of a search."""
    reader = timed_reader(engine.reader, clock)
    if reranker is None and engine.retriever.crowded and config.read:
        reranker = builtin_reading()
    read = Timed(reranker, clock, {"scores": "reading"}) if reranker else None
    retriever = Retriever(reader, config, synonyms, cast("Reranker | None", read))
    timed = Timed(retriever, clock, {"search": "fusion"})
    return replace(engine, reader=reader, retriever=cast(Retriever, timed))
