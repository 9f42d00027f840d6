"""`python -m index.builtin.recipe.evaluate --shared ../shared --model FOLDER`: recall@k of the
vectors alone.

Each set is corpus/queries/qrels under `shared/eval`: headings → sections of government reports and
plans (policy_sections) and English → Chinese statutes (clir). Dense is the cosine of text vectors;
late interaction ranks the dense top 200 again by the weighted best match of each query token
(Khattab & Zaharia 2020).
"""

import argparse
import json
import lzma
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embed import Embedder, load_embedder
from index.fold import fold
from index.static import StaticModel

SETS = ("policy_sections", "clir")
NTREX = "train/ntrex128.jsonl.xz"
CANDIDATES = 200
CUT = 10


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _relevant(path: Path) -> dict[str, set[str]]:
    relevant: dict[str, set[str]] = defaultdict(set)
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        query, passage, grade = line.split("\t")
        if int(grade) > 0:
            relevant[query].add(passage)
    return relevant


def recall(ranked: list[list[str]], wanted: list[set[str]], k: int) -> float:
    """Mean share of a query's relevant passages among its first k."""
    shares = [
        len(set(found[:k]) & relevant) / len(relevant)
        for found, relevant in zip(ranked, wanted, strict=True)
    ]
    return float(np.mean(shares))


def late_interaction(
    model: StaticModel, query: str, passages: list[NDArray[np.uint16]], longest: int = 400
) -> NDArray[np.float64]:
    """Σ w(q)·max(0, max cos(q, d)) / Σ w over the query's tokens, for each passage given as token
    ids.
    """
    ids, _ = model.tokenize([query])
    if not len(ids):
        return np.zeros(len(passages))
    weights = model.weights(ids)
    cut = [passage[:longest] for passage in passages]
    distinct, places = np.unique(np.concatenate(cut), return_inverse=True)
    cosines = np.maximum(model.vectors(ids) @ model.vectors(distinct).T, 0)[:, places]
    ends = np.cumsum([len(passage) for passage in cut])
    scores = np.zeros(len(passages))
    for number, (end, passage) in enumerate(zip(ends, cut, strict=True)):
        if len(passage):
            scores[number] = weights @ cosines[:, end - len(passage) : end].max(axis=1)
    return scores / max(float(weights.sum()), 1e-9)


@dataclass(frozen=True, slots=True)
class Trial:
    """One set: passages and queries in order, and for each query the names that are right."""

    names: list[str]
    passages: list[str]
    queries: list[dict[str, str]]
    wanted: list[set[str]]


def load_trial(folder: Path) -> Trial:
    """A set of corpus.jsonl, queries.jsonl and qrels.tsv, without queries that nothing answers."""
    corpus, queries = _rows(folder / "corpus.jsonl"), _rows(folder / "queries.jsonl")
    relevant = _relevant(folder / "qrels.tsv")
    queries = [query for query in queries if relevant[query["id"]]]
    return Trial(
        [row["id"] for row in corpus],
        [f"{row['title']}\n{row['text']}" for row in corpus],
        queries,
        [relevant[query["id"]] for query in queries],
    )


def measured(trial: Trial, order: NDArray[np.int64]) -> dict[str, float]:
    """Recall@1 and @10 of passages in this order (queries, candidates), also by kind of query."""
    dense = [[trial.names[place] for place in row] for row in order]
    result = {
        "queries": float(len(trial.queries)),
        "dense@1": recall(dense, trial.wanted, 1),
        "dense@10": recall(dense, trial.wanted, CUT),
    }
    for kind in sorted({query["kind"] for query in trial.queries if "kind" in query}):
        chosen = [place for place, query in enumerate(trial.queries) if query.get("kind") == kind]
        result[f"dense@10 {kind}"] = recall(
            [dense[c] for c in chosen], [trial.wanted[c] for c in chosen], CUT
        )
    return result


def evaluate_embedder(embedder: Embedder, trial: Trial) -> dict[str, float]:
    """Dense retrieval with any embedder."""
    told = embedder.encode_passages(trial.passages)
    asked = np.stack([embedder.encode_query(query["text"]) for query in trial.queries])
    order = np.argsort(-(asked @ told.T), axis=1, kind="stable")[:, :CANDIDATES]
    return measured(trial, order)


def evaluate(model: StaticModel, trial: Trial, late_queries: int) -> dict[str, float]:
    """Recall@10 and @1 of dense retrieval, and of late interaction on the first `late_queries`
    queries.
    """
    names, queries, wanted = trial.names, trial.queries, trial.wanted
    ids, offsets = model.tokenize(trial.passages)
    similarity = (
        model.encode([query["text"] for query in queries]) @ model.encode_ids(ids, offsets).T
    )
    order = np.argsort(-similarity, axis=1, kind="stable")[:, :CANDIDATES]
    result = measured(trial, order)
    if late_queries:
        step = max(1, len(queries) // late_queries)
        chosen = list(range(0, len(queries), step))
        again, mixed = [], []
        for place in chosen:
            passages = [ids[offsets[row] : offsets[row + 1]] for row in order[place]]
            soft = late_interaction(model, queries[place]["text"], passages)
            again.append([names[order[place][best]] for best in np.argsort(-soft, kind="stable")])
            both = 12 * soft + 4 * similarity[place][order[place]]
            mixed.append([names[order[place][best]] for best in np.argsort(-both, kind="stable")])
        kept = [wanted[place] for place in chosen]
        result["late@10"], result["late+dense@10"] = (
            recall(again, kept, CUT),
            recall(mixed, kept, CUT),
        )
    return result


def evaluate_languages(model: StaticModel, path: Path) -> dict[str, float]:
    """Recall@1 of the Chinese sentence among all 1,997 of NTREX-128, asked with its translation into
    each language; a language's variants are the file's own names.
    """
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    chinese = model.encode([fold(row["zho-CN"]) for row in rows])
    found = {}
    for language in rows[0]:
        if language not in ("id", "zho-CN"):
            asked = model.encode([fold(row[language]) for row in rows])
            best = np.argmax(asked @ chinese.T, axis=1)
            found[language] = round(float(np.mean(best == np.arange(len(rows)))), 3)
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m index.builtin.recipe.evaluate", description=__doc__
    )
    parser.add_argument("--shared", type=Path, required=True)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--model", type=Path, help="folder of a static model")
    which.add_argument("--embedder", help="builtin-large, or any sentence-transformers model")
    parser.add_argument(
        "--late", type=int, default=500, help="queries for the late-interaction trial; 0: none"
    )
    options = parser.parse_args()
    trials = {name: load_trial(options.shared / "eval" / name) for name in SETS}
    if options.embedder:
        for name, trial in trials.items():
            result = evaluate_embedder(load_embedder(options.embedder), trial)
            print(json.dumps({"set": name} | {key: round(v, 3) for key, v in result.items()}))
        return
    began = time.process_time()
    model = StaticModel.load(options.model)
    print(
        json.dumps(
            {
                "model": model.sha256[:12],
                "dim": model.dim,
                "load_s": round(time.process_time() - began, 3),
            }
        )
    )
    for name, trial in trials.items():
        result = evaluate(model, trial, options.late)
        print(json.dumps({"set": name} | {key: round(value, 3) for key, value in result.items()}))
    print(json.dumps({"set": "ntrex128"} | evaluate_languages(model, options.shared / NTREX)))


if __name__ == "__main__":
    main()
