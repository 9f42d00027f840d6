"""`wenju cite`: places with their links, and where asked for references in a style and context."""

import argparse
from dataclasses import asdict
from typing import Any

from rag.context import Context, Passage
from rag.engine import Engine
from rag.style import csl_item
from rag.types import Lookup, Match
from ui.render import flat, lookup_json, lookup_text

_LONGEST_SHOWN = 120  # characters of a neighbour at a terminal


def cite_json(engine: Engine, parsed: argparse.Namespace, id_: str, lookup: Lookup) -> Any:
    """The result of `cite`, with `reference` and `context` of each match where asked for."""
    result = lookup_json(id_, lookup)
    for match, row in zip(lookup.matches, result["matches"], strict=True):
        if parsed.style == "csl":
            row["reference"] = csl_item(engine.reference(match))
        elif parsed.style:
            row["reference"] = engine.styled(match, parsed.style)
        if parsed.context:
            row["context"] = context_json(engine.context(match))
    return result


def cite_text(engine: Engine, parsed: argparse.Namespace, lookup: Lookup) -> str:
    """The result of `cite` for a reader at a terminal."""

    def more(match: Match) -> list[str]:
        lines = [engine.styled(match, parsed.style)] if parsed.style else []
        return [*lines, *(context_lines(engine.context(match)) if parsed.context else [])]

    return lookup_text(lookup, more)


def context_json(context: Context) -> dict[str, Any]:
    """A context as JSON: its fields by their names."""
    return asdict(context)


def context_lines(context: Context) -> list[str]:
    """A context as lines for a terminal."""
    lines = [f"上级：{' > '.join(heading.label for heading in context.parents)}"]
    lines = lines if context.parents else []
    for name, passage in (("前文", context.before), ("后文", context.after)):
        if passage is not None:
            lines.append(f"{name}：{_short(passage)}")
    lines.append(f"全节：{flat(context.section.text)}")
    return lines


def _short(passage: Passage) -> str:
    shown = flat(passage.text)
    return shown if len(shown) <= _LONGEST_SHOWN else shown[:_LONGEST_SHOWN] + "…"
