"""`python -m index.builtin.answering_recipe --shared ../shared --index INDEX --out FOLDER`

makes the answering model from the reading model that ships. INDEX is an index over the corpus, from
which the stretches come that a search confuses. A run that was killed goes on where it stopped.
"""

import argparse
import copy
import sys
from dataclasses import replace
from pathlib import Path

import torch
from tokenizers import Tokenizer

from index.builtin.answering_recipe import data, export, searched, train
from index.builtin.answering_recipe.model import Answering, shipped_reader

SETS = Path(__file__).parents[3] / "eval" / "sets"
STAGES = (train.FIRST, train.TWINS, train.THINNED)
READING = Path(__file__).parents[1] / "reading"


def _share_of(stage: train.Stage, share: float) -> train.Stage:
    """The stage with a share of its steps."""
    steps = max(2, round(share * stage.steps))
    return replace(stage, steps=steps, keep=max(1, round(share * stage.keep)) if stage.keep else 0)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m index.builtin.answering_recipe", description=__doc__
    )
    parser.add_argument("--shared", type=Path, required=True, help="folder of corpus, train, eval")
    parser.add_argument("--index", type=Path, required=True, help="index over the corpus")
    parser.add_argument("--sets", type=Path, default=SETS, help="folder of our questions")
    parser.add_argument("--out", type=Path, required=True, help="folder for the model")
    parser.add_argument("--work", type=Path, help="what was found, checkpoints (default: OUT.work)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--share", type=float, default=1.0, help="of each stage's steps, for a trial"
    )
    options = parser.parse_args()
    work: Path = options.work or options.out.with_name(options.out.name + ".work")
    work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    groups = {"pairs": list(data.from_pairs(options.shared))}
    for name, sets in (("everyday", ["everyday_train"]), ("twins", ["twins_train"]), ("stard", [])):
        found = work / f"{name}.jsonl"
        if not found.exists():
            paths = [options.sets / f"{s}.jsonl" for s in sets]
            stard = options.shared if name == "stard" else None
            searched.write(options.index, paths, stard, found)
        groups[name] = list(data.load(found))
    tokenizer = Tokenizer.from_file(str(READING / "tokenizer.json"))
    batches = train.Batches(tokenizer, groups)
    torch.manual_seed(1)
    model = Answering(shipped_reader(READING / "model.onnx"))
    first, twins, thinned = (_share_of(stage, options.share) for stage in STAGES)
    train.run_stage(model, first, batches, work)
    begun = copy.deepcopy(model.state_dict())
    train.run_stage(model, twins, batches, work)
    model.load_state_dict(begun)
    train.run_stage(model, thinned, batches, work)
    parts = [(f"twins.{twins.keep}", 0.25), ("twins", 0.25), ("thinned", 0.5)]
    train.load_averaged(model, work, parts)
    export.write(options.out, model)
    print(f"wrote {options.out}", file=sys.stderr)


if __name__ == "__main__":
    main()
