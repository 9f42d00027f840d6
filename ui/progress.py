"""Progress of long work on stderr: one rewritten line on a terminal, sparse lines elsewhere."""

import sys
import time
from types import TracebackType

_TERMINAL_INTERVAL, _LOG_INTERVAL = 0.2, 10.0  # seconds between two reports


class Progress:
    """Call it with (what, done, total); it reports only work that takes longer than a moment."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._interval = _TERMINAL_INTERVAL if self._terminal else _LOG_INTERVAL
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
