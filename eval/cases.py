"""Questions with gold evidence: documents with exact quotes or sections, never chunk ids."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast, get_args

from rag.types import Status

STATUSES: tuple[str, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a document, named by its source."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what a right result is.

    Gold evidence is `quotes`, verbatim spans that prove the answer; `evidence`, the places of such
    spans where their text is not ours to repeat; `sections`, paths of headings from the outermost
    down, the i-th in the i-th of `documents` (further ones in the last); or whole `documents` alone,
    with `grades` of relevance (1 where left out). `answer` is what a right answer contains: every
    element must occur, an element being a tuple of alternatives. `synthetic` questions were made by
    a program.
    """

    id: str
    type: str
    question: str
    answerable: bool = True
    status: Status = "answered"
    documents: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    answer: tuple[tuple[str, ...], ...] = ()
    evidence: tuple[Place, ...] = ()
    sections: tuple[tuple[str, ...], ...] = ()
    tags: tuple[str, ...] = ()
    grades: tuple[int, ...] = ()
    synthetic: bool = False


class CaseError(ValueError):
    """What is wrong with one row, all of it."""


def read_case(row: object) -> Case:
    """A case from a JSON object; fields of other names are left alone. Raises CaseError."""
    if not isinstance(row, dict):
        raise CaseError('it is no JSON object; write {"id": "1", "question": "…"}')
    read = _Fields(row)
    case = Case(
        id=read.id(),
        type=read.text("type"),
        question=read.question(),
        answerable=(answerable := read.flag("answerable", True)),
        status=read.status(answerable),
        documents=read.texts("documents"),
        quotes=read.texts("quotes"),
        answer=read.answer(),
        evidence=read.evidence(),
        sections=read.sections(),
        tags=read.texts("tags"),
        grades=read.grades(),
        synthetic=read.flag("synthetic", False),
    )
    problems = read.problems
    if case.grades and len(case.grades) != len(case.documents):
        problems.append(f"{len(case.grades)} grades for {len(case.documents)} documents")
    if case.sections and not case.documents:
        problems.append("section is given but no document; name the document in documents")
    if problems:
        raise CaseError("; ".join(problems))
    return case


class _Fields:
    """Reads the fields of one row and collects what is wrong with them."""

    def __init__(self, row: Mapping[str, Any]):
        self._row = row
        self.problems: list[str] = []

    def id(self) -> str:
        value = self._row.get("id")
        if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
            self.problems.append("id is missing; give each case an id of its own")
            return ""
        return str(value).strip()

    def question(self) -> str:
        value = self._row.get("question")
        if not isinstance(value, str):
            self.problems.append("question is missing")
        elif not value.strip():
            self.problems.append("the question is empty")
        else:
            return value
        return ""

    def text(self, name: str) -> str:
        value = self._row.get(name)
        if value is not None and not isinstance(value, str | int):
            self.problems.append(f"{name} is {value!r}; write a text")
            return ""
        return "" if value is None else str(value)

    def flag(self, name: str, default: bool) -> bool:
        value = self._row.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.problems.append(f"{name} is {value!r}; write true or false")
            return default
        return value

    def status(self, answerable: bool) -> Status:
        value = self._row.get("status") or ("answered" if answerable else "insufficient")
        if value not in STATUSES:
            self.problems.append(f"status is {value!r}; write one of {', '.join(STATUSES)}")
        elif (value == "answered") is not answerable:
            self.problems.append(f"status {value!r} contradicts answerable {answerable}")
        else:
            return cast(Status, value)
        return "insufficient"

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._row.get(name)
        values = [value] if isinstance(value, str) and value else value
        if not values:
            return ()
        if not isinstance(values, list) or not all(
            isinstance(v, str) and v.strip() for v in values
        ):
            self.problems.append(f"{name} must be a list of texts, none of them empty")
            return ()
        return tuple(values)

    def sections(self) -> tuple[tuple[str, ...], ...]:
        """One path, or a list of paths, one for each document."""
        value = self._row.get("section") or []
        paths = (
            value if isinstance(value, list) and value and isinstance(value[0], list) else [value]
        )
        read: list[tuple[str, ...]] = []
        for path in paths:
            if not isinstance(path, list) or not all(
                isinstance(v, str) and v.strip() for v in path
            ):
                self.problems.append(
                    "section must be a list of headings, or such a list a document"
                )
                return ()
            read.append(tuple(path))
        return tuple(read) if any(read) else ()

    def answer(self) -> tuple[tuple[str, ...], ...]:
        value = self._row.get("answer")
        elements = [value] if isinstance(value, str) and value else value or []
        if not isinstance(elements, list):
            self.problems.append("answer must be a list of texts or of lists of alternatives")
            return ()
        read: list[tuple[str, ...]] = []
        for element in elements:
            alternatives = [element] if isinstance(element, str) else element
            if (
                not isinstance(alternatives, list)
                or not alternatives
                or not all(isinstance(a, str) and a.strip() for a in alternatives)
            ):
                self.problems.append(f"answer holds {element!r}; write texts, none of them empty")
                return ()
            read.append(tuple(alternatives))
        return tuple(read)

    def evidence(self) -> tuple[Place, ...]:
        value = self._row.get("evidence") or []
        try:
            places = tuple(Place(str(p["document"]), int(p["start"]), int(p["end"])) for p in value)
        except (KeyError, TypeError, ValueError):
            self.problems.append('evidence must be a list of {"document", "start", "end"}')
            return ()
        if any(not 0 <= place.start < place.end for place in places):
            self.problems.append("evidence must have 0 ≤ start < end")
        return places

    def grades(self) -> tuple[int, ...]:
        value = self._row.get("grades") or []
        if not isinstance(value, list) or not all(type(v) is int and v > 0 for v in value):
            self.problems.append("grades must be a list of whole numbers above 0")
            return ()
        return tuple(value)


def placed_sections(case: Case) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each section path that is not empty, with the document that it is in."""
    for number, path in enumerate(case.sections):
        if path:
            yield case.documents[min(number, len(case.documents) - 1)], path


def case_json(case: Case) -> dict[str, Any]:
    """A case as the JSON object that `read_case` reads; what is empty or follows is left out."""
    row: dict[str, Any] = {
        "id": case.id,
        "type": case.type,
        "question": case.question,
        "answerable": case.answerable,
        "status": case.status,
        "documents": list(case.documents),
        "quotes": list(case.quotes),
        "answer": [a[0] if len(a) == 1 else list(a) for a in case.answer],
        "evidence": [asdict(place) for place in case.evidence],
        "section": [list(path) for path in case.sections],
        "tags": list(case.tags),
        "grades": list(case.grades),
        "synthetic": case.synthetic,
    }
    if len(case.sections) == 1:
        row["section"] = row["section"][0]
    return {name: v for name, v in row.items() if v or name in ("id", "question", "answerable")}
