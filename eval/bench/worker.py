"""One step of the benchmark in a process of its own, so that each system pays for itself alone:
`python -m eval.bench.worker build|answer|stages|ask …`. The last line of stdout is its report."""

import argparse
import gc
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.bench.cost import peak_mb
from eval.bench.progress import Progress
from eval.bench.questions import QuestionSet, read_set
from eval.bench.scoring import Outcome, depth, gold_ranks
from eval.bench.systems import System, build_system, open_system
from eval.gold import Passage
from index.errors import WenjuError


def ask_all(system: System, asked: QuestionSet) -> list[Outcome]:
    """Every question of a set, one outcome each; the first is asked once before, to load models. A
    question that the system refuses found nothing."""
    progress = Progress()
    outcomes = []
    if asked.questions:
        # Another text, so that no cache answers the real question.
        _search(system, asked.questions[0].question + "？", 1)
    for done, question in enumerate(asked.questions, 1):
        start, wall = time.process_time(), time.perf_counter()
        hits, error = _search(system, question.question, depth(question))
        cpu_ms = round(1000 * (time.process_time() - start), 2)
        wall_ms = round(1000 * (time.perf_counter() - wall), 2)
        ranks = gold_ranks(question, hits, asked.squeezed)
        outcomes.append(Outcome(question.id, question.type, ranks, cpu_ms, error, wall_ms))
        progress(f"{asked.name} asked", done, len(asked.questions))
    return outcomes


def _search(system: System, question: str, k: int) -> tuple[list[Passage], str]:
    try:
        return system.search(question, k), ""
    except WenjuError as error:
        return [], str(error)


def main() -> int:
    """Do the step that the command line names; 1 when it fails, with one sentence on stderr."""
    try:
        report = do_step(sys.argv[1:])
    except WenjuError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(report | {"peak_mb": peak_mb()}))
    return 0


def do_step(arguments: Sequence[str]) -> dict[str, Any]:
    """Build an index, answer or time a set, or ask one question; what there is to report of it."""
    parsed = _parser().parse_args(arguments)
    if parsed.step == "build":
        documents, passages = build_system(
            parsed.system, parsed.documents, parsed.folder, parsed.exclude
        )
        return {"documents": documents, "passages": passages}
    if parsed.step == "ask":
        gc.disable()  # as `wenju search` does while it opens; here for every system
        return {"hits": len(open_system(parsed.system, parsed.folder).search(parsed.question, 10))}
    asked = read_set(parsed.questions.read_text("utf-8"))
    if parsed.step == "stages":
        # Imported here: a plain alternative pays for nothing of rag.
        from eval.bench.stages import measure_stages

        result: object = measure_stages(parsed.folder, [q.question for q in asked.questions])
    else:
        system = open_system(parsed.system, parsed.folder)
        result = [asdict(outcome) for outcome in ask_all(system, asked)]
    _write(parsed.out, json.dumps(result, ensure_ascii=False))
    return {"asked": len(asked.questions)}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.worker", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    files = {
        "build": ("documents",),
        "answer": ("questions", "out"),
        "stages": ("questions", "out"),
    }
    for name in ("build", "answer", "stages", "ask"):
        step = steps.add_parser(name)
        step.add_argument("system")
        step.add_argument("folder", type=Path)
        for file in files.get(name, ()):
            step.add_argument(file, type=Path)
        if name == "build":
            step.add_argument("--exclude", action="append", default=[])
        if name == "ask":
            step.add_argument("question")
    return parser


def _write(path: Path, text: str) -> None:
    """Write all or nothing, so that a file that is there is whole."""
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(text, "utf-8")
    partial.replace(path)


if __name__ == "__main__":
    sys.exit(main())
