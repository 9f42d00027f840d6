"""What the recipes have in common: steps that go on where they stopped, graphs that ship."""

import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

OPSET = 17
_TOLD, _MEAN = 25, 50  # steps from one line to the next, and over which the loss is averaged


@dataclass(frozen=True, slots=True)
class Steps:
    """How a stage is run: `clipped` parameters have their gradients bounded, `every` so many steps the
    state is written; that of step `keep` is kept beside the last one."""

    name: str
    count: int
    optimizer: torch.optim.Optimizer
    rate: Callable[[int], float]  # of a step, as a share of the optimizer's rates
    every: int = 100
    clipped: Sequence[nn.Parameter] = ()
    keep: int = 0


def run_steps(model: nn.Module, steps: Steps, loss_at: Callable[[int], Tensor], work: Path) -> None:
    """Train in place; continue from the stage's checkpoint in `work` where one is left. `loss_at` draws
    its batch from the number of the step, so that a run that goes on is the run that was stopped."""
    schedule = torch.optim.lr_scheduler.LambdaLR(steps.optimizer, steps.rate)
    checkpoint = work / f"{steps.name}.pt"
    first = 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(saved["model"])
        steps.optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        first = int(saved["step"])
    began = time.monotonic()
    losses: list[float] = []
    for step in range(first, steps.count):
        loss = loss_at(step)
        steps.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        if steps.clipped:
            torch.nn.utils.clip_grad_norm_(steps.clipped, 1.0)
        steps.optimizer.step()
        schedule.step()
        losses.append(float(loss.detach()))
        done = step + 1
        if done % _TOLD == 0:
            mean, spent = float(np.mean(losses[-_MEAN:])), time.monotonic() - began
            told = f"{steps.name} {done}/{steps.count} loss {mean:.3f} {spent:.0f} s"
            print(told, file=sys.stderr, flush=True)
        if done == steps.keep:
            torch.save({"model": model.state_dict()}, work / f"{steps.name}.{done}.pt")
        if done % steps.every == 0 or done == steps.count:
            state = {
                "model": model.state_dict(),
                "optimizer": steps.optimizer.state_dict(),
                "schedule": schedule.state_dict(),
                "step": done,
            }
            torch.save(state, checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)


def write_graph(
    graph: nn.Module,
    example: tuple[Tensor, ...],
    inputs: Mapping[str, Mapping[int, str]],
    outputs: Mapping[str, Mapping[int, str]],
    path: Path,
) -> None:
    """Write an ONNX graph whose matrices are int8 a channel (activations are quantised at run time);
    inputs and outputs by name, with the names of the axes whose lengths are free."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        torch.onnx.export(
            graph,
            example,
            str(plain),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={name: dict(axes) for name, axes in {**inputs, **outputs}.items()},
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(
            plain,
            path,
            op_types_to_quantize=["MatMul", "Gemm"],
            per_channel=True,
            weight_type=QuantType.QInt8,
        )
