"""Question → Draft: metadata, outline, listed only, extracted sentences, or an honest refusal."""

from collections.abc import Sequence

import numpy as np

from index.fold import fold
from index.reader import IndexReader
from index.types import DocumentCard
from rag.contents import answer_from_outline, missing_from_outline
from rag.extract import Candidate, coverage, covered, rank_sentences
from rag.listed import Listed, core, missing_section
from rag.metadata import answer_from_metadata
from rag.places import answer_from_places
from rag.query import Query
from rag.refuse import reason_to_refuse
from rag.retrieve import Retriever
from rag.sentences import whole_sentence
from rag.types import Claim, Draft, Hit, Quote, claim

_NAMED = 0.3  # a title matched this well is meant by the question
_SECOND = 0.93  # a second sentence this near the best one's score is shown too
_MOST_SENTENCES = 3


def structural_claims(
    reader: IndexReader, retriever: Retriever, query: Query
) -> tuple[Claim, ...] | None:
    """Claims where a question is answered by the structure of a document: a place that it names by
    number, its header or its outline; None when it asks for something else or does not say which
    document it means."""
    number = _named_document(reader, retriever, query)
    claims = None
    if number is not None:
        document = reader.records.document(number)
        title = fold(document.title)
        claims = answer_from_metadata(
            document, number, query.folded, lambda words: coverage(reader, words, title)
        )
        if claims is None:
            claims = answer_from_outline(
                document,
                number,
                query.folded,
                lambda content, title: coverage(reader, core(title), content),
            )
        if claims:
            introduction = claim("{document}：", document=introduce(reader.records.cards[number]))
            return (introduction, *claims)
    return answer_from_places(reader, query.text)


def draft_answer(
    reader: IndexReader, retriever: Retriever, query: Query, hits: Sequence[Hit]
) -> Draft:
    """Draft an answer from the sentences of the hits, for a question without structural claims.
    Every statement in it carries the quotes that prove it."""
    candidates = rank_sentences(reader, query, hits)
    meant = _named_document(reader, retriever, query)
    if meant is None and hits:
        meant = hits[0].document
    if meant is not None:
        document = reader.records.document(meant)
        listed = missing_section(reader, document, query)
        if listed is not None and _only_listed(listed, candidates):
            return _listed_only(reader, meant, listed)
        missing = missing_from_outline(document, query.folded)
        if missing is not None:
            return _refusal(reader, missing)
    reason = reason_to_refuse(reader, query, candidates)
    if reason is not None:
        return _refusal(reader, reason)
    return _extracted(reader, candidates)


def introduce(card: DocumentCard) -> str:
    """A document as an answer names it: 《标题》（文号）."""
    return f"《{card.title}》" + (f"（{card.number}）" if card.number else "")


def _named_document(reader: IndexReader, retriever: Retriever, query: Query) -> int | None:
    """The document a question says it is about: the only one there is, or the one it names."""
    if len(reader.records.cards) == 1:
        return 0
    if query.number is not None:
        numbered = retriever.documents_numbered(query)
        return int(numbered[0]) if len(numbered) == 1 else None
    titles = retriever.documents_named(query)
    best = int(np.argmax(titles))
    return best if titles[best] >= _NAMED else None


def _only_listed(listed: Listed, candidates: Sequence[Candidate]) -> bool:
    if not candidates:
        return True
    best = max(covered(candidate.lexical, candidate.soft) for candidate in candidates)
    return listed.covered >= best


def _listed_only(reader: IndexReader, number: int, listed: Listed) -> Draft:
    entry = listed.entry
    document = reader.records.document(number)
    page = f"（第{entry.page}页）" if entry.page is not None else ""
    who = introduce(reader.records.cards[number])
    quote = Quote(number, entry.start, entry.end, document.text[entry.start : entry.end])
    said = claim("{who}的目录列有此节{page}，但正文未收录：{0}", [quote], who=who, page=page)
    return Draft("listed_only", (said,), ("正文未收录这一节，无法回答其内容。",))


def _refusal(reader: IndexReader, reason: str) -> Draft:
    count = len(reader.records.cards)
    said = claim(
        "在已索引的{count}份文件中没有找到这个问题的答案：{reason}。", count=count, reason=reason
    )
    return Draft("insufficient", (said,), ("下列最接近的段落仅供参考，不是答案。",))


def _extracted(reader: IndexReader, candidates: Sequence[Candidate]) -> Draft:
    """The best sentence and those nearly as good, each introduced by where it stands."""
    best = candidates[0]
    chosen = [c for c in candidates if c.score >= _SECOND * best.score and c.fits == best.fits]
    claims = []
    quoted: list[Quote] = []
    previous: tuple[int, tuple[str, ...]] | None = None
    introduction = ""
    for candidate in chosen[:_MOST_SENTENCES]:
        document = reader.records.document(candidate.hit.document)
        sentence = candidate.sentence
        path = document.path(document.section_at(sentence.start))
        place = (candidate.hit.document, path)
        if place != previous:
            where = f"“{' > '.join(path)}”" if path else ""
            introduction = f"{introduce(candidate.hit.card)}{where}：\n"
            previous = place
        start, end = sentence.start, sentence.end
        if candidate.leans:
            start, end = whole_sentence(document, sentence, candidate.hit.chunk)
        quote = Quote(candidate.hit.document, start, end, document.text[start:end])
        if quote not in quoted:
            quoted.append(quote)
            claims.append(claim("{introduction}{0}", [quote], introduction=introduction))
            introduction = ""
    return Draft("answered", tuple(claims))
