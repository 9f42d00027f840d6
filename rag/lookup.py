"""Where does this quote or reference stand? Exact after folding, or said not to be there.

A quote is looked for in every document that holds all of its character pairs, so "not found" means
that no document contains it. A near passage is shown as what it is: altered, with the difference.
"""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from index.errors import UsageError
from index.fold import fold, fold_with_map
from index.reader import IndexReader
from index.terms import term_codes
from rag.reference import parse_reference, resolve
from rag.types import Lookup, Match

LONGEST_TEXT = 10_000
_ATTRIBUTED = re.compile(
    r"《(?P<title>[^》]{2,80})》[^“「\"]{0,40}[“「\"](?P<quote>.{4,})[”」\"]", re.S
)
_TOKEN = re.compile(r"\d+(?:\.\d+)*%?|[a-z]+|.", re.S)  # a changed number is one change
_PIECE_END = re.compile("[。；;，,！？!?\n]+")
_SHORTEST_PIECE = 6
_MOST_MATCHES = 50
# Shares of a quote that stand, in order, in one passage: enough to call the passage its altered
# source, and enough to do so before asking whether the quote was stitched from several places.
_ALTERED_SHARE, _PLAINLY_ALTERED = 0.6, 0.75
_ALTERED_NOTICE = "原文与引文不同，差异见下。"
_NEAR_PASSAGES, _WIDENED = 5, 6


class Citer:
    """Looks up quotes and references in one open index."""

    def __init__(self, reader: IndexReader):
        self._reader = reader

    def cite(self, text: str) -> Lookup:
        """Find a quote or reference. Raises UsageError for an empty or over-long text."""
        if not text.strip():
            raise UsageError("the text to look up is empty; give a quote or a reference.")
        if len(text) > LONGEST_TEXT:
            raise UsageError(
                f"the text has {len(text)} characters, at most {LONGEST_TEXT} are allowed; "
                "look up its quotes one by one."
            )
        reference = parse_reference(text)
        if reference is not None:
            places, notice = resolve(self._reader.records, reference)
            matches = tuple(self.match(p.document, p.start, p.end) for p in places)
            if not matches and reference.document:
                # What looks like a reference may be a quote that ends like one: 依照本法第四十条.
                matches = tuple(self._occurrences(fold(text)))
            return Lookup(text, "verified" if matches else "not_found", matches, notice)
        attributed = _ATTRIBUTED.search(text)
        if attributed is not None:
            return self._attributed(text, attributed["title"], attributed["quote"])
        return self._quote(text, text)

    def _attributed(self, text: str, title: str, quote: str) -> Lookup:
        found = self._quote(text, quote)
        claimed = fold(title)
        if found.verdict != "verified":
            return found
        inside = tuple(match for match in found.matches if claimed in fold(match.card.title))
        if inside:
            return Lookup(text, "verified", inside)
        return Lookup(text, "misattributed", found.matches, f"引文不在《{title}》中，出处如下。")

    def _quote(self, text: str, quote: str) -> Lookup:
        wanted = fold(quote).strip("\"'")
        if not re.search(r"\w", wanted):
            return Lookup(text, "not_found", (), "文字只有标点，无法查找。")
        matches = tuple(self._occurrences(wanted))
        if matches:
            return Lookup(text, "verified", matches)
        altered = self._altered(wanted)
        if altered is not None and altered[0] >= _PLAINLY_ALTERED:
            return Lookup(text, "altered", (altered[1],), _ALTERED_NOTICE)
        pieces = [p for p in _PIECE_END.split(wanted) if len(p) >= _SHORTEST_PIECE]
        if len(pieces) > 1:
            parts = [next(iter(self._occurrences(piece)), None) for piece in pieces]
            if all(part is not None for part in parts):
                return Lookup(
                    text, "stitched", tuple(p for p in parts if p), "各片段均为原文，但并不相连。"
                )
        if altered is not None:
            return Lookup(text, "altered", (altered[1],), _ALTERED_NOTICE)
        return Lookup(text, "not_found", (), "已索引的文件中没有这段文字。")

    def _occurrences(self, wanted: str) -> Iterator[Match]:
        """Every place whose folded text is `wanted`, at most _MOST_MATCHES."""
        count = 0
        for number in self._documents_with(wanted):
            document = self._reader.records.document(number)
            if wanted not in fold(document.text):
                continue
            folded = fold_with_map(document.text)
            place = folded.text.find(wanted)
            while place >= 0 and count < _MOST_MATCHES:
                yield self.match(number, *folded.source_span(place, place + len(wanted)))
                count += 1
                place = folded.text.find(wanted, place + 1)

    def _documents_with(self, wanted: str) -> list[int]:
        """Documents that may contain `wanted`: all that hold its terms, but for those that a border
        between two chunks may have cut or a word that only begins like one of them."""
        codes = np.unique(term_codes([wanted])[0])
        sparse, owners = self._reader.sparse, self._reader.records.chunk_documents
        counts = np.zeros(len(self._reader.records.cards), np.int32)
        for column in sparse.columns(codes).tolist():
            counts[np.unique(owners[sparse.passages_with(column)])] += 1
        borders = 2 + len(wanted) // 200 * 2
        words = len(re.findall(r"[^\W\u3400-\u9fff]+", wanted[:12] + " " + wanted[-12:]))
        needed = max(0 if len(codes) <= borders + words else 1, len(codes) - borders - words)
        found: list[int] = np.flatnonzero(counts >= needed).tolist()
        return found

    def _altered(self, wanted: str) -> tuple[float, Match] | None:
        """The passage nearest to `wanted` and the share of it that stands there in order, when that
        is most of it."""
        scores = self._reader.sparse.scores(term_codes([wanted])[0])
        best: tuple[float, Match] | None = None
        for number in np.argsort(-scores, kind="stable")[:_NEAR_PASSAGES].tolist():
            if scores[number] <= 0:
                break
            found = self._compare(wanted, number)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
        return best

    def _compare(self, wanted: str, number: int) -> tuple[float, Match] | None:
        # Imported here: `ask` shares this module's process and never compares.
        from rapidfuzz import fuzz
        from rapidfuzz.distance import LCSseq

        document_number, start, end = self._reader.records.chunk_span(number)
        document = self._reader.records.document(document_number)
        # A quote may run past the chunk at either end.
        start, end = max(0, start - len(wanted)), min(len(document.text), end + len(wanted))
        folded = fold_with_map(document.text[start:end])
        aligned = fuzz.partial_ratio_alignment(wanted, folded.text)
        if aligned is None or aligned.dest_end <= aligned.dest_start:
            return None
        first, last = _window(wanted, folded.text, aligned.dest_start, aligned.dest_end)
        source = folded.text[first:last]
        share = LCSseq.similarity(wanted, source) / len(wanted)
        if share < _ALTERED_SHARE:
            return None
        span = folded.source_span(first, last)
        difference = _difference(wanted, source)
        return share, self.match(document_number, start + span[0], start + span[1], difference)

    def match(self, number: int, start: int, end: int, difference: str = "") -> Match:
        """The span of document `number` as a match."""
        document = self._reader.records.document(number)
        path = document.path(document.section_at(start))
        card = self._reader.records.cards[number]
        quote, page = document.text[start:end], document.page_at(start)
        return Match(card, path, start, end, quote, difference, page)


