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
    names = () if draft.status == "insufficient" else _names(records, draft)
    for claim in draft.claims:
        cited = citations.cite_all(claim.quotes)
        if cited is None or (draft.status != "insufficient" and _unproven(claim, cited, names)):
            dropped += 1
        else:
            lines.append(_fill(claim.parts, cited))
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


@dataclass(slots=True)
class _Citations:
    """Citations made so far; the same place keeps the same number."""

    records: RecordReader
    made: dict[tuple[int, int, int], Citation] = field(default_factory=dict)

    def cite_all(self, quotes: tuple[Quote, ...]) -> list[Citation] | None:
        """Citations for all quotes of a claim; None when one of them is not in its document."""
        located = [(q.document, locate(self.records.document(q.document), q)) for q in quotes]
        spans = [(number, *span) for number, span in located if span is not None]
        return [self._cite(*span) for span in spans] if len(spans) == len(quotes) else None

    def _cite(self, number: int, start: int, end: int) -> Citation:
        key = (number, start, end)
        if key not in self.made:
            document = self.records.document(number)
            self.made[key] = Citation(
                id=len(self.made) + 1,
                card=self.records.cards[number],
                section=document.path(document.section_at(start)),
                start=start,
                end=end,
                quote=document.text[start:end],
                source=document.text,
                page=document.page_at(start),
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


def _unproven(claim: Claim, cited: Sequence[Citation], names: Sequence[str]) -> bool:
    words = [p for p in claim.parts if isinstance(p, str) and not isinstance(p, Own)]
    return bool(unproven("\n".join(words), [c.quote for c in cited], names))


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
