"""The CPU time of a search by stage, each question on an index whose caches are empty."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from eval.stopwatch import Clock, timed_engine
from index.errors import WenjuError
from rag.engine import Engine
from rag.weights import RetrievalConfig

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
