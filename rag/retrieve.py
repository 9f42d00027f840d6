"""Question → ranked passages: BM25 ∪ dense ∪ named places, then late interaction.

score = (w·said + w·soft + w·dense + w·bm25/max) / Σw + title + reference + number …, then a share of
the mean of the document's best three passages. The form and the weights come from trials over 4,246
documents (ARCHITECTURE.md); they are not fitted to single questions. At last the reading model reads
the first passages and is heard beside the score.
"""

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.reader import IndexReader
from index.reading import builtin_reading
from index.terms import searchable, term_codes
from rag.documents_meant import DocumentsMeant
from rag.parts import document_prior, holders, neighbours, referenced, tenses
from rag.query import Query
from rag.reread import Ranking, Reranker, read_again
from rag.synonyms import Synonyms
from rag.types import Hit, Quote, Score
from rag.validity_links import ValidityBook
from rag.versions import distinct_first
from rag.weights import RetrievalConfig

_LOOKED_AT = 20  # hits among which passages that repeat one another are looked for
_TIMED = 40  # best candidates whose time is looked at
_MIXED = ("said", "soft", "dense", "bm25")
_ADDED = ("title", "reference", "number", "structure", "place", "version", "kind", "law", "issuer")
_STRONG = 10  # passages of each search whose neighbours in the document are candidates too


