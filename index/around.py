"""What the lines around a line decide: is an annex listed or does it begin, are decimals numbering?"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.headings import DECIMAL_RANK, Mark, decimal, recognise, titled_annex
from index.lines import Line
from index.numerals import parse_date

_LIST_OPENS = re.compile(r"附\s*件\s*\d{0,2}\s*[:：.．]\s*\S")
_LISTED = re.compile(r"(?:附\s*件\s*)?\d{1,2}\s*[.．、:：]")
_LONGEST_DATE, _SIGNED_WITHIN, _FEWEST_DECIMALS = 24, 8, 4
_BELOW_DECIMALS = 8


def annex_lines(lines: Sequence[Line], first: int, last: int) -> dict[int, Mark | None]:
    """For lines that name an annex with its title: the heading it is, or None where it is listed.

    A letter lists its annexes above its signature (附件：1.… 2.…); behind it they begin.
    """
    found: dict[int, Mark | None] = {}
    shown = [i for i in range(first, last) if not lines[i].blank]
    listing = False
    for position, i in enumerate(shown):
        text = lines[i].text
        after = shown[position + 1 : position + 1 + _SIGNED_WITHIN]
        if _LIST_OPENS.match(text):
            listing = any(_is_date(lines[j].text) for j in after)
            found[i] = None if listing else titled_annex(text)
        elif listing and _LISTED.match(text):
            found[i] = None
        else:
            listing = False
            annex = titled_annex(text) if text[:1] == "附" and recognise(text) is None else None
            if annex is not None and (annex.number or not text.startswith("附件")):
                found[i] = annex
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
        if inner is not None and (9 if not single else 8) <= inner.rank < DECIMAL_RANK:
            found[i] = replace(inner, rank=inner.rank + _BELOW_DECIMALS)
    return found
