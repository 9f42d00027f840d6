"""Articles of two versions that say the same thing, found in each and set beside one another.

An article keeps its words better than its number: 第二十六条 of one version is 第四十七条 of the next. So
articles that speak of what is asked for are found in each version, and each is set beside the one of
the other version that shares most of its words, where that is so both ways.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.canonical import canonical
from index.fold import fold
from index.numerals import NUMERAL
from index.reader import IndexReader
from index.types import Document
from rag.query import Query
from rag.weigh import rank_within

Span = tuple[int, int]

_LABEL = re.compile(rf"^第[{NUMERAL}\d]+条(?:之[{NUMERAL}]+)?\s*")
_ITEM = re.compile(rf"^[(（](?:[{NUMERAL}]+|\d+)[)）]")
_FIRST = 8  # sentences of a version whose articles are compared
_RULES = 6  # characters that a sentence says beside the name of the thing
_MOST_PAIRS, _MOST_LINES = 3, 8
_ALIKE = 0.25  # of the pairs of characters of both articles are shared by two that correspond
_SAYS_THE_SAME = 0.5  # and by a line and an article
_NEAR, _AS_MUCH = 0.5, 0.75  # of the pairs of characters of what is asked; of the best line's
_SHORT, _OPENING = 400, 30  # characters of articles shown whole; that say what one is about


@dataclass(frozen=True, slots=True)
class Side:
    """The `lines` of an article in one version that speak of what is asked, their folded `text` and
    how the article opens."""

    lines: tuple[Span, ...] = ()
    text: str = ""
    opening: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Corresponding articles of an older and a newer version; a side without lines has none."""

    old: Side
    new: Side

    @property
    def differs(self) -> bool:
        """Whether both say something else."""
        return canonical(self.old.text) != canonical(self.new.text)

    def opens_with(self, asked: frozenset[str]) -> bool:
        """Whether one of them begins with what is `asked`, in pairs of characters."""
        return any(asked <= set(pairs_of(side.opening)) for side in (self.old, self.new))


def beside_title(topic: str, title: str) -> str:
    """The words of a topic without those of the title, which every article has; the topic itself when
    nothing is left."""
    held = set(pairs_of(title))
    own = [True] * len(topic)
    for place in range(len(topic) - 1):
        if topic[place : place + 2] in held:
            own[place] = own[place + 1] = False
    kept = "".join(c if mine else " " for c, mine in zip(topic, own, strict=True)).split()
    return " ".join(word for word in kept if len(word) > 1) or topic


def corresponding(
    reader: IndexReader, query: Query, numbers: tuple[int, int], reads: bool
) -> list[Pair]:
    """The articles of both versions that speak of what is asked, each with its counterpart: those that
    differ, or where none does the first."""
    documents = [reader.records.document(n) for n in numbers]
    articles = [articles_of(document) for document in documents]
    shapes = [[shape_of(d, a) for a in spans] for d, spans in zip(documents, articles, strict=True)]
    bare = replace(query, content=beside_title(query.content, documents[1].title))
    asked = frozenset(pairs_of(bare.content))
    found: dict[tuple[int | None, int | None], Pair] = {}
    for own in (1, 0):  # the newer version first
        speaking = _speaking(reader, query, asked, numbers[own], articles[own], reads)
        if not speaking:
            speaking = _nearest(reader, (bare, query), numbers[own], articles[own], reads)
        for place in speaking:
            other = alike(shapes[own][place], shapes[1 - own])
            if other is not None and alike(shapes[1 - own][other], shapes[own]) != place:
                other = None
            key = (other, place) if own else (place, other)
            if key in found:
                continue
            spans = [None if k is None else articles[i][k] for i, k in enumerate(key)]
            if other is None:  # one clause of an article may have become an article
                spans[1 - own] = _line_like(documents[1 - own], shapes[own][place])
            found[key] = Pair(*_sides(documents, spans, asked))
    pairs = sorted(found.values(), key=lambda pair: not pair.opens_with(asked))
    return ([p for p in pairs if p.differs] or pairs[:1])[:_MOST_PAIRS]


def _line_like(document: Document, own: frozenset[str]) -> Span | None:
    """The line of any article that says what an article says which has no counterpart."""
    lines = [line for article in articles_of(document) for line in lines_of(document, article)]
    place = alike(own, [shape_of(document, line) for line in lines], _SAYS_THE_SAME)
    return None if place is None else lines[place]


