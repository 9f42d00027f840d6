"""What a document says of its own validity (时效) and of others': facts, small enough to keep for all.

The facts of a document lie, encoded, in its card, so that whether it is in force on a day is decided
over all documents without reading one (`rag.validity`).
"""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any, Literal

HeaderStatus = Literal["", "in_force", "amended", "repealed", "not_yet"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A date (ISO 8601), status or period, and the span of the document's text that says it."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Staged:
    """Articles (第四条) that begin on a day of their own."""

    articles: str
    date: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Repeal:
    """A clause by which this document ends another: the key of its title, its normalised 文号 (either
    may be empty), and the day where the clause itself names one."""

    title: str
    number: str
    date: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ValidityFacts:
    """What one document tells.

    `names` are the keys of its title and of an instrument that it issues (关于印发《…办法》的通知),
    `numbers` its normalised 文号: by these others name it.
    `status` is what a header prints, normalised (in_force, amended, repealed, not_yet); `issued` the
    day of publication or, without one, of adoption or signature; `begins` that of 施行; `revised` the
    last amendment that the text holds; `expires` its last day where 有效期 is limited; `period` the
    years of a plan, 2021-2025.
    """

    names: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    status: Fact | None = None
    issued: Fact | None = None
    begins: Fact | None = None
    revised: Fact | None = None
    expires: Fact | None = None
    period: Fact | None = None
    staged: tuple[Staged, ...] = ()
    repeals: tuple[Repeal, ...] = ()


_NO_REPEALS = ",[]]"  # how a line of facts ends without them
_SINGLE = ("status", "issued", "begins", "revised", "expires", "period")


def encode_facts(facts: ValidityFacts) -> str:
    """Facts as a line of JSON, read back by `decode_facts`."""
    row = [
        facts.names,
        facts.numbers,
        *(astuple(fact) if (fact := getattr(facts, name)) else None for name in _SINGLE),
        [astuple(staged) for staged in facts.staged],
        [astuple(repeal) for repeal in facts.repeals],
    ]
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def decode_facts(lines: Sequence[str]) -> list[ValidityFacts | None]:
    """The facts of many documents at once; None for a document whose line is empty, as in an index
    made before facts were kept."""
    rows = json.loads(f"[{','.join(line or 'null' for line in lines)}]")
    return [None if row is None else _decoded(row) for row in rows]


def decode_repeals(lines: Sequence[str]) -> list[tuple[int, Repeal]]:
    """The repeal clauses that the facts of many documents hold, each with the row of its line. Four lines
    of five hold none and are not decoded."""
    rows = [row for row, line in enumerate(lines) if line and not line.endswith(_NO_REPEALS)]
    told = decode_facts([lines[row] for row in rows])
    return [
        (row, repeal)
        for row, facts in zip(rows, told, strict=True)
        for repeal in (facts.repeals if facts is not None else ())
    ]


def _decoded(row: list[Any]) -> ValidityFacts:
    names, numbers, status, issued, begins, revised, expires, period, staged, repeals = row
    return ValidityFacts(
        tuple(names),
        tuple(numbers),
        _fact(status),
        _fact(issued),
        _fact(begins),
        _fact(revised),
        _fact(expires),
        _fact(period),
        tuple(Staged(*one) for one in staged),
        tuple(Repeal(*one) for one in repeals),
    )


def _fact(row: list[Any] | None) -> Fact | None:
    return None if row is None else Fact(*row)
