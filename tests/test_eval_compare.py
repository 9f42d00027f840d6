"""Comparisons and gates over runs made by hand, each number known beforehand."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from runs import make_row, write_run
from scipy import stats

from eval.columns import read_columns
from eval.compare import compare_runs, comparison_json, flipped_rows
from eval.figures import run_figures
from eval.gate import broken_by_comparison, broken_by_figures, compared_measures, load_gate
from eval.runfolder import Run
from index.errors import NotFoundError, RunMismatchError, UsageError
from ui.cli import main


def _run(
    folder: Path, values: list[float], name: str = "hit@5", **changed: dict[str, object]
) -> Run:
    return write_run(folder, [make_row(n, **{name: v}) for n, v in enumerate(values)], **changed)


@pytest.fixture
def pair(tmp_path: Path) -> list[Run]:
    """B finds 12 cases that A does not, loses 1, and 27 are the same."""
    base = [0.0] * 12 + [1.0] + [1.0] * 20 + [0.0] * 7
    there = [1.0] * 12 + [0.0] + [1.0] * 20 + [0.0] * 7
    return [_run(tmp_path / "a", base), _run(tmp_path / "b", there)]


def test_a_difference_is_that_of_the_sign_test(pair: list[Run]) -> None:
    (found,) = compare_runs(pair, ["hit@5"]).differences
    assert (found.wins, found.losses, found.ties, found.cases) == (12, 1, 27, 40)
    assert found.change.mean == pytest.approx(11 / 40)
    assert found.base.mean == pytest.approx(21 / 40) and found.there.mean == pytest.approx(32 / 40)
    assert found.p == pytest.approx(stats.binomtest(12, 13).pvalue)
    assert found.p_holm == found.p and found.verdict == "better"
    assert found.change.low > 0


def test_tests_are_corrected_for_their_number(tmp_path: Path) -> None:
    rows = [make_row(n, **{"hit@5": 0.0, "answer_match": 1.0}) for n in range(30)]
    better = [make_row(n, **{"hit@5": float(n < 6), "answer_match": 1.0}) for n in range(30)]
    runs = [write_run(tmp_path / name, r) for name, r in (("a", rows), ("b", better), ("c", rows))]
    comparison = compare_runs(runs, ["hit@5", "answer_match"])
    by_name = {(d.other, d.measure): d for d in comparison.differences}
    found = by_name[1, "hit@5"]
    assert found.p == 2 / 2**6 and found.p_holm == min(1.0, 4 * found.p) and found.verdict == ""
    assert by_name[2, "hit@5"].p_holm == 1.0


def test_less_is_better_where_the_measure_says_so(tmp_path: Path) -> None:
    base, there = [1.0] * 20 + [0.0] * 20, [0.0] * 40
    runs = [_run(tmp_path / n, v, "false_refusal") for n, v in (("a", base), ("b", there))]
    (found,) = compare_runs(runs).differences
    assert found.verdict == "better" and (found.wins, found.losses) == (20, 0)


def test_flipped_cases_are_told_with_both_results(pair: list[Run]) -> None:
    comparison = compare_runs(pair)
    assert [flip.id for flip in comparison.flips if flip.won] == [f"c{n:03}" for n in range(12)]
    assert [flip.id for flip in comparison.flips if not flip.won] == ["c012"]
    for flip, base, there in flipped_rows(comparison, comparison.flips):
        assert base.case.id == there.case.id == flip.id
        assert (base.values["hit@5"], there.values["hit@5"]) == (flip.base, flip.there)
    encoded = json.loads(json.dumps(comparison_json(comparison)))
    assert len(encoded["flips"]) == 13 and encoded["differences"][0]["verdict"] == "better"


def test_other_cases_documents_and_unfinished_runs_are_refused_unless_told(
    pair: list[Run], tmp_path: Path
) -> None:
    other = _run(tmp_path / "other", [1.0] * 30, cases={"sha256": "another", "name": "o.jsonl"})
    corpus = _run(tmp_path / "corpus", [1.0] * 40, index={"corpus": "another"})
    with pytest.raises(RunMismatchError, match=r"over different cases .*'o\.jsonl'.*--force"):
        compare_runs([pair[0], other])
    with pytest.raises(RunMismatchError, match="over different documents"):
        compare_runs([pair[0], corpus])
    path = pair[1].rows_path
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:9]))
    with pytest.raises(RunMismatchError, match="'b' has 9 of 40 rows"):
        compare_runs(pair)
    forced = compare_runs([pair[0], other], force=True)
    assert forced.left_out == 10 and len(forced.columns[0].ids) == 30
    assert forced.differences[0].cases == 30


def test_cases_are_paired_by_id_not_by_place(tmp_path: Path) -> None:
    rows = [make_row(n, **{"hit@5": float(n % 2)}) for n in range(10)]
    runs = [write_run(tmp_path / "a", rows), write_run(tmp_path / "b", rows[::-1])]
    assert compare_runs(runs, force=True).differences[0].ties == 10


@pytest.mark.parametrize(
    ("names", "said"),
    [(["nonsense"], "'nonsense' is no measure"), (["map"], "'map' applies to no case"),
     (["refusal_precision"], "is no measure to compare")],
)  # fmt: skip
def test_measures_that_cannot_be_compared_are_named(
    pair: list[Run], names: list[str], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        compare_runs(pair, names)
    with pytest.raises(UsageError, match="needs two runs"):
        compare_runs(pair[:1])


# --- gates


def _gate(folder: Path, text: str) -> Path:
    path = folder / "gate.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_gate_tells_what_is_broken(pair: list[Run], tmp_path: Path) -> None:
    gate = load_gate(
        _gate(
            tmp_path,
            '[minimum]\n"hit@5" = 0.6\n"map" = 0.1\n[maximum]\nerrors = 0\nseconds_p95 = 0.001\n'
            '[types.fact.minimum]\n"hit@5" = 0.5\n[types.other.minimum]\n"hit@5" = 0.5\n',
        )
    )
    broken = broken_by_figures(gate, run_figures(read_columns(pair[0].rows())))
    assert broken == [
        "hit@5 is 0.5250, below 0.6.",
        "map was not measured.",
        "seconds_p95 is 0.0060, above 0.001.",
        "there is no case of type 'other'.",
    ]


def test_a_gate_tells_what_became_worse(pair: list[Run], tmp_path: Path) -> None:
    text = '[difference]\n"hit@5" = -0.1\n[significant]\nnever_worse = ["hit@5"]\n'
    gate = load_gate(_gate(tmp_path, text))
    assert compared_measures(gate) == ("hit@5",)
    assert broken_by_comparison(gate, compare_runs(pair)) == []
    worse, significant = broken_by_comparison(gate, compare_runs(pair[::-1]))
    assert worse == "hit@5 changed by -0.2750, at least -0.1 is allowed."
    assert significant.startswith("hit@5 is significantly worse: -0.2750, p 0.003")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no threshold"),
        ("x = [", "is no TOML"),
        ("[least]\n", r"\[least\] is unknown"),
        ("[minimum]\nnonsense = 1\n", "'nonsense' in .* is no measure"),
        ('[minimum]\nmap = "high"\n', "is 'high'; write a number"),
        ("[significant]\nnever_worse = 3\n", "never_worse"),
        ("[types.fact.least]\nmap = 1\n", "write minimum or maximum"),
    ],
)
def test_what_is_no_threshold_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        load_gate(_gate(tmp_path, text))


def test_the_command_compares_and_fails_the_gate(
    pair: list[Run], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = (str(run.folder) for run in pair)
    assert main(["eval", "compare", a, b, "--out", str(tmp_path / "report")]) == 0
    out = capsys.readouterr().out
    assert "better" in out and "flipped for the better 12: c000" in out
    assert sorted(p.name for p in (tmp_path / "report").iterdir()) == [
        "report.html", "report.json", "report.md",
    ]  # fmt: skip
    gate = str(_gate(tmp_path, '[difference]\n"hit@5" = 0.0\n'))
    assert main(["eval", "compare", a, b, "--gate", gate]) == 0
    assert main(["eval", "compare", b, a, "--gate", gate, "--json"]) == 5
    captured = capsys.readouterr()
    assert captured.err.startswith("wenju: gate failed: hit@5 changed by -0.2750")
    assert main(["eval", "compare", a, "--gate", str(_gate(tmp_path, "[minimum]\nmap = 1\n"))]) == 5
    assert main(["eval", "compare", a]) == 2
    assert main(["eval", "compare", a, str(tmp_path / "none")]) == 3
    assert main(["eval", "compare", a, b, "--gate", str(tmp_path)]) == 3
    with pytest.raises(NotFoundError):
        load_gate(tmp_path / "none.toml")


def test_a_run_can_be_compared_with_itself(pair: list[Run]) -> None:
    found = compare_runs([pair[0], pair[0]])
    assert all(d.p == 1.0 and d.verdict == "" for d in found.differences) and not found.flips
    assert replace(found, flips=()) == found
