"""The question sets that ship: every gold quote is word for word in the document."""

import json
from collections import Counter
from pathlib import Path

import pytest

from eval.cases import Case, load_cases
from eval.metrics import contains_answer
from index.fold import fold

SETS = sorted((Path(__file__).parent.parent / "eval/sets").glob("*.jsonl"))
SHANXI = [path for path in SETS if path.name.startswith("shanxi")]
KINDS = {"fact", "everyday", "metadata", "contents", "listed_only", "unanswerable", "forgiving"}


@pytest.fixture(scope="module", params=SHANXI, ids=[path.stem for path in SHANXI])
def cases(request: pytest.FixtureRequest) -> list[Case]:
    path: Path = request.param
    return load_cases(path)


def test_both_sets_are_there() -> None:
    assert [path.stem for path in SHANXI] == ["shanxi_dev", "shanxi_test"]


def test_a_set_has_enough_questions_of_every_kind(cases: list[Case]) -> None:
    kinds = Counter(case.type for case in cases)
    assert set(kinds) == KINDS
    assert len(cases) >= 60
    assert min(kinds.values()) >= 5


def test_ids_and_questions_are_unique(cases: list[Case]) -> None:
    assert len({case.id for case in cases}) == len(cases)
    assert len({fold(case.question) for case in cases}) == len(cases)


def test_no_question_stands_in_both_sets() -> None:
    dev, test = ({fold(case.question) for case in load_cases(path)} for path in SHANXI)
    assert len(dev & test) == 0  # the questions themselves are not printed: one set is held out


def test_every_gold_quote_is_in_the_document(cases: list[Case], seed_text: str) -> None:
    wrong = [
        case.id for case in cases for quote in case.quotes if quote not in seed_text or not quote
    ]
    assert wrong == []


def test_the_gold_says_what_its_kind_needs(cases: list[Case], seed_path: Path) -> None:
    wrong = []
    for case in cases:
        expected = {"listed_only": "listed_only", "unanswerable": "insufficient"}
        sound = case.status == expected.get(case.type, "answered")
        if case.status == "answered":
            sound &= case.answerable and bool(case.quotes) and bool(case.answer)
            sound &= case.documents == (seed_path.name,)
        else:
            sound &= not case.answerable
        if not sound:
            wrong.append(case.id)
    assert wrong == []


def test_no_answer_element_is_empty(cases: list[Case]) -> None:
    elements = [(c.id, text) for c in cases for element in c.answer for text in element]
    assert [id_ for id_, text in elements if not fold(text)] == []
    assert [c.id for c in cases for element in c.answer if not element] == []
    assert [c.id for c in cases if c.answer and contains_answer(c.answer, "")] == []


@pytest.mark.parametrize("path", SETS, ids=[path.stem for path in SETS])
def test_a_set_is_plain_jsonl_without_loose_ends(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.endswith("\n")
    assert "\r" not in text
    for line in text.splitlines():
        assert {"id", "question"} <= set(json.loads(line))
