"""Feedback: what is kept, what is refused, and writers at the same time."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ui import feedback
from ui.feedback import FeedbackRefused, append_feedback, parse_feedback

BODY: dict[str, Any] = {
    "question": "绿茶采摘时间是什么时候？",
    "status": "answered",
    "answer": "“每年四月”[1]",
    "citations": [
        {"document": "办法.txt", "section": ["第二条"], "start": 3, "end": 7, "quote": "每年四月"}
    ],
    "verdict": "wrong_citation",
    "comment": "引的不是<b>这一条</b>\n第二行",
}


def test_a_line_holds_exactly_what_was_agreed(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    append_feedback(path, parse_feedback(BODY, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)))
    append_feedback(path, parse_feedback(BODY | {"verdict": "helpful", "extra": 1}))
    first, second = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    assert first == {"time": "2026-01-02T03:04:05+00:00", **BODY}
    assert list(first) == [
        *("time", "question", "status", "answer", "citations", "verdict", "comment")
    ]
    assert second["verdict"] == "helpful" and "extra" not in second
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "great"},
        {"verdict": None},
        {"question": "  "},
        {"question": 5},
        {"answer": ["x"]},
        {"citations": {}},
        {"citations": [{}] * 51},
        {"citations": ["x"]},
        {"citations": [BODY["citations"][0] | {"start": -1}]},
        {"citations": [BODY["citations"][0] | {"start": True}]},
        {"citations": [BODY["citations"][0] | {"end": 2}]},
        {"citations": [BODY["citations"][0] | {"section": "第二条"}]},
    ],
)
def test_what_is_no_feedback_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(FeedbackRefused, match="bad_feedback"):
        parse_feedback(BODY | change)
    for body in (None, [], "x", 3):
        with pytest.raises(FeedbackRefused):
            parse_feedback(body)


def test_sizes_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "f.jsonl"
    long = parse_feedback(BODY | {"comment": "长" * 100_000})
    assert len(long.comment) == 2_000
    many = [BODY["citations"][0] | {"quote": "长" * 2_000}] * 50
    with pytest.raises(FeedbackRefused, match="feedback_too_large"):
        append_feedback(path, parse_feedback(BODY | {"citations": many}))
    monkeypatch.setattr(feedback, "LARGEST_FILE", 600)
    append_feedback(path, parse_feedback(BODY))
    with pytest.raises(FeedbackRefused, match="feedback_full"):
        append_feedback(path, parse_feedback(BODY | {"comment": "长" * 200}))


def test_lone_surrogates_do_not_break_the_file(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    append_feedback(path, parse_feedback(BODY | {"comment": "\ud800"}))
    assert json.loads(path.read_text("utf-8"))["comment"] == "?"


def test_writers_at_the_same_time_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"

    def write(number: int) -> None:
        for _ in range(50):
            append_feedback(path, parse_feedback(BODY | {"comment": str(number) * 1_500}))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    comments = [json.loads(line)["comment"] for line in path.read_text("utf-8").splitlines()]
    assert len(comments) == 400 and all(len(set(comment)) == 1 for comment in comments)
