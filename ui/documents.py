"""One document as wenju reads it: metadata, section tree and passages, before or after indexing."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.chunk import chunk_document
from index.document import document_of
from index.errors import WenjuError
from index.read.reader import FileReader
from index.records import RecordReader
from index.stored import load_files
from index.types import Chunk, Document
from index.update import named_documents
from ui.render import flat

_SHOWN = 60  # characters of a passage


def run_preview(parsed: argparse.Namespace) -> int:
    """`wenju index preview`: every document of one file, nothing written."""
    path: Path = parsed.file
    read: list[dict[str, Any]] = []
    failed: WenjuError | None = None
    with FileReader() as reader:
        for source, text in reader.read_each(path, path.name):
            if isinstance(text, WenjuError):
                failed = text
                print(f"refused: {source}: {text}", file=sys.stderr)
                continue
            document = document_of(source, text)
            chunks = chunk_document(document)
            if parsed.json:
                read.append(document_json(document, chunks) | {"notes": list(text.notes)})
                continue
            read.append({})
            print("\n".join([*document_lines(document), *tree_lines(document)]))
            print("\n".join([*chunk_lines(chunks), *(f"note: {note}" for note in text.notes)]))
    if failed and not read:
        return failed.exit_code
    if parsed.json:
        print(json.dumps({"documents": read}, ensure_ascii=False))
    return 0


def run_document_info(parsed: argparse.Namespace, generation: Path, manifest: Any) -> int:
    """`wenju index info --document`: a document of an index."""
    records = RecordReader(generation)
    stored = load_files(generation, manifest)
    numbers = named_documents(parsed.document, stored, records.cards)
    shown: list[dict[str, Any]] = []
    for number in numbers:
        document = records.document(number)
        chunks = [records.chunk(i) for i in records.chunks_of(number)]
        if parsed.json:
            shown.append(document_json(document, chunks))
            continue
        lines = document_lines(document)
        lines += tree_lines(document) if parsed.tree else []
        lines += chunk_lines(chunks) if parsed.chunks else []
        print("\n".join(lines))
    if parsed.json:
        print(json.dumps({"documents": shown}, ensure_ascii=False))
    return 0


def document_json(document: Document, chunks: Sequence[Chunk]) -> dict[str, Any]:
    """A document without its text, with what `tree` and `chunks` show."""
    return {
        "id": document.id,
        "source": document.source,
        "title": document.title,
        "characters": len(document.text),
        "undecodable": document.undecodable,
        "pages": len(document.pages),
        "meta": [asdict(value) for value in document.meta],
        "tree": [
            asdict(section) | {"depth": depth, "page": document.page_at(section.start)}
            for depth, section in _deep(document)
        ],
        "contents": [asdict(entry) for entry in document.contents],
        "chunks": [
            {"start": c.start, "end": c.end, "kind": c.kind, "section": list(c.path)}
            for c in chunks
        ],
    }


def document_lines(document: Document) -> list[str]:
    """Title, source, size and every piece of metadata with the place it was read from."""
    lines = [
        f"{document.title}",
        f"  {document.id}  {document.source}  {len(document.text)} characters"
        + (f", {len(document.pages)} pages" if document.pages else "")
        + (f", {document.undecodable} undecodable" if document.undecodable else ""),
    ]
    lines += [
        f"  {value.name:<12} {value.value}  ({value.origin} {value.start}–{value.end})"
        for value in document.meta
    ]
    return lines


def tree_lines(document: Document) -> list[str]:
    """One line a section: depth, kind, label, offsets and page."""
    lines = []
    for depth, section in _deep(document):
        page = document.page_at(section.start)
        place = f"{section.start}–{section.end}" + (f" p. {page}" if page else "")
        lines.append(f"  {'  ' * depth}{section.kind} {flat(section.label)} [{place}]")
    return lines


def chunk_lines(chunks: Sequence[Chunk]) -> list[str]:
    """One line a passage: offsets, kind, section and how it begins."""
    return [
        f"  {c.start}–{c.end} {c.kind} {' > '.join(c.path)}：{flat(c.text)[:_SHOWN]}"
        for c in chunks
    ]


def _deep(document: Document) -> Iterator[tuple[int, Any]]:
    depths: list[int] = []
    for section in document.sections:
        depths.append(depths[section.parent] + 1 if section.parent >= 0 else 0)
        yield depths[-1], section
