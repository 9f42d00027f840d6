"""The rule in force before the one that it took the place of.

A repealed or older text often says what is asked in plainer words than its successor, and is found
first. Who asks without naming a time or that text means the law of today: its answer comes first, the
older one behind it.
"""

from dataclasses import replace

from index.reader import IndexReader
from rag.candidates import judge_best, ranked_candidates
from rag.coverage import covered
from rag.extract import Candidate
from rag.known_titles import COUNTRY
from rag.query import Query
from rag.quoting import quoted
from rag.recency import clause_of, newest_first
from rag.retrieve import Retriever
from rag.types import Draft
from rag.validity import NO_LONGER
from rag.validity_links import ValidityBook
from rag.versions import bare_title, versions_of

# Passages looked at of the text that took the place of another, and how much of what that says (in
# words, and as a chance) it has to say at least.
_IN_SUCCESSOR, _STILL_SAYS = 8, 0.6
_MOST_STEPS = 5  # from a text to the one that replaced it, and on


def said_in_force(
    reader: IndexReader, retriever: Retriever, query: Query, old: Candidate, sure: float
) -> Draft | None:
    """Where a text that is no longer in force answers best, `sure` of itself, what the one in force says,
    before it; None where that answers much worse."""
    number = _successor(reader, retriever.validity, query, old)
    if number is None:
        return None
    source = reader.records.cards[number].source
    within = replace(query, filter=replace(query.filter, documents=(source,)))
    hits = [hit for hit in retriever.search(within, _IN_SUCCESSOR) if hit.document == number]
    ranked = ranked_candidates(reader, query, hits, retriever.reads)
    candidates = [candidate for candidate in ranked if candidate.fits >= old.fits]
    found = judge_best(reader, query, candidates)
    if found.reason is not None or found.confidence < _STILL_SAYS * sure:
        return None
    said = [covered(c.lexical, c.soft) for c in (candidates[0], old)]
    if said[0] < _STILL_SAYS * said[1]:
        return None
    new = quoted(reader, candidates)
    behind = quoted(reader, [old], [old]) if clause_of(old) != clause_of(candidates[0]) else new
    claims = dict.fromkeys((*new.claims, *behind.claims))
    return replace(new, claims=tuple(claims), confidence=found.confidence)


def _successor(
    reader: IndexReader, book: ValidityBook, query: Query, best: Candidate
) -> int | None:
    """The document in force that took the place of the one that answers best; None where that is in
    force itself, none is known, or the question names a time, a version or that very document."""
    own = best.hit.document
    if query.years or query.day or query.version < 0 or query.number is not None:
        return None
    if query.filter.statuses or book.on(own, query.filter.as_of).status not in NO_LONGER:
        return None
    number = own
    for _ in range(_MOST_STEPS):
        found = book.on(number, query.filter.as_of)
        if found.status not in NO_LONGER:
            break
        by = next((e.document for e in found.evidence if e.document != number), None)
        if by is None:
            by = newest_first(reader, versions_of(reader.records, number))[0]
        if by == number:
            return None
        number = by
    cards = reader.records.cards
    name = bare_title(cards[own])
    if bare_title(cards[number]) != name and name.removeprefix(COUNTRY) in query.folded:
        return None  # 契税暂行条例第三条 asks for that text
    return number if number != own and query.filter.allows(cards[number]) else None
