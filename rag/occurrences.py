"""Every place of a text in the index, exact in its canonical form (`index.canonical`).

A document that holds a text holds its rarest character pairs; where those stand is read from the
postings of BM25, and only the passages around them are compared. Nothing is found by similarity. A
text of common words (第…条) stands in every document: a `Finder` reads so many characters and no more,
and says when it left documents out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.canonical import VARIANTS, canonical, canonical_with_map
from index.fold import CJK, fold, fold_with_map
from index.numerals import NUMERAL
from index.reader import IndexReader
from index.terms import searchable, term_codes
from rag.spelling import Spelling

_RAREST = 16  # terms that passages are asked for
_PROBE = 150  # characters of a long text that passages are chosen by
_NEIGHBOURS = 2  # passages behind one that a text may run into
_SHORT = 100
# What one lookup may read, in characters searched with a pattern (some 15 ns each), and how many of
# them a character costs that is folded, or put in its canonical form.
_MOST_READ, _FOLDED, _COMPARED = 50_000_000, 4, 20
_ENDS = re.compile(r"[。；;！!？?：:\n]")
_SLACK = 60  # characters around a passage for white space that a quote leaves out
_STABLE = re.compile(rf"[{CJK}]+")
# Characters that the canonical form changes and the index does not: their terms tell nothing.
_UNSTABLE = re.compile(f"[{NUMERAL}{VARIANTS}]")
# Numbers that are written with these digits or in Chinese, and never with 千, 万 or commas.
# 十 alone is no number to the index.
_STABLE_NUMBER = re.compile(
    r"(?<![\d.,/])(?:(?!10(?!\d))[1-9]\d{1,2}(?![\d.,/])|(?:19|20)\d{2}(?=年))"
)
# A quote that begins behind one of these says the opposite of its source: 不|得转让, 未|经批准.
_NEGATIONS = "不未无非"
_EXCEPT = "除非"
# What a text may begin or end with that is part of a number.
_PARTS = rf"[{NUMERAL}\d.,%‰点分之]+"
_NUMBER_EDGES = re.compile(f"^{_PARTS}|{_PARTS}$")
_LEAST_CUT = 8  # characters beside them that such a text has at least: 9个 is not quoted from 69个


@dataclass(frozen=True, slots=True)
class Found:
    """A place of a text: document number and span. `cut` is the negation right before it."""

    document: int
    start: int
    end: int
    cut: str = ""


class Finder:
    """Finds the texts of one lookup in an open index. It reads at most `most_read` characters; that it
    stopped there, and left documents out, is said by `stopped`."""

    def __init__(self, reader: IndexReader, most_read: int = _MOST_READ):
        self._reader = reader
        self._left = most_read
        self.stopped = False

    def find(self, wanted: str, within: NDArray[np.bool_] | None = None) -> Iterator[Found]:
        """Every place whose canonical text is that of `wanted`, by document; `within` says for each
        document whether it is searched."""
        target = canonical(wanted)
        if not target:
            return
        sought = Spelling(target)
        for number, spans in self._candidates(wanted, within):
            yield from self._in_document(number, spans, target, sought)
            if self.stopped:
                return

    def find_in(self, number: int, wanted: str) -> Iterator[Found]:
        """Every place of a text in document `number`."""
        target = canonical(wanted)
        if target and self._spend(0):
            spans = [(0, len(self._reader.records.text(number)))]
            yield from self._in_document(number, spans, target, Spelling(target))

    def find_cut(self, wanted: str, within: NDArray[np.bool_] | None = None) -> Iterator[Found]:
        """Every place of a text that begins or ends inside a number: 021年起施行."""
        rest = _NUMBER_EDGES.sub("", wanted)
        if rest == wanted or len(rest) < _LEAST_CUT:
            return
        target = fold(wanted)
        for number, spans in self._candidates(rest, within):
            text = self._reader.records.text(number)
            for start, end in spans:
                if not self._spend(_FOLDED * (end - start)):
                    return
                if target not in fold(text[start:end]):
                    continue
                folded = fold_with_map(text[start:end])
                place = folded.text.find(target)
                if place >= 0:
                    low, high = folded.source_span(place, place + len(target))
                    yield Found(number, start + low, start + high)

    def _candidates(
        self, wanted: str, within: NDArray[np.bool_] | None
    ) -> Iterator[tuple[int, list[tuple[int, int]]]]:
        """Documents that may hold the text, each with the spans to look into."""
        records = self._reader.records
        owners = records.chunk_documents
        alone, together = self._holding(wanted)
        if within is not None:
            alone &= within[owners]
            together &= within[owners]
        reach = 2 * len(wanted) + _SLACK
        spans: list[tuple[int, int]] = []
        current = -1
        for chunk in np.flatnonzero(alone | together).tolist():
            number, start, end = records.chunk_span(chunk)
            if not alone[chunk]:
                last = min(chunk + _NEIGHBOURS, len(owners) - 1)
                while owners[last] != number:
                    last -= 1
                end = records.chunk_span(last)[2]
            if number != current:
                if spans:
                    yield current, spans
                current, spans = number, []
            start, end = max(0, start - reach), end + reach
            if spans and start <= spans[-1][1]:
                spans[-1] = spans[-1][0], max(end, spans[-1][1])
            else:
                spans.append((start, end))
        if spans:
            yield current, spans

    def _holding(self, wanted: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Passages that hold the text's rarest terms, and those that do with their next ones."""
        sparse, owners = self._reader.sparse, self._reader.records.chunk_documents
        votes = np.zeros(sparse.size, np.int16)
        codes = _codes(wanted)
        columns = sparse.columns(codes)
        if not len(columns) or len(columns) < len(codes):
            return votes > 0, votes > 0
        rarest = columns[np.argsort(sparse.frequencies(columns), kind="stable")][:_RAREST]
        for column in rarest.tolist():
            votes[sparse.passages_with(column)] += 1
        alone = votes == len(rarest)
        if not _may_be_cut(wanted):
            return alone, np.zeros_like(alone)
        together = votes.copy()
        for step in range(1, _NEIGHBOURS + 1):
            same = owners[step:] == owners[:-step]
            together[:-step] += np.where(same, votes[step:], 0).astype(np.int16)
        return alone, (together >= len(rarest)) & (votes > 0) & ~alone

    def _in_document(
        self, number: int, spans: list[tuple[int, int]], target: str, sought: Spelling
    ) -> Iterator[Found]:
        text = self._reader.records.text(number)
        reach = 2 * len(target) + _SLACK
        last = -1
        for start, end in spans:
            if not self._spend(end - start):
                return
            for low, high in sought.places(text, start, end) if sought.core else [(start, end)]:
                margin = reach if sought.core else 0
                first, after = max(0, low - margin), high + margin
                if not self._spend(_COMPARED * (after - first)):
                    return
                if target not in canonical(text[first:after]):
                    continue
                window = canonical_with_map(text[first:after])
                for place in window.occurrences(target):
                    begins, ends = (first + offset for offset in window.source_span(*place))
                    # A window may begin inside a number: only what is around the core is meant.
                    around = not sought.core or begins <= low < high <= ends
                    if around and begins > last:
                        last = begins
                        yield Found(number, begins, ends, _negation(window.text, place[0]))

    def _spend(self, cost: int) -> bool:
        """Whether so much may still be read."""
        self._left -= cost
        self.stopped |= self._left < 0
        return not self.stopped


