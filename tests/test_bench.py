"""A whole small benchmark that can be stopped and goes on, and the page it makes."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import made
import pytest
from benched import run_steps_here, write_shared

from eval.bench import __main__ as bench
from eval.bench import plan
from eval.bench.cost import Cost
from eval.bench.plan import IndexCost, Results
from eval.bench.questions import QuestionSet
from eval.bench.report import make_figures, markdown
from eval.bench.scoring import Outcome
from eval.bench.stages import STAGES
from eval.bench.systems import system_info
from eval.cases import Case
from eval.machine import describe_machine
from index.errors import WenjuError


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A made-up shared folder with all its sets."""
    return write_shared(tmp_path / "shared")


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The names of the steps that ran, here instead of in a process of their own."""
    return run_steps_here(monkeypatch, tmp_path / "results")


def test_a_whole_run_and_a_second_one_that_repeats_nothing(
    shared: Path, tmp_path: Path, steps: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "out" / "page.md"
    given = ["--shared", str(shared), "--work", str(tmp_path / "work"), "--out", str(page)]
    given += ["--sets", "natural_dev,clir", "--systems", "wenju,wenju-words,characters"]
    assert bench.main(given) == 0
    shown = capsys.readouterr().out
    assert shown.strip() == page.read_text("utf-8").strip()
    figures = json.loads(page.with_suffix(".json").read_text("utf-8"))
    assert markdown(figures) == page.read_text("utf-8")
    natural = figures["sets"]["natural_dev"]["systems"]
    assert natural["wenju"]["@5"] == {"mean": 1.0, "low": 1.0, "high": 1.0}
    assert natural["characters"]["wenju_minus"]["mean"] >= 0
    assert figures["sets"]["clir"]["systems"]["wenju"]["mrr@10"]["mean"] == 1.0
    # The folder that holds the same texts again is left out.
    assert figures["indexes"]["corpus"]["wenju"]["documents"] == len(made.DOCUMENTS)
    assert steps[:2] == ["build wenju", "build wenju"]  # what is built first is built twice
    assert steps.count("build wenju") - 1 == steps.count("build characters") == 2
    assert steps.count("ask wenju") == 3
    before = len(steps)
    assert bench.main(given) == 0
    assert len(steps) == before
    assert bench.main([*given, "--sample", "1"]) == 0
    assert steps[before:].count("answer wenju") == 2 and "build wenju" not in steps[before:]


def test_a_stopped_run_goes_on(
    shared: Path, tmp_path: Path, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ["--shared", str(shared), "--work", str(tmp_path / "work"), "--sets", "natural_dev"]
    given += ["--systems", "characters,faiss"]
    working = plan.run_worker

    def stops(arguments: Sequence[str], one_thread: bool = True) -> tuple[Cost, dict[str, Any]]:
        if arguments[:2] == ["build", "faiss"]:
            (Path(arguments[2]) / "half").mkdir(parents=True)
            raise WenjuError("stopped")
        return working(arguments, one_thread)

    monkeypatch.setattr(plan, "run_worker", stops)
    assert bench.main(given) == 1
    monkeypatch.setattr(plan, "run_worker", working)
    assert bench.main(given) == 0
    assert steps.count("build characters") - 1 == steps.count("answer characters") == 1
    assert steps.count("build faiss") == 1
    # Neither a sample nor a choice of sets makes a page of this commit.
    assert not (tmp_path / "results").exists()


def test_an_index_that_is_given_is_not_built(
    shared: Path, tmp_path: Path, steps: list[str], library_index: Path
) -> None:
    given = ["--shared", str(shared), "--work", str(tmp_path / "work"), "--sets", "natural_dev"]
    given += ["--systems", "wenju-words", "--out", str(tmp_path / "page.md")]
    assert bench.main([*given, "--index", str(library_index)]) == 0
    assert not any(step.startswith("build") for step in steps)
    assert json.loads((tmp_path / "page.json").read_text("utf-8"))["indexes"] == {}
    assert bench.main([*given, "--index", str(tmp_path)]) == 3


def test_the_page_shows_what_was_measured() -> None:
    asked = (Case("1", "x", "问", quotes=("引",)), Case("2", "y", "问", quotes=("引",)))
    sets = [QuestionSet("made", "corpus", "made up", asked, 5)]
    ours = [Outcome("1", "x", (1,), 10.0), Outcome("2", "y", (5,), 30.0)]
    theirs = [Outcome("1", "x", (6,), 1.0), Outcome("2", "y", (None,), 3.0, "too long")]
    results = Results(
        {"made": {"wenju": ours, "faiss": theirs}},
        {"corpus": {"faiss": IndexCost(Cost(9.87, 6.54, 321.0), 45.0, 6, 1234)}},
        {"wenju": Cost(1.0, 0.9, 400.0)},
        [dict.fromkeys(STAGES, 4.0)],
    )
    systems = [system_info("wenju"), system_info("faiss")]
    machine = replace(describe_machine(), commit="abc1234", changed=True)
    page = markdown(make_figures(results, sets, systems, machine, "the command"))
    for line in (
        "# Benchmark of abc1234 with uncommitted changes",
        "Made up; 2 of 5, evenly spaced. Refused, and counted as found nothing: {'faiss': 1}.",
        "| wenju | 0.500 [0.000, 1.000] | 1.000 [1.000, 1.000] | 1.000 [1.000, 1.000] "
        "| 0.600 [0.200, 1.000] |  |",
        "| faiss | 0.000 [0.000, 0.000] | 0.000 [0.000, 0.000] | 0.500 [0.000, 1.000] "
        "| 0.083 [0.000, 0.167] | +1.000 [+1.000, +1.000] |",
        "| @5 by type | x (1) | y (1) |",
        "| wenju | 20.0 | 29.0 |",
        "| corpus | faiss | 6 | 1,234 | 9.9 | 6.5 | 321 | 45 |",
        "| wenju | 1.00 | 0.90 | 400 |",
        "| one search | 4.0 | 4.0 |",
    ):
        assert line in page
    assert "the command" in page and machine.cpu in page


def test_only_a_whole_run_makes_a_page_of_the_commit(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: list[str]
) -> None:
    monkeypatch.setattr(bench, "SETS", ("natural_dev",))
    monkeypatch.setattr(bench, "NAMES", ("characters",))
    given = ["--shared", str(shared), "--work", str(tmp_path / "work")]
    assert bench.main([*given, "--sample", "1"]) == 0
    assert not (tmp_path / "results").exists()
    assert bench.main(given) == 0
    pages = sorted(path.suffix for path in (tmp_path / "results").iterdir())
    assert pages == [".json", ".md"]
    assert describe_machine().commit in next((tmp_path / "results").glob("*.md")).name
