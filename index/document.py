"""Text → Document: header, table of contents and section tree put together."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.contents import find_contents, match_contents
from index.header import read_header
from index.lines import Line, split_lines
from index.read.decoded import DecodedText
from index.read.reader import read_file
from index.structure import build_sections
from index.types import Document, document_id


def parse_document(
    source: str,
    text: str,
    undecodable: int = 0,
    pages: tuple[int, ...] = (),
    headings: Sequence[tuple[int, int]] = (),
) -> Document:
    """Read metadata and structure from canonical text (line endings "\n").

    `headings` are (offset of a line, level) that the format itself marks: they count like the # of
    Markdown, where a line has no marker of its own.
    """
    lines = split_lines(text)
    if headings:
        lines = _with_levels(lines, dict(headings))
    header = read_header(lines, source)
    contents = find_contents(lines)
    sections = build_sections(lines, len(text), header.end, contents)
    return Document(
        id=document_id(source, text),
        source=source,
        text=text,
        title=header.title,
        meta=header.values,
        sections=sections,
        contents=match_contents(contents.entries, sections) if contents else (),
        undecodable=undecodable,
        pages=pages,
    )


def _with_levels(lines: Sequence[Line], levels: dict[int, int]) -> list[Line]:
    return [
        replace(line, hashes=levels[line.start]) if line.start in levels else line for line in lines
    ]


def document_of(source: str, decoded: DecodedText) -> Document:
    """The document that a reader's result holds."""
    return parse_document(
        source, decoded.text, decoded.undecodable, decoded.pages, decoded.headings
    )


def read_document(path: Path, source: str | None = None) -> Document:
    """Read one file; `source` is the name it is known by (its file name unless given)."""
    return document_of(source or path.name, read_file(path))
