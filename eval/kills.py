"""`python -m eval.kills CASES --index DIR [--kills 200]`: does a run survive being killed?

Runs the cases once unbroken. Then begins the same run again and again, kills it with its workers at
a random moment (SIGKILL), and goes on, until that many kills are done and the run is finished. Its
rows must be those of the unbroken run; a run that ends before its kill is begun anew.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from eval.rowfile import whole_rows
from index.errors import WenjuError

_TIMED = ("seconds",)  # what no two runs share


def comparable_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a run without what differs from run to run."""
    with path.open("rb") as file:
        for line in file:
            row = json.loads(line)
            yield {name: value for name, value in row.items() if name not in _TIMED}


def kill_runs(cases: Path, index: Path, kills: int, work: Path, seed: int = 7) -> tuple[int, int]:
    """Kill a run `kills` times. Returns how many kills left rows behind, and how many runs were
    finished on the way. Raises WenjuError where rows differ from the unbroken run's."""
    chance = random.Random(seed)
    whole, broken = work / "whole", work / "broken"
    start = time.monotonic()
    _start(cases, index, whole).wait()
    longest = time.monotonic() - start
    wanted = list(comparable_rows(whole / "rows.jsonl"))
    done = finished = useful = 0
    while done < kills:
        process = _start(cases, index, broken)
        try:
            process.wait(chance.uniform(0, longest))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            done += 1
            rows = broken / "rows.jsonl"
            useful += rows.is_file() and 0 < whole_rows(rows)[0] < len(wanted)
            _say(f"{done} kills, {finished} runs finished")
            continue
        finished += _checked(broken, wanted)
    _start(cases, index, broken).wait()
    return useful, finished + _checked(broken, wanted)


def _checked(run: Path, wanted: list[dict[str, Any]]) -> int:
    found = list(comparable_rows(run / "rows.jsonl"))
    if found != wanted:
        differing = [n for n, (a, b) in enumerate(zip(found, wanted, strict=False)) if a != b]
        raise WenjuError(
            f"{len(found)} rows, {len(wanted)} in the unbroken run; first difference at {differing[:1]}"
        )
    shutil.rmtree(run)
    return 1


def _start(cases: Path, index: Path, out: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "ui.cli", "eval", "run", str(cases), "--index", str(index)]
    return subprocess.Popen(
        [*command, "--out", str(out)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill and tell; 1 where rows were lost or changed."""
    parser = argparse.ArgumentParser(prog="python -m eval.kills", description=__doc__)
    parser.add_argument("cases", type=Path, metavar="CASES")
    parser.add_argument("--index", type=Path, required=True, metavar="DIR")
    parser.add_argument("--kills", type=int, default=200)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as work:
        try:
            useful, finished = kill_runs(options.cases, options.index, options.kills, Path(work))
        except WenjuError as error:
            _say(f"failed: {error}")
            return 1
    print(
        f"{options.kills} kills, {useful} of them in the midst of the rows; {finished} runs finished, "
        "each with the rows of the unbroken run"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
