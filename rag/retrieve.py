"""Question → ranked passages: BM25 ∪ dense ∪ named places, then late interaction.

score = (w·soft + w·dense + w·bm25/max) / Σw + title + reference + number, then a share of the mean
of the document's best three passages. The form and the weights come from trials over 4,246
documents (ARCHITECTURE.md); they are not fitted to single questions. At last the reading model reads
the first passages and is heard beside the score.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.fold import fold
from index.reader import IndexReader
from index.terms import searchable, term_codes
from rag.query import Query
from rag.reread import read_again
from rag.scope import Scope
from rag.types import Hit, Quote, Score


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part of the score counts."""

    soft: float = 12.0
    dense: float = 4.0
    bm25: float = 10.0
    title: float = 0.2
    reference: float = 0.5
    number: float = 0.5
    structure: float = 1.0
    place: float = 0.08
    prior: float = 0.2


@dataclass(frozen=True, slots=True)
class RetrievalConfig:
    """`pool` passages each from BM25 and dense search; documents whose passages are added whole
    when the question names a place (`named`) or a 文号 (`numbered`). Headers and tables of contents
    that are not what is asked for count only `aside` of their score. The reading model reads the
    first `read` passages again and its voice counts `reading` times theirs; an index of fewer than
    `worth_reading` passages has no crowd to sort."""

    weights: Weights = Weights()
    pool: int = 200
    named: int = 6
    numbered: int = 4
    aside: float = 0.7
    read: int = 14
    reading: float = 1.0
    worth_reading: int = 200


