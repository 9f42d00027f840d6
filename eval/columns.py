"""The rows of a run as columns of numbers: all that figures and comparisons need of them, small
enough for hundreds of thousands of rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.asking import STAGES
from eval.cases import Case
from eval.measures import MEASURES
from eval.rows import Row

Floats = NDArray[np.float64]
GROUPINGS = ("type", "family", "length")
_LENGTHS = ((15, "≤15"), (30, "16–30"), (60, "31–60"))
_LONGER = ">60"
LENGTHS = (*(name for _, name in _LENGTHS), _LONGER)  # characters of a question


@dataclass(frozen=True, slots=True)
class Columns:
    """Row i of every column is case i. `values` and `seconds` are NaN where a measure or stage does
    not apply, `confidence` where none was given; `groups` holds for each grouping the group's name."""

    ids: tuple[str, ...]
    groups: Mapping[str, NDArray[np.str_]]
    values: Mapping[str, Floats]
    seconds: Mapping[str, Floats]
    confidence: Floats
    answerable: NDArray[np.bool_]
    failed: NDArray[np.bool_]
    tokens: Mapping[str, int]

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> "Columns":
        """The columns of some of the rows; the tokens of all."""
        ids = np.array(self.ids, dtype=object)[rows]
        return Columns(
            tuple(ids.tolist()),
            {name: column[rows] for name, column in self.groups.items()},
            {name: column[rows] for name, column in self.values.items()},
            {name: column[rows] for name, column in self.seconds.items()},
            self.confidence[rows],
            self.answerable[rows],
            self.failed[rows],
            self.tokens,
        )


def read_columns(rows: Iterable[Row]) -> Columns:
    """Read rows one at a time into columns."""
    ids: list[str] = []
    groups: dict[str, list[str]] = {name: [] for name in GROUPINGS}
    values: list[list[float]] = [[] for _ in MEASURES]
    seconds: list[list[float]] = [[] for _ in STAGES]
    confidence: list[float] = []
    answerable: list[bool] = []
    failed: list[bool] = []
    tokens: dict[str, int] = {}
    for row in rows:
        ids.append(row.case.id)
        for name, group in groups_of(row.case, row.family).items():
            groups[name].append(group)
        for column, measure in zip(values, MEASURES, strict=True):
            column.append(row.values.get(measure.name, np.nan))
        for column, stage in zip(seconds, STAGES, strict=True):
            column.append(row.seconds.get(stage, np.nan))
        confidence.append(np.nan if row.confidence is None else row.confidence)
        answerable.append(row.case.answerable)
        failed.append(bool(row.error))
        for name, count in row.tokens.items():
            tokens[name] = tokens.get(name, 0) + count
    return Columns(
        tuple(ids),
        {name: np.array(column, dtype=np.str_) for name, column in groups.items()},
        _measured([measure.name for measure in MEASURES], values),
        _measured(STAGES, seconds),
        np.array(confidence, np.float64),
        np.array(answerable, np.bool_),
        np.array(failed, np.bool_),
        tokens,
    )


def groups_of(case: Case, family: str) -> dict[str, str]:
    """The group of a case in each of GROUPINGS."""
    length = len(case.question)
    named = next((name for most, name in _LENGTHS if length <= most), _LONGER)
    return {"type": case.type or "–", "family": family or "–", "length": named}


def _measured(names: Iterable[str], columns: Iterable[list[float]]) -> dict[str, Floats]:
    """The columns that hold any number."""
    arrays = ((name, np.array(c, np.float64)) for name, c in zip(names, columns, strict=True))
    return {name: array for name, array in arrays if not np.isnan(array).all()}