class Retriever:
    """Ranks the passages of one open index."""

    def __init__(
        self,
        reader: IndexReader,
        config: RetrievalConfig | None = None,
        synonyms: Synonyms | None = None,
        reranker: Reranker | None = None,
    ):
        self._reader = reader
        self._config = config or RetrievalConfig()
        self._synonyms = synonyms or Synonyms()
        self._reranker = reranker
        self.validity = ValidityBook(reader.records.cards)
        understand, numbered = self._config.understand, self._config.numbered
        self.documents = DocumentsMeant(reader.records, self.validity, understand, numbered)
        self._owners = reader.records.chunk_documents
        self._body = reader.records.chunk_is("body")
        self._rank = lru_cache(maxsize=256)(self._ranked)
        # A question is searched more than once on its way to an answer.
        self._shown = lru_cache(maxsize=64)(self._distinct)

    def search(self, query: Query, k: int = 10, evidence: tuple[Quote, ...] = ()) -> list[Hit]:
        """The k best passages, best first; those that hold `evidence` from the structure of a
        document (its header, contents, headings) come before the others, passages that repeat a
        better one behind the best others."""
        found = len(self._rank(query, evidence).numbers)
        first = max(0, min(k, found))
        return list(self._shown(query, evidence, min(found, max(first, _LOOKED_AT)))[:first])

    def _distinct(self, query: Query, evidence: tuple[Quote, ...], around: int) -> tuple[Hit, ...]:
        """The first `around` hits in the order in which they are shown."""
        ranking = self._rank(query, evidence)
        hits = [self._hit(int(ranking.numbers[row]), ranking.score(row)) for row in range(around)]
        if not query.references:
            hits = distinct_first(hits, self.documents.versions, query.years, query.version)
        return tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits, 1))

    def ranking(
        self, query: Query, k: int = 10, evidence: tuple[Quote, ...] = ()
    ) -> list[tuple[int, Score, int]]:
        """(passage, score, rank of the hit that it repeats or 0) of every candidate, in the order in
        which `search` shows the first k and would show the others."""
        shown = self.search(query, max(k, _LOOKED_AT), evidence)
        behind = self._rank(query, evidence)
        rows = range(len(shown), len(behind.numbers))
        return [
            *((hit.number, hit.score, hit.repeats) for hit in shown),
            *((int(behind.numbers[row]), behind.score(row), 0) for row in rows),
        ]

    @property
    def config(self) -> RetrievalConfig:
        """How it ranks."""
        return self._config

    @property
    def reading_model(self) -> str:
        """What reads the first passages again: its name, and of the built-in model its SHA-256."""
        if self._reranker is not None:
            return self._reranker.name
        model = builtin_reading()
        return f"{model.name}, SHA-256 {model.sha256[:12]}"

    @property
    def crowded(self) -> bool:
        """Whether the index is so large that near passages have to be told apart by reading."""
        return self._reader.size >= self._config.worth_reading

    @property
    def reads(self) -> bool:
        """Whether the reading model is heard in this index."""
        return self.crowded and self._config.read > 0

    @property
    def understands(self) -> bool:
        """Whether what a question names counts; it does not where it is taken literally."""
        return self._config.understand

    def _hit(self, number: int, score: Score) -> Hit:
        document = int(self._owners[number])
        card = self._reader.records.cards[document]
        chunk = self._reader.records.chunk(number)
        page = self._reader.records.page_at(document, chunk.start)
        return Hit(0, score, number, document, card, chunk, page=page)

    def _ranked(self, query: Query, evidence: tuple[Quote, ...]) -> Ranking:
        config = self._config
        held = holders(self._reader.records, evidence)
        candidates, parts = self._scored(query, held)
        documents = self._owners[candidates]
        w = config.weights if query.chinese else config.foreign
        total = np.zeros(len(candidates), np.float32)
        for name in _MIXED:
            total += getattr(w, name) * parts[name]
        total /= sum(getattr(w, name) for name in _MIXED)
        for name in _ADDED:
            total += getattr(w, name) * parts[name]
        aside = ~self._body[candidates] & (parts["structure"] == 0)
        total = np.where(aside, config.aside * total, total).astype(np.float32)
        prior = document_prior(total, documents)
        total = total + w.prior * prior
        best = np.argsort(-total)[:_TIMED] if query.tense and config.understand else total[:0]
        parts["tense"] = tenses(self._reader.records, query, candidates, best.astype(np.int64))
        total = total + w.tense * parts["tense"]
        parts |= {"total": total, "prior": prior, "reading": np.zeros_like(total)}
        order = np.lexsort((candidates, -total))
        ranking = Ranking(candidates[order], {name: part[order] for name, part in parts.items()})
        # A place that is named by number or found by structure is no matter of likeness.
        exact = query.references or query.number is not None or len(held)
        if exact or not self.reads:
            return ranking
        reranker = self._reranker or builtin_reading()
        return read_again(self._reader, reranker, query, ranking, config.read, config.reading)

    def _scored(
        self, query: Query, held: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], dict[str, NDArray[np.float32]]]:
        """The candidates and each part of their scores."""
        reader = self._reader
        bm25 = self.bm25(query)
        vector = reader.embedder.encode_query(query.meaning)
        titles = self.documents.titled(query)
        numbered = self.documents.numbered(query)
        candidates = self._candidates(query, bm25, vector, titles, numbered)
        candidates = np.union1d(candidates, held)
        documents = self._owners[candidates]
        ids, bounds = reader.model.tokenize([query.meaning])
        soft, said = reader.tokens.soft_matches(reader.model, ids, candidates)
        top = float(bm25.max(initial=0.0))
        parts = {
            "said": said,
            "soft": soft,
            "dense": np.maximum(reader.dense.similarities(vector, candidates), 0.0),
            "bm25": bm25[candidates] / top if top > 0 else np.zeros(len(candidates), np.float32),
            "reference": referenced(reader.records, query, candidates)
            * np.float32(self._config.understand),
            "structure": np.isin(candidates, held).astype(np.float32),
        }
        meant = self.documents.parts(query, reader.model.encode_ids(ids, bounds)[0])
        return candidates, parts | {name: part[documents] for name, part in meant.items()}

    def bm25(self, query: Query) -> NDArray[np.float32]:
        """BM25 of every passage, 0 where the filter does not allow its document."""
        scores = self._reader.sparse.scores(term_codes([searchable(query.content)])[0])
        for text, weight in self._synonyms.expansions(query.content):
            scores = scores + weight * self._reader.sparse.scores(term_codes([searchable(text)])[0])
        if query.filter:
            scores = np.where(self.documents.allowed(query)[self._owners], scores, np.float32(0))
        return scores

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
        only = self.documents.allowed(query)[self._owners] if query.filter else None
        dense = self._reader.dense.search(vector, pool, only)
        wanted = numbered
        if query.references and self._config.understand:
            named = np.argsort(-titles, kind="stable")[: self._config.named]
            wanted = np.union1d(wanted, named[titles[named] > 0])
        placed = np.flatnonzero(np.isin(self._owners, wanted))
        strong = np.concatenate([sparse[np.argsort(-bm25[sparse])][:_STRONG], dense[:_STRONG]])
        beside = neighbours(self._owners, strong)
        candidates: NDArray[np.int64] = np.unique(np.concatenate([sparse, dense, placed, beside]))
        return candidates.astype(np.int64)
