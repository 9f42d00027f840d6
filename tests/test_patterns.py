"""No regular expression takes more than linear time: each is pumped with what it repeats itself.

For every repetition in a pattern a text is made that leads up to it and then goes round in it again
and again, with an end that cannot match: what makes a backtracking engine try all ways to divide it.
Two such texts, one four times as long, are timed. Pieces of Chinese documents are tried too.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

import pytest

_PIECES = (
    *(
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
    ),
    *("1.", "第一", "（一", "《甲", "甲 ", "一、", "2020年", "委员会、", "甲，", "十条"),
)
_SHORT, _LONG, _MANY = 1_000, 4_000, 20
_SEARCHES = {"search", "finditer", "findall", "sub", "split"}
_USES = _SEARCHES | {"match", "fullmatch"}
# Training and benchmark read what the maintainers give them.
_LEFT_OUT = ("index.builtin", "eval.bench", "eval.sets")
# Applied only to texts of so many characters, which the code before them sees to.
_BOUNDED = {
    "index.contents._PAGE": 80,
    "index.contents._TIGHT_PAGE": 80,
    "index.read.html._BESIDE_DAY": 300,
    "index.read.html._DECLARED": 4096,  # bytes
    "index.read.html._SITE": 300,
    "index.read.paragraphs._ENTRY": 80,
    "index.validity_repeals._ISSUER": 60,
}
_PATTERNS: list[tuple[str, re.Pattern[Any], bool]] = []


def _modules(root: str) -> Iterator[ModuleType]:
    package = importlib.import_module(root)
    for found in pkgutil.walk_packages(package.__path__, f"{root}."):
        if not found.name.startswith(_LEFT_OUT) and not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def _held(value: object) -> Iterator[re.Pattern[Any]]:
    """Patterns, also in tuples and dicts."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from _held(one)
    elif isinstance(value, dict):
        yield from _held(list(value.values()))


def _patterns(root: str) -> Iterator[tuple[str, re.Pattern[Any], bool]]:
    """Name, pattern, and whether it is searched for (else matched from the start) in its module."""
    for module in _modules(root):
        source = inspect.getsource(module)
        for name, value in vars(module).items():
            used = set(re.findall(rf"\b{name}\.(\w+)\(", source))
            for number, pattern in enumerate(_held(value)):
                searched = bool(used & _SEARCHES) or not isinstance(value, re.Pattern)
                yield (
                    f"{module.__name__}.{name}{f'[{number}]' if number else ''}",
                    pattern,
                    searched,
                )
        for node in ast.walk(ast.parse(source)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and (node.func.value.id, node.func.attr in _USES) == ("re", True)
            ):
                written = ast.unparse(node.args[0])
                try:
                    pattern = re.compile(eval(written, vars(module)))
                except NameError:  # a local variable: one of the patterns that a module holds
                    continue
                name = f"{module.__name__}:{node.lineno}"
                yield name, pattern, node.func.attr in _SEARCHES


def _sample(items: Any) -> str:
    """A short text that a parsed pattern matches."""
    return "".join(_sample_one(code, value) for code, value in items)


def _sample_one(code: Any, value: Any) -> str:
    if code is codes.LITERAL:
        return chr(value)
    if code is codes.NOT_LITERAL:
        return "甲" if value != ord("甲") else "乙"
    if code is codes.ANY:
        return "甲"
    if code is codes.IN:
        return _member(value)
    if code is codes.BRANCH:
        return _sample(value[1][0])
    if code is codes.SUBPATTERN:
        return _sample(value[-1])
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return _sample(value[2]) * value[0]
    if code is codes.ATOMIC_GROUP:
        return _sample(value)
    return ""  # look-arounds, anchors, back references


def _member(members: Any) -> str:
    pattern = re.compile("[" + "".join(_class(code, value) for code, value in members) + "]")
    tried = ("甲", "1", "一", " ", "a", "、", "\n", "（", "。")
    return next((c for c in tried if pattern.match(c)), "") or next(
        chr(c) for c in range(0x110000) if pattern.match(chr(c))
    )


