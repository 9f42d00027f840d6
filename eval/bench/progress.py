"""Progress of long work on stderr: sparse lines, each naming what is done and how long it may take."""

import sys
import time

_INTERVAL = 10.0  # seconds between two lines


class Progress:
    """Call it with (what, done, total); work of a moment is not reported."""

    def __init__(self) -> None:
        self._start = self._last = time.monotonic()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Report, unless the last report was only a moment ago."""
        now = time.monotonic()
        if now - self._last < _INTERVAL:
            return
        self._last = now
        left = (now - self._start) / max(done, 1) * (total - done)
        say(f"  {what} {done}/{total}, about {left:.0f} s left")


def say(line: str) -> None:
    """A line on stderr."""
    print(line, file=sys.stderr, flush=True)
