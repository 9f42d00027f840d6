"""What retrieval and answering return. A Citation is made by `rag.verify` alone."""

from collections.abc import Sequence
from copy import copy
from dataclasses import InitVar, dataclass, replace
from string import Formatter
from typing import Literal

from index.types import Chunk, DocumentCard
from rag.understand import Understanding
from rag.validity_notes import Standing

Status = Literal["answered", "listed_only", "insufficient"]
Verdict = Literal["verified", "altered", "stitched", "misattributed", "not_found"]


@dataclass(frozen=True, slots=True)
class Score:
    """A hit's score and its parts, each in 0..1 before weighting (see `weights.Weights`); `place`,
    `version` and `tense` in −1..1 (see `rag.scope`), `kind` and `law` in 0..1 (see `rag.kinds`,
    `rag.laws`).

    `said` is the share of the question that the passage says in the same words or others, `soft` how
    near its words are (see `index.tokens`). `structure` is 1 where header, table of contents or
    headings of the document answer; `reading` is 0 where the reading model did not read the passage.
    """

    total: float
    bm25: float
    dense: float
    soft: float
    title: float
    reference: float
    number: float
    structure: float
    place: float
    version: float
    kind: float
    law: float
    tense: float
    prior: float
    reading: float = 0.0
    issuer: float = 0.0
    said: float = 0.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage. `number` is the chunk's row in the index, `document` its document's;
    `repeats` is the rank of a hit that says the same, 0 where there is none; `page` counts from 1,
    None where the format has no pages; `standing` is the validity of its document."""

    rank: int
    score: Score
    number: int
    document: int
    card: DocumentCard
    chunk: Chunk
    repeats: int = 0
    page: int | None = None
    standing: Standing | None = None

    def standing_as(self, standing: Standing) -> "Hit":
        """The same hit with the validity of its document."""
        return replace(self, standing=standing)


@dataclass(frozen=True, slots=True)
class Quote:
    """A span that a draft wants to cite: not yet verified."""

    document: int
    start: int
    end: int
    text: str


class Own(str):
    """Words that are wenju's own and state nothing of a document: the fixed phrases of a template,
    a count, a page. Facts in all other words have to stand in what is cited (`rag.facts`)."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of a draft: words, and the quotes that prove them.

    `parts` are words and, where a quote goes, its number in `quotes`. A claim loses its place in
    the answer when one of its quotes fails verification, or where a number, date, comparator or
    negation of its words does not stand in them.
    """

    parts: tuple[str | int, ...]
    quotes: tuple[Quote, ...]


def claim(template: str, quotes: Sequence[Quote] = (), **words: object) -> Claim:
    """A claim from a template such as "{title}在第{page}页：{0}": numbers stand for quotes, names
    for `words`, whose own braces mean nothing. Its phrases and whole numbers are `Own`."""
    parts: list[str | int] = []
    for literal, field, _, _ in Formatter().parse(template):
        parts.append(Own(literal))
        if field is not None:
            parts.append(int(field) if field.isdecimal() else _word(words[field]))
    return Claim(tuple(parts), tuple(quotes))


def _word(value: object) -> str:
    if isinstance(value, Own):
        return value
    return Own(value) if isinstance(value, int) else str(value)


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before verification; `confidence` as in Answer."""

    status: Status
    claims: tuple[Claim, ...]
    notices: tuple[str, ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Citation:
    """A verified quote: `quote` is the text of its document from `start` to `end`, `page` the page
    it begins on, None where the format has no pages; `standing` the validity of its document;
    `marks` the spans in it, in offsets of the document, of the value that was asked for.

    None can be made without that text: `source`, which is compared and not kept. ValueError where
    the quote is not what stands there.
    """

    id: int
    card: DocumentCard
    section: tuple[str, ...]
    start: int
    end: int
    quote: str
    source: InitVar[str]
    page: int | None = None
    standing: Standing | None = None
    marks: tuple[tuple[int, int], ...] = ()

    def __post_init__(self, source: str) -> None:
        if not self.quote or source[self.start : self.end] != self.quote:
            raise ValueError(f"{self.quote!r} is not what stands at {self.start}:{self.end}")

    def standing_as(self, standing: Standing) -> "Citation":
        """The same citation with the validity of its document."""
        other = copy(self)
        object.__setattr__(other, "standing", standing)
        return other

    def marked(self, marks: tuple[tuple[int, int], ...]) -> "Citation":
        """The same citation with these spans marked."""
        other = copy(self)
        object.__setattr__(other, "marks", marks)
        return other


@dataclass(frozen=True, slots=True)
class Answer:
    """A verified answer. `text` holds a marker [n] for each citation; `nearest` are the passages
    shown, as such, beside a refusal; `dropped` counts claims whose quotes did not verify.
    `confidence`, 0..1, is the calibrated chance that the documents answer the question by what was
    found: low beside a refusal, which says how near it was to being an answer. `understood` is what the
    question was taken to mean."""

    question: str
    status: Status
    text: str
    citations: tuple[Citation, ...]
    notices: tuple[str, ...]
    nearest: tuple[Hit, ...] = ()
    dropped: int = 0
    confidence: float = 0.0
    understood: Understanding | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A place that a looked-up quote or reference points to. `difference` says in Chinese how the
    given text differs from the source, empty where it does not."""

    card: DocumentCard
    section: tuple[str, ...]
    start: int
    end: int
    quote: str
    difference: str = ""
    page: int | None = None
    standing: Standing | None = None

    def standing_as(self, standing: Standing) -> "Match":
        """The same match with the validity of its document."""
        return replace(self, standing=standing)


@dataclass(frozen=True, slots=True)
class Lookup:
    """The result of a citation lookup."""

    text: str
    verdict: Verdict
    matches: tuple[Match, ...]
    notice: str = ""
