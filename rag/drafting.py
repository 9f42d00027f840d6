"""Question → draft of an answer and the hits it is made of.

What the question names and is not here comes first, then what the structure of a document answers,
then sentences. A question that sets things side by side is asked once for each of them.
"""

from collections.abc import Sequence
from itertools import zip_longest

from index.fold import fold
from index.reader import IndexReader
from rag.absent import Absent, absent_from, told_beside, without
from rag.answer import draft_answer
from rag.confidence import STRUCTURAL
from rag.editions import version_absent
from rag.filter import Filter
from rag.places import claims_at_place
from rag.query import Query, parse_query
from rag.retrieve import Retriever
from rag.sides import beside, compared_in
from rag.structural import structural_claims
from rag.types import Claim, Draft, Hit, Quote
from rag.whole import names_only

_DEPTH = 20  # hits that an answer may draw on


def drafted(reader: IndexReader, retriever: Retriever, query: Query) -> tuple[Draft, list[Hit]]:
    """The draft of an answer, and the hits that it was made of, best first."""
    return _beside(reader, retriever, query) or _alone(reader, retriever, query)


def structural_quotes(reader: IndexReader, retriever: Retriever, query: Query) -> tuple[Quote, ...]:
    """The quotes by which the structure of a document answers; none where it does not."""
    return quotes_of(_structural(reader, retriever, query, _absent(reader, retriever, query)))


def quotes_of(claims: Sequence[Claim]) -> tuple[Quote, ...]:
    """All quotes of these claims, in their order."""
    return tuple(quote for said in claims for quote in said.quotes)


def _alone(reader: IndexReader, retriever: Retriever, query: Query) -> tuple[Draft, list[Hit]]:
    """The draft for a question that asks for one thing."""
    absent = _absent(reader, retriever, query)
    claims = _structural(reader, retriever, query, absent)
    hits = retriever.search(query, _DEPTH, quotes_of(claims))
    if any(one.sought for one in absent):
        return without(reader, absent), hits
    draft = Draft("answered", claims, confidence=STRUCTURAL)
    if not claims:
        draft = draft_answer(reader, retriever, query, hits)
    return told_beside(reader, absent, draft), hits


def _beside(
    reader: IndexReader, retriever: Retriever, query: Query
) -> tuple[Draft, list[Hit]] | None:
    """The answers to what a question sets side by side, each as if it were asked alone; None where
    it asks for one thing."""
    if not retriever.understands:
        return None
    compared = compared_in(reader.records, query.text)
    compared = compared or version_absent(reader, query)
    if compared is None:
        return None
    asked = [_side(reader, retriever, side.question, query.filter) for side in compared.sides]
    answers = [_alone(reader, retriever, one) for one in asked]
    found = [hits for _, hits in answers] or [retriever.search(query, _DEPTH)]
    hits = [hit for each in zip_longest(*found) for hit in each if hit is not None]
    return beside(compared, [draft for draft, _ in answers]), hits


def _side(reader: IndexReader, retriever: Retriever, question: str, filter: Filter) -> Query:
    """The question about one side; what a document says, where it names nothing but that."""
    query = parse_query(question, filter)
    title = reader.records.cards[retriever.documents.named(query)[0]].title
    if names_only(query.folded, fold(title)):
        return parse_query(f"{title}的主要内容", filter)
    return query


def _structural(
    reader: IndexReader, retriever: Retriever, query: Query, absent: Sequence[Absent]
) -> tuple[Claim, ...]:
    """What the structure of a document answers by itself: its header, its outline, or a place
    that the question names, also in its midst, where the first hits tell the document; nothing
    where the question seeks what is `absent`."""
    if not retriever.understands or any(one.sought for one in absent):
        return ()
    claims = structural_claims(reader, retriever, query)
    if not claims:
        hits = retriever.search(query, _DEPTH)
        claims = claims_at_place(reader, query, hits, retriever.reads)
    allowed = retriever.documents.allowed(query)
    if not claims or not all(allowed[quote.document] for quote in quotes_of(claims)):
        return ()
    return claims


def _absent(reader: IndexReader, retriever: Retriever, query: Query) -> tuple[Absent, ...]:
    """What the question names and the index does not hold."""
    if not retriever.understands:
        return ()
    return absent_from(reader, query, lambda: retriever.search(query, 1))
