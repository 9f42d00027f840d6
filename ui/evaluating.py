"""`wenju eval`: what its actions print."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence

from eval.asking import Settings
from eval.beir import beir_cases, export_beir, export_trec, write_corpus
from eval.check import check_cases
from eval.compare import compare_runs, comparison_json
from eval.files import open_cases, write_cases
from eval.gate import broken_by_comparison, broken_by_figures, compared_measures, load_gate
from eval.judge import expected_tokens
from eval.ragchecker import export_ragchecker
from eval.report import read_figures, write_comparison_report, write_run_report
from eval.run import guess_seconds, plan_run, run_cases
from eval.runfolder import open_run
from eval.sweep import load_sweep, plan_setting, run_setting
from eval.template import EXAMPLES
from index.errors import UsageError
from index.reader import open_index
from rag.llm import llm_settings
from ui.figures_text import comparison_text, duration, run_text
from ui.making_cases import run_feedback, run_generate, run_judge
from ui.options import retrieval_config
from ui.progress import Progress

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
        "sweep": _sweep,
        "generate": run_generate,
        "judge": run_judge,
        "feedback": run_feedback,
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
    if plan.not_indexed:
        print(
            f"{plan.not_indexed} cases name documents that are not in the index, so their gold cannot "
            f"be found; see: wenju eval check {parsed.cases} --index {parsed.index}",
            file=sys.stderr,
        )
    if parsed.dry_run:
        seconds = guess_seconds(plan)
        print(
            f"{plan.cases.count} cases, workers: {plan.workers}, about {duration(seconds)}; "
            "no LLM is asked, so it costs nothing."
        )
        llm = llm_settings()
        if llm and parsed.mode == "ask":
            calls, prompt, reply = expected_tokens(plan.cases)
            print(
                f"judging the answers with {llm.model} (wenju eval judge) would take {calls} "
                f"requests, about {prompt:,} tokens in and {reply:,} out."
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
    print(json.dumps(figures, ensure_ascii=False) if parsed.json else run_text(figures))
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
        print(comparison_text(comparison))
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


def _sweep(parsed: argparse.Namespace) -> int:
    sweep = load_sweep(parsed.settings, parsed.mode)
    runs = []
    for setting in sweep.settings:
        with Progress() as progress:
            given = (parsed.cases, parsed.index, parsed.out, parsed.workers)
            plan = plan_setting(sweep, setting, *given, progress)
            for step in run_setting(plan, setting, parsed.out):
                done, total = step.done - step.resumed, step.total - step.resumed
                progress(f"{setting.name}: asked", done, total)
        runs.append(open_run(parsed.out / setting.name))
        write_run_report(runs[-1])
    comparison = compare_runs(runs)
    write_comparison_report(comparison, parsed.out)
    encoded = json.dumps(comparison_json(comparison), ensure_ascii=False) if parsed.json else ""
    print(encoded or comparison_text(comparison))
    print(f"report: {parsed.out / 'report.html'}", file=sys.stderr)
    return 0


def _gated(broken: Sequence[str]) -> int:
    for sentence in broken:
        print(f"wenju: gate failed: {sentence}", file=sys.stderr)
    return _GATE_FAILED if broken else 0
