"""The façade that the command line, the page and the evaluation use: open, search, ask, cite."""

from dataclasses import dataclass, replace
from pathlib import Path

from index.reader import IndexReader, open_index
from rag.answer import draft_answer, structural_claims
from rag.lookup import Citer
from rag.query import Query, parse_query
from rag.retrieve import RetrievalConfig, Retriever
from rag.types import Answer, Claim, Draft, Hit, Lookup
from rag.verify import verify

_ASK_DEPTH = 20  # hits that an answer may draw on
_NEAREST = 3  # passages shown beside a refusal


@dataclass(frozen=True, slots=True)
class Engine:
    """One open index with everything that answers over it. Safe to share between threads."""

    reader: IndexReader
    retriever: Retriever
    citer: Citer

    @classmethod
    def open(cls, folder: Path, config: RetrievalConfig | None = None) -> "Engine":
        """Open the index in `folder`; raises what `index.reader.open_index` raises."""
        reader = open_index(folder)
        return cls(reader, Retriever(reader, config), Citer(reader))

    def search(self, question: str, k: int = 10) -> list[Hit]:
        """The k best passages. Raises UsageError for an empty or over-long question."""
        return self._search(parse_query(question), k)[0]

    def _search(self, query: Query, k: int) -> tuple[list[Hit], tuple[Claim, ...]]:
        """The k best passages, and what the structure of a document answers by itself."""
        claims = structural_claims(self.reader, self.retriever, query) or ()
        evidence = tuple(quote for claim in claims for quote in claim.quotes)
        return self.retriever.search(query, k, evidence), claims

    def ask(self, question: str) -> Answer:
        """A verified answer, or an honest refusal with the nearest passages."""
        query = parse_query(question)
        hits, claims = self._search(query, _ASK_DEPTH)
        draft = Draft("answered", claims)
        if not claims:
            draft = draft_answer(self.reader, self.retriever, query, hits)
        shown = tuple(hit for hit in hits if hit.chunk.kind == "body")[:_NEAREST]
        nearest = shown if draft.status == "insufficient" else ()
        answer = verify(self.reader.records, question, draft, nearest)
        return replace(answer, nearest=shown) if answer.status == "insufficient" else answer

    def cite(self, text: str) -> Lookup:
        """Where a quote or a reference stands. Raises UsageError for an empty or over-long text."""
        return self.citer.cite(text)
