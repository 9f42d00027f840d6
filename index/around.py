"""What the lines around a line decide: is an annex listed or does it begin, are decimals numbering?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from index.headings import DECIMAL_RANK, NUMBERED_RANK, Mark, decimal, recognise, titled_annex
from index.lines import Line
from index.numerals import parse_date

_LIST_OPENS = re.compile(r"附\s*+件\s*+\d{0,2}\s*+[:：.．]\s*+\S")
_LISTED = re.compile(r"(?:附\s*件\s*)?\d{1,2}\s*[.．、:：]")
_GLOSSARY = re.compile("(?:(?:有关)?(?:名词|术语)(?:解释|注释)|注\\s*释|附注)[:：]?")
_NOTE = re.compile(r"[［\[〔（(]?\d{1,2}[］\]〕）).．、]")
_PARTED = re.compile(r"[零一二三四五六七八九十]{1,3}[）)].+")
_LONGEST_DATE, _SIGNED_WITHIN, _FEWEST_DECIMALS = 24, 8, 4
_BARE_TITLE = re.compile(
    r"[\u4e00-\u9fff](?:[\u4e00-\u9fff、“”]{1,23}|[ \u3000]{1,4}[\u4e00-\u9fff])"
)
_CHAPTER_RANK, _SECTION_RANK, _FEWEST_ARTICLES = 2, 3, 4
_BELOW_DECIMALS, _SERIES = 8, 3


def annex_lines(lines: Sequence[Line], first: int, last: int) -> dict[int, Mark | None]:
    """For lines that name an annex with its title: the heading it is, or None where it is listed.

    A letter lists its annexes above its signature (附件：1.… 2.…); behind it they begin.
    """
    found: dict[int, Mark | None] = {}
    shown = [i for i in range(first, last) if not lines[i].blank]
    listing = False
    for position, i in enumerate(shown):
        text = lines[i].text
        if _LIST_OPENS.match(text):
            after = shown[position + 1 : position + 1 + _SIGNED_WITHIN]
            listing = any(_is_date(lines[j].text) for j in after)
            found[i] = None if listing else titled_annex(text)
        elif listing and _LISTED.match(text):
            found[i] = None
        else:
            listing = False
            annex = titled_annex(text) if text[:1] == "附" and recognise(text) is None else None
            if annex is not None and (annex.number or not text.startswith("附件")):
                found[i] = annex
            elif (
                _GLOSSARY.fullmatch(text)
                and position + 1 < len(shown)
                and _NOTE.match(lines[shown[position + 1]].text)
                and recognise(lines[shown[position - 1]].text) is None  # 附件2⏎名词解释
            ):
                found[i] = Mark("annex", -1, 0, text.rstrip(":："), len(text), False, True)
    return found


def parted_markers(lines: Sequence[Line], first: int, last: int) -> dict[int, Mark]:
    """The marks of markers whose bracket was left alone on its line: （⏎三）改革开放."""
    found: dict[int, Mark] = {}
    shown = [i for i in range(first, last) if not lines[i].blank]
    for i, below in pairwise(shown):
        line, rest = lines[i], lines[below]
        if line.text in ("（", "(") and _PARTED.fullmatch(rest.text):
            mark = recognise(line.text + rest.text)
            if mark is not None:
                length = rest.content_start - line.content_start + mark.length - 1
                found[i] = replace(mark, length=length)
    return found


def _is_date(text: str) -> bool:
    return len(text) <= _LONGEST_DATE and parse_date(text) is not None


def decimal_marks(lines: Sequence[Line], first: int, last: int) -> dict[int, Mark]:
    """The marks of 1.1, 1.2, 2.1.1 … where they number this document; none where they do not.

    They do where several such lines follow one another. Then they are the hierarchy, and （1） and ①
    stand below them.
    """
    marks = {i: decimal(lines[i].text) for i in range(first, last) if lines[i].text[:1].isdigit()}
    found = {i: mark for i, mark in marks.items() if mark is not None}
    dotted = [mark for mark in found.values() if mark.rank > DECIMAL_RANK]
    follows = any(b.number == a.number + 1 and b.rank == a.rank for a, b in pairwise(dotted))
    if len(dotted) < _FEWEST_DECIMALS or not follows:
        return {}
    single = any(mark.rank == DECIMAL_RANK for mark in found.values())
    for i in range(first, last):
        inner = recognise(lines[i].text) if i not in found else None
        if inner is not None and (10 if not single else 9) <= inner.rank < DECIMAL_RANK:
            found[i] = replace(inner, rank=inner.rank + _BELOW_DECIMALS)
    return found


def in_series(marks: Mapping[int, Mark | None]) -> set[int]:
    """The lines whose numbers count on in rows of three and more (53. 54. 55.): numbering wherever it
    starts, and whatever was cut off before it."""
    rows: dict[int, list[int]] = {}  # rank → lines of the row that is open
    found: set[int] = set()
    for i, mark in marks.items():
        if mark is None or not mark.number or not NUMBERED_RANK < mark.rank < DECIMAL_RANK:
            continue
        row = rows.setdefault(mark.rank, [])
        last = marks[row[-1]] if row else None
        if last is None or mark.number != last.number + 1:
            row.clear()
        row.append(i)
        if len(row) >= _SERIES:
            found.update(row[-_SERIES:])
    return found


def bare_titles(
    lines: Sequence[Line], marks: Mapping[int, Mark | None], shown: Sequence[int]
) -> dict[int, Mark]:
    """Titles of chapters that lost their 第X章: a few words between the end of an article and the next.

    They rank as 章, or as 节 where no chapter is missing around them and that chapter has 节.
    """
    articles = {i: m.number for i in shown if (m := marks[i]) is not None and m.kind == "article"}
    found: dict[int, Mark] = {}
    if len(articles) < _FEWEST_ARTICLES:
        return found
    inside: list[int] = []  # titles behind a 节, whose rank the next chapter decides
    last = chapter = 0
    divided = False
    for before, i, after in zip(shown, shown[1:], shown[2:], strict=False):
        last = articles.get(before, last)
        mark, text = marks[i], lines[i].text
        if mark is not None and mark.kind == "chapter":
            if mark.number == chapter + 1:
                found |= {j: replace(found[j], rank=_SECTION_RANK) for j in inside}
            chapter, divided, inside = mark.number, False, []
        elif mark is not None:
            divided = divided or mark.kind == "section"
        elif (
            articles.get(after) == last + 1
            and lines[before].ends_sentence
            and _BARE_TITLE.fullmatch(text)
            and not text.endswith(("日", "令"))
        ):
            found[i] = Mark("heading", _CHAPTER_RANK, 0, text, len(text), False, True)
            inside += [i] if divided else []
    return found
