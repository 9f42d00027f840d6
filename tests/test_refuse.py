"""Refusals and their reasons, through the command line as a user meets them."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from eval.calibrate import (
    FALSE_REFUSALS,
    Row,
    across,
    fit,
    fitted_to,
    length_matched,
    reliability,
    table,
)
from eval.cases import Case
from eval.removed import HidingRetriever, gold_spans
from index.reader import open_index
from rag.confidence import FITTED, Figures, fitted
from rag.engine import Engine
from rag.extract import rank_sentences
from rag.query import parse_query
from rag.refuse import RefusalConfig, ruled_out
from rag.retrieve import RetrievalConfig
from rag.values import measured
from ui.cli import main

DOGS = "云岭市养犬管理条例"


def ask(capsys: pytest.CaptureFixture[str], index: Path, *words: str) -> dict[str, Any]:
    assert main(["ask", *words, "--index", str(index), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("宇宙大爆炸发生在什么时候？", "没有找到足够相近的段落"),
        ("新能源汽车补贴多少钱？", "相近段落没有写明所问的金额"),
        ("开发区的材料去哪儿报名？", "相近段落没有写明怎么办理"),
        ("光伏产业链上的企业在哪个体育馆开会？", "相近段落没有写明是哪个体育馆"),
        ("2030年全省新兴产业营收要达到多少亿元？", "相近段落没有写明所问的金额"),
    ],
)
def test_the_reason_of_a_refusal_is_told(
    capsys: pytest.CaptureFixture[str], seed_index: Path, question: str, reason: str
) -> None:
    result = ask(capsys, seed_index, question)
    assert result["status"] == "insufficient"
    assert reason in result["answer"]
    assert result["citations"] == [] and result["confidence"] < 0.5


def test_what_only_the_contents_list_is_told_as_that(
    capsys: pytest.CaptureFixture[str], seed_index: Path
) -> None:
    result = ask(capsys, seed_index, "通用航空产业的发展目标是什么？")
    assert result["status"] == "listed_only"
    assert "目录列有此节" in result["answer"] and result["citations"]


def test_the_document_that_a_filter_leaves_out_is_named(
    capsys: pytest.CaptureFixture[str], library_index: Path
) -> None:
    question = "携犬出户的犬绳长度不能超过多少米？"
    free = ask(capsys, library_index, question)
    assert free["status"] == "answered"
    title = free["citations"][0]["document"]["title"]
    assert title == DOGS
    for filter_ in (["--document", "数据安全条例"], ["--year", "1950"]):
        kept = ask(capsys, library_index, question, *filter_)
        assert kept["status"] == "insufficient"
        assert title not in kept["answer"]
        assert any("被筛选条件排除" in n and title in n for n in kept["notices"])


def test_a_filter_that_leaves_no_answer_out_names_nothing(
    capsys: pytest.CaptureFixture[str], library_index: Path
) -> None:
    kept = ask(capsys, library_index, "宇宙大爆炸发生在什么时候？", "--document", "数据安全条例")
    assert kept["status"] == "insufficient"
    assert not any("被筛选条件排除" in notice for notice in kept["notices"])


def test_what_ships_was_fitted_and_is_read() -> None:
    stored = json.loads(FITTED.read_text("utf-8"))
    assert stored["commit"] and stored["questions"] > 500
    found = fitted()
    assert 0 < found.least < 0.6 and 0 < found.ruled < 0.7
    bare = Figures(*[0.0] * len(fields(Figures)))
    assert 0 < found.chance(bare) < 1


def test_a_regression_finds_the_figure_that_tells() -> None:
    import numpy as np

    chance = np.random.default_rng(0)
    rows = chance.normal(size=(400, 3))
    answerable = rows[:, 1] + 0.3 * chance.normal(size=400) > 0
    bias, weights = fit(rows, answerable, np.ones(400))
    assert weights[1] > 5 * np.abs(weights[[0, 2]]).max()
    assert ((bias + rows @ weights > 0) == answerable).mean() > 0.85


def _rows(count: int) -> list[Row]:
    """Rows whose `reading` tells; the unanswerable ones are short, and one in three is ruled out."""
    rows = []
    for number in range(count):
        answerable = number % 2 == 0
        reading = 0.6 + 0.1 * (number % 5) if answerable else 0.3 + 0.1 * (number % 5)
        found = Figures(0.5, 0.5, reading, 1.0, 0.5, 0.0, 0.1, 0.1, 0.1, 0.1, 0.0)
        length = 30 if answerable and number % 4 else 16
        ruled = not answerable and number % 3 == 0
        rows.append(Row("set", str(number), length, answerable, 1.0, ruled, found))
    return rows


def test_a_fit_refuses_as_many_as_it_may_and_is_reliable() -> None:
    rows = _rows(400)
    found = fitted_to(rows)
    assert found.weights.reading > 0 and found.ruled < 0.2
    below = [found.chance(row.figures) < found.least for row in rows if row.answerable]
    assert sum(below) / len(below) <= FALSE_REFUSALS
    chances, refused = across(rows)
    yes = [row.answerable for row in rows]
    assert sum(c for c, y in zip(chances, yes, strict=True) if y) / 200 > 0.7
    assert all(refused[i] for i, row in enumerate(rows) if row.ruled)
    for mean, share, _ in reliability(rows, chances):
        assert abs(mean - share) < 0.3
    assert table(rows).shape == (400, len(fields(Figures)))


def test_the_length_of_a_question_is_no_sign() -> None:
    rows = _rows(400)
    weights = length_matched(rows)
    short = sum(w for w, r in zip(weights, rows, strict=True) if r.answerable and r.length == 16)
    long = sum(w for w, r in zip(weights, rows, strict=True) if r.answerable and r.length == 30)
    assert short == pytest.approx(200)
    assert long < short / 4 + 60


def test_a_hidden_answer_is_not_found(library_index: Path) -> None:
    reader = open_index(library_index)
    question = "携犬出户的犬绳长度不能超过多少米？"
    answer = Engine.open(library_index).ask(question).citations[0]
    quotes = (answer.quote,)
    case = Case("1", "fact", question, True, "answered", (answer.card.source,), quotes, ())
    spans = gold_spans(reader, case)
    assert [(s, e) for _, s, e in spans] == [(answer.start, answer.end)]
    retriever = HidingRetriever(reader)
    query = parse_query(question)
    assert any(answer.quote in hit.chunk.text for hit in retriever.search(query, 20))
    retriever.hide(spans)
    assert not any(answer.quote in hit.chunk.text for hit in retriever.search(query, 20))
    retriever.hide(())
    assert any(answer.quote in hit.chunk.text for hit in retriever.search(query, 20))


def test_nothing_found_is_a_reason(library_index: Path) -> None:
    assert "没有找到" in str(ruled_out(open_index(library_index), parse_query("养犬"), []))
    assert measured("三峡升船机最大能过多少吨的船") is not None


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("云岭市养犬条例从哪天开始施行？", None),
        ("养犬管理条例什么时候施行？", None),
        ("国家养犬法从哪天开始施行？", "索引中没有“国家养犬法”"),
    ],
)
def test_the_day_of_another_law_is_no_answer(
    library: Engine, question: str, told: str | None
) -> None:
    answer = library.ask(question)
    if told is None:
        assert [citation.card.title for citation in answer.citations] == [DOGS]
    else:
        assert told in answer.text and not answer.citations


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("“111”“1331”“136”三大工程是指什么？", True),
        ("在太原开厂，规划要求各部门怎么做好宏观统筹？", True),
        ("太原市有多少个省级企业技术中心？", False),
        ("“特别暖心”的企业有哪些？", True),
    ],
)
def test_a_province_rules_its_cities_and_does_not_count_them(
    seed_engine: Engine, question: str, answers: bool
) -> None:
    answer = seed_engine.ask(question)
    assert ("相近段落讲的不是太原" in answer.text) == (not answers)
    assert "文件中没有出现" not in answer.text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("个人养犬应当取得登记证，水电站的锅炉也要办吗？", "水电站的锅炉"),
        ("天竺鼠算宠物还是实验动物？", "天竺鼠"),
        ("养犬登记证也要办吗？", ""),
    ],
)
def test_what_a_question_is_really_about_has_to_be_there(
    library: Engine, question: str, told: str
) -> None:
    query = parse_query(question)
    candidates = rank_sentences(library.reader, query, library.retriever.search(query, 20))
    reason = ruled_out(library.reader, query, candidates, RefusalConfig(0, 0, 0, 0, 0, 0))
    assert (reason == f"相近段落没有说到“{told}”") == bool(told)


def test_a_question_in_another_language_is_not_judged_in_a_crowd(seed_index: Path) -> None:
    """The figures that tell an answer from what is only near are fitted to Chinese questions."""
    question = "Which companies co-developed the Hengshan server?"
    alone = Engine.open(seed_index).ask(question)
    assert alone.status == "answered"
    crowded = Engine.open(seed_index, RetrievalConfig(worth_reading=1)).ask(question)
    assert crowded.status == "insufficient"
    assert "不是用中文提的" in crowded.text
    assert crowded.nearest and not crowded.citations
