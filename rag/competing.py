"""Which sentences compete for an answer: those of the best passages, with what stands before each; of a list
that is asked for, the enumeration in place of what it is made of.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.fold import fold
from index.reader import IndexReader
from index.types import Document
from rag.definitions import term_asked
from rag.lists import (
    as_sentence,
    asked_count,
    asks_list,
    before_lead,
    items_shown,
    series_near,
    series_of_headings,
    stands_for,
)
from rag.query import Query
from rag.sentences import Sentence, sentences_of
from rag.series import Series, introductions
from rag.steps import asks_steps
from rag.types import Hit

PASSAGES = 8
"""Passages whose sentences compete, where no more is known of the question."""

_REPEATED = 3  # first hits of which those that repeat them are heard too
_BESIDE, _FIRST = 400, 5  # characters around the first passages where an enumeration may stand
_CLAUSES_BEFORE = 2


@dataclass(frozen=True, slots=True)
class Competitor:
    """A sentence of a hit. `lead` is the folded one that introduces it, "" where it is no item; `before`
    what else stands just before it, the lead first. Where `series` is given, the sentence stands for
    that whole enumeration."""

    hit: Hit
    sentence: Sentence
    lead: str
    before: str
    series: Series | None = None


def competing(
    reader: IndexReader, query: Query, hits: Sequence[Hit], passages: int = PASSAGES
) -> tuple[list[Hit], list[Competitor]]:
    """The hits that are heard, and their sentences in reading order. Sentences are taken from the
    first `passages`; enumerations, where the question asks for a list, from all."""
    body = [hit for hit in hits if hit.chunk.kind == "body"]
    if term_asked(query.folded) is not None or asks_steps(query.folded):
        passages = len(hits)  # what defines a word, or begins a way, says little else
    lists = asks_list(query.folded)
    # An enumeration of many items is cut into passages that say little by themselves: all are heard.
    # Else of a passage that is found first the other versions too, where search put them last.
    if not lists:
        body = body[:passages] + [hit for hit in body[passages:] if 0 < hit.repeats <= _REPEATED]
    count = asked_count(query.folded) if lists else None
    found: list[Competitor] = []
    listed: set[tuple[int, int]] = set()
    for rank, hit in enumerate(body):
        document = reader.records.document(hit.document)
        serieses = _serieses(document, hit, rank, count) if lists else []
        if lists and rank < passages:
            serieses += series_of_headings(document, hit.chunk.start, query.folded)
        if rank < passages or hit.repeats:
            found += _sentences(document, hit, serieses)
        for series in serieses:
            if (hit.document, series.items[0][0]) not in listed:
                listed.add((hit.document, series.items[0][0]))
                before = fold(before_lead(document, series) + items_shown(document, series))
                found.append(Competitor(hit, as_sentence(document, series), "", before, series))
    return body, found


def _serieses(document: Document, hit: Hit, rank: int, count: int | None) -> list[Series]:
    """The enumerations in a passage, of one of the first also those beside it."""
    beside = _BESIDE if rank < _FIRST else 0
    start, end = max(0, hit.chunk.start - beside), hit.chunk.end + beside
    return series_near(document, start, end, count)


def _sentences(document: Document, hit: Hit, serieses: Sequence[Series]) -> Iterator[Competitor]:
    """The sentences of a passage but those that an enumeration stands for."""
    # 关于…的通知, and who signed it, answers nothing.
    known = {fold(name) for name in (hit.card.title, hit.card.number, hit.card.issuer) if name}
    sentences = [
        sentence
        for sentence in sentences_of(document, hit.chunk.start, hit.chunk.end)
        if fold(sentence.text).strip("# ") not in known
        and not any(stands_for(series, sentence.start) for series in serieses)
    ]
    leads, clauses = leads_of(document, sentences), clauses_before(document, sentences)
    for sentence, lead, said in zip(sentences, leads, clauses, strict=True):
        yield Competitor(hit, sentence, lead, f"{lead}\n{said}")


def leads_of(document: Document, sentences: Sequence[Sentence]) -> list[str]:
    """For each sentence, in reading order, the folded one that introduces it, "" where it is no item."""
    spans = introductions(document, [sentence.start for sentence in sentences])
    return [fold(document.text[slice(*span)]) if span is not None else "" for span in spans]


def clauses_before(document: Document, sentences: Sequence[Sentence]) -> list[str]:
    """For each sentence the folded ones just before it in the same article or heading."""
    owners = [document.section_at(sentence.start) for sentence in sentences]
    tops = [_outer(document, owner) for owner in owners]
    texts = []
    for place, top in enumerate(tops):
        first = max(0, place - _CLAUSES_BEFORE)
        rows = zip(sentences[first:place], tops[first:place], strict=True)
        said = (s.text for s, owner in rows if owner == top and not s.heading)
        texts.append(fold(" ".join(said)))
    return texts


def _outer(document: Document, section: int) -> int:
    """The article or heading that a paragraph or item belongs to."""
    while document.sections[section].kind in ("paragraph", "item"):
        section = document.sections[section].parent
    return section
