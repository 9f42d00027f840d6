"""One row of a run: a case, what was found and answered, what that scores, how long it took."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from eval.cases import Case, case_json, read_case
from eval.gold import Passage

LONGEST_TEXT = 600  # characters kept of a hit: what the JSON contract shows of one


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit or a citation as it is kept: document (its source), title, section path, span, text;
    `score` of a hit, 0 for a citation."""

    document: str
    title: str
    section: tuple[str, ...]
    start: int
    end: int
    text: str
    score: float = 0.0

    def passage(self) -> Passage:
        """The span alone."""
        return Passage(self.document, self.start, self.end, self.text)


@dataclass(frozen=True, slots=True)
class Row:
    """The outcome of one case. `status` is the answer's, "error" for a case that failed (its sentence
    in `error`), "" where only passages were searched. `values` maps names of `eval.measures` to what
    the case scores; a name that does not apply to it is absent. `ranks` are those of its gold units
    (`eval.gold.unit_ranks`). `seconds` is wall time by stage,
    `tokens` what an LLM was given and gave. `family` is the kind of the first gold document."""

    case: Case
    status: str
    error: str = ""
    family: str = ""
    hits: tuple[Shown, ...] = ()
    answer: str = ""
    citations: tuple[Shown, ...] = ()
    ranks: tuple[int | None, ...] = ()
    notices: tuple[str, ...] = ()
    confidence: float | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    tokens: Mapping[str, int] = field(default_factory=dict)


def row_json(row: Row) -> dict[str, Any]:
    """A row as JSON; `read_row` reads it."""
    fields = {name: getattr(row, name) for name in Row.__slots__}
    return {
        **fields,
        "case": case_json(row.case),
        "hits": [asdict(hit) for hit in row.hits],
        "citations": [asdict(citation) for citation in row.citations],
    }


def row_line(row: Row) -> bytes:
    """A row as a line of JSONL. Lone surrogates of a damaged source become \\udXXX escapes."""
    text = json.dumps(row_json(row), ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(row_json(row), separators=(",", ":")).encode() + b"\n"


def read_row(fields: Mapping[str, Any]) -> Row:
    """What `row_json` wrote; KeyError, TypeError or ValueError where it did not."""
    given = dict(fields)
    given["case"] = read_case(given["case"])
    for name in ("notices", "ranks"):
        given[name] = tuple(given[name])
    for name in ("hits", "citations"):
        given[name] = tuple(_shown(shown) for shown in given[name])
    return Row(**given)


def _shown(fields: dict[str, Any]) -> Shown:
    return Shown(**{**fields, "section": tuple(fields["section"])})
