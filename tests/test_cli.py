"""The command line: the JSON contract field by field, exit codes, and one sentence an error."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from index.document import read_document
from index.types import Document
from ui.cli import main

ROOT = Path(__file__).parent.parent
CARD = ["id", "title", "source", "number", "issuer", "published", "status"]
DOCUMENT = [*CARD, "validity"]
FACT = "工业战略性新兴产业增加值年均增长多少？"
LISTED = "半导体产业的发展重点是什么？"
NOTHING = "山西有多少家上市公司？"
HEAVY = ["torch", "sentence_transformers", "transformers", "gradio", "fastapi", "pandas", "numba"]


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run one command in this process."""

    def run_(*arguments: str | Path) -> Ran:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as exit_:
            assert isinstance(exit_.code, int)
            code = exit_.code
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run_


def spawn(
    *arguments: str | bytes | Path, program: tuple[str, ...] = ("-m", "ui.cli"), **env: str
) -> Ran:
    """Run one command in a process of its own."""
    done = subprocess.run(
        [sys.executable, *program, *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | env,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def one_sentence(err: str) -> None:
    """An error is one line for people: no traceback, no second line."""
    assert err.startswith("wenju: ")
    assert err.endswith((".\n", "\n"))
    assert err.count("\n") == 1
    assert "Traceback" not in err


# The contract


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


# Batches


def _batch(folder: Path, *rows: object) -> Path:
    path = folder / "batch.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def test_a_batch_gives_one_result_a_line_in_order(
    run: Run, seed_index: Path, tmp_path: Path
) -> None:
    questions = [NOTHING, FACT, "什么\u2028时候施行？", LISTED, FACT]
    rows = [{"id": f"q{9 - i}", "question": question} for i, question in enumerate(questions)]
    path = _batch(tmp_path, *rows)
    for command, field in (("ask", "question"), ("search", "question"), ("cite", "text")):
        ran = run(command, "--batch", path, "--index", seed_index, "--json")
        assert ran.code == 0
        assert [(line["id"], line[field]) for line in ran.lines] == [
            (row["id"], row["question"]) for row in rows
        ]
    single = run("ask", FACT, "--index", seed_index, "--json").json
    ran = run("ask", "--batch", path, "--index", seed_index, "--json")
    assert ran.lines[1] == single | {"id": "q8"}


def test_a_question_that_fails_is_a_result_and_the_batch_goes_on(
    run: Run, seed_index: Path, tmp_path: Path
) -> None:
    rows = [{"id": 1, "question": FACT}, {"id": 2, "question": ""}, {"question": "文号？"}]
    for command, field in (("ask", "question"), ("search", "question"), ("cite", "text")):
        ran = run(command, "--batch", _batch(tmp_path, *rows), "--index", seed_index, "--json")
        assert ran.code == 1
        assert [line["id"] for line in ran.lines] == ["1", "2", "3"]
        assert list(ran.lines[1]) == ["id", field, "error"]
        assert "empty" in ran.lines[1]["error"]
        assert all("error" not in ran.lines[i] for i in (0, 2))


@pytest.mark.parametrize(
    "bad", ["no json", '"text"', "[1]", "{}", '{"id": "1"}', '{"question": 7}']
)
def test_a_line_that_is_no_question_is_named_before_anything_is_answered(
    run: Run, seed_index: Path, tmp_path: Path, bad: str
) -> None:
    path = tmp_path / "batch.jsonl"
    path.write_text('{"id": "1", "question": "文号？"}\n\n' + bad + "\n", "utf-8")
    ran = run("ask", "--batch", path, "--index", seed_index, "--json")
    assert (ran.code, ran.out) == (2, "")
    one_sentence(ran.err)
    assert "line 3" in ran.err


@pytest.mark.parametrize(
    ("content", "code"), [(b"", 2), (b"\n\n", 2), (b"\xff\xfe\x00\x01", 2), (None, 3)]
)
def test_a_file_that_is_no_batch_is_refused(
    run: Run, seed_index: Path, tmp_path: Path, content: bytes | None, code: int
) -> None:
    path = tmp_path / "batch.jsonl"
    if content is not None:
        path.write_bytes(content)
    ran = run("ask", "--batch", path, "--index", seed_index, "--json")
    assert (ran.code, ran.out) == (code, "")
    one_sentence(ran.err)


def test_text_and_batch_exclude_each_other(run: Run, seed_index: Path, tmp_path: Path) -> None:
    path = _batch(tmp_path, {"id": "1", "question": FACT})
    for arguments in ([FACT, "--batch", path], []):
        ran = run("ask", *arguments, "--index", seed_index)
        assert ran.code == 2
        one_sentence(ran.err)


# Errors: code, one sentence, nothing on stdout


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("ask", ""),
        ("ask", " \n"),
        ("search", ""),
        ("cite", ""),
        ("ask", "问" * 10_000),
        ("search", "问" * 10_000),
        ("cite", "问" * 10_001),
    ],
)
def test_an_empty_or_endless_text_is_wrong_usage(
    run: Run, seed_index: Path, command: str, text: str
) -> None:
    ran = run(command, text, "--index", seed_index, "--json")
    assert (ran.code, ran.out) == (2, "")
    one_sentence(ran.err)


