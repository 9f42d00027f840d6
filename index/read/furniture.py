"""Page numbers and running heads and feet of a PDF, told from text by where and how often they stand."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Protocol

from index.numerals import parse_number
from index.read.layout import PageLine

_OUTERMOST = 3  # lines at the top and at the bottom of a page that may be furniture
_BAND = 0.15  # of the page's height
_SAME_PLACE = 6.0  # points
_LONGEST = 60
_SMALL = 0.8  # of the text's size
_DASHES = r"[-—–－─_~·•.\s]"
_PLAIN_NUMBER = re.compile(rf"{_DASHES}*(?P<number>\d{{1,4}}){_DASHES}*")
_NAMED_NUMBER = re.compile(
    r"(?:第\s*(?P<number>\d{1,4}|[一二三四五六七八九十百]{1,6})\s*页|Page\s*(?P<page>\d{1,4})|(?P<of>\d{1,4})\s*/\s*\d{1,4})"
    r"[\s,，/（(]*(?:共\s*\S{1,6}\s*页|of\s*\d{1,4})?[)）]?",
    re.I,
)
_END_NUMBERS = re.compile(
    r"^\d{1,4}(?=\D)|(?<=\D)\d{1,4}(?:/\d{1,4})?$|第\d{1,4}页(?:[,，/]?共\d{1,4}页)?$"
)
_FOOT = re.compile(r".*(?:\s|\D/|页\D?)?\b\d{1,4}\s?(?:/\s?\d{1,4}|页)?")


class Page(Protocol):
    """The lines of a page and its height in points."""

    @property
    def lines(self) -> Sequence[PageLine]: ...
    @property
    def height(self) -> float: ...


def page_furniture(pages: Sequence[Page]) -> set[tuple[int, int]]:
    """(page, order of the line) of every line that belongs to the page and not to the document."""
    edges = [
        (number, side, line) for number, page in enumerate(pages) for side, line in _edge(page)
    ]
    body = median([line.size for page in pages for line in page.lines] or [0.0])
    found = _running(edges, pages) | _numbers(edges, pages) | _small_head(edges, pages, body)
    outermost: dict[tuple[int, str], list[PageLine]] = defaultdict(list)
    for number, side, line in edges:
        outermost[number, side].append(line)
    kept: set[tuple[int, int]] = set()
    for (number, side), lines in outermost.items():
        known = [(number, line.order) in found for line in lines]
        run = lines[: known.index(False) if False in known else len(lines)]
        kept |= {(number, line.order) for line in _set_apart(run, pages[number], side, body)}
    return kept


def _set_apart(run: list[PageLine], page: Page, side: str, body: float) -> list[PageLine]:
    """Of the outermost lines `run` those that stand apart from the text or are in smaller print.

    Without that a form that is the same on every page would lose its first lines.
    """
    downwards = sorted(page.lines, key=lambda line: -line.top)
    inwards = downwards if side == "top" else downwards[::-1]
    pitches = [a.bottom - b.bottom for a, b in pairwise(downwards) if a.bottom > b.bottom + 1]
    usual = median(pitches) if pitches else 0.0
    while run and len(run) < len(inwards):
        last, inner = run[-1], inwards[len(run)]
        if abs(last.bottom - inner.bottom) > 1.25 * usual or last.size < 0.9 * body:
            break
        run.pop()
    return run


def _edge(page: Page) -> list[tuple[str, PageLine]]:
    """The outermost lines, from the outside in."""
    downwards = sorted(page.lines, key=lambda line: -line.top)
    top = [x for x in downwards[:_OUTERMOST] if x.bottom > (1 - _BAND) * page.height]
    bottom = [x for x in downwards[::-1][:_OUTERMOST] if x.top < _BAND * page.height]
    return [("top", x) for x in top] + [("bottom", x) for x in bottom]


def _running(
    edges: Sequence[tuple[int, str, PageLine]], pages: Sequence[Page]
) -> set[tuple[int, int]]:
    """Lines that stand at one place of at least three pages (of both, where there are two)."""
    groups: dict[tuple[str, str], list[tuple[int, PageLine]]] = defaultdict(list)
    for number, side, line in edges:
        if len(line.text) <= _LONGEST:
            text = "".join(line.text.split())
            groups[side, _END_NUMBERS.sub("#", text)].append((number, line))
    found: set[tuple[int, int]] = set()
    for group in groups.values():
        height = median(line.bottom for _, line in group)
        same = [(n, line) for n, line in group if abs(line.bottom - height) <= _SAME_PLACE]
        if len({n for n, _ in same}) >= max(2, min(3, len(pages))):
            found |= {(n, line.order) for n, line in same}
    return found


def _small_head(
    edges: Sequence[tuple[int, str, PageLine]], pages: Sequence[Page], body: float
) -> set[tuple[int, int]]:
    """Head and foot of a single page, which nothing repeats: in small print, well off the text.

    A foot has to end in a page number, or it would be a footnote.
    """
    if len(pages) != 1 or not pages[0].lines:
        return set()
    found: set[tuple[int, int]] = set()
    for wanted in ("top", "bottom"):
        line = next((line for _, side, line in edges if side == wanted), None)
        if line is None or line.size > _SMALL * body:
            continue
        if wanted == "bottom" and not _FOOT.fullmatch(line.text[-40:]):
            continue
        others = [other for other in pages[0].lines if other is not line]
        gaps = [max(line.bottom - other.top, other.bottom - line.top) for other in others]
        if gaps and min(gaps) > line.size:
            found.add((0, line.order))
    return found


def _numbers(
    edges: Sequence[tuple[int, str, PageLine]], pages: Sequence[Page]
) -> set[tuple[int, int]]:
    """Page numbers: 第3页, or numbers that run on with the pages."""
    found: set[tuple[int, int]] = set()
    plain: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for number, side, line in edges:
        if _NAMED_NUMBER.fullmatch(line.text.strip("—–- \t")):
            found.add((number, line.order))
            continue
        match = _PLAIN_NUMBER.fullmatch(line.text)
        value = parse_number(match["number"]) if match else None
        if value is not None:
            plain[side, value - number].append((number, line.order))
            if len(pages) == 1 and side == "bottom" and value == 1:
                found.add((number, line.order))
    for lines in plain.values():
        if len({number for number, _ in lines}) >= 2:
            found |= set(lines)
    return found
