"""What a process costs: wall and CPU seconds seen from outside, peak memory as it says itself."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import WenjuError

_ROOT = Path(__file__).parents[2]
# Every library that would start threads of its own.
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1"
) | {"TOKENIZERS_PARALLELISM": "false"}


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a whole process, interpreter and imports included; memory in MB of 10⁶ bytes."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def peak_mb() -> float:
    """The most memory this process held, and the largest of those it started and waited for: as if both
    had been at their peak at once. On Linux from /proc: getrusage would give a child that of its
    parent where the parent is bigger."""
    return _own_peak_mb() + _megabytes(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def _own_peak_mb() -> float:
    try:
        status = Path("/proc/self/status").read_text("ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    except (OSError, StopIteration):
        return _megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _megabytes(maxrss: int) -> float:
    """What getrusage gives, which is bytes on macOS and KiB elsewhere."""
    return maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def run_worker(arguments: Sequence[str], one_thread: bool = True) -> tuple[Cost, dict[str, Any]]:
    """Run `eval.bench.worker` in a process of its own; its cost and what it reports.

    Raises WenjuError when it fails; its own sentence is on stderr by then.
    """
    paths = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": paths} | (_ONE_THREAD if one_thread else {})
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "eval.bench.worker", *arguments],
        stdout=subprocess.PIPE,
        env=environment,
    )
    assert process.stdout is not None
    try:
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        process.kill()
        raise
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode:
        raise WenjuError(
            f"the benchmark's step {' '.join(arguments[:2])!r} failed with exit code "
            f"{process.returncode}; run the same command again to go on from there."
        )
    report = json.loads(output.splitlines()[-1])
    cost = Cost(wall, usage.ru_utime + usage.ru_stime, float(report.pop("peak_mb")))
    return cost, report


def folder_mb(folder: Path) -> float:
    """Size of all files below `folder`, in MB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
