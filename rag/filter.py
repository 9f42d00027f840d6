"""Filters: which documents a search may look at, decided before anything is ranked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.described import FAMILIES, family_of, same_family
from index.errors import UsageError
from index.fold import fold
from index.types import DocumentCard
from rag.days import Days
from rag.regions import lies_in, places_in
from rag.validity import ValidityStatus
from rag.validity_links import ValidityBook

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=(?:[01]\d[0-3]\d)?(?!\d))")  # also 20231229
_YEARS = re.compile(r"((?:19|20)\d{2})(?:-((?:19|20)\d{2}))?")


@dataclass(frozen=True, slots=True)
class Filter:
    """Documents that are allowed: those whose title or source holds one of `documents`, whose issuer
    holds one of `issuers`, that belong to one of `regions` (a province holds its cities), whose title
    names one of `families` (文种: 规划 of 关于印发…规划的通知), that bear a year of `years` (first,
    last), that were `published` or became `effective` (施行) within these days, and whose validity on
    the day `as_of` (today where it is empty) is one of `statuses`. What is empty allows everything;
    `as_of` alone filters nothing. A document that tells no such day is in no range of days."""

    documents: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    published: Days | None = None
    effective: Days | None = None
    as_of: str = ""
    statuses: tuple[ValidityStatus, ...] = ()

    def __bool__(self) -> bool:
        return replace(self, as_of="") != EVERYTHING

    def allows(self, card: DocumentCard) -> bool:
        """Whether a document may be searched, as far as its card alone tells: of all but days and validity."""
        title, source = fold(card.title), fold(card.source)
        if self.documents and not any(d in title or d in source for d in map(fold, self.documents)):
            return False
        issuer = fold(card.issuer or "")
        if self.issuers and not any(fold(name) in issuer for name in self.issuers):
            return False
        if self.regions:
            own = places_in(f"{title} {issuer}")
            asked = {place for region in self.regions for place in places_in(fold(region))}
            if not any(lies_in(place, region) for place in own for region in asked):
                return False
        if self.families:
            family = family_of(card.title)
            if not any(same_family(family, wanted) for wanted in self.families):
                return False
        if self.years:
            dates = f"{card.title} {card.published or ''} {card.source.rsplit('/', 1)[-1]}"
            first, last = self.years
            return any(first <= int(year) <= last for year in _YEAR.findall(dates))
        return True

    def mask(
        self, cards: Sequence[DocumentCard], book: ValidityBook | None = None
    ) -> NDArray[np.bool_]:
        """For each document whether it may be searched; `book` tells the days and validity of all."""
        if not self:
            return np.ones(len(cards), np.bool_)
        allowed = np.fromiter((self.allows(card) for card in cards), bool, len(cards))
        book = book or ValidityBook(cards)
        for days, told in ((self.published, book.published), (self.effective, book.effective)):
            if days:
                within = (days[0] <= told(number) <= days[1] for number in range(len(cards)))
                allowed &= np.fromiter(within, bool, len(cards))
        if self.statuses:
            allowed &= book.mask(self.statuses, self.as_of)
        return allowed


EVERYTHING = Filter()


def parse_years(text: str) -> tuple[int, int]:
    """ "2024" or "2020-2024" as first and last year."""
    match = _YEARS.fullmatch(text.strip())
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if first > last:
        raise UsageError(f"--year {text!r} is no year; give 2024 or 2020-2024.")
    return first, last


def check_regions(regions: Sequence[str]) -> None:
    """Refuse a region that is no province or prefecture-level city."""
    for region in regions:
        if not places_in(fold(region)):
            raise UsageError(
                f"--region {region!r} is no province or city known here; give 山东 or 青岛."
            )


def check_families(families: Sequence[str]) -> None:
    """Refuse a family that no title is read as."""
    for family in families:
        if not any(same_family(known, family) for known in FAMILIES):
            some = "、".join(FAMILIES[:24])
            raise UsageError(f"--family {family!r} is no kind of document; give one of {some} ….")
