"""Whole-corpus checks: 第X条 counted a second way, and whether a tree holds every character.

The second count knows nothing of headings or trees: it walks the lines and keeps those that open
with the next number, or with any number and white space behind it.
"""

import re

from eval.structure_gold import Counts
from index.types import Document

_ARTICLE = re.compile(
    r"第[ \t]*([零〇一二三四五六七八九十百千两]+|\d+)[ \t]*条(之[一二三四五六七八九十]+)?"
)
_REFERENCE = ("规定", "第", "至", "和", "、", "的", "所列", "所称", "所述", "所规")
_INDENT = " \t\u3000\xa0\u200b\ufeff*#"
_VALUES = {c: v for v, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def count_articles(text: str) -> list[tuple[int, int]]:
    """(offset, number) of every line that opens an article of `text`."""
    found, last, position = [], 0, 0
    for line in text.split("\n"):
        bare = line.lstrip(_INDENT)
        match = _ARTICLE.match(bare)
        if match:
            number, rest = _value(match[1]), bare[match.end() :]
            inserted = match[2] is not None and number == last
            apart = not rest or rest[0].isspace() or rest[0] == "*"
            if (number in (last + 1, 1) or inserted or apart) and not rest.startswith(_REFERENCE):
                found.append((position + len(line) - len(bare), number))
                last = number
        position += len(line) + 1
    return found


def _value(numeral: str) -> int:
    if numeral.isdigit():
        return int(numeral)
    total, digit = 0, 0
    for character in numeral:
        if character in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[character], 0
        else:
            digit = _VALUES[character]
    return total + digit


def article_counts(document: Document) -> Counts:
    """The articles of a document's tree against the second count, by offset."""
    counted = {offset for offset, _ in count_articles(document.text)}
    opened = {
        section.start + _indent(document.text[section.start : section.own_end])
        for section in document.sections
        if section.kind == "article"
    }
    missed = tuple(f"{document.source}:{offset}" for offset in sorted(counted - opened))
    wrong = tuple(f"{document.source}:{offset}" for offset in sorted(opened - counted))
    return Counts(len(counted & opened), missed, wrong)


def _indent(own: str) -> int:
    return len(own) - len(own.lstrip(_INDENT))


def is_lossless(document: Document) -> bool:
    """Whether the own texts of the sections, in order, are the text."""
    own = (document.text[s.start : s.own_end] for s in document.sections)
    return "".join(own) == document.text
