"""What readers said of answers, made into cases: the questions that people really ask.

A line of feedback: {"time", "question", "status", "answer", "citations": [{"document", "section",
"start", "end", "quote"}], "verdict": "helpful" | "wrong_citation" | "missing", "comment"}.
helpful: the citations become gold, a refusal becomes an unanswerable case. wrong_citation and missing:
the question becomes a case without gold, tagged gold-missing, for a person to give it some; `wenju
eval check` names it until then.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.cases import Case, CaseError, Place
from index.errors import NotFoundError, UsageError
from index.records import RecordReader

VERDICTS = ("helpful", "wrong_citation", "missing")
GOLD_MISSING = "gold-missing"
_ID = re.compile("[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that made no case, and why."""

    line: int
    why: str


def feedback_cases(
    path: Path, sources: Mapping[str, str] | None = None
) -> Iterator[Case | Skipped]:
    """A case for each question, from the last thing that was said of it; what cannot be read is told
    and passed over. `sources` maps what feedback calls a document, its id on the page, to its source
    (see `sources_of`). Raises NotFoundError or UsageError for the file itself."""
    said: dict[str, tuple[int, dict[str, Any]]] = {}
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            row = _row(line)
        except CaseError as error:
            yield Skipped(number, str(error))
            continue
        said[row["question"].strip()] = number, row
    for number, row in said.values():
        try:
            yield _case(number, row, sources)
        except CaseError as error:
            yield Skipped(number, str(error))


def sources_of(records: RecordReader) -> dict[str, str]:
    """Every document of an index by its id and by its source."""
    cards = records.cards
    return {card.id: card.source for card in cards} | {card.source: card.source for card in cards}


def _case(number: int, row: dict[str, Any], sources: Mapping[str, str] | None) -> Case:
    verdict = row["verdict"]
    cited = row.get("citations") or []
    tags = ("feedback", verdict)
    if verdict == "helpful" and cited and row.get("status") == "answered":
        cited = [one | {"document": _source(one["document"], sources)} for one in cited]
        documents = tuple(dict.fromkeys(one["document"] for one in cited))
        return Case(
            id=f"feedback-{number}",
            type="feedback",
            question=row["question"].strip(),
            documents=documents,
            quotes=tuple(dict.fromkeys(one["quote"] for one in cited if one["quote"].strip())),
            evidence=tuple(
                Place(one["document"], one["start"], one["end"])
                for one in cited
                if not one["quote"].strip()
            ),
            tags=tags,
        )
    refused = verdict == "helpful" and row.get("status") in ("insufficient", "listed_only")
    return Case(
        id=f"feedback-{number}",
        type="feedback",
        question=row["question"].strip(),
        answerable=not refused,
        status=row["status"] if refused else "answered",
        tags=tags if refused else (*tags, GOLD_MISSING),
    )


def _source(document: str, sources: Mapping[str, str] | None) -> str:
    if sources is not None:
        if document not in sources:
            raise CaseError(f"document {document!r} is not in the index")
        return sources[document]
    if _ID.fullmatch(document):
        raise CaseError(f"document {document!r} is named by its id; give the index with --index")
    return document


def _row(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CaseError(f"it is no JSON ({error})") from None
    if not isinstance(row, dict) or not isinstance(row.get("question"), str):
        raise CaseError("it is no feedback: the question is missing")
    if not row["question"].strip():
        raise CaseError("the question is empty")
    if row.get("verdict") not in VERDICTS:
        raise CaseError(f"verdict is {row.get('verdict')!r}; one of {', '.join(VERDICTS)}")
    for one in row.get("citations") or []:
        ok = isinstance(one, dict) and all(
            isinstance(one.get(n), str) for n in ("document", "quote")
        )
        span = [one.get("start"), one.get("end")] if ok else []
        if not ok or not all(type(n) is int for n in span) or not 0 <= span[0] < span[1]:
            raise CaseError("a citation lacks document, start, end or quote")
    return row


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            yield from file
    except (FileNotFoundError, IsADirectoryError):
        raise NotFoundError(f"{str(path)!r} is no file; give a JSONL file of feedback.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{str(path)!r} is not UTF-8; save it as UTF-8 JSONL.") from None
