"""`python -m index.builtin.recipe --shared ../shared --teacher FOLDER_OR_WHEEL --out FOLDER`

makes the model. Every step leaves its result in the work folder; a run that was killed goes on
where it stopped.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.builtin.recipe import everyday, export, glosses, pairs, train, vocabulary
from index.builtin.recipe.model import TokenBag, start_weights

EVERYDAY = Path(__file__).parents[3] / "eval" / "sets" / "everyday_train.jsonl"
TRAINED_DIM = 256  # more than what ships: the shrinking loses less than training at 192


def _tokenizer(shared: Path, work: Path) -> Tokenizer:
    path = work / "tokenizer.json"
    if not path.exists():
        print("counting words", file=sys.stderr)
        tokenizer = vocabulary.build(vocabulary.choose(vocabulary.count_words(shared)))
        tokenizer.save(str(path), pretty=False)
    return Tokenizer.from_file(str(path))


def _start(tokenizer: Tokenizer, shared: Path, teacher: Path, work: Path) -> glosses.Floats:
    path = work / "start.npy"
    if not path.exists():
        tokens = [str(tokenizer.id_to_token(row)) for row in range(tokenizer.get_vocab_size())]
        np.save(path, glosses.start_vectors(tokens, shared, teacher))
    return np.asarray(np.load(path), dtype=np.float32)


def _frequency(data: train.TrainingData, size: int) -> NDArray[np.float64]:
    """How often each token stands in the training texts; every token at least half a time."""
    counted = np.bincount(data.text.ids, minlength=size)
    for queries, passages in data.questions.values():
        counted += np.bincount(queries.ids, minlength=size)
        counted += np.bincount(passages.ids, minlength=size)
    return counted.astype(np.float64) + 0.5


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m index.builtin.recipe", description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder of corpus, train, eval")
    parser.add_argument("--teacher", type=Path, required=True, help="all-MiniLM-L6-v2")
    parser.add_argument("--questions", type=Path, default=EVERYDAY, help="our everyday questions")
    parser.add_argument("--out", type=Path, required=True, help="folder for the model")
    parser.add_argument("--work", type=Path, help="caches and checkpoints (default: OUT.work)")
    parser.add_argument("--dim", type=int, default=192)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    work: Path = options.work or options.out.with_name(options.out.name + ".work")
    work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)

    tokenizer = _tokenizer(options.shared, work)
    data = train.TrainingData(
        pairs.load_running(options.shared, tokenizer, work),
        pairs.load_questions(options.shared, options.questions, tokenizer, work),
        everyday.load(tokenizer),
    )
    frequency = _frequency(data, tokenizer.get_vocab_size())
    start = _start(tokenizer, options.shared, options.teacher, work)
    model = TokenBag(
        glosses.reduce(start, frequency, TRAINED_DIM),
        start_weights(frequency),
    )
    for stage in train.STAGES:
        train.run_stage(model, stage, train.batches(data, stage), work)
    export.write(options.out, tokenizer, *model.unit_rows(), options.dim)
    print(f"wrote {options.out}", file=sys.stderr)


if __name__ == "__main__":
    main()
