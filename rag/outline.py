"""The outline of a document: its table of contents or, without one, its headings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.contents import bare_title
from index.fold import fold
from index.types import Document

_LOOSE = re.compile(r"[\"'\s,.;:?!、。()\[\]《》-]")
_SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class Node:
    """One entry of an outline. `start:end` is where it is printed; `present` says that the body has
    the section; `parent` is an index into the outline, -1 at the top."""

    label: str
    title: str
    number: int
    level: int
    page: int | None
    parent: int
    start: int
    end: int
    present: bool


def outline_of(document: Document) -> tuple[Node, ...]:
    """The outline of a document: its table of contents, else its headings down to three levels."""
    if document.contents:
        return tuple(
            Node(
                label=entry.label,
                title=entry.title,
                number=entry.number,
                level=entry.level,
                page=entry.page,
                parent=entry.parent,
                start=entry.start,
                end=entry.end,
                present=entry.section is not None,
            )
            for entry in document.contents
        )
    return _headings(document)


def _headings(document: Document) -> tuple[Node, ...]:
    nodes: list[Node] = []
    places: dict[int, int] = {}  # section → node
    for index, section in enumerate(document.sections):
        if section.kind not in ("part", "chapter", "section", "heading", "annex"):
            continue
        parent = next((places[i] for i in document.ancestors(section.parent) if i in places), -1)
        level = nodes[parent].level + 1 if parent >= 0 else 0
        start = document.text.find(section.label, section.start, section.own_end)
        if level > 2 or start < 0:
            continue
        places[index] = len(nodes)
        title, end = bare_title(section.label), start + len(section.label)
        nodes.append(
            Node(section.label, title, section.number, level, None, parent, start, end, True)
        )
    return tuple(nodes)


def children(nodes: Sequence[Node], parent: int) -> list[int]:
    """Indices of the entries directly under `parent` (-1: the outermost ones)."""
    return [index for index, node in enumerate(nodes) if node.parent == parent]


def loose(text: str) -> str:
    """Folded without punctuation and white space; 产业集群 as this kind of document prints it."""
    return _LOOSE.sub("", fold(text)).replace("产业集群", "产业集")


def without_title(text: str, title: str) -> str:
    """`text` without the words it shares with a document's title, both as `loose` gives them."""
    kept, position = [], 0
    while position < len(text):
        end = position + 1
        while end < len(text) and text[position : end + 1] in title:
            end += 1
        if end - position < _SHORTEST_NAME:
            kept.append(text[position])
            end = position + 1
        position = end
    return "".join(kept)


def common_kind(nodes: Sequence[Node], members: Sequence[int]) -> str:
    """What the members call themselves by their common ending (产业, 工程); never matching without."""
    endings = [nodes[index].title[-2:] for index in members]
    ending = max(endings, key=endings.count, default="")
    return ending if ending and endings.count(ending) > 0.8 * len(endings) else "\0"
