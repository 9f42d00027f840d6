"""The sentences that an answer is made of, best first, and whether the best of them answers."""

from collections.abc import Sequence
from dataclasses import replace

from index.fold import fold
from index.reader import IndexReader
from rag.compare import affirmed
from rag.confidence import STRUCTURAL
from rag.deciding import lists_just_that, says_just_that
from rag.definitions import term_asked, without_asking
from rag.extract import Candidate, rank_sentences
from rag.measures import measures_in
from rag.query import Query
from rag.refuse import Judgement, judge, ruled_out
from rag.steps import asks_steps, without_asking_how
from rag.stretch import judged_first
from rag.types import Hit
from rag.weigh import read_sentences
from rag.whether import measure_asked

# Of a clause in one of the first passages that states the very number that the question names.
_SAME_NUMBER, _FOUND_FIRST = 0.35, 3
_DEFINED = 0.5  # the chance, at least, that the definition of the word asked for answers
# And of an enumeration whose lead names just what is asked for. Of those that the figures alone gave so
# small a chance (but not under the lesser one) four in five answered.
_NAMED_LIST, _LEAST_LISTED = 0.35, 0.125


def best_candidates(
    reader: IndexReader, query: Query, hits: Sequence[Hit], reads: bool
) -> list[Candidate]:
    """The sentences that an answer is made of, best first; `reads`: whether the reading model is
    heard."""
    return ranked_candidates(reader, plain_question(query), hits, reads)


def plain_question(query: Query) -> Query:
    """A question without what says only that a meaning or a way is asked for, or what is not meant."""
    query = affirmed(query)
    if term_asked(query.folded) is not None:
        return replace(query, content=without_asking(query.content))
    if asks_steps(query.folded):
        return replace(query, content=without_asking_how(query.content))
    return query


def ranked_candidates(
    reader: IndexReader, query: Query, hits: Sequence[Hit], reads: bool
) -> list[Candidate]:
    """The same for a question that is plain already."""
    candidates = rank_sentences(reader, query, hits)
    if reads:
        candidates = judged_first(reader, query, read_sentences(reader, query.text, candidates))
    return candidates


def judge_best(reader: IndexReader, query: Query, candidates: Sequence[Candidate]) -> Judgement:
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
    just_that = says_just_that(query.folded, candidates[0])
    named = found.confidence >= _LEAST_LISTED and lists_just_that(candidates[0])
    if not (just_that or named) or ruled_out(reader, query, candidates):
        return found
    return Judgement(max(found.confidence, _DEFINED if just_that else _NAMED_LIST), None)