@pytest.mark.parametrize("k", ["0", "-1", "1000000000"])
def test_a_number_of_hits_out_of_range_is_wrong_usage(run: Run, seed_index: Path, k: str) -> None:
    ran = run("search", FACT, "--index", seed_index, "-k", k, "--json")
    assert (ran.code, ran.out) == (2, "")
    one_sentence(ran.err)
    assert f"-k {k} is out of range; give 1 to 1000" in ran.err


def test_more_hits_than_passages_are_all_passages(run: Run, seed_index: Path) -> None:
    ran = run("search", "产业", "--index", seed_index, "-k", "1000", "--json")
    assert ran.code == 0
    assert 1 <= len(ran.json["hits"]) < 1000


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["no-such-command"],
        ["ask", "问？", "--frobnicate", "--index", "x"],
        ["ask", "问？"],
        ["search", "问？", "--index", "x", "-k", "three"],
        ["index"],
        ["index", "build", "--index", "x"],
    ],
)
def test_wrong_options_are_wrong_usage_with_the_right_ones_named(
    run: Run, arguments: list[str]
) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("usage: wenju")
    assert re.match(r"wenju.*: error: ", ran.err.splitlines()[-1])


@pytest.mark.parametrize("command", [["ask", "问？"], ["index", "info"], ["index", "verify"]])
def test_a_folder_that_is_no_index_is_not_found(
    run: Run, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.txt").write_text("正文", "utf-8")
    (tmp_path / "empty").mkdir()
    for name in ("missing", "empty", "full", "full/a.txt"):
        ran = run(*command, "--index", tmp_path / name)
        assert (ran.code, ran.out) == (3, "")
        one_sentence(ran.err)
        assert "wenju index build" in ran.err


@pytest.fixture
def copy(seed_index: Path, tmp_path: Path) -> Path:
    """An index that may be damaged."""
    return Path(shutil.copytree(seed_index, tmp_path / "copy"))


def _generation(index: Path) -> Path:
    return index / (index / "CURRENT").read_text("utf-8").split()[0]


def test_a_damaged_index_is_refused_with_what_mends_it(run: Run, copy: Path) -> None:
    path = _generation(copy) / "dense.faiss"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    for command in (
        ["ask", FACT],
        ["search", FACT],
        ["cite", FACT],
        ["index", "verify"],
        ["index", "info"],
    ):
        ran = run(*command, "--index", copy)
        assert (ran.code, ran.out) == (4, "")
        one_sentence(ran.err)
        assert "dense.faiss" in ran.err
        assert "wenju index build" in ran.err


@pytest.mark.parametrize("pointer", ["", "nonsense", "generation-x 00", "../../etc x"])
def test_a_broken_pointer_is_damage(run: Run, copy: Path, pointer: str) -> None:
    (copy / "CURRENT").write_text(pointer, "utf-8")
    ran = run("ask", FACT, "--index", copy)
    assert (ran.code, ran.out) == (4, "")
    one_sentence(ran.err)


def test_an_index_by_another_model_is_refused_with_both_fingerprints(run: Run, copy: Path) -> None:
    generation = _generation(copy)
    manifest = json.loads((generation / "manifest.json").read_text("utf-8"))
    here = manifest["embedder"]["sha256"]
    for part in ("embedder", "late_interaction"):
        manifest[part]["sha256"] = "0" * 64
    encoded = json.dumps(manifest, ensure_ascii=False).encode()
    (generation / "manifest.json").write_bytes(encoded)
    digest = hashlib.sha256(encoded).hexdigest()
    (copy / "CURRENT").write_text(f"{generation.name} {digest}\n", "utf-8")
    ran = run("ask", FACT, "--index", copy)
    assert (ran.code, ran.out) == (4, "")
    one_sentence(ran.err)
    assert "0" * 12 in ran.err
    assert here[:12] in ran.err
    assert "wenju index build" in ran.err


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("missing.txt", None, 3),
        ("empty.txt", b"", 1),
        ("spaces.txt", b" \n\n", 1),
        ("binary.txt", bytes(range(256)) * 20, 1),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200), 1),
    ],
)
def test_a_file_that_is_no_document_is_refused_and_nothing_is_written(
    run: Run, tmp_path: Path, name: str, content: bytes | None, code: int
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    ran = run("index", "build", path, "--index", tmp_path / "index", "--json")
    assert (ran.code, ran.out) == (code, "")
    assert name in ran.err
    assert "Traceback" not in ran.err
    assert run("ask", "问？", "--index", tmp_path / "index").code == 3


def test_a_folder_without_documents_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "table.xls").write_bytes(b"\xd0\xcf")
    ran = run("index", "build", tmp_path / "data", "--index", tmp_path / "index")
    assert (ran.code, ran.out) == (3, "")
    one_sentence(ran.err)


