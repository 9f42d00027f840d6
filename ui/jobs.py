"""Long work that the page starts: each job a `wenju` command in a process of its own.

The page's process only watches, so that no chat waits for an index; a job goes on when the page
that started it is reloaded or closed. One lane, one job at a time: what changes the index waits in
one lane, evaluation in another.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from index.errors import UsageError, WenjuError
from ui.progress import WATCHED, parse_progress

Kind = Literal["add", "remove", "rebuild", "evaluate", "compare"]
State = Literal["waiting", "running", "done", "failed", "cancelled"]
Prepare = Callable[[], Sequence[str]]
After = Callable[["Job"], None]

LANES: dict[Kind, str] = {
    "add": "index",
    "remove": "index",
    "rebuild": "index",
    "evaluate": "evaluation",
    "compare": "evaluation",
}
_MOST_WAITING = 20  # in one lane
_KEPT = 40  # finished jobs that can still be looked at
_GRACE = 5.0  # seconds between asking a process to stop and ending it
_LONGEST_MESSAGE = 2000
_NICE = 10  # how far a job stands back for those who ask
_LOG = logging.getLogger("wenju")


@dataclass(frozen=True, slots=True)
class Job:
    """One job as it stands. `subject` names what is worked on, the first of `count`; `step`, `done`
    and `total` are its progress (total 0: not known); `exit_code` and `message` are there when it
    has ended, `message` being the sentence of a command that failed; `times` are the seconds since
    the epoch at which it was asked for, began and ended (0: not yet)."""

    id: str
    kind: Kind
    subject: str
    count: int = 1
    state: State = "waiting"
    step: str = ""
    done: int = 0
    total: int = 0
    exit_code: int | None = None
    message: str = ""
    asked: float = 0.0
    began: float = 0.0
    ended: float = 0.0

    @property
    def open(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in ("waiting", "running")


class Jobs:
    """All jobs of one server. Safe to share between threads."""

    def __init__(self, program: Sequence[str] = (sys.executable, "-m", "ui.cli")):
        self._program = tuple(program)
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._work: dict[str, tuple[Prepare, After]] = {}
        self._waiting: dict[str, deque[str]] = {}
        self._processes: dict[str, subprocess.Popen[str]] = {}
        self._closed = False

    def start(
        self, kind: Kind, subject: str, prepare: Prepare, after: After, count: int = 1
    ) -> Job:
        """Line a job up. When its turn comes `prepare` gives the arguments of its `wenju` command,
        or raises the WenjuError that it fails with; `after` is called when it has ended, before
        it is shown as ended. Raises UsageError where too many wait already."""
        lane = LANES[kind]
        job = Job(uuid.uuid4().hex[:12], kind, subject, count, asked=time.time())
        with self._lock:
            waiting = self._waiting.get(lane)
            if self._closed or (waiting is not None and len(waiting) >= _MOST_WAITING):
                raise UsageError("too many jobs wait already; try again when some have ended.")
            self._jobs[job.id], self._work[job.id] = job, (prepare, after)
            self._forget()
            if waiting is None:  # nobody works in this lane
                self._waiting[lane] = deque([job.id])
                threading.Thread(target=self._serve, args=(lane,), daemon=True).start()
            else:
                waiting.append(job.id)
        return job

    def get(self, id_: str) -> Job | None:
        """A job by its id; None for one that was never there or is forgotten."""
        with self._lock:
            return self._jobs.get(id_)

    def all(self, lane: str = "") -> tuple[Job, ...]:
        """Jobs, the newest first; of one lane where it is named."""
        with self._lock:
            jobs = tuple(self._jobs.values())
        return tuple(j for j in reversed(jobs) if not lane or LANES[j.kind] == lane)

    def cancel(self, id_: str) -> None:
        """Stop a job. One that runs is asked to end, then ended; what is indexed stays whole."""
        with self._lock:
            job = self._jobs.get(id_)
            if job is None or not job.open:
                return
            process = self._processes.get(id_)
            self._jobs[id_] = replace(job, state="cancelled")
        if process is not None:
            _stop(process)

    def close(self) -> None:
        """Stop all jobs, for a server that ends."""
        with self._lock:
            self._closed = True
        for job in self.all():
            self.cancel(job.id)

    def _forget(self) -> None:
        ended = [id_ for id_, job in self._jobs.items() if job.ended]
        for id_ in ended[: max(0, len(ended) - _KEPT)]:
            del self._jobs[id_]

    def _serve(self, lane: str) -> None:
        while True:
            with self._lock:
                waiting = self._waiting[lane]
                if not waiting:
                    del self._waiting[lane]
                    return
                id_ = waiting.popleft()
            self._run(id_)

    def _run(self, id_: str) -> None:
        job = self._change(id_, state="running", began=time.time())
        with self._lock:
            prepare, after = self._work.pop(id_)
        code, message = 130, ""  # cancelled while it waited
        try:
            if job.state == "running":
                code, message = self._watch(id_, prepare())
        except WenjuError as error:
            code, message = error.exit_code, str(error)
        except OSError as error:
            code, message = 1, str(error)
        with self._lock:
            process = self._processes.pop(id_, None)
            state: State = "done" if code == 0 else "failed"
            if self._jobs[id_].state == "cancelled" and code != 0:
                state = "cancelled"
            ended = replace(
                self._jobs[id_], state=state, exit_code=code, message=message, ended=time.time()
            )
        try:
            after(ended)
        except Exception:  # noqa: BLE001  the edge of a thread that the next jobs need
            _LOG.error("a job ended, but its files could not be put away", exc_info=True)
        with self._lock:
            self._jobs[id_] = ended
        if process and process.stderr:
            process.stderr.close()

    def _watch(self, id_: str, arguments: Sequence[str]) -> tuple[int, str]:
        """Run a command to its end: its exit code, and what it said last."""
        process = subprocess.Popen(
            [*self._program, *arguments],
            cwd=Path(__file__).parent.parent,  # where -m finds this very package
            env={**os.environ, WATCHED: "1", "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        if hasattr(os, "setpriority"):  # readers who ask come first
            with suppress(ProcessLookupError):
                os.setpriority(os.PRIO_PROCESS, process.pid, _NICE)
        with self._lock:
            self._processes[id_] = process
            stopped = self._jobs[id_].state == "cancelled"
        if stopped:  # between two looks
            _stop(process)
        last = ""
        for line in process.stderr or ():
            progress = parse_progress(line.rstrip())
            if progress:
                step, done, total = progress
                self._change(id_, step=step, done=done, total=total)
            elif line.strip():
                last = line.strip()[:_LONGEST_MESSAGE]
        return process.wait(), last

    def _change(self, id_: str, **changes: object) -> Job:
        """Change a job that still is to run or runs; returns it as it then stands."""
        with self._lock:
            job = self._jobs[id_]
            if job.open:
                job = replace(job, **changes)  # type: ignore[arg-type]
                self._jobs[id_] = job
            return job


def _stop(process: "subprocess.Popen[str]") -> None:
    """Ask a process to end as Ctrl-C does, and end it with its children if it does not."""

    def end() -> None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):  # its children ended with it
                os.killpg(process.pid, signal.SIGKILL)

    threading.Thread(target=end, daemon=True).start()
