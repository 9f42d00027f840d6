"""The options of `wenju eval`."""

import argparse
from pathlib import Path

from ui.options import add_retrieval_options


def add_eval_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`wenju eval` with all its actions."""
    actions = commands.add_parser("eval", help="measure quality over question sets").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    template = actions.add_parser("template", help="write an example of a file of cases")
    template.add_argument("file", type=Path, metavar="FILE", help=".jsonl, .csv or .xlsx")
    check = actions.add_parser("check", help="find bad rows, and gold that is not in an index")
    check.add_argument("cases", type=Path, metavar="CASES")
    check.add_argument("--index", type=Path, metavar="DIR", help="the index folder")
    _add_run(actions.add_parser("run", help="run cases through an index, write rows and a report"))
    compare = actions.add_parser(
        "compare", help="compare runs with the first, or check one against a gate"
    )
    compare.add_argument("runs", type=Path, nargs="+", metavar="RUN")
    compare.add_argument("--gate", type=Path, metavar="FILE.toml", help="thresholds: exit code 5")
    compare.add_argument(
        "--measure", action="append", default=[], metavar="NAME", help="compare only these"
    )
    compare.add_argument(
        "--force", action="store_true", help="also over other cases or documents: what they share"
    )
    compare.add_argument("--out", type=Path, metavar="FOLDER", help="write the report there")
    compare.add_argument("--json", action="store_true", help="print JSON only")
    report = actions.add_parser("report", help="write the reports of a run again")
    report.add_argument("run", type=Path, metavar="RUN")
    taken = actions.add_parser("import", help="take over a BEIR folder as documents and cases")
    taken.add_argument("folder", type=Path, metavar="BEIR")
    taken.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    given = actions.add_parser("export", help="write cases as BEIR, or a run as TREC or RAGChecker")
    given.add_argument("what", type=Path, metavar="CASES|RUN")
    given.add_argument(
        "--index", type=Path, metavar="DIR", help="the index that the cases are over"
    )
    given.add_argument("--format", choices=("beir", "trec", "ragchecker"), required=True)
    given.add_argument("--out", type=Path, required=True, metavar="FOLDER|FILE")
    sweep = actions.add_parser("sweep", help="run cases under named settings and compare them")
    sweep.add_argument("settings", type=Path, metavar="SETTINGS.toml")
    _add_over(sweep, "--out", "FOLDER")
    generate = actions.add_parser("generate", help="make synthetic cases from an index")
    generate.add_argument("--index", type=Path, required=True, metavar="DIR")
    generate.add_argument("--out", type=Path, required=True, metavar="CASES")
    generate.add_argument("--count", type=int, default=100, help="cases to make (100)")
    generate.add_argument("--seed", type=int, default=7, help="the same seed, the same cases (7)")
    generate.add_argument(
        "--kinds", metavar="A,B", help="heading, reference, cloze, damaged, absent (all)"
    )
    generate.add_argument(
        "--llm", action="store_true", help="natural questions by the LLM of WENJU_LLM_BASE_URL"
    )
    generate.add_argument("--dry-run", action="store_true", help="say what an LLM would be asked")
    judge = actions.add_parser("judge", help="have the answers of a run judged by an LLM")
    judge.add_argument("run", type=Path, metavar="RUN")
    judge.add_argument(
        "--labels", type=Path, metavar="FILE.jsonl", help="human verdicts: tell the agreement"
    )
    judge.add_argument("--dry-run", action="store_true", help="say what an LLM would be asked")
    feedback = actions.add_parser("feedback", help="make cases of what readers said of answers")
    feedback.add_argument("file", type=Path, metavar="FILE.jsonl")
    feedback.add_argument("--out", type=Path, required=True, metavar="CASES")
    feedback.add_argument("--index", type=Path, metavar="DIR", help="the index that was asked")


def _add_run(run: argparse.ArgumentParser) -> None:
    _add_over(run, "--out", "RUN", required=False)
    run.add_argument("--gate", type=Path, metavar="FILE.toml", help="thresholds: exit code 5")
    run.add_argument("--dry-run", action="store_true", help="say how many cases and how long")
    add_retrieval_options(run)


def _add_over(
    parser: argparse.ArgumentParser, out: str, folder: str, required: bool = True
) -> None:
    """What is run over what, and where the rows go."""
    parser.add_argument("cases", type=Path, metavar="CASES", help=".jsonl, .csv or .xlsx")
    parser.add_argument("--index", type=Path, required=True, metavar="DIR", help="the index folder")
    parser.add_argument(
        out, type=Path, required=required, metavar=folder, help="folder for rows and reports"
    )
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument(
        "--ask", dest="mode", action="store_const", const="ask", help="passages and answers (this)"
    )
    mode.add_argument(
        "--search", dest="mode", action="store_const", const="search", help="passages alone"
    )
    parser.set_defaults(mode="ask")
    parser.add_argument(
        "--workers",
        type=int,
        default=0,
        metavar="N",
        help="processes (one a core, as memory allows)",
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON only")
