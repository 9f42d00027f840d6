"""What the structure of a document answers by itself: its header, its outline, a place named by number, the
document as a whole.
"""

from index.fold import fold
from index.reader import IndexReader
from index.types import Document
from rag.about import claims_about
from rag.contents import answer_from_outline
from rag.coverage import coverage
from rag.history import history_claims
from rag.identified import claims_about_number
from rag.listed import core
from rag.metadata import answer_from_metadata, speaks_of_itself
from rag.occurrences import Finder
from rag.overview import openings
from rag.places import answer_from_places, names_inner_place
from rag.purpose import purpose_claims
from rag.query import Query
from rag.quoting import introduce
from rag.retrieve import Retriever
from rag.titles import SHORT_NAME
from rag.types import Claim, claim
from rag.versions import parts_of
from rag.whole import (
    asks_mentions,
    asks_whole,
    mention_claims,
    section_claims,
    section_named,
    whole_claims,
)

_NAMED = 0.3  # a title matched this well is meant by the question


def structural_claims(
    reader: IndexReader, retriever: Retriever, query: Query
) -> tuple[Claim, ...] | None:
    """Claims where a question is answered by the structure of a document: a place that it names by
    number, its header or its outline; None when it asks for something else or does not say which
    document it means."""
    claims = claims_about_number(
        reader,
        query,
        lambda: retriever.search(query),
        lambda: retriever.documents.numbered(query).tolist(),
    )
    claims = claims or claims_about(reader, query.folded)
    if claims:
        return claims
    whole = _whole(reader, retriever, query)
    if whole is not None:
        return whole
    meant = named_document(reader, retriever, query)
    for number in parts_of(reader.records, meant) if meant is not None else ():
        document = reader.records.document(number)
        claims = _of_document(reader, document, number, query.folded)
        if claims:
            introduction = claim("{document}：", document=introduce(reader.records.cards[number]))
            return (introduction, *claims, *openings(document, number, query.folded, claims))
    return answer_from_places(reader, query.text)


def _of_document(
    reader: IndexReader, document: Document, number: int, folded: str
) -> tuple[Claim, ...] | None:
    """What the header, the note under the title, the first article or the outline of a document answer."""
    title = fold(document.title)
    claims = None
    if len(reader.records.cards) == 1 or speaks_of_itself(folded, title):
        claims = (
            history_claims(document, number, folded)
            or purpose_claims(document, number, folded)
            or answer_from_metadata(
                document, number, folded, lambda words: coverage(reader, words, title)
            )
        )
    if claims is None and not names_inner_place(folded):
        claims = answer_from_outline(
            document,
            number,
            folded,
            lambda content, title: coverage(reader, core(title), content),
        )
    return claims


def named_document(reader: IndexReader, retriever: Retriever, query: Query) -> int | None:
    """The document a question says it is about: the only one there is, or the one it names."""
    if len(reader.records.cards) == 1:
        return 0
    if query.number is not None:
        numbered = retriever.documents.numbered(query)
        return int(numbered[0]) if len(numbered) == 1 else None
    best, named = retriever.documents.named(query)
    return best if named >= _NAMED else None


def _whole(reader: IndexReader, retriever: Retriever, query: Query) -> tuple[Claim, ...] | None:
    """Claims about a document as a whole, or a section that is named by its title and asked for whole."""
    if not query.chinese or query.references:
        return None
    word = asks_mentions(query.folded)
    number, named = retriever.documents.named(query)
    if query.number is not None:
        numbered = retriever.documents.numbered(query)
        if not len(numbered):
            return None
        titles = retriever.documents.titled(query)
        number, named = int(max(numbered, key=lambda n: titles[n])), 1.0
    if word:
        hits = retriever.search(query)
        number = number if named >= _NAMED or not hits else hits[0].document
    document = reader.records.document(number)
    title, folded = fold(document.title), query.folded
    if query.number is not None:  # its title stands for its 文号
        folded = f"{title}{folded[query.number.end :]}"
    if word:
        claims = mention_claims(Finder(reader), document, number, word)
    elif asks_whole(folded, title, named >= SHORT_NAME):
        claims = whole_claims(document, number, folded)
    else:
        section = section_named(document, folded) if named >= _NAMED else None
        claims = section_claims(document, number, section) if section is not None else []
    if not claims:
        return None
    return (claim("{document}：", document=introduce(reader.records.cards[number])), *claims)
