"""Question → ranked passages: BM25 ∪ dense ∪ named places, then late interaction.

score = (w·said + w·soft + w·dense + w·bm25/max) / Σw + title + reference + number …, then a share of
the mean of the document's best three passages. The form and the weights come from trials over 4,246
documents (ARCHITECTURE.md); they are not fitted to single questions. At last the reading model reads
the first passages and is heard beside the score.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.reader import IndexReader
from index.reading import builtin_reading
from index.static import Ids, Offsets
from index.terms import searchable, term_codes
from rag.issuers import Issuers
from rag.kinds import Kinds
from rag.laws import Laws
from rag.numbered import bearers
from rag.parts import document_prior, holders, neighbours, referenced, tenses
from rag.query import Query
from rag.reread import Ranking, Reranker, read_again
from rag.scope import Scope
from rag.synonyms import Synonyms
from rag.titles import Titles
from rag.types import Hit, Quote, Score
from rag.understand import Understanding, describe, kind_of
from rag.validity_links import ValidityBook
from rag.versions import Versions, distinct_first

_LOOKED_AT = 20  # hits among which passages that repeat one another are looked for
_NAMED, _SHOWN_TITLES = 0.3, 3
_TIMED = 40  # best candidates whose time is looked at
_MIXED = ("said", "soft", "dense", "bm25")
_ADDED = ("title", "reference", "number", "structure", "place", "version", "kind", "law", "issuer")
_OF_PLACE = 0.1  # what the place of a document counts where a title is named
_STRONG = 10  # passages of each search whose neighbours in the document are candidates too


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part of the score counts: the first four as shares of their sum, the others as
    they are."""

    said: float = 20.0
    soft: float = 0.0
    dense: float = 8.0
    bm25: float = 6.0
    title: float = 0.1
    reference: float = 0.5
    number: float = 0.5
    structure: float = 1.0
    place: float = 0.14
    version: float = 0.08
    kind: float = 0.1
    law: float = 0.23
    issuer: float = 0.08
    tense: float = 0.05
    prior: float = 0.1


@dataclass(frozen=True, slots=True)
class RetrievalConfig:
    """`foreign` weighs for questions in another language, whose words stand nowhere. `pool` passages
    each from BM25 and dense search; documents whose passages are added whole when the question
    names a place (`named`) or a 文号 (`numbered`). Headers and tables of contents that are not what
    is asked for count only `aside` of their score. The reading model reads the first `read` passages
    (more in another language: `rag.reread`) and its voice counts `reading` times theirs; an index of
    fewer than `worth_reading` has no crowd to sort. Without `understand` no place, title, kind, 文号
    or reference in the question counts."""

    weights: Weights = Weights()
    foreign: Weights = Weights(
        said=0.0,
        soft=12.0,
        dense=30.0,
        bm25=2.0,
        title=0.2,
        place=0.0,
        kind=0.0,
        law=0.0,
        prior=0.2,
    )
    pool: int = 200
    named: int = 6
    numbered: int = 4
    aside: float = 0.7
    read: int = 22
    reading: float = 1.0
    worth_reading: int = 200
    understand: bool = True


