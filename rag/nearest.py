"""The true passage nearest to a text that stands nowhere. It is shown as what it is: altered."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.canonical import Canonical, canonical, canonical_with_map
from index.reader import IndexReader
from index.terms import searchable, term_codes

_MOST_TERMS, _MOST_POSTINGS = 64, 400_000  # the rarest terms tell most and cost least
_PASSAGES, _PASSAGES_OF_SHORT, _SHORT = 12, 60, 60  # compared character by character
_SOLID = 3  # characters in a row that stand in both texts by no chance
_TIES = 30
_PARTS = re.compile(r"\d+(?:\.\d+)?|.", re.S)
_LONGEST_ALIGNED = 1_500


@dataclass(frozen=True, slots=True)
class Near:
    """A passage near a text: document number, span, numbers and other characters to be changed to come
    from one to the other, the share of the text that stands in it in runs of some length, and the longest run of
    the text that does not, as a span of its canonical form."""

    document: int
    start: int
    end: int
    edits: int
    share: float
    foreign: tuple[int, int]


class Nearest:
    """Compares texts with the passages of one open index."""

    def __init__(self, reader: IndexReader):
        self._reader = reader

    def find(self, wanted: str, within: NDArray[np.bool_] | None = None) -> tuple[Near, ...]:
        """The passages nearest to `wanted`, all of those that are equally near; none where nothing
        of it stands anywhere. `within` says for each document whether it is searched."""
        target = canonical(wanted)
        found: dict[tuple[int, int], Near] = {}
        for number in self._passages(wanted, within):
            near = self._compare(target, number)
            if near is not None:
                found.setdefault((near.document, near.start), near)
        fewest = min((near.edits for near in found.values()), default=0)
        same = [near for near in found.values() if near.edits == fewest]
        return tuple(
            sorted(same[:_TIES], key=lambda near: (-near.share, near.document, near.start))
        )

    def _passages(self, wanted: str, within: NDArray[np.bool_] | None) -> list[int]:
        sparse = self._reader.sparse
        codes = np.unique(term_codes([searchable(wanted)])[0])
        longer = codes >> np.uint64(62) > 0  # pairs and words
        columns = sparse.columns(codes[longer] if longer.any() else codes)
        frequencies = sparse.frequencies(columns)
        order = np.argsort(frequencies, kind="stable")[:_MOST_TERMS]
        affordable = np.cumsum(frequencies[order]) <= _MOST_POSTINGS
        scores = sparse.column_scores(columns[order[affordable | (np.arange(len(order)) < 4)]])
        if within is not None:
            scores = np.where(within[self._reader.records.chunk_documents], scores, 0)
        # 本条例自…起施行 stands in a thousand documents; short texts cost little.
        count = min(_PASSAGES_OF_SHORT if len(wanted) <= _SHORT else _PASSAGES, len(scores))
        top = np.argpartition(-scores, count - 1)[:count]
        top = top[np.argsort(-scores[top], kind="stable")]
        return [number for number in top.tolist() if scores[number] > 0]

    def _compare(self, target: str, number: int) -> Near | None:
        owner, start, end = self._reader.records.chunk_span(number)
        text = self._reader.records.text(owner)
        reach = len(target) + 40
        first, last = max(0, start - reach), min(len(text), end + reach)
        window = canonical_with_map(text[first:last])
        low, high = _aligned(target, window.text)
        if low >= high:
            return None
        low, high = _whole_numbers(window, low, high)
        blocks = _blocks(target, window.text[low:high])
        if not blocks:
            return None
        span = window.source_span(low, high)
        return Near(
            owner,
            first + span[0],
            first + span[1],
            _edits(target, window.text[low:high]),
            sum(size for _, size in blocks) / len(target),
            _longest_gap(blocks, len(target)),
        )


def _edits(one: str, other: str) -> int:
    """Numbers are changed as a whole: of 2015 and 2021 neither is nearer to 5102."""
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(_PARTS.findall(one), _PARTS.findall(other))


def _aligned(target: str, window: str) -> tuple[int, int]:
    """The span of `window` that answers to the text."""
    from rapidfuzz import fuzz

    aligned = fuzz.partial_ratio_alignment(target[:_LONGEST_ALIGNED], window)
    if aligned is None or aligned.dest_end <= aligned.dest_start:
        return 0, 0
    end = aligned.dest_end + max(0, len(target) - _LONGEST_ALIGNED)
    return _trimmed(target, window, aligned.dest_start, end)


def _trimmed(quote: str, text: str, start: int, end: int) -> tuple[int, int]:
    """The alignment made the window as long as the quote, which may hold more or less than its
    source: the window is widened, then cut to what both share."""
    from rapidfuzz.distance import Indel

    widened = max(8, len(quote) // 5)
    start, end = max(0, start - widened), min(len(text), end + widened)
    blocks = [s for s in Indel.opcodes(quote, text[start:end]) if s.tag == "equal"]
    # A stray character at an edge, further off than it is long, belongs to the text around.
    while len(blocks) > 1 and _length(blocks[0]) < blocks[1].dest_start - blocks[0].dest_end:
        del blocks[0]
    while len(blocks) > 1 and _length(blocks[-1]) < blocks[-1].dest_start - blocks[-2].dest_end:
        del blocks[-1]
    if not blocks:
        return start, end
    first, last = start + blocks[0].dest_start, start + blocks[-1].dest_end
    # What the quote has before its first and behind its last shared character stands for as much.
    first = _back(text, first, blocks[0].src_start)
    last = _forward(text, last, len(quote) - blocks[-1].src_end)
    return first, last


def _back(text: str, start: int, length: int) -> int:
    """`start` moved back over at most `length` characters of the same clause."""
    moved = 0
    while moved < length and start > 0 and text[start - 1].isalnum():
        start, moved = start - 1, moved + 1
    return start


def _forward(text: str, end: int, length: int) -> int:
    moved = 0
    while moved < length and end < len(text) and text[end].isalnum():
        end, moved = end + 1, moved + 1
    return end


def _whole_numbers(window: Canonical, low: int, high: int) -> tuple[int, int]:
    """The span made long enough to cut no number."""
    while window.cuts_number(low):
        low -= 1
    while window.cuts_number(high):
        high += 1
    return low, high


def _length(step: Any) -> int:
    length: int = step.dest_end - step.dest_start
    return length


def _blocks(quote: str, source: str) -> list[tuple[int, int]]:
    """(start in the quote, length) of runs that stand in both, in order."""
    from rapidfuzz.distance import Indel

    steps = [s for s in Indel.opcodes(quote, source) if s.tag == "equal"]
    solid = [(s.src_start, _length(s)) for s in steps if _length(s) >= _SOLID]
    return solid or [(s.src_start, _length(s)) for s in steps if _length(s) >= _SOLID - 1]


def _longest_gap(blocks: Sequence[tuple[int, int]], length: int) -> tuple[int, int]:
    ends = [0, *(start + size for start, size in blocks)]
    starts = [*(start for start, _ in blocks), length]
    gaps = [(end, start) for end, start in zip(ends, starts, strict=True)]
    return max(gaps, key=lambda gap: gap[1] - gap[0])
