"""What the page evaluates: question sets, runs of them, reports; each run a job."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from eval.sets import SEED
from index.errors import NotFoundError
from ui.jobs import Job, Jobs
from ui.names import safe_path
from ui.private import PrivateFolder
from ui.wording import Language

_BUNDLED = SEED.parent
_SUFFIXES = (".jsonl", ".csv", ".xlsx")
_MOST_RUNS = 200


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A file of cases. `bundled` ones ship with wenju."""

    path: Path
    bundled: bool

    @property
    def key(self) -> str:
        """What names it on the page: "bundled/shanxi_dev.jsonl"."""
        return f"{'bundled' if self.bundled else 'own'}/{self.path.name}"


class Evaluations:
    """Runs over one index, in the private folder of its server."""

    def __init__(self, folder: Path, private: PrivateFolder, jobs: Jobs):
        self._folder = folder.resolve()
        self._private = private
        self._jobs = jobs

    def sets(self) -> tuple[QuestionSet, ...]:
        """The question sets that can be run: uploaded ones first."""
        own = (p for p in self._private.sets.iterdir() if p.suffix.lower() in _SUFFIXES)
        bundled = _BUNDLED.glob("*.jsonl")
        return (
            *(QuestionSet(path, False) for path in sorted(own)),
            *(QuestionSet(path, True) for path in sorted(bundled)),
        )

    def start(self, key: str) -> Job:
        """Run a question set. Raises NotFoundError for one that is not there."""
        chosen = next((one for one in self.sets() if one.key == key), None)
        if chosen is None:
            raise NotFoundError(f"{key!r} is no file; give a JSONL file of cases.")
        began = datetime.now().strftime("%Y%m%d-%H%M%S")
        out = self._private.runs / _free(self._private.runs, f"{began}-{chosen.path.stem}")
        command = ["eval", "run", str(chosen.path), "--index", str(self._folder)]

        def after(job: Job) -> None:
            if job.state != "done":
                shutil.rmtree(out, ignore_errors=True)

        return self._jobs.start(
            "evaluate", chosen.path.stem, lambda: [*command, "--out", str(out)], after
        )

    def runs(self) -> tuple[str, ...]:
        """Names of finished runs, the newest first."""
        found = (p.name for p in self._private.runs.iterdir() if (p / "report.json").is_file())
        return tuple(sorted(found, reverse=True)[:_MOST_RUNS])

    def figures(self, run: str) -> dict[str, Any] | None:
        """The figures of a run; None where there is none."""
        return self._read(run, "report.json")

    def config(self, run: str) -> dict[str, Any] | None:
        """What a run was made with; None where there is none."""
        return self._read(run, "config.json")

    def report_html(self, run: str, language: Language) -> str | None:
        """The report of a run as a page of its own; None where there is none."""
        path = self._path(run, "report.html")
        return path.read_text("utf-8") if path else None

    def _read(self, run: str, name: str) -> dict[str, Any] | None:
        path = self._path(run, name)
        if path is None:
            return None
        read: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return read

    def _path(self, run: str, name: str) -> Path | None:
        if safe_path(run) != (run,):  # a name from an address
            return None
        path = self._private.runs / run / name
        return path if path.is_file() else None


def _free(folder: Path, name: str) -> str:
    number, wanted = 1, name
    while (folder / wanted).exists():
        number += 1
        wanted = f"{name}-{number}"
    return wanted


def measures_of(figures: dict[str, Any]) -> Sequence[tuple[str, dict[str, Any]]]:
    """The measures of a run, in the order of its report."""
    return tuple(figures["all"]["measures"].items())
