"""One case through an open index: a row with what was found, answered, scored, and how long it took."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from eval.cases import Case
from eval.gold import section_places, unit_ranks
from eval.measures import DEPTH, FAILED, Answered, answer_values, search_values
from eval.rows import LONGEST_TEXT, Row, Shown
from eval.stopwatch import Clock, timed_engine
from index.described import family_of
from index.errors import WenjuError
from index.records import RecordReader
from index.types import Document
from rag.engine import Engine
from rag.synonyms import load_synonyms
from rag.types import Answer, Citation, Hit
from rag.weights import RetrievalConfig

Mode = Literal["ask", "search"]
STAGES = ("bm25", "dense", "late", "reading", "fusion", "search", "answer", "total")


@dataclass(frozen=True, slots=True)
class Settings:
    """How cases are asked: `mode` ask (passages and answer) or search (passages alone), and the
    ranking, a reranker by name or folder ("builtin": the reading model), a file of synonyms."""

    mode: Mode = "ask"
    retrieval: RetrievalConfig = field(default_factory=RetrievalConfig)
    reranker: str = "builtin"
    synonyms: Path | None = None


class Asker:
    """Asks cases of one open index. Not for several threads at once: it has one clock."""

    def __init__(self, engine: Engine, settings: Settings):
        self.settings = settings
        self._clock = Clock(time.perf_counter)
        synonyms = load_synonyms(settings.synonyms) if settings.synonyms else None
        reranker = None
        if settings.reranker != "builtin":
            from rag.crossencoder import CrossEncoderReranker

            reranker = CrossEncoderReranker(settings.reranker)
        self._engine = timed_engine(engine, settings.retrieval, self._clock, synonyms, reranker)
        self._of_source = {c.source: n for n, c in enumerate(self.records.cards)}

    @property
    def records(self) -> RecordReader:
        """The documents of the index."""
        return self._engine.reader.records

    def ask(self, case: Case) -> Row:
        """The row of a case; what wenju or a library raises becomes the row's error."""
        self._clock.spent.clear()
        start = time.perf_counter()
        hits: list[Hit] = []
        answer: Answer | None = None
        error = ""
        try:
            hits = self._clock.call("search", self._engine.search, case.question, DEPTH)
            if self.settings.mode == "ask":
                answer = self._clock.call("answer", self._engine.ask, case.question)
        except WenjuError as raised:
            error = str(raised)
        except Exception as raised:  # noqa: BLE001 -- the outermost edge of a case: it is reported
            error = f"{type(raised).__name__}: {raised}"
        seconds = {**self._clock.spent, "total": time.perf_counter() - start}
        row = self._row(case, [] if error else hits, None if error else answer, error)
        return replace(row, seconds={name: round(took, 6) for name, took in seconds.items()})

    def _row(self, case: Case, hits: Sequence[Hit], answer: Answer | None, error: str) -> Row:
        sections = section_places(case, self._document)
        shown = tuple(_shown_hit(hit) for hit in hits)
        passages = [hit.passage() for hit in shown]
        values = search_values(case, passages, sections)
        cited: tuple[Shown, ...] = ()
        status = "error" if error else ""
        if self.settings.mode == "ask":
            cited = tuple(_shown_citation(c) for c in answer.citations) if answer else ()
            scored = FAILED
            if answer:
                status = answer.status
                places = tuple(citation.passage() for citation in cited)
                exact = sum(self._is_exact(citation) for citation in answer.citations)
                scored = Answered(status, answer.text, places, exact, answer.dropped)
            values |= answer_values(case, scored, sections)
        return Row(
            case=case,
            status=status,
            error=error,
            family=self._family(case),
            hits=shown,
            answer=answer.text if answer else "",
            citations=cited,
            ranks=tuple(unit_ranks(case, passages, sections)) if case.answerable else (),
            notices=answer.notices if answer else (),
            confidence=answer.confidence if answer else None,
            values={name: round(value, 12) for name, value in values.items()},
            tokens={"prompt": 0, "completion": 0},  # no LLM answers yet
        )

    def _document(self, source: str) -> Document | None:
        number = self._of_source.get(source)
        return self.records.document(number) if number is not None else None

    def _family(self, case: Case) -> str:
        sources = [*case.documents, *(place.document for place in case.evidence)]
        number = self._of_source.get(sources[0]) if sources else None
        return (family_of(self.records.cards[number].title) or "") if number is not None else ""

    def _is_exact(self, citation: Citation) -> bool:
        text = self.records.document(self._of_source[citation.card.source]).text
        return text[citation.start : citation.end] == citation.quote


def _shown_hit(hit: Hit) -> Shown:
    chunk = hit.chunk
    end = min(chunk.end, chunk.start + LONGEST_TEXT)
    text = chunk.text[:LONGEST_TEXT]
    score = round(hit.score.total, 6)
    return Shown(hit.card.source, hit.card.title, chunk.path, chunk.start, end, text, score)


def _shown_citation(citation: Citation) -> Shown:
    return Shown(
        citation.card.source,
        citation.card.title,
        citation.section,
        citation.start,
        citation.end,
        citation.quote,
    )
