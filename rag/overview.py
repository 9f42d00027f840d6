"""What a whole section says (第二部分讲什么): its inner headings, or how its paragraphs begin."""

import re
from collections.abc import Sequence

from index.fold import fold
from index.types import Document, Section
from rag.lists import quotes_of
from rag.sentences import split_sentences
from rag.series import Span
from rag.types import Claim, claim

_ASKS = re.compile(
    "(?:讲|说|写|谈|规定|内容是|提)了?(?:的是)?(?:些)?(?:什么|啥|哪些)|主要内容|概括|分(?:了|成|为)?哪?(?:几|多少)"
    "|哪?几(?:块|个?方面|部分|大块)|(?:包括|包含)(?:些)?(?:什么|啥|哪)|怎么(?:说|写|规定)的?"
)
_MOST, _MOST_PARAGRAPHS = 30, 6
_WORD = re.compile("[\u3400-\u9fffA-Za-z0-9]")
_WHOLE = re.compile(
    "(?:讲|说|写|谈|规定|提)了?(?:的是)?(?:些)?(?:什么|啥)|主要内容|概括|总结|(?:是|有)什么内容|怎么(?:说|写|规定)"
)


def asks_outline(folded: str) -> bool:
    """Whether a question about a place asks what stands in it at all."""
    return _ASKS.search(folded) is not None


def outline_claims(document: Document, number: int, span: Span) -> list[Claim]:
    """Claims that quote the first sentence of a section and of each part of it: its headings where
    it has any, else its paragraphs."""
    parts = _headings(document, span) or _paragraphs(document, span)
    opening = [(s.start, s.end) for s in split_sentences(document, *span)[:1]]
    claims = [claim("{0}", quotes) for s in opening if (quotes := quotes_of(document, number, [s]))]
    inner = [part for part in parts if part not in opening]
    if inner:
        claims.append(claim("其下共{count}部分：", count=len(inner)))
    for part in inner[:_MOST]:
        quotes = quotes_of(document, number, [part])
        claims.append(claim("".join(f"{{{i}}}" for i in range(len(quotes))), quotes))
    return [*claims, *_rest(len(inner))]


def _rest(count: int) -> list[Claim]:
    """That more parts follow than are shown."""
    return [claim("（其余{count}部分见原文。）", count=count - _MOST)] if count > _MOST else []


def openings(document: Document, number: int, folded: str, claims: Sequence[Claim]) -> list[Claim]:
    """How the text under the section begins which a folded question asks for whole and whose entry
    in the outline `claims` quote: the first sentence under it, and under each heading in it."""
    cited = [quote for said in claims for quote in said.quotes]
    if not _WHOLE.search(folded) or not cited:
        return []
    label = fold(cited[0].text).rstrip("0123456789 .…")
    sections = document.sections
    top = next(
        (
            i
            for i, s in enumerate(sections)
            if s.label and fold(s.label) == label and not _listed(s)
        ),
        None,
    )
    if top is None:
        return []
    inner = [i for i, s in enumerate(sections) if s.parent == top and s.label]
    found = []
    for index in (top, *inner[:_MOST]):
        section = sections[index]
        end = section.own_end if index == top and inner else section.end
        said = _statements(document, (section.heading_end, end))
        first = (
            said[:1]
            if inner
            else [s for s in said if s in _paragraphs(document, (section.heading_end, end))]
        )
        quotes = quotes_of(document, number, first[:_MOST_PARAGRAPHS])
        if quotes and quotes[0] not in cited:
            slots = "".join(f"{{{i}}}" for i in range(len(quotes)))
            found.append(claim("{name}：" + slots, quotes, name=section.label))
    return [*found, *_rest(len(inner))]


def _statements(document: Document, span: Span) -> list[Span]:
    """The sentences of a stretch that say something: no headings, no signs alone."""
    return [
        (sentence.start, sentence.end)
        for sentence in split_sentences(document, *span)
        if not sentence.heading and _WORD.search(sentence.text)
    ]


def _listed(section: Section) -> bool:
    return section.kind == "contents"


def has_headings(document: Document, span: Span) -> bool:
    """Whether the section that begins at span[0] has parts of its own."""
    return bool(_headings(document, span))


def _headings(document: Document, span: Span) -> list[Span]:
    """The headings directly under the section that begins at span[0]."""
    top = next((i for i, s in enumerate(document.sections) if s.start == span[0] and s.label), None)
    if top is None:
        return []
    found = []
    for section in document.sections:
        if section.parent == top and section.kind in ("heading", "chapter", "section", "article"):
            first = split_sentences(document, section.start, section.end)[:1]
            found += [(s.start, s.end) for s in first]
    return found if len(found) > 1 else []


def _paragraphs(document: Document, span: Span) -> list[Span]:
    """The first sentence of each line."""
    return [
        (sentence.start, sentence.end)
        for sentence in split_sentences(document, *span)
        if sentence.start == span[0] or "\n" in document.text[sentence.start - 2 : sentence.start]
    ]
