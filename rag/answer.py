"""Question → Draft: metadata, outline, listed only, extracted sentences, or an honest refusal."""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.fold import fold
from index.reader import IndexReader
from rag.about import claims_about
from rag.compare import affirmed, asks_which_places, aspects_of
from rag.confidence import STRUCTURAL
from rag.contents import answer_from_outline, missing_from_outline
from rag.contrast import contrasted
from rag.coverage import coverage, covered
from rag.current import successor
from rag.deciding import deciding_first, says_just_that
from rag.definitions import term_asked, without_asking
from rag.elsewhere import (
    national_first,
    of_other_places,
    side_by_side,
    told_of_place,
    told_of_places,
)
from rag.extract import Candidate, rank_sentences
from rag.identified import claims_about_number
from rag.listed import Listed, core, missing_section
from rag.lists import asked_count, asks_list
from rag.measures import measures_in
from rag.metadata import answer_from_metadata
from rag.occurrences import Finder
from rag.overview import openings
from rag.places import answer_from_places, names_inner_place
from rag.query import Query
from rag.quoting import introduce, quoted
from rag.recency import clause_of
from rag.refuse import Judgement, judge, ruled_out
from rag.retrieve import Retriever
from rag.sets import set_claims
from rag.steps import asks_steps, without_asking_how
from rag.stretch import judged_first
from rag.titles import SHORT_NAME
from rag.types import Claim, Draft, Hit, Own, Quote, claim
from rag.weigh import read_sentences
from rag.whether import asks_yes_or_no, measure_asked, not_whether
from rag.whole import (
    asks_mentions,
    asks_whole,
    mention_claims,
    section_claims,
    section_named,
    whole_claims,
)

NEAREST_FOLLOW = "下列最接近的段落仅供参考，不是答案。"
_YEAR = re.compile(r"(?:19|20)\d{2}")
_NAMED = 0.3  # a title matched this well is meant by the question
_READS_AS_WELL = 0.85  # of the best sentence's reading, where several places answer
_NEAR_BEST, _MOST_DOCUMENTS = 0.75, 12  # where one sentence a document is shown
_CONTRASTED = 0.6  # the chance that articles of two versions are those that are meant
# Of a clause in one of the first passages that states the very number that the question names.
_SAME_NUMBER, _FOUND_FIRST = 0.35, 3
_DEFINED = 0.5  # the chance, at least, that the definition of the word asked for answers
# Passages looked at of the text that took the place of another, and how much of what that says (in
# words, and as a chance) it has to say at least.
_IN_SUCCESSOR, _STILL_SAYS = 8, 0.6
_PASSAGES_OF_SETS, _DOCUMENTS_OF_SETS = 5, 2  # first passages, and documents searched for a set


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
        lambda: retriever.documents_numbered(query).tolist(),
    )
    claims = claims or claims_about(reader, query.folded)
    if claims:
        return claims
    whole = _whole(reader, retriever, query)
    if whole is not None:
        return whole
    number = _named_document(reader, retriever, query)
    if number is not None:
        document = reader.records.document(number)
        title = fold(document.title)
        claims = answer_from_metadata(
            document, number, query.folded, lambda words: coverage(reader, words, title)
        )
        if claims is None and not names_inner_place(query.folded):
            claims = answer_from_outline(
                document,
                number,
                query.folded,
                lambda content, title: coverage(reader, core(title), content),
            )
        if claims:
            introduction = claim("{document}：", document=introduce(reader.records.cards[number]))
            return (introduction, *claims, *openings(document, number, query.folded, claims))
    return answer_from_places(reader, query.text)


def draft_answer(
    reader: IndexReader, retriever: Retriever, query: Query, hits: Sequence[Hit]
) -> Draft:
    """Draft an answer from the sentences of the hits, for a question without structural claims.
    Every statement in it carries the quotes that prove it."""
    query = _plain(query)
    contrast = contrasted(reader, query, [hit.document for hit in hits], retriever.reads)
    if contrast is not None:
        return replace(contrast, confidence=_CONTRASTED)
    candidates = _ranked(reader, query, hits, retriever.reads)
    if retriever.crowded:
        aligned = _aligned(reader, query, hits, retriever.reads)
        if aligned is not None:
            return aligned
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
            return refusal(reader, missing, 1.0 - STRUCTURAL)
    if asks_list(query.folded):
        claims = _set_named(reader, query, hits, candidates)
        if claims is not None:
            return Draft("answered", claims, confidence=STRUCTURAL)
    candidates = national_first(query.folded, candidates)
    found = _judged(reader, query, candidates)
    if found.reason is not None:
        return refusal(reader, found.reason, found.confidence)
    current = _in_force(reader, retriever, query, candidates[0], found.confidence)
    if current is not None:
        return current
    several = _several_places(reader, query, hits, candidates, retriever.reads)
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
    )
    cited = dict.fromkeys(quote.document for said in draft.claims for quote in said.quotes)
    local = told_of_place(reader, query.folded, list(cited))
    return replace(draft, notices=(*draft.notices, *local), confidence=found.confidence)


