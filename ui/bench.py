"""`python -m ui.bench --index DIR`: how fast the page is, in a browser, as its readers find it.

Starts `wenju serve`, opens Chromium and measures in wall seconds, on a machine that does nothing else:
page usable, first evidence, whole answer, the last answers against the first, bytes a turn, and
several readers at once. Needs playwright and chromium (the development extra).
"""

import argparse
import asyncio
import json
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from index.errors import UsageError, WenjuError

_ASKED_EACH = 5  # questions of each reader who asks at the same time
# The wall clock of the page itself, from the key that asks.
_TIMED = """async (question) => {
  const box = document.querySelector('#wj-box');
  const number = document.querySelectorAll('.wj-turn').length + 1;
  const seen = (found) => new Promise((done) => {
    const look = () => (found() ? done(performance.now()) : setTimeout(look, 4));
    look();
  });
  box.value = question;
  const began = performance.now();
  box.form.requestSubmit();
  const turn = () => document.querySelector(`#turn-${number}`);
  const evidence = await seen(() => turn()?.querySelector('.wj-said, .wj-status, .wj-error'));
  const whole = await seen(() => turn()?.querySelector('.wj-acts'));
  return [(evidence - began) / 1000, (whole - began) / 1000];
}"""


def main() -> int:
    """Measure, and print the figures as a table and as JSON."""
    parser = argparse.ArgumentParser(prog="python -m ui.bench", description=__doc__.split("\n")[0])
    parser.add_argument("--index", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--questions", type=Path, metavar="FILE.jsonl", help='lines with "question"; else suggested'
    )
    parser.add_argument("--readers", type=int, default=8, help="who ask at once (8)")
    parser.add_argument("--turns", type=int, default=20, help="questions of a conversation (20)")
    parsed = parser.parse_args()
    try:
        figures = measure(parsed.index, parsed.questions, parsed.readers, parsed.turns)
    except WenjuError as error:
        print(f"ui.bench: {error}", file=sys.stderr)
        return error.exit_code
    print(json.dumps(figures, ensure_ascii=False, indent=1))
    return 0


def measure(
    index: Path, questions: Path | None = None, readers: int = 8, turns: int = 20
) -> dict[str, Any]:
    """All figures. Raises UsageError without a browser, questions, readers or turns."""
    if readers < 1 or turns < 1:
        raise UsageError(f"--readers {readers} and --turns {turns} must be 1 or more.")
    chromium = shutil.which("chromium")
    if chromium is None:
        raise UsageError("chromium is not installed; apt-get install chromium fonts-noto-cjk")
    with _served(index) as address:
        asked = _questions(questions, address, turns)
        figures = _in_browser(chromium, address, asked[:turns])
        figures["at_once"] = asyncio.run(_at_once(address, asked, readers))
    return figures


@contextmanager
def _served(index: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "ui.cli", "serve", "--index", str(index), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            found = re.search(r"http://\S+?:\d+", line)
            if found is None:
                raise UsageError(f"wenju serve did not start over {str(index)!r}.")
            yield found[0]
        finally:
            process.terminate()


def _questions(path: Path | None, address: str, turns: int) -> list[str]:
    if path is not None:
        lines = path.read_text("utf-8").splitlines()
        asked = [json.loads(line)["question"] for line in lines if line.strip()]
    else:
        asked = httpx.get(f"{address}/chat/suggestions", timeout=60).json()
    if not asked:
        raise UsageError("no questions; give a file with --questions.")
    return [asked[i % len(asked)] for i in range(max(turns, len(asked)))]


def _in_browser(chromium: str, address: str, asked: list[str]) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(locale="zh-CN")
        sizes: list[int] = []
        page.on(
            "response",
            lambda r: sizes.append(len(r.body())) if r.url.endswith("/chat/ask") else None,
        )
        usable = []
        for _ in range(3):
            began = time.perf_counter()
            page.goto(address)
            page.locator("#wj-box").wait_for()
            usable.append(time.perf_counter() - began)
        times = [page.evaluate(_TIMED, question) for question in asked]
        # The same question again, first and last in one conversation, so that only its length differs.
        page.get_by_role("button", name="新对话").click()
        again = [page.evaluate(_TIMED, asked[0])[1] for _ in asked]
        page.wait_for_timeout(500)
        browser.close()
    first, whole = zip(*times, strict=True)
    late, early = statistics.median(again[-5:]), statistics.median(again[:5])
    return {
        "page_usable_s": _spread(usable),
        "first_evidence_s": _spread(first),
        "whole_answer_s": _spread(whole),
        "turn_bytes": {"median": int(statistics.median(sizes)), "most": max(sizes)},
        "last_to_first": round(late / early, 2),
    }


async def _at_once(address: str, asked: list[str], readers: int) -> dict[str, Any]:
    """Readers who ask without a pause; the time to the first evidence of each answer, and how many
    answers were to another question than the one asked."""
    waited: list[float] = []
    wrong = 0

    async def read(number: int) -> None:
        nonlocal wrong
        async with httpx.AsyncClient(base_url=address, timeout=120) as client:
            for turn in range(_ASKED_EACH):
                question = asked[(number * _ASKED_EACH + turn) % len(asked)]
                began = time.perf_counter()
                body = {"question": question}
                async with client.stream("POST", "/chat/ask", json=body) as response:
                    async for line in response.aiter_lines():
                        event = json.loads(line)
                        if event["kind"] == "asked" and event["question"] != question:
                            wrong += 1
                        if event["kind"] == "evidence":
                            waited.append(time.perf_counter() - began)

    await asyncio.gather(*(read(number) for number in range(readers)))
    spread = _spread(waited)
    return {"readers": readers, "first_evidence_s": spread, "wrong_answers": wrong}


def _spread(seconds: list[float] | tuple[float, ...]) -> dict[str, float]:
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return {"p50": round(statistics.median(ordered), 3), "p95": round(p95, 3)}


if __name__ == "__main__":
    sys.exit(main())
