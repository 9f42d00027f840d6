"""What several documents, or several parts of one, answer side by side."""

from collections.abc import Sequence
from dataclasses import replace

from index.reader import IndexReader
from rag.candidates import ranked_candidates
from rag.compare import asks_which_places, aspects_of
from rag.coverage import covered
from rag.elsewhere import of_other_places, side_by_side, told_of_places
from rag.extract import Candidate, rank_sentences
from rag.query import Query
from rag.quoting import quoted
from rag.refuse import judge
from rag.types import Draft, Hit
from rag.weigh import read_sentences

_READS_AS_WELL = 0.85  # of the best sentence's reading, where several places answer
_NEAR_BEST, _MOST_DOCUMENTS = 0.75, 12  # where one sentence a document is shown


def each_thing_asked(
    reader: IndexReader, query: Query, hits: Sequence[Hit], reads: bool
) -> Draft | None:
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
        candidates = ranked_candidates(reader, aspect.query, aspect.hits, reads)
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


def of_several_places(
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
    if len(documents) < 2:
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
