"""Questions that ask what a document is about (国办发〔2018〕129号讲什么, or the 文号 alone): its title,
how it begins, and its parts."""

import re
from collections.abc import Iterator

from index.reader import IndexReader
from index.types import Document
from rag.lists import quotes_of
from rag.metadata import claim_of
from rag.names import documents_named
from rag.numbered import number_in
from rag.sentences import split_sentences
from rag.series import Span
from rag.types import Claim, claim

_EDGES = re.compile("^(?:请问|请教|麻烦|帮我|查(?:一下|询|下)?|看一下|告诉我)+")
_ABOUT = re.compile(
    "文?(?:件|通知)?的?(?:这[个份]文件)?(?:主要|大概|大致|大体)?(?:内容|意思)?(?:都|主要|大概)?(?:是|讲|说|写|谈|规定|关于|有关)*"
    "了?的?(?:些)?(?:什么|啥|哪些)?(?:内容|事情?|方面)?的?(?:文件?)?[?？。!呢啊呀]*"
)
# What hands a document on says nothing of what stands in it.
_HANDING_ON = re.compile(
    "(?:印发|转发|发)给你们|^现(?:予以?)?公布|^现将|认真(?:贯彻|组织)|(?:请|望).{0,8}执行。?$"
)
_PARAGRAPH = 30  # characters of a first paragraph at least
_MOST_SENTENCES, _MOST_PARTS, _MOST_DOCUMENTS = 3, 15, 2


def claims_about(reader: IndexReader, folded: str) -> tuple[Claim, ...] | None:
    """Claims that say what the document is about whose 文号 a folded question gives; None where it gives
    none of one or two documents of the index, or asks for anything more."""
    asked = _EDGES.sub("", folded)
    given = number_in(asked)
    if given is None or given.start or not _ABOUT.fullmatch(asked[given.end :].replace(" ", "")):
        return None
    numbers = documents_named(reader.records, asked[: given.end]).numbers
    if not 0 < len(numbers) <= _MOST_DOCUMENTS:
        return None
    return tuple(c for number in numbers for c in _told(reader.records.document(number), number))


def _told(document: Document, number: int) -> Iterator[Claim]:
    title = claim_of(document, number, "title")
    if title is not None:
        yield title
    opening = first_paragraph(document)
    said = split_sentences(document, *opening)[:_MOST_SENTENCES] if opening is not None else []
    for quote in quotes_of(document, number, [(s.start, s.end) for s in said]):
        yield claim("{0}", [quote])
    parts = [
        (_after_marks(document.text, section.start), section.heading_end)
        for section in document.sections
        if section.parent == 0 and section.label and section.kind in ("part", "chapter", "heading")
    ]
    if len(parts) > 1:
        yield claim("全文共{count}部分：", count=len(parts))
        for quote in quotes_of(document, number, parts[:_MOST_PARTS]):
            yield claim("{0}", [quote])


def _after_marks(text: str, start: int) -> int:
    """Where a heading begins behind the marks of Markdown: ## 第一章."""
    while text[start] in "# ":
        start += 1
    return start


def first_paragraph(document: Document) -> Span | None:
    """The first line of a document that says something: none of its header, no title, no addressee, and
    not that it is handed on where more follows."""
    start = max((value.line_end for value in document.meta if value.name == "addressee"), default=0)
    for line in re.finditer("[^\n]+", document.text[start:]):
        first, last = start + line.start(), start + line.end()
        section = document.sections[document.section_at(first)]
        said = line.group().strip()
        if section.kind in ("metadata", "contents") or len(said) < _PARAGRAPH:
            continue
        if said.endswith(("。", "：", ":", "；")) and not _HANDING_ON.search(said):
            return first, last
    return None
