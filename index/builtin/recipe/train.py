"""Training in four stages, each with in-batch negatives and a learning rate that falls to zero.

1. cloze: inverse-cloze pairs of running text.
2. questions: question → passage pairs, one source a batch, so that a batch is never solved by
   telling the sources apart.
3. late: both kinds, scored as text vectors and by late interaction over token vectors; the pairs
   that the model confuses most come first.
4. asked: like late, half of the batches from questions of lay people (ours and STARD's).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from index.builtin.recipe.everyday import Alternatives, replace
from index.builtin.recipe.model import TokenBag, contrast, late_contrast
from index.builtin.recipe.pairs import Bags, Running, cloze_batch
from index.builtin.training import Steps, run_steps

Batches = Callable[[int], tuple[Bags, Bags]]
CHECKPOINT_STEPS = 50
LAY = ("asked", "stard")
LATE_GROUPS, LATE_GROUP = 12, 8  # a pair and the 7 that look most like it, twelve times
LATE_POOL = 4  # how many times the batch the confused pairs are looked for in
SAME = 0.9  # passages closer than this may answer the same question


@dataclass(frozen=True, slots=True)
class Stage:
    """One pass of training; `everyday` is the share of official words replaced in queries, `lay`
    the share of batches that come from the sources of lay questions."""

    name: str
    steps: int
    rate: float
    batch: int
    seed: int
    everyday: float = 0.15
    late: bool = False
    lay: float = 0.0


STAGES = (
    Stage("cloze", steps=450, rate=0.005, batch=2048, seed=1),
    Stage("questions", steps=200, rate=0.002, batch=1024, seed=2),
    Stage("late", steps=300, rate=0.001, batch=1024, seed=3, late=True),
    Stage("asked", steps=200, rate=0.0005, batch=1024, seed=4, late=True, lay=0.5),
)


@dataclass(frozen=True, slots=True)
class TrainingData:
    """All that batches are drawn from."""

    text: Running
    questions: dict[str, tuple[Bags, Bags]]
    alternatives: Alternatives


def batches(data: TrainingData, stage: Stage) -> Batches:
    """Step number → (queries, passages); the same step always gives the same batch."""
    names = sorted(name for name, (queries, _) in data.questions.items() if len(queries) >= 64)
    sizes = np.array([len(data.questions[name][0]) for name in names], dtype=np.float64) ** 0.7
    from_lay = np.isin(names, LAY)
    wanted = stage.batch * LATE_POOL if stage.late else stage.batch

    def batch(step: int) -> tuple[Bags, Bags]:
        chance = np.random.default_rng((stage.seed, step))
        if stage.name == "cloze" or (stage.late and step % 3 == 0):
            queries, passages = cloze_batch(data.text, wanted, chance)
        else:  # one source, drawn with chance ∝ size^.7
            shares = sizes
            if stage.lay:
                shares = np.where(from_lay == (chance.random() < stage.lay), sizes, 0.0)
            source = data.questions[str(chance.choice(names, p=shares / shares.sum()))]
            rows = chance.choice(len(source[0]), min(wanted, len(source[0])), replace=False)
            queries, passages = source[0].take(rows), source[1].take(rows)
        return replace(queries, data.alternatives, stage.everyday, chance), passages

    return batch


def confused_first(model: TokenBag, queries: Bags, passages: Bags) -> NDArray[np.int64]:
    """Rows of the batch: each of the first queries followed by the pairs it would retrieve
    instead of its own, then all others.
    """
    with torch.no_grad():
        told = model(passages)
        seeds = np.arange(min(LATE_GROUPS, len(queries)))
        scores = model(queries.take(seeds)) @ told.T
        scores[told[: len(seeds)] @ told.T > SAME] = -1
        nearest = scores.topk(min(LATE_GROUP, len(queries)) - 1, dim=1).indices.numpy()
    order = np.concatenate([seeds[:, None], nearest], axis=1).ravel()
    order = np.concatenate([order, np.arange(len(queries))])
    _, first = np.unique(order, return_index=True)
    return np.asarray(order[np.sort(first)], dtype=np.int64)


def run_stage(model: TokenBag, stage: Stage, draw: Batches, work: Path) -> None:
    """Train in place; continue from the stage's checkpoint in `work` where one is left."""
    optimizer = torch.optim.Adam(
        [
            {"params": [model.vectors], "lr": stage.rate},
            {"params": [model.log_weights], "lr": stage.rate * 2},
        ]
    )

    def loss_at(step: int) -> Tensor:
        queries, passages = draw(step)
        if stage.late:
            rows = confused_first(model, queries, passages)[: stage.batch]
            queries, passages = queries.take(rows), passages.take(rows)
        loss: Tensor = contrast(model(queries), model(passages))
        if stage.late:
            chosen = np.arange(min(LATE_GROUPS * LATE_GROUP, len(queries)))
            loss = loss + late_contrast(model, queries.take(chosen), passages.take(chosen))
        return loss

    name, rate = f"stage-{stage.name}", lambda step: 1 - step / stage.steps
    run_steps(model, Steps(name, stage.steps, optimizer, rate, CHECKPOINT_STEPS), loss_at, work)
