"""Progress of long work on stderr: one rewritten line on a terminal, sparse lines elsewhere."""

import os
import re
import sys
import time
from types import TracebackType

_TERMINAL_INTERVAL, _LOG_INTERVAL = 0.2, 10.0  # seconds between two reports
WATCHED = "WENJU_WATCHED"  # set by the page, which reads the lines of a command as they come
_LINE = re.compile(r"(?P<what>.+) (?P<done>\d+)/(?P<total>\d+), about \d+ s left\s*")


class Progress:
    """Call it with (what, done, total); it reports only work that takes longer than a moment."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        often = self._terminal or bool(os.environ.get(WATCHED))
        self._interval = _TERMINAL_INTERVAL if often else _LOG_INTERVAL
        self._start = self._last = time.monotonic()
        self._shown = False

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown and self._terminal:
            print(file=sys.stderr)

    def __call__(self, what: str, done: int, total: int) -> None:
        """Report, unless the last report was only a moment ago."""
        now = time.monotonic()
        if now - self._last < self._interval:
            return
        self._last = now
        self._shown = True
        left = (now - self._start) / max(done, 1) * (total - done)
        line = f"{what} {done}/{total}, about {left:.0f} s left"
        print(
            f"\r{line:<60}" if self._terminal else line,
            end="" if self._terminal else "\n",
            file=sys.stderr,
            flush=True,
        )


def parse_progress(line: str) -> tuple[str, int, int] | None:
    """(what, done, total) of a line that `Progress` wrote; None for any other."""
    found = _LINE.fullmatch(line)
    return (found["what"], int(found["done"]), int(found["total"])) if found else None
