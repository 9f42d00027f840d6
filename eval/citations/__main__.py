"""python -m eval.citations --index DIR [--cases 3000] [--references 500] [--seed 1] [--misses FILE]"""

import argparse
import json
import sys
from pathlib import Path

from eval.citations.measure import measure_quotes, measure_references
from eval.citations.report import report
from eval.citations.spans import Corpus
from rag.engine import Engine


def main() -> int:
    """Plant, ask, report."""
    parser = argparse.ArgumentParser(prog="python -m eval.citations", description=__doc__)
    parser.add_argument("--index", type=Path, required=True, metavar="DIR")
    parser.add_argument("--cases", type=int, default=3000, help="quotes (3000)")
    parser.add_argument("--references", type=int, default=500, help="references (500)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--misses", type=Path, metavar="FILE", help="write what went wrong, as JSONL"
    )
    parsed = parser.parse_args()
    engine = Engine.open(parsed.index)
    corpus = Corpus(engine.reader.records)
    rows = measure_quotes(engine, corpus, parsed.cases, parsed.seed) if parsed.cases else []
    places = (
        measure_references(engine, corpus, parsed.references, parsed.seed)
        if parsed.references
        else []
    )
    if parsed.misses:
        wrong = [row.as_json() for row in rows if not row.right]
        wrong += [row.as_json() for row in places if not row.right]
        lines = [json.dumps(row, ensure_ascii=False) for row in wrong]
        parsed.misses.write_text("\n".join([*lines, ""]), "utf-8", errors="replace")
    print(report(rows, places))
    return 0


if __name__ == "__main__":
    sys.exit(main())
