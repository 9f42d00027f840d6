"""The sections that bear a number, of all documents: a question that names 第五条 asks which passages of hundreds
of documents lie in one, and none of these is read for it."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from index.arrays import load_array
from index.types import Section, SectionKind

SECTIONS = "sections.npy"
_KINDS: tuple[SectionKind, ...] = get_args(SectionKind)
_DOCUMENT, _START, _END, _NUMBER, _KIND = range(5)

Rows = NDArray[np.int32]


def numbered_rows(document: int, sections: Sequence[Section]) -> Rows:
    """(n, 5) of the sections of a document that bear a number, in its order: document, start, end, number,
    kind."""
    rows = [
        (document, section.start, section.end, section.number, _KINDS.index(section.kind))
        for section in sections
        if section.number > 0
    ]
    return np.array(rows, np.int32).reshape(-1, 5)


class NumberedSections:
    """The rows of all documents, in their order."""

    def __init__(self, rows: Rows):
        self._rows = rows

    @classmethod
    def load(cls, folder: Path) -> "NumberedSections":
        """Open those of a verified generation; they are mapped."""
        return cls(load_array(folder / SECTIONS, mapped=True))

    def of(self, start: int, end: int) -> Rows:
        """The rows of documents `start` to `end`."""
        low, high = np.searchsorted(self._rows[:, _DOCUMENT], (start, end)).tolist()
        return self._rows[low:high]

    def touched(
        self, spans: NDArray[np.int32], number: int, kinds: Collection[SectionKind]
    ) -> NDArray[np.bool_]:
        """For each of the spans (n, 3), document, start, end, whether it shares a character with a section of
        this number and one of these kinds."""
        rows = self._rows[self._rows[:, _NUMBER] == number]
        rows = rows[np.isin(rows[:, _KIND], [_KINDS.index(kind) for kind in kinds])]
        if not len(rows):
            return np.zeros(len(spans), np.bool_)
        starts = _keys(rows[:, _DOCUMENT], rows[:, _START])
        # The furthest end of all sections up to each: one of an earlier document ends before any of a later.
        ends = np.maximum.accumulate(_keys(rows[:, _DOCUMENT], rows[:, _END]))
        before = np.searchsorted(
            starts, _keys(spans[:, 0], spans[:, 2])
        )  # that start before its end
        found: NDArray[np.bool_] = before > 0
        found &= ends[np.maximum(before - 1, 0)] > _keys(spans[:, 0], spans[:, 1])
        return found


def _keys(documents: NDArray[np.int32], offsets: NDArray[np.int32]) -> NDArray[np.int64]:
    """One number a place, in the order of documents and offsets."""
    keys: NDArray[np.int64] = documents.astype(np.int64) << 32 | offsets
    return keys
