"""What readers say of answers, appended to a local JSONL that `wenju eval feedback` makes cases of.

A line: {"time", "question", "status", "answer", "citations": [{"document", "section", "start",
"end", "quote"}], "verdict": "helpful" | "wrong_citation" | "missing", "comment"}.
"""

import json
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.records import RecordReader

VERDICTS = ("helpful", "wrong_citation", "missing")
LARGEST_LINE = 64_000  # bytes
LARGEST_FILE = 100_000_000
_LONGEST = {"question": 10_000, "status": 40, "answer": 20_000, "comment": 2_000}
_MOST_CITATIONS = 50
_LONGEST_QUOTE, _LONGEST_NAME, _MOST_LABELS = 2_000, 500, 20


class FeedbackRefused(Exception):
    """Feedback that is not kept; `why` is a key of the page's wording."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation of the answer that is judged."""

    document: str
    section: tuple[str, ...]
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """One judgement of one answer."""

    time: str
    question: str
    status: str
    answer: str
    citations: tuple[Cited, ...]
    verdict: str
    comment: str


def parse_feedback(body: Any, now: datetime | None = None) -> Feedback:
    """Feedback as a browser sends it, its time set here. Raises FeedbackRefused for what is none."""
    if not isinstance(body, dict) or body.get("verdict") not in VERDICTS:
        raise FeedbackRefused("bad_feedback")
    texts = {name: _text(body.get(name, ""), most) for name, most in _LONGEST.items()}
    cited = body.get("citations", [])
    if not texts["question"].strip() or not isinstance(cited, list) or len(cited) > _MOST_CITATIONS:
        raise FeedbackRefused("bad_feedback")
    time = (now or datetime.now(UTC)).isoformat(timespec="seconds")
    return Feedback(
        time=time,
        citations=tuple(_cited(one) for one in cited),
        verdict=body["verdict"],
        **texts,
    )


def append_feedback(path: Path, feedback: Feedback) -> None:
    """Add a line to the file. It is written in one piece to the end, so that writers at the same
    time do not mix. Raises FeedbackRefused for a line that is too large or a file that is full."""
    fields = {name: getattr(feedback, name) for name in Feedback.__slots__}
    fields["citations"] = [
        {"document": c.document, "section": list(c.section)}
        | {"start": c.start, "end": c.end, "quote": c.quote}
        for c in feedback.citations
    ]
    line = (json.dumps(fields, ensure_ascii=False) + "\n").encode("utf-8", "replace")
    if len(line) > LARGEST_LINE:
        raise FeedbackRefused("feedback_too_large")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        if os.fstat(descriptor).st_size + len(line) > LARGEST_FILE:
            raise FeedbackRefused("feedback_full")
        os.write(descriptor, line)
    finally:
        os.close(descriptor)


def with_sources(feedback: Feedback, records: RecordReader) -> Feedback:
    """The same with documents by their sources, which question sets know them by, and the words of
    their quotes from the documents themselves; what is not in the index (any more) stays as given."""
    numbers = {card.id: number for number, card in enumerate(records.cards)}
    cited = []
    for one in feedback.citations:
        if one.document in numbers:
            number = numbers[one.document]
            text = records.document(number).text[one.start : one.end][:_LONGEST_QUOTE]
            one = replace(one, document=records.cards[number].source, quote=text or one.quote)
        cited.append(one)
    return replace(feedback, citations=tuple(cited))


def _cited(one: Any) -> Cited:
    if not isinstance(one, dict):
        raise FeedbackRefused("bad_feedback")
    section, start, end = one.get("section", []), one.get("start"), one.get("end")
    if not (isinstance(section, list) and len(section) <= _MOST_LABELS):
        raise FeedbackRefused("bad_feedback")
    if type(start) is not int or type(end) is not int or not 0 <= start <= end < 1 << 31:
        raise FeedbackRefused("bad_feedback")
    return Cited(
        document=_text(one.get("document"), _LONGEST_NAME),
        section=tuple(_text(label, _LONGEST_NAME) for label in section),
        start=start,
        end=end,
        quote=_text(one.get("quote"), _LONGEST_QUOTE),
    )


def _text(value: Any, most: int) -> str:
    """A text, cut to `most` characters; raises FeedbackRefused for anything else."""
    if not isinstance(value, str):
        raise FeedbackRefused("bad_feedback")
    return value[:most]