def _stable_runs(wanted: str) -> list[str]:
    """Stretches of the folded text that the index and every spelling of it share."""
    lines = map(fold, wanted.splitlines())  # a passage may end with any line
    return [r for x in lines for piece in _UNSTABLE.split(x) for r in _STABLE.findall(piece)]


def _may_be_cut(wanted: str) -> bool:
    """Whether a text may run over the border of a passage, which stands where a sentence ends or,
    in a long one, anywhere."""
    return len(wanted) > _SHORT or _ENDS.search(wanted.strip()[:-1]) is not None


def _codes(wanted: str) -> NDArray[np.uint64]:
    """Codes of terms that any passage with the text holds, however it writes numbers."""
    if len(wanted) > 2 * _PROBE:
        wanted = wanted[(len(wanted) - _PROBE) // 2 :][:_PROBE]
    runs = _stable_runs(wanted)
    pairs = [run for run in runs if len(run) > 1]
    numbers = _STABLE_NUMBER.findall(canonical(wanted))
    terms = [*(pairs or runs), *numbers]
    if not terms:  # words of other scripts, marks, small numbers
        terms = [searchable(wanted)]
    codes = np.unique(term_codes(terms)[0])
    paired = codes >> np.uint64(62) > 0
    found: NDArray[np.uint64] = codes[paired] if paired.any() else codes
    return found


def _negation(text: str, offset: int) -> str:
    """The negation that stands right before `offset`; empty where none does."""
    if offset > 0 and text[offset - 1] in _NEGATIONS and text[offset - 2 : offset] != _EXCEPT:
        return text[offset - 1]
    return ""
