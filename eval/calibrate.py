"""`python -m eval.calibrate --index DIR --answerable A.jsonl B.jsonl --unanswerable U.jsonl`

fits the logistic regression of `rag.confidence` and prints its constants, the area under the ROC
curve, and what share of each set would be refused. Sets named with --held-out are only measured.
"""

import argparse
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.files import load_cases
from eval.statistics import area_under_roc
from rag.answer import best_candidates
from rag.confidence import Figures, figures
from rag.engine import Engine
from rag.query import parse_query

Floats = NDArray[np.float64]

FALSE_REFUSALS = 0.05  # of the answerable questions that are fitted to
_RIDGE = 1.0
_DEPTH = 20


def collect(engine: Engine, path: Path) -> Floats:
    """(questions, figures) of a set; questions that are not decided by them are left out."""
    rows = []
    for case in load_cases(path):
        query = parse_query(case.question)
        hits = engine.retriever.search(query, _DEPTH)
        candidates = best_candidates(engine.reader, query, hits, engine.retriever.reads)
        found = figures(engine.reader, query, candidates[0]) if candidates else None
        if found is not None:
            rows.append(astuple(found))
    return np.array(rows, np.float64).reshape(-1, len(fields(Figures)))


def fit(figures_: Floats, answerable: NDArray[np.bool_]) -> tuple[float, Floats]:
    """(bias, weights) of a ridge logistic regression in which both classes weigh the same."""
    mean, spread = figures_.mean(axis=0), figures_.std(axis=0) + 1e-9
    rows = np.concatenate([np.ones((len(figures_), 1)), (figures_ - mean) / spread], axis=1)
    share = answerable.mean()
    importance = np.where(answerable, 0.5 / share, 0.5 / (1 - share))
    weights = np.zeros(rows.shape[1])
    penalty = _RIDGE * np.eye(len(weights))
    penalty[0, 0] = 1e-6
    for _ in range(50):  # Newton's method; converges in under ten steps
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (importance * (chance - answerable)) + penalty @ weights
        curve = (rows * (importance * chance * (1 - chance))[:, None]).T @ rows + penalty
        weights -= np.linalg.solve(curve, slope)
    raw = weights[1:] / spread
    return float(weights[0] - raw @ mean), raw


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(prog="python -m eval.calibrate", description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    for name in ("answerable", "unanswerable", "held-out"):
        parser.add_argument(f"--{name}", type=Path, nargs="+", default=[], metavar="CASES.jsonl")
    options = parser.parse_args(arguments)
    engine = Engine.open(options.index)
    paths = [*options.answerable, *options.unanswerable, *options.held_out]
    found = {path: collect(engine, path) for path in paths}
    yes = np.concatenate([found[path] for path in options.answerable])
    no = np.concatenate([found[path] for path in options.unanswerable])
    rows, answerable = np.concatenate([yes, no]), np.arange(len(yes) + len(no)) < len(yes)
    bias, weights = fit(rows, answerable)
    scores = bias + rows @ weights
    auroc = area_under_roc(scores[answerable], scores[~answerable]).mean
    least = float(np.quantile(scores[answerable], FALSE_REFUSALS))
    names = [field.name for field in fields(Figures)]
    print(", ".join(f"{name}={w:.3f}" for name, w in zip(names, weights, strict=True)))
    print(f"bias {bias:.3f}, least {1 / (1 + np.exp(-least)):.3f}, AUROC {auroc:.3f}")
    for path, figures_ in found.items():
        refused = (bias + figures_ @ weights < least).mean()
        print(f"{path.name}: {len(figures_)} questions, {refused:.3f} below")


if __name__ == "__main__":
    main()