def _speaking(
    reader: IndexReader,
    query: Query,
    asked: frozenset[str],
    number: int,
    articles: Sequence[Span],
    reads: bool,
) -> list[int]:
    """The articles that say most of what is `asked`, in pairs of characters, best first."""
    whole = (0, len(reader.records.document(number).text))
    found: list[int] = []
    for sentence in rank_within(reader, query, number, whole, reads)[:_FIRST]:
        said = pairs_of(fold(sentence.text))
        # An item that is but the name of the thing rules nothing.
        if len(said) < len(asked) + _RULES or len(asked.intersection(said)) < _NEAR * len(asked):
            continue
        held = _holding(articles, sentence.start)
        if held is not None and held not in found:
            found.append(held)
    return found


def _nearest(
    reader: IndexReader,
    queries: Sequence[Query],
    number: int,
    articles: Sequence[Span],
    reads: bool,
) -> list[int]:
    """Where no article says it in these words, the one that comes nearest to each query."""
    whole = (0, len(reader.records.document(number).text))
    first = (rank_within(reader, query, number, whole, reads)[:1] for query in queries)
    held = (_holding(articles, sentence.start) for one in first for sentence in one)
    return list(dict.fromkeys(place for place in held if place is not None))


def _holding(articles: Sequence[Span], position: int) -> int | None:
    return next((i for i, (start, end) in enumerate(articles) if start <= position < end), None)


def _sides(
    documents: Sequence[Document], spans: Sequence[Span | None], asked: frozenset[str]
) -> tuple[Side, Side]:
    """What both articles of a pair say of what is asked: all, or of a list or a long one the lines
    that speak of it and those that correspond to them."""
    lines = [list(lines_of(d, s)) if s else [] for d, s in zip(documents, spans, strict=True)]
    shapes = [[shape_of(d, x) for x in own] for d, own in zip(documents, lines, strict=True)]
    kept = [_speaking_lines(own, asked) for own in shapes]
    for side, other in ((0, 1), (1, 0)):
        found = (alike(shapes[other][i], shapes[side]) for i in tuple(kept[other]))
        kept[side] |= {place for place in found if place is not None}
    whole = all(_short(d, own) for d, own in zip(documents, lines, strict=True))
    old, new = (
        _side(d, own, sorted(places) if not whole and places else range(len(own))[:_MOST_LINES])
        for d, own, places in zip(documents, lines, kept, strict=True)
    )
    return old, new


def _short(document: Document, lines: Sequence[Span]) -> bool:
    items = any(_ITEM.match(document.text[start:end]) for start, end in lines)
    return not items and sum(end - start for start, end in lines) <= _SHORT


def _speaking_lines(shapes: Sequence[frozenset[str]], asked: frozenset[str]) -> set[int]:
    shares = [len(asked & shape) for shape in shapes]
    least = max(1.0, _NEAR * len(asked), _AS_MUCH * max(shares, default=0))
    return {i for i, share in enumerate(shares) if share >= least}


def _side(document: Document, lines: Sequence[Span], places: Sequence[int]) -> Side:
    """These lines, and the first where one of them is an item that it introduces."""
    chosen = [lines[i] for i in places]
    shown = list(chosen)
    if any(_ITEM.match(document.text[start:end]) for start, end in chosen) and 0 not in places:
        shown.insert(0, lines[0])
    opening = bare_of(document, lines[0])[:_OPENING] if lines else ""
    return Side(tuple(shown), "\n".join(bare_of(document, line) for line in chosen), opening)


def articles_of(document: Document) -> list[Span]:
    """The articles of a law, else the lowest headings with their text."""
    sections = document.sections
    found = [(s.start, s.end) for s in sections if s.kind == "article"]
    if found:
        return found
    parents = {s.parent for s in sections}
    return [
        (s.start, s.end)
        for i, s in enumerate(sections)
        if s.kind in ("heading", "chapter", "section") and i not in parents
    ]


def shape_of(document: Document, span: Span) -> frozenset[str]:
    """What an article is compared by: its pairs of characters."""
    return frozenset(pairs_of(bare_of(document, span)))


def pairs_of(text: str) -> list[str]:
    """The pairs of neighbouring characters of a text without its marks."""
    bare = "".join(c for c in text if c.isalnum())
    return [bare[i : i + 2] for i in range(len(bare) - 1)]


def bare_of(document: Document, span: Span) -> str:
    """The folded text of an article or a line of it without its number."""
    return _ITEM.sub("", _LABEL.sub("", fold(document.text[slice(*span)]).strip()))


def lines_of(document: Document, span: Span) -> Iterator[Span]:
    """The lines of an article that are not empty."""
    for match in re.finditer(r"\S[^\n]*", document.text[slice(*span)]):
        yield span[0] + match.start(), span[0] + match.start() + len(match.group().rstrip())


def alike(
    own: frozenset[str], others: Sequence[frozenset[str]], least: float = _ALIKE
) -> int | None:
    """The article that shares most with `own`, where it is alike enough."""
    scores = [len(own & other) / (len(own | other) or 1) for other in others]
    best = max(range(len(scores)), key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] >= least else None
