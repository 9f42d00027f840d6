"""Cases against an index: quotes, sections, places and documents that are not in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from eval.cases import Case, placed_sections
from eval.gold import section_depth
from index.fold import fold
from index.records import RecordReader
from index.types import Document


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a case names and the index does not have; `case` is its id."""

    case: str
    what: str


def check_cases(cases: Iterable[Case], records: RecordReader) -> Iterator[Problem]:
    """Everything in the cases that cannot be found in the documents, case by case."""
    of_source = {card.source: number for number, card in enumerate(records.cards)}
    folded: dict[str, str] = {}
    for case in cases:
        named = dict.fromkeys([*case.documents, *(place.document for place in case.evidence)])
        for source in named:
            if source not in of_source:
                yield Problem(case.id, f"document {source!r} is not in the index")
        documents = [records.document(of_source[s]) for s in named if s in of_source]
        if len(folded) > 64:  # as many as the records keep open
            folded.clear()
        for document in documents:
            if case.quotes and document.source not in folded:
                folded[document.source] = fold(document.text)
        yield from (Problem(case.id, what) for what in _problems(case, documents, folded))


def _problems(case: Case, documents: list[Document], folded: dict[str, str]) -> Iterator[str]:
    if case.quotes and not case.documents:
        yield "it has quotes but no document; name the document in documents"
    if documents:
        texts = [folded[d.source] for d in documents if d.source in folded]
        for quote in case.quotes:
            if not any(fold(quote) in text for text in texts):
                yield f"quote {_short(quote)} does not stand in {_names(documents)}"
    by_source = {document.source: document for document in documents}
    for place in case.evidence:
        document = by_source.get(place.document)
        if document is not None and place.end > len(document.text):
            yield f"evidence ends at {place.end}, {place.document!r} has {len(document.text)} characters"
    for source, path in placed_sections(case):
        there = by_source.get(source)
        if there is not None and not section_depth(there, path)[0]:
            yield f"section {path[0]!r} is no heading of {source!r}"
    if case.answerable and not (case.documents or case.quotes or case.evidence):
        yield "it is answerable but has no gold: give documents, with quotes or a section"


def _names(documents: list[Document]) -> str:
    return ", ".join(repr(document.source) for document in documents)


def _short(text: str, most: int = 40) -> str:
    flat = " ".join(text.split())
    return repr(flat if len(flat) <= most else f"{flat[:most]}…")
