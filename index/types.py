"""The types that carry wenju's promises: every span is checked against the text it names.

All offsets count Unicode code points in `Document.text`, which is the decoded source with only its
line endings normalised to "\\n".
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

MetaName = Literal[
    "title",
    "issuer",  # 制定机关、发文机关
    "number",  # 发文字号、文号
    "published",  # 公布日期
    "effective",  # 施行日期
    "signed",  # 成文日期：落款
    "addressee",  # 主送机关
    "level",  # 效力等级
    "status",  # 时效性
    "topic",  # 主题分类
    "region",  # 省份
    "index_number",  # 索引号
    "family",  # 文种: what its title calls it, 规划 of 关于印发…规划的通知
    "period",  # 规划期: 十四五 = 2021-2025
    "url",  # 来源
]
MetaOrigin = Literal["header", "body", "file_name"]

SectionKind = Literal[
    "document",  # the root
    "metadata",  # header block of a legal-database export, front matter of a Markdown file
    "contents",  # 目录
    "preamble",  # text before the first heading
    "part",  # 编
    "chapter",  # 章
    "section",  # 节
    "article",  # 条
    "paragraph",  # 款
    "item",  # 项
    "heading",  # 一、（一）1.（1）①, Markdown headings
    "annex",  # 附件
    "trailer",  # page furniture after the end: 发布评论
]
ChunkKind = Literal["metadata", "contents", "body"]


@dataclass(frozen=True, slots=True)
class MetaValue:
    """One piece of metadata and the place it was read from.

    `text[start:end]` is the value as printed, `text[line_start:line_end]` the whole line with its
    label; both are empty spans (0, 0) when `origin` is "file_name". `value` is the normalised form
    (ISO 8601 for dates).
    """

    name: MetaName
    value: str
    start: int
    end: int
    line_start: int
    line_end: int
    origin: MetaOrigin


@dataclass(frozen=True, slots=True)
class Section:
    """A node of the section tree, which is kept as a tuple in reading order (preorder).

    `start:end` covers the node with all that stands under it, `start:heading_end` its heading and
    `start:own_end` its own text before its first child. The own texts of all nodes, concatenated in
    order, are the document. `label` is the heading as printed (一、“十三五”回顾, 第五十二条), `number`
    the value of its numeral (1, 52; 0 without one), `parent` an index into the tuple (-1: root).
    """

    kind: SectionKind
    label: str
    number: int
    start: int
    heading_end: int
    own_end: int
    end: int
    parent: int


@dataclass(frozen=True, slots=True)
class TocEntry:
    """One entry of a table of contents. `text[start:end]` is the entry as printed.

    `level` counts from 0, `parent` is an index into the entries (-1: top level), `page` None when
    none is printed. `section` is the index of the section it names, None when the body lacks it.
    `foreign` is text of another document glued before the entry on the same line.
    """

    label: str
    title: str
    number: int
    level: int
    page: int | None
    start: int
    end: int
    parent: int
    section: int | None
    foreign: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: canonical text, metadata, section tree and table of contents.

    `source` is the path relative to the folder given to the build (or the file's name),
    `undecodable` the number of characters that stand for bytes which could not be decoded, `pages`
    the offset at which each page starts (empty where the format has no pages).
    """

    id: str
    source: str
    text: str
    title: str
    meta: tuple[MetaValue, ...]
    sections: tuple[Section, ...]
    contents: tuple[TocEntry, ...]
    undecodable: int = 0
    pages: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        position = 0
        for section in self.sections:
            if section.start != position:
                raise ValueError(f"{self.source}: text {position}:{section.start} is in no section")
            position = section.own_end
        if position != len(self.text):
            raise ValueError(f"{self.source}: text {position}:{len(self.text)} is in no section")

    def value(self, name: MetaName) -> MetaValue | None:
        """The first metadata value of that name, header before body."""
        return next((m for m in self.meta if m.name == name), None)

    def page_at(self, offset: int) -> int | None:
        """The page, counted from 1, that the character at `offset` stands on; None without pages."""
        return bisect_right(self.pages, offset) or None

    def section_at(self, offset: int) -> int:
        """Index of the deepest section whose own text holds `offset`."""
        low, high = 0, len(self.sections)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.sections[middle].start <= offset else (low, middle)
        return low

    def ancestors(self, index: int) -> Iterator[int]:
        """`index` and the sections above it, innermost first, without the root."""
        while index > 0:
            yield index
            index = self.sections[index].parent

    def path(self, index: int) -> tuple[str, ...]:
        """The labels from the outermost section down to `index`; unlabelled ones are left out."""
        labels = [self.sections[i].label for i in self.ancestors(index)]
        return tuple(label for label in reversed(labels) if label)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage that is embedded and retrieved: `document.text[start:end]`, under one path."""

    id: str
    document_id: str
    start: int
    end: int
    text: str
    path: tuple[str, ...]
    kind: ChunkKind


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """What is shown of a document beside a hit or citation. `facts` is what it tells of its validity
    (`index.validity`), encoded; empty in an index made before that was kept."""

    id: str
    title: str
    source: str
    number: str | None
    issuer: str | None
    published: str | None
    status: str | None
    facts: str = ""


def document_id(source: str, text: str) -> str:
    """A stable id: equal for equal text under an equal name, different for any other."""
    digest = hashlib.sha256(f"{source}\0{text}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]


def card(document: Document) -> DocumentCard:
    """The card of a document."""

    def value(name: MetaName) -> str | None:
        found = document.value(name)
        return found.value if found else None

    return DocumentCard(
        id=document.id,
        title=document.title,
        source=document.source,
        number=value("number"),
        issuer=value("issuer"),
        published=value("published"),
        status=value("status"),
    )
