"""Runs side by side: differences with intervals, tests with Holm's correction, cases that flipped."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from eval.columns import Columns, read_columns
from eval.measures import BY_NAME
from eval.rowfile import row_at, row_offsets
from eval.rows import Row
from eval.runfolder import Run
from eval.statistics import Estimate, difference, estimate, holm, randomisation
from index.errors import RunMismatchError, UsageError

SIGNIFICANT = 0.05
HEADLINE = (
    *("quote_recall@1", "quote_recall@5", "hit@5", "mrr@10", "ndcg@10", "section_hit@5"),
    *("answer_match", "citation_precision", "citation_recall", "status_right"),
    *("false_refusal", "refusal_recall"),
)
# A case flips where one of these changes; the first that does is told.
DECISIVE = ("status_right", "answer_match", "hit@5", "hit@10")
_UNPAIRED = ("refusal_precision",)  # which cases it applies to is what differs


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure of two runs over the `cases` to which it applies in both. `change` is other − base;
    `p` is that of the randomisation test, `p_holm` corrected for all tests of the comparison. A win
    is a case that is better in the other run."""

    measure: str
    other: int  # number of the other run; the base is run 0
    cases: int
    base: Estimate
    there: Estimate
    change: Estimate
    p: float
    p_holm: float
    wins: int
    losses: int
    ties: int

    @property
    def verdict(self) -> str:
        """ "better", "worse", or "" where the difference is not significant after correction."""
        if self.p_holm >= SIGNIFICANT or not self.change.mean:
            return ""
        return "better" if (self.change.mean > 0) is _more_is_better(self.measure) else "worse"


@dataclass(frozen=True, slots=True)
class Flip:
    """A case whose result changed between the base and another run: `measure` says in what."""

    id: str
    other: int
    measure: str
    base: float
    there: float

    @property
    def won(self) -> bool:
        """Whether the other run is the better one."""
        return self.there > self.base


@dataclass(frozen=True, slots=True)
class Comparison:
    """Runs compared with the first of them; `columns` are aligned: the same cases in each, `left_out`
    cases are not in all of them."""

    runs: tuple[Run, ...]
    columns: tuple[Columns, ...]
    differences: tuple[Difference, ...]
    flips: tuple[Flip, ...]
    left_out: int

    def of(self, other: int) -> tuple[Difference, ...]:
        """The differences of one of the other runs."""
        return tuple(d for d in self.differences if d.other == other)


def compare_runs(
    runs: Sequence[Run], measures: Sequence[str] = (), force: bool = False
) -> Comparison:
    """Compare finished runs with the first. `measures`: HEADLINE where none is named.

    Raises UsageError for a measure that is none or that no two runs share, RunMismatchError where
    runs are unfinished or over other cases or another corpus, unless `force` is given: then over the
    cases, by id, that are in all of them.
    """
    if len(runs) < 2:
        raise UsageError("a comparison needs two runs; give RUN_A RUN_B.")
    for name in measures:
        if name not in BY_NAME or name in _UNPAIRED:
            known = ", ".join(n for n in BY_NAME if n not in _UNPAIRED)
            raise UsageError(f"{name!r} is no measure to compare; choose among {known}.")
    if not force:
        check_comparable(runs)
    columns, left_out = _aligned([read_columns(run.rows()) for run in runs])
    tested: list[Difference] = []
    for other in range(1, len(runs)):
        chosen = measures or [n for n in HEADLINE if _applies(columns[0], columns[other], n).any()]
        tested += [_difference(columns[0], columns[other], other, name) for name in chosen]
    corrected = holm([found.p for found in tested])
    final = tuple(_with_holm(found, p) for found, p in zip(tested, corrected, strict=True))
    flips = tuple(f for n in range(1, len(runs)) for f in _flips(columns[0], columns[n], n))
    return Comparison(tuple(runs), tuple(columns), final, flips, left_out)


