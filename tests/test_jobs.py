"""Long work of the page: its own process, one at a time in a lane, seen, stopped, told apart."""

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import UsageError
from ui.jobs import Job, Jobs
from ui.progress import parse_progress

SLOW = """
import sys, time
for n in range(1, 60):
    print(f"reading {n}/60, about 3 s left", file=sys.stderr, flush=True)
    time.sleep(0.05)
"""


def _wait(check: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def _state(jobs: Jobs, job: Job) -> str:
    found = jobs.get(job.id)
    assert found is not None
    return found.state


@pytest.fixture
def jobs() -> Jobs:
    return Jobs((sys.executable, "-c"))


def test_a_job_shows_its_progress_and_ends(jobs: Jobs) -> None:
    ended: list[Job] = []
    job = jobs.start("add", "a.txt", lambda: [SLOW], ended.append, count=3)
    _wait(lambda: (jobs.get(job.id) or job).done > 3)
    seen = jobs.get(job.id)
    assert seen and (seen.state, seen.step, seen.total, seen.count) == ("running", "reading", 60, 3)
    _wait(lambda: _state(jobs, job) == "done")
    assert [(j.id, j.state, j.exit_code) for j in ended] == [(job.id, "done", 0)]


def test_a_command_that_fails_says_why(jobs: Jobs) -> None:
    fail = "import sys; print('wenju: no such index.', file=sys.stderr); sys.exit(3)"
    job = jobs.start("remove", "x", lambda: [fail], lambda _: None)
    _wait(lambda: _state(jobs, job) == "failed")
    ended = jobs.get(job.id)
    assert ended and (ended.exit_code, ended.message) == (3, "wenju: no such index.")


def test_what_cannot_begin_fails_with_its_sentence_and_its_lane_goes_on(jobs: Jobs) -> None:
    def refuse() -> list[str]:
        raise UsageError("not today.")

    def broken(_: Job) -> None:
        raise RuntimeError("files cannot be put away")

    first = jobs.start("rebuild", "x", refuse, broken)
    second = jobs.start("add", "y", lambda: ["pass"], lambda _: None)
    _wait(lambda: _state(jobs, second) == "done")
    ended = jobs.get(first.id)
    assert ended and (ended.state, ended.exit_code, ended.message) == ("failed", 2, "not today.")


def test_one_lane_does_one_job_at_a_time_and_another_lane_goes_on(
    jobs: Jobs, tmp_path: Path
) -> None:
    note = tmp_path / "notes"
    write = f"import time; f = open({str(note)!r}, 'a'); f.write('<'); f.flush(); time.sleep(0.2); f.write('>')"
    started = [jobs.start("add", str(n), lambda: [write], lambda _: None) for n in range(4)]
    other = jobs.start("evaluate", "e", lambda: ["pass"], lambda _: None)
    _wait(lambda: _state(jobs, other) == "done")
    assert _state(jobs, started[-1]) == "waiting"
    _wait(lambda: all(_state(jobs, job) == "done" for job in started))
    assert note.read_text() == "<>" * 4
    assert [job.id for job in jobs.all("index")] == [job.id for job in reversed(started)]


def test_a_job_is_stopped_while_it_waits_and_while_it_runs(jobs: Jobs) -> None:
    ended: list[str] = []
    running = jobs.start("add", "a", lambda: [SLOW * 20], lambda job: ended.append(job.state))
    waiting = jobs.start("add", "b", lambda: ["pass"], lambda job: ended.append(job.state))
    _wait(lambda: (jobs.get(running.id) or running).done > 1)
    jobs.cancel(waiting.id)
    jobs.cancel(running.id)
    _wait(lambda: len(ended) == 2)
    assert ended == ["cancelled", "cancelled"]
    assert {_state(jobs, running), _state(jobs, waiting)} == {"cancelled"}


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_process_that_will_not_stop_is_ended(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.jobs._GRACE", 0.3)
    stubborn = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n" + SLOW * 20
    ended = threading.Event()
    job = jobs.start("add", "a", lambda: [stubborn], lambda _: ended.set())
    _wait(lambda: (jobs.get(job.id) or job).done > 1)
    jobs.cancel(job.id)
    assert ended.wait(5)
    _wait(lambda: _state(jobs, job) == "cancelled")


def test_too_many_waiting_jobs_are_refused_and_a_closed_server_starts_none(jobs: Jobs) -> None:
    job = jobs.start("add", "a", lambda: [SLOW * 20], lambda _: None)
    with pytest.raises(UsageError, match="too many"):
        for _ in range(100):
            jobs.start("add", "a", lambda: ["pass"], lambda _: None)
    jobs.close()
    _wait(lambda: not any(job.open for job in jobs.all()))
    assert _state(jobs, job) == "cancelled"
    with pytest.raises(UsageError):
        jobs.start("evaluate", "a", lambda: ["pass"], lambda _: None)


def test_old_jobs_are_forgotten(jobs: Jobs) -> None:
    def refuse() -> list[str]:
        raise UsageError("no.")

    for _ in range(60):
        job = jobs.start("add", "a", refuse, lambda _: None)
        _wait(lambda job=job: _state(jobs, job) == "failed")  # type: ignore[misc]
    assert len(jobs.all()) <= 42


def test_progress_lines_are_told_from_others() -> None:
    assert parse_progress("indexing 12/4247, about 30 s left") == ("indexing", 12, 4247)
    assert parse_progress("refused: 3/4, about.txt") is None
