"""Cases, metrics against slow obvious twins, and the run that writes them down."""

import json
import random
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from eval.cases import Case, load_cases
from eval.metrics import (
    cites_gold,
    contains_answer,
    quote_ranks,
    recall,
    reciprocal_rank,
    shares_evidence,
)
from eval.run import Row, run_cases, summarise, write_run
from index.errors import NotFoundError, UsageError
from rag.engine import Engine

GROWTH = "工业战略性新兴产业增加值年均增长7.8%"
RIGHT = Case("r", "fact", "增加值年均增长多少？", True, "answered", ("a",), (GROWTH,), (("7.8%",),))
UNANSWERABLE = Case("u", "no", "山西有多少家上市公司？", False, "insufficient", (), (), ())
BROKEN = replace(RIGHT, id="b", type="broken", question="问" * 10_000)


def _file(folder: Path, *lines: str) -> Path:
    path = folder / "cases.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_a_case_is_read_with_all_its_fields(tmp_path: Path) -> None:
    row = {
        "id": 7,
        "type": "fact",
        "question": "规划期是哪几年？",
        "answerable": True,
        "status": "answered",
        "documents": ["a.txt"],
        "quotes": ["规划期为2021—2025年"],
        "answer": [["2021—2025", "2021至2025"], "年"],
        "note": "ignored",
    }
    (case,) = load_cases(_file(tmp_path, "", json.dumps(row, ensure_ascii=False), ""))
    assert case == Case(
        "7",
        "fact",
        "规划期是哪几年？",
        True,
        "answered",
        ("a.txt",),
        ("规划期为2021—2025年",),
        (("2021—2025", "2021至2025"), ("年",)),
    )


def test_what_is_left_out_of_a_case_has_a_default(tmp_path: Path) -> None:
    lines = [
        '{"id": "1", "question": "问？"}',
        '{"id": "2", "question": "问？", "answerable": false}',
    ]
    first, second = load_cases(_file(tmp_path, *lines))
    assert (first.answerable, first.status, first.quotes) == (True, "answered", ())
    assert (second.answerable, second.status) == (False, "insufficient")


def test_a_mark_at_the_start_and_odd_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    text = '\ufeff{"id": "1", "question": "甲\u2028乙？"}\r\n{"id": "2", "question": "丙？"}\r\n'
    path.write_bytes(text.encode())
    assert [case.question for case in load_cases(path)] == ["甲\u2028乙？", "丙？"]


def test_all_bad_lines_are_named_at_once_with_their_numbers(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        '{"id": "1", "question": "好？"}',
        "no json",
        '{"id": "3"}',
        '{"id": "4", "question": "  "}',
        '["a list"]',
        '{"id": "1", "question": "又？"}',
    )
    with pytest.raises(UsageError) as raised:
        load_cases(path)
    message = str(raised.value)
    for number in (2, 3, 4, 5, 6):
        assert f"line {number}: " in message
    assert "line 1: " not in message
    assert "'1' occurs twice" in message


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xff\xfe\x00", b"{"])
def test_a_file_without_cases_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"cases\.jsonl"):
        load_cases(path)


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(NotFoundError, match="is no file"):
            load_cases(path)


def _slow_recall(quotes: list[str], passages: list[str], k: int) -> float:
    found = 0
    for quote in quotes:
        for rank in range(min(k, len(passages))):
            if quote in passages[rank]:
                found += 1
                break
    return found / len(quotes) if quotes else 0.0


def _slow_reciprocal(quotes: list[str], passages: list[str]) -> float:
    ranks = [i + 1 for i in range(10) for q in quotes if i < len(passages) and q in passages[i]]
    return 1 / min(ranks) if ranks else 0.0


def test_recall_and_reciprocal_rank_equal_their_slow_twins() -> None:
    rng = random.Random(3)
    for _ in range(300):
        words = ["".join(rng.choices("甲乙丙丁", k=2)) for _ in range(12)]
        passages = [
            "".join(rng.choices("甲乙丙丁", k=rng.randint(0, 6))) for _ in range(rng.randint(0, 14))
        ]
        quotes = rng.sample(words, rng.randint(0, 3))
        for k in (1, 3, 5, 10):
            assert recall(quote_ranks(quotes, passages), k) == pytest.approx(
                _slow_recall(quotes, passages, k)
            )
        assert reciprocal_rank(quote_ranks(quotes, passages)) == pytest.approx(
            _slow_reciprocal(quotes, passages)
        )


def test_metrics_by_hand() -> None:
    passages = ["甲乙", "丙丁", "戊己"]
    assert recall(quote_ranks(["丙", "己"], passages), 1) == 0.0
    assert recall(quote_ranks(["丙", "己"], passages), 2) == 0.5
    assert recall(quote_ranks(["丙", "己"], passages), 3) == 1.0
    assert reciprocal_rank(quote_ranks(["己", "丁"], passages)) == 0.5
    assert reciprocal_rank(quote_ranks(["己"], passages), k=2) == 0.0
    assert recall(quote_ranks([], passages), 3) == reciprocal_rank(quote_ranks([], passages)) == 0.0


