"""Question → Draft: metadata, outline, listed only, extracted sentences, or an honest refusal."""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.reader import IndexReader
from rag.aligned import each_thing_asked, of_several_places
from rag.candidates import judge_best, plain_question, ranked_candidates
from rag.confidence import STRUCTURAL
from rag.contents import missing_from_outline
from rag.contrast import contrasted
from rag.coverage import covered
from rag.current import said_in_force
from rag.deciding import deciding_first
from rag.elsewhere import national_first, told_of_place
from rag.extract import Candidate
from rag.listed import Listed, missing_section
from rag.lists import asks_list
from rag.query import Query
from rag.quoting import introduce, quoted
from rag.retrieve import Retriever
from rag.sets import set_named
from rag.steps import asks_steps
from rag.structural import named_document
from rag.types import Draft, Hit, Own, Quote, claim
from rag.whether import asks_yes_or_no, not_whether

NEAREST_FOLLOW = "下列最接近的段落仅供参考，不是答案。"
_YEAR = re.compile(r"(?:19|20)\d{2}")
_CONTRASTED = 0.6  # the chance that articles of two versions are those that are meant


def draft_answer(
    reader: IndexReader, retriever: Retriever, query: Query, hits: Sequence[Hit]
) -> Draft:
    """Draft an answer from the sentences of the hits, for a question without structural claims.
    Every statement in it carries the quotes that prove it."""
    query = plain_question(query)
    contrast = contrasted(reader, query, [hit.document for hit in hits], retriever.reads)
    if contrast is not None:
        return replace(contrast, confidence=_CONTRASTED)
    candidates = ranked_candidates(reader, query, hits, retriever.reads)
    if retriever.crowded and query.chinese:
        aligned = each_thing_asked(reader, query, hits, retriever.reads)
        if aligned is not None:
            return aligned
    meant = named_document(reader, retriever, query)
    if meant is None and hits:
        meant = hits[0].document
    if meant is not None:
        document = reader.records.document(meant)
        listed = missing_section(reader, document, query)
        if listed is not None and _only_listed(listed, candidates):
            return _listed_only(reader, meant, listed)
        missing = missing_from_outline(document, query.folded)
        if missing is not None:
            return refusal(reader, missing, 1.0 - STRUCTURAL)
    if asks_list(query.folded):
        claims = set_named(reader, query, hits, candidates)
        if claims is not None:
            return Draft("answered", claims, confidence=STRUCTURAL)
    candidates = national_first(query.folded, candidates)
    found = judge_best(reader, query, candidates)
    if found.reason is not None:
        return refusal(reader, found.reason, found.confidence)
    current = said_in_force(reader, retriever, query, candidates[0], found.confidence)
    if current is not None:
        return current
    several = of_several_places(reader, query, hits, candidates, retriever.reads)
    if several is not None:
        return replace(several, confidence=found.confidence)
    whether = asks_yes_or_no(query.folded) and not not_whether(query.folded)
    if whether and query.chinese and candidates[0].series is None:
        candidates = deciding_first(reader, query.folded, candidates)
    draft = quoted(
        reader,
        candidates,
        dated=bool(_YEAR.search(query.folded)),
        whether=query.folded if whether and query.chinese else "",
        steps=asks_steps(query.folded),
        sure=found.confidence,
    )
    cited = dict.fromkeys(quote.document for said in draft.claims for quote in said.quotes)
    local = told_of_place(reader, query.folded, list(cited))
    return replace(draft, notices=(*draft.notices, *local), confidence=found.confidence)


def _only_listed(listed: Listed, candidates: Sequence[Candidate]) -> bool:
    if not candidates:
        return True
    best = max(covered(candidate.lexical, candidate.soft) for candidate in candidates)
    return listed.covered >= best


def _listed_only(reader: IndexReader, number: int, listed: Listed) -> Draft:
    entry = listed.entry
    document = reader.records.document(number)
    page = Own(f"（第{entry.page}页）" if entry.page is not None else "")
    who = introduce(reader.records.cards[number])
    quote = Quote(number, entry.start, entry.end, document.text[entry.start : entry.end])
    said = claim("{who}的目录列有此节{page}，但正文未收录：{0}", [quote], who=who, page=page)
    return Draft("listed_only", (said,), ("正文未收录这一节，无法回答其内容。",), 1.0 - STRUCTURAL)


def refusal(reader: IndexReader, reason: str, confidence: float) -> Draft:
    """A draft that answers nothing and says why, in a Chinese clause."""
    count = len(reader.records.cards)
    said = claim(
        "在已索引的{count}份文件中没有找到这个问题的答案：{reason}。", count=count, reason=reason
    )
    return Draft("insufficient", (said,), (NEAREST_FOLLOW,), confidence)
