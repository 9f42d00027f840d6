"""A batch run: every case through the engine, one row a case, metrics from the rows."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from eval.cases import Case
from eval.metrics import (
    cites_gold,
    contains_answer,
    quote_ranks,
    recall,
    reciprocal_rank,
    shares_evidence,
)
from index.errors import WenjuError
from rag.engine import Engine
from rag.types import Answer, Citation, Hit

_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Row:
    """The outcome of one case. Fields that do not apply (quotes of an unanswerable question) are
    None; `error` is the sentence of a case that failed, which scores 0 everywhere."""

    id: str
    type: str
    question: str
    status_expected: str
    status: str
    hit_at_1: float | None
    hit_at_3: float | None
    hit_at_5: float | None
    hit_at_10: float | None
    reciprocal_rank: float | None
    answer_right: bool | None
    cites_gold: bool | None
    citations: int
    citations_exact: int
    longest_quote: int
    answer: str
    seconds: float
    error: str = ""


def run_cases(
    engine: Engine, cases: Sequence[Case], progress: Callable[[int, int], None] = lambda d, t: None
) -> list[Row]:
    """Run all cases; one that fails becomes a row with its error."""
    rows = []
    for done, case in enumerate(cases, 1):
        rows.append(_run_case(engine, case))
        progress(done, len(cases))
    return rows


def _run_case(engine: Engine, case: Case) -> Row:
    start = time.perf_counter()
    try:
        hits = engine.search(case.question, _DEPTH)
        answer = engine.ask(case.question)
    except WenjuError as error:
        return _row(case, [], None, engine, time.perf_counter() - start, str(error))
    return _row(case, hits, answer, engine, time.perf_counter() - start, "")


def _row(
    case: Case, hits: list[Hit], answer: Answer | None, engine: Engine, seconds: float, error: str
) -> Row:
    ranks = _gold_ranks(case, hits)
    sought = case.answerable and bool(ranks)
    citations = answer.citations if answer else ()
    text = answer.text if answer else ""

    def hit_at(k: int) -> float | None:
        return recall(ranks, k) if sought else None

    right = None
    if case.answerable and case.answer:
        right = answer is not None and contains_answer(case.answer, text)
    exact = 0
    texts = {d.id: n for n, d in enumerate(engine.reader.records.cards)}
    for citation in citations:
        document = engine.reader.records.document(texts[citation.card.id])
        exact += document.text[citation.start : citation.end] == citation.quote
    return Row(
        id=case.id,
        type=case.type,
        question=case.question,
        status_expected=case.status,
        status=answer.status if answer else "error",
        hit_at_1=hit_at(1),
        hit_at_3=hit_at(3),
        hit_at_5=hit_at(5),
        hit_at_10=hit_at(10),
        reciprocal_rank=reciprocal_rank(ranks, _DEPTH) if sought else None,
        answer_right=right,
        cites_gold=_cites_gold(case, citations) if sought else None,
        citations=len(citations),
        citations_exact=exact,
        longest_quote=max((len(c.quote) for c in citations), default=0),
        answer=text,
        seconds=round(seconds, 4),
        error=error,
    )


def _gold_ranks(case: Case, hits: Sequence[Hit]) -> list[int | None]:
    """For each gold quote or place the rank of the first hit that holds it."""
    ranks = quote_ranks(case.quotes, [hit.chunk.text for hit in hits])
    for place in case.evidence:
        spans = (
            (h.rank, (h.chunk.start, h.chunk.end)) for h in hits if h.card.source == place.document
        )
        wanted = (place.start, place.end)
        ranks.append(next((rank for rank, span in spans if shares_evidence(wanted, span)), None))
    return ranks


def _cites_gold(case: Case, citations: Sequence[Citation]) -> bool:
    if cites_gold(case.quotes, [citation.quote for citation in citations]):
        return True
    return any(
        citation.card.source == place.document
        and shares_evidence((place.start, place.end), (citation.start, citation.end))
        for place in case.evidence
        for citation in citations
    )


def summarise(rows: Sequence[Row]) -> dict[str, Any]:
    """Means over all rows and by type; a failed case counts 0, a field that never applies None."""
    groups = {"all": list(rows)}
    for row in rows:
        groups.setdefault(row.type, []).append(row)
    return {name: _summary(group) for name, group in groups.items()}


def _summary(rows: Sequence[Row]) -> dict[str, Any]:
    def average(values: Sequence[float | bool | None]) -> float | None:
        given = [float(value) for value in values if value is not None]
        return round(mean(given), 4) if given else None

    answerable = [row for row in rows if row.status_expected == "answered"]
    refusable = [row for row in rows if row.status_expected != "answered"]
    cited = sum(row.citations for row in rows)
    return {
        "cases": len(rows),
        "hit@1": average([row.hit_at_1 for row in rows]),
        "hit@3": average([row.hit_at_3 for row in rows]),
        "hit@5": average([row.hit_at_5 for row in rows]),
        "hit@10": average([row.hit_at_10 for row in rows]),
        "mrr@10": average([row.reciprocal_rank for row in rows]),
        "answer_right": average([row.answer_right for row in rows]),
        "cites_gold": average([row.cites_gold for row in rows]),
        "false_refusals": average([row.status != "answered" for row in answerable]),
        "right_refusals": average([row.status == row.status_expected for row in refusable]),
        "citations": cited,
        "citations_exact": round(sum(r.citations_exact for r in rows) / cited, 4)
        if cited
        else None,
        "longest_quote": max((row.longest_quote for row in rows), default=0),
        "mean_seconds": average([row.seconds for row in rows]),
        "errors": sum(bool(row.error) for row in rows),
    }


def write_run(folder: Path, rows: Sequence[Row], config: dict[str, Any]) -> dict[str, Any]:
    """Write rows.jsonl, summary.json and config.json into `folder`; returns the summary."""
    folder.mkdir(parents=True, exist_ok=True)
    summary = summarise(rows)
    lines = (json.dumps(asdict(row), ensure_ascii=False) for row in rows)
    (folder / "rows.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    for name, value in (("summary", summary), ("config", config)):
        encoded = json.dumps(value, ensure_ascii=False, indent=1)
        (folder / f"{name}.json").write_text(encoded + "\n", "utf-8")
    return summary