class Retriever:
    """Ranks the passages of one open index."""

    def __init__(self, reader: IndexReader, config: RetrievalConfig | None = None):
        self._reader = reader
        self._config = config or RetrievalConfig()
        self._titles = _Titles([card.title for card in reader.records.cards])
        self._scope = Scope(reader.records.cards)
        self._documents = reader.records.chunk_documents
        self._body = reader.records.chunk_is("body")
        self._rank = lru_cache(maxsize=256)(self._ranked)

    def search(self, query: Query, k: int = 10, evidence: tuple[Quote, ...] = ()) -> list[Hit]:
        """The k best passages, best first; those that hold `evidence` from the structure of a
        document (its header, contents, headings) come before the others."""
        hits = []
        for rank, (number, score) in enumerate(self._rank(query, evidence)[: max(0, k)], 1):
            document = int(self._documents[number])
            card = self._reader.records.cards[document]
            chunk = self._reader.records.chunk(number)
            hits.append(Hit(rank, score, number, document, card, chunk))
        return hits

    def documents_named(self, query: Query) -> NDArray[np.float32]:
        """How well each document's title is named by the question, 0..1."""
        return self._titles.match(query.content)

    def _ranked(self, query: Query, evidence: tuple[Quote, ...]) -> list[tuple[int, Score]]:
        reader, config = self._reader, self._config
        codes, _ = term_codes([searchable(query.content)])
        bm25 = reader.sparse.scores(codes)
        vector = reader.embedder.encode_query(query.content)
        titles = self.documents_named(query)
        numbered = self.documents_numbered(query)
        holders = self._holders(evidence)
        candidates = self._candidates(query, bm25, vector, titles, numbered)
        candidates = np.union1d(candidates, holders)
        if not len(candidates):
            return []
        documents = self._documents[candidates]
        ids, _ = reader.model.tokenize([query.content])
        top = float(bm25.max())
        parts = {
            "soft": reader.tokens.soft_matches(reader.model, ids, candidates),
            "dense": np.maximum(reader.dense.similarities(vector, candidates), 0.0),
            "bm25": bm25[candidates] / top if top > 0 else np.zeros(len(candidates), np.float32),
            "title": titles[documents],
            "reference": self._referenced(query, candidates),
            "number": np.isin(documents, numbered).astype(np.float32),
            "place": self._scope.places(query.folded)[documents],
            "structure": np.isin(candidates, holders).astype(np.float32),
        }
        w = config.weights
        mixed = w.soft * parts["soft"] + w.dense * parts["dense"] + w.bm25 * parts["bm25"]
        total = mixed / (w.soft + w.dense + w.bm25)
        total += w.title * parts["title"] + w.reference * parts["reference"]
        total += w.number * parts["number"] + w.structure * parts["structure"]
        total += w.place * parts["place"]
        aside = ~self._body[candidates] & (parts["structure"] == 0)
        total = np.where(aside, config.aside * total, total).astype(np.float32)
        prior = _document_prior(total, documents)
        total = total + w.prior * prior
        order = np.lexsort((candidates, -total))
        ranked = [
            (
                int(candidates[i]),
                Score(
                    total=float(total[i]),
                    prior=float(prior[i]),
                    **{name: float(values[i]) for name, values in parts.items()},
                ),
            )
            for i in order
        ]
        # A place that is named by number or found by structure is no matter of likeness.
        exact = query.references or query.number is not None or len(holders)
        if exact or not config.read or reader.size < config.worth_reading:
            return ranked
        return read_again(reader, query, ranked, config.read, config.reading)

    def _candidates(
        self,
        query: Query,
        bm25: NDArray[np.float32],
        vector: NDArray[np.float32],
        titles: NDArray[np.float32],
        numbered: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        pool = min(self._config.pool, self._reader.size)
        best = np.argpartition(-bm25, pool - 1)[:pool] if pool else np.empty(0, np.int64)
        sparse = best[bm25[best] > 0]
        dense = self._reader.dense.search(vector, pool)
        wanted = numbered
        if query.references:
            named = np.argsort(-titles, kind="stable")[: self._config.named]
            wanted = np.union1d(wanted, named[titles[named] > 0])
        placed = np.flatnonzero(np.isin(self._documents, wanted))
        candidates: NDArray[np.int64] = np.unique(np.concatenate([sparse, dense, placed]))
        return candidates.astype(np.int64)

    def _holders(self, evidence: tuple[Quote, ...]) -> NDArray[np.int64]:
        """Chunks that hold a quote."""
        found: set[int] = set()
        for quote in evidence:
            for number in np.flatnonzero(self._documents == quote.document).tolist():
                _, start, end = self._reader.records.chunk_span(number)
                if start < quote.end and quote.start < end:
                    found.add(number)
        return np.array(sorted(found), np.int64)

    def documents_numbered(self, query: Query) -> NDArray[np.int64]:
        """Documents whose 文号 the question names by year and serial number."""
        if query.number is None:
            return np.empty(0, np.int64)
        year, serial = query.number
        wanted = f"[{year}]{serial}号"
        numbers = (fold(card.number or "") for card in self._reader.records.cards)
        found = [i for i, number in enumerate(numbers) if number.endswith(wanted)]
        return np.array(found[: self._config.numbered], np.int64)

    def _referenced(self, query: Query, candidates: NDArray[np.int64]) -> NDArray[np.float32]:
        """The share of the sections named by number that a passage lies in: 第四部分第（四）条 means
        a （四） inside a 四、."""
        found = np.zeros(len(candidates), np.float32)
        if not query.references:
            return found
        spans = [self._reader.records.chunk_span(int(number)) for number in candidates]
        for document in {document for document, _, _ in spans}:
            sections = self._reader.records.document(document).sections
            named = [
                [(s.start, s.end) for s in sections if reference.names(s)]
                for reference in query.references
            ]
            for i, (owner, start, end) in enumerate(spans):
                if owner == document:
                    met = [any(s < end and start < e for s, e in places) for places in named]
                    found[i] = sum(met) / len(met)
        return found


def _document_prior(
    total: NDArray[np.float32], documents: NDArray[np.int32]
) -> NDArray[np.float32]:
    """For each candidate the mean score of its document's best three candidates."""
    order = np.lexsort((-total, documents))
    owners = documents[order]
    starts = np.flatnonzero(np.concatenate([[True], owners[1:] != owners[:-1]]))
    place = np.arange(len(order)) - np.repeat(starts, np.diff([*starts, len(order)]))
    best = np.where(place < 3, total[order], 0.0)
    sums = np.add.reduceat(best, starts)
    counts = np.minimum(np.diff([*starts, len(order)]), 3)
    means = dict(zip(owners[starts].tolist(), (sums / counts).tolist(), strict=True))
    return np.array([means[d] for d in documents.tolist()], np.float32)


class _Titles:
    """Titles of all documents as terms, to see which document a question names."""

    def __init__(self, titles: Sequence[str]):
        codes, rows = term_codes([searchable(title) for title in titles])
        self._size = len(titles)
        (
            self._codes,
            inverse,
        ) = np.unique(codes, return_inverse=True)
        pairs = np.unique(np.stack([inverse, rows]), axis=1)
        self._columns, self._rows = pairs[0], pairs[1]
        frequency = np.bincount(self._columns, minlength=len(self._codes))
        self._idf = np.log1p((self._size - frequency + 0.5) / (frequency + 0.5))
        self._unknown = float(np.log1p(2.0 * self._size + 1.0))
        weights = self._idf[self._columns]
        self._totals = np.bincount(self._rows, weights, minlength=self._size)

    def match(self, content: str) -> NDArray[np.float32]:
        """(idf share of the title that is covered) · √(idf share of the question covered)."""
        codes = np.unique(term_codes([searchable(content)])[0])
        if not len(codes) or not len(self._codes):
            return np.zeros(self._size, np.float32)
        places = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        known = places[self._codes[places] == codes]
        asked = float(self._idf[known].sum()) + self._unknown * (len(codes) - len(known))
        inside = np.isin(self._columns, known)
        weights = self._idf[self._columns[inside]]
        covered = np.bincount(self._rows[inside], weights, minlength=self._size)
        share = covered / np.maximum(self._totals, 1e-9)
        matched: NDArray[np.float32] = (share * np.sqrt(covered / max(asked, 1e-9))).astype(
            np.float32
        )
        return matched
