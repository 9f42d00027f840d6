"""The rule in force before the one that it took the place of.

A repealed or older text often says what is asked in plainer words than its successor, and is found
first. Who asks without naming a time or that text means the law of today: its answer comes first, the
older one behind it.
"""

from index.reader import IndexReader
from rag.extract import Candidate
from rag.names import COUNTRY
from rag.query import Query
from rag.recency import newest_first
from rag.validity import NO_LONGER
from rag.validity_links import ValidityBook
from rag.versions import bare_title, versions_of

_MOST_STEPS = 5  # from a text to the one that replaced it, and on


def successor(reader: IndexReader, book: ValidityBook, query: Query, best: Candidate) -> int | None:
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
