"""What search, ask and cite print: the JSON contract field by field, and the text for people."""

from pathlib import Path

import pytest
from commands import CARD, FACT, LISTED, NOTHING, Run

from index.types import Document

DOCUMENT = [*CARD, "validity"]


def test_search_gives_hits_field_by_field(run: Run, seed_index: Path, seed: Document) -> None:
    result = run("search", FACT, "--index", seed_index, "-k", "3", "--json").json
    assert list(result) == ["id", "question", "hits"]
    assert (result["id"], result["question"]) == ("", FACT)
    assert [hit["rank"] for hit in result["hits"]] == [1, 2, 3]
    for hit in result["hits"]:
        assert list(hit)[:5] == ["rank", "score", "document", "section", "start"]
        assert list(hit)[5:] == ["end", "page", "text", "repeats"] and hit["page"] is None
        assert hit["repeats"] == 0
        assert isinstance(hit["score"], float)
        assert all(isinstance(label, str) for label in hit["section"])
        assert hit["text"] == seed.text[hit["start"] : hit["end"]]
        assert 0 < len(hit["text"]) <= 600
        validity = hit["document"].pop("validity")
        assert (validity["status"], validity["basis"]) == ("期满", "plan_period")
        assert list(validity) == ["status", "as_of", "since", "basis", "evidence"]
        for proof in validity["evidence"]:
            assert proof["quote"] == seed.text[proof["start"] : proof["end"]] != ""
        assert hit["document"] == {
            "id": seed.id,
            "title": seed.title,
            "source": "山西省“十四五”14个战略性新兴产业规划.txt",
            "number": "晋政发〔2021〕17号",
            "issuer": "山西省人民政府",
            "published": "2021-05-27",
            "status": "现行有效",
        }
        assert list(hit["document"]) == CARD
    assert result["hits"][0]["section"][0] == "一、“十三五”回顾"


def test_search_explains_its_scores_on_request(run: Run, seed_index: Path) -> None:
    result = run("search", FACT, "--index", seed_index, "--json", "--explain").json
    for hit in result["hits"]:
        assert {"bm25", "dense", "total", "words"} <= set(hit["explain"])
        parts = [part for name, part in hit["explain"].items() if name != "words"]
        assert all(isinstance(part, float) for part in parts)
    plain = run("search", FACT, "--index", seed_index, "--explain")
    assert "bm25=" in plain.out


def test_search_gives_ten_hits_unless_told(run: Run, library_index: Path) -> None:
    assert len(run("search", "用水", "--index", library_index, "--json").json["hits"]) == 10
    assert (
        len(run("search", "用水", "--index", library_index, "--json", "-k", "2").json["hits"]) == 2
    )


@pytest.mark.parametrize(
    ("question", "status", "cites"),
    [(FACT, "answered", True), (LISTED, "listed_only", True), (NOTHING, "insufficient", False)],
)
def test_ask_gives_an_answer_field_by_field(
    run: Run, seed_index: Path, seed: Document, question: str, status: str, cites: bool
) -> None:
    result = run("ask", question, "--index", seed_index, "--json").json
    assert list(result)[:6] == ["id", "question", "status", "answer", "citations", "notices"]
    assert (result["id"], result["question"], result["status"]) == ("", question, status)
    assert isinstance(result["answer"], str)
    assert all(isinstance(notice, str) for notice in result["notices"])
    assert bool(result["citations"]) == cites
    for number, citation in enumerate(result["citations"], 1):
        fields = ["id", "document", "section", "start", "end", "page", "quote", "link", "marks"]
        assert list(citation) == fields
        assert list(citation["document"]) == DOCUMENT
        assert citation["id"] == number
        assert f"[{number}]" in result["answer"]
        assert citation["quote"] == seed.text[citation["start"] : citation["end"]]
        assert all(isinstance(label, str) for label in citation["section"])


def test_cite_writes_references_and_context_where_asked(run: Run, seed_index: Path) -> None:
    words = "省级以上工业类开发区达到69个"
    asked = ("cite", words, "--index", seed_index)
    match = run(*asked, "--json", "--style", "legal", "--context").json["matches"][0]
    assert match["reference"] == (
        "《山西省人民政府关于印发山西省“十四五”14个战略性新兴产业规划的通知》，晋政发〔2021〕17号，"
        "第一部分（一）第3项。"
    )
    assert words in match["context"]["section"]["text"]
    assert [h["label"] for h in match["context"]["parents"]] == ["一、“十三五”回顾", "(一)发展现状"]
    item = run(*asked, "--json", "--style", "csl").json["matches"][0]["reference"]
    assert item["number"] == "晋政发〔2021〕17号"
    shown = run(*asked, "--style", "gbt7714", "--context").out
    assert "[A]. 2021-05-27：第一部分（一）第3项." in shown
    assert "上级：一、“十三五”回顾 > (一)发展现状" in shown
    again = run("cite", match["link"], "--index", seed_index, "--json").json
    assert [found["quote"] for found in again["matches"]] == [words]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("工业战略性新兴产业增加值年均增长7.8%", "verified"),
        ("工业战略性新兴产业增加值年均增长8.7%", "altered"),
        ("质量效益稳步提高,共有31个国家级、372个省级企业技术中心", "stitched"),
        ("《湖南省规划》规定“工业战略性新兴产业增加值年均增长7.8%”", "misattributed"),
        ("中华人民共和国公民在法律面前一律平等", "not_found"),
        ("一、（一）2", "verified"),
    ],
)
def test_cite_gives_a_verdict_field_by_field(
    run: Run, seed_index: Path, seed: Document, text: str, verdict: str
) -> None:
    result = run("cite", text, "--index", seed_index, "--json").json
    assert list(result)[:4] == ["id", "text", "verdict", "matches"]
    assert (result["id"], result["text"], result["verdict"]) == ("", text, verdict)
    assert bool(result["matches"]) == (verdict != "not_found")
    for match in result["matches"]:
        fields = ["document", "section", "start", "end", "page", "quote", "difference", "link"]
        assert list(match) == fields
        assert list(match["document"]) == DOCUMENT
        assert match["quote"] == seed.text[match["start"] : match["end"]]
        assert bool(match["difference"]) == (verdict == "altered")


def test_a_source_is_the_path_below_the_folder_given(run: Run, library_index: Path) -> None:
    result = run("cite", "临政发〔2022〕8号第六条", "--index", library_index, "--json").json
    assert result["matches"][0]["document"]["source"] == "水/临江市节约用水管理办法.txt"


def test_text_output_shows_answer_place_and_number(run: Run, seed_index: Path) -> None:
    ran = run("ask", FACT, "--index", seed_index)
    assert ran.code == 0
    assert "〔已回答〕" in ran.out
    assert "7.8%" in ran.out
    assert "晋政发〔2021〕17号" in ran.out
    assert "(一)发展现状" in ran.out
    assert "[1]" in ran.out
    assert "〔目录有、正文无〕" in run("ask", LISTED, "--index", seed_index).out
    assert "〔未找到答案〕" in run("ask", NOTHING, "--index", seed_index).out
    assert "〔属实〕" in run("cite", "规划期为2021—2025年", "--index", seed_index).out
    altered = run("cite", "工业战略性新兴产业增加值年均增长8.7%", "--index", seed_index)
    assert "〔与原文不同〕" in altered.out
    assert "差异：" in altered.out
    assert "1. 《山西省" in run("search", FACT, "--index", seed_index).out
    assert run("search", "zxqv", "--index", seed_index).code == 0