class Retriever:
    """Ranks the passages of one open index."""

    def __init__(
        self,
        reader: IndexReader,
        config: RetrievalConfig | None = None,
        synonyms: Synonyms | None = None,
        reranker: Reranker | None = None,
    ):
        cards = reader.records.cards
        self._reader = reader
        self._config = config or RetrievalConfig()
        self._synonyms = synonyms or Synonyms()
        self._reranker = reranker
        self._titles = Titles([card.title for card in cards])
        self._versions = Versions(cards)
        self._scope = Scope(cards, self._versions)
        self._issuers = Issuers(cards)
        self._kinds = Kinds([card.title for card in cards])
        self._laws = Laws(self._versions.names)
        self._documents = reader.records.chunk_documents
        self._body = reader.records.chunk_is("body")
        self._rank = lru_cache(maxsize=256)(self._ranked)
        # A question is searched more than once on its way to an answer.
        self._shown = lru_cache(maxsize=64)(self._distinct)
        self.documents_named = lru_cache(maxsize=64)(self._documents_named)
        self.validity = ValidityBook(cards)
        # Where a status is asked for, today is part of what is asked.
        self._allowed = lru_cache(maxsize=64)(lambda wanted, _: wanted.mask(cards, self.validity))

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
            hits = distinct_first(hits, self._versions, query.years, query.version)
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
        document = int(self._documents[number])
        card = self._reader.records.cards[document]
        chunk = self._reader.records.chunk(number)
        page = self._reader.records.page_at(document, chunk.start)
        return Hit(0, score, number, document, card, chunk, page=page)

    def _documents_named(self, query: Query) -> NDArray[np.float32]:
        """How well each document's title is named by the question, 0..1; 0 where its filter does
        not allow the document. Not to be written to: `documents_named` keeps it."""
        if not self._config.understand:
            return np.zeros(len(self._reader.records.cards), np.float32)
        named = np.maximum(
            self._titles.match(query.content), self._titles.short_names(query.folded)
        )
        return np.where(self.allowed(query), named, np.float32(0))

    def named(self, query: Query) -> tuple[int, float]:
        """The document that the question names best, and how well; of those of several places and
        of its versions the one that the question means."""
        titles = self.documents_named(query)
        meant = titles + np.float32(1e-3) * self._versions_meant(query)
        meant += np.float32(_OF_PLACE) * self._scope.places(query.folded)
        best = int(np.argmax(np.where(titles > 0, meant, np.float32(-1))))
        return best, float(titles[best])

    def _versions_meant(self, query: Query) -> NDArray[np.float32]:
        return self._scope.versions(query.years, query.day, query.version)

    def allowed(self, query: Query) -> NDArray[np.bool_]:
        """For each document whether the filter of the question allows it."""
        allowed: NDArray[np.bool_] = self._allowed(
            query.filter, date.today() if query.filter.statuses else None
        )
        return allowed

    def understood(self, query: Query) -> Understanding:
        """What the question is taken to mean, to be shown."""
        if not self.understands:
            return Understanding(kind_of(query.folded))
        named = self.documents_named(query)
        best = [i for i in np.argsort(-named)[:_SHOWN_TITLES].tolist() if named[i] >= _NAMED]
        titles = dict.fromkeys(self._reader.records.cards[i].title for i in best)
        return describe(query, tuple(titles), self._issuers.named(query.folded))

    def _ranked(self, query: Query, evidence: tuple[Quote, ...]) -> Ranking:
        config = self._config
        held = holders(self._reader.records, evidence)
        candidates, parts = self._scored(query, held)
        documents = self._documents[candidates]
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
        titles = self.documents_named(query)
        numbered = self.documents_numbered(query)
        candidates = self._candidates(query, bm25, vector, titles, numbered)
        candidates = np.union1d(candidates, held)
        documents = self._documents[candidates]
        ids, bounds = reader.model.tokenize([query.meaning])
        soft, said = reader.tokens.soft_matches(reader.model, ids, candidates)
        top = float(bm25.max(initial=0.0))
        understand = np.float32(self._config.understand)
        return candidates, {
            "said": said,
            "soft": soft,
            "dense": np.maximum(reader.dense.similarities(vector, candidates), 0.0),
            "bm25": bm25[candidates] / top if top > 0 else np.zeros(len(candidates), np.float32),
            "title": titles[documents],
            "reference": referenced(reader.records, query, candidates) * understand,
            "number": np.isin(documents, numbered).astype(np.float32),
            "structure": np.isin(candidates, held).astype(np.float32),
            "place": self._scope.places(query.folded)[documents] * understand,
            "version": self._versions_meant(query)[documents] * understand,
            "issuer": self._issuers.match(query.folded)[documents] * understand,
            "kind": self._kinds.likely(query.content)[documents] * understand,
            "law": self._governing(query, ids, bounds)[documents] * understand,
        }

    def _governing(self, query: Query, ids: Ids, bounds: Offsets) -> NDArray[np.float32]:
        """For each document how likely it is the law that governs what the tokens of the question
        speak of; as much less as the question is no matter of law."""
        likely = self._laws.likely(self._reader.model.encode_ids(ids, bounds)[0])
        return likely * self._kinds.chance(query.content, "law")

    def bm25(self, query: Query) -> NDArray[np.float32]:
        """BM25 of every passage, 0 where the filter does not allow its document."""
        scores = self._reader.sparse.scores(term_codes([searchable(query.content)])[0])
        for text, weight in self._synonyms.expansions(query.content):
            scores = scores + weight * self._reader.sparse.scores(term_codes([searchable(text)])[0])
        if query.filter:
            scores = np.where(self.allowed(query)[self._documents], scores, np.float32(0))
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
        only = self.allowed(query)[self._documents] if query.filter else None
        dense = self._reader.dense.search(vector, pool, only)
        wanted = numbered
        if query.references and self._config.understand:
            named = np.argsort(-titles, kind="stable")[: self._config.named]
            wanted = np.union1d(wanted, named[titles[named] > 0])
        placed = np.flatnonzero(np.isin(self._documents, wanted))
        strong = np.concatenate([sparse[np.argsort(-bm25[sparse])][:_STRONG], dense[:_STRONG]])
        beside = neighbours(self._documents, strong)
        candidates: NDArray[np.int64] = np.unique(np.concatenate([sparse, dense, placed, beside]))
        return candidates.astype(np.int64)

    def documents_numbered(self, query: Query) -> NDArray[np.int64]:
        """Documents whose 文号 the question names by year and serial number."""
        if query.number is None or not self._config.understand:
            return np.empty(0, np.int64)
        allowed = self.allowed(query)
        found = [i for i in bearers(self._reader.records, query.number) if allowed[i]]
        return np.array(found[: self._config.numbered], np.int64)
