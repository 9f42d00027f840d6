"""Passages with what is gold in them marked."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from eval.cases import Case
from eval.report.html import text
from eval.rows import Shown
from index.fold import fold, fold_with_map

_SHORTEST = 2  # characters of an answer that are marked: one stands everywhere

Span = tuple[int, int]


def marked(passage: str, quotes: Sequence[Span], answers: Sequence[Span]) -> str:
    """A passage as HTML with the spans of gold quotes marked, and those of gold answers underlined."""
    edges = sorted({0, len(passage), *(e for span in (*quotes, *answers) for e in span)})
    parts = []
    for start, end in pairwise(edges):
        piece = text(passage[start:end])
        if any(a <= start and end <= b for a, b in answers):
            piece = f'<mark class="answer">{piece}</mark>'
        if any(a <= start and end <= b for a, b in quotes):
            piece = f"<mark>{piece}</mark>"
        parts.append(piece)
    return "".join(parts)


def marked_hit(case: Case, hit: Shown) -> tuple[str, bool]:
    """The text of a hit or citation with gold quotes, places and answers marked; whether it shows
    any gold evidence."""
    quotes = list(_spans(hit.text, case.quotes))
    for place in case.evidence:
        start, end = max(place.start, hit.start), min(place.end, hit.end)
        if place.document == hit.document and start < end:
            quotes.append((start - hit.start, end - hit.start))
    words = [w for element in case.answer for w in element if len(fold(w)) >= _SHORTEST]
    return marked(hit.text, quotes, list(_spans(hit.text, words))), bool(quotes)


def _spans(passage: str, wanted: Iterable[str]) -> Iterable[Span]:
    """Where texts stand in a passage after folding."""
    folded = fold_with_map(passage)
    for words in map(fold, wanted):
        place = folded.text.find(words) if words else -1
        while place >= 0:
            yield folded.source_span(place, place + len(words))
            place = folded.text.find(words, place + len(words))
