"""`wenju eval`: what its actions print."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence

from eval.asking import Settings
from eval.beir import beir_cases, export_beir, export_trec, write_corpus
from eval.check import check_cases
from eval.compare import Comparison, Difference, compare_runs, comparison_json
from eval.figures import Figures
from eval.files import open_cases, write_cases
from eval.gate import broken_by_comparison, broken_by_figures, compared_measures, load_gate
from eval.ragchecker import export_ragchecker
from eval.report import read_figures, write_comparison_report, write_run_report
from eval.run import guess_seconds, plan_run, run_cases
from eval.runfolder import open_run
from eval.template import EXAMPLES
from index.errors import UsageError
from index.reader import open_index
from ui.options import retrieval_config
from ui.progress import Progress

_SHOWN = (
    *("quote_recall@1", "quote_recall@5", "hit@5", "mrr@10", "answer_match", "citation_recall"),
    *("false_refusal", "refusal_recall", "status_right"),
)
_GATE_FAILED = 5


def run_eval(parsed: argparse.Namespace) -> int:
    """Do the action that was asked for."""
    actions: dict[str, Callable[[argparse.Namespace], int]] = {
        "template": _template,
        "check": _check,
        "run": _run,
        "compare": _compare,
        "report": _report,
        "import": _import,
        "export": _export,
    }
    return actions[parsed.action](parsed)


def _template(parsed: argparse.Namespace) -> int:
    if parsed.file.exists():
        raise UsageError(f"{str(parsed.file)!r} is there already; give another name.")
    count = write_cases(parsed.file, EXAMPLES)
    print(f"{parsed.file}: {count} examples; replace them with your own questions.")
    return 0


def _check(parsed: argparse.Namespace) -> int:
    cases = open_cases(parsed.cases)
    print(f"{cases.count} cases, every row can be read", file=sys.stderr)
    if parsed.index is None:
        return 0
    found = 0
    for problem in check_cases(cases, open_index(parsed.index).records):
        found += 1
        print(f"{problem.case}: {problem.what}")
    print(f"{found} problems" if found else "all gold stands in the index", file=sys.stderr)
    return 1 if found else 0


def _run(parsed: argparse.Namespace) -> int:
    settings = Settings(parsed.mode, retrieval_config(parsed), parsed.reranker, parsed.synonyms)
    gate = load_gate(parsed.gate) if parsed.gate else None
    plan = plan_run(parsed.cases, parsed.index, settings, parsed.workers)
    if parsed.dry_run:
        seconds = guess_seconds(plan)
        print(
            f"{plan.cases.count} cases, {plan.workers} workers, about {_duration(seconds)}; "
            "no LLM is asked, so it costs nothing."
        )
        return 0
    if parsed.out is None:
        raise UsageError("give a folder for the run with --out RUN.")
    with Progress() as progress:
        for step in run_cases(plan, parsed.out):
            if step.done == step.resumed + 1 and step.resumed:
                print(f"going on behind {step.resumed} finished rows", file=sys.stderr)
            progress("asked", step.done - step.resumed, step.total - step.resumed)
    run = open_run(parsed.out)
    figures = write_run_report(run)
    print(json.dumps(figures, ensure_ascii=False) if parsed.json else _table(figures))
    print(f"report: {run.folder / 'report.html'}", file=sys.stderr)
    return _gated(broken_by_figures(gate, figures) if gate else [])


def _compare(parsed: argparse.Namespace) -> int:
    runs = [open_run(folder) for folder in parsed.runs]
    gate = load_gate(parsed.gate) if parsed.gate else None
    if len(runs) == 1:
        if gate is None:
            raise UsageError("give two runs to compare, or one with --gate FILE.")
        return _gated(broken_by_figures(gate, read_figures(runs[0])))
    measures = parsed.measure or (compared_measures(gate) if gate else ())
    comparison = compare_runs(runs, measures, parsed.force)
    if parsed.out is not None:
        write_comparison_report(comparison, parsed.out)
    if parsed.json:
        print(json.dumps(comparison_json(comparison), ensure_ascii=False))
    else:
        print(_comparison_text(comparison))
    if gate is None:
        return 0
    broken = broken_by_figures(gate, read_figures(runs[-1]))
    return _gated([*broken, *broken_by_comparison(gate, comparison)])


def _report(parsed: argparse.Namespace) -> int:
    run = open_run(parsed.run)
    write_run_report(run)
    print(run.folder / "report.html")
    return 0


def _import(parsed: argparse.Namespace) -> int:
    cases = beir_cases(parsed.folder)
    documents = parsed.out / "documents"
    count = write_corpus(parsed.folder / "corpus.jsonl", documents)
    write_cases(parsed.out / "cases.jsonl", cases)
    print(f"{count} documents, {len(cases)} cases; next: wenju index build {documents} --index DIR")
    return 0


def _export(parsed: argparse.Namespace) -> int:
    if parsed.format == "beir":
        if parsed.index is None:
            raise UsageError("BEIR holds the passages too; give the index with --index DIR.")
        cases, reader = open_cases(parsed.what), open_index(parsed.index)
        documents, questions, judged = export_beir(cases, reader, parsed.out)
        print(f"{documents} documents, {questions} questions, {judged} judgements")
        return 0
    run = open_run(parsed.what)
    export = export_trec if parsed.format == "trec" else export_ragchecker
    count = export(run.rows(), parsed.out)
    print(f"{count} cases")
    return 0


def _gated(broken: Sequence[str]) -> int:
    for sentence in broken:
        print(f"wenju: gate failed: {sentence}", file=sys.stderr)
    return _GATE_FAILED if broken else 0


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} minutes"


def _table(figures: Figures) -> str:
    """Means by type, and of all the intervals."""
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


def _comparison_text(comparison: Comparison) -> str:
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
