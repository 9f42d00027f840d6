"""Metadata that contradicts itself: the header says one thing, the body another."""

import re
from dataclasses import dataclass

from index.fold import fold
from index.types import Document, MetaName, MetaValue

_COMPARED: tuple[MetaName, ...] = ("title", "number", "published", "effective", "signed")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two readings of one field that cannot both be right."""

    name: MetaName
    header: MetaValue
    other: MetaValue


def conflicts(document: Document) -> tuple[Conflict, ...]:
    """Every value of the body or file name that contradicts all values of the header of its name."""
    found = []
    for name in _COMPARED:
        values = [v for v in document.meta if v.name == name]
        header = [v for v in values if v.origin == "header"]
        others = [v for v in values if v.origin != "header"]
        found += [
            Conflict(name, header[0], other)
            for other in others
            if header and not any(_agree(name, one.value, other.value) for one in header)
        ]
    return tuple(found)


def _agree(name: MetaName, first: str, second: str) -> bool:
    if name == "number":  # 国令第707号 and 中华人民共和国国务院令第707号 are one number
        return _DIGITS.findall(fold(first)) == _DIGITS.findall(fold(second))
    return fold(first) == fold(second)
