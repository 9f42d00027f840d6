"""Versions of one document, and passages that say the same: which of them is shown first.

A law stands in the index in each of its versions, a model rule in thirty provinces. Without an eye
for that the first ten hits are ten times the same article, and not the one in force.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.fold import fold, fold_title
from index.records import RecordReader
from index.types import DocumentCard
from rag.types import Hit

_DATE = re.compile(r"((?:19|20)\d{2})[-年.]?(\d{1,2})?[-月.]?(\d{1,2})?")
# What a version's title may have more: (2021年修订), (试行). But (二) is another document.
_SHORT = re.compile(
    r"中华人民共和国|[\s《》]|[(（][^()（）]*(?:\d{4}|修订|修正|试行|暂行)[^()（）]*[)）]$"
)
_ALIKE = 0.8  # of the longer passage's pairs of characters stand in the other too
_SAME_BODY = 40  # characters of which pairs are compared at least


class Versions:
    """Which documents are versions of one another, by their titles, and when each is from."""

    def __init__(self, cards: Sequence[DocumentCard]):
        self.names = [bare_title(card) for card in cards]
        numbers = {name: number for number, name in enumerate(dict.fromkeys(self.names))}
        self.family = [numbers[name] for name in self.names]
        self.date = [version_date(card) for card in cards]


def bare_title(card: DocumentCard) -> str:
    """The folded title without what tells its versions apart."""
    return _SHORT.sub("", fold_title(card.title))


def versions_of(records: RecordReader, number: int) -> tuple[int, ...]:
    """All versions of a document in the index, itself among them."""
    name = bare_title(records.cards[number])
    # A bare title has less than the title, but ends nearly as it does: only few are made bare.
    near = (i for i, title in enumerate(records.folded_titles) if name[-2:] in title)
    return tuple(i for i in near if i == number or bare_title(records.cards[i]) == name)


def parts_of(records: RecordReader, number: int) -> tuple[int, ...]:
    """A document and what else bears its title and is of its day: a code is kept in a file for each book."""
    card = records.cards[number]
    same = (
        n
        for n in versions_of(records, number)
        if n != number
        and records.cards[n].title == card.title
        and version_date(records.cards[n]) == version_date(card)
    )
    return (number, *same)


def version_date(card: DocumentCard) -> tuple[int, int, int]:
    """The date in the file name (a version's own), else the published one; zeros without one."""
    for text in (card.source.rsplit("/", 1)[-1], card.published or ""):
        if match := _DATE.search(text):
            return int(match[1]), int(match[2] or 0), int(match[3] or 0)
    return 0, 0, 0


def distinct_first(
    hits: Sequence[Hit], versions: Versions, years: frozenset[int], version: int = 0
) -> list[Hit]:
    """Hits with every passage that repeats an earlier one moved behind all that do not.

    Of two versions of a document that say the same, the newer stands first, or the one of a year
    in `years` that the question asks for, or the last before it; where `version` is -1
    they stay as they ranked. `repeats` of a moved hit is the rank of the other.
    """
    kept: list[Hit] = []
    pairs: list[set[str]] = []
    repeats: list[Hit] = []
    for hit in hits:
        own = _pairs(hit.chunk.text)
        place = next((i for i, other in enumerate(pairs) if _alike(own, other)), None)
        if place is None:
            kept.append(hit)
            pairs.append(own)
            continue
        if version >= 0 and _meant(versions, hit, kept[place], years):
            kept[place], pairs[place], hit, own = hit, own, kept[place], pairs[place]
        repeats.append(replace(hit, repeats=place + 1))
    return kept + repeats


def _meant(versions: Versions, one: Hit, other: Hit, years: frozenset[int]) -> bool:
    """Whether a question means `one` rather than `other`, which ranked before it."""
    if versions.family[one.document] != versions.family[other.document]:
        return False
    a, b = versions.date[one.document], versions.date[other.document]
    return _fitness(a, years) > _fitness(b, years)


def _fitness(
    date: tuple[int, int, int], years: frozenset[int]
) -> tuple[bool, bool, tuple[int, int, int]]:
    """The order in which versions fit: of a year asked for, in force by then, newest."""
    return date[0] in years, not years or 0 < date[0] <= max(years), date


def _pairs(text: str) -> set[str]:
    bare = "".join(fold(text).split())
    return {bare[i : i + 2] for i in range(len(bare) - 1)}


def _alike(one: set[str], other: set[str]) -> bool:
    fewer, needed = min(len(one), len(other)), _ALIKE * max(len(one), len(other))
    # They share no more than the fewer has: most are told apart by their length alone.
    return fewer >= max(_SAME_BODY, needed) and len(one & other) >= needed
