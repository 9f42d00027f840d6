"""What a benchmark measures beside ranks: stages of a search, processes, the machine."""

from pathlib import Path
from types import SimpleNamespace

import made
import numpy as np
import pytest

from eval.bench.cost import folder_mb, peak_mb, run_worker
from eval.bench.plain import build_plain
from eval.bench.stages import STAGES, measure_stages
from eval.machine import commit_of, describe_machine, fingerprint
from eval.stopwatch import Clock, Timed
from index.errors import WenjuError


def test_a_clock_counts_nested_work_once() -> None:
    now = iter(range(0, 1000))
    clock = Clock(lambda: float(next(now)))
    inner = Timed(SimpleNamespace(work=lambda: "done", other=3), clock, {"work": "inner"})
    assert inner.other == 3

    def outer() -> str:
        inner.work()
        return str(inner.work())

    # Ticks: outer starts 0, inner 1–2 and 3–4, outer ends 5: 5 in all, 2 of them inside.
    assert clock.call("outer", outer) == "done"
    assert dict(clock.spent) == {"inner": 2.0, "outer": 3.0}


def test_stages_are_parts_of_a_search(library_index: Path) -> None:
    asked = ["热身？", "", "临江市节约用水怎么管？", "养犬要登记吗？"]
    rows = measure_stages(library_index, asked)
    assert len(rows) == 2 and all(set(row) == set(STAGES) for row in rows)
    for row in rows:
        assert row["understand"] > 0 and row["bm25"] > 0 and row["fusion"] > 0
        assert row["reading"] <= row["whole"]


def test_a_step_in_its_own_process_is_measured(tmp_path: Path) -> None:
    documents = made.write_documents(tmp_path / "documents", made.DOCUMENTS)
    build_plain("characters", documents, tmp_path / "index")
    cost, report = run_worker(["ask", "characters", str(tmp_path / "index"), "养犬登记"])
    assert 0 < report["hits"] <= 10
    assert 0 < cost.cpu_s and 0 < cost.wall_s and 10 < cost.peak_mb < 2000
    assert 0 < folder_mb(tmp_path / "index") < 5 < peak_mb()


def test_a_step_that_fails_says_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(WenjuError, match="'ask nothing' failed with exit code 1"):
        run_worker(["ask", "nothing", str(tmp_path), "问"])
    assert "there is no system 'nothing'" in capfd.readouterr().err


def test_machine_and_code_are_named(tmp_path: Path) -> None:
    machine = describe_machine()
    assert machine.cores > 0 and machine.cpu and machine.packages["numpy"] == np.__version__
    assert commit_of(tmp_path)[0] in ("unknown", machine.commit)
    assert fingerprint(["wenju"]) == fingerprint(["wenju"]) != fingerprint(["plain"])
    assert fingerprint([], "ab", "c") != fingerprint([], "a", "bc")
