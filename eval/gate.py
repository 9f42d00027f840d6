"""Thresholds that a run has to keep, in a TOML file; what it breaks, as sentences.

[minimum]                     means over all cases that must not be less
"quote_recall@1" = 0.85
[maximum]
false_refusal = 0.06
errors = 0
[types.fact.minimum]          the same over the cases of one type
answer_match = 0.9
[difference]                  compared with the base run: the least mean change
"quote_recall@5" = -0.02
[significant]                 compared with the base run: no significant loss of these
never_worse = ["answer_match"]
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from eval.compare import Comparison
from eval.figures import Figures
from eval.measures import BY_NAME
from index.errors import NotFoundError, UsageError

Thresholds = Mapping[str, Any]
_LIMITS = ("minimum", "maximum")
_EXTRA = ("errors", "confidence_auroc", "seconds_p95")


def load_gate(path: Path) -> Thresholds:
    """Read thresholds. Raises NotFoundError, or UsageError that names what is no threshold."""
    try:
        gate = tomllib.loads(path.read_text("utf-8"))
    except (FileNotFoundError, IsADirectoryError):
        raise NotFoundError(f"{str(path)!r} is no file; give a TOML file of thresholds.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{str(path)!r} is no TOML ({error}).") from None
    problems = list(_problems(gate))
    if not gate:
        problems.append("it holds no threshold")
    if problems:
        raise UsageError(f"{str(path)!r} cannot be used: {'; '.join(problems)}.")
    return gate


def broken_by_figures(gate: Thresholds, figures: Figures) -> list[str]:
    """What the figures of one run break, a sentence each."""
    found = list(_broken(gate, figures["all"], figures["latency"], ""))
    for name, limits in gate.get("types", {}).items():
        group = figures["groups"]["type"].get(name)
        if group is None:
            found.append(f"there is no case of type {name!r}.")
        else:
            found += _broken(limits, group, {}, f" of type {name!r}")
    return found


def broken_by_comparison(gate: Thresholds, comparison: Comparison) -> list[str]:
    """What the last run breaks beside the first, a sentence each."""
    by_name = {d.measure: d for d in comparison.of(len(comparison.runs) - 1)}
    found = []
    for name, least in gate.get("difference", {}).items():
        if name not in by_name:
            found.append(f"{name} was not compared.")
        elif by_name[name].change.mean < least:
            found.append(
                f"{name} changed by {by_name[name].change.mean:+.4f}, at least {least:+} is allowed."
            )
    for name in gate.get("significant", {}).get("never_worse", ()):
        if name not in by_name:
            found.append(f"{name} was not compared.")
        elif by_name[name].verdict == "worse":
            change = by_name[name]
            found.append(
                f"{name} is significantly worse: {change.change.mean:+.4f}, p {change.p_holm:.3f}."
            )
    return found


def compared_measures(gate: Thresholds) -> tuple[str, ...]:
    """The measures that a gate wants compared."""
    named = [*gate.get("difference", {}), *gate.get("significant", {}).get("never_worse", ())]
    return tuple(dict.fromkeys(named))


def _broken(gate: Thresholds, group: Figures, latency: Figures, where: str) -> Iterator[str]:
    for limit in _LIMITS:
        for name, bound in gate.get(limit, {}).items():
            value = _value(group, latency, name)
            if value is None:
                yield f"{name}{where} was not measured."
            elif (value < bound) if limit == "minimum" else (value > bound):
                below = "below" if limit == "minimum" else "above"
                yield f"{name}{where} is {value:.4f}, {below} {bound}."


def _value(group: Figures, latency: Figures, name: str) -> float | None:
    if name == "errors":
        return float(group["errors"])
    if name == "seconds_p95":
        return float(latency["total"]["p95"]) if "total" in latency else None
    measured = group["measures"].get(name)
    return float(measured["mean"]) if measured else None


def _problems(gate: Thresholds) -> Iterator[str]:
    for section, value in gate.items():
        if section in (*_LIMITS, "difference"):
            yield from _bad_limits(section, value)
        elif section == "types":
            for name, limits in value.items() if isinstance(value, dict) else ():
                for inner, bounds in limits.items() if isinstance(limits, dict) else ():
                    if inner in _LIMITS:
                        yield from _bad_limits(f"types.{name}.{inner}", bounds)
                    else:
                        yield f"[types.{name}.{inner}] is unknown; write minimum or maximum"
        elif section == "significant":
            names = value.get("never_worse") if isinstance(value, dict) else None
            if not isinstance(names, list) or any(n not in BY_NAME for n in names):
                yield "[significant] must be never_worse = [measures]"
        else:
            yield f"[{section}] is unknown; write minimum, maximum, types, difference, significant"


def _bad_limits(section: str, bounds: object) -> Iterator[str]:
    if not isinstance(bounds, dict):
        yield f"[{section}] must hold lines of measure = number"
        return
    for name, bound in bounds.items():
        if name not in BY_NAME and name not in _EXTRA:
            yield f"{name!r} in [{section}] is no measure"
        elif isinstance(bound, bool) or not isinstance(bound, int | float):
            yield f"{name!r} in [{section}] is {bound!r}; write a number"
