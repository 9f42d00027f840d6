"""A whole document for the browser: its text, its section tree, its pages, as JSON of plain text."""

from typing import Any

from index.records import RecordReader
from index.types import Document, DocumentCard
from rag.validity_links import ValidityBook
from rag.validity_notes import in_words, standing
from ui.escaping import printable

_LONGEST_LABEL = 120


def number_of(records: RecordReader, document_id: str) -> int | None:
    """The row of a document in the index; None where it is not in it (any more)."""
    return next((i for i, card in enumerate(records.cards) if card.id == document_id), None)


def whole_document(records: RecordReader, book: ValidityBook, number: int) -> dict[str, Any]:
    """`text` with offsets in code points; `sections` as [depth, kind, label, start, heading_end,
    own_end]: their own texts, one after another, are the text. `contents` tells which entries of
    the table of contents the body lacks. Characters that cannot be shown are replaced one by one,
    so that offsets hold."""
    document = records.document(number)
    found = standing(records, book, number, "")
    return {
        **_facts(records.cards[number]),
        "text": printable(document.text),
        "sections": _sections(document),
        "pages": list(document.pages),
        "missing": [printable(e.label) for e in document.contents if e.section is None],
        "undecodable": document.undecodable,
        "validity": {"status": found.validity.status, "words": in_words(found.validity)},
    }


def _facts(card: DocumentCard) -> dict[str, str]:
    return {
        "id": card.id,
        "title": printable(card.title),
        "number": printable(card.number or ""),
        "issuer": printable(card.issuer or ""),
        "published": card.published or "",
        "source": printable(card.source),
    }


def _sections(document: Document) -> list[list[Any]]:
    depths: list[int] = []
    rows = []
    for section in document.sections:
        depths.append(depths[section.parent] + 1 if section.parent >= 0 else 0)
        label = " ".join(printable(section.label).split())[:_LONGEST_LABEL]
        rows.append(
            [depths[-1], section.kind, label, section.start, section.heading_end, section.own_end]
        )
    return rows
