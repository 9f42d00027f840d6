"""`wenju search`, `ask` and `cite`, one question or a batch."""

import argparse
import gc
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from index.errors import NotFoundError, UsageError, WenjuError
from rag.engine import Engine
from ui.citing import cite_json, cite_text, run_proof
from ui.explained import hits_text, search_json, why_not_json, why_not_text
from ui.options import open_engine, query_filter
from ui.render import answer_json, answer_text, json_line

_MOST_HITS = 1000


def run_query(parsed: argparse.Namespace) -> int:
    """Answer one question, or every line of a batch; a line that fails becomes an error result."""
    if parsed.command == "cite" and parsed.text_file is not None:
        return run_proof(parsed)
    if (parsed.text is None) == (parsed.batch is None):
        raise UsageError("give either a text or --batch FILE.jsonl, not both and not neither.")
    if parsed.command == "search" and not 1 <= parsed.k <= _MOST_HITS:
        raise UsageError(f"-k {parsed.k} is out of range; give 1 to {_MOST_HITS}.")
    batch = _read_batch(parsed.batch) if parsed.batch is not None else None
    engine = Engine.open(parsed.index) if parsed.command == "cite" else open_engine(parsed)
    gc.freeze()
    gc.enable()
    result = _single(engine, parsed)
    if batch is None:
        print(result("", parsed.text, parsed.json))
        return 0
    failed = 0
    for id_, question in batch:
        try:
            print(result(id_, question, True), flush=True)
        except WenjuError as error:
            failed += 1
            asked = "text" if parsed.command == "cite" else "question"
            print(json_line({"id": id_, asked: question, "error": str(error)}), flush=True)
    return 1 if failed else 0


def _single(engine: Engine, parsed: argparse.Namespace) -> Callable[[str, str, bool], str]:
    """The function that turns (id, text, as JSON) into what is printed."""

    filter = query_filter(parsed)

    def search(id_: str, text: str, as_json: bool) -> str:
        if parsed.why_not is not None:
            found = engine.why_not(text, parsed.why_not, parsed.k, filter)
            return json_line(why_not_json(id_, text, found)) if as_json else why_not_text(found)
        hits = engine.search(text, parsed.k, filter)
        explained = engine.explain(text, hits, filter) if parsed.explain else None
        if as_json:
            return json_line(search_json(id_, text, hits, explained))
        return hits_text(hits, explained)

    def ask(id_: str, text: str, as_json: bool) -> str:
        answer = engine.ask(text, filter)
        bold = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        return json_line(answer_json(id_, answer)) if as_json else answer_text(answer, bold)

    def cite(id_: str, text: str, as_json: bool) -> str:
        lookup = engine.cite(text, filter, parsed.beside)
        if as_json:
            return json_line(cite_json(engine, parsed, id_, lookup))
        return cite_text(engine, parsed, lookup)

    return {"search": search, "ask": ask, "cite": cite}[parsed.command]


def _read_batch(path: Path) -> list[tuple[str, str]]:
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (FileNotFoundError, IsADirectoryError):
        raise NotFoundError(f"{str(path)!r} is no file; give a JSONL file.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{str(path)!r} is not UTF-8; save the batch as UTF-8 JSONL.") from None
    rows = list(_rows(lines, path))
    if not rows:
        raise UsageError(f"{str(path)!r} holds no question; give one JSON object a line.")
    return rows


def _rows(lines: list[str], path: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text = row.get("question", row.get("text"))
        except (ValueError, AttributeError):
            text = None
        if not isinstance(text, str):
            raise UsageError(
                f"{str(path)!r} line {number} is not a JSON object with a question; "
                'write {"id": "1", "question": "…"}.'
            )
        yield str(row.get("id", number)), text
