"""`wenju eval run`."""

import argparse
import hashlib
import platform
from dataclasses import asdict

from eval.cases import load_cases
from eval.run import run_cases, write_run
from index.version import VERSION
from ui.options import open_engine, retrieval_config
from ui.progress import Progress

_COLUMNS = (
    "cases",
    "hit@1",
    "hit@3",
    "hit@5",
    "answer_right",
    "cites_gold",
    "false_refusals",
    "right_refusals",
)


def run_eval(parsed: argparse.Namespace) -> int:
    """Run a set of questions, write the rows, print the means by type."""
    cases = load_cases(parsed.cases)
    engine = open_engine(parsed)
    with Progress() as progress:
        rows = run_cases(engine, cases, lambda done, total: progress("asked", done, total))
    manifest = engine.reader.manifest
    config = {
        "wenju": VERSION,
        "python": platform.python_version(),
        "cases": parsed.cases.name,
        "cases_sha256": hashlib.sha256(parsed.cases.read_bytes()).hexdigest(),
        "embedder": manifest.embedder,
        "late_interaction": manifest.late_interaction,
        "chunking": manifest.chunking,
        "documents": manifest.documents,
        "chunks": manifest.chunks,
        "retrieval": asdict(retrieval_config(parsed)),
        "reranker": parsed.reranker,
    }
    summary = write_run(parsed.out, rows, config)
    print(f"{'type':<14}" + "".join(f"{name:>15}" for name in _COLUMNS))
    for name, values in summary.items():
        cells = ("-" if values[column] is None else str(values[column]) for column in _COLUMNS)
        print(f"{name:<14}" + "".join(f"{cell:>15}" for cell in cells))
    overall = summary["all"]
    print(
        f"citations {overall['citations']}, equal to their source {overall['citations_exact']}, "
        f"longest quote {overall['longest_quote']} characters, errors {overall['errors']}"
    )
    return 0
