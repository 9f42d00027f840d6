"""No regular expression of `index` takes more than linear time: each is pumped with awkward text."""

import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator

_PIECES = (
    " ",
    "1",
    "第",
    "（",
    "一",
    "《",
    "\n",
    "\u3000",
    "、",
    "，",
    "甲",
    "a",
    ".",
    "〔",
    "年",
    "“",
    "| ",
    "1.",
    "第一",
    "（一",
    "《甲",
    "甲 ",
    "一、",
    "2020年",
    "委员会、",
    "甲，",
    "十条",
)
_SHORT, _LONG = 1_000, 4_000
_SEARCHES = {"search", "finditer", "findall", "sub", "split"}
# Applied only to texts of so many characters, which the code before them sees to.
_BOUNDED = {
    "index.contents._PAGE": 80,
    "index.contents._TIGHT_PAGE": 80,
    "index.validity_repeals._ISSUER": 60,
}


def _patterns() -> Iterator[tuple[str, re.Pattern[str], bool]]:
    """Name, pattern, and whether it is searched for (else matched from the start) in its module."""
    root = importlib.import_module("index")
    for found in pkgutil.iter_modules(root.__path__, "index."):
        module = importlib.import_module(found.name)
        if found.ispkg:
            continue
        source = inspect.getsource(module)
        for name, value in vars(module).items():
            used = set(re.findall(rf"\b{name}\.(\w+)\(", source))
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str) and used:
                yield f"{found.name}.{name}", value, bool(used & _SEARCHES)


def _seconds(pattern: re.Pattern[str], text: str, searched: bool) -> float:
    start = time.process_time()
    pattern.search(text) if searched else (pattern.match(text), pattern.fullmatch(text))
    return time.process_time() - start


def test_no_pattern_of_index_takes_more_than_linear_time() -> None:
    slow = []
    patterns = [row for row in _patterns() if row[0] not in _BOUNDED]
    assert len(patterns) > 40
    for name, pattern, searched in patterns:
        for piece in _PIECES:
            short = _seconds(pattern, piece * (_SHORT // len(piece)) + "☃", searched)
            if short < 0.001:  # squared, four times the text would still take no more than 16 ms
                continue
            long = _seconds(pattern, piece * (_LONG // len(piece)) + "☃", searched)
            if long > 10 * short:
                slow.append(f"{name} on {piece!r}: {short:.4f} s, four times as much {long:.4f} s")
                break
    assert not slow, "\n".join(slow)


def test_the_pump_finds_what_is_not_linear() -> None:
    pattern = re.compile(r"\s+$")
    short, long = (_seconds(pattern, " " * size + "☃", True) for size in (2_000, 8_000))
    assert long > 6 * short
