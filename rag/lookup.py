"""Where does this quote or reference stand? Exact in its canonical form, or said not to be there.

A quote is looked for in every document, so "not found" means that none contains it. What is near is
shown as what it is: altered, with the changes named, or put together from several places.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from index.canonical import canonical
from index.errors import NotFoundError, UsageError
from index.fold import fold
from index.numerals import NUMERAL
from index.reader import IndexReader
from index.records import RecordReader
from rag.difference import changes_between, describe
from rag.names import bare_titles, documents_named, is_title, other_laws, unknown_document
from rag.nearest import Near, Nearest
from rag.numbered import number_in
from rag.occurrences import Finder, Found
from rag.pieces import elided, true_pieces
from rag.reference import Place, parse_reference, resolve
from rag.several import parse_references, resolve_each
from rag.types import Lookup, Match

LONGEST_TEXT = 10_000
MOST_MATCHES = 50
_ATTRIBUTED = re.compile('《(?P<title>[^》]{2,80})》(?P<place>[^“「『"]{0,60})[“「『"]')
_SAID = re.compile(
    '(?P<source>[^“「『"]{2,80}?)(?:[中里])?(?:明确|还|也|曾)?(?:规定|指出|提出|要求|强调|载明|写明|写道|称|说)?[:：，,]?\\s{0,4}'
    '[“「『"](?P<quote>[\\s\\S]{4,})[”」』"][。.]?'
)
_CLOSING, _SHORTEST_CLAIMED = '”」』"', 4
_STEP = re.compile(
    r"第[^第，。,.;；：:规定]{1,12}[条款项章节部分]+(?:之[一二三四五六七八九十]+)?|第[^第]{1,4}条"
)
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
Within = NDArray[np.bool_] | None


class Citer:
    """Looks up quotes and references in one open index."""

    def __init__(self, reader: IndexReader):
        self._reader = reader
        self._nearest = Nearest(reader)

    def cite(self, text: str, document: int | None = None, base: Place | None = None) -> Lookup:
        """Find a quote or reference. One that names no document (第五条, 本法第五条) is looked up in
        `document`, where one is given; 前款 is told from `base`. Raises UsageError for an empty or
        over-long text."""
        if not text.strip():
            raise UsageError("the text to look up is empty; give a quote or a reference.")
        if len(text) > LONGEST_TEXT:
            raise UsageError(
                f"the text has {len(text)} characters, at most {LONGEST_TEXT} are allowed; "
                "look up its quotes one by one, or the whole with --text FILE."
            )
        references = parse_references(text)
        if references:
            found = resolve_each(self._reader.records, references, document, base)
            places = dict.fromkeys(place for one in found for place in one.places)
            notice = "".join(dict.fromkeys(one.notice for one in found))
            notice += _more(places)
            matches = tuple(
                self.match(p.document, p.start, p.end) for p in islice(places, MOST_MATCHES)
            )
            name = references[0].reference.document
            if not matches and name and name not in other_laws(self._reader.records):
                # What looks like a reference may be a quote that ends like one: 依照本法第四十条.
                quoted = self.quote(text)
                if quoted.verdict == "verified":
                    return quoted
            return Lookup(text, "verified" if matches else "not_found", matches, notice)
        attributed = _ATTRIBUTED.search(text)
        said = _SAID.fullmatch(text.strip())
        named = self._source(said["source"]) if said is not None else None
        end = max(map(text.rfind, _CLOSING))
        if attributed is not None and end - attributed.end() >= _SHORTEST_CLAIMED:
            quote = text[attributed.end() : end]
            quoted = self.attributed(quote, attributed["title"], attributed["place"])
        elif said is not None and named is not None:
            quoted = self.attributed(said["quote"], *named)
        else:
            within = None
            if document is not None:
                within = np.arange(len(self._reader.records.cards)) == document
            quoted = self.quote(text, within)
            name = fold(text)
            if quoted.verdict != "verified" and _is_number(name) and self._titled(name) is None:
                # 国办发〔2018〕122号 is no altered 〔2018〕112号.
                notice = unknown_document(self._reader.records, name)
                quoted = Lookup(text, "not_found", (), notice)
        return replace(quoted, text=text)

    def _source(self, written: str) -> tuple[str, str] | None:
        """The document and the place that the words before a quote name: 劳动合同法第39条; None where
        they are anything else."""
        folded = fold(written).strip(",:的 ")
        reference = parse_reference(folded)
        if reference is not None and reference.document:
            name = reference.document
            place = folded[folded.find(name) + len(name) :]
            place = f"第{place}" if place[:1].isdecimal() else place
        else:
            name, place = folded, ""
        return (name, place) if self.is_title(name) or _is_number(name) else None

    def attributed(self, quote: str, title: str, place: str = "") -> Lookup:
        """A quote that is said to stand in a document, and there at a place (第五条)."""
        claimed = self._titled(title)
        inside = self.quote(quote, claimed) if claimed is not None else None
        if inside is not None and inside.verdict == "verified":
            return self._at_place(inside, title, place)
        anywhere = self.quote(quote)
        if anywhere.verdict == "verified":
            known = "" if claimed is not None else f"索引中没有《{title}》；"
            notice = f"{known}引文不在《{title}》中，出处如下。"
            return Lookup(quote, "misattributed", anywhere.matches, notice)
        better = inside is not None and inside.verdict in ("altered", "stitched")
        found = inside if better and inside is not None else anywhere
        if claimed is None:
            notice = f"索引中没有《{title}》。{found.notice}"
            return Lookup(quote, found.verdict, found.matches, notice)
        return found

    def _at_place(self, found: Lookup, title: str, place: str) -> Lookup:
        """A quote that stands in its document: also at the place that is claimed?"""
        steps = "".join(_STEP.findall(place))
        reference = parse_reference(f"《{title}》{steps}") if steps else None
        if reference is None or not reference.steps:
            return found
        places, notice = resolve(self._reader.records, reference)
        if not places:
            return Lookup(found.text, "misattributed", found.matches, f"{notice}引文的出处如下。")
        spans = {(self._reader.records.cards[p.document].id, p.start, p.end) for p in places}
        there = tuple(
            m
            for m in found.matches
            if any(m.card.id == id_ and s <= m.start and m.end <= e for id_, s, e in spans)
        )
        if there:
            return Lookup(found.text, "verified", there, found.notice)
        notice = f"引文在《{title}》中，但不在{steps}，出处如下。"
        return Lookup(found.text, "misattributed", found.matches, notice)

    def _titled(self, title: str) -> Within:
        """The documents that a title means; None where there is none."""
        numbers = documents_named(self._reader.records, fold(title)).numbers
        if not numbers:
            return None
        within = np.zeros(len(self._reader.records.cards), np.bool_)
        within[list(numbers)] = True
        return within

    def quote(self, text: str, within: Within = None) -> Lookup:
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
            return Lookup(text, "verified", self._matches(whole or kept), behind + _more(found))
        if found:
            return Lookup(text, "altered", self._negated(found), _ALTERED)
        inside = list(islice(finder.find_cut(quote, within), MOST_MATCHES + 1))
        kept = [f for f in inside if not self._left_out(f, _NUMBER)]
        if kept:
            return Lookup(text, "verified", self._matches(kept), _INSIDE + _more(inside))
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
        from rag.pieces import in_order

        places = list(islice(in_order(finder, parts, within), MOST_MATCHES + 1))
        if places:
            notice = "引文有省略，各部分依次见于下列原文。"
            return Lookup(text, "verified", self._matches(places), notice + _more(places))
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
        from rag.difference import Change

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

    def number_of(self, document_id: str) -> int:
        """The number of the document with that id."""
        return self._numbers[document_id]

    def is_title(self, name: str) -> bool:
        """Whether a name is the title of a document, or its usual short name."""
        return is_title(self._titles, name)

    @cached_property
    def _titles(self) -> frozenset[str]:
        return bare_titles(self._reader.records)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {card.id: number for number, card in enumerate(self._reader.records.cards)}

    def match(self, number: int, start: int, end: int, difference: str = "") -> Match:
        """The span of document `number` as a match."""
        document = self._reader.records.document(number)
        path = document.path(document.section_at(start))
        card = self._reader.records.cards[number]
        quote, page = document.text[start:end], document.page_at(start)
        return Match(card, path, start, end, quote, difference, page)


def _is_number(folded: str) -> bool:
    """Whether a folded text is a 文号 and nothing else."""
    number = number_in(folded)
    return number is not None and number.certain and (number.start, number.end) == (0, len(folded))


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


def _more(found: Collection[object]) -> str:
    return f"只列出前{MOST_MATCHES}处。" if len(found) > MOST_MATCHES else ""


def place_beside(records: RecordReader, beside: str) -> tuple[int | None, Place | None]:
    """The document that 本法 means and the place that 前款 is told from, given as DOCUMENT or
    DOCUMENT#PLACE; Nones for an empty text. Raises NotFoundError where there is no such document or
    place, UsageError where it fits several."""
    if not beside.strip():
        return None, None
    name, _, place = (part.strip() for part in beside.partition("#"))
    same = [n for n, card in enumerate(records.cards) if name in (card.id, card.source)]
    numbers = tuple(same) or documents_named(records, fold(name)).numbers
    if not numbers:
        raise NotFoundError(f"no document {name!r} is in this index; give its id, source or title.")
    if len(numbers) > 1:
        known = ", ".join(records.cards[n].source for n in numbers[:5])
        raise UsageError(f"{name!r} fits {len(numbers)} documents ({known}); give id or source.")
    if not place:
        return numbers[0], None
    reference = parse_reference(place)
    places = resolve(records, reference, numbers[0])[0] if reference else []
    if not places:
        raise NotFoundError(f"{place!r} is no place of {records.cards[numbers[0]].title!r}.")
    return numbers[0], places[0]
