"""Training: every question with its right stretch and some wrong ones in one batch.

Loss: cross entropy of every row by itself, for the logit is read by itself, and half as much of the
right stretch against the wrong ones of its question. Each step draws its batch from its number, so a
run can go on. What the search found, and no evidence shows to be wrong, counts less: another law may
answer too.

After some 400 steps on the twins their loss goes on falling, but not that of questions it has not seen. Two
runs from the same start, one of which reads nine tokens in ten, and a state in the midst of the
first one are therefore averaged (model soups, Wortsman et al. 2022).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from index.answering import QUESTION_TOKENS, STRETCH_TOKENS
from index.builtin.answering_recipe.data import Group
from index.builtin.answering_recipe.model import Answering
from index.builtin.training import Steps, run_steps
from index.fold import fold

ROWS = 80  # of a batch
_WRONG, _WRONG_ALONE = 4, 2  # wrong stretches beside a right one, and without
_COUNTS = {"near": 1.0, "value": 0.8, "cut": 0.8, "same": 0.7, "other": 0.7, "found": 0.4}
_FOUND_ALONE = 0.9  # where nothing answers, what is found does not either
_RANKED = 0.5
_WIDTH = 16  # rows are filled up to a multiple: fewer shapes to compile for


@dataclass(frozen=True, slots=True)
class Stage:
    """One pass: `shares` of the sources of groups; the rate rises over `warm` steps, then falls. `thin`
    is the share of tokens that are left out, `keep` a step whose state is kept beside the last one."""

    name: str
    steps: int
    rate: float
    shares: Mapping[str, float]
    warm: int = 60
    thin: float = 0.0
    keep: int = 0


FIRST = Stage("first", 700, 2e-4, {"everyday": 5, "stard": 1.5, "pairs": 3, "twins": 2})
TWINS = Stage("twins", 900, 1.5e-4, {"everyday": 3, "stard": 1, "pairs": 1.5, "twins": 5}, keep=400)
THINNED = Stage(
    "thinned", 700, 1.5e-4, {"everyday": 3, "stard": 1, "pairs": 2, "twins": 4.5}, thin=0.1
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Token ids and kinds (n, length), what is right and how much it counts (n,), and the rows
    [start, end) of each question whose first row is right."""

    ids: Tensor
    kinds: Tensor
    right: Tensor
    counts: Tensor
    ranked: tuple[tuple[int, int], ...]


Row = tuple[list[int], int, float, float]
"""Token ids, how many of them are the question's, whether it is right, and how much it counts."""


