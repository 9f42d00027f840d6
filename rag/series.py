"""Enumerations in a text: （一）（二）…, 1. 2. …, 一是二是…, with the sentence that introduces them.

A series is found in the text itself, so that it is whole where passages cut it and where its items
are no sections of their own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.numerals import NUMERAL, parse_number
from index.types import Document
from rag.sentences import LONGEST_QUOTE

Span = tuple[int, int]

_MARKER = re.compile(
    rf"(?P<bracket>[（(](?P<a>[{NUMERAL}]{{1,3}})[）)])"
    r"|(?P<digits>[（(](?P<b>\d{1,2})[）)])"
    rf"|(?P<comma>(?P<c>[{NUMERAL}]{{1,3}})、)"
    r"|(?P<dotted>(?P<d>\d{1,2})[.．、](?!\d))"
    rf"|(?P<said>(?P<e>[{NUMERAL}]{{1,2}})(?:是|要))"
    rf"|(?P<ordinal>第(?P<f>[{NUMERAL}]{{1,2}})[，,、])"
    r"|(?P<then>(?P<i>首先|其次|再次|最后)[，,])"
    r"|(?P<circled>(?P<g>[①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳]))"
    r"|(?P<noted>[［\[](?P<h>\d{1,3})[］\]])"
)
# Markers that also stand inside a sentence; the others open a line, where any may stand.
_INLINE = frozenset({"bracket", "digits", "said", "ordinal", "then", "circled"})
_ONE_LINE = frozenset({"said", "ordinal", "then"})  # inside a line they are counted to its end
_FAMILIES = ("bracket", "digits", "comma", "dotted", "said", "ordinal", "circled", "noted", "then")
_VALUES = dict(zip(_FAMILIES, "abcdefghi", strict=True))
_THEN = ("首先", "其次", "再次", "最后")
# Behind a colon, three parts or more that ； sets apart: a list in one long sentence.
_PARTED = re.compile("[：:](?P<parts>[^：:。；;\n]+(?:[；;][^：:。；;\n]+){2,}[；;]?)(?=。|\n|$)")
_OPENS_BEHIND = "：:；;。，,！？”"
_ARTICLE = re.compile(rf"^[ \t\u3000]*第[{NUMERAL}]{{1,7}}[条章节编]", re.MULTILINE)
_LEAD_END = re.compile(r"[。！？!?\n]")
_ITEM_END = re.compile(r"[。！？!?]|\n")
_TRAILING = " \t\n\u3000"
_LONGEST_LEAD = 400  # characters looked back for the introducing sentence
_LOOKED_BACK = 3000
_LONG_ITEM = 320  # a longer item is a section
_FIRST_CIRCLED = ord("①")


@dataclass(frozen=True, slots=True)
class Series:
    """`items` are the spans of an enumeration in order, markers included; `lead` is that of the
    sentence before it, empty where there is none."""

    family: str
    lead: Span
    items: tuple[Span, ...]

    @property
    def start(self) -> int:
        """Where it begins, lead included."""
        return self.lead[0] if self.lead[1] > self.lead[0] else self.items[0][0]

    @property
    def end(self) -> int:
        """Where its last item ends."""
        return self.items[-1][1]


@dataclass(frozen=True, slots=True)
class _Marker:
    family: str
    number: int
    start: int
    end: int
    opens_line: bool


def find_series(document: Document, start: int, end: int) -> list[Series]:
    """All series of two items or more in document.text[start:end], in reading order."""
    text = document.text
    barriers = [match.start() for match in _ARTICLE.finditer(text, start, end)]
    markers = list(_markers(text, start, end))
    found: list[Series] = []
    for place, marker in enumerate(markers):
        if marker.number != 1:
            continue
        barrier = next((b for b in barriers if b > marker.start), end)
        if marker.family in _ONE_LINE and not marker.opens_line:
            newline = text.find("\n", marker.start, barrier)
            barrier = newline if newline >= 0 else barrier
        run = _run(markers, place, barrier)
        if len(run) > 1:
            found.append(_series(text, start, end, run))
    found += _parted(text, start, end)
    return sorted(found, key=lambda series: series.start)


def _parted(text: str, start: int, end: int) -> Iterator[Series]:
    """Series whose items bear no mark: 应当载明：名称；住所；经营范围。"""
    for match in _PARTED.finditer(text, start, end):
        cuts = [m.start() for m in re.finditer("[；;]", match["parts"])]
        begin = match.start("parts")
        edges = [-1, *cuts, len(match["parts"])]
        parts = [_trim(text, begin + a + 1, begin + b) for a, b in pairwise(edges)]
        items = tuple(span for span in parts if span[1] > span[0])
        if len(items) > 2 and not _MARKER.match(text, items[0][0]):
            yield Series("parted", _lead(text, start, match.start() + 1), items)


def _markers(text: str, start: int, end: int) -> Iterator[_Marker]:
    for match in _MARKER.finditer(text, start, end):
        family = match.lastgroup if match.lastgroup in _FAMILIES else _family(match)
        line = text.rfind("\n", 0, match.start()) + 1
        opens_line = not text[line : match.start()].strip()
        before = text[match.start() - 1] if match.start() > start else "\n"
        if not opens_line and (family not in _INLINE or before not in _OPENS_BEHIND):
            continue
        number: int | None
        if family == "circled":
            number = ord(match.group()) - _FIRST_CIRCLED + 1
        elif family == "then":
            number = _THEN.index(match["i"]) + 1
        else:
            number = parse_number(match[_VALUES[family]])
        if number:
            yield _Marker(family, number, match.start(), match.end(), opens_line)


def _family(match: re.Match[str]) -> str:
    return next(family for family in _FAMILIES if match[family] is not None)


def _run(markers: Sequence[_Marker], first: int, barrier: int) -> list[_Marker]:
    """The markers that count on from markers[first]; an article's series stays in its article."""
    run = [markers[first]]
    for marker in markers[first + 1 :]:
        if marker.start >= barrier:
            break
        if marker.family != run[0].family:
            continue
        if marker.number == 1:
            break
        follows = marker.number == run[-1].number + 1
        if follows or (marker.family == "then" and marker.number > run[-1].number):
            run.append(marker)
    return run


