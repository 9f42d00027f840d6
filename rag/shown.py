"""Passages as a search shows them: whole where a list goes on behind them.

Passages are cut where they are too long to be compared, also between the items of a list. Who reads
有下列情形之一的 wants the cases below it.
"""

import re
from dataclasses import replace

from index.numerals import NUMERAL
from index.types import Chunk, Document
from rag.series import find_series

LONGEST_SHOWN = 600  # characters of a hit's text
_ITEM = re.compile(
    rf"\s*(?:[（(](?:[{NUMERAL}]{{1,3}}|\d{{1,2}})[）)]|\d{{1,2}}[.．、](?!\d)|[①-⑳])"
)


def whole_list(document: Document, chunk: Chunk) -> Chunk:
    """The passage with the items of a list that its cut left behind it, as many as may be shown; itself
    where it ends in none."""
    text = document.text
    if not _ITEM.match(text, chunk.end):
        return chunk
    article = _outer(document, chunk.end - 1)
    last = min(document.sections[article].end, chunk.start + LONGEST_SHOWN)
    first = max(document.sections[article].start, chunk.start - LONGEST_SHOWN)
    found = find_series(document, first, min(len(text), last + LONGEST_SHOWN))
    held = (series for series in found if series.start < chunk.end < series.end)
    ends = (item[1] for series in held for item in series.items if chunk.end < item[1] <= last)
    end = max(ends, default=chunk.end)
    if end == chunk.end:
        return chunk
    name = chunk.id.rsplit("-", 1)[0]
    return replace(chunk, id=f"{name}-{end}", end=end, text=text[chunk.start : end])


def _outer(document: Document, position: int) -> int:
    """The article or heading that holds a place."""
    index = document.section_at(position)
    while document.sections[index].kind in ("paragraph", "item"):
        index = document.sections[index].parent
    return index
