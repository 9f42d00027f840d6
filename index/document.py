"""Text → Document: header, table of contents and section tree put together."""

from pathlib import Path

from index.contents import find_contents, match_contents
from index.header import read_header
from index.lines import split_lines
from index.read.text import read_text
from index.structure import build_sections
from index.types import Document, document_id


def parse_document(source: str, text: str, undecodable: int = 0) -> Document:
    """Read metadata and structure from canonical text (line endings "\\n")."""
    lines = split_lines(text)
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
    )


def read_document(path: Path, source: str | None = None) -> Document:
    """Read one file; `source` is the name it is known by (its file name unless given)."""
    decoded = read_text(path)
    return parse_document(source or path.name, decoded.text, decoded.undecodable)
