"""The private folder of one server: uploads, evaluation runs, question sets, feedback.

uploads/        files as they were uploaded, under the name that the index calls their source
incoming/       what is being uploaded, a folder for each batch
reports/        what became of the files of a job: JOB.json
sets/  runs/    question sets that were uploaded; evaluation runs
feedback.jsonl  what readers said of answers
"""

import hashlib
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

_STALE = 24 * 3600.0  # seconds after which an upload that was never finished is dropped


@dataclass(frozen=True, slots=True)
class PrivateFolder:
    """The folder, made on first use and readable by its owner alone."""

    root: Path

    @property
    def uploads(self) -> Path:
        """Files as they were uploaded."""
        return self._made("uploads")

    @property
    def incoming(self) -> Path:
        """Batches that are being uploaded."""
        return self._made("incoming")

    @property
    def reports(self) -> Path:
        """Reports by job."""
        return self._made("reports")

    @property
    def sets(self) -> Path:
        """Question sets that were uploaded."""
        return self._made("sets")

    @property
    def runs(self) -> Path:
        """Evaluation runs."""
        return self._made("runs")

    @property
    def feedback(self) -> Path:
        """The JSONL of feedback; it need not be there."""
        return self._made("") / "feedback.jsonl"

    def sweep(self) -> None:
        """Drop batches that were never finished, and reports: their jobs ended with their server."""
        now = time.time()
        for batch in self.incoming.iterdir():
            if now - batch.stat().st_mtime > _STALE:
                shutil.rmtree(batch, ignore_errors=True)
        for report in self.reports.glob("*.json"):
            report.unlink(missing_ok=True)

    def _made(self, name: str) -> Path:
        folder = self.root / name
        if not folder.is_dir():
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
        return folder


def default_private(index: Path) -> PrivateFolder:
    """The private folder where none is named: one for each index, in the user's data folder."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share"
    resolved = index.resolve()
    key = hashlib.sha256(os.fsencode(resolved)).hexdigest()[:8]
    return PrivateFolder(Path(data) / "wenju" / f"{resolved.name}-{key}")
