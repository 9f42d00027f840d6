"""`python -m eval.calibrate --index DIR [--shared SHARED] [--write]`

fits `rag.confidence` to our own development questions over an index of SHARED/corpus: those that are
answered, each once more with its answer hidden, and those that nothing answers, or not the document
that they are about. Prints the figures'
weights, how well they hold on documents they were not fitted to, and a table of reliability; --write
keeps them in rag/fitted.json. --shared adds natural_dev, which is only measured.
"""

import argparse
import json
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.cases import Case
from eval.files import load_cases
from eval.machine import commit_of
from eval.removed import HidingRetriever, gold_spans
from eval.statistics import area_under_roc
from index.reader import open_index
from rag.candidates import best_candidates
from rag.confidence import FITTED, STRUCTURAL, Figures, Fitted, figures
from rag.query import parse_query
from rag.refuse import ruled_out
from rag.structural import structural_claims

Floats = NDArray[np.float64]

SETS = Path(__file__).parent / "sets"
FITTED_TO = ("corpus_dev", "everyday_dev", "unanswerable_dev", "twins_dev")
UNANSWERABLE = "unanswerable_dev"
FALSE_REFUSALS = 0.09  # of the answerable questions fitted to, which are harder than natural ones
EACH = 300  # questions of a set
_RIDGE = 20.0
_HIDDEN = 0.4  # what a question with its answer hidden counts: often another document answers it
_FOLDS = 8
_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A question: its `set`, the `group` that stays on one side of a fold, its length, whether it is
    `answerable` and what it counts; `ruled` by a rule; its figures, None where structure answers."""

    set: str
    group: str
    length: int
    answerable: bool
    weight: float
    ruled: bool
    figures: Figures | None


def judged(retriever: HidingRetriever, case: Case, set_: str, answerable: bool) -> Row | None:
    """The row of a case; None where the best sentence was not read."""
    reader = retriever._reader
    query = parse_query(case.question)
    group = case.documents[0] if case.documents else case.id
    row = Row(set_, group, len(case.question), answerable, 1.0, False, None)
    if not retriever.spans and structural_claims(reader, retriever, query):
        return row
    hits = retriever.search(query, _DEPTH)
    candidates = best_candidates(reader, query, hits, retriever.reads)
    found = figures(reader, query, candidates) if candidates else None
    if found is None:
        return None
    ruled = ruled_out(reader, query, candidates) is not None
    return replace(row, ruled=ruled, figures=found)


def collect(
    index: Path, paths: Sequence[Path], each: int, progress: Callable[[str], None]
) -> list[Row]:
    """Rows of all cases, the answerable ones also with their answer hidden."""
    reader = open_index(index)
    retriever = HidingRetriever(reader)
    rows: list[Row | None] = []
    for path in paths:
        cases = load_cases(path)
        for case in random.Random(7).sample(cases, min(each, len(cases))):
            retriever.hide(())
            answerable = case.answerable and case.status == "answered"
            name = path.stem if answerable or path.stem == UNANSWERABLE else f"{path.stem} near"
            rows.append(judged(retriever, case, name, answerable))
            spans = gold_spans(reader, case) if answerable else []
            if spans:
                retriever.hide(spans)
                hidden = judged(retriever, case, f"{path.stem} hidden", False)
                rows.append(hidden and replace(hidden, weight=_HIDDEN))
        progress(f"{path.stem}: {len(cases)} questions")
    return [row for row in rows if row is not None]


def length_matched(rows: Sequence[Row]) -> Floats:
    """(rows,) weights with which answerable questions of every length count as much as the others of
    that length: a short question is no sign that nothing answers it."""
    weights = np.array([row.weight for row in rows])
    yes = np.array([row.answerable for row in rows])
    length = np.clip([row.length // 4 for row in rows], 3, 8)
    for one in np.unique(length):
        here, against = yes & (length == one), ~yes & (length == one)
        if here.any():
            weights[here] = max(0.2, weights[against].sum() / here.sum())
    return weights


def table(rows: Sequence[Row]) -> Floats:
    """(rows, figures), zeros where structure answers."""
    zeros = Figures(*[0.0] * len(fields(Figures)))
    return np.array([astuple(row.figures or zeros) for row in rows], np.float64)


def fit(figures_: Floats, answerable: NDArray[np.bool_], weights: Floats) -> tuple[float, Floats]:
    """(bias, weights of the figures) of a ridge logistic regression in which both classes weigh the
    same."""
    mean, spread = figures_.mean(axis=0), figures_.std(axis=0) + 1e-9
    rows = np.concatenate([np.ones((len(figures_), 1)), (figures_ - mean) / spread], axis=1)
    importance = weights.copy()
    for side in (answerable, ~answerable):
        importance[side] *= len(rows) / 2 / max(1e-9, importance[side].sum())
    found = np.zeros(rows.shape[1])
    penalty = _RIDGE * np.eye(len(found))
    penalty[0, 0] = 1e-6
    for _ in range(50):  # Newton's method; converges in under ten steps
        chance = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (importance * (chance - answerable)) + penalty @ found
        curve = (rows * (importance * chance * (1 - chance))[:, None]).T @ rows + penalty
        found -= np.linalg.solve(curve, slope)
    raw = found[1:] / spread
    return float(found[0] - raw @ mean), raw


def fitted_to(rows: Sequence[Row]) -> Fitted:
    """The regression over what no rule refuses, the point that refuses FALSE_REFUSALS, and what is
    left of a chance where a rule refuses."""
    open_ = [row for row in rows if row.figures is not None and not row.ruled]
    answerable = np.array([row.answerable for row in open_])
    bias, weights = fit(table(open_), answerable, length_matched(open_))
    whole = Fitted(Figures(*weights.tolist()), bias, 0.0, 1.0)
    refused = [row for row in rows if row.figures is not None and row.ruled]
    share = np.average([row.answerable for row in refused], weights=_even(rows, refused))
    near = np.average([_chance(whole, row) for row in refused], weights=_even(rows, refused))
    ruled = float(share / near)
    scores = np.array([0.0 if row.ruled else _chance(whole, row) for row in rows if row.answerable])
    least = float(np.quantile(scores, FALSE_REFUSALS))
    return replace(whole, least=least, ruled=ruled)


def _even(rows: Sequence[Row], some: Sequence[Row]) -> Floats:
    """Weights of `some` rows by which, over all rows, both classes weigh the same."""
    total = {side: sum(r.weight for r in rows if r.answerable == side) for side in (True, False)}
    return np.array([row.weight / total[row.answerable] for row in some])


def _chance(fitted: Fitted, row: Row) -> float:
    if row.figures is None:
        return STRUCTURAL
    chance = fitted.chance(row.figures)
    return min(fitted.ruled * chance, fitted.least) if row.ruled and fitted.least else chance


def across(rows: Sequence[Row]) -> tuple[Floats, NDArray[np.bool_]]:
    """(rows,) chances and refusals, each from a fit to other documents."""
    groups = sorted({row.group for row in rows})
    random.Random(5).shuffle(groups)
    fold_of = {group: i % _FOLDS for i, group in enumerate(groups)}
    chances, refused = np.zeros(len(rows)), np.zeros(len(rows), bool)
    for fold in range(_FOLDS):
        other = fitted_to([row for row in rows if fold_of[row.group] != fold])
        for i, row in enumerate(rows):
            if fold_of[row.group] == fold:
                chances[i] = _chance(other, row)
                refused[i] = row.ruled or chances[i] < other.least
    return chances, refused


def reliability(rows: Sequence[Row], chances: Floats) -> list[tuple[float, float, int]]:
    """For each fifth of the scale the mean chance, the share that was answerable with both classes
    weighing the same, and how many there are."""
    even, yes = _even(rows, rows), np.array([row.answerable for row in rows])
    found = []
    for low in np.arange(0, 1, 0.2):
        here = (chances >= low) & (chances < low + 0.2)
        if here.any():
            mean = np.average(chances[here], weights=even[here])
            share = np.average(yes[here], weights=even[here])
            found.append((float(mean), float(share), int(here.sum())))
    return found


def report(rows: Sequence[Row], chances: Floats, refused: NDArray[np.bool_]) -> list[str]:
    """What is printed: each set, the areas, reliability, and refusals against false refusals."""
    sets = np.array([row.set for row in rows])
    yes = np.array([row.answerable for row in rows])
    lines = [
        f"{name}: {int((sets == name).sum())} questions, {refused[sets == name].mean():.3f} refused"
        for name in dict.fromkeys(sets.tolist())
    ]
    for name in dict.fromkeys(sets[~yes].tolist()):
        none = sets == name
        area = area_under_roc(chances[yes], chances[none]).mean
        told = f"AUROC against {name} {area:.3f}; refused at false refusals of"
        for share in (0.03, 0.05, 0.07, 0.1, 0.15):
            least = np.quantile(chances[yes], share)
            told += f" {share:.2f}: {(chances[none] < least).mean():.3f}"
        lines.append(told)
    lines += [
        f"chance {mean:.2f}: answerable {share:.2f} ({count} questions)"
        for mean, share, count in reliability(rows, chances)
    ]
    return lines


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, print and, if asked, keep."""
    parser = argparse.ArgumentParser(prog="python -m eval.calibrate", description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--shared", type=Path)
    parser.add_argument("--each", type=int, default=EACH, help="questions of a set")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)

    def said(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    paths = [SETS / f"{name}.jsonl" for name in FITTED_TO]
    rows = collect(options.index, paths, options.each, said)
    found = fitted_to(rows)
    print("\n".join(report(rows, *across(rows))))
    print(json.dumps(asdict(found)))
    if options.shared is not None:
        natural = options.shared / "eval" / "natural_dev.jsonl"
        apart = collect(options.index, [natural], options.each, said)
        chances = np.array([_chance(found, row) for row in apart])
        refused = np.array([row.ruled for row in apart]) | (chances < found.least)
        for set_, yes in dict.fromkeys((row.set, row.answerable) for row in apart):
            here = np.array([(row.set, row.answerable) == (set_, yes) for row in apart])
            kind = "answerable" if yes else "unanswerable"
            print(f"{set_}, {kind}: {int(here.sum())}, {refused[here].mean():.3f} refused")
    if options.write:
        commit, _ = commit_of(Path(__file__).parent)
        weights = {name: round(value, 4) for name, value in asdict(found.weights).items()}
        kept = {
            "weights": weights,
            "bias": round(found.bias, 4),
            "least": round(found.least, 4),
            "ruled": round(found.ruled, 4),
            "commit": commit,
            "questions": len(rows),
        }
        FITTED.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
