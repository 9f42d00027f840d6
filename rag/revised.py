"""What changed between two versions of a law, article beside article, where no topic narrows it.

A law that was revised as a whole changed in more places than an answer can show: those that changed most
stand side by side, all others are counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.canonical import canonical
from index.types import Document
from rag.corresponding import Pair, Side, Span, alike, articles_of, bare_of, lines_of, shape_of

_MOST_PAIRS, _MOST_LINES = 5, 6


@dataclass(frozen=True, slots=True)
class Revision:
    """How many articles each version has, how many of them `changed`, are `new` or `gone`; `pairs` are
    those that changed most, in the order of the newer version, each cut to the lines that differ."""

    articles: tuple[int, int]
    changed: int
    new: tuple[Span, ...]
    gone: tuple[Span, ...]
    pairs: tuple[Pair, ...]


def revision(old: Document, new: Document) -> Revision:
    """What became of the articles of `old` in `new`."""
    documents = old, new
    spans = [articles_of(document) for document in documents]
    shapes = [[shape_of(d, s) for s in own] for d, own in zip(documents, spans, strict=True)]
    kept = _matched(*shapes)
    texts = [
        [canonical(bare_of(d, s)) for s in own] for d, own in zip(documents, spans, strict=True)
    ]
    changed = {a: b for a, b in kept.items() if texts[0][a] != texts[1][b]}
    order = sorted(changed, key=lambda a: -len(shapes[0][a] ^ shapes[1][changed[a]]))
    most = sorted(order[:_MOST_PAIRS], key=lambda a: changed[a])
    return Revision(
        (len(spans[0]), len(spans[1])),
        len(changed),
        tuple(s for b, s in enumerate(spans[1]) if b not in kept.values()),
        tuple(s for a, s in enumerate(spans[0]) if a not in kept),
        tuple(_pair(documents, spans[0][a], spans[1][changed[a]]) for a in most),
    )


def same_articles(one: Document, other: Document) -> bool:
    """Whether two texts have articles and none of them differs."""
    texts = [[canonical(bare_of(d, s)) for s in articles_of(d)] for d in (one, other)]
    return bool(texts[0]) and texts[0] == texts[1]


def _matched(old: Sequence[frozenset[str]], new: Sequence[frozenset[str]]) -> dict[int, int]:
    """The articles of the older version that the newer one has, each with its counterpart there."""
    found = {}
    for place, shape in enumerate(old):
        other = alike(shape, new)
        if other is not None and alike(new[other], old) == place:
            found[place] = other
    return found


def _pair(documents: Sequence[Document], old: Span, new: Span) -> Pair:
    lines = [list(lines_of(d, s)) for d, s in zip(documents, (old, new), strict=True)]
    texts = [
        [canonical(bare_of(d, x)) for x in own] for d, own in zip(documents, lines, strict=True)
    ]
    sides = []
    for document, own, said, other in zip(documents, lines, texts, reversed(texts), strict=True):
        differ = [x for x, text in zip(own, said, strict=True) if text not in other]
        sides.append(_side(document, own, differ))
    return Pair(*sides)


def _side(document: Document, lines: Sequence[Span], differ: Sequence[Span]) -> Side:
    """The lines that differ, behind the first of the article, which tells its number."""
    shown = differ if lines[0] in differ else [lines[0], *differ]
    text = "\n".join(bare_of(document, line) for line in differ)
    return Side(tuple(shown[:_MOST_LINES]), text, "")
