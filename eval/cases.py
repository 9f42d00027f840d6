"""Questions with gold evidence: documents and exact quotes, never chunk ids."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import NotFoundError, UsageError
from rag.types import Status


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a document, named by its source."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Case:
    """One question. Its gold is `quotes`, verbatim spans that prove the answer, or `evidence`, the
    places of such spans where their text is not ours to repeat. `answer` is what a right answer
    contains: every element must occur, an element being a tuple of alternatives."""

    id: str
    type: str
    question: str
    answerable: bool
    status: Status
    documents: tuple[str, ...]
    quotes: tuple[str, ...]
    answer: tuple[tuple[str, ...], ...]
    evidence: tuple[Place, ...] = ()


def load_cases(path: Path) -> list[Case]:
    """Read a JSONL file of cases; all bad lines are named at once in one UsageError."""
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (FileNotFoundError, IsADirectoryError):
        raise NotFoundError(f"{str(path)!r} is no file; give a JSONL file of cases.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{str(path)!r} is not UTF-8; save the cases as UTF-8 JSONL.") from None
    cases: list[Case] = []
    problems: list[str] = []
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            case = _case(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            problems.append(f"line {number}: {error}")
            continue
        if case.id in seen:
            problems.append(f"line {number}: id {case.id!r} occurs twice")
        seen.add(case.id)
        cases.append(case)
    if problems or not cases:
        shown = "; ".join(problems[:5]) or "it holds no case"
        raise UsageError(f"{str(path)!r} cannot be used: {shown}.")
    return cases


def _case(row: dict[str, Any]) -> Case:
    question = row["question"]
    if not isinstance(question, str) or not question.strip():
        raise ValueError("the question is empty")
    answerable = bool(row.get("answerable", True))
    return Case(
        id=str(row["id"]),
        type=str(row.get("type", "")),
        question=question,
        answerable=answerable,
        status=row.get("status") or ("answered" if answerable else "insufficient"),
        documents=tuple(row.get("documents", ())),
        quotes=tuple(row.get("quotes", ())),
        answer=tuple((a,) if isinstance(a, str) else tuple(a) for a in row.get("answer", ())),
        evidence=tuple(
            Place(str(p["document"]), int(p["start"]), int(p["end"]))
            for p in row.get("evidence", ())
        ),
    )
