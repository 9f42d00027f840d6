"""Explanations on the command line: why a passage was found, and why an expected one was not."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.fold import fold
from rag.engine import Engine
from rag.retrieve import Retriever
from rag.weights import RetrievalConfig
from ui.cli import main

Run = Callable[..., tuple[int, str, str]]
DOGS = "云岭市养犬管理条例第四条罚款是多少"
QUESTIONS = [
    DOGS,
    "日志保存",
    "用水計量設施罰款",
    "临江市节约用水管理办法的适用范围",
    "临政发〔2022〕8号第三条",
    "青川市智慧交通三年行动方案有几章",
    "电子站牌在第几页",
    "本办法施行日期",
]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], library_index: Path) -> Run:
    """Run `wenju search` over the made-up documents."""

    def run_(*arguments: str) -> tuple[int, str, str]:
        code = main(["search", *arguments, "--index", str(library_index)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run_


def as_json(ran: tuple[int, str, str]) -> Any:
    assert ran[0] == 0, ran[2]
    return json.loads(ran[1])


# --explain


def test_an_explanation_shows_what_was_understood_the_filter_the_words_and_the_parts(
    run: Run,
) -> None:
    result = as_json(run(DOGS, "--explain", "--json", "--document", "养犬", "--year", "2020-2021"))
    assert list(result) == ["id", "question", "hits", "understood", "filter"]
    assert result["filter"] == {
        "documents": ["养犬"],
        "issuers": [],
        "regions": [],
        "families": [],
        "years": [2020, 2021],
        "published": None,
        "effective": None,
        "as_of": "",
        "statuses": [],
    }
    result = as_json(run(DOGS, "--explain", "--json"))
    assert result["understood"] == {
        "asks": "amount",
        "documents": ["云岭市养犬管理条例"],
        "number": None,
        "references": ["第四条"],
        "places": [],
        "periods": [],
        "issuers": [],
        "times": [],
    }
    for hit in result["hits"]:
        parts = dict(hit["explain"])
        assert all(isinstance(word, str) for word in parts.pop("words"))
        assert {"total", "bm25", "dense", "soft", "title", "reference", "place"} <= set(parts)
        assert all(isinstance(part, float) for part in parts.values())
        assert parts["total"] == pytest.approx(hit["score"])


def test_without_explain_nothing_is_explained(run: Run) -> None:
    result = as_json(run(DOGS, "--json"))
    assert list(result) == ["id", "question", "hits"]
    assert all("explain" not in hit for hit in result["hits"])
    assert "理解为" not in run(DOGS)[1]


@pytest.mark.parametrize("question", [*QUESTIONS, "云岭市养犬条例第一条", "What is 犬绳 for?"])
def test_words_matched_stand_in_the_question_and_in_the_passage(
    library: Engine, question: str
) -> None:
    hits = library.search(question)
    words = library.explain(question, hits).words
    assert len(words) == len(hits) and any(words)
    for hit, own in zip(hits, words, strict=True):
        texts = [fold(text) for text in (hit.card.title, *hit.chunk.path, hit.chunk.text)]
        for word in own:
            assert len(word) > 1 and word in fold(question)
            assert any(word in text for text in texts), (word, hit.card.source)
        assert len(set(own)) == len(own)


def test_words_matched_are_the_ones_a_reader_sees(library: Engine) -> None:
    question = "携犬出户的犬绳多长"
    hits = library.search(question)
    words = library.explain(question, hits).words[0]
    assert "携犬出户" in words and any("犬绳" in word for word in words)
    assert library.explain(question, []).words == ()


def test_an_explanation_as_text_reads_like_one(run: Run) -> None:
    code, out, err = run("河北2021年养犬登记证怎么办", "--explain", "--document", "养犬")
    assert (code, err) == (0, "")
    first = out.splitlines()[0]
    assert first.startswith("理解为：问的是办法")
    for named in ("地区：河北", "时间：2021", "documents=", "养犬"):
        assert named in first
    assert "相同词语：" in out and "养犬登记证" in out and "bm25=" in out


def test_an_explanation_of_nothing_found_still_tells_what_was_understood(run: Run) -> None:
    code, out, _ = run("养犬", "--explain", "--region", "西藏")
    assert code == 0
    assert "理解为" in out and "西藏" in out and "没有找到" in out
    result = as_json(run("养犬", "--explain", "--json", "--region", "西藏"))
    assert result["hits"] == [] and result["filter"]["regions"] == ["西藏"]


# --why-not


def test_why_not_tells_a_place_field_by_field(run: Run, library: Engine) -> None:
    result = as_json(run(DOGS, "--why-not", "养犬#第四条", "--json"))
    assert list(result) == ["id", "question", "expected"]
    (one,) = result["expected"]
    assert list(one) == [
        "source",
        "section",
        "start",
        "end",
        "allowed",
        "bm25_rank",
        "dense_rank",
        "rank",
        "score",
        "verdict",
    ]
    assert one["source"] == "云岭市养犬管理条例.txt" and one["allowed"] is True
    number = next(n for n, c in enumerate(library.reader.records.cards) if "养犬" in c.title)
    text = library.reader.records.document(number).text[one["start"] : one["end"]]
    assert "第四条" in text
    assert one["rank"] == 1 and "在前10名之中：第1名" in one["verdict"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_why_not_and_search_agree_on_every_rank(library: Engine, question: str) -> None:
    """Also where the structure of a document answers and where passages repeat others."""
    for hit in library.search(question, 10):
        found = library.why_not(question, hit.card.source, 10)
        assert len(found) <= 5
        same = [one for one in found if one.start == hit.chunk.start]
        if same:
            assert same[0].rank == hit.rank
            assert f"在前10名之中：第{hit.rank}名" in same[0].verdict
            assert same[0].score == hit.score
        else:
            assert all(one.rank and one.rank < hit.rank for one in found)


def test_a_place_inside_the_first_k_for_one_k_is_behind_for_a_smaller(library: Engine) -> None:
    hit = library.search("用水计量设施罚款", 10)[3]
    target = f"{hit.card.source}#{hit.chunk.path[-1]}" if hit.chunk.path else hit.card.source
    inside = library.why_not("用水计量设施罚款", target, 4)
    behind = library.why_not("用水计量设施罚款", target, 3)
    place = next(i for i, one in enumerate(inside) if one.start == hit.chunk.start)
    assert inside[place].verdict == "在前4名之中：第4名"
    assert behind[place].rank == 4
    assert behind[place].verdict.startswith("候选第4名") and "比第1名" in behind[place].verdict


def test_a_passage_that_repeats_a_better_one_is_said_to(library: Engine) -> None:
    question = "用水计量设施罚款"
    hits = library.search(question, 20)
    repeat = next(hit for hit in hits if hit.repeats)
    found = library.why_not(question, repeat.card.source, repeat.rank - 1)
    same = next(one for one in found if one.start == repeat.chunk.start)
    assert same.rank == repeat.rank
    assert f"与第{repeat.repeats}名" in same.verdict and "相同" in same.verdict


def test_a_place_that_the_filter_excludes_is_said_to(run: Run, library: Engine) -> None:
    result = as_json(run(DOGS, "--why-not", "养犬", "--document", "节约用水", "--json"))
    for one in result["expected"]:
        assert one["allowed"] is False and one["rank"] is None
        assert one["verdict"] == "被筛选条件排除"
    code, out, _ = run(DOGS, "--why-not", "养犬", "--document", "节约用水")
    assert code == 0 and "云岭市养犬管理条例.txt" in out and "被筛选条件排除" in out


def test_a_place_that_is_no_candidate_is_said_to_be_none(library: Engine) -> None:
    few = Retriever(library.reader, RetrievalConfig(pool=1))
    engine = Engine(library.reader, few, library.citer)
    (one,) = engine.why_not("犬绳", "智慧交通#完善停车诱导")
    assert one.allowed and one.rank is None and one.score is None and one.bm25_rank is None
    assert one.verdict.startswith("不在候选之中") and "字面无" in one.verdict


@pytest.mark.parametrize(
    ("target", "named"),
    [
        ("不存在的文件", "不存在的文件"),
        ("养犬#第九十九章", "第九十九章"),
        ("", "no document"),
        ("#第四条", "no document"),
        (" # ", "no document"),
    ],
)
def test_an_unknown_document_or_section_is_not_found(run: Run, target: str, named: str) -> None:
    for options in ([], ["--json"]):
        code, out, err = run(DOGS, "--why-not", target, *options)
        assert (code, out) == (3, "")
        assert err.startswith("wenju: ") and err.count("\n") == 1 and named in err


def test_a_target_may_be_written_in_any_form(run: Run) -> None:
    forms = ["养犬#第四条", "養犬#第四條", "云岭市养犬管理条例.txt#第四条", " 养犬 # 第四条 "]
    results = [as_json(run(DOGS, "--why-not", form, "--json"))["expected"] for form in forms]
    assert all(result == results[0] for result in results)


def test_the_text_of_why_not_names_source_section_and_verdict(run: Run) -> None:
    code, out, err = run(DOGS, "--why-not", "养犬#第四条")
    assert (code, err) == (0, "")
    assert "云岭市养犬管理条例.txt" in out and "第四条" in out and "在前10名之中" in out
