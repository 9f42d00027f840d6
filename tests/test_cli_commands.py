"""The commands beside the questions: index, eval run, demo, doctor."""

import hashlib
import json
from pathlib import Path

from commands import CARD, FACT, NOTHING, Run, write_batch


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
    cases = write_batch(
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
