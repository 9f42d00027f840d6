"""Training in two stages; each step draws its batch from its number, so a run can go on.

distil: Chinese and English sentences and words take the vector that the teacher gives the English
one (Reimers & Gurevych 2020); between them Chinese sentences find their English ones by late
interaction. asked: lay questions with the passages that the search confuses, question → passage
pairs (the most alike in one batch), and distil in turn, so that nothing is forgotten.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from index.builtin.reader_recipe.data import (
    PAIR_TOKENS,
    PASSAGE_TOKENS,
    QUESTION_TOKENS,
    SHARES,
    Asked,
    Pairs,
    Row,
)
from index.builtin.reader_recipe.model import Reader, padded
from index.builtin.training import Steps, run_steps

TAUGHT_TOKENS = 80
Loss = Callable[[Reader, np.random.Generator], Tensor]
Floats = NDArray[np.float32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stage:
    """One pass of training. The rates rise over `warm` steps, then fall to zero."""

    name: str
    steps: int
    table_rate: float
    body_rate: float
    seed: int
    warm: int = 20


def _alike_in_length(rows: list[Row], batch: int, chance: np.random.Generator) -> Places:
    """Numbers of `batch` rows of like length, drawn by chance: little padding."""
    drawn = chance.choice(len(rows), batch * 4, replace=False)
    low = int(chance.integers(0, batch * 3))
    ordered = np.argsort([len(rows[i]) for i in drawn], kind="stable")
    return np.asarray(drawn[ordered][low : low + batch])


def _taught(pooled: Tensor, wanted: Tensor) -> Tensor:
    """How far `pooled` is from the teacher's vectors `wanted`, and from telling them apart."""
    same = (wanted @ wanted.T > 0.95) & ~torch.eye(len(wanted), dtype=torch.bool)
    logits = (20 * pooled @ wanted.T).masked_fill(same, -1e4)
    near = 1 - (pooled * wanted).sum(-1).mean()
    return F.cross_entropy(logits, torch.arange(len(wanted))) + 4 * near


def distil_loss(rows: list[Row], targets: Floats, batch: int = 160) -> Loss:
    """targets: the teacher's unit vectors of the rows' English."""

    def loss(model: Reader, chance: np.random.Generator) -> Tensor:
        drawn = _alike_in_length(rows, batch, chance)
        _, pooled, _ = model(padded([rows[i] for i in drawn], TAUGHT_TOKENS))
        return _taught(pooled, torch.from_numpy(targets[drawn]))

    return loss


def aligned_loss(chinese: list[Row], english: list[Row], targets: Floats, batch: int = 64) -> Loss:
    """Chinese sentence → its English one by late interaction, which the teacher does not teach."""

    def loss(model: Reader, chance: np.random.Generator) -> Tensor:
        drawn = _alike_in_length(chinese, batch, chance)
        wanted = torch.from_numpy(targets[drawn])
        out = (wanted @ wanted.T > 0.95) & ~torch.eye(batch, dtype=torch.bool)
        logits = model.scores(
            padded([chinese[i] for i in drawn], TAUGHT_TOKENS),
            padded([english[i] for i in drawn], TAUGHT_TOKENS),
        )
        return rank_loss(*logits, torch.arange(batch), out)

    return loss


def rank_loss(pooled: Tensor, late: Tensor, right: Tensor, out: Tensor) -> Tensor:
    """Cross entropy of both scores; `out` marks passages not to count."""
    total: Tensor = F.cross_entropy(late.masked_fill(out, -1e4), right)
    return total + 0.5 * F.cross_entropy(pooled.masked_fill(out, -1e4), right)


