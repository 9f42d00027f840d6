"""`wenju index build`, `add`, `remove`, `info` and `verify`."""

import argparse
import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.build import add_documents, build_index, remove_documents
from index.embed import load_embedder
from index.errors import UsageError
from index.records import RecordReader
from index.report import BuildReport, FileReport, read_report, report_json
from index.store import Manifest, check_target, open_generation, read_manifest
from ui.documents import run_document_info, run_preview
from ui.progress import Progress
from ui.render import document_json

_MOST_ROWS, _MOST_NEAR = 200, 20


def run_index(parsed: argparse.Namespace) -> int:
    """Dispatch on the action."""
    if parsed.action == "preview":
        return run_preview(parsed)
    if parsed.action in ("build", "add", "remove"):
        return _change(parsed)
    path, manifest = open_generation(parsed.index)
    if parsed.action == "verify":
        verified: dict[str, Any] = {
            "index": str(parsed.index),
            "files": len(manifest.files),
            "verified": True,
        }
        print(json.dumps(verified) if parsed.json else f"{len(manifest.files)} files verified.")
        return 0
    if parsed.document:
        return run_document_info(parsed, path, manifest)
    if parsed.tree or parsed.chunks:
        raise UsageError("--tree and --chunks show one document; name it with --document.")
    return _info(parsed, path, manifest)


def _change(parsed: argparse.Namespace) -> int:
    if parsed.report and parsed.report.is_dir():
        raise UsageError(
            f"--report {str(parsed.report)!r} is a folder; give a file for the report."
        )
    with Progress() as progress:
        if parsed.action == "build":
            check_target(parsed.index)  # before a model is loaded, which may take long
            report = build_index(
                parsed.paths,
                parsed.index,
                load_embedder(parsed.embedder, parsed.device, parsed.batch_size),
                exclude=parsed.exclude,
                progress=progress,
                full=parsed.full,
            )
        else:
            name = read_manifest(parsed.index).embedder["name"]
            if parsed.action == "add":
                embedder = load_embedder(name, parsed.device, parsed.batch_size)
                report = add_documents(
                    parsed.paths, parsed.index, embedder, parsed.exclude, progress
                )
            else:
                report = remove_documents(
                    parsed.documents, parsed.index, load_embedder(name), progress
                )
    for line in _table(report):
        print(line, file=sys.stderr)
    encoded = json.dumps(report_json(report), ensure_ascii=False)
    if parsed.report:
        parsed.report.write_text(encoded + "\n", "utf-8", errors="surrogatepass")
    print(encoded if parsed.json else _summary(report, parsed.index))
    return 0


def _table(report: BuildReport) -> list[str]:
    """What a reader should know: files that were not simply read, and documents that repeat."""
    lines = [report.message] if report.message else []
    told = [file for file in report.files if _remarks(file)]
    lines += [
        f"{file.outcome}: {file.source}: {'; '.join(_remarks(file))}" for file in told[:_MOST_ROWS]
    ]
    if len(told) > _MOST_ROWS:
        lines.append(f"… and {len(told) - _MOST_ROWS} more files, all in the report as JSON")
    lines += [f"same text: {'; '.join(group)}" for group in report.same_text[:_MOST_NEAR]]
    lines += [
        f"nearly the same ({share:.0%}): {first}; {second}"
        for first, second, share in report.near[:_MOST_NEAR]
    ]
    more = max(0, len(report.same_text) - _MOST_NEAR) + max(0, len(report.near) - _MOST_NEAR)
    if more:
        lines.append(f"… and {more} more documents that repeat others, all in the report as JSON")
    return lines


def _remarks(file: FileReport) -> list[str]:
    if file.change == "unchanged" and file.in_index:
        return []
    found = [file.reason] if file.reason else []
    if file.outcome == "removed" or file.change == "moved":
        found.append("no longer in the index" if file.outcome == "removed" else "moved here")
    if file.undecodable:
        found.append(f"{file.undecodable} characters could not be decoded")
    if file.empty_pages:
        found.append(f"no text on {_listed('page', [str(n) for n in file.empty_pages])}")
    if file.listed_only:
        found.append(f"only listed in the contents: {_listed('', file.listed_only)}")
    if file.unlisted:
        found.append(f"not listed in the contents: {_listed('', file.unlisted)}")
    found += [f"header and body differ in {conflict}" for conflict in file.conflicts]
    return found


def _listed(what: str, names: "tuple[str, ...] | list[str]") -> str:
    shown = "、".join(names[:3]) + (f" … ({len(names)})" if len(names) > 3 else "")
    return f"{what} {shown}".strip()


def _summary(report: BuildReport, folder: Path) -> str:
    counts = Counter(file.outcome for file in report.files)
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
    changes = Counter(file.change for file in report.files if file.outcome != "removed")
    if set(changes) - {"new"}:
        outcomes += "; " + ", ".join(f"{count} {change}" for change, count in changes.items())
    damaged = sum(file.undecodable for file in report.files)
    lost = f"; {damaged} characters could not be decoded" if damaged else ""
    passages = report.manifest.chunks
    return f"{folder}: {passages} passages from {len(report.files)} files ({outcomes}{lost})."


def _info(parsed: argparse.Namespace, generation: Path, manifest: Manifest) -> int:
    records = RecordReader(generation)
    report = read_report(generation, manifest)
    counts = Counter(file.outcome for file in report.files) if report else Counter[str]()
    if parsed.json:
        info = asdict(manifest)
        del info["files"]
        info["outcomes"] = dict(counts)
        info["catalog"] = [document_json(card) for card in records.cards]
        print(json.dumps(info, ensure_ascii=False))
        return 0
    print(f"{parsed.index}: {manifest.documents} documents, {manifest.chunks} passages")
    print(f"embedder {manifest.embedder['name']} ({manifest.embedder['dim']} dimensions)")
    if counts:
        print(f"files: {', '.join(f'{count} {outcome}' for outcome, count in counts.items())}")
    for card in records.cards:
        print(
            f"  {card.id}  {card.title}{f'（{card.number}）' if card.number else ''}  {card.source}"
        )
    return 0
