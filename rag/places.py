"""Questions that name a place by number (临江市节水办法第五条说了什么): the place itself answers."""

import re
from collections.abc import Sequence

from index.fold import fold
from index.reader import IndexReader
from rag.reference import Place, parse_reference, resolve
from rag.sentences import split_sentences
from rag.types import Claim, Quote, claim

_ASKED = re.compile(
    "(?:的?(?:具体|主要)?(?:内容|规定|条文|原文))?(?:都|又|分别|主要|具体)?(?:是|有|为|说|讲|规定|写|要求|提|包括)了?"
    "(?:什么|哪些|啥|怎么)(?:内容|规定|说|写|的)?|的?(?:具体)?(?:内容|条文|原文|全文)$|怎么(?:规定|说|写)的?|如何规定"
)
_EDGES = re.compile(
    r"^(?:请问|请教|帮我|查(?:一下|询)?|看一下|告诉我|根据|按照?)+|[\s?？。!！,，呢吗啊]+$"
)
_MOST_PLACES, _MOST_QUOTES = 3, 8


def answer_from_places(reader: IndexReader, text: str) -> tuple[Claim, ...] | None:
    """Claims that quote the places a question names and asks for whole; None for any other
    question. Of several versions that have the place each is quoted."""
    bare = _EDGES.sub("", _ASKED.sub("", _EDGES.sub("", fold(text))))
    reference = parse_reference(bare)
    if reference is None or not any(step.unit for step in reference.steps):
        return None
    places, _ = resolve(reader.records, reference)
    if not places or len({place.document for place in places}) > _MOST_PLACES:
        return None
    return tuple(c for place in places[:_MOST_PLACES] for c in _quoted(reader, place))


def _quoted(reader: IndexReader, place: Place) -> Sequence[Claim]:
    """The sentences of a place, the first of them where it is long."""
    document = reader.records.document(place.document)
    card = reader.records.cards[place.document]
    path = document.path(document.section_at(place.start))
    sentences = split_sentences(document, place.start, place.end)
    number = f"（{card.number}）" if card.number else ""
    claims = [
        claim("《{title}》{number}{path}：", title=card.title, number=number, path=" > ".join(path))
    ]
    for sentence in sentences[:_MOST_QUOTES]:
        quote = Quote(place.document, sentence.start, sentence.end, sentence.text)
        claims.append(claim("{0}", [quote]))
    if len(sentences) > _MOST_QUOTES:
        claims.append(claim("（其后还有{count}句，见原文。）", count=len(sentences) - _MOST_QUOTES))
    return claims
