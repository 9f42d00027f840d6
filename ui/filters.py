"""The filter of the chat: what may be chosen, what was chosen, and what it hid."""

from collections import Counter
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, Field, field_validator

from index.described import family_of
from index.fold import fold
from rag.engine import Engine
from rag.filter import EVERYTHING, Filter, check_families, check_regions
from rag.regions import places_in
from rag.types import Answer, Citation
from rag.validity import ValidityStatus
from rag.validity_notes import parse_day

_MOST = 30  # values of one kind
_MOST_SHOWN = 300  # issuers to choose from
_MOST_TITLES = 30

Names = list[str]


class ChosenFilter(BaseModel):
    """A filter as the browser sends it. `years` are the first and the last; `as_of` is a day,
    a month or a year."""

    documents: Names = Field(default=[], max_length=_MOST)
    issuers: Names = Field(default=[], max_length=_MOST)
    regions: Names = Field(default=[], max_length=_MOST)
    families: Names = Field(default=[], max_length=_MOST)
    statuses: list[ValidityStatus] = Field(default=[], max_length=_MOST)
    years: tuple[int, int] | None = None
    as_of: str = Field(default="", max_length=30)

    @field_validator("documents", "issuers", "regions", "families")
    @classmethod
    def _not_empty(cls, names: Names) -> Names:
        if any(not name.strip() or len(name) > 300 for name in names):
            raise ValueError("a name is empty or too long")
        return names

    def to_filter(self) -> Filter:
        """The filter that `rag` knows. Raises UsageError for an unknown region or family, or no day."""
        check_regions(self.regions)
        check_families(self.families)
        return Filter(
            documents=tuple(self.documents),
            issuers=tuple(self.issuers),
            regions=tuple(self.regions),
            families=tuple(self.families),
            years=(min(self.years), max(self.years)) if self.years else None,
            as_of=parse_day(self.as_of) if self.as_of.strip() else "",
            statuses=tuple(self.statuses),
        )


def choices(engine: Engine) -> dict[str, Any]:
    """What the documents of the index offer to filter by, the commonest first."""
    issuers: Counter[str] = Counter()
    families: Counter[str] = Counter()
    regions: Counter[str] = Counter()
    years: set[int] = set()
    for card in engine.reader.records.cards:
        issuers.update([card.issuer] if card.issuer else [])
        family = family_of(card.title)
        families.update([family] if family else [])
        regions.update(places_in(fold(f"{card.title} {card.issuer or ''}")))
        if card.published and card.published[:4].isdecimal():
            years.add(int(card.published[:4]))
    return {
        "issuers": _names(issuers),
        "families": _names(families),
        "regions": _names(regions),
        "years": [min(years), max(years)] if years else None,
        "documents": len(engine.reader.records.cards),
    }


def titles_holding(engine: Engine, text: str) -> list[str]:
    """Titles of documents that hold a text, the shortest first."""
    wanted = fold(text).strip()
    cards = engine.reader.records.cards
    found = {card.title for card in cards if wanted in fold(card.title)}
    return sorted(found, key=lambda title: (len(title), title))[:_MOST_TITLES]


def better_outside(engine: Engine, question: str, filter: Filter, answer: Answer) -> list[Citation]:
    """The first citation of each document that the filter shuts out and that answers the question
    more surely than what it lets through."""
    if not filter:
        return []
    free = engine.ask(question, replace(EVERYTHING, as_of=filter.as_of))
    if free.status != "answered":
        return []
    cards = engine.reader.records.cards
    allowed = filter.mask(cards, engine.retriever.validity)
    inside = {card.id for card, may in zip(cards, allowed, strict=True) if may}
    hidden = {cited.card.id: cited for cited in reversed(free.citations)}
    hidden = {id_: cited for id_, cited in hidden.items() if id_ not in inside}
    surer = answer.status != "answered" or free.confidence > answer.confidence
    first_is_hidden = bool(free.citations) and free.citations[0].card.id in hidden
    return list(hidden.values())[::-1][:3] if surer and first_is_hidden else []


def _names(counted: Counter[str]) -> list[str]:
    return [name for name, _ in counted.most_common(_MOST_SHOWN)]
