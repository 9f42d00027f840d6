"""Reads risky formats in a limited process, which serves many files and is killed when one hangs."""

import json
import os
import struct
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from index.errors import ReadError
from index.own_process import command_of
from index.read.decoded import DecodedText
from index.read.limits import SECONDS, SIGNS_OF_LIFE, TEXT_CHARACTERS
from index.read.package import Member

_MODULE = "index.read.child"
_FILES_EACH = 200  # then a fresh process, so that no leak adds up
_LARGEST_ANSWER = 8 * TEXT_CHARACTERS
# Address space is what is limited, and these take some in advance for each thread.
_THRIFT = {"MALLOC_ARENA_MAX": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class ReadingProcess:
    """A reading process, started at the first file. Use as a context manager."""

    def __init__(self, seconds: float = SECONDS):
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def members(self, path: Path, name: str) -> list[Member]:
        """The files in a ZIP; one with an empty trail where the file is a document itself."""
        answer = self._ask({"do": "list", "path": str(path), "name": name})
        return [Member(m["name"], tuple(m["trail"]), m["refused"]) for m in answer["members"]]

    def read(
        self, path: Path, name: str, format: str | None, trail: tuple[int, ...] = ()
    ) -> DecodedText:
        """Read a file, or the member of it that `trail` leads to. Raises ReadError."""
        request = {"do": "read", "path": str(path), "name": name, "format": format, "trail": trail}
        fields = self._ask(request)["document"]
        return DecodedText(
            text=fields["text"],
            encoding=fields["encoding"],
            undecodable=fields["undecodable"],
            pages=tuple(fields["pages"]),
            headings=tuple((offset, level) for offset, level in fields["headings"]),
            notes=tuple(fields["notes"]),
            remarks=tuple(fields["remarks"]),
        )

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        name = request["name"]
        if self._served >= _FILES_EACH:
            self.close()
        process = self._process or self._start()
        self._served += 1
        with _Deadline(self._seconds, process.kill) as deadline:
            answer = self._exchange(process, json.dumps(request), deadline)
        if deadline.passed:
            self.close()
            raise ReadError(
                f"{name!r} takes longer than {self._seconds:g} seconds to read (or a page of it to "
                "recognise); split it or save it again."
            )
        if answer is None:
            self.close()
            raise ReadError(
                f"{name!r} made its reader stop, as damaged or hostile files do (or ones that need "
                "more than 1 GB); save it again or split it."
            )
        if "error" in answer:
            raise ReadError(answer["error"])
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(
            command_of(_MODULE),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_THRIFT},
        )
        self._served = 0
        return self._process

    @staticmethod
    def _exchange(
        process: subprocess.Popen[bytes], request: str, deadline: "_Deadline"
    ) -> dict[str, Any] | None:
        """The answer, None when the process ended instead."""
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(request.encode("ascii") + b"\n")
            process.stdin.flush()
            length = 0
            for _ in range(SIGNS_OF_LIFE):
                head = process.stdout.read(8)
                if len(head) < 8:
                    return None
                (length,) = struct.unpack(">Q", head)
                if length:
                    break
                deadline.renew()  # an empty frame: it has got on
            if not 0 < length <= _LARGEST_ANSWER:
                return None
            frame = process.stdout.read(length)
        except OSError:
            return None
        if len(frame) < length:
            return None
        answer: dict[str, Any] = json.loads(frame.decode("utf-8", "surrogatepass"))
        return answer


class _Deadline:
    """Calls `end` once `seconds` have passed since it was entered or last renewed."""

    def __init__(self, seconds: float, end: Callable[[], None]):
        self._seconds, self._end = seconds, end
        self._timer: threading.Timer | None = None
        self.passed = False

    def __enter__(self) -> Self:
        self.renew()
        return self

    def __exit__(self, *_: object) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def renew(self) -> None:
        """Give as much time again, counted from now."""
        if self._timer is not None:
            self._timer.cancel()
        if not self.passed:
            self._timer = threading.Timer(self._seconds, self._expire)
            self._timer.start()

    def _expire(self) -> None:
        self.passed = True
        self._end()
