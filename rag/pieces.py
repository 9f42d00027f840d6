"""Quotes in pieces: those with omissions (……), and those put together from several true ones."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from rag.occurrences import Finder, Found

_ELISION = re.compile(
    r"[\[［【（(]\s{0,4}(?:…+|\.{3,}|略|中略|省略)\s{0,4}[\]］】）)]|…+|\.{3,}|。{3,}|·{3,}|⋯+"
)
_FURTHEST = 3_000  # characters from the first part of a quote with omissions to its last
_MOST_STARTS, _FEW = 200, 10
_SHORTEST, _MOST_PIECES = 6, 6
_CLAUSE = re.compile(r"[^。；;，,！!？?：:\n]+[。；;，,！!？?：:\n]*")
_MARKS = re.compile(r"[\W_]+")
Within = NDArray[np.bool_] | None
"""Which documents are meant, a row each; None for all."""


def elided(quote: str) -> list[str]:
    """The parts of a quote between its omissions; at its edges they leave one part."""
    parts = [p.strip() for p in _ELISION.split(quote) if re.search(r"[^\W_]", p)]
    return parts or [quote]


def in_order(finder: Finder, parts: Sequence[str], within: Within = None) -> Iterator[Found]:
    """Places where the parts follow one another in one document, from the first to the last."""
    probe = max(range(len(parts)), key=lambda index: len(parts[index]))
    documents = dict.fromkeys(
        f.document for f in islice(finder.find(parts[probe], within), _MOST_STARTS)
    )
    for number in documents:
        rows = [[f for f in finder.find_in(number, part) if not f.cut] for part in parts]
        last = -1
        for first in rows[0]:
            if first.start < last:
                continue
            end: int | None = first.end
            for row in rows[1:]:
                end = next((f.end for f in row if end is not None and f.start >= end), None)
            if end is not None and end - first.start <= _FURTHEST:
                last = end
                yield Found(number, first.start, end)


def true_pieces(finder: Finder, quote: str, within: Within = None) -> list[Found]:
    """The places of the pieces that a quote is put together from, each as long as can be; none
    where some of it stands nowhere."""
    pieces: list[Found] = []
    texts: list[str] = []
    rest = quote
    while _MARKS.sub("", rest):
        length, place = _longest_start(finder, rest, within, pieces)
        if place is None or len(_MARKS.sub("", rest[:length])) < _SHORTEST:
            return []
        pieces.append(place)
        texts.append(_bare(rest[:length]))
        if len(pieces) > _MOST_PIECES:
            return []
        rest = (
            _MARKS.sub("", rest[length:], count=1) if _MARKS.match(rest[length:]) else rest[length:]
        )
    return _gathered(finder, texts, within) or pieces


def _gathered(finder: Finder, texts: Sequence[str], within: Within) -> list[Found]:
    """The pieces in one document, where one holds them all; none where none does."""
    rarest = max(texts, key=len)
    for number in dict.fromkeys(f.document for f in islice(finder.find(rarest, within), _FEW)):
        anchor = next(finder.find_in(number, rarest), None)
        if anchor is None:  # the finder has read all that it may
            return []
        rows = [[f for f in finder.find_in(number, text) if not f.cut] for text in texts]
        if all(rows):
            return [min(row, key=lambda f: abs(f.start - anchor.start)) for row in rows]
    return []


def _longest_start(
    finder: Finder, text: str, within: Within, before: Sequence[Found]
) -> tuple[int, Found | None]:
    """The longest beginning of a text that stands somewhere: whole clauses, then characters."""
    ends = [match.end() for match in _CLAUSE.finditer(text)]
    length, place = 0, None
    for end in ends:
        found = _first(finder, text[:end], within, before)
        if found is None:
            break
        length, place = end, found
    low, high = length, next((end for end in ends if end > length), length)
    while high - low > 1:
        middle = (low + high) // 2
        found = _first(finder, text[:middle], within, before)
        if found is None:
            high = middle
        else:
            low, place = middle, found
    return low, place


def _bare(text: str) -> str:
    return text.strip().rstrip("。；;，,！!？?：:、")


def _first(finder: Finder, text: str, within: Within, before: Sequence[Found]) -> Found | None:
    """A place of a text, in the document of the piece before it where it stands there too."""
    piece = _bare(text)
    if len(_MARKS.sub("", piece)) < 2:
        return None
    if before:
        near = [f for f in finder.find_in(before[-1].document, piece) if not f.cut]
        if near:
            return min(near, key=lambda f: abs(f.start - before[-1].end))
    return next((f for f in finder.find(piece, within) if not f.cut), None)
