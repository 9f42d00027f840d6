"""Where does a quote stand? Exact in its canonical form, or said not to be there.

A quote is looked for in every document, so "not found" means that none contains it. What is near is
shown as what it is: altered, with the changes named, or put together from several places.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import islice

from index.canonical import canonical
from index.numerals import NUMERAL
from index.reader import IndexReader
from rag.difference import Change, changes_between, describe
from rag.nearest import Near, Nearest
from rag.occurrences import Finder, Found
from rag.pieces import Within, elided, in_order, true_pieces
from rag.types import Lookup, Match

MOST_MATCHES = 50
_OUTER = "\"'“”‘’「」『』"
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
# The share of a quote that stands in one passage in runs of three and more characters: enough to
# call the passage its altered source.
_ALTERED_SHARE = 0.55
# A run of it that does not stand there may come from another place: so many characters, or whole
# clauses of so many.
_FOREIGN, _FOREIGN_CLAUSE = 12, 6
_SHORT_QUOTE, _SHORT_SHARE = 12, 0.7
_ALTERED = "原文与引文不同，差异见下。"
_NOT_FOUND = "已索引的文件中没有这段文字。"
_STOPPED = "所给文字太常见，只比对了一部分文件；请给出更长或更具体的引文。"
_BEHIND = "注意：原文中紧接在引文之前的是“{}”。"
_INSIDE = "注意：引文在一个数的中间截断，请对照原文。"
# What stands before a quote that may have left it out.
_NEGATION = re.compile("(?:不得|不准|不能|不应|禁止|严禁|[不未无]|(?<!除)非)$")
_NUMBER = re.compile(rf"[{NUMERAL}\d.]+$")
_LONGEST_LEFT = 12


class Quotations:
    """Looks quotes up in one open index."""

    def __init__(self, reader: IndexReader):
        self._reader = reader
        self._nearest = Nearest(reader)

    def find(self, text: str, within: Within = None) -> Lookup:
        """Find a quote, in the documents `within` or in all."""
        quote = _INVISIBLE.sub("", text).strip().strip(_OUTER).strip()
        if not re.search(r"[^\W_]", quote):
            return Lookup(text, "not_found", (), "文字只有标点，无法查找。")
        finder = Finder(self._reader)
        parts = elided(quote)
        if len(parts) > 1:
            found = self._elided(finder, text, parts, within)
        else:
            found = self._whole(finder, text, parts[0], within)
        if not finder.stopped:
            return found
        notice = found.notice if found.matches else ""
        return replace(found, notice=_STOPPED + notice)

    def _whole(self, finder: Finder, text: str, quote: str, within: Within) -> Lookup:
        """A quote without omissions."""
        found = list(islice(finder.find(quote, within), MOST_MATCHES + 1))
        kept = [f for f in found if not self._left_out(f, _NEGATION)]
        if kept:
            whole = [f for f in kept if not f.cut]
            behind = "" if whole else _BEHIND.format(kept[0].cut)
            return Lookup(text, "verified", self._matches(whole or kept), behind + more(found))
        if found:
            return Lookup(text, "altered", self._negated(found), _ALTERED)
        inside = list(islice(finder.find_cut(quote, within), MOST_MATCHES + 1))
        kept = [f for f in inside if not self._left_out(f, _NUMBER)]
        if kept:
            return Lookup(text, "verified", self._matches(kept), _INSIDE + more(inside))
        return self._inexact(finder, text, quote, within)

    def _left_out(self, found: Found, pattern: re.Pattern[str]) -> str:
        """What a quote of whole clauses leaves out at its beginning: 不|得转让。 A quote that begins
        or ends in the midst of a clause is a piece of it and leaves out nothing."""
        text = self._reader.records.text(found.document)
        left = pattern.search(text[max(0, found.start - _LONGEST_LEFT) : found.start])
        if left is None:
            return ""
        start, end = found.start - len(left[0]), found.end
        begins = start == 0 or not text[start - 1].isalnum()
        ends = end == len(text) or not text[end].isalnum() or not text[end - 1].isalnum()
        return left[0] if begins and ends else ""

    def _inexact(self, finder: Finder, text: str, quote: str, within: Within) -> Lookup:
        """A quote that stands nowhere as it is."""
        near = self._nearest.find(quote, within)
        best = near[0] if near else None
        length = len(canonical(quote))
        enough = _ALTERED_SHARE if length > _SHORT_QUOTE else _SHORT_SHARE
        alike = best is not None and best.share >= enough
        if best is not None and alike and not _may_be_joined(canonical(quote), best.foreign):
            return Lookup(text, "altered", self._altered(quote, near), _ALTERED)
        pieces = true_pieces(finder, quote, within)
        if len(pieces) > 1 and not _together(pieces, length):
            notice = "各片段均为原文，但并不相连。"
            return Lookup(text, "stitched", self._matches(pieces), notice)
        if alike:
            return Lookup(text, "altered", self._altered(quote, near), _ALTERED)
        if len(pieces) > 1:
            whole = Near(
                pieces[0].document,
                min(p.start for p in pieces),
                max(p.end for p in pieces),
                0,
                1.0,
                (0, 0),
            )
            return Lookup(text, "altered", self._altered(quote, (whole,)), _ALTERED)
        return Lookup(text, "not_found", (), _NOT_FOUND)

    def _elided(self, finder: Finder, text: str, parts: Sequence[str], within: Within) -> Lookup:
        """A quote with omissions: its parts in order in one place, or not."""
        places = list(islice(in_order(finder, parts, within), MOST_MATCHES + 1))
        if places:
            notice = "引文有省略，各部分依次见于下列原文。"
            return Lookup(text, "verified", self._matches(places), notice + more(places))
        pieces = []
        for part in parts:
            first = next((f for f in finder.find(part, within) if not f.cut), None)
            if first is None:
                found = self._inexact(finder, text, part, within)
                if found.verdict == "not_found":
                    return found
                return Lookup(text, "altered", found.matches, _ALTERED)
            pieces.append(first)
        return Lookup(text, "stitched", self._matches(pieces), "各片段均为原文，但并不相连。")

    def _matches(self, found: Iterable[Found]) -> tuple[Match, ...]:
        places = islice(found, MOST_MATCHES)
        return tuple(self.match(f.document, f.start, f.end) for f in places)

    def _negated(self, found: Sequence[Found]) -> tuple[Match, ...]:
        """Places where the quote leaves out the negation right before it."""
        matches = []
        for f in found[:MOST_MATCHES]:
            left = self._left_out(f, _NEGATION)
            difference = str(Change(("否定词",), "", left))
            matches.append(self.match(f.document, f.start - len(left), f.end, difference))
        return tuple(matches)

    def _altered(self, quote: str, near: Iterable[Near]) -> tuple[Match, ...]:
        return tuple(self._altered_match(quote, place) for place in near)

    def _altered_match(self, quote: str, near: Near) -> Match:
        source = self._reader.records.text(near.document)[near.start : near.end]
        difference = describe(changes_between(quote, source))
        return self.match(near.document, near.start, near.end, difference)

    def match(self, number: int, start: int, end: int, difference: str = "") -> Match:
        """The span of document `number` as a match."""
        document = self._reader.records.document(number)
        path = document.path(document.section_at(start))
        card = self._reader.records.cards[number]
        quote, page = document.text[start:end], document.page_at(start)
        return Match(card, path, start, end, quote, difference, page)


def _may_be_joined(quote: str, gap: tuple[int, int]) -> bool:
    """Whether what does not stand in the nearest passage may be a piece of another one."""
    start, end = gap
    while start < end and not quote[start].isalnum():
        start += 1
    clauses = (start == 0 or not quote[start - 1].isalnum()) and (
        end == len(quote) or not quote[end - 1].isalnum() or not quote[end].isalnum()
    )
    return end - start >= (_FOREIGN_CLAUSE if clauses else _FOREIGN)


def _together(pieces: Sequence[Found], length: int) -> bool:
    """Whether all pieces stand close together: what was changed is their order, or what is between."""
    if len({piece.document for piece in pieces}) > 1:
        return False
    return max(p.end for p in pieces) - min(p.start for p in pieces) <= 1.6 * length + 20


def more(found: Collection[object]) -> str:
    """A notice where more was found than is shown; empty otherwise."""
    return f"只列出前{MOST_MATCHES}处。" if len(found) > MOST_MATCHES else ""