def pairs_loss(sources: dict[str, Pairs], groups: dict[str, Places], batch: int = 48) -> Loss:
    """groups: rows of pairs that look alike, (n, 8), by source."""
    names = sorted(sources)
    shares = np.array([SHARES[name] for name in names])

    def loss(model: Reader, chance: np.random.Generator) -> Tensor:
        name = str(chance.choice(names, p=shares / shares.sum()))
        source, near = sources[name], groups[name]
        drawn = near[chance.choice(len(near), min(len(near), batch // 4), replace=False)]
        rows = chance.permutation(np.unique(drawn[:, :5]))[:batch]
        passages = [source.passages[i] for i in rows]
        logits = model.scores(
            padded([source.questions[i] for i in rows], QUESTION_TOKENS),
            padded(passages, PAIR_TOKENS),
        )
        keys = [passage.tobytes() for passage in passages]
        asked = [source.questions[i].tobytes() for i in rows]
        out = torch.tensor(
            [
                [i != j and (keys[i] == keys[j] or asked[i] == asked[j]) for j in range(len(rows))]
                for i in range(len(rows))
            ]
        )
        return rank_loss(*logits, torch.arange(len(rows)), out)

    return loss


def asked_loss(asked: list[Asked], questions: int = 10, wrong: int = 5) -> Loss:
    """Each question against its own confused passages and those of the others in the batch."""

    def loss(model: Reader, chance: np.random.Generator) -> Tensor:
        drawn = [asked[i] for i in chance.choice(len(asked), questions, replace=False)]
        passages = [a.right[int(chance.integers(len(a.right)))] for a in drawn]
        for a in drawn:
            few = min(wrong, len(a.wrong))
            # The passages that the search puts first are the ones to tell apart.
            first = np.minimum(chance.geometric(0.07, few * 3) - 1, len(a.wrong) - 1)
            passages += [a.wrong[i] for i in list(dict.fromkeys(first.tolist()))[:few]]
        keys = [passage.tobytes() for passage in passages]
        out = torch.zeros(questions, len(passages), dtype=torch.bool)
        for i, a in enumerate(drawn):
            held = {passage.tobytes() for passage in a.right}
            for j, key in enumerate(keys):
                out[i, j] = i != j and key in held
        logits = model.scores(
            padded([a.question for a in drawn], QUESTION_TOKENS), padded(passages, PASSAGE_TOKENS)
        )
        return rank_loss(*logits, torch.arange(questions), out)

    return loss


def mixed(losses: list[tuple[float, Loss]]) -> Loss:
    """One of the losses, drawn by its share."""
    shares = np.array([share for share, _ in losses])

    def loss(model: Reader, chance: np.random.Generator) -> Tensor:
        return losses[int(chance.choice(len(losses), p=shares / shares.sum()))][1](model, chance)

    return loss


def _free_cores(wanted: int) -> int:
    """With a core taken by others, two threads wait for each other: one is then three times as
    fast. Processes of lower priority than ours do not count.
    """
    busy, own = 0, os.nice(0)
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        running = fields[0] == "R" and int(path.parent.name) != os.getpid()
        busy += running and int(fields[16]) <= own
    return max(1, min(wanted, (os.cpu_count() or 1) - busy))


def run_stage(model: Reader, stage: Stage, loss: Loss, work: Path, threads: int = 2) -> None:
    """Train in place; continue from the stage's checkpoint in `work` where one is left."""
    body = [p for name, p in model.named_parameters() if name not in ("table.weight", "scales")]
    optimizer = torch.optim.AdamW(
        [
            {"params": [model.table.weight], "lr": stage.table_rate, "weight_decay": 0.0},
            {"params": body, "lr": stage.body_rate, "weight_decay": 0.01},
            {"params": [model.scales], "lr": stage.table_rate, "weight_decay": 0.0},
        ],
        betas=(0.9, 0.98),
        fused=True,
    )

    def loss_at(step: int) -> Tensor:
        torch.set_num_threads(_free_cores(threads))
        with torch.autocast("cpu", torch.bfloat16):
            return loss(model, np.random.default_rng((stage.seed, step)))

    def rate(step: int) -> float:
        return min(1.0, (step + 1) / stage.warm) * (1 - step / stage.steps)

    steps = Steps(stage.name, stage.steps, optimizer, rate, clipped=body)
    run_steps(model, steps, loss_at, work)
