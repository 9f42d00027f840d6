"""A batch run: every case through the index, one row a case, progress as it goes.

plan = plan_run(cases, index, settings)      what would be run, checked
for step in run_cases(plan, out): …          rows as they come; a run that was stopped goes on
figures = write_reports(open_run(out))       (`eval.report`)
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from eval.asking import Asker, Settings
from eval.cases import Case
from eval.files import CaseFile, open_cases
from eval.pool import ask_all, default_workers
from eval.rowfile import RowWriter
from eval.rows import Row
from eval.runfolder import Config, begin_run, make_config
from index.errors import UsageError
from index.store import read_manifest
from rag.engine import Engine

_MOST_WORKERS = 256
_TRIED = 3  # cases that a dry run asks to tell how long all would take


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What is to be run: the cases, the index, how, by how many processes."""

    cases: CaseFile
    index: Path
    settings: Settings
    workers: int
    config: Config

    @property
    def not_indexed(self) -> int:
        """How many cases name a document that the index does not hold: what they ask is not there."""
        return int(self.config["cases"]["not_indexed"])


@dataclass(frozen=True, slots=True)
class Step:
    """One finished row. `done` of `total` cases have theirs; `seconds_left` is a guess from the pace
    so far, None before there is one; `resumed` rows were there when the run began."""

    done: int
    total: int
    seconds_left: float | None
    row: Row
    resumed: int = 0


def plan_run(
    cases: Path, index: Path, settings: Settings | None = None, workers: int = 0
) -> RunPlan:
    """Check the cases and the index. `workers` 0: one a core, fewer where memory is short. Raises
    UsageError for bad cases, NotFoundError and IndexDamagedError for the index."""
    settings = settings or Settings()
    if not 0 <= workers <= _MOST_WORKERS:
        raise UsageError(f"--workers {workers} is out of range; give 1 to {_MOST_WORKERS}.")
    manifest = read_manifest(index)
    file = open_cases(cases)
    if not workers:
        size = sum(size for size, _ in manifest.files.values())
        workers = min(default_workers(size), file.count)
    return RunPlan(file, index, settings, workers, make_config(file, index, settings, workers))


def run_cases(plan: RunPlan, out: Path) -> Iterator[Step]:
    """Run what is not run yet, each row on disk before it is given. Raises what `begin_run` and
    opening the index raise; WenjuError where the disk is full. Finished rows are kept."""
    run = begin_run(out, plan.config)
    with RowWriter(run.rows_path) as rows:
        resumed = rows.count
        left = islice(plan.cases, resumed, None)
        if resumed >= plan.cases.count:
            return
        start = time.monotonic()
        workers = min(plan.workers, plan.cases.count - resumed)
        for row in ask_all(plan.index, plan.settings, left, workers):
            rows.append(row)
            pace = (time.monotonic() - start) / (rows.count - resumed)
            seconds = pace * (plan.cases.count - rows.count)
            yield Step(rows.count, plan.cases.count, seconds, row, resumed)


def ask_cases(
    engine: Engine, cases: Iterable[Case], settings: Settings | None = None
) -> Iterator[Row]:
    """The rows of cases over an engine that is open, in this process, nothing written."""
    asker = Asker(engine, settings or Settings())
    for case in cases:
        yield asker.ask(case)


def guess_seconds(plan: RunPlan) -> float:
    """How long a run would take, from a few cases spread over the file, asked once."""
    engine = Engine.open(plan.index)
    step = max(1, plan.cases.count // _TRIED)
    tried = list(islice(plan.cases, 0, None, step))[:_TRIED]
    asker = Asker(engine, plan.settings)
    asker.ask(tried[0])  # loads the models
    spent = [asker.ask(case).seconds["total"] for case in tried]
    return sum(spent) / len(spent) * plan.cases.count / plan.workers
