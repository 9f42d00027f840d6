"""`wenju eval generate`, `judge` and `feedback`: cases made, and answers judged."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.cases import Case
from eval.feedback import GOLD_MISSING, feedback_cases, sources_of
from eval.files import SUFFIXES, write_cases
from eval.generate import KINDS, count_calls, natural_cases, planted_cases
from eval.judge import (
    JUDGED,
    agreement,
    count_tokens,
    judge_rows,
    mean_verdict,
    read_judgements,
    read_labels,
    to_judge,
    write_verdict,
)
from eval.report import write_run_report
from eval.runfolder import open_run
from index.errors import UsageError
from index.reader import IndexReader, open_index
from rag.llm import ChatModel, required_settings
from ui.progress import Progress

_MOST_CASES = 100_000


def run_generate(parsed: argparse.Namespace) -> int:
    """Make synthetic cases from an index: planted, or natural ones by a language model."""
    if not 1 <= parsed.count <= _MOST_CASES:
        raise UsageError(f"--count {parsed.count} is out of range; give 1 to {_MOST_CASES}.")
    if parsed.out.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{str(parsed.out)!r} must end in one of {', '.join(SUFFIXES)}.")
    if parsed.llm:
        return _natural(parsed, open_index(parsed.index))
    kinds = parsed.kinds.split(",") if parsed.kinds else KINDS
    for kind in kinds:
        if kind not in KINDS:
            raise UsageError(f"--kinds {kind!r} is unknown; choose among {', '.join(KINDS)}.")
    records = open_index(parsed.index).records
    made = list(planted_cases(records, kinds, parsed.count, parsed.seed))
    if parsed.dry_run:
        print(f"{len(made)} cases; no LLM is asked, so it costs nothing.")
        return 0
    return _written(parsed.out, made, parsed.count)


def _natural(parsed: argparse.Namespace, reader: IndexReader) -> int:
    settings = required_settings()
    where = "on this machine" if settings.is_local else f"outside: {settings.base_url}"
    calls, prompt, reply = count_calls(reader, parsed.count, parsed.seed)
    print(
        f"{settings.model} {where}: about {calls} requests or more, {prompt:,} tokens in and "
        f"{reply:,} out",
        file=sys.stderr if not parsed.dry_run else sys.stdout,
    )
    if parsed.dry_run:
        return 0
    made: list[Case] = []
    refused: list[str] = []
    tokens = [0, 0]
    with Progress() as progress:
        for found in natural_cases(reader, ChatModel(settings), parsed.count, parsed.seed):
            made += found.cases
            refused += found.refused
            tokens[0] += found.prompt_tokens
            tokens[1] += found.completion_tokens
            progress("cases", len(made), parsed.count)
    print(f"{len(refused)} refused, {tokens[0]:,} + {tokens[1]:,} tokens", file=sys.stderr)
    for why in dict.fromkeys(refused[:10]):
        print(f"  {why}", file=sys.stderr)
    return _written(parsed.out, made, parsed.count)


def _written(path: Path, made: Sequence[Case], wanted: int) -> int:
    if not made:
        print("wenju: nothing could be made; no file was written.", file=sys.stderr)
        return 1
    write_cases(path, made)
    print(f"{path}: {len(made)} of {wanted} synthetic cases")
    return 0


def run_judge(parsed: argparse.Namespace) -> int:
    """Judge the answers of a run; with labels, tell how far the judge agrees with people."""
    run = open_run(parsed.run)
    labels = read_labels(parsed.labels) if parsed.labels else None
    calls, prompt, reply = count_tokens(run.rows())
    if parsed.dry_run:
        print(f"{calls} requests, about {prompt:,} tokens in and {reply:,} out")
        return 0
    model = ChatModel(required_settings())
    with Progress() as progress:
        for done, _ in enumerate(judge_rows(run.rows(), model, run.folder), 1):
            progress("judged", done, calls)
    judged = read_judgements(run.folder / JUDGED)
    mean = mean_verdict(judged)
    print(f"{len(judged)} judged, {mean.mean:.3f} [{mean.low:.3f}, {mean.high:.3f}] right")
    unusable = sum(not one.verdict for one in judged)
    left = sum(1 for _ in to_judge(run.rows())) - len(judged)
    if unusable or left:
        print(f"{unusable} replies were no verdict, {left} requests failed", file=sys.stderr)
    found = agreement(judged, labels) if labels is not None else None
    write_verdict(run.folder, model.settings.model, judged, found)
    write_run_report(run)
    if found is not None:
        share = found.share
        print(
            f"agrees with {found.cases} human labels: {share.mean:.3f} "
            f"[{share.low:.3f}, {share.high:.3f}], Cohen's kappa {found.kappa:.3f}"
        )
    return 0


def run_feedback(parsed: argparse.Namespace) -> int:
    """Make cases of feedback; what has no gold yet is told."""
    skipped = 0
    sources = sources_of(open_index(parsed.index).records) if parsed.index else None

    def cases() -> Iterator[Case]:
        nonlocal skipped
        for found in feedback_cases(parsed.file, sources):
            if isinstance(found, Case):
                yield found
            else:
                skipped += 1
                print(f"line {found.line}: {found.why}", file=sys.stderr)

    made = list(cases())
    if not made:
        print("wenju: there is no feedback that makes a case.", file=sys.stderr)
        return 1
    write_cases(parsed.out, made)
    waiting = sum(GOLD_MISSING in case.tags for case in made)
    print(f"{parsed.out}: {len(made)} cases, {waiting} of them wait for gold")
    return 1 if skipped else 0