def check_comparable(runs: Sequence[Run]) -> None:
    """Raise RunMismatchError where a run is unfinished or over other cases or another corpus than
    the first."""
    for run in runs:
        if (done := run.done()) < run.count:
            raise RunMismatchError(
                f"the run {run.name!r} has {done} of {run.count} rows; finish it with the same "
                "command, or compare what is there with --force."
            )
    base = runs[0]
    for run in runs[1:]:
        for part, key, what in (("cases", "sha256", "cases"), ("index", "corpus", "documents")):
            if run.config[part][key] != base.config[part][key]:
                raise RunMismatchError(
                    f"{base.name!r} and {run.name!r} were run over different {what} "
                    f"({base.config[part]['name']!r} and {run.config[part]['name']!r}); compare runs "
                    "over the same, or the cases they share with --force."
                )


def flipped_rows(comparison: Comparison, flips: Sequence[Flip]) -> Iterator[tuple[Flip, Row, Row]]:
    """Each of some flips with its row in the base and in the other run."""
    base = comparison.runs[0].rows_path
    with row_offsets(base) as there:
        for other in sorted({flip.other for flip in flips}):
            path = comparison.runs[other].rows_path
            with row_offsets(path) as here:
                for flip in flips:
                    if flip.other == other:
                        yield flip, row_at(base, there[flip.id]), row_at(path, here[flip.id])


def _aligned(columns: Sequence[Columns]) -> tuple[list[Columns], int]:
    """The rows of the cases that are in all, in the order of the first."""
    if all(found.ids == columns[0].ids for found in columns):
        return list(columns), 0
    shared = set.intersection(*(set(found.ids) for found in columns))
    if not shared:
        raise UsageError("these runs share no case; compare runs over the same cases.")
    order = [id_ for id_ in columns[0].ids if id_ in shared]
    taken = []
    for found in columns:
        place = {id_: number for number, id_ in enumerate(found.ids)}
        taken.append(found.take(np.array([place[id_] for id_ in order], np.int64)))
    everything = set.union(*(set(found.ids) for found in columns))
    return taken, len(everything) - len(order)


def _applies(base: Columns, there: Columns, name: str) -> NDArray[np.bool_]:
    if name not in base.values or name not in there.values:
        return np.zeros(len(base.ids), np.bool_)
    given: NDArray[np.bool_] = ~(np.isnan(base.values[name]) | np.isnan(there.values[name]))
    return given


def _difference(base: Columns, there: Columns, other: int, name: str) -> Difference:
    rows = _applies(base, there, name)
    if not rows.any():
        raise UsageError(f"{name!r} applies to no case of both runs; leave it out.")
    a, b = base.values[name][rows], there.values[name][rows]
    change = b - a
    more, less = int((change > 0).sum()), int((change < 0).sum())
    wins, losses = (more, less) if _more_is_better(name) else (less, more)
    return Difference(
        measure=name,
        other=other,
        cases=len(a),
        base=estimate(a),
        there=estimate(b),
        change=difference(b, a),
        p=(p := randomisation(b, a)),
        p_holm=p,
        wins=wins,
        losses=losses,
        ties=len(a) - more - less,
    )


def _with_holm(found: Difference, p_holm: float) -> Difference:
    return Difference(**{n: getattr(found, n) for n in found.__slots__} | {"p_holm": p_holm})


def _flips(base: Columns, there: Columns, other: int) -> Iterator[Flip]:
    told: set[int] = set()
    for name in DECISIVE:
        rows = _applies(base, there, name)
        if not rows.any():
            continue
        changed = rows & (base.values[name] != there.values[name])
        for row in np.flatnonzero(changed).tolist():
            if row not in told:
                told.add(row)
                before, after = (float(c.values[name][row]) for c in (base, there))
                yield Flip(base.ids[row], other, name, before, after)


def _more_is_better(measure: str) -> bool:
    return BY_NAME[measure].better is not False


def comparison_json(comparison: Comparison) -> dict[str, object]:
    """A comparison as JSON, without the texts of the cases."""
    return {
        "runs": [{"name": run.name, "config": run.config} for run in comparison.runs],
        "cases": len(comparison.columns[0].ids),
        "left_out": comparison.left_out,
        "differences": [asdict(d) | {"verdict": d.verdict} for d in comparison.differences],
        "flips": [asdict(flip) for flip in comparison.flips],
    }
