"""A browser that opens the served page as a reader would, and notes what the page must not do."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


@contextmanager
def served(index: Path, port: str = "0") -> Iterator[str]:
    """`wenju serve` as its own process; yields the address it prints. Ctrl-C must end it."""
    command = [sys.executable, "-m", "ui.cli", "serve", "--index", str(index), "--port", port]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, encoding="utf-8", **pipes) as process:
        try:
            line = process.stdout.readline()  # type: ignore[union-attr]
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if not found:
                raise AssertionError(f"no address in {line!r}: {process.stderr.read()}")  # type: ignore[union-attr]
            yield found[0]
            process.send_signal(signal.SIGINT)
            rest, errors = process.communicate(timeout=15)
            assert (process.returncode, rest, errors) == (0, "", "")
        finally:
            if process.poll() is None:
                process.kill()


@dataclass
class Visit:
    """An open page, and everything it did that it must not do."""

    page: Any
    address: str
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> None:
        self.page.on("request", self._requested)
        self.page.on("console", self._logged)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("response", self._answered)
        self.page.on("dialog", self._dialog)
        self.page.goto(f"{self.address}{path}")
        self.page.locator("#wj-box").wait_for()

    def _requested(self, request: Any) -> None:
        if not request.url.startswith((f"{self.address}/", "data:", "blob:")):
            self.outside.append(request.url)

    def _logged(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _answered(self, response: Any) -> None:
        if response.status >= 400:
            self.errors.append(f"{response.status} {response.url}")

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def reload(self) -> None:
        """Load the page again, once Gradio waits for nothing: it complains of what is cut off."""
        self.page.wait_for_load_state("networkidle")
        self.page.reload()
        self.page.locator("#wj-box").wait_for()

    def ask(self, question: str) -> Any:
        """Type a question, press Enter, wait for the whole answer; the turn's element."""
        number = self.page.locator(".wj-turn").count() + 1
        self.page.locator("#wj-box").fill(question)
        self.page.locator("#wj-box").press("Enter")
        return self.turn(number)

    def turn(self, number: int) -> Any:
        """The turn with that number, once it is done."""
        turn = self.page.locator(f"#turn-{number}")
        turn.locator(".wj-acts").wait_for()
        return turn

    def assert_clean(self) -> None:
        assert (self.outside, self.errors, self.dialogs) == ([], [], [])
