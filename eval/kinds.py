"""`python -m eval.kinds --index DIR --shared SHARED [--write]`

fits `rag.kinds`: from the questions of eval/sets/everyday_train.jsonl and the two thirds of
stard_train that every model may learn from, each with the kind of the document that answers it. The
index is one over SHARED/corpus and only gives the titles. Prints the area under the ROC curve of
each kind on everyday_dev and on the third of stard_train that is left out; --write keeps the weights.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from eval.bench.questions import OWN, held_back
from eval.cases import Case
from eval.files import load_cases
from eval.statistics import area_under_roc
from index.checksums import write_checksums
from index.reader import open_index
from rag.kinds import FOLDER, KINDS, KindModel, features, kind_of_title
from rag.query import parse_query

Floats = NDArray[np.float64]

_RIDGE = 2e-5
_STATUTE_WEIGHT = 2.0  # there are eight everyday questions for each one of stard_train
_SEEN = 2  # terms of fewer questions are left out


def gold_kinds(cases: Sequence[Case], titles: Mapping[str, str]) -> Floats:
    """(cases, kinds): the share of each case's documents that are of each kind."""
    gold = np.zeros((len(cases), len(KINDS)))
    for row, case in enumerate(cases):
        for source in case.documents:
            kind = kind_of_title(titles.get(source, source))
            if kind >= 0:
                gold[row, kind] += 1 / len(case.documents)
    return gold


def fit(rows: csr_matrix, gold: Floats, importance: Floats) -> tuple[Floats, float]:
    """(weights, bias) of a ridge logistic regression of one kind."""

    def loss(w: Floats) -> tuple[float, Floats]:
        z = rows @ w[:-1] + w[-1]
        value = importance @ (np.logaddexp(0, z) - gold * z) + _RIDGE * (w[:-1] @ w[:-1])
        slope = importance * (1 / (1 + np.exp(-z)) - gold)
        return value, np.append(rows.T @ slope + 2 * _RIDGE * w[:-1], slope.sum())

    start = np.zeros(rows.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return found.x[:-1], float(found.x[-1])


def train(cases: Sequence[Case], gold: Floats, importance: Floats) -> KindModel:
    """The model of all kinds."""
    asked = [features(parse_query(case.question).content) for case in cases]
    terms, counts = np.unique(np.concatenate(asked), return_counts=True)
    codes = terms[counts >= _SEEN]
    kept = [np.searchsorted(codes, found[np.isin(found, codes)]) for found in asked]
    values = [np.full(len(k), len(found) ** -0.5) for k, found in zip(kept, asked, strict=True)]
    bounds = np.cumsum([0, *map(len, kept)])
    rows = csr_matrix(
        (np.concatenate(values), np.concatenate(kept), bounds), (len(asked), len(codes))
    )
    fitted = [fit(rows, gold[:, kind], importance / importance.sum()) for kind in range(len(KINDS))]
    weights = np.stack([w for w, _ in fitted], axis=1).astype(np.float16)
    # What the stored half precision holds is what is measured.
    bias = np.array([b for _, b in fitted], np.float32)
    return KindModel(codes, weights.astype(np.float32), bias)


def save(model: KindModel, folder: Path) -> None:
    """Write the weights and their checksum."""
    file = folder / "model.safetensors"
    save_file(model.arrays(), file)
    write_checksums(folder, (file.name,))


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, measure, and keep if asked to."""
    parser = argparse.ArgumentParser(prog="python -m eval.kinds", description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    titles = {card.source: card.title for card in open_index(options.index).records.cards}
    statutes = load_cases(options.shared / "eval" / "stard_train.jsonl")
    everyday = load_cases(OWN / "everyday_train.jsonl")
    learnt = [case for case in statutes if not held_back(case.question)]
    importance = np.repeat([1.0, _STATUTE_WEIGHT], [len(everyday), len(learnt)])
    cases = [*everyday, *learnt]
    model = train(cases, gold_kinds(cases, titles), importance)
    apart = {
        "everyday_dev": load_cases(OWN / "everyday_dev.jsonl"),
        "stard, left out": [case for case in statutes if held_back(case.question)],
    }
    for name, questions in apart.items():
        contents = [parse_query(case.question).content for case in questions]
        found = np.stack([model.chances(content) for content in contents]).astype(np.float64)
        gold = gold_kinds(questions, titles) > 0.5
        for kind, label in enumerate(KINDS):
            auroc = area_under_roc(found[gold[:, kind], kind], found[~gold[:, kind], kind]).mean
            shown = f"{auroc:.3f}" if gold[:, kind].any() else "-"
            print(f"{name}: {label} {gold[:, kind].mean():.2f} of the gold, AUROC {shown}")
    if options.write:
        save(model, FOLDER)


if __name__ == "__main__":
    main()