class Batches:
    """Draws batches from groups by source."""

    def __init__(self, tokenizer: Tokenizer, groups: Mapping[str, Sequence[Group]]) -> None:
        self._tokenizer = tokenizer
        self._groups = groups

    def draw(
        self, shares: Mapping[str, float], chance: np.random.Generator, thin: float = 0.0
    ) -> Batch:
        """About ROWS rows of like length, without a share of `thin` of the stretches' tokens."""
        names = [name for name in shares if self._groups[name]]
        weights = np.array([shares[name] for name in names])
        drawn = []
        for name in chance.choice(names, ROWS // 2, p=weights / weights.sum()):
            of_source = self._groups[str(name)]
            one = of_source[int(chance.integers(len(of_source)))]
            drawn.append(self._rows(one, chance, thin))
        drawn.sort(key=lambda rows: max(len(row[0]) for row in rows))
        rows: list[Row] = []
        ranked = []
        for group in drawn[int(chance.integers(max(1, len(drawn) // 2))) :]:
            if len(rows) + len(group) > ROWS:
                break
            if group[0][2] and len(group) > 1:
                ranked.append((len(rows), len(rows) + len(group)))
            rows += group
        width = -(-max(len(row[0]) for row in rows) // _WIDTH) * _WIDTH
        ids = np.zeros((len(rows), width), np.int64)
        kinds = np.zeros((len(rows), width), np.int64)
        for i, (tokens, asked, _, _) in enumerate(rows):
            ids[i, : len(tokens)] = tokens
            kinds[i, asked : len(tokens)] = 1
        right, counts = (torch.tensor([row[part] for row in rows]) for part in (2, 3))
        return Batch(torch.from_numpy(ids), torch.from_numpy(kinds), right, counts, tuple(ranked))

    def _rows(self, group: Group, chance: np.random.Generator, thin: float) -> list[Row]:
        told = [(text, 1.0, 1.0) for text in chance.permutation(list(group.right))[:1]]
        surest = [w for w in group.wrong if w[0] in ("near", "value")]
        others = [w for w in group.wrong if w[0] not in ("near", "value")]
        mixed = [others[i] for i in chance.permutation(len(others))]
        for kind, text in (surest[:1] + mixed)[: _WRONG if told else _WRONG_ALONE]:
            alone = kind == "found" and not group.right
            told.append((text, 0.0, _FOUND_ALONE if alone else _COUNTS[kind]))
        asked = self._tokens(group.question, QUESTION_TOKENS)
        rows: list[Row] = []
        for text, right, counts in told:
            tokens = self._tokens(str(text), STRETCH_TOKENS)[1:]
            if thin:
                kept = chance.random(len(tokens)) >= thin
                tokens = [*(t for t, k in zip(tokens[:-1], kept, strict=False) if k), tokens[-1]]
            rows.append((asked + tokens, len(asked), right, counts))
        return rows

    def _tokens(self, text: str, longest: int) -> list[int]:
        ids: list[int] = self._tokenizer.encode(fold(text)).ids
        return ids if len(ids) <= longest else [*ids[: longest - 1], ids[-1]]


def loss_of(model: Answering, batch: Batch) -> Tensor:
    """The loss of one batch."""
    with torch.autocast("cpu", torch.bfloat16):
        logits = model(batch.ids, batch.kinds).float()
    each = F.binary_cross_entropy_with_logits(logits, batch.right, reduction="none")
    total: Tensor = (each * batch.counts).sum() / batch.counts.sum()
    first = torch.tensor([0])
    ranked = [F.cross_entropy(logits[a:b][None], first) for a, b in batch.ranked]
    return total + _RANKED * torch.stack(ranked).mean() if ranked else total


def run_stage(model: Answering, stage: Stage, batches: Batches, work: Path) -> None:
    """Train in place; continue from the stage's checkpoint in `work` where one is left."""
    head = {id(p) for p in model.head.parameters()}
    trained = [p for p in model.parameters() if p.requires_grad]
    body = [p for p in trained if id(p) not in head]
    optimizer = torch.optim.AdamW(
        [
            {"params": body, "lr": stage.rate, "weight_decay": 0.01},
            {"params": list(model.head.parameters()), "lr": 3 * stage.rate, "weight_decay": 0.0},
        ],
        betas=(0.9, 0.98),
        fused=True,
    )

    def loss_at(step: int) -> Tensor:
        chance = np.random.default_rng((7, step))
        return loss_of(model, batches.draw(stage.shares, chance, stage.thin))

    def rate(step: int) -> float:
        return min(1.0, (step + 1) / stage.warm) * max(0.02, 1 - step / stage.steps)

    steps = Steps(stage.name, stage.steps, optimizer, rate, clipped=trained, keep=stage.keep)
    run_steps(model, steps, loss_at, work)


def load_averaged(model: Answering, work: Path, parts: Sequence[tuple[str, float]]) -> None:
    """Give the model the weighted mean of the states of these names in `work`."""
    states = [torch.load(work / f"{name}.pt", weights_only=True)["model"] for name, _ in parts]
    shares = [share for _, share in parts]
    model.load_state_dict(
        {
            name: sum(share * state[name] for share, state in zip(shares, states, strict=True))
            for name in states[0]
        }
    )
