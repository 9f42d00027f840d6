"""Runs: what a row holds, workers, going on after any stop, and what may not be mixed."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from eval.asking import Settings
from eval.cases import Case
from eval.columns import read_columns
from eval.figures import run_figures
from eval.files import load_cases, write_cases
from eval.kills import comparable_rows
from eval.pool import ask_all, default_workers
from eval.rowfile import RowWriter, iter_rows, whole_rows
from eval.rows import Row, read_row, row_json, row_line
from eval.run import ask_cases, guess_seconds, plan_run, run_cases
from eval.runfolder import open_run
from eval.template import EXAMPLES
from index.errors import NotFoundError, RunMismatchError, UsageError, WenjuError
from rag.engine import Engine
from rag.llm import BASE_URL, MODEL
from rag.weights import RetrievalConfig
from ui.cli import main

RIGHT = EXAMPLES[0]
UNANSWERABLE = EXAMPLES[-1]
BROKEN = replace(RIGHT, id="b", type="broken", question="问" * 10_000)
CASES = [replace(case, id=f"{case.id}-{n}") for n in range(4) for case in (*EXAMPLES, BROKEN)]


@pytest.fixture(scope="module")
def rows(seed_engine: Engine) -> list[Row]:
    return list(ask_cases(seed_engine, [RIGHT, UNANSWERABLE, BROKEN]))


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.jsonl"
    write_cases(path, CASES)
    return path


def _same(path: Path) -> list[dict[str, object]]:
    return list(comparable_rows(path))


# --- one case


def test_a_case_becomes_a_row(rows: list[Row]) -> None:
    right, refused, _ = rows
    assert (right.case, right.status, right.error, right.family) == (RIGHT, "answered", "", "规划")
    assert right.values["quote_recall@1"] == right.values["mrr@10"] == right.values["map"] == 1.0
    assert right.values["section_hit@1"] == right.values["answer_match"] == 1.0
    assert right.values["citation_recall"] == right.values["verified_share"] == 1.0
    assert right.ranks == (1,)
    assert 0 < len(right.hits) <= 10 and all(len(hit.text) <= 600 for hit in right.hits)
    assert {"search", "answer", "total", "bm25", "dense", "late", "fusion"} <= set(right.seconds)
    assert right.seconds["total"] >= sum(s for n, s in right.seconds.items() if n != "total") * 0.99
    assert (refused.status, refused.citations) == ("insufficient", ())
    assert "quote_recall@1" not in refused.values and refused.values["refusal_recall"] == 1.0


def test_an_error_is_a_row_that_scores_nothing(rows: list[Row]) -> None:
    broken = rows[2]
    assert broken.status == "error" and "10000 characters" in broken.error
    assert broken.values["hit@10"] == broken.values["answer_match"] == broken.values["map"] == 0.0
    assert broken.values["false_refusal"] == 1.0
    with_error, without = (run_figures(read_columns(r))["all"] for r in (rows, rows[:2]))
    assert (with_error["cases"], with_error["errors"]) == (3, 1)
    for name in ("quote_recall@1", "mrr@10", "answer_match", "citation_recall"):
        assert with_error["measures"][name]["mean"] < without["measures"][name]["mean"]


def test_what_a_library_raises_is_a_row_too(seed_engine: Engine) -> None:
    class Broken:
        def __getattr__(self, name: str) -> object:
            raise RuntimeError("the index went away")

    reader = replace(seed_engine.reader, sparse=Broken())  # type: ignore[arg-type]
    (row,) = ask_cases(replace(seed_engine, reader=reader), [RIGHT])
    assert row.error == "RuntimeError: the index went away" and row.status == "error"


def test_searching_alone_answers_nothing(seed_engine: Engine) -> None:
    (row,) = ask_cases(seed_engine, [RIGHT], Settings(mode="search"))
    assert (row.status, row.answer, row.citations) == ("", "", ())
    assert row.values["hit@1"] == 1.0 and "answer_match" not in row.values
    assert "answer" not in row.seconds


def test_a_row_survives_its_file(rows: list[Row]) -> None:
    for row in rows:
        assert read_row(json.loads(row_line(row))) == row
    odd = replace(rows[0], answer="甲\u2028\ud800\x00乙")
    line = row_line(odd)
    assert line.count(b"\n") == 1 and read_row(json.loads(line)) == odd
    assert set(row_json(odd)) == set(Row.__slots__)


# --- a run


def test_a_run_holds_rows_and_what_they_were_made_with(
    cases: Path, seed_index: Path, tmp_path: Path
) -> None:
    plan = plan_run(cases, seed_index, workers=1)
    steps = list(run_cases(plan, tmp_path / "run"))
    assert [step.done for step in steps] == list(range(1, len(CASES) + 1))
    assert steps[-1].seconds_left == 0.0 and steps[0].seconds_left > 0  # type: ignore[operator]
    run = open_run(tmp_path / "run")
    assert [row.case for row in run.rows()] == CASES
    config = run.config
    assert config["cases"]["count"] == len(CASES) == run.done()
    assert config["index"]["documents"] == 1 and len(config["index"]["fingerprint"]) == 16
    assert config["settings"]["mode"] == "ask" and config["settings"]["retrieval"]["read"] == 22
    assert {"cores", "python", "packages", "date"} <= set(config["machine"])
    # Once more: nothing is left to do.
    assert list(run_cases(plan, tmp_path / "run")) == []


def test_workers_give_the_rows_of_one_process_in_order(
    cases: Path, seed_index: Path, tmp_path: Path
) -> None:
    for workers in (1, 2):
        list(run_cases(plan_run(cases, seed_index, workers=workers), tmp_path / f"run{workers}"))
    one, two = (_same(tmp_path / f"run{workers}/rows.jsonl") for workers in (1, 2))
    assert one == two and len(one) == len(CASES)


def test_a_worker_that_dies_costs_one_case(seed_index: Path) -> None:
    class Deadly(str):
        """A question whose reading ends the process that reads it."""

        def __reduce__(self) -> tuple[object, ...]:
            return os._exit, (9,)

    deadly = replace(RIGHT, id="deadly", question=Deadly("问"))
    found = list(ask_all(seed_index, Settings(), [RIGHT, deadly, RIGHT, RIGHT], 2))
    assert [row.status for row in found] == ["answered", "error", "answered", "answered"]
    assert "ended without an answer" in found[1].error and found[1].values["hit@1"] == 0.0
    with pytest.raises(WenjuError, match="3 worker processes ended one after another"):
        list(ask_all(seed_index, Settings(), [deadly] * 9, 2))


def test_what_keeps_an_index_from_opening_is_said_by_the_run(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="wenju index build"):
        list(ask_all(tmp_path, Settings(), [RIGHT, RIGHT], 2))


@pytest.mark.parametrize("torn", [b"", b'{"case": {"id"', b"\x00\x00\x00", b'{"case"}\n{"x'])
def test_a_torn_end_is_mended_and_the_run_goes_on(
    cases: Path, seed_index: Path, tmp_path: Path, torn: bytes
) -> None:
    plan, out = plan_run(cases, seed_index, workers=1), tmp_path / "run"
    steps = run_cases(plan, out)
    for _ in range(5):
        next(steps)
    steps.close()
    whole = (out / "rows.jsonl").read_bytes()
    (out / "rows.jsonl").write_bytes(whole + torn.removeprefix(b'{"case"}\n'))
    if not torn.startswith(b'{"case"}'):
        assert len(list(iter_rows(out / "rows.jsonl"))) == 5  # readers pass the torn line over
    left = list(run_cases(plan, out))
    assert left[0].resumed == 5 and left[0].done == 6
    assert [row.case.id for row in open_run(out).rows()] == [case.id for case in CASES]


def test_two_may_not_write_one_run(tmp_path: Path) -> None:
    with RowWriter(tmp_path / "rows.jsonl"), pytest.raises(UsageError, match="another wenju"):
        RowWriter(tmp_path / "rows.jsonl")


def test_a_full_disk_is_a_sentence_and_the_finished_rows_stay(
    cases: Path, seed_index: Path, tmp_path: Path
) -> None:
    # A limit on the size of files stops a write in its middle, as a full disk does.
    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))\n"
        "from ui.cli import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    out = tmp_path / "run"
    arguments = ["eval", "run", str(cases), "--index", str(seed_index), "--out", str(out)]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments, "--workers", "1"], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "there is no space left" in done.stderr and "run the same command again" in done.stderr
    assert "Traceback" not in done.stderr
    count, size = whole_rows(out / "rows.jsonl")
    assert 0 < count < len(CASES) and size == (out / "rows.jsonl").stat().st_size
    assert f"its {count} rows are kept" in done.stderr.replace("\n", " ")
    left = list(run_cases(plan_run(cases, seed_index, workers=1), out))
    assert len(left) == len(CASES) - count


def test_a_run_that_was_killed_goes_on_to_the_same_rows(
    cases: Path, seed_index: Path, tmp_path: Path
) -> None:
    """A few kills here; `python -m eval.kills` makes 200 of them."""
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    list(run_cases(plan_run(cases, seed_index, workers=1), whole))
    command = [
        sys.executable,
        "-m",
        "ui.cli",
        "eval",
        "run",
        str(cases),
        "--index",
        str(seed_index),
    ]
    seen = []
    for wanted in (1, 9):
        process = subprocess.Popen(
            [*command, "--out", str(broken), "--workers", "2"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=Path(__file__).parents[1],
        )  # fmt: skip
        end = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < end:
            path = broken / "rows.jsonl"
            if path.is_file() and path.read_bytes().count(b"\n") >= wanted:
                break
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        seen.append(whole_rows(broken / "rows.jsonl")[0])
    assert seen == sorted(seen) and seen[0] < len(CASES)
    list(run_cases(plan_run(cases, seed_index, workers=2), broken))
    assert _same(broken / "rows.jsonl") == _same(whole / "rows.jsonl")


# --- what may not be mixed


@pytest.fixture
def begun(cases: Path, seed_index: Path, tmp_path: Path) -> Path:
    steps = run_cases(plan_run(cases, seed_index, workers=1), tmp_path / "run")
    next(steps)
    steps.close()
    return tmp_path / "run"


def _config(run: Path, **changed: object) -> None:
    path = run / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changed), "utf-8")


def test_a_run_goes_on_only_with_what_it_was_begun_with(
    begun: Path, cases: Path, seed_index: Path
) -> None:
    other = Settings(retrieval=RetrievalConfig(read=0))
    with pytest.raises(RunMismatchError, match=r"settings\.retrieval\.read 22, now it is 0"):
        next(run_cases(plan_run(cases, seed_index, other), begun))
    write_cases(cases, CASES[:5])
    with pytest.raises(RunMismatchError, match=r"cases\.count 24, now it is 5"):
        next(run_cases(plan_run(cases, seed_index), begun))
    assert whole_rows(begun / "rows.jsonl")[0] == 1


def test_a_run_of_another_version_is_refused(begun: Path, cases: Path, seed_index: Path) -> None:
    _config(begun, format=0)
    for read in (
        lambda: open_run(begun),
        lambda: next(run_cases(plan_run(cases, seed_index), begun)),
    ):
        with pytest.raises(RunMismatchError, match="format 0, this wenju reads format 1"):
            read()
    (begun / "config.json").write_text("{", "utf-8")
    with pytest.raises(RunMismatchError, match="is damaged"):
        open_run(begun)


def test_a_folder_with_other_files_is_left_alone(
    cases: Path, seed_index: Path, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/letter.txt").write_text("…", "utf-8")
    plan = plan_run(cases, seed_index)
    with pytest.raises(UsageError, match="holds other files"):
        next(run_cases(plan, tmp_path / "mine"))
    with pytest.raises(UsageError, match="is a file"):
        next(run_cases(plan, cases))
    with pytest.raises(NotFoundError, match="is no run"):
        open_run(tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_workers_and_time_are_planned(cases: Path, seed_index: Path) -> None:
    with pytest.raises(UsageError, match="--workers 999 is out of range"):
        plan_run(cases, seed_index, workers=999)
    assert 1 <= plan_run(cases, seed_index).workers <= (os.cpu_count() or 1)
    assert default_workers(10**15) == 1
    assert 0 < guess_seconds(plan_run(cases, seed_index, workers=1)) < 600


def test_gold_in_documents_that_are_not_indexed_is_told(
    seed_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cases.jsonl"
    write_cases(path, [RIGHT, Case("x", "", "问", documents=("别的.txt",))])
    assert plan_run(path, seed_index).not_indexed == 1
    command = ["eval", "run", str(path), "--index", str(seed_index), "--out", str(tmp_path / "run")]
    assert main([*command, "--search", "--workers", "1"]) == 0
    assert "1 cases name documents that are not in the index" in capsys.readouterr().err
    html = (tmp_path / "run/report.html").read_text("utf-8")
    assert "1 cases have gold in documents that are not indexed" in html


def test_the_command_tells_time_and_cost_and_keeps_a_gate(
    seed_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    path = tmp_path / "cases.jsonl"
    write_cases(path, EXAMPLES)
    command = ["eval", "run", str(path), "--index", str(seed_index), "--workers", "1"]
    monkeypatch.delenv(BASE_URL, raising=False)
    assert main([*command, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("5 cases, workers: 1, about ") and "no LLM is asked" in said
    monkeypatch.setenv(BASE_URL, "http://127.0.0.1:9/v1")
    monkeypatch.setenv(MODEL, "m")
    assert main([*command, "--dry-run"]) == 0
    assert "judging the answers with m (wenju eval judge) would take 2" in capsys.readouterr().out
    assert main(command) == 2  # no --out
    gate = tmp_path / "gate.toml"
    command += ["--out", str(tmp_path / "run")]
    for least, code in ((1.0, 0), (1.1, 5)):
        gate.write_text(f"[minimum]\nstatus_right = {least}\n", "utf-8")
        assert main([*command, "--gate", str(gate)]) == code
    assert "gate failed: status_right is 1.0000, below 1.1." in capsys.readouterr().err
    assert main([*command, "--gate", str(tmp_path / "none.toml")]) == 3


def test_cases_are_streamed(seed_index: Path, tmp_path: Path) -> None:
    """A plan over many cases holds none of them; `ARCHITECTURE.md` tells the peak of 100,000."""
    path = tmp_path / "many.jsonl"
    many = (Case(str(n), "", f"第{n}个问题？", documents=("x",)) for n in range(3000))
    assert write_cases(path, many) == 3000
    plan = plan_run(path, seed_index, Settings(mode="search"), workers=1)
    steps = run_cases(plan, tmp_path / "run")
    assert next(steps).total == 3000
    steps.close()
    assert len(load_cases(path)) == 3000
