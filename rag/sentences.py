"""Sentences of a passage as spans of its document, short enough to be quoted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.headings import recognise
from index.types import Chunk, Document

LONGEST_QUOTE = 200
_SHORTEST_STATEMENT = 8  # characters of a heading that says something by itself

_END = re.compile(r"[。！？!?；;…]+[”’\"」』）)]*|\n+")
_COMMA = re.compile(r"[，,、：:]")
# What a heading that states something holds: 二、春节：2月4日至10日放假调休，共7天。
_STATES = re.compile(r"\d|应当|不得|必须|禁止|严禁|可以|的[。；;]$")
_NUMBERED = re.compile(r"^\s*[（(]?[\d一二三四五六七八九十１-９]{1,3}[）)]?[、.．]?\s*")
_FINISHED = "。！？!?；;：:…”’」』）)】"
# A line that cannot end, or begin, a sentence: bold words set on lines of their own cut it.
_UNENDED, _UNBEGUN = "的和与及或、，,", "是的、，,。；;：:"


@dataclass(frozen=True, slots=True)
class Sentence:
    """`document.text[start:end]`, at most LONGEST_QUOTE characters; `heading` says it is one."""

    start: int
    end: int
    text: str
    heading: bool


def split_sentences(document: Document, start: int, end: int) -> list[Sentence]:
    """The sentences of document.text[start:end], headings apart, in reading order.

    A newline ends a sentence only where the line is finished or the next one opens with a marker:
    page breaks leave newlines inside words.
    """
    found: list[Sentence] = []
    position = start
    first = document.section_at(start)
    for section in document.sections[first:]:
        if section.start >= end:
            break
        head, tail = max(section.start, start), min(section.heading_end, end)
        if tail <= head or section.kind in ("article", "item", "contents"):
            continue
        found += _plain(document.text, position, head)
        found += _trimmed(document.text, head, tail, heading=True)
        position = tail
    found += _plain(document.text, position, end)
    return found


def sentences_of(document: Document, start: int, end: int) -> list[Sentence]:
    """The sentences of document.text[start:end] that say something: of the headings only those that
    state it, and those with nothing under them, which are items of a list rather than titles."""
    return [
        sentence
        for sentence in split_sentences(document, start, end)
        if not sentence.heading or _says_all(document, sentence)
    ]


def _says_all(document: Document, heading: Sentence) -> bool:
    told = _NUMBERED.sub("", heading.text)
    if told.endswith(("。", "；", ";")) and _STATES.search(told):
        return True
    _, colon, behind = told.replace(":", "：").partition("：")
    if colon and any(character.isdigit() for character in behind):
        return True
    section = document.sections[document.section_at(heading.start)]
    under = document.text[section.heading_end : section.end].strip()
    return not under and len(heading.text) >= _SHORTEST_STATEMENT


def whole_sentence(document: Document, sentence: Sentence, within: Chunk) -> tuple[int, int]:
    """The span of the sentence with the clauses that ；joins to it, as many of those behind it and
    then of those before it as may still be quoted. It stays in the chunk, on one side of headings
    and articles, and in one item of an enumeration."""
    around = split_sentences(document, within.start, within.end)
    place = next((i for i, other in enumerate(around) if other.start == sentence.start), None)
    if place is None:
        return sentence.start, sentence.end
    first = last = place
    while last + 1 < len(around) and _joined(around[last], around[last + 1]):
        if around[last + 1].end - around[first].start > LONGEST_QUOTE:
            break
        last += 1
    while first > 0 and _joined(around[first - 1], around[first]):
        if around[last].end - around[first - 1].start > LONGEST_QUOTE:
            break
        first -= 1
    return around[first].start, around[last].end


def _joined(sentence: Sentence, following: Sentence) -> bool:
    """Whether the sentence goes on in the following one."""
    if sentence.heading or following.heading or not sentence.text.endswith((";", "；")):
        return False
    return recognise(following.text) is None


def _plain(text: str, start: int, end: int) -> Iterator[Sentence]:
    begin = start
    for match in _END.finditer(text, start, end):
        if match.group().startswith("\n") and not _line_ends(text, begin, match, end):
            continue
        yield from _short(text, begin, match.end())
        begin = match.end()
    yield from _short(text, begin, end)


def _line_ends(text: str, begin: int, newline: re.Match[str], end: int) -> bool:
    before = text[begin : newline.start()].rstrip()
    line = before.rsplit("\n", 1)[-1]
    following = text[newline.end() : end].split("\n", 1)[0].strip()
    if not before or before[-1] in _FINISHED or len(newline.group()) > 1:
        return True
    if recognise(following) is not None:
        return True
    if before[-1] in _UNENDED or following[:1] in _UNBEGUN:
        return False
    return len(line) < 25


def _short(text: str, start: int, end: int) -> Iterator[Sentence]:
    """The sentence whole, or cut at commas into pieces that may be quoted."""
    while end - start > LONGEST_QUOTE:
        cuts = [m.end() for m in _COMMA.finditer(text, start, start + LONGEST_QUOTE)]
        cut = cuts[-1] if cuts else start + LONGEST_QUOTE
        yield from _trimmed(text, start, cut)
        start = cut
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int, heading: bool = False) -> Iterator[Sentence]:
    raw = text[start:end]
    stripped = raw.strip()
    if stripped:
        start += len(raw) - len(raw.lstrip())
        yield Sentence(start, start + len(stripped), stripped, heading)