def test_an_index_is_not_written_over_other_files(
    run: Run, tmp_path: Path, seed_path: Path
) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "thesis.doc").write_text("important", "utf-8")
    ran = run("index", "build", seed_path, "--index", tmp_path / "papers")
    assert (ran.code, ran.out) == (2, "")
    one_sentence(ran.err)
    assert [p.name for p in (tmp_path / "papers").iterdir()] == ["thesis.doc"]


def test_a_model_that_is_not_here_is_refused_at_once(
    run: Run, tmp_path: Path, seed_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    for name in ("no-such-owner/no-such-model", "nosuchmodel", tmp_path / "folder"):
        ran = run("index", "build", seed_path, "--index", tmp_path / "i", "--embedder", name)
        assert (ran.code, ran.out) == (1, "")
        one_sentence(ran.err)
        assert str(name) in ran.err
    assert not (tmp_path / "i").exists()


def test_paths_the_system_refuses_are_one_sentence(
    run: Run, tmp_path: Path, seed_path: Path, seed_index: Path
) -> None:
    """Each of these once ended in a traceback."""
    file, endless = tmp_path / "file", "长" * 300
    file.write_text("", "utf-8")
    cases = _batch(tmp_path, {"id": "1", "question": FACT, "quotes": ["7.8%"], "answer": ["7.8%"]})
    for arguments in (
        ["ask", "问？", "--index", endless],
        ["ask", "--batch", endless, "--index", seed_index],
        ["index", "build", endless, "--index", tmp_path / "i"],
        ["index", "build", seed_path, "--index", file / "below"],
        ["eval", "run", cases, "--index", seed_index, "--out", file],
    ):
        ran = run(*arguments)
        assert ran.code in (1, 2, 3)
        one_sentence(ran.err)


# index, eval, demo, doctor


def test_index_build_reports_every_file(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text("关于用水的通知\n用水单位应当节约用水。\n", "utf-8")
    (folder / "empty.txt").write_text("", "utf-8")
    (folder / "table.xls").write_bytes(b"\x00")
    index = tmp_path / "index"
    ran = run("index", "build", folder, "--index", index, "--json")
    assert ran.code == 0
    assert {f["source"]: f["outcome"] for f in ran.json["files"]} == {
        "good.txt": "indexed",
        "empty.txt": "refused",
        "table.xls": "refused",
    }
    assert ran.json["documents"] == 1
    assert ran.json["chunks"] >= 1
    assert all(f["reason"] for f in ran.json["files"] if f["outcome"] == "refused")
    info = run("index", "info", "--index", index, "--json").json
    assert info["documents"] == 1
    assert [list(card) for card in info["catalog"]] == [CARD]
    assert run("index", "verify", "--index", index, "--json").json["verified"] is True
    text = run("index", "info", "--index", index)
    assert "关于用水的通知" in text.out
    assert "verified" in run("index", "verify", "--index", index).out


def test_eval_run_prints_means_and_writes_the_run(
    run: Run, tmp_path: Path, seed_index: Path
) -> None:
    cases = _batch(
        tmp_path,
        {
            "id": "1",
            "type": "fact",
            "question": FACT,
            "quotes": ["年均增长7.8%"],
            "answer": ["7.8%"],
        },
        {"id": "2", "type": "none", "question": NOTHING, "answerable": False},
    )
    ran = run("eval", "run", cases, "--index", seed_index, "--out", tmp_path / "run")
    assert ran.code == 0
    assert "quote_recall@1" in ran.out
    figures = json.loads((tmp_path / "run/report.json").read_text("utf-8"))
    measures = figures["all"]["measures"]
    assert figures["all"]["cases"] == 2
    for name in ("quote_recall@1", "answer_match", "refusal_recall", "status_right"):
        assert measures[name]["mean"] == 1.0, name
    config = json.loads((tmp_path / "run/config.json").read_text("utf-8"))
    assert config["cases"]["sha256"] == hashlib.sha256(cases.read_bytes()).hexdigest()
    assert config["index"]["embedder"]["name"] == "builtin"
    assert (tmp_path / "run/report.html").is_file() and (tmp_path / "run/report.md").is_file()


def test_eval_run_refuses_a_file_without_cases(run: Run, tmp_path: Path, seed_index: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("no json\n{}\n", "utf-8")
    for name, code in (("bad.jsonl", 2), ("missing.jsonl", 3)):
        ran = run("eval", "run", tmp_path / name, "--index", seed_index, "--out", tmp_path / "run")
        assert (ran.code, ran.out) == (code, "")
        assert "Traceback" not in ran.err
        for line in (1, 2) if code == 2 else ():
            assert f"line {line}: " in ran.err
    assert not (tmp_path / "run").exists()


def test_the_demo_answers_its_three_questions_with_the_three_statuses(
    run: Run, tmp_path: Path
) -> None:
    index = tmp_path / "demo"
    first = run("demo", "--index", index)
    assert first.code == 0
    places = [
        first.out.index(mark) for mark in ("〔已回答〕", "〔目录有、正文无〕", "〔未找到答案〕")
    ]
    assert places == sorted(places)
    assert "年均增长7.8%" in first.out
    assert "第16页" in first.out
    assert f"wenju serve --index {index}" in first.out
    again = run("demo", "--index", index)
    assert again.code == 0
    assert "使用已有的演示索引" in again.out
    assert again.out.split("\n", 1)[1] == first.out.split("\n", 1)[1]


def test_the_doctor_finds_this_installation_sound(run: Run) -> None:
    ran = run("doctor")
    assert ran.code == 0
    assert "checksums hold" in ran.out
    assert "missing" not in ran.out


# A process of its own


def _loaded(*arguments: str | Path) -> set[str]:
    """The modules that one command loads in a fresh process."""
    script = (
        "import sys, json\nfrom ui.cli import main\n"
        "try:\n    code = main(sys.argv[1:])\nexcept SystemExit as exit_:\n    code = exit_.code\n"
        "print('\\nMODULES', json.dumps([code or 0, sorted(sys.modules)]))"
    )
    ran = spawn(*arguments, program=("-c", script))
    code, modules = json.loads(ran.out.rsplit("MODULES ", 1)[1])
    assert code == 0, ran.err
    return set(modules)


def test_a_question_loads_nothing_heavy(seed_index: Path) -> None:
    for command in ("ask", "search", "cite"):
        modules = _loaded(command, FACT, "--index", seed_index, "--json")
        assert modules & set(HEAVY) == set()


def test_help_loads_next_to_nothing() -> None:
    for arguments in (["--help"], ["ask", "--help"], ["--version"]):
        assert _loaded(*arguments) & {*HEAVY, "numpy", "faiss", "bm25s", "tokenizers"} == set()


def test_help_names_every_command() -> None:
    ran = spawn("--help")
    assert (ran.code, ran.err) == (0, "")
    for command in ("index", "search", "ask", "cite", "eval", "serve", "demo", "doctor"):
        assert re.search(rf"^ +{command} ", ran.out, re.M)


def test_a_process_prints_json_alone_and_returns_its_code(seed_index: Path, tmp_path: Path) -> None:
    ran = spawn("ask", FACT, "--index", seed_index, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["status"] == "answered"
    missing = spawn("ask", FACT, "--index", tmp_path / "missing", "--json")
    assert (missing.code, missing.out) == (3, "")
    one_sentence(missing.err)


def test_a_terminal_that_cannot_show_a_character_is_no_failure(seed_index: Path) -> None:
    """Bytes that are no UTF-8 and a terminal of another alphabet once ended in a traceback."""
    ran = spawn(
        "cite", "《\udcff》第一条".encode("utf-8", "surrogateescape"), "--index", seed_index
    )
    assert (ran.code, ran.err) == (0, "")
    plain = spawn("ask", FACT, "--index", seed_index, PYTHONIOENCODING="ascii")
    assert (plain.code, plain.err) == (0, "")
    assert "7.8%" in plain.out


def test_a_batch_with_lone_surrogates_goes_through(seed_index: Path, tmp_path: Path) -> None:
    path = tmp_path / "batch.jsonl"
    path.write_text(
        '{"id": "\\ud800", "question": ""}\n{"id": "2", "question": "\\udfff 文号？"}\n', "utf-8"
    )
    ran = spawn("ask", "--batch", path, "--index", seed_index, "--json")
    assert (ran.code, ran.err) == (1, "")
    assert [line["id"] for line in ran.lines] == ["?", "2"]


def test_a_reader_that_goes_away_is_no_failure(seed_index: Path, tmp_path: Path) -> None:
    rows = [{"id": i, "question": FACT} for i in range(300)]
    path = _batch(tmp_path, *rows)
    with subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "ask", "--batch", path, "--index", seed_index, "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout and process.stderr
        assert json.loads(process.stdout.readline())["id"] == "0"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


def test_the_same_answer_through_the_process_and_the_library(
    seed_index: Path, seed_path: Path, run: Run
) -> None:
    document = read_document(seed_path)
    ran = spawn("search", FACT, "--index", seed_index, "--json")
    assert ran.json == run("search", FACT, "--index", seed_index, "--json").json
    assert ran.json["hits"][0]["document"]["id"] == document.id
