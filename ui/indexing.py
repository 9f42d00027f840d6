"""`wenju index build`, `info` and `verify`."""

import argparse
import json
import sys
from collections import Counter
from dataclasses import asdict
from typing import Any

from index.build import BuildReport, build_index
from index.embed import load_embedder
from index.records import RecordReader
from index.store import Manifest, check_target, open_generation
from ui.progress import Progress


def run_index(parsed: argparse.Namespace) -> int:
    """Dispatch on the action."""
    if parsed.action == "build":
        return _build(parsed)
    path, manifest = open_generation(parsed.index)
    if parsed.action == "verify":
        verified: dict[str, Any] = {
            "index": str(parsed.index),
            "files": len(manifest.files),
            "verified": True,
        }
        print(json.dumps(verified) if parsed.json else f"{len(manifest.files)} files verified.")
        return 0
    return _info(parsed, manifest, RecordReader(path))


def _build(parsed: argparse.Namespace) -> int:
    check_target(parsed.index)  # before a model is loaded, which may take long
    embedder = load_embedder(parsed.embedder, parsed.device, parsed.batch_size)
    with Progress() as progress:
        report = build_index(
            parsed.paths, parsed.index, embedder, exclude=parsed.exclude, progress=progress
        )
    for file in report.files:
        if file.outcome != "indexed":
            print(f"{file.outcome}: {file.source}: {file.reason}", file=sys.stderr)
    if parsed.json:
        print(json.dumps(_report_json(report), ensure_ascii=False))
    else:
        print(_report_text(report, str(parsed.index)))
    return 0


def _report_json(report: BuildReport) -> dict[str, Any]:
    return {
        "documents": report.manifest.documents,
        "chunks": report.manifest.chunks,
        "files": [asdict(file) for file in report.files],
    }


def _report_text(report: BuildReport, folder: str) -> str:
    counts = Counter(file.outcome for file in report.files)
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
    damaged = sum(file.undecodable for file in report.files)
    lost = f"; {damaged} characters could not be decoded" if damaged else ""
    passages = report.manifest.chunks
    return f"{folder}: {passages} passages from {len(report.files)} files ({outcomes}{lost})."


def _info(parsed: argparse.Namespace, manifest: Manifest, records: RecordReader) -> int:
    if parsed.json:
        info = asdict(manifest)
        del info["files"]
        info["catalog"] = [asdict(card) for card in records.cards]
        print(json.dumps(info, ensure_ascii=False))
        return 0
    print(f"{parsed.index}: {manifest.documents} documents, {manifest.chunks} passages")
    print(f"embedder {manifest.embedder['name']} ({manifest.embedder['dim']} dimensions)")
    for card in records.cards:
        print(
            f"  {card.id}  {card.title}{f'（{card.number}）' if card.number else ''}  {card.source}"
        )
    return 0