def _in_force(
    reader: IndexReader, retriever: Retriever, query: Query, old: Candidate, sure: float
) -> Draft | None:
    """Where a text that is no longer in force answers best, `sure` of itself, what the one in force says,
    before it; None where that answers much worse."""
    number = successor(reader, retriever.validity, query, old)
    if number is None:
        return None
    source = reader.records.cards[number].source
    within = replace(query, filter=replace(query.filter, documents=(source,)))
    hits = [hit for hit in retriever.search(within, _IN_SUCCESSOR) if hit.document == number]
    ranked = _ranked(reader, query, hits, retriever.reads)
    candidates = [candidate for candidate in ranked if candidate.fits >= old.fits]
    found = _judged(reader, query, candidates)
    if found.reason is not None or found.confidence < _STILL_SAYS * sure:
        return None
    said = [covered(c.lexical, c.soft) for c in (candidates[0], old)]
    if said[0] < _STILL_SAYS * said[1]:
        return None
    new = quoted(reader, candidates)
    behind = quoted(reader, [old], [old]) if clause_of(old) != clause_of(candidates[0]) else new
    claims = dict.fromkeys((*new.claims, *behind.claims))
    return replace(new, claims=tuple(claims), confidence=found.confidence)


def _judged(reader: IndexReader, query: Query, candidates: Sequence[Candidate]) -> Judgement:
    """Whether the best candidate answers. The number that a question asks about need not stand there,
    and what defines the very word that is asked for, or divides the very thing, answers however little
    else it says."""
    asked = measure_asked(query.folded)
    if asked is not None and asked.decisive:
        rest = query.content.replace(asked.measure.printed, " ").strip()
        query = replace(query, content=rest or query.content)
        around = fold(candidates[0].hit.chunk.text) if candidates else ""
        if candidates and not any(map(asked.measure.answered_by, measures_in(around))):
            unlikely = judge(reader, query, candidates).confidence * (1.0 - STRUCTURAL)
            return Judgement(unlikely, "相近段落没有写明所问的数")
        stated = measures_in(fold(candidates[0].sentence.text)) if candidates else []
        if any(map(asked.measure.same, stated)) and candidates[0].hit.rank <= _FOUND_FIRST:
            found = judge(reader, query, candidates)
            if found.reason is None or ruled_out(reader, query, candidates) is not None:
                return found
            return Judgement(max(found.confidence, _SAME_NUMBER), None)
    found = judge(reader, query, candidates)
    if found.reason is None or not candidates:
        return found
    if not says_just_that(query.folded, candidates[0]) or ruled_out(reader, query, candidates):
        return found
    return Judgement(max(found.confidence, _DEFINED), None)


def _several_places(
    reader: IndexReader,
    query: Query,
    hits: Sequence[Hit],
    candidates: Sequence[Candidate],
    reads: bool,
) -> Draft | None:
    """What documents of several places say, side by side, where the question names none."""
    if query.number is not None:
        return None  # a 文号 names one document
    best = candidates[0]
    documents = of_other_places(query.folded, best, hits)
    if len(documents) < 2 or query.number is not None:
        return None
    if best.series is not None:
        draft = quoted(reader, candidates)
        notice = told_of_places(reader, best.hit.card, 1)
        return replace(draft, notices=(*draft.notices, notice))
    own = [hit for hit in hits if hit.document in documents]
    near = [c for c in rank_sentences(reader, query, own, len(own)) if _near(c, best)]
    chosen = side_by_side(best, near)
    if reads:
        heard = read_sentences(reader, query.text, chosen)
        least = _READS_AS_WELL * max((c.reading or 0.0) for c in heard)
        told = {c.hit.document for c in heard if (c.reading or 0.0) >= least}
        chosen = [c for c in chosen if c is best or c.hit.document in told]
    if len(chosen) < 2:
        return None
    notice = told_of_places(reader, best.hit.card, len(chosen))
    return replace(quoted(reader, chosen, chosen), notices=(notice,))


def _near(candidate: Candidate, best: Candidate) -> bool:
    least = _NEAR_BEST * covered(best.lexical, best.soft)
    return covered(candidate.lexical, candidate.soft) >= least


def best_candidates(
    reader: IndexReader, query: Query, hits: Sequence[Hit], reads: bool
) -> list[Candidate]:
    """The sentences that an answer is made of, best first; `reads`: whether the reading model is
    heard."""
    return _ranked(reader, _plain(query), hits, reads)


