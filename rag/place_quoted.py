"""A place quoted as it stands: which it is, its sentences, and how what is left out begins; in each version
of the document.
"""

from collections.abc import Iterator, Sequence

from index.fold import fold
from index.reader import IndexReader
from index.types import Document, DocumentCard
from rag.lists import quotes_of
from rag.overview import has_headings, outline_claims
from rag.quoting import introduce
from rag.recency import newest_first
from rag.reference import Place
from rag.sentences import LONGEST_QUOTE, Sentence, split_sentences
from rag.types import Claim, Own, claim
from rag.versions import version_date

_MOST_QUOTES = 8  # sentences of a place; those of one paragraph are one quote


def in_versions(reader: IndexReader, places: Sequence[Place]) -> Iterator[Claim]:
    """The places of each version, the newest first; what an older one repeats is only told of."""
    titles = {number: reader.records.cards[number].title for number in documents_of(places)}
    shown: dict[tuple[str, str], str] = {}
    for number in newest_first(reader, list(titles)):
        card = reader.records.cards[number]
        alone = list(titles.values()).count(card.title) == 1
        version = "" if alone else _version(card)
        own = [place for place in places if place.document == number]
        text = fold("\n".join(reader.records.text(number)[p.start : p.end] for p in own))
        same = shown.setdefault((card.title, text), version)
        if same != version:
            yield claim("（{version}的文字与此相同。）", version=Own(version))
            continue
        for place in own:
            yield from whole_place(reader, place, version)


def whole_place(reader: IndexReader, place: Place, version: str = "") -> Sequence[Claim]:
    """The sentences of a place, the first of them where it is long."""
    document = reader.records.document(place.document)
    sentences = split_sentences(document, place.start, place.end)
    span = place.start, place.end
    alone = len(sentences) == 1 and sentences[0].heading  # what it holds stands under others
    if alone:
        span = place.start, document.sections[document.section_at(place.start)].end
    if alone or (len(sentences) > _MOST_QUOTES and has_headings(document, span)):
        return [
            where_it_stands(reader, place, version),
            *outline_claims(document, place.document, span),
        ]
    pieces = _in_paragraphs(document, sentences[:_MOST_QUOTES])
    shown = [quotes_of(document, place.document, [piece]) for piece in pieces]
    claims = [where_it_stands(reader, place, version), *(claim("{0}", q) for q in shown)]
    if len(sentences) > _MOST_QUOTES:
        claims += _rest(document, place, sentences[_MOST_QUOTES].start)
    return claims


def _in_paragraphs(document: Document, sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
    """The spans of sentences, those of one paragraph together as far as they may be quoted as one."""
    spans: list[tuple[int, int]] = []
    for sentence in sentences:
        start, end = spans[-1] if spans else (0, 0)
        apart = sentence.heading or "\n" in document.text[end : sentence.start]
        if spans and not apart and sentence.end - start <= LONGEST_QUOTE:
            spans[-1] = (start, sentence.end)
        else:
            spans.append((sentence.start, sentence.end))
    return spans


def _rest(document: Document, place: Place, start: int) -> list[Claim]:
    """What a long place holds behind its first sentences: how its further paragraphs begin."""
    rest = split_sentences(document, start, place.end)
    lines = [
        sentence
        for sentence in rest
        if "\n" in document.text[max(start, sentence.start - 2) : sentence.start]
    ]
    quotes = quotes_of(document, place.document, [(line.start, line.end) for line in lines])
    claims = [claim("其后各段开头：")] if quotes else []
    claims += [claim("{0}", [quote]) for quote in quotes[:_MOST_QUOTES]]
    return [*claims, claim("（其后共{count}句，见原文。）", count=len(rest))]


def where_it_stands(reader: IndexReader, place: Place, version: str = "") -> Claim:
    """Which place it is: its document, the version, the headings above it."""
    document = reader.records.document(place.document)
    card = reader.records.cards[place.document]
    path = document.path(document.section_at(place.start))
    name = introduce(card)
    version = f"（{version}）" if version else ""
    return claim("{name}{version}{path}：", name=name, version=Own(version), path=" > ".join(path))


def _version(card: DocumentCard) -> str:
    """A version by its date: 2023-09-01版, or that none is known."""
    year, month, day = version_date(card)
    if not year:
        return "未注明日期的版本"
    if not month and (card.published or "").startswith(str(year)):
        return f"{card.published}版"
    return "-".join((str(year), *(f"{part:02}" for part in (month, day) if part))) + "版"


def documents_of(places: Sequence[Place]) -> list[int]:
    """The numbers of the documents that these places stand in, each once."""
    return list(dict.fromkeys(place.document for place in places))
