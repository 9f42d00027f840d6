"""`python -m eval.laws --index DIR --shared SHARED [--write]`

fits `rag.laws`: from the questions of eval/sets/everyday_train.jsonl and the two thirds of stard_train
that every model may learn from, each with the titles of the documents that answer it. The index is one
over SHARED/corpus and only gives the titles. Prints how often the likeliest law is one that answers, on
everyday_dev and on the third of stard_train that is left out; --write keeps the weights.
"""

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from scipy.optimize import minimize

from eval.bench.questions import OWN, held_back
from eval.cases import Case
from eval.files import load_cases
from index.checksums import write_checksums
from index.embed import builtin_model
from index.fold import fold
from index.reader import open_index
from index.types import DocumentCard
from rag.kinds import KINDS, OTHER, kind_of_title
from rag.laws import FOLDER, WEIGHTS, LawModel
from rag.query import parse_query
from rag.regions import places_in
from rag.versions import bare_title

Floats = NDArray[np.float64]

_RIDGE = 1e-4
_STATUTE_WEIGHT = 1.5  # there are eight everyday questions for each one of stard_train
_ASKED = 3  # laws that fewer questions lead to are left to the other parts of the score
_SPREAD = (
    4.0  # the vectors are so near to their mean that the ridge would weigh nothing but the bias
)
_STEPS = 60


def law_names(cards: Sequence[DocumentCard]) -> dict[str, str]:
    """source → bare title of the documents that hold everywhere and are no plan or notice."""
    national = (OTHER, KINDS.index("law"))
    return {
        card.source: bare_title(card)
        for card in cards
        if kind_of_title(card.title) in national and not places_in(fold(card.title))
    }


def gold_laws(cases: Sequence[Case], names: Mapping[str, str]) -> list[Counter[str]]:
    """How many of each case's documents stand under each title."""
    return [Counter(names[s] for s in case.documents if s in names) for case in cases]


def train(vectors: Floats, gold: Sequence[Counter[str]], importance: Floats) -> LawModel:
    """The softmax regression of the titles that at least _ASKED cases lead to."""
    cases = Counter(title for laws in gold for title in laws)
    titles = [title for title, count in cases.items() if count >= _ASKED]
    columns = {title: column for column, title in enumerate(titles, 1)}
    wanted = np.zeros((len(gold), 1 + len(titles)))
    for row, laws in enumerate(gold):
        for title, count in laws.items():
            wanted[row, columns.get(title, 0)] += count / laws.total()
        wanted[row, 0] += not laws
    mean = vectors.mean(axis=0)
    inputs = _SPREAD * (vectors - mean)
    weights, bias = _fit(inputs, wanted, importance / importance.sum())
    weights *= _SPREAD
    stored = weights.astype(np.float16).astype(np.float32)
    return LawModel(titles, stored, (bias - mean @ weights).astype(np.float32))


def _fit(inputs: Floats, wanted: Floats, importance: Floats) -> tuple[Floats, Floats]:
    """(weights, bias) of a ridge softmax regression."""
    shape = (inputs.shape[1] + 1, wanted.shape[1])

    def loss(flat: Floats) -> tuple[float, Floats]:
        w = flat.reshape(shape)
        logits = inputs @ w[:-1] + w[-1]
        logits -= logits.max(axis=1, keepdims=True)
        odds = np.exp(logits)
        total = odds.sum(axis=1, keepdims=True)
        value = -importance @ (wanted * (logits - np.log(total))).sum(axis=1)
        slope = importance[:, None] * (odds / total - wanted)
        turned = np.vstack([inputs.T @ slope + 2 * _RIDGE * w[:-1], slope.sum(axis=0)[None]])
        return value + _RIDGE * (w[:-1] ** 2).sum(), turned.ravel()

    found = minimize(
        loss, np.zeros(np.prod(shape)), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}
    )
    w = found.x.reshape(shape)
    return w[:-1], w[-1]


def encoded(cases: Sequence[Case]) -> Floats:
    """(cases, dim) what the model is shown of each question."""
    contents = [parse_query(case.question).content for case in cases]
    return builtin_model().encode(contents).astype(np.float64)


def hits(model: LawModel, cases: Sequence[Case], gold: Sequence[Counter[str]]) -> tuple[int, int]:
    """(cases whose likeliest law is one that answers, cases that the model could answer)."""
    vectors = encoded(cases).astype(np.float32)
    known = [
        (v, laws) for v, laws in zip(vectors, gold, strict=True) if set(laws) & set(model.titles)
    ]
    right = sum(model.titles[int(np.argmax(model.chances(v)))] in laws for v, laws in known)
    return right, len(known)


def save(model: LawModel, folder: Path) -> None:
    """Write the weights and their checksum."""
    file = folder / WEIGHTS
    tensors, metadata = model.arrays()
    save_file(tensors, file, metadata)
    write_checksums(folder, (file.name,))


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, measure, and keep if asked to."""
    parser = argparse.ArgumentParser(prog="python -m eval.laws", description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    names = law_names(open_index(options.index).records.cards)
    statutes = load_cases(options.shared / "eval" / "stard_train.jsonl")
    everyday = load_cases(OWN / "everyday_train.jsonl")
    learnt = [case for case in statutes if not held_back(case.question)]
    importance = np.repeat([1.0, _STATUTE_WEIGHT], [len(everyday), len(learnt)])
    cases = [*everyday, *learnt]
    model = train(encoded(cases), gold_laws(cases, names), importance)
    apart = {
        "everyday_dev": load_cases(OWN / "everyday_dev.jsonl"),
        "stard, left out": [case for case in statutes if held_back(case.question)],
    }
    print(f"{len(model.titles)} laws")
    for name, questions in apart.items():
        right, known = hits(model, questions, gold_laws(questions, names))
        print(f"{name}: the likeliest law answers {right} of {known} ({len(questions)} questions)")
    if options.write:
        save(model, FOLDER)


if __name__ == "__main__":
    main()
