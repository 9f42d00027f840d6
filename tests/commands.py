"""Commands as a user runs them: what they left behind, and what an error looks like."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
FACT = "工业战略性新兴产业增加值年均增长多少？"
LISTED = "半导体产业的发展重点是什么？"
NOTHING = "山西有多少家上市公司？"
CARD = ["id", "title", "source", "number", "issuer", "published", "status"]


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ran]


def spawn(
    *arguments: str | bytes | Path, program: tuple[str, ...] = ("-m", "ui.cli"), **env: str
) -> Ran:
    """Run one command in a process of its own."""
    done = subprocess.run(
        [sys.executable, *program, *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | env,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def one_sentence(err: str) -> None:
    """An error is one line for people: no traceback, no second line."""
    assert err.startswith("wenju: ")
    assert err.endswith((".\n", "\n"))
    assert err.count("\n") == 1
    assert "Traceback" not in err


def write_batch(folder: Path, *rows: object) -> Path:
    """A file of these rows as JSON lines."""
    path = folder / "batch.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path
