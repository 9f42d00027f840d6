"""The words around a quote, from a sentence's beginning to a sentence's end where one is near."""

import re
from dataclasses import dataclass

from index.types import Document

_SENTENCE_END = re.compile(r"[。；！？\n]")
AROUND, LONGEST_QUOTE = 160, 800  # characters of context on either side; of a quote shown whole


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote with what stands before and after it in its section. `quote` is its beginning where
    it is `cut`: a whole chapter, named by its number."""

    before: str
    quote: str
    after: str
    cut: bool


def passage(
    document: Document, start: int, end: int, around: int = AROUND, longest: int = LONGEST_QUOTE
) -> Passage:
    """The passage of a quote. Context that was left out within the section is shown by …."""
    text = document.text
    first = document.sections[document.section_at(start)].start
    last = document.sections[document.section_at(max(start, end - 1))].own_end
    low, high = max(first, start - around), min(last, end + around)
    if low > first and (ends := _SENTENCE_END.search(text, low, start)):
        low = ends.end()
    if high < last and (stops := list(_SENTENCE_END.finditer(text, end, high))):
        high = stops[-1].end()
    before = ("…" if low > first else "") + text[low:start].lstrip()
    if end - start > longest:
        return Passage(before, text[start : start + longest], "", True)
    after = text[end:high].rstrip() + ("…" if high < last else "")
    return Passage(before, text[start:end], after, False)