def test_metrics_forgive_the_form_of_writing_only() -> None:
    assert recall(quote_ranks(["年均增长７．８％"], ["年均\n增长7.8%"]), 1) == 1.0
    assert recall(quote_ranks(["年均增长7.9%"], ["年均增长7.8%"]), 1) == 0.0
    assert contains_answer([["２０２１—２０２５", "没有"], ["年"]], "规划期为2021—2025年")
    assert not contains_answer([["2021—2025"], ["月"]], "规划期为2021—2025年")
    assert contains_answer([], "什么都行")


def test_a_citation_counts_when_it_holds_the_gold_or_lies_in_it() -> None:
    assert cites_gold(["甲乙丙"], ["零甲乙丙丁"])
    assert cites_gold(["甲乙丙"], ["乙"])
    assert not cites_gold(["甲乙丙"], ["丙丁"])
    assert not cites_gold(["甲乙丙"], [])
    assert not cites_gold([], ["甲"])


@pytest.fixture(scope="module")
def rows(seed_engine: Engine) -> list[Row]:
    return run_cases(seed_engine, [RIGHT, UNANSWERABLE, BROKEN])


def test_a_case_becomes_a_row(rows: list[Row]) -> None:
    right, refused, _ = rows
    assert (right.id, right.status, right.hit_at_1, right.reciprocal_rank) == (
        "r",
        "answered",
        1.0,
        1.0,
    )
    assert (right.answer_right, right.cites_gold, right.error) == (True, True, "")
    assert right.citations == right.citations_exact >= 1
    assert 0 < right.longest_quote <= 200
    assert right.seconds >= 0
    assert (refused.status, refused.citations) == ("insufficient", 0)
    assert (refused.hit_at_1, refused.answer_right, refused.cites_gold) == (None, None, None)


def test_an_error_is_a_row_that_scores_nothing(rows: list[Row]) -> None:
    broken = rows[2]
    assert broken.status == "error"
    assert "10000 characters" in broken.error
    assert (broken.hit_at_1, broken.hit_at_10, broken.reciprocal_rank) == (0.0, 0.0, 0.0)
    assert (broken.answer_right, broken.cites_gold, broken.citations) == (False, False, 0)
    assert len(rows) == 3


def test_the_summary_is_the_mean_of_the_rows(rows: list[Row]) -> None:
    summary = summarise(rows)
    assert list(summary) == ["all", "fact", "no", "broken"]
    overall = summary["all"]
    assert (overall["cases"], overall["errors"]) == (3, 1)
    assert overall["hit@1"] == overall["answer_right"] == overall["mrr@10"] == 0.5
    assert overall["false_refusals"] == 0.5  # the broken case is no answer
    assert overall["right_refusals"] == overall["citations_exact"] == 1.0
    assert summary["no"]["hit@1"] is None
    assert summary["broken"]["citations_exact"] is None


def test_an_error_can_never_raise_a_mean(rows: list[Row]) -> None:
    with_error, without = summarise(rows)["all"], summarise(rows[:2])["all"]
    for name in ("hit@1", "hit@3", "hit@5", "hit@10", "mrr@10", "answer_right", "cites_gold"):
        assert with_error[name] < without[name]
    assert with_error["false_refusals"] > without["false_refusals"]


def test_a_failed_refusal_is_not_a_right_one(seed_engine: Engine) -> None:
    failed = replace(UNANSWERABLE, question="问" * 10_000)
    assert summarise(run_cases(seed_engine, [failed]))["all"]["right_refusals"] == 0.0


def test_a_run_folder_holds_rows_summary_and_config(rows: list[Row], tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "one"
    summary = write_run(folder, rows, {"embedder": "内置"})
    assert sorted(p.name for p in folder.iterdir()) == ["config.json", "rows.jsonl", "summary.json"]
    lines = (folder / "rows.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [asdict(row) for row in rows]
    assert json.loads((folder / "summary.json").read_text("utf-8")) == summary == summarise(rows)
    assert json.loads((folder / "config.json").read_text("utf-8")) == {"embedder": "内置"}


def test_progress_counts_every_case(seed_engine: Engine) -> None:
    seen: list[tuple[int, int]] = []
    run_cases(seed_engine, [RIGHT, BROKEN], lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("evidence", "passage", "shared"),
    [
        ((10, 30), (0, 100), True),  # inside
        ((0, 100), (10, 30), True),  # around
        ((0, 100), (50, 150), True),  # just half of both
        ((0, 100), (51, 151), False),
        ((0, 100), (100, 200), False),  # neighbours
        ((0, 100), (300, 400), False),
    ],
)
def test_a_passage_shows_evidence_when_half_of_the_shorter_is_shared(
    evidence: tuple[int, int], passage: tuple[int, int], shared: bool
) -> None:
    assert shares_evidence(evidence, passage) is shared
    assert shares_evidence(passage, evidence) is shared


def test_gold_by_place_finds_the_passage_without_its_text(
    seed_engine: Engine, tmp_path: Path
) -> None:
    document = seed_engine.reader.records.document(0)
    start = document.text.index("工业战略性新兴产业增加值")
    row = {
        "id": "P1",
        "question": "“十三五”以来山西工业战略性新兴产业增加值年均增长多少？",
        "evidence": [{"document": document.source, "start": start, "end": start + 34}],
    }
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    rows = run_cases(seed_engine, load_cases(path))
    assert rows[0].hit_at_1 == 1.0
    assert rows[0].cites_gold is True
