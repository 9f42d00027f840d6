"""Which documents a question speaks of by place, version and time: 河北今年…, 2021年改的那版….

A passage of another province or version is as near in words as the right one. Whoever asks without
naming a place means the rule that holds everywhere, not that of some city; without naming a year,
the version in force. A work report looks back before it says what is planned.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.fold import fold_title
from index.types import DocumentCard
from rag.regions import places_in, related
from rag.versions import Versions

_ELSEWHERE, _UNASKED = -1.0, -1.0
_OTHER_VERSION, _OLDER = -1.0, -0.5
_REVIEW = re.compile("回顾|总结|成就|过去|历程|成效")


class Scope:
    """Places and versions of all documents of an index, by their titles and dates."""

    def __init__(self, cards: Sequence[DocumentCard], versions: Versions):
        places = [places_in(fold_title(card.title)) for card in cards]
        self._kinds = sorted(set(places), key=sorted)
        numbers = {kind: number for number, kind in enumerate(self._kinds)}
        self._kind = np.array([numbers[place] for place in places], np.int64)
        self._family = np.array(versions.family, np.int64)
        self._year = np.array([date[0] for date in versions.date], np.int64)
        newest: dict[int, tuple[int, int, int]] = {}
        for family, date in zip(versions.family, versions.date, strict=True):
            newest[family] = max(date, newest.get(family, date))
        pairs = zip(versions.family, versions.date, strict=True)
        self._older = np.array([date < newest[family] for family, date in pairs], bool)
        self._several_of = np.bincount(self._family) > 1
        self._several = self._several_of[self._family]
        self._day = np.array([y * 10000 + m * 100 + d for y, m, d in versions.date], np.int64)

    def places(self, folded: str) -> NDArray[np.float32]:
        """For each document 1 where it is of a place that the question names, below 0 where it is
        of another one, or of any place while the question names none; else 0."""
        asked = places_in(folded)
        values = np.array([_placed(asked, kind) for kind in self._kinds], np.float32)
        return values[self._kind]

    def versions(
        self, years: frozenset[int], day: str = "", version: int = 0
    ) -> NDArray[np.float32]:
        """For each document that has several versions: 1 where it is of a year that the question
        names, or the last before the `day` that it asks about, or as `version` says the newest (1)
        or the last before it (-1); below 0 where another version is, or where it is not the newest and
        no version is named; else 0."""
        asked = np.isin(self._year, list(years)) & self._several
        if day:
            before = self._day <= int(day.replace("-", ""))
            asked = self._last(before & (self._day > 0)) & self._several
        elif version < 0:
            asked = self._last(self._older)
        elif version > 0 and not asked.any():
            asked = self._several & ~self._older
        named = np.isin(self._family, self._family[asked])
        values = np.where(named, np.where(asked, 1.0, _OTHER_VERSION), _OLDER * self._older)
        return (values + 0.0).astype(np.float32)  # no -0.0

    def _last(self, among: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The latest version of each document among some."""
        latest = np.zeros(len(self._several_of), np.int64)
        np.maximum.at(latest, self._family[among], self._day[among])
        chosen: NDArray[np.bool_] = among & (self._day == latest[self._family])
        return chosen


def looks_back(path: Sequence[str]) -> bool:
    """Whether a passage under these headings tells what was done."""
    return any(_REVIEW.search(label) for label in path)


def _placed(asked: frozenset[str], own: frozenset[str]) -> float:
    if not own:
        return 0.0
    if not asked:
        return _UNASKED
    return 1.0 if any(related(a, b) for a in asked for b in own) else _ELSEWHERE
