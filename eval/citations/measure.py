"""Cases asked of the citer: what it said, whether that was right, how long it took."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eval.citations.damage import NAMED
from eval.citations.plant import Case, plant
from eval.citations.references import ReferenceCase, plant_references
from eval.citations.spans import Corpus
from rag.engine import Engine
from rag.types import Lookup


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote with what was found. `named` is None where nothing has to be named; `found` says
    whether the source is among the places; `seconds` are CPU seconds."""

    case: Case
    lookup: Lookup
    found: bool
    named: bool | None
    seconds: float

    @property
    def right(self) -> bool:
        """Whether verdict and names are right."""
        return self.lookup.verdict == self.case.verdict and self.named is not False

    def as_json(self) -> dict[str, Any]:
        """For reading what went wrong."""
        return {
            "kind": self.case.kind,
            "text": self.case.text,
            "true": self.case.source.text,
            "want": self.case.verdict,
            "got": self.lookup.verdict,
            "named": self.named,
            "must name": self.case.named,
            "difference": [m.difference for m in self.lookup.matches[:3]],
            "quotes": [m.quote for m in self.lookup.matches[:3]],
        }


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """A reference with what was found."""

    case: ReferenceCase
    lookup: Lookup
    right: bool
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """For reading what went wrong."""
        return {
            "form": self.case.form,
            "text": self.case.text,
            "want": self.case.expected,
            "got": [(m.card.source, m.start, m.end) for m in self.lookup.matches[:4]],
            "notice": self.lookup.notice,
        }


def measure_quotes(engine: Engine, corpus: Corpus, cases: int, seed: int) -> list[QuoteRow]:
    """Plant quotes and look them up."""
    return [_quote_row(engine, corpus, case) for case in plant(corpus, cases, seed)]


def _quote_row(engine: Engine, corpus: Corpus, case: Case) -> QuoteRow:
    begun = time.process_time()
    lookup = engine.citer.cite(case.text)
    seconds = time.process_time() - begun
    id_ = corpus.records.cards[case.source.document].id
    found = any(
        m.card.id == id_ and m.start < case.source.end and case.source.start < m.end
        for m in lookup.matches
    )
    named = None
    if case.kind in NAMED and lookup.verdict == "altered":
        named = any(all(w in m.difference for w in _changed(case)) for m in lookup.matches)
    return QuoteRow(case, lookup, found, named, seconds)


def _changed(case: Case) -> list[str]:
    """The words that a difference has to name: of a word that was replaced, what is different."""
    if case.kind not in ("word", "name", "unit") or len(case.named) < 2:
        return list(case.named)
    before, after = case.named
    while before and after and before[0] == after[0]:
        before, after = before[1:], after[1:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    return [before, after]


def measure_references(engine: Engine, corpus: Corpus, count: int, seed: int) -> list[ReferenceRow]:
    """Plant references and look them up."""
    rows = []
    for case in plant_references(corpus, count, seed):
        begun = time.process_time()
        lookup = engine.citer.cite(case.text, case.document)
        seconds = time.process_time() - begun
        rows.append(ReferenceRow(case, lookup, _reaches(lookup, case.expected), seconds))
    return rows


def _reaches(lookup: Lookup, expected: Sequence[tuple[str, int]]) -> bool:
    """Whether the places found begin with, and hold all of, those expected."""
    found = [(m.card.id, m.start) for m in lookup.matches]
    if len(expected) == 1:
        return found[:1] == list(expected)
    return set(expected) <= set(found)
