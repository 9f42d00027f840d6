"""`wenju cite`: places with their links, and where asked for references in a style and context."""

import argparse
from dataclasses import asdict
from typing import Any

from index.errors import NotFoundError, UsageError
from index.read.reader import read_file
from rag.context import Context, Passage
from rag.engine import Engine
from rag.proof import Proof
from rag.style import Style, csl_item
from rag.types import Lookup, Match
from ui.options import query_filter
from ui.render import VERDICT, flat, json_line, lookup_json, lookup_text

_PLAIN: Style = "plain"
_LONGEST_SHOWN = 120  # characters of a neighbour at a terminal
_LONGEST_WRITTEN, _MOST_SHOWN = 60, 3  # of a finding: characters, places


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


def run_proof(parsed: argparse.Namespace) -> int:
    """`wenju cite --text FILE`: check a whole text and list what was found, by line."""
    if parsed.text is not None or parsed.batch is not None:
        raise UsageError("give a text, --batch FILE.jsonl or --text FILE, only one of them.")
    if not parsed.text_file.is_file():
        raise NotFoundError(f"{str(parsed.text_file)!r} is no file; give a text to check.")
    filter = query_filter(parsed)
    engine = Engine.open(parsed.index)
    text = read_file(parsed.text_file).text
    proof = engine.check_text(text, parsed.beside, filter.as_of)
    if parsed.json:
        print(json_line(proof_json(engine, parsed, proof)))
    else:
        print(proof_text(engine, parsed, proof))
    return 0


def proof_json(engine: Engine, parsed: argparse.Namespace, proof: Proof) -> dict[str, Any]:
    """A proof as JSON: a summary of verdicts, and each finding like a result of `cite`."""
    findings = []
    for finding in proof.findings:
        result = cite_json(engine, parsed, "", finding.lookup)
        findings.append(
            {
                "kind": finding.kind,
                "line": finding.line,
                "start": finding.start,
                "end": finding.end,
                "text": finding.written,
                "claimed": finding.claimed or None,
                "verdict": result["verdict"],
                "matches": result["matches"],
                "notices": result["notices"],
            }
        )
    return {"file": parsed.text_file.name, "summary": proof.summary, "findings": findings}


def proof_text(engine: Engine, parsed: argparse.Namespace, proof: Proof) -> str:
    """A proof as a table for a terminal, with what is wrong spelled out."""
    summary = proof.summary
    told = "，".join(f"{VERDICT[v]}{summary[v]}" for v in VERDICT if summary[v])
    lines = [f"共{summary['findings']}处引文和引用" + (f"：{told}。" if told else "。")]
    for finding in proof.findings:
        kind = "引文" if finding.kind == "quote" else "引用"
        shown = flat(finding.written)
        shown = shown if len(shown) <= _LONGEST_WRITTEN else shown[:_LONGEST_WRITTEN] + "…"
        claimed = f"（称出自{finding.claimed}）" if finding.claimed else ""
        verdict = VERDICT[finding.lookup.verdict]
        lines.append(f"第{finding.line}行 {kind}〔{verdict}〕“{shown}”{claimed}")
        matches = finding.lookup.matches
        for match in matches[:_MOST_SHOWN]:
            lines.append(f"    → {engine.styled(match, parsed.style or _PLAIN)}")
            if match.difference:
                lines.append(f"      差异：{match.difference}")
        if len(matches) > _MOST_SHOWN:
            lines.append(f"    → 另有{len(matches) - _MOST_SHOWN}处")
        if finding.lookup.notice:
            lines.append(f"    注：{finding.lookup.notice}")
    return "\n".join(lines)


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
