"""The façade that the command line, the page and the evaluation use: open, search, ask, cite."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.reader import IndexReader, open_index
from rag.answer import draft_answer, structural_claims
from rag.explain import Expected, Explanation, matched_words, why_not
from rag.filter import EVERYTHING, Filter
from rag.lookup import Citer
from rag.places import claims_at_place
from rag.query import Query, parse_query
from rag.reread import Reranker
from rag.retrieve import RetrievalConfig, Retriever
from rag.synonyms import Synonyms
from rag.types import Answer, Claim, Draft, Hit, Lookup, Quote, claim
from rag.verify import verify

_ASK_DEPTH = 20  # hits that an answer may draw on
_NEAREST = 3  # passages shown beside a refusal
_NOTHING_ALLOWED = Draft("insufficient", (claim("没有文件符合筛选条件，因此没有查找。"),))


@dataclass(frozen=True, slots=True)
class Engine:
    """One open index with everything that answers over it. Safe to share between threads."""

    reader: IndexReader
    retriever: Retriever
    citer: Citer

    @classmethod
    def open(
        cls,
        folder: Path,
        config: RetrievalConfig | None = None,
        synonyms: Synonyms | None = None,
        reranker: Reranker | None = None,
    ) -> "Engine":
        """Open the index in `folder`; raises what `index.reader.open_index` raises. Without a
        `reranker` the built-in reading model reads."""
        reader = open_index(folder)
        return cls(reader, Retriever(reader, config, synonyms, reranker), Citer(reader))

    def search(self, question: str, k: int = 10, filter: Filter = EVERYTHING) -> list[Hit]:
        """The k best passages. Raises UsageError for an empty or over-long question."""
        return self._search(self._query(question, filter), k)[0]

    def explain(
        self, question: str, hits: Sequence[Hit], filter: Filter = EVERYTHING
    ) -> Explanation:
        """Why these hits were found for the question."""
        query = self._query(question, filter)
        words = tuple(matched_words(query, hit) for hit in hits)
        return Explanation(self.retriever.understood(query), filter, words)

    def why_not(
        self, question: str, target: str, k: int = 10, filter: Filter = EVERYTHING
    ) -> tuple[Expected, ...]:
        """Where the passages of DOCUMENT or DOCUMENT#SECTION fell out of the first k."""
        query = self._query(question, filter)
        evidence = _quotes(self._structural(query))
        return why_not(self.reader, self.retriever, query, target, k, evidence)

    def _query(self, question: str, filter: Filter) -> Query:
        query = parse_query(question, filter)
        if self.retriever.understands:
            return query
        return replace(query, references=(), number=None, years=frozenset())

    def _search(self, query: Query, k: int) -> tuple[list[Hit], tuple[Claim, ...]]:
        """The k best passages, and what the structure of a document answers by itself."""
        claims = self._structural(query)
        return self.retriever.search(query, k, _quotes(claims)), claims

    def _structural(self, query: Query) -> tuple[Claim, ...]:
        """What the structure of a document answers by itself: its header, its outline, or a place
        that the question names, also in its midst, where the first hits tell the document."""
        if not self.retriever.understands:
            return ()
        claims = structural_claims(self.reader, self.retriever, query)
        if not claims:
            hits = self.retriever.search(query, _ASK_DEPTH)
            claims = claims_at_place(self.reader, query, hits, self.retriever.reads)
        allowed = self.retriever.allowed(query)
        if not claims or not all(allowed[quote.document] for quote in _quotes(claims)):
            return ()
        return claims

    def ask(self, question: str, filter: Filter = EVERYTHING) -> Answer:
        """A verified answer, or an honest refusal with the nearest passages."""
        query = self._query(question, filter)
        allowed = self.retriever.allowed(query)
        count = int(allowed.sum())
        if not count:
            return verify(self.reader.records, question, _NOTHING_ALLOWED, ())
        hits, claims = self._search(query, _ASK_DEPTH)
        draft = Draft("answered", claims)
        if not claims:
            draft = draft_answer(self.reader, self.retriever, query, hits)
        if not all(allowed[quote.document] for quote in _quotes(draft.claims)):
            draft = Draft("insufficient", (claim("符合筛选条件的文件中没有所问的内容。"),))
        shown = tuple(hit for hit in hits if hit.chunk.kind == "body")[:_NEAREST]
        nearest = shown if draft.status == "insufficient" else ()
        answer = verify(self.reader.records, question, draft, nearest)
        if answer.status != "insufficient":
            return answer
        only = (f"按筛选条件只查找了其中{count}份文件。",) if filter else ()
        return replace(answer, nearest=shown, notices=(*only, *answer.notices))

    def cite(self, text: str) -> Lookup:
        """Where a quote or a reference stands. Raises UsageError for an empty or over-long text."""
        return self.citer.cite(text)


def _quotes(claims: Sequence[Claim]) -> tuple[Quote, ...]:
    return tuple(quote for said in claims for quote in said.quotes)
