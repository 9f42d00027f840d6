"""Processes that ask cases, each with the index open; rows come back in the order of the cases.

A worker that dies (out of memory, a crash in a library) costs its case, which becomes a row with an
error, and is replaced. Workers end when the pipe to their parent does, however that ends.
"""

import multiprocessing
import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from eval.asking import Asker, Settings
from eval.cases import Case
from eval.measures import FAILED, answer_values, search_values
from eval.rows import Row
from index.errors import WenjuError
from rag.engine import Engine

_AHEAD = 64  # rows kept for one that is slow
_PROCESS_MB = 420  # of a worker beside the files of its index: models, libraries, caches
_MOST_DEATHS = 3  # without a row between them: then it is no single case that kills


def default_workers(index_bytes: int) -> int:
    """As many workers as cores, fewer where memory would not hold them (each maps the index)."""
    cores = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    free = _available_bytes()
    if free is None:
        return cores
    each = _PROCESS_MB * 1_000_000 + index_bytes
    return max(1, min(cores, int(0.8 * free / each)))


def ask_all(index: Path, settings: Settings, cases: Iterable[Case], workers: int) -> Iterator[Row]:
    """A row for each case, in their order. Raises what opening the index raises."""
    if workers == 1:
        asker = Asker(Engine.open(index), settings)
        for case in cases:
            yield asker.ask(case)
        return
    pool = _Pool(index, settings, workers)
    try:
        yield from pool.rows(iter(cases))
    finally:
        pool.close()


@dataclass(slots=True)
class _Worker:
    """A process, our end of its pipe, and the case it is asking (its number and itself)."""

    process: Any
    pipe: Connection
    asked: tuple[int, Case] | None = None


class _Pool:
    def __init__(self, index: Path, settings: Settings, workers: int):
        self._index, self._settings = index, settings
        # Spawned: a forked copy of a process with threads (onnxruntime, FAISS, gradio) may hang.
        self._context = multiprocessing.get_context("spawn")
        self._workers = [self._start() for _ in range(workers)]

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_work, args=(theirs, self._index, self._settings), daemon=True
        )
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def rows(self, cases: Iterator[Case]) -> Iterator[Row]:
        ready: dict[int, Row] = {}
        numbered = enumerate(cases)
        first = deaths = 0
        left = True
        while left or any(worker.asked for worker in self._workers):
            for worker in self._workers:
                if worker.asked is None and left and len(ready) < _AHEAD:
                    worker.asked = next(numbered, None)
                    left = worker.asked is not None
                    if worker.asked:
                        _send(worker)
            busy = [worker for worker in self._workers if worker.asked]
            if not busy:
                break
            for pipe in wait([worker.pipe for worker in busy]):
                worker = next(w for w in busy if w.pipe is pipe)
                assert worker.asked is not None
                number, case = worker.asked
                try:
                    answered = worker.pipe.recv()
                except (EOFError, OSError):
                    deaths += 1
                    self._replace(worker, deaths)
                    ready[number] = _lost(case, self._settings)
                    continue
                if isinstance(answered, WenjuError):
                    raise answered
                deaths, worker.asked = 0, None
                ready[number] = answered
            while first in ready:
                yield ready.pop(first)
                first += 1

    def _replace(self, dead: _Worker, deaths: int) -> None:
        dead.pipe.close()
        dead.process.join()
        if deaths >= _MOST_DEATHS:
            raise WenjuError(
                f"{deaths} worker processes ended one after another (exit code "
                f"{dead.process.exitcode}); the finished rows are kept: try fewer --workers."
            )
        self._workers[self._workers.index(dead)] = self._start()

    def close(self) -> None:
        for worker in self._workers:
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join(2)
            if worker.process.is_alive():
                worker.process.kill()


def _send(worker: _Worker) -> None:
    assert worker.asked is not None
    with suppress(OSError):  # it died; receiving says so
        worker.pipe.send(worker.asked[1])


def _work(pipe: Connection, index: Path, settings: Settings) -> None:
    """The work of one process: a case in, a row out, until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which then closes
    asker: Asker | None = None
    refused: WenjuError | None = None
    try:
        asker = Asker(Engine.open(index), settings)
    except WenjuError as error:
        refused = error
    with suppress(EOFError, OSError):
        while True:
            case = pipe.recv()
            pipe.send(asker.ask(case) if asker else refused)


def _lost(case: Case, settings: Settings) -> Row:
    values = search_values(case, [])
    if settings.mode == "ask":
        values |= answer_values(case, FAILED)
    return Row(case, "error", "the process that asked it ended without an answer", values=values)


def _available_bytes() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text("utf-8").splitlines()
    except OSError:
        return None
    for line in lines:
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return None
