"""Draft → Answer: the only door through which a Citation is made.

A quote is accepted when it is the text of its document between its offsets, or when it has the same
canonical form (`index.canonical`) as a span of the document, which is then what is cited. Nothing is
accepted because it is similar.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.canonical import canonical, canonical_with_map
from index.records import RecordReader
from index.types import Document
from rag.facts import unproven
from rag.types import Answer, Citation, Claim, Draft, Hit, Own, Quote

_MARKER_LIKE = re.compile(r"\[(\d+)\]")
_NOTHING_VERIFIED = "起草的回答未能通过原文核对，不予显示。"


def locate(document: Document, quote: Quote) -> tuple[int, int] | None:
    """The span of the document that the quote is, exactly or after folding; None when it is not."""
    if quote.text and document.text[quote.start : quote.end] == quote.text:
        return quote.start, quote.end
    wanted = canonical(quote.text)
    if not wanted:
        return None
    form = canonical_with_map(document.text)
    spans = [form.source_span(*span) for span in form.occurrences(wanted)]
    # A regulation repeats its clauses: the one nearest to where the quote is said to stand is meant.
    return min(spans, key=lambda span: abs(span[0] - quote.start), default=None)


def verify(
    records: RecordReader, question: str, draft: Draft, nearest: tuple[Hit, ...] = ()
) -> Answer:
    """Check every quote of a draft, and that numbers, dates, comparators and negations in its words
    stand in them. A claim that fails is dropped and counted; a draft whose quotes all fall is no
    answer. A refusal states nothing of a document: its words are not checked."""
    citations = _Citations(records)
    lines: list[str] = []
    dropped = 0
    located = [citations.locate_all(claim.quotes) for claim in draft.claims]
    proofs = [place.text for places in located for place in places or ()]
    names = _names(records, draft)
    for claim, places in zip(draft.claims, located, strict=True):
        # What introduces several claims has no quote: all of them prove it.
        proved = [place.text for place in places] if places else proofs
        refusal = draft.status == "insufficient"
        if places is None or not (refusal or _proved(claim, proved, names)):
            dropped += 1
        else:
            lines.append(_fill(claim.parts, [citations.cite(place) for place in places]))
    failed = dropped > 0 and not citations.made
    return Answer(
        question=question,
        status="insufficient" if failed else draft.status,
        text=_NOTHING_VERIFIED if failed else "\n".join(lines),
        citations=tuple(citations.made.values()),
        notices=draft.notices,
        nearest=nearest,
        dropped=dropped,
        confidence=0.0 if failed else draft.confidence,
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """A verified span of document `document` (its number) with its text."""

    document: int
    start: int
    end: int
    text: str


@dataclass(slots=True)
class _Citations:
    """Citations made so far; the same place keeps the same number."""

    records: RecordReader
    made: dict[tuple[int, int, int], Citation] = field(default_factory=dict)

    def locate_all(self, quotes: tuple[Quote, ...]) -> list[_Place] | None:
        """The places of all quotes of a claim; None when one of them is not in its document."""
        places = []
        for quote in quotes:
            document = self.records.document(quote.document)
            span = locate(document, quote)
            if span is None:
                return None
            places.append(_Place(quote.document, *span, document.text[slice(*span)]))
        return places

    def cite(self, place: _Place) -> Citation:
        """The citation of a place."""
        key = (place.document, place.start, place.end)
        if key not in self.made:
            document = self.records.document(place.document)
            self.made[key] = Citation(
                id=len(self.made) + 1,
                card=self.records.cards[place.document],
                section=document.path(document.section_at(place.start)),
                start=place.start,
                end=place.end,
                quote=place.text,
                source=document.text,
                page=document.page_at(place.start),
            )
        return self.made[key]


def _names(records: RecordReader, draft: Draft) -> tuple[str, ...]:
    """What the documents and sections that a draft quotes are called: naming them states nothing."""
    names: list[str | None] = []
    for number in {quote.document for claim in draft.claims for quote in claim.quotes}:
        card, document = records.cards[number], records.document(number)
        names += [card.title, card.number, card.issuer]
        names += [section.label for section in document.sections]
        names += [entry.label for entry in document.contents]
    return tuple(name for name in names if name)


def _proved(claim: Claim, quotes: Sequence[str], names: Sequence[str]) -> bool:
    """Whether the facts in the words of a claim stand in these quotes."""
    words = [p for p in claim.parts if isinstance(p, str) and not isinstance(p, Own)]
    return not unproven("\n".join(words), quotes, names)


def _fill(parts: Sequence[str | int], cited: Sequence[Citation]) -> str:
    """The text of a claim with its quotes and their markers in place."""
    return "".join(_plain(p) if isinstance(p, str) else _marked(cited[p]) for p in parts)


def _plain(text: str) -> str:
    """Text in which no [1] of a title or quote can be taken for a marker of ours."""
    return _MARKER_LIKE.sub(r"［\1］", text)


def _marked(citation: Citation) -> str:
    """A quote inside an answer: a line break of the source is no break of the sentence."""
    return f"“{as_shown(citation.quote)}”[{citation.id}]"


def as_shown(quote: str) -> str:
    """A quote, or a part of one, as it stands in an answer's text."""
    return _plain(re.sub(r"(?<!\s)\s*\n\s*", "", quote))
