"""Parts of a passage's score that come from what the question names or from its document."""

import numpy as np
from numpy.typing import NDArray

from index.records import RecordReader
from rag.query import Query
from rag.scope import looks_back
from rag.types import Quote

Floats = NDArray[np.float32]


def neighbours(documents: NDArray[np.int32], passages: NDArray[np.int64]) -> NDArray[np.int64]:
    """The passages before and after, in the same document: a list runs on, a heading stands above."""
    beside = np.concatenate([passages - 1, passages + 1])
    own = np.concatenate([passages, passages])
    inside = (beside >= 0) & (beside < len(documents))
    beside, own = beside[inside], own[inside]
    same: NDArray[np.int64] = beside[documents[beside] == documents[own]]
    return same


def holders(records: RecordReader, evidence: tuple[Quote, ...]) -> NDArray[np.int64]:
    """Passages that hold one of the quotes."""
    found: set[int] = set()
    for quote in evidence:
        for number in np.flatnonzero(records.chunk_documents == quote.document).tolist():
            _, start, end = records.chunk_span(number)
            if start < quote.end and quote.start < end:
                found.add(number)
    return np.array(sorted(found), np.int64)


def referenced(records: RecordReader, query: Query, candidates: NDArray[np.int64]) -> Floats:
    """The share of the sections named by number that a passage lies in: 第四部分第（四）条 means
    a （四） inside a 四、."""
    met = np.zeros(len(candidates), np.float32)
    spans = records.chunk_spans(candidates)
    for reference in query.references:
        met += records.numbered.touched(spans, reference.number, reference.kinds)
    return met / np.float32(max(1, len(query.references)))


def tenses(
    records: RecordReader, query: Query, candidates: NDArray[np.int64], rows: NDArray[np.int64]
) -> Floats:
    """-1 for those of the given rows of `candidates` that tell of the other time than the question
    asks for: what was done, where it asks what is planned; 0 for all others."""
    found = np.zeros(len(candidates), np.float32)
    for row in rows.tolist():
        back = looks_back(records.chunk(int(candidates[row])).path)
        if query.tense > 0 and back:
            found[row] = -1.0
    return found


def document_prior(total: Floats, documents: NDArray[np.int32]) -> Floats:
    """For each candidate the mean score of its document's best three candidates."""
    if not len(total):
        return total
    order = np.lexsort((-total, documents))
    owners = documents[order]
    starts = np.flatnonzero(np.concatenate([[True], owners[1:] != owners[:-1]]))
    place = np.arange(len(order)) - np.repeat(starts, np.diff([*starts, len(order)]))
    best = np.where(place < 3, total[order], 0.0)
    sums = np.add.reduceat(best, starts)
    counts = np.minimum(np.diff([*starts, len(order)]), 3)
    means = dict(zip(owners[starts].tolist(), (sums / counts).tolist(), strict=True))
    return np.array([means[d] for d in documents.tolist()], np.float32)
