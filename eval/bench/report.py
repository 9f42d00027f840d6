"""Results → figures (one JSON value) → the Markdown page, which shows nothing but those figures."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Any, Literal

from eval.bench.plan import COLD_RUNS, EXCLUDED, Results
from eval.bench.questions import CORPUS, QuestionSet
from eval.bench.scoring import CUTS, Outcome, hit_at, reciprocal
from eval.bench.stages import ABOUT, STAGES
from eval.bench.systems import WENJU, SystemInfo
from eval.machine import Machine
from eval.statistics import RESAMPLES, Estimate, difference, estimate, percentile

_PAIRED = 5  # the cut at which systems are compared
Figures = dict[str, Any]


def make_figures(
    results: Results,
    sets: Sequence[QuestionSet],
    systems: Sequence[SystemInfo],
    machine: Machine,
    command: str,
    missing: Mapping[str, str] = MappingProxyType({}),
) -> Figures:
    """Everything that the page shows, and nothing of the documents or questions themselves.
    `missing`: peers that were asked for and are not installed, with what they need."""
    return {
        "command": command,
        "machine": asdict(machine),
        "systems": {system.name: system.about for system in systems},
        "missing": dict(missing),
        "sets": {s.name: _set_figures(s, results.outcomes[s.name]) for s in sets},
        "query_cpu_ms": _latency(results, sets, "cpu_ms"),
        "query_wall_ms": _latency(results, sets, "wall_ms"),
        "stages_cpu_ms": {
            stage: _percentiles([row[stage] for row in results.stages]) for stage in STAGES
        }
        if results.stages
        else {},
        "stage_questions": len(results.stages),
        "indexes": {
            collection: {index: asdict(cost) for index, cost in costs.items()}
            for collection, costs in results.indexes.items()
        },
        "cold": {system: asdict(cost) for system, cost in results.cold.items()},
    }


def _set_figures(asked: QuestionSet, outcomes: Mapping[str, Sequence[Outcome]]) -> Figures:
    ours = outcomes.get(WENJU)
    return {
        "about": asked.about,
        "questions": len(asked.questions),
        "available": asked.available,
        "systems": {name: _system_figures(found, ours) for name, found in outcomes.items()},
    }


def _system_figures(found: Sequence[Outcome], ours: Sequence[Outcome] | None) -> Figures:
    figures: Figures = {f"@{k}": asdict(estimate(hit_at(found, k))) for k in CUTS}
    figures["mrr@10"] = asdict(estimate(reciprocal(found)))
    if ours is not None and ours is not found:
        paired = difference(hit_at(ours, _PAIRED), hit_at(found, _PAIRED))
        figures["wenju_minus"] = asdict(paired)
    types = sorted({outcome.type for outcome in found})
    figures["types"] = {}
    for kind in types if len(types) > 1 else ():
        own = [outcome for outcome in found if outcome.type == kind]
        means = {f"@{k}": estimate(hit_at(own, k)).mean for k in CUTS}
        figures["types"][kind] = {"questions": len(own), **means}
        figures["types"][kind]["interval@5"] = asdict(estimate(hit_at(own, _PAIRED)))
    figures["refused"] = sum(bool(outcome.error) for outcome in found)
    return figures


def _latency(
    results: Results, sets: Sequence[QuestionSet], clock: Literal["cpu_ms", "wall_ms"]
) -> Figures:
    """Milliseconds of a search over the corpus, by system."""
    names = [s.name for s in sets if s.collection == CORPUS]
    spent: dict[str, list[float]] = {}
    for name in names:
        for system, outcomes in results.outcomes[name].items():
            spent.setdefault(system, []).extend(getattr(outcome, clock) for outcome in outcomes)
    return {system: _percentiles(values) for system, values in spent.items()}


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    return {"p50": percentile(values, 0.5), "p95": percentile(values, 0.95)}


def markdown(figures: Figures) -> str:
    """The page of a run."""
    blocks = [
        f"# Benchmark of {_commit(figures)}",
        _origin(figures),
        "## Systems",
        _table(("system", "what it is"), list(figures["systems"].items())),
        *(f"Not measured, as it is not installed: {n} {w}." for n, w in figures["missing"].items()),
        "## Quality",
        f"Share of a question's gold quotes or places that stand in one of the first k hits, of whose "
        f"text at most 600 characters count; for sets of documents, share of the right documents. In "
        f"brackets 95 % bootstrap intervals over questions ({RESAMPLES} resamples); the last column "
        "is the mean of wenju minus this system at 5 over the same questions, with its paired "
        "interval: above 0 where wenju is better.",
    ]
    for name, found in figures["sets"].items():
        blocks += [f"### {name}", _asked(found), _quality(found)]
        kinds = _kinds(found)
        if kinds:
            blocks.append(kinds)
    blocks += ["## Cost", *_costs(figures)]
    return "\n\n".join(blocks) + "\n"


def _commit(figures: Figures) -> str:
    machine = figures["machine"]
    return f"{machine['commit']}{' with uncommitted changes' if machine['changed'] else ''}"


def _origin(figures: Figures) -> str:
    machine = figures["machine"]
    packages = ", ".join(f"{name} {number}" for name, number in machine["packages"].items())
    return (
        f"`{figures['command']}`, {machine['date']}, {machine['cores']} cores {machine['cpu']}, "
        f"{machine['memory_gb']} GB, load {machine['load']} at the start, {machine['system']}, "
        f"Python {machine['python']}, {packages}."
    )


def _asked(found: Figures) -> str:
    asked, available = found["questions"], found["available"]
    share = f"all {asked}" if asked == available else f"{asked} of {available}, evenly spaced"
    refused = {n: s["refused"] for n, s in found["systems"].items() if s["refused"]}
    lost = f" Refused, and counted as found nothing: {refused}." if refused else ""
    return f"{found['about'][0].upper()}{found['about'][1:]}; {share}.{lost}"


def _quality(found: Figures) -> str:
    head = ("system", *(f"@{k}" for k in CUTS), "MRR@10", f"wenju − it, @{_PAIRED}")
    rows = []
    for name, values in found["systems"].items():
        cells = [_estimate(values[f"@{k}"]) for k in CUTS] + [_estimate(values["mrr@10"])]
        paired = values.get("wenju_minus")
        rows.append((name, *cells, _estimate(paired, signed=True) if paired else ""))
    return _table(head, rows)


def _kinds(found: Figures) -> str:
    """A table of @5 by question type, where the set has types."""
    systems = found["systems"]
    types: Figures = next(iter(systems.values()))["types"] if systems else {}
    if not types:
        return ""
    head = (f"@{_PAIRED} by type", *(f"{kind} ({types[kind]['questions']})" for kind in types))
    rows = [
        (name, *(_estimate(values["types"][kind]["interval@5"]) for kind in types))
        for name, values in systems.items()
    ]
    return _table(head, rows)


def _costs(figures: Figures) -> list[str]:
    blocks = []
    if figures["query_cpu_ms"]:
        walls = figures["query_wall_ms"]
        rows = [
            (name, *(f"{spent[share]:.1f}" for spent in (v, walls[name]) for share in v))
            for name, v in figures["query_cpu_ms"].items()
        ]
        blocks += [
            "One search over the corpus, ms on one thread, models and index loaded:",
            _table(("system", "CPU p50", "CPU p95", "wall p50", "wall p95"), rows),
        ]
    if figures["stages_cpu_ms"]:
        stages = [
            (ABOUT[stage], f"{v['p50']:.1f}", f"{v['p95']:.1f}")
            for stage, v in figures["stages_cpu_ms"].items()
        ]
        blocks += [
            f"wenju by stage, over {figures['stage_questions']} of these questions, documents read "
            "from disk:",
            _table(("stage", "p50", "p95"), stages),
        ]
    if figures["indexes"]:
        built = [
            (collection, index, *_index_cells(cost))
            for collection, costs in figures["indexes"].items()
            for index, cost in costs.items()
        ]
        head = (
            "collection",
            "index",
            "documents",
            "passages",
            "wall s",
            "CPU s",
            "peak MB",
            "disk MB",
            "load before",
        )
        blocks += [
            f"Building an index in a process of its own (the corpus without {EXCLUDED}):",
            _table(head, built),
        ]
    if figures["cold"]:
        cold = [
            (name, f"{c['wall_s']:.2f}", f"{c['cpu_s']:.2f}", f"{c['peak_mb']:.0f}")
            for name, c in figures["cold"].items()
        ]
        blocks += [
            "Opening the index over the corpus and one search, whole process on one thread, median of "
            f"{COLD_RUNS}:",
            _table(("system", "wall s", "CPU s", "peak MB"), cold),
        ]
    return blocks


def _index_cells(built: Figures) -> tuple[str, ...]:
    cost = built["cost"]
    seconds = (f"{cost['wall_s']:.1f}", f"{cost['cpu_s']:.1f}")
    sizes = (f"{cost['peak_mb']:.0f}", f"{built['disk_mb']:.0f}")
    return (
        f"{built['documents']:,}",
        f"{built['passages']:,}",
        *seconds,
        *sizes,
        f"{built['load']:.1f}",
    )


def _estimate(values: Mapping[str, float], signed: bool = False) -> str:
    found = Estimate(**values)
    form = "+.3f" if signed else ".3f"
    mean, low, high = (format(v, form) for v in (found.mean, found.low, found.high))
    return f"{mean} [{low}, {high}]"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
