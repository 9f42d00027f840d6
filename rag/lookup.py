"""What does this text name or quote, and where does that stand? A reference, a quote said to stand in a
document, or a quote alone.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice

import numpy as np

from index.errors import NotFoundError, UsageError
from index.fold import fold
from index.reader import IndexReader
from index.records import RecordReader
from rag.known_titles import titles_of
from rag.names import documents_named, is_title, unknown_document
from rag.numbered import number_in
from rag.pieces import Within
from rag.quotation import MOST_MATCHES, Quotations, more
from rag.reference import Place, parse_reference, resolve
from rag.several import Part, parse_references, resolve_each
from rag.types import Lookup, Match

LONGEST_TEXT = 10_000
_ATTRIBUTED = re.compile('《(?P<title>[^》]{2,80})》(?P<place>[^“「『"]{0,60})[“「『"]')
_SAID = re.compile(
    '(?P<source>[^“「『"]{2,80}?)(?:[中里])?(?:明确|还|也|曾)?(?:规定|指出|提出|要求|强调|载明|写明|写道|称|说)?[:：，,]?\\s{0,4}'
    '[“「『"](?P<quote>[\\s\\S]{4,})[”」』"][。.]?'
)
_CLOSING, _SHORTEST_CLAIMED = '”」』"', 4
_STEP = re.compile(
    r"第[^第，。,.;；：:规定]{1,12}[条款项章节部分]+(?:之[一二三四五六七八九十]+)?|第[^第]{1,4}条"
)


class Citer:
    """Looks up quotes and references in one open index."""

    def __init__(self, reader: IndexReader):
        self._reader = reader
        self._quotations = Quotations(reader)

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
            return self._referred(text, references, document, base)
        return replace(self._quoted(text, document), text=text)

    def _referred(
        self,
        text: str,
        references: Sequence[Part],
        document: int | None,
        base: Place | None,
    ) -> Lookup:
        """The places that the references of a text name."""
        found = resolve_each(self._reader.records, references, document, base)
        places = dict.fromkeys(place for one in found for place in one.places)
        notice = "".join(dict.fromkeys(one.notice for one in found))
        notice += more(places)
        matches = tuple(
            self.match(p.document, p.start, p.end) for p in islice(places, MOST_MATCHES)
        )
        name = references[0].reference.document
        if not matches and name and name not in titles_of(self._reader.records).elsewhere:
            # What looks like a reference may be a quote that ends like one: 依照本法第四十条.
            quoted = self.quote(text)
            if quoted.verdict == "verified":
                return quoted
        return Lookup(text, "verified" if matches else "not_found", matches, notice)

    def _quoted(self, text: str, document: int | None) -> Lookup:
        """A quote, behind the words that say where it stands or alone: then in `document`, where one
        is given."""
        attributed = _ATTRIBUTED.search(text)
        end = max(map(text.rfind, _CLOSING))
        if attributed is not None and end - attributed.end() >= _SHORTEST_CLAIMED:
            quote = text[attributed.end() : end]
            return self.attributed(quote, attributed["title"], attributed["place"])
        said = _SAID.fullmatch(text.strip())
        named = self._source(said["source"]) if said is not None else None
        if said is not None and named is not None:
            return self.attributed(said["quote"], *named)
        within = None
        if document is not None:
            within = np.arange(len(self._reader.records.cards)) == document
        quoted = self.quote(text, within)
        name = fold(text)
        if quoted.verdict != "verified" and _is_number(name) and self._titled(name) is None:
            # 国办发〔2018〕122号 is no altered 〔2018〕112号.
            return Lookup(text, "not_found", (), unknown_document(self._reader.records, name))
        return quoted

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
        return self._quotations.find(text, within)

    def match(self, number: int, start: int, end: int) -> Match:
        """The span of document `number` as a match."""
        return self._quotations.match(number, start, end)

    def number_of(self, document_id: str) -> int:
        """The number of the document with that id."""
        return self._numbers[document_id]

    def is_title(self, name: str) -> bool:
        """Whether a name is the title of a document, or its usual short name."""
        return is_title(self._reader.records, name)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {card.id: number for number, card in enumerate(self._reader.records.cards)}


def _is_number(folded: str) -> bool:
    """Whether a folded text is a 文号 and nothing else."""
    number = number_in(folded)
    return number is not None and number.certain and (number.start, number.end) == (0, len(folded))


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
