"""Section tree → chunks: the passages that are embedded, retrieved and shown.

A chunk never ends inside a 条 or a lowest-level heading unless that alone is too long; small
siblings share a chunk, whose path then names all of them. Sizes are those that did best in trials
(merge up to 320 characters, split above 450).
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.types import Chunk, ChunkKind, Document, Section

# Where an over-long passage is cut, best place first. A newline counts only behind a finished
# sentence: page breaks leave newlines inside words.
_SEPARATORS = [
    r"(?<=[。！？；：:;])\n+",
    "(?<=[。！？])",
    "(?<=[；;])",
    "(?<=[，,])",
    "(?<=、)",
    "",
]
_INNER = frozenset({"paragraph", "item"})


@dataclass(frozen=True, slots=True)
class ChunkConfig:
    """Sizes in characters. Siblings are merged up to `merge`, passages split above `split`; a table
    of contents, which is read as a whole, has a limit of its own."""

    merge: int = 320
    split: int = 450
    contents: int = 600


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch of text that should stay whole, the section it stands under, and its siblings' key."""

    start: int
    end: int
    section: int
    kind: ChunkKind


def chunk_document(document: Document, config: ChunkConfig | None = None) -> tuple[Chunk, ...]:
    """Chunks in reading order. They do not overlap and hold all text but page furniture."""
    config = config or ChunkConfig()
    chunks: list[Chunk] = []
    for group in _merge(document, _units(document), config):
        path = _shared_path(document, group)
        start, end = group[0].start, group[-1].end
        limit = _limit(group[0], config.split, config)
        for piece_start, piece_end in _split(document.text, start, end, limit):
            if not document.text[piece_start:piece_end].strip():
                continue  # the newline behind a passage that was cut exactly at its end
            chunks.append(_chunk(document, piece_start, piece_end, path, group[0].kind))
    return tuple(chunks)


def _units(document: Document) -> Iterator[_Unit]:
    """One unit for each article, lowest heading or stretch of own text; bare headings go along
    with the text that follows them."""
    sections = document.sections
    pending: int | None = None  # start of headings that wait for their text
    for index, section in enumerate(sections):
        if section.kind in _INNER or section.kind in ("document", "trailer"):
            continue
        if section.kind == "contents":
            yield from _contents_units(document, index)
            continue
        end = section.end if section.kind == "article" else section.own_end
        end = _without_trailer(sections, end)
        start = section.start if pending is None else pending
        has_children = section.end > section.own_end and section.kind != "article"
        if has_children and not document.text[section.heading_end : end].strip():
            pending = start
            continue
        pending = None
        yield _Unit(start, end, index, "metadata" if section.kind == "metadata" else "body")


def _without_trailer(sections: tuple[Section, ...], end: int) -> int:
    last = sections[-1]
    return min(end, last.start) if last.kind == "trailer" else end


def _contents_units(document: Document, index: int) -> Iterator[_Unit]:
    """One unit for each outermost entry of the table of contents with what stands under it."""
    section = document.sections[index]
    tops = [entry for entry in document.contents if entry.level == 0]
    starts = [section.start]
    for entry in tops[1:]:
        line_start = document.text.rfind("\n", 0, entry.start) + 1
        if document.contents and line_start > starts[-1]:
            starts.append(line_start)
    for start, end in zip(starts, [*starts[1:], section.own_end], strict=True):
        yield _Unit(start, end, index, "contents")


def _merge(
    document: Document, units: Iterator[_Unit], config: ChunkConfig
) -> Iterator[list[_Unit]]:
    """Group neighbouring small units that stand under the same parent."""
    group: list[_Unit] = []
    for unit in units:
        if (
            group
            and unit.kind == group[0].kind
            and _parent(document, unit) == _parent(document, group[0])
            and unit.end - group[0].start <= _limit(unit, config.merge, config)
        ):
            group.append(unit)
        else:
            if group:
                yield group
            group = [unit]
    if group:
        yield group


def _limit(unit: _Unit, usual: int, config: ChunkConfig) -> int:
    return config.contents if unit.kind == "contents" else usual


def _parent(document: Document, unit: _Unit) -> int:
    return document.sections[unit.section].parent


def _shared_path(document: Document, group: list[_Unit]) -> tuple[str, ...]:
    """The path of the group; siblings that share a chunk are all named in its last label."""
    first = document.path(group[0].section)
    labels = list(dict.fromkeys(document.sections[unit.section].label for unit in group))
    if len(labels) < 2:
        return first
    return (*document.path(_parent(document, group[0])), "、".join(filter(None, labels)))


def _split(text: str, start: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
    """Spans of at most `limit` characters that together are text[start:end]."""
    length = end - start
    if length <= limit:
        yield start, end
        return
    # Imported here: it costs a quarter of a second and only long passages need it.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    pieces = math.ceil(length / limit)
    # Even pieces instead of full ones and a stump; some room lets cuts fall on sentence ends.
    target = min(limit, math.ceil(length / pieces * 1.15))
    splitter = RecursiveCharacterTextSplitter(
        separators=_SEPARATORS,
        is_separator_regex=True,
        keep_separator="end",
        chunk_size=target,
        chunk_overlap=0,
        strip_whitespace=False,
    )
    position = start
    for piece in splitter.split_text(text[start:end]):
        yield position, position + len(piece)
        position += len(piece)
    if position != end:
        raise ValueError(f"splitting lost text: {position} is not {end}")


_EDGE = re.compile(r"\s*")


def _chunk(
    document: Document, start: int, end: int, path: tuple[str, ...], kind: ChunkKind
) -> Chunk:
    """A chunk without white space at its edges."""
    text = document.text[start:end]
    lead = _EDGE.match(text)
    start += lead.end() if lead else 0
    text = text.strip()
    return Chunk(
        f"{document.id}:{start}-{start + len(text)}",
        document.id,
        start,
        start + len(text),
        text,
        path,
        kind,
    )
