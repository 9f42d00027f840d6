"""The same reports as Markdown, for a pull request or a diff."""

from eval.compare import Comparison
from eval.figures import Figures
from eval.measures import BY_NAME
from eval.runfolder import Run

_COLUMNS = (
    *("quote_recall@1", "quote_recall@5", "quote_recall@10", "mrr@10", "answer_match"),
    *("citation_recall", "false_refusal", "refusal_recall", "status_right"),
)


def run_markdown(run: Run, figures: Figures) -> str:
    """Figures of a run with their intervals, by group, and the time they took."""
    overall = figures["all"]
    blocks = [f"# {run.name}", _origin(run, overall["cases"], overall["errors"])]
    rows = []
    for name, found in overall["measures"].items():
        interval = f"{found['low']:.3f}–{found['high']:.3f}"
        about = BY_NAME[name].about if name in BY_NAME else ""
        rows.append([name, f"{found['mean']:.4f}", interval, str(found["cases"]), about])
    blocks.append(_table(["measure", "mean", "95 % interval", "cases", "what it is"], rows))
    names = [name for name in _COLUMNS if name in overall["measures"]]
    for grouping, groups in figures["groups"].items():
        if len(groups) > 1:
            rows = [[g, str(f["cases"]), *(_mean(f, n) for n in names)] for g, f in groups.items()]
            blocks += [f"## By {grouping}", _table([grouping, "cases", *names], rows)]
    if figures["latency"]:
        rows = [
            [stage, *(f"{1000 * times[key]:.1f}" for key in ("p50", "p95", "mean"))]
            for stage, times in figures["latency"].items()
        ]
        blocks += ["## Time", _table(["stage", "p50 ms", "p95 ms", "mean ms"], rows)]
    return "\n\n".join(blocks) + "\n"


def comparison_markdown(comparison: Comparison) -> str:
    """Differences of a comparison, and which cases flipped."""
    base, *others = comparison.runs
    count = len(comparison.columns[0].ids)
    blocks = [f"# {' against '.join(run.name for run in reversed(comparison.runs))}"]
    for number, run in enumerate(others, 1):
        rows = []
        for d in comparison.of(number):
            change = f"{d.change.mean:+.3f} [{d.change.low:+.3f}, {d.change.high:+.3f}]"
            cells = [
                d.measure,
                f"{d.base.mean:.3f}",
                f"{d.there.mean:.3f}",
                change,
                f"{d.p_holm:.4f}",
            ]
            rows.append([*cells, f"{d.wins}:{d.losses}:{d.ties}", d.verdict or "no difference"])
        head = ["measure", base.name, run.name, "change [95 %]", "p (Holm)", "won:lost:tied", ""]
        blocks += [f"## {run.name}, {count} cases", _table(head, rows)]
        for won, what in ((False, "worse"), (True, "better")):
            ids = [f.id for f in comparison.flips if f.other == number and f.won is won]
            blocks.append(f"Flipped for the {what}: {len(ids)}. {_code(' '.join(ids[:50]))}")
    return "\n\n".join(blocks) + "\n"


def _origin(run: Run, cases: int, errors: int) -> str:
    config = run.config
    index = config["index"]
    return (
        f"{_code(config['cases']['name'])}, {cases} of {run.count} cases, {errors} errors; "
        f"{index['documents']} documents, {index['chunks']} passages, embedder "
        f"{_code(index['embedder']['name'])}; wenju {config['wenju']}, commit {config['commit']}, "
        f"{config['machine']['date']}."
    )


def _mean(group: Figures, name: str) -> str:
    found = group["measures"].get(name)
    return f"{found['mean']:.3f}" if found else "–"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join("| " + " | ".join(map(_plain, line)) + " |" for line in lines)


def _plain(cell: str) -> str:
    """A cell that cannot break its table or become markup."""
    return " ".join(cell.split()).replace("|", "\\|").replace("<", "&lt;")


def _code(text: str) -> str:
    return f"`{' '.join(text.split()).replace('`', '')}`" if text else ""