def _series(text: str, start: int, end: int, run: Sequence[_Marker]) -> Series:
    items = [_trim(text, one.start, other.start) for one, other in pairwise(run)]
    last = _last_end(text, run[-1], end)
    items.append(_trim(text, run[-1].start, last))
    if unmarked := _unmarked(text, run[-1], last, end):
        items.append(unmarked)
    return Series(run[0].family, _lead(text, start, run[0].start), tuple(items))


def _last_end(text: str, marker: _Marker, end: int) -> int:
    """Behind the last item: its line's end, or its sentence's where it stands inside a line."""
    if marker.opens_line:
        newline = text.find("\n", marker.end, end)
        return newline if newline >= 0 else end
    match = _ITEM_END.search(text, marker.end, end)
    return match.end() if match else end


def _unmarked(text: str, marker: _Marker, last: int, end: int) -> Span | None:
    """The line behind an item that ends in ；: the last item, whose number was lost."""
    if not marker.opens_line or not text[marker.end : last].rstrip().endswith(("；", ";")):
        return None
    line = re.compile(r"\s*([^\n]+)").match(text, last, end)
    if line is None or _ARTICLE.match(text, line.start(1)) or _MARKER.match(text, line.start(1)):
        return None
    whole = _trim(text, *line.span(1))
    return whole if text[whole[1] - 1] == "。" and whole[1] - whole[0] <= LONGEST_QUOTE else None


def _lead(text: str, start: int, position: int) -> Span:
    """The sentence before `position`, its last part where it is too long to be quoted."""
    stop = position
    while stop > start and text[stop - 1] in _TRAILING:
        stop -= 1
    begin = max(start, stop - _LONGEST_LEAD)
    cuts = [match.end() for match in _LEAD_END.finditer(text, begin, max(begin, stop - 1))]
    begin = cuts[-1] if cuts else begin
    if stop - begin > LONGEST_QUOTE:
        comma = max(text.find(mark, stop - LONGEST_QUOTE, stop - 1) for mark in "，,；")
        begin = comma + 1 if comma >= 0 else stop - LONGEST_QUOTE
    return _trim(text, begin, stop)


def _trim(text: str, start: int, end: int) -> Span:
    raw = text[start:end]
    start += len(raw) - len(raw.lstrip())
    return start, start + len(raw.strip())


def introduction(document: Document, position: int) -> Span | None:
    """The sentence that introduces the item which holds `position`; None where it is in none, or
    in a whole section that is counted as one."""
    return introductions(document, [position])[0]


def introductions(document: Document, positions: Sequence[int]) -> list[Span | None]:
    """The same of several positions that lie near each other, in reading order."""
    if not positions:
        return []
    first = max(0, positions[0] - _LOOKED_BACK)
    found = find_series(document, first, min(len(document.text), positions[-1] + _LOOKED_BACK))
    return [_introducing(document, found, position) for position in positions]


def _introducing(document: Document, found: Sequence[Series], position: int) -> Span | None:
    held = [
        series
        for series in found
        if any(start <= position < min(end, start + _LONG_ITEM) for start, end in series.items)
    ]
    series = max(held, key=lambda s: s.start, default=None)
    if series is None or series.lead[1] <= series.lead[0]:
        return None
    return series.lead if document.text[series.lead[1] - 1] in "：:" else None
