"""`python -m eval.bench --shared ../shared`: wenju beside the plain alternatives."""

import argparse
import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from eval.bench.peers import PEER_NAMES, missing_peers
from eval.bench.plain import jieba_words
from eval.bench.plan import Plan
from eval.bench.progress import say
from eval.bench.questions import SETS, load_set
from eval.bench.report import make_figures, markdown
from eval.bench.systems import NAMES, WENJU, system_info
from eval.machine import ALL_PARTS, describe_machine, fingerprint
from index.errors import NotFoundError, WenjuError

_ROOT = Path(__file__).parents[2]
_RESULTS = Path(__file__).parent / "results"
# What is measured beside other libraries, some of which take seconds a question.
BESIDE_SETS = ("natural_dev",)
BESIDE = (WENJU, "wenju-unread")


def build_parser() -> argparse.ArgumentParser:
    """The benchmark's command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="holds corpus/ and eval/")
    parser.add_argument("--index", type=Path, help="wenju's index over the corpus, not built again")
    parser.add_argument("--sets", help=f"of {', '.join(SETS)} (all, with --peers {BESIDE_SETS[0]})")
    parser.add_argument(
        "--systems", help=f"of {', '.join(NAMES)} (all, with --peers {', '.join(BESIDE)})"
    )
    parser.add_argument(
        "--peers",
        default="",
        help=f"other libraries to measure in the same run: all, or of {', '.join(PEER_NAMES)}; "
        "they come with the extra peers",
    )
    parser.add_argument("--sample", type=int, default=0, help="at most so many questions a set")
    parser.add_argument(
        "--out",
        type=Path,
        help="page to write, JSON beside it; a whole run writes eval/bench/results/COMMIT.md, "
        "one beside all peers COMMIT-peers.md",
    )
    parser.add_argument(
        "--work",
        type=Path,
        default=_ROOT / "runs" / "bench",
        help="where indexes and answers are kept: a stopped run goes on from there",
    )
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; the page goes to stdout and to a file, progress to stderr."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parsed = build_parser().parse_args(given)
    try:
        print(run(parsed, shlex.join(["python", "-m", "eval.bench", *given])))
    except WenjuError as error:
        say(str(error))
        return error.exit_code
    return 0


def run(parsed: argparse.Namespace, command: str) -> str:
    """What the options ask for; the page."""
    machine = describe_machine()
    peers = PEER_NAMES if parsed.peers == "all" else _names(parsed.peers)
    own_names = _names(parsed.systems) or (BESIDE if peers else NAMES)
    set_names = _names(parsed.sets) or (BESIDE_SETS if peers else SETS)
    missing = missing_peers(peers)
    installed = tuple(name for name in peers if name not in missing)
    systems = tuple(system_info(name) for name in (*own_names, *installed))
    if any(system.index == "jieba" for system in systems):
        jieba_words()  # say it now that it is missing, not after half an hour
    if parsed.index is not None and not (parsed.index / "CURRENT").exists():
        raise NotFoundError(f"{str(parsed.index)!r} is no index; leave out --index to build one.")
    sets = tuple(load_set(name, parsed.shared, parsed.sample) for name in set_names)
    index = parsed.index.resolve() if parsed.index else None
    plan = Plan(parsed.shared.resolve(), parsed.work.resolve(), sets, systems, index)
    code = fingerprint(ALL_PARTS)
    results = plan.run()
    if fingerprint(ALL_PARTS) != code:
        raise WenjuError("the code was changed during the run; run the same command again.")
    figures = make_figures(results, sets, systems, machine, command, missing)
    page = markdown(figures)
    out = parsed.out
    if out is None and not parsed.sample:
        name = f"{machine.commit}{'-changed' * machine.changed}"
        if not peers and set_names == SETS and own_names == NAMES:
            out = _RESULTS / f"{name}.md"
        elif peers == PEER_NAMES and set_names == BESIDE_SETS and own_names == BESIDE:
            out = _RESULTS / f"{name}-peers.md"
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(page, "utf-8")
        figures_file = out.with_suffix(".json")
        figures_file.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
        say(f"written: {out} and {figures_file}")
    return page


def _names(listed: str | None) -> tuple[str, ...]:
    named = (listed or "").split(",")
    return tuple(dict.fromkeys(name.strip() for name in named if name.strip()))


if __name__ == "__main__":
    sys.exit(main())