def _class(code: Any, value: Any) -> str:
    if code is codes.NEGATE:
        return "^"
    if code is codes.LITERAL:
        return re.escape(chr(value))
    if code is codes.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    named = {
        codes.CATEGORY_DIGIT: r"\d",
        codes.CATEGORY_NOT_DIGIT: r"\D",
        codes.CATEGORY_SPACE: r"\s",
        codes.CATEGORY_NOT_SPACE: r"\S",
        codes.CATEGORY_WORD: r"\w",
        codes.CATEGORY_NOT_WORD: r"\W",
    }
    return named[value]


def _pumps(items: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """(what leads up to it, what it repeats) for every long repetition of a parsed pattern."""
    for code, value in items:
        inner = []
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            inner = [value[2]]
            if value[1] is codes.MAXREPEAT or value[1] >= _MANY:
                piece = _sample(value[2])
                if piece:
                    yield before, piece
        elif code is codes.BRANCH:
            inner = value[1]
        elif code is codes.SUBPATTERN:
            inner = [value[-1]]
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            inner = [value[1]]
        for one in inner:
            yield from _pumps(one, before)
        before += _sample_one(code, value)


def _texts(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str]]:
    written = (
        pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    )
    own = set(_pumps(_parser.parse(written, pattern.flags & ~re.UNICODE)))
    yield from own
    # What leads up to a pattern may be repeated too: it is then searched for from many places.
    yield from {("", before + piece) for before, piece in own if before}
    yield from (("", piece) for piece in _PIECES)


def _seconds(pattern: re.Pattern[Any], text: str, searched: bool) -> float:
    given: Any = text if isinstance(pattern.pattern, str) else text.encode("utf-8")
    start = time.process_time()
    if searched:
        for _ in pattern.finditer(given):
            pass
    else:
        pattern.match(given)
        pattern.fullmatch(given)
    return time.process_time() - start


@pytest.mark.parametrize(("root", "fewest"), [("index", 120), ("rag", 60), ("eval", 1), ("ui", 5)])
def test_no_pattern_takes_more_than_linear_time(root: str, fewest: int) -> None:
    slow = []
    patterns = list(_patterns(root))
    assert len(patterns) >= fewest
    for name, pattern, searched in patterns:
        if name in _BOUNDED:
            continue
        for before, piece in _texts(pattern):
            short, long = (before + piece * (n // len(piece)) + "☃" for n in (_SHORT, _LONG))
            seconds = _seconds(pattern, short, searched)
            if seconds < 0.001:  # squared, four times the text would still take no more than 16 ms
                continue
            longer = min(_seconds(pattern, long, searched) for _ in range(2))
            if longer > 10 * min(seconds, _seconds(pattern, short, searched)):
                slow.append(
                    f"{name} on {before!r} + {piece!r}…: {seconds:.4f} s, then {longer:.4f} s"
                )
                break
    assert not slow, "\n".join(slow)


@pytest.mark.parametrize(
    "written",
    [r"\s+$", r"第[一二三]*条[一二三]*第?[一二三]*号", r"《.*》通知.*年", r"a\d+\d+b"],
)
def test_the_pump_finds_what_is_not_linear(written: str) -> None:
    pattern = re.compile(written)
    found = []
    for before, piece in _texts(pattern):
        texts = (before + piece * (size // len(piece)) + "☃" for size in (200, 1600))
        short, long = (min(_seconds(pattern, text, True) for _ in range(3)) for text in texts)
        # Eight times the text: linear is 8, squared 64.
        found.append(long > 0.0005 and long > 20 * short)
    assert any(found)


def test_the_pump_finds_what_is_exponential() -> None:
    pattern = re.compile(r"(?:甲+)+乙")
    texts = {(before + piece * 20)[:20] + "☃" for before, piece in _texts(pattern)}
    assert max(_seconds(pattern, text, False) for text in texts) > 0.02
