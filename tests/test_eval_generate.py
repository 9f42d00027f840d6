"""Planted questions, cases from feedback, sweeps over named settings."""

import json
from pathlib import Path

import pytest

from eval.check import check_cases
from eval.feedback import GOLD_MISSING, Skipped, feedback_cases
from eval.files import load_cases, write_cases
from eval.generate import KINDS, planted_cases
from eval.runfolder import open_run
from eval.sweep import load_sweep
from eval.template import EXAMPLES
from index.errors import NotFoundError, UsageError
from index.fold import fold
from rag.engine import Engine
from ui.cli import main


def test_planted_questions_have_gold_that_stands_in_the_documents(library: Engine) -> None:
    records = library.reader.records
    cases = list(planted_cases(records, KINDS, 60))
    assert {case.type for case in cases} == set(KINDS)
    assert len({case.id for case in cases}) == len({c.question for c in cases}) == len(cases) > 20
    assert list(check_cases(cases, records)) == [] and all(case.synthetic for case in cases)
    texts = {card.source: records.document(n).text for n, card in enumerate(records.cards)}
    for case in cases:
        if case.type == "cloze":
            assert case.answer[0][0] in case.quotes[0]
            asked = case.question.split("》：", 1)[1].removesuffix("？")
            assert fold(asked.replace("多少", case.answer[0][0], 1)) in fold(case.quotes[0])
        if case.type == "damaged":
            damaged = case.question.split("“", 1)[1].rsplit("”", 1)[0]
            assert fold(damaged) not in fold(texts[case.documents[0]])
        assert case.answerable is (case.type != "absent")


def test_the_same_seed_makes_the_same_questions(library: Engine) -> None:
    records = library.reader.records
    first, again = (list(planted_cases(records, KINDS, 20, seed=3)) for _ in range(2))
    assert first == again != list(planted_cases(records, KINDS, 20, seed=4))
    assert {case.type for case in planted_cases(records, ["cloze"], 5)} == {"cloze"}


