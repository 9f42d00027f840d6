"""Columns of a run → its figures as one JSON value: means with intervals, by group, latencies."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from eval.columns import GROUPINGS, LENGTHS, Columns, Floats
from eval.statistics import area_under_roc, estimate, percentile

Figures = dict[str, Any]
_BINS = 10  # of the confidence, 0..1


def run_figures(columns: Columns) -> Figures:
    """Everything measured: for all rows and by type, family and question length."""
    return {
        "all": group_figures(columns),
        "groups": {name: _grouped(columns, name) for name in GROUPINGS},
        "latency": {
            stage: {
                "p50": percentile(_given(column), 0.5),
                "p95": percentile(_given(column), 0.95),
                "mean": float(_given(column).mean()),
            }
            for stage, column in columns.seconds.items()
        },
        "tokens": dict(columns.tokens),
        "confidence": _confidence(columns),
    }


def group_figures(columns: Columns) -> Figures:
    """Of one group: cases, errors, each measure with how many cases it applies to, its mean and its
    95 % interval, and the area under the ROC curve of the confidence where both kinds are there."""
    figures: Figures = {
        "cases": len(columns.ids),
        "errors": int(columns.failed.sum()),
        "measures": {},
    }
    for name, column in columns.values.items():
        given = _given(column)
        if len(given):
            figures["measures"][name] = {"cases": len(given), **asdict(estimate(given))}
    known = ~np.isnan(columns.confidence)
    yes, no = known & columns.answerable, known & ~columns.answerable
    if yes.any() and no.any():
        area = area_under_roc(columns.confidence[yes], columns.confidence[no])
        figures["measures"]["confidence_auroc"] = {"cases": int(known.sum()), **asdict(area)}
    return figures


def _grouped(columns: Columns, grouping: str) -> Figures:
    """The groups, the largest first (lengths by length)."""
    names, counts = np.unique(columns.groups[grouping], return_counts=True)
    order = [names[i] for i in np.lexsort((names, -counts))]
    if grouping == "length":
        order = [name for name in LENGTHS if name in names]
    return {str(n): group_figures(columns.take(columns.groups[grouping] == n)) for n in order}


def _confidence(columns: Columns) -> Mapping[str, list[int]]:
    """How many answerable and other questions lie in each tenth of the confidence."""
    known = ~np.isnan(columns.confidence)
    if not known.any():
        return {}
    kinds = {"answerable": columns.answerable, "unanswerable": ~columns.answerable}
    return {
        name: np.histogram(columns.confidence[known & kind], _BINS, (0, 1))[0].tolist()
        for name, kind in kinds.items()
    }


def _given(column: Floats) -> Floats:
    return column[~np.isnan(column)]