def _plain(query: Query) -> Query:
    """A question without what says only that a meaning or a way is asked for, or what is not meant."""
    query = affirmed(query)
    if term_asked(query.folded) is not None:
        return replace(query, content=without_asking(query.content))
    if asks_steps(query.folded):
        return replace(query, content=without_asking_how(query.content))
    return query


def _ranked(reader: IndexReader, query: Query, hits: Sequence[Hit], reads: bool) -> list[Candidate]:
    candidates = rank_sentences(reader, query, hits)
    if reads:
        candidates = judged_first(reader, query, read_sentences(reader, query.text, candidates))
    return candidates


def _aligned(reader: IndexReader, query: Query, hits: Sequence[Hit], reads: bool) -> Draft | None:
    """The answers to each thing that a question asks for, side by side; None where it asks for one
    or fewer than two are found."""
    if asks_which_places(query.folded):
        chosen = _of_each_document(reader, query, hits)
        if len(chosen) < 2:
            return None
        likely = judge(reader, query, chosen).confidence
        return replace(quoted(reader, chosen, chosen), confidence=likely)
    found: list[Candidate] = []
    sure: list[float] = []
    aspects = aspects_of(reader, query, hits)
    for aspect in aspects:
        candidates = _ranked(reader, aspect.query, aspect.hits, reads)
        judged = judge(reader, aspect.query, candidates)
        if judged.reason is None:
            found.append(candidates[0])
            sure.append(judged.confidence)
    # Clauses of one question ask of one document; where its parts lie apart it is not understood.
    apart = aspects and aspects[0].by_clause and len({c.hit.document for c in found}) > 1
    if len(found) < 2 or apart:
        return None
    return replace(quoted(reader, found, found), confidence=min(sure))


def _of_each_document(reader: IndexReader, query: Query, hits: Sequence[Hit]) -> list[Candidate]:
    """The best sentence of each document that says nearly as much of the question as the best."""
    best: dict[int, Candidate] = {}
    for candidate in rank_sentences(reader, query, hits, len(hits)):
        if candidate.series is None:
            best.setdefault(candidate.hit.document, candidate)
    highest = max((covered(c.lexical, c.soft) for c in best.values()), default=0.0)
    near = [c for c in best.values() if covered(c.lexical, c.soft) >= _NEAR_BEST * highest]
    return near[:_MOST_DOCUMENTS]


def _whole(reader: IndexReader, retriever: Retriever, query: Query) -> tuple[Claim, ...] | None:
    """Claims about a document as a whole, or a section that is named by its title and asked for whole."""
    if not query.chinese or query.references:
        return None
    word = asks_mentions(query.folded)
    number, named = retriever.named(query)
    if query.number is not None:
        numbered = retriever.documents_numbered(query)
        if not len(numbered):
            return None
        titles = retriever.documents_named(query)
        number, named = int(max(numbered, key=lambda n: titles[n])), 1.0
    if word:
        hits = retriever.search(query)
        number = number if named >= _NAMED or not hits else hits[0].document
    document = reader.records.document(number)
    if word:
        claims = mention_claims(Finder(reader), document, number, word)
    elif asks_whole(query.folded, fold(document.title), named >= SHORT_NAME):
        claims = whole_claims(document, number, query.folded)
    else:
        section = section_named(document, query.folded) if named >= _NAMED else None
        claims = section_claims(document, number, section) if section is not None else []
    if not claims:
        return None
    return (claim("{document}：", document=introduce(reader.records.cards[number])), *claims)


def _set_named(
    reader: IndexReader, query: Query, hits: Sequence[Hit], candidates: Sequence[Candidate]
) -> tuple[Claim, ...] | None:
    """Claims from a set that the question names by number, where no enumeration has that many."""
    count = asked_count(query.folded)
    best = candidates[0].series if candidates else None
    if best is not None and (count is None or len(best.items) == count):
        return None
    body = (hit for hit in hits[:_PASSAGES_OF_SETS] if hit.chunk.kind == "body")
    for number in list(dict.fromkeys(hit.document for hit in body))[:_DOCUMENTS_OF_SETS]:
        document = reader.records.document(number)
        claims = set_claims(
            document,
            number,
            query.folded,
            lambda text: coverage(reader, query.content, fold(text)),
            query.tense,
        )
        if claims is not None:
            return (claim("{who}：", who=introduce(reader.records.cards[number])), *claims)
    return None


def _named_document(reader: IndexReader, retriever: Retriever, query: Query) -> int | None:
    """The document a question says it is about: the only one there is, or the one it names."""
    if len(reader.records.cards) == 1:
        return 0
    if query.number is not None:
        numbered = retriever.documents_numbered(query)
        return int(numbered[0]) if len(numbered) == 1 else None
    best, named = retriever.named(query)
    return best if named >= _NAMED else None


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
