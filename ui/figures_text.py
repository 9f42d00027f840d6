"""Figures of runs and comparisons as text for a terminal."""

from eval.compare import Comparison, Difference
from eval.figures import Figures

_SHOWN = (
    *("quote_recall@1", "quote_recall@5", "hit@5", "mrr@10", "answer_match", "citation_recall"),
    *("false_refusal", "refusal_recall", "status_right"),
)


def duration(seconds: float) -> str:
    """A length of time as a person says it."""
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} minutes"


def run_text(figures: Figures) -> str:
    """Means by type, and of all cases the intervals."""
    overall = figures["all"]
    shown = [name for name in _SHOWN if name in overall["measures"]]
    groups = {"all": overall, **figures["groups"]["type"]}
    width = max(len(name) for name in groups) + 2
    lines = [f"{'':<{width}}{'cases':>7}" + "".join(f"{name:>17}" for name in shown)]
    for name, group in groups.items():
        cells = "".join(f"{_mean(group, measure):>17}" for measure in shown)
        lines.append(f"{name:<{width}}{group['cases']:>7}{cells}")
    lines.append("")
    for name, found in overall["measures"].items():
        interval = f"[{found['low']:.3f}, {found['high']:.3f}]"
        lines.append(f"{name:<22}{found['mean']:>9.3f} {interval:<18} {found['cases']} cases")
    times = figures["latency"].get("total")
    if times:
        lines.append(f"seconds a case: p50 {times['p50']:.3f}, p95 {times['p95']:.3f}")
    lines.append(f"errors: {overall['errors']}")
    return "\n".join(lines)


def _mean(group: Figures, measure: str) -> str:
    found = group["measures"].get(measure)
    return f"{found['mean']:.3f}" if found else "-"


def comparison_text(comparison: Comparison) -> str:
    """Differences of each run from the first, and the cases that flipped."""
    base, *others = comparison.runs
    lines = []
    if comparison.left_out:
        lines.append(f"{comparison.left_out} cases are not in all runs and are left out")
    for number, run in enumerate(others, 1):
        lines.append(f"{run.name} − {base.name}, {len(comparison.columns[0].ids)} cases")
        lines += [_difference_line(found) for found in comparison.of(number)]
        flips = [flip for flip in comparison.flips if flip.other == number]
        won = [flip.id for flip in flips if flip.won]
        lost = [flip.id for flip in flips if not flip.won]
        lines.append(f"  flipped for the better {len(won)}: {' '.join(won[:20])}")
        lines.append(f"  flipped for the worse  {len(lost)}: {' '.join(lost[:20])}")
    return "\n".join(lines)


def _difference_line(found: Difference) -> str:
    interval = f"[{found.change.low:+.3f}, {found.change.high:+.3f}]"
    verdict = found.verdict or "no significant difference"
    return (
        f"  {found.measure:<20}{found.base.mean:>7.3f} →{found.there.mean:>7.3f} "
        f"{found.change.mean:>+7.3f} {interval:<18} p {found.p:.4f} Holm {found.p_holm:.4f}  "
        f"{found.wins}:{found.losses}:{found.ties} won:lost:tied  {verdict}"
    )
