"""A run in the form that RAGChecker reads (Ru et al. 2024): query, gold answer, response, context."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from eval.cases import Case
from eval.rows import Row


def ragchecker_result(row: Row) -> dict[str, Any]:
    """One entry of "results"; the gold answer is that of the case, its quotes where it has none."""
    return {
        "query_id": row.case.id,
        "query": row.case.question,
        "gt_answer": gold_answer(row.case),
        "response": row.answer,
        "retrieved_context": [
            {"doc_id": f"{hit.document}#{hit.start}-{hit.end}", "text": hit.text}
            for hit in row.hits
        ],
    }


def gold_answer(case: Case) -> str:
    """The gold answer as a sentence: the first alternative of each element, else the gold quotes."""
    if case.answer:
        return "；".join(element[0] for element in case.answer)
    return "\n".join(case.quotes)


def export_ragchecker(rows: Iterable[Row], path: Path) -> int:
    """Write the answered rows that have a gold answer; how many. Rows are written as they come."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with path.open("w", encoding="utf-8", errors="backslashreplace") as file:
        file.write('{"results": [')
        for row in rows:
            if row.status in ("", "error") or not gold_answer(row.case):
                continue
            file.write(",\n" if count else "\n")
            file.write(json.dumps(ragchecker_result(row), ensure_ascii=False))
            count += 1
        file.write("\n]}\n")
    return count