def test_the_command_writes_a_set_that_can_be_run(
    library_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "planted.csv"
    command = ["eval", "generate", "--index", str(library_index), "--out", str(out)]
    assert main([*command, "--count", "10", "--kinds", "reference,absent"]) == 0
    cases = load_cases(out)
    assert len(cases) == 10 and {case.type for case in cases} == {"reference", "absent"}
    assert main([*command, "--kinds", "riddle"]) == 2
    assert "'riddle' is unknown; choose among heading" in capsys.readouterr().err
    assert main([*command, "--count", "0"]) == 2
    assert main([*command[:-1], str(tmp_path / "x.txt")]) == 2


# --- feedback


def _said(question: str, verdict: str, status: str = "answered", **more: object) -> str:
    cited = [
        {"document": "甲.txt", "section": ["一"], "start": 3, "end": 9, "quote": "年均增长7.8%"}
    ]
    row = {
        "time": "2026-01-01T00:00:00+00:00", "question": question, "status": status, "answer": "…",
        "citations": cited if status == "answered" else [], "verdict": verdict, "comment": "",
    }  # fmt: skip
    return json.dumps(row | more, ensure_ascii=False)


def test_feedback_becomes_cases(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    lines = [
        _said("增长多少？", "missing"),
        _said("增长多少？", "helpful"),  # what was said last counts
        _said("谁批准？", "wrong_citation"),
        _said("有多少上市公司？", "helpful", "insufficient"),
        _said("半导体怎么发展？", "helpful", "listed_only"),
        _said("最低工资？", "missing", "insufficient"),
        "no json",
        _said(" ", "helpful"),
        _said("问？", "perfect"),
        _said("问？", "helpful", citations=[{"document": "甲.txt"}]),
    ]
    path.write_text("\n".join(lines), "utf-8")
    found = list(feedback_cases(path))
    skipped = [one for one in found if isinstance(one, Skipped)]
    assert [one.line for one in skipped] == [7, 8, 9, 10]
    cases = {one.question: one for one in found if not isinstance(one, Skipped)}
    helpful = cases["增长多少？"]
    assert helpful.quotes == ("年均增长7.8%",) and helpful.documents == ("甲.txt",)
    assert helpful.answerable and helpful.tags == ("feedback", "helpful")
    assert GOLD_MISSING in cases["谁批准？"].tags and cases["谁批准？"].quotes == ()
    assert cases["有多少上市公司？"].status == "insufficient"
    assert cases["半导体怎么发展？"].status == "listed_only"
    assert cases["最低工资？"].answerable and GOLD_MISSING in cases["最低工资？"].tags


def test_documents_that_feedback_names_by_id_are_found_in_the_index(
    library: Engine, library_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    card = library.reader.records.cards[0]
    quote = library.reader.records.document(0).text[:12]
    cited = {"section": [], "start": 0, "end": 12, "quote": quote}
    path, out = tmp_path / "feedback.jsonl", tmp_path / "cases.jsonl"
    known = _said("问一？", "helpful", citations=[cited | {"document": card.id}])
    gone = _said("问二？", "helpful", citations=[cited | {"document": "0" * 16}])
    path.write_text(f"{known}\n{gone}\n", "utf-8")
    command = ["eval", "feedback", str(path), "--out", str(out)]
    assert main([*command, "--index", str(library_index)]) == 1  # one line made no case
    assert "line 2: document '0000000000000000' is not in the index" in capsys.readouterr().err
    (case,) = load_cases(out)
    assert case.documents == (card.source,)
    assert list(check_cases([case], library.reader.records)) == []
    assert main(command) == 1
    assert "is named by its id; give the index with --index" in capsys.readouterr().err


def test_the_command_makes_cases_of_feedback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "feedback.jsonl", tmp_path / "cases.jsonl"
    path.write_text(
        _said("增长多少？", "helpful") + "\n" + _said("谁？", "missing") + "\n", "utf-8"
    )
    assert main(["eval", "feedback", str(path), "--out", str(out)]) == 0
    assert "2 cases, 1 of them wait for gold" in capsys.readouterr().out
    assert [case.question for case in load_cases(out)] == ["增长多少？", "谁？"]
    path.write_text("", "utf-8")
    assert main(["eval", "feedback", str(path), "--out", str(out)]) == 1
    assert main(["eval", "feedback", str(tmp_path / "none"), "--out", str(out)]) == 3


# --- sweep


def _settings(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, "utf-8")
    return path


def test_settings_change_what_they_name(tmp_path: Path) -> None:
    sweep = load_sweep(
        _settings(
            tmp_path,
            'documents = ["d"]\n[settings.base]\n[settings.other]\nread = 0\nunderstand = false\n'
            "weights = { dense = 0, soft = 3 }\nchunking = { merge = 160 }\n",
        )
    )
    base, other = sweep.settings
    assert base.name == "base" and not base.builds and sweep.documents == (tmp_path / "d",)
    ranking = other.asking.retrieval
    assert (ranking.read, ranking.understand) == (0, False)
    assert (ranking.weights.dense, ranking.weights.soft, ranking.weights.bm25) == (0.0, 3.0, 6.0)
    assert (
        other.chunking is not None and other.chunking.merge == 160 and other.chunking.split == 450
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = [", "is no TOML"),
        ("other = 1", "'other' is unknown"),
        ("[settings.a]\n", "two or more"),
        ("[settings.a]\n[settings.b]\nreed = 3\n", "'reed' in b is unknown; known are pool"),
        ("[settings.a]\n[settings.b]\nread = true\n", "is True; write a int"),
        ("[settings.a]\n[settings.b]\nread = -1\n", "write a number of 0 or more"),
        ("[settings.a]\n[settings.b]\nweights = 3\n", "must be a table of numbers"),
        ("[settings.a]\n[settings.b.chunking]\nmerge = 9\n", "need documents"),
        ('[settings.a]\n[settings."../b"]\n', "cannot be the name of a folder"),
        ("[settings.a]\n[settings.b]\nembedder = 3\n", "write a name or folder"),
    ],
)
def test_settings_that_cannot_be_are_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        load_sweep(_settings(tmp_path, text))
    with pytest.raises(NotFoundError):
        load_sweep(tmp_path / "none.toml")


def test_a_sweep_runs_every_setting_and_compares_it_with_the_first(
    seed_index: Path, seed_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_cases(tmp_path / "cases.jsonl", EXAMPLES)
    settings = _settings(
        tmp_path,
        f'documents = ["{seed_path.parent.as_posix()}"]\n[settings.base]\n[settings.words]\n'
        "weights = { dense = 0.0, soft = 0.0 }\n[settings.short]\n"
        "chunking = { merge = 60, split = 120 }\n",
    )
    command = ["eval", "sweep", str(settings), str(tmp_path / "cases.jsonl")]
    command += ["--index", str(seed_index), "--out", str(tmp_path / "sweep"), "--workers", "1"]
    assert main([*command, "--search"]) == 0
    out = capsys.readouterr().out
    assert "words − base, 5 cases" in out and "short − base, 5 cases" in out
    base, words, short = (open_run(tmp_path / "sweep" / n) for n in ("base", "words", "short"))
    assert words.config["settings"]["retrieval"]["weights"]["dense"] == 0.0
    assert short.config["index"]["chunks"] > 1.5 * base.config["index"]["chunks"]
    assert short.config["index"]["corpus"] == base.config["index"]["corpus"]
    assert (tmp_path / "sweep/report.html").is_file() and (short.folder / "report.html").is_file()
    assert main([*command, "--search"]) == 0  # all is there already
