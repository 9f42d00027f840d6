"""The documents of an index as rows of a table: made once for each generation, then searched,
sorted and cut into pages without reading a document."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode

import numpy as np

from index.described import family_of
from index.errors import WenjuError
from index.fold import fold
from index.report import FileReport, read_report
from index.store import open_generation
from rag.engine import Engine

Sort = Literal["", "title", "issuer", "published", "family", "validity", "passages", "sections"]
Part = Literal["facts", "tree", "passages"]
PARTS: tuple[Part, ...] = ("facts", "tree", "passages")
SORTS: tuple[Sort, ...] = (
    "title",
    "issuer",
    "published",
    "family",
    "validity",
    "passages",
    "sections",
)
PAGE = 20  # rows
_UNKNOWN = "时效未知"


@dataclass(frozen=True, slots=True)
class Row:
    """One document. `number` is its place in the index, `outcome` and `reason` what its report
    says, `found_by` the folded text that a search looks through."""

    number: int
    id: str
    title: str
    source: str
    document_number: str
    issuer: str
    published: str
    family: str
    validity: str
    passages: int
    sections: int
    outcome: str
    reason: str
    found_by: str


@dataclass(frozen=True, slots=True)
class View:
    """What of the catalogue is looked at. `document` is the id of the document whose details are shown,
    `part` which of them, `at` the first of its passages shown."""

    sought: str = ""
    family: str = ""
    validity: str = ""
    sort: Sort = ""
    down: bool = False
    page: int = 1
    document: str = ""
    part: Part = "facts"
    at: int = 0

    def encode(self) -> str:
        """The view as the query of an address: what differs from the first view."""
        changed = {
            f.name: getattr(self, f.name)
            for f in fields(self)
            if getattr(self, f.name) != f.default
        }
        return urlencode({name: 1 if value is True else value for name, value in changed.items()})


def parse_view(query: str) -> View:
    """The view that a query tells. It comes from a browser: what makes no sense is left out."""
    given, first = dict(parse_qsl(query)), View()
    numbers = {n: int(given[n]) for n in ("page", "at") if given.get(n, "").isdecimal()}
    view = View(
        sought=given.get("sought", "")[:200],
        family=given.get("family", "")[:40],
        validity=given.get("validity", "")[:40],
        down=given.get("down") == "1",
        document=given.get("document", "")[:64],
        page=min(max(1, numbers.get("page", 1)), 1_000_000),
        at=min(numbers.get("at", 0), 1_000_000_000),
    )
    sort = next((name for name in SORTS if name == given.get("sort")), first.sort)
    part = next((name for name in PARTS if name == given.get("part")), first.part)
    return replace(view, part=part, sort=sort)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All rows, and the values that they can be narrowed to, the most frequent first."""

    rows: tuple[Row, ...]
    families: tuple[str, ...]
    validities: tuple[str, ...]
    by_id: dict[str, Row] = field(repr=False, compare=False, default_factory=dict)

    def select(self, view: View) -> tuple[Row, ...]:
        """The rows that a view asks for, in its order, on all its pages."""
        words = [fold(word) for word in view.sought.split()]
        found = [
            row
            for row in self.rows
            if all(word in row.found_by for word in words)
            and view.family in ("", row.family)
            and view.validity in ("", row.validity)
        ]
        if view.sort:
            name = view.sort
            # What is not known comes last in either direction.
            known = [row for row in found if _value(row, name) not in ("", _UNKNOWN)]
            rest = [row for row in found if _value(row, name) in ("", _UNKNOWN)]
            found = sorted(known, key=lambda row: _value(row, name), reverse=view.down) + rest
        return tuple(found)


def _value(row: Row, name: Sort) -> Any:
    return getattr(row, name)


def catalog_of(engine: Engine) -> Catalog:
    """The catalogue of an open index."""
    records, book = engine.reader.records, engine.retriever.validity
    passages = np.bincount(records.chunk_documents, minlength=len(records.cards))
    reports = _reports(engine.reader.folder, len(records.cards))
    rows = []
    for number, card in enumerate(records.cards):
        report = reports.get(card.id)
        told = (card.title, card.number or "", card.issuer or "", card.source)
        rows.append(
            Row(
                number=number,
                id=card.id,
                title=card.title,
                source=card.source,
                document_number=card.number or "",
                issuer=card.issuer or "",
                published=book.published(number),
                family=family_of(card.title) or "",
                validity=book.on(number).status,
                passages=int(passages[number]),
                sections=report.sections if report else 0,
                outcome=report.outcome if report else "indexed",
                reason=report.reason if report else "",
                found_by=fold("\n".join(told)),
            )
        )
    return Catalog(
        tuple(rows),
        _frequent([row.family for row in rows]),
        _frequent([row.validity for row in rows]),
        {row.id: row for row in rows},
    )


def _reports(folder: Path, documents: int) -> dict[str, FileReport]:
    """Reports by document; none where the index has none, or is another one by now."""
    try:
        # Nothing is verified but the manifest: the index is open already.
        generation, manifest = open_generation(folder, unread=_Everything())
    except WenjuError:
        return {}
    report = read_report(generation, manifest)
    if report is None or manifest.documents != documents:
        return {}
    return {file.document: file for file in report.files if file.in_index}


class _Everything:
    """A set that holds every name."""

    def __contains__(self, name: object) -> bool:
        return True


def _frequent(values: Sequence[str]) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for value in values:
        if value:
            counts[value] = counts.get(value, 0) + 1
    return tuple(sorted(counts, key=lambda value: (-counts[value], value)))


class Catalogs:
    """The catalogue of the engine that is asked for, kept until another engine is."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[Engine, Catalog] | None = None

    def of(self, engine: Engine) -> Catalog:
        """The catalogue of this engine."""
        with self._lock:
            if self._kept is None or self._kept[0] is not engine:
                self._kept = engine, catalog_of(engine)
            return self._kept[1]
