"""The command line: parses, calls the layers below, prints results to stdout, the rest to stderr."""

import argparse
import gc
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from index.errors import WenjuError
from index.version import VERSION
from ui.eval_options import add_eval_commands
from ui.options import (
    add_cite_options,
    add_filter_options,
    add_retrieval_options,
    add_validity_options,
)

# What a query process must never do: look outside, or spin idle threads on a laptop.
_QUIET = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "true",
    "OPENBLAS_NUM_THREADS": "1",  # the products of one query are too small to share
}


def build_parser() -> argparse.ArgumentParser:
    """The whole command line; README lists the same commands (tested)."""
    parser = argparse.ArgumentParser(
        prog="wenju",
        description="Cited answers from Chinese policy and regulation documents, offline.",
    )
    parser.add_argument("--version", action="version", version=f"wenju {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _index_commands(commands)
    for name, what, text in (
        ("search", "rank passages for a question", "QUESTION"),
        ("ask", "answer a question with verified citations", "QUESTION"),
        ("cite", "find where a quote or a reference such as 第五十二条 stands", "TEXT"),
    ):
        command = commands.add_parser(name, help=what, description=what)
        command.add_argument("text", metavar=text, nargs="?", help="may be left out with --batch")
        _index_option(command)
        command.add_argument(
            "--batch",
            type=Path,
            metavar="FILE.jsonl",
            help='one {"id", "question"} a line in, one result a line out, in the same order',
        )
        command.add_argument("--json", action="store_true", help="print JSON only")
        if name == "cite":
            add_cite_options(command)
            add_validity_options(command)
            continue
        add_retrieval_options(command)
        add_filter_options(command)
        if name == "search":
            command.add_argument("-k", type=int, default=10, help="number of passages (10)")
            command.add_argument(
                "--explain",
                action="store_true",
                help="show what was understood, the words matched and each part of the score",
            )
            command.add_argument(
                "--why-not",
                metavar="DOCUMENT[#SECTION]",
                help="tell where an expected place fell out of the first k",
            )
    add_eval_commands(commands)
    serve = commands.add_parser("serve", help="open the web page", description="Open the web page.")
    _index_option(serve)
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=int, default=7860, help="port to listen on (7860)")
    serve.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="private folder for uploads, evaluation runs and feedback (one for each index in "
        "$XDG_DATA_HOME/wenju); where others reach --host, only with it may the page change "
        "anything",
    )
    serve.add_argument(
        "--documents",
        type=Path,
        action="append",
        default=[],
        metavar="PATH",
        help="what the index was built from, so that the page can rebuild it",
    )
    demo = commands.add_parser("demo", help="index the bundled document and ask three questions")
    demo.add_argument(
        "--index", type=Path, default=None, metavar="DIR", help="where the index goes"
    )
    commands.add_parser("doctor", help="check this installation")
    return parser


def _index_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    actions = commands.add_parser("index", help="build and inspect indexes").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    build = actions.add_parser("build", help="index files and folders")
    build.add_argument("paths", type=Path, nargs="+", metavar="PATH")
    _index_option(build)
    build.add_argument(
        "--embedder",
        default="builtin",
        metavar="builtin|builtin-large|NAME|FOLDER",
        help="embedding model: builtin (fast), builtin-large (reads in context, minutes instead of "
        "seconds to index), or a sentence-transformers model by name or folder",
    )
    build.add_argument("--full", action="store_true", help="read unchanged files again too")
    add = actions.add_parser("add", help="add files and folders to an index, or replace them")
    add.add_argument("paths", type=Path, nargs="+", metavar="PATH")
    _index_option(add)
    for command in (build, add):
        command.add_argument("--device", help="torch device of that model (cpu, cuda, mps)")
        command.add_argument(
            "--batch-size", type=int, default=32, help="passages it embeds at a time (32)"
        )
        command.add_argument(
            "--exclude",
            action="append",
            default=[],
            metavar="PATTERN",
            help="leave out files or folders",
        )
    remove = actions.add_parser("remove", help="remove documents from an index")
    remove.add_argument("documents", nargs="+", metavar="DOCUMENT", help="id, source or title")
    _index_option(remove)
    for command in (build, add, remove):
        command.add_argument(
            "--report", type=Path, metavar="FILE", help="write the report as JSON to FILE"
        )
        command.add_argument("--json", action="store_true", help="print the report as JSON")
    preview = actions.add_parser("preview", help="show how one file would be indexed")
    preview.add_argument("file", type=Path, metavar="FILE")
    preview.add_argument("--json", action="store_true", help="print JSON only")
    for name, what in (("info", "show what an index holds"), ("verify", "check every checksum")):
        action = actions.add_parser(name, help=what)
        _index_option(action)
        action.add_argument("--json", action="store_true", help="print JSON only")
        if name == "info":
            action.add_argument("--document", metavar="DOCUMENT", help="one: id, source or title")
            action.add_argument("--tree", action="store_true", help="its sections")
            action.add_argument("--chunks", action="store_true", help="its passages")


def _index_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--index", type=Path, required=True, metavar="DIR", help="the index folder")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A damaged source or argument may hold what the terminal's encoding lacks.
        sys.stdout.reconfigure(errors="replace")
    parsed = build_parser().parse_args(arguments)
    # Each command imports what it needs: --help, ask, search, cite must not load torch or gradio.
    try:
        if parsed.command == "index":
            from ui.indexing import run_index

            return run_index(parsed)
        if parsed.command in ("search", "ask", "cite"):
            # What is imported and opened lives as long as the process: no cycles are looked for in it.
            gc.disable()
            try:
                from ui.asking import run_query

                return run_query(parsed)
            finally:
                gc.enable()
        if parsed.command == "eval":
            from ui.evaluating import run_eval

            return run_eval(parsed)
        if parsed.command == "demo":
            from ui.demo import run_demo

            return run_demo(parsed)
        if parsed.command == "serve":
            from ui.web import run_serve

            return run_serve(parsed)
        from ui.doctor import run_doctor

        return run_doctor()
    except WenjuError as error:
        print(f"wenju: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("wenju: stopped; nothing already indexed was changed.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output went away (`wenju search … | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        # No permission, disk full, a file where a folder is wanted, a name too long.
        print(f"wenju: {_file_problem(error)}", file=sys.stderr)
        return 1


def _file_problem(error: OSError) -> str:
    name = f"{str(error.filename)!r} cannot be used" if error.filename else "a file cannot be used"
    return (
        f"{name} ({error.strerror or error}); check the path, its permissions and the free space."
    )


if __name__ == "__main__":
    sys.exit(main())
