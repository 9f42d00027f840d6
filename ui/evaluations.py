"""What the page evaluates: question sets, runs of them, comparisons of runs; each a job."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from eval.files import SUFFIXES, open_cases
from eval.sets import SEED
from index.errors import NotFoundError, UsageError, WenjuError
from ui.jobs import Job, Jobs, Kind
from ui.names import safe_path
from ui.private import PrivateFolder

_BUNDLED = SEED.parent
_MOST_RUNS = 100


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A file of cases and how many it holds (0: it cannot be read). `bundled` ones ship with wenju."""

    path: Path
    bundled: bool
    count: int

    @property
    def key(self) -> str:
        """What names it on the page: "bundled/shanxi_dev.jsonl"."""
        return f"{'bundled' if self.bundled else 'own'}/{self.path.name}"


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished run or comparison: its name, its figures as `report.json` holds them."""

    name: str
    figures: dict[str, Any]

    @property
    def compares(self) -> bool:
        """Whether it is a comparison."""
        return "differences" in self.figures


class Evaluations:
    """Runs over one index, in the private folder of its server."""

    def __init__(self, folder: Path, private: PrivateFolder, jobs: Jobs):
        self._folder = folder.resolve()
        self._private = private
        self._jobs = jobs

    def sets(self) -> tuple[QuestionSet, ...]:
        """The question sets that can be run: uploaded ones first."""
        own = (p for p in self._private.sets.iterdir() if p.suffix.lower() in SUFFIXES)
        bundled = _BUNDLED.glob("*.jsonl")
        return (
            *(QuestionSet(path, False, _count(path)) for path in sorted(own)),
            *(QuestionSet(path, True, _count(path)) for path in sorted(bundled)),
        )

    def start(self, key: str) -> Job:
        """Run a question set. Raises NotFoundError for one that is not there."""
        chosen = next((one for one in self.sets() if one.key == key), None)
        if chosen is None:
            raise NotFoundError(f"{key!r} is no file; give a JSONL, CSV or XLSX file of cases.")
        out = self._fresh(chosen.path.stem)
        # One process, so that those who ask in the meantime have the other cores.
        command = ["eval", "run", str(chosen.path), "--index", str(self._folder), "--workers", "1"]
        return self._begin("evaluate", out, command, chosen.path.stem, max(1, chosen.count))

    def compare(self, base: str, other: str) -> Job:
        """Compare a run with another. Raises NotFoundError for one that is not there, UsageError
        for a run and itself."""
        for name in (base, other):
            if self._path(name, "config.json") is None:
                raise NotFoundError(f"{name!r} is no run; choose one of the list.")
        if base == other:
            raise UsageError("a run cannot be compared with itself; choose two.")
        out = self._fresh("compare")
        command = ["eval", "compare", *(str(self._private.runs / name) for name in (base, other))]
        return self._begin("compare", out, command, f"{base} ⇄ {other}", 1)

    def runs(self) -> tuple[Finished, ...]:
        """Finished runs and comparisons, the newest first."""
        found = [p for p in self._private.runs.iterdir() if (p / "report.json").is_file()]
        found.sort(key=lambda p: p.stat().st_mtime, reverse=True)
        return tuple(Finished(p.name, _figures(p / "report.json")) for p in found[:_MOST_RUNS])

    def find(self, name: str) -> Finished | None:
        """A finished run or comparison; None where there is none."""
        path = self._path(name, "report.json")
        return Finished(name, _figures(path)) if path else None

    def remove(self, name: str) -> None:
        """Delete a run or comparison, if it is there."""
        path = self._path(name, "report.json")
        if path is not None:
            shutil.rmtree(path.parent, ignore_errors=True)

    def report_html(self, name: str) -> str | None:
        """The report of a run as a page of its own; None where there is none."""
        path = self._path(name, "report.html")
        return path.read_text("utf-8") if path else None

    def _begin(self, kind: Kind, out: Path, command: Sequence[str], subject: str, n: int) -> Job:
        def after(job: Job) -> None:
            if job.state != "done":
                shutil.rmtree(out, ignore_errors=True)

        return self._jobs.start(kind, subject, lambda: [*command, "--out", str(out)], after, n)

    def _fresh(self, stem: str) -> Path:
        """A folder that is not there yet."""
        base = f"{stem}-{datetime.now():%m%d-%H%M%S}"
        number, name = 1, base
        while (self._private.runs / name).exists():
            number += 1
            name = f"{base}-{number}"
        return self._private.runs / name

    def _path(self, run: str, name: str) -> Path | None:
        if safe_path(run) != (run,):  # a name from an address
            return None
        path = self._private.runs / run / name
        return path if path.is_file() else None


def _count(path: Path) -> int:
    status = path.stat()
    return _counted(path, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=256)
def _counted(path: Path, size: int, changed: int) -> int:
    if path.parent == _BUNDLED:  # ours: known to be cases, one a line
        with path.open("rb") as file:
            return sum(1 for line in file if line.strip())
    try:
        return open_cases(path).count
    except (WenjuError, OSError):
        return 0


def _figures(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return read
