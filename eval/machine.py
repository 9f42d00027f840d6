"""On what and from what a run was made: machine, commit, versions, and a fingerprint of the code."""

import hashlib
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_PACKAGES = (
    "bm25s",
    "faiss-cpu",
    "jieba",
    "langchain-text-splitters",
    "numpy",
    "onnxruntime",
    "scipy",
    "tokenizers",
)
# What the answers of the systems come from; reports may change without asking again.
_ANSWERING = {
    "wenju": (
        "index/*.py",
        "index/read/*.py",
        "index/builtin/*/SHA256SUMS",
        "rag/*.py",
        "eval/bench/shipped.py",
    ),
    "plain": (
        "index/*.py",
        "index/read/*.py",
        "index/builtin/static/SHA256SUMS",
        "eval/bench/plain.py",
        "eval/bench/splitting.py",
    ),
    "peers": (
        "index/*.py",
        "index/read/*.py",
        "index/builtin/static/SHA256SUMS",
        "eval/bench/peers/*.py",
        "eval/bench/splitting.py",
    ),
    "indexing": ("index/*.py", "index/read/*.py", "index/builtin/static/SHA256SUMS"),
    "asking": ("eval/gold.py", "eval/metrics.py", "eval/bench/scoring.py", "eval/bench/worker.py"),
    "evaluating": (
        "eval/answers.py",
        "eval/asking.py",
        "eval/gold.py",
        "eval/measures.py",
        "eval/metrics.py",
    ),
    "timing": ("eval/bench/stages.py",),
}
ALL_PARTS = tuple(_ANSWERING)


@dataclass(frozen=True, slots=True)
class Machine:
    """Where and when a run was made."""

    date: str
    commit: str
    changed: bool
    cores: int
    cpu: str
    memory_gb: float
    load: float
    system: str
    python: str
    packages: dict[str, str]


def describe_machine() -> Machine:
    """This machine, now."""
    commit, changed = commit_of(_ROOT)
    return Machine(
        date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        commit=commit,
        changed=changed,
        cores=os.cpu_count() or 1,
        cpu=_cpu(),
        memory_gb=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        load=round(os.getloadavg()[0], 1),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        packages={name: _version(name) for name in _PACKAGES},
    )


def commit_of(folder: Path) -> tuple[str, bool]:
    """The short commit of a checkout, and whether tracked files differ from it."""

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True)
        return done.stdout.strip()

    try:
        commit = git("rev-parse", "--short=7", "HEAD")
        return commit or "unknown", bool(git("status", "--porcelain", "--untracked-files=no"))
    except OSError:
        return "unknown", False


def fingerprint(parts: Sequence[str], *more: str) -> str:
    """A short digest of the code named by `parts` (wenju, plain, peers, indexing, asking,
    evaluating, timing) and of `more`."""
    digest = hashlib.sha256()
    for pattern in sorted({pattern for part in parts for pattern in _ANSWERING[part]}):
        for path in sorted(_ROOT.glob(pattern)):
            digest.update(path.relative_to(_ROOT).as_posix().encode())
            digest.update(path.read_bytes())
    for text in more:
        digest.update(hashlib.sha256(text.encode()).digest())
    return digest.hexdigest()[:12]


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
