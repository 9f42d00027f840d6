"""Gold trees and metadata, and how a document as read compares with them.

Gold is of two makes. "blind": written from the text before wenju's reading of it was seen, of
documents that no rule was made for; this is what measures. "reviewed": wenju's own reading, gone
through beside the text and corrected, of documents that rules were made for; it guards what was
reached and says little of other documents.

A heading is a section of the kinds part, chapter, section, article, heading and annex (no 款 and 项
of articles, no preamble); its level counts the headings above it, from 1. It is found where a
heading of the same level opens at the same offset. A metadata value is found where a value of the
same name and normal form was read.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from index.document import read_document
from index.errors import WenjuError
from index.types import Document, Section

_Key = TypeVar("_Key")
MAKES = ("blind", "reviewed")
HEADING_KINDS = frozenset({"part", "chapter", "section", "article", "heading", "annex"})
# What gold lists; the addressee and the address of a page are left out.
FIELDS = (
    "title issuer number published effective signed level status topic region index_number "
    "family period"
).split()


@dataclass(frozen=True, slots=True)
class StructureGold:
    """The headings of one document: (offset of the line's text, level, label)."""

    source: str
    sha256: str
    made: str
    headings: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class MetadataGold:
    """The (field, value) pairs of one document; dates as ISO 8601, several issuers as several."""

    source: str
    sha256: str
    made: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were found right, which were missed, and which were found wrongly."""

    right: int = 0
    missed: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.right + other.right, self.missed + other.missed, self.wrong + other.wrong
        )

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 where nothing was found."""
        found = self.right + len(self.wrong)
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Share of gold that was found; 1 where gold is empty."""
        gold = self.right + len(self.missed)
        return self.right / gold if gold else 1.0

    def shown(self) -> str:
        """One line: precision, recall and the numbers behind them."""
        return (
            f"precision {self.precision:.4f}, recall {self.recall:.4f} "
            f"({self.right} right, {len(self.wrong)} wrong, {len(self.missed)} missed)"
        )


def text_digest(text: str) -> str:
    """SHA-256 of a text, which ties gold to the text it was made of."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def document_at(corpus: Path, source: str, sha256: str | None = None) -> Document:
    """The document of `source` under `corpus`.

    Raises WenjuError where its text is not the one that `sha256` was taken of.
    """
    document = read_document(corpus / source, source)
    if sha256 is not None and text_digest(document.text) != sha256:
        raise WenjuError(f"{source!r} is not the text that gold was made of; make its gold again.")
    return document


def load_structure_gold(path: Path) -> tuple[StructureGold, ...]:
    """The gold trees of a file of JSON lines."""
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return tuple(
        StructureGold(
            r["source"], r["sha256"], r["made"], tuple((o, n, t) for o, n, t in r["headings"])
        )
        for r in rows
    )


def load_metadata_gold(path: Path) -> tuple[MetadataGold, ...]:
    """The gold metadata of a file of JSON lines; a field holds one value or a list."""
    gold = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        values = [
            (name, value)
            for name, given in row["values"].items()
            for value in (given if isinstance(given, list) else [given])
        ]
        gold.append(MetadataGold(row["source"], row["sha256"], row["made"], tuple(values)))
    return tuple(gold)


def headings_of(document: Document) -> list[tuple[int, int, str]]:
    """The headings of a document as gold writes them: (offset, level, label)."""
    found = []
    for index, section in enumerate(document.sections):
        if section.kind in HEADING_KINDS:
            above = (document.sections[i] for i in document.ancestors(index))
            level = sum(one.kind in HEADING_KINDS for one in above)
            found.append((_offset(document.text, section), level, section.label))
    return found


def _offset(text: str, section: Section) -> int:
    """Where the heading's own words start, behind indents and Markdown marks."""
    own = text[section.start : section.own_end]
    label = own.find(section.label) if section.label else 0
    return section.start + max(label, 0)


def heading_counts(gold: StructureGold, document: Document) -> Counts:
    """A document's headings against gold, by offset and level."""
    wanted = {(offset, level): label for offset, level, label in gold.headings}
    found = {(offset, level): label for offset, level, label in headings_of(document)}
    return _compare(wanted, found)


def metadata_counts(gold: MetadataGold, document: Document) -> dict[str, Counts]:
    """A document's metadata against gold, field by field."""
    counts = {}
    for name in FIELDS:
        wanted = {value: value for field, value in gold.values if field == name}
        found = {value.value: value.value for value in document.meta if value.name == name}
        counts[name] = _compare(wanted, found)
    return counts


def _compare(wanted: dict[_Key, str], found: dict[_Key, str]) -> Counts:
    return Counts(
        len(wanted.keys() & found.keys()),
        tuple(f"{key} {wanted[key]}" for key in wanted if key not in found),
        tuple(f"{key} {found[key]}" for key in found if key not in wanted),
    )