def _window(quote: str, text: str, start: int, end: int) -> tuple[int, int]:
    """The window of `text` that answers to the quote. The alignment makes it as long as the quote,
    which may hold more or less than the source: it is widened, then cut to what both share."""
    from rapidfuzz.distance import Indel

    start, end = max(0, start - _WIDENED), min(len(text), end + _WIDENED)
    blocks = [s for s in Indel.opcodes(quote, text[start:end]) if s.tag == "equal"]
    # A stray character at an edge, further off than it is long, belongs to the text around.
    while len(blocks) > 1 and _length(blocks[0]) < blocks[1].dest_start - blocks[0].dest_end:
        del blocks[0]
    while len(blocks) > 1 and _length(blocks[-1]) < blocks[-1].dest_start - blocks[-2].dest_end:
        del blocks[-1]
    return (start + blocks[0].dest_start, start + blocks[-1].dest_end) if blocks else (start, end)


def _length(step: Any) -> int:
    length: int = step.dest_end - step.dest_start
    return length


def _difference(quote: str, source: str) -> str:
    """How a folded quote differs from the folded source, in Chinese."""
    from rapidfuzz.distance import Levenshtein

    before, after = _TOKEN.findall(quote), _TOKEN.findall(source)
    changes = []
    for step in Levenshtein.opcodes(before, after):
        given = "".join(before[step.src_start : step.src_end])
        printed = "".join(after[step.dest_start : step.dest_end])
        if step.tag == "replace":
            changes.append(f"引文“{given}”，原文“{printed}”")
        elif step.tag == "delete":
            changes.append(f"引文多出“{given}”")
        elif step.tag == "insert":
            changes.append(f"引文缺少“{printed}”")
    return "；".join(changes)
