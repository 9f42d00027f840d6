"""Questions whose answer was taken away: the passages that hold it are hidden from the search."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from eval.cases import Case
from index.fold import fold
from index.reader import IndexReader
from rag.retrieve import Retriever

_SAME = 0.55  # of the pairs of characters of the gold text: another version of the passage

Span = tuple[int, int, int]
"""A document's number, start and end."""


class HidingRetriever(Retriever):
    """Searches as if the passages that hold `spans`, or say the same, were not there."""

    spans: tuple[Span, ...] = ()
    pairs: frozenset[str] = frozenset()

    def hide(self, spans: Sequence[Span]) -> None:
        """Hide the passages that hold these spans, and those of other versions that repeat them."""
        texts = (self._reader.records.document(d).text[start:end] for d, start, end in spans)
        self.spans = tuple(spans)
        self.pairs = frozenset().union(*(_pairs(fold(text)) for text in texts))
        self._rank.cache_clear()
        self._shown.cache_clear()

    def _candidates(self, *given: object) -> NDArray[np.int64]:
        found = super()._candidates(*given)  # type: ignore[arg-type]
        if not self.spans:
            return found
        return np.array([n for n in found.tolist() if not self._holds(n)], np.int64)

    def _holds(self, number: int) -> bool:
        chunk = self._reader.records.chunk(number)
        owner = int(self._reader.records.chunk_documents[number])
        if any(d == owner and chunk.start < e and s < chunk.end for d, s, e in self.spans):
            return True
        return len(self.pairs & _pairs(fold(chunk.text))) >= _SAME * max(1, len(self.pairs))


def gold_spans(reader: IndexReader, case: Case) -> list[Span]:
    """Where the gold of a case stands in the index."""
    numbers = {card.source: number for number, card in enumerate(reader.records.cards)}
    spans = [
        (numbers[place.document], place.start, place.end)
        for place in case.evidence
        if place.document in numbers
    ]
    for source in case.documents:
        number = numbers.get(source)
        text = reader.records.document(number).text if number is not None else ""
        for quote in case.quotes:
            start = text.find(quote)
            if number is not None and start >= 0:
                spans.append((number, start, start + len(quote)))
    return spans


def _pairs(text: str) -> frozenset[str]:
    bare = "".join(text.split())
    return frozenset(bare[i : i + 2] for i in range(len(bare) - 1))
