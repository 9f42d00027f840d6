"""The façade that the command line, the page and the evaluation use: open, search, ask, cite."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from index.errors import UsageError
from index.reader import IndexReader, open_index
from index.types import Document
from rag.answer import NEAREST_FOLLOW
from rag.context import Context, context_of
from rag.drafting import drafted, quotes_of, structural_quotes
from rag.explain import Expected, Explanation, matched_words, why_not
from rag.filter import EVERYTHING, Filter
from rag.links import Link, check_link, is_link, parse_link
from rag.lookup import Citer, place_beside
from rag.marks import asked_values
from rag.proof import LONGEST_PROOF, Proof, proof_read
from rag.query import Query, parse_query
from rag.reread import Reranker
from rag.retrieve import Retriever
from rag.shown import whole_list
from rag.style import Style, styled
from rag.synonyms import Synonyms
from rag.types import Answer, Citation, Draft, Hit, Lookup, Match, claim
from rag.validity_notes import in_words, notices, standing
from rag.verify import verify
from rag.weights import RetrievalConfig
from rag.work import Reference, reference_to

Placed = TypeVar("Placed", Hit, Citation, Match)

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
        query = self._query(question, filter)
        evidence = structural_quotes(self.reader, self.retriever, query)
        hits = [self._whole(hit) for hit in self.retriever.search(query, k, evidence)]
        return list(self._stood(hits, _day(query)))

    def explain(
        self, question: str, hits: Sequence[Hit], filter: Filter = EVERYTHING
    ) -> Explanation:
        """Why these hits were found for the question."""
        query = self._query(question, filter)
        words = tuple(matched_words(query, hit) for hit in hits)
        return Explanation(self.retriever.documents.understood(query), filter, words)

    def why_not(
        self, question: str, target: str, k: int = 10, filter: Filter = EVERYTHING
    ) -> tuple[Expected, ...]:
        """Where the passages of DOCUMENT or DOCUMENT#SECTION fell out of the first k."""
        query = self._query(question, filter)
        evidence = structural_quotes(self.reader, self.retriever, query)
        return why_not(self.reader, self.retriever, query, target, k, evidence)

    def _query(self, question: str, filter: Filter) -> Query:
        query = parse_query(question, filter)
        if self.retriever.understands:
            return query
        return replace(query, references=(), number=None, years=frozenset(), day="", version=0)

    def _whole(self, hit: Hit) -> Hit:
        """A hit that shows the rest of a list which its passage cuts."""
        document = self.reader.records.document(hit.document)
        return replace(hit, chunk=whole_list(document, hit.chunk))

    def ask(self, question: str, filter: Filter = EVERYTHING) -> Answer:
        """A verified answer, or an honest refusal with the nearest passages."""
        query = self._query(question, filter)
        answer = self._answered(query)
        cited = tuple(
            c.marked(asked_values(query.folded, c.quote, c.start)) for c in answer.citations
        )
        return replace(
            answer, citations=cited, understood=self.retriever.documents.understood(query)
        )

    def _answered(self, query: Query) -> Answer:
        question, filter = query.text, query.filter
        allowed = self.retriever.documents.allowed(query)
        count = int(allowed.sum())
        if not count:
            none = verify(self.reader.records, question, _NOTHING_ALLOWED, ())
            text = self._only_outside(question, filter)
            told = () if text else self._excluded(query)
            return replace(none, text=text or none.text, notices=told)
        draft, hits = drafted(self.reader, self.retriever, query)
        if not all(allowed[quote.document] for quote in quotes_of(draft.claims)):
            draft = Draft("insufficient", (claim("符合筛选条件的文件中没有所问的内容。"),))
        shown = tuple(hit for hit in hits if hit.chunk.kind == "body")[:_NEAREST]
        nearest = shown if draft.status == "insufficient" else ()
        if not nearest:
            draft = replace(draft, notices=tuple(n for n in draft.notices if n != NEAREST_FOLLOW))
        answer = verify(self.reader.records, question, draft, nearest)
        day = _day(query)
        if answer.status != "insufficient":
            told = self._notices(answer.citations, day)
            cited = self._stood(answer.citations, day)
            return replace(answer, citations=cited, notices=(*answer.notices, *told))
        only: tuple[str, ...] = (f"按筛选条件只查找了其中{count}份文件。",) if filter else ()
        text = self._only_outside(question, filter)
        only += () if text else self._excluded(query)
        shown = self._stood(shown, day)
        told = (*only, *answer.notices)
        return replace(answer, text=text or answer.text, nearest=shown, notices=told)

    def _only_outside(self, question: str, filter: Filter) -> str:
        """Where only documents of other validity than the filter asks for answer: which they are."""
        if not filter.statuses:
            return ""
        other = self.ask(question, replace(filter, statuses=()))
        held = {c.card.id: c for c in other.citations if other.status == "answered"}
        named = "、".join(
            f"《{c.card.title}》（{in_words(c.standing.validity)}）"
            for c in held.values()
            if c.standing
        )
        return f"只在不符合所选时效的文件中有所问的内容：{named}。" if named else ""

    def _excluded(self, query: Query) -> tuple[str, ...]:
        """Where a document that the filter leaves out answers: a notice that names it."""
        if not query.filter:
            return ()
        other = self._answered(replace(query, filter=Filter(as_of=query.filter.as_of)))
        held = dict.fromkeys(c.card.title for c in other.citations if other.status == "answered")
        named = "、".join(f"《{title}》" for title in list(held)[:_NEAREST])
        return (f"被筛选条件排除的文件中有所问的内容：{named}。",) if named else ()

    def cite(self, text: str, filter: Filter = EVERYTHING, beside: str = "") -> Lookup:
        """Where a quote or a reference stands, or the place that a link names. `beside` is what 本法,
        第五条 and 前款 are told from: DOCUMENT or DOCUMENT#PLACE. Raises UsageError for an empty or
        over-long text, NotFoundError for a link to no text, or a document, that is not here."""
        if is_link(text):
            return Lookup(text, "verified", (self.resolve_link(text, filter.as_of),))
        found = self.citer.cite(text, *place_beside(self.reader.records, beside))
        matches = self._stood(found.matches, filter.as_of)
        if filter:
            allowed = filter.mask(self.reader.records.cards, self.retriever.validity)
            kept = tuple(
                m for m in matches if allowed[self.retriever.validity.number_of(m.card.id)]
            )
            if matches and not kept:
                named = "、".join(dict.fromkeys(f"《{m.card.title}》" for m in matches[:_NEAREST]))
                notice = f"符合筛选条件的文件中没有这段文字；它在{named}中。"
                return replace(found, verdict="not_found", matches=(), notice=notice)
            matches = kept
        told = " ".join((found.notice, *self._notices(matches, filter.as_of))).strip()
        return replace(found, matches=matches, notice=told)

    def check_text(self, text: str, beside: str = "", as_of: str = "") -> Proof:
        """Every quote and reference of a whole text, looked up. Raises UsageError for an empty or
        over-long text, NotFoundError where `beside` is not here."""
        if not text.strip():
            raise UsageError("the text to check is empty; give a text with quotes or references.")
        if len(text) > LONGEST_PROOF:
            raise UsageError(
                f"the text has {len(text)} characters, at most {LONGEST_PROOF} are allowed; "
                "check it in parts."
            )
        number, _ = place_beside(self.reader.records, beside)
        proof = proof_read(self.citer, text, number)
        findings = []
        for finding in proof.findings:
            matches = self._stood(finding.lookup.matches, as_of)
            told = " ".join((finding.lookup.notice, *self._notices(matches, as_of))).strip()
            lookup = replace(finding.lookup, matches=matches, notice=told)
            findings.append(replace(finding, lookup=lookup))
        return Proof(tuple(findings))

    def resolve_link(self, text: str, day: str = "") -> Match:
        """The place that `wenju:DOCUMENT_ID/START-END` names. Raises UsageError for what is no link,
        NotFoundError where that text is not in this index."""
        link = parse_link(text)
        document = check_link(link, self._linked(link.document))
        match = self.citer.match(self._number(document.id), link.start, link.end)
        return self._stood((match,), day)[0]

    def context(self, place: Citation | Match | Link) -> Context:
        """The section that a place stands in, those above it, its neighbours. Raises NotFoundError
        for a link to no text of this index."""
        link = _link_to(place)
        return context_of(check_link(link, self._linked(link.document)), link.start, link.end)

    def reference(self, place: Citation | Match) -> Reference:
        """What a reference to a place says, for `rag.style`."""
        document = self.reader.records.document(self._number(place.card.id))
        status = place.standing.validity.status if place.standing else ""
        return reference_to(document, place.card, place.start, place.end, status)

    def styled(self, place: Citation | Match, style: Style) -> str:
        """The reference to a place as a paper or letter writes it."""
        return styled(self.reference(place), style)

    def _number(self, document_id: str) -> int:
        return self.retriever.validity.number_of(document_id)

    def _linked(self, document_id: str) -> Document | None:
        known = self.retriever.validity.knows(document_id)
        return self.reader.records.document(self._number(document_id)) if known else None

    def _stood(self, places: Sequence[Placed], day: str) -> tuple[Placed, ...]:
        """Hits, citations or matches with the validity of their documents."""
        book, records = self.retriever.validity, self.reader.records
        return tuple(
            place.standing_as(standing(records, book, book.number_of(place.card.id), day))
            for place in places
        )

    def _notices(self, places: Sequence[Citation | Match], day: str) -> tuple[str, ...]:
        book = self.retriever.validity
        documents = [book.number_of(place.card.id) for place in places]
        return notices(self.reader.records, book, documents, day)


def _link_to(place: Citation | Match | Link) -> Link:
    return place if isinstance(place, Link) else Link(place.card.id, place.start, place.end)


def _day(query: Query) -> str:
    """The day for which validity is told: the one that is set, or that the question names."""
    return query.filter.as_of or query.day
