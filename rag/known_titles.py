"""The titles of an index as names are compared with them: prepared once an index, for every question asks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

from index.fold import fold
from index.records import RecordReader
from index.types import DocumentCard
from index.validity_names import title_keys
from rag.regions import places_in
from rag.spoken import ALIASES

COUNTRY = "中华人民共和国"
REPORT = "政府工作报告"
LEGAL = ("法", "法典", "通则", "总则", "条例", "规定", "办法", "细则", "规则", "解释")
_MARKS = re.compile(r"[《》〈〉<>\"'\s·,、]")
_INNER = re.compile("[《〈<]([^《》〈〉<>]{2,40})[》〉>]")


@dataclass(frozen=True, slots=True)
class Report:
    """A government's work report: its number in the index, its folded title and file name, the places that
    these name."""

    number: int
    told: str
    places: frozenset[str]


class KnownTitles:
    """Titles of all documents of an index. `bare` (documents,): without the country's name and marks;
    `issued` (documents,): the bare title of what a document issues, "" where it issues nothing."""

    def __init__(
        self, cards: Sequence[DocumentCard], folded: Sequence[str], ended: Mapping[str, int]
    ):
        self._cards, self._folded, self._ended = cards, folded, ended
        self.bare = tuple(map(bare_name, folded))
        self.issued = tuple((title_keys(title)[1:] or ("",))[0] for title in folded)

    @cached_property
    def numbers(self) -> dict[str, tuple[int, ...]]:
        """A bare title → the documents that bear it; where none does, those that issue what bears it."""
        borne, issued = _numbers(self.bare), _numbers(self.issued)
        return {name: numbers for name, numbers in (issued | borne).items() if name}

    @cached_property
    def borne(self) -> frozenset[str]:
        """All bare titles."""
        return frozenset(self.bare)

    @cached_property
    def known(self) -> frozenset[str]:
        """All bare titles, and the short names that stand for laws."""
        return self.borne | frozenset(self.numbers) | frozenset(ALIASES)

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """The first two characters of every known name."""
        return frozenset(name[:2] for name in self.known)

    @cached_property
    def elsewhere(self) -> frozenset[str]:
        """Bare names of laws and rules that the documents end, or that titles are about, and that no document
        bears: 合同法."""
        about = {bare_name(name) for title in self._folded for name in _INNER.findall(title)}
        borne = self.known - {""}
        return frozenset(name for name in {*about, *self._ended} - borne if name.endswith(LEGAL))

    @cached_property
    def reports(self) -> tuple[Report, ...]:
        """The governments' work reports."""
        told = [
            (number, fold(f"{card.title} {card.source}"))
            for number, card in enumerate(self._cards)
            if REPORT[:2] in card.title or REPORT[:2] in card.source
        ]
        return tuple(Report(n, text, places_in(text)) for n, text in told if REPORT in text)


_titles: WeakKeyDictionary[RecordReader, KnownTitles] = WeakKeyDictionary()


def titles_of(records: RecordReader) -> KnownTitles:
    """The titles of an index; they go when its reader goes."""
    known = _titles.get(records)
    if known is None:
        known = KnownTitles(records.cards, records.folded_titles, records.ended_titles)
        _titles[records] = known
    return known


def bare_name(title: str) -> str:
    """A folded title without the name of the country before it and marks inside it."""
    return _MARKS.sub("", title).removeprefix(COUNTRY)


def _numbers(names: Sequence[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        found.setdefault(name, []).append(number)
    return {name: tuple(numbers) for name, numbers in found.items()}
