"""The question sets that ship: every gold quote is word for word in the document."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from eval.answers import contains_answer
from eval.cases import Case
from eval.files import load_cases
from index.fold import fold
from index.read.text import read_text
from ui.wording import WORDS

SETS = sorted((Path(__file__).parent.parent / "eval/sets").glob("*.jsonl"))
SHANXI = [path for path in SETS if path.name.startswith("shanxi")]
KINDS = {"fact", "everyday", "metadata", "contents", "listed_only", "unanswerable", "forgiving"}


@pytest.fixture(scope="module", params=SHANXI, ids=[path.stem for path in SHANXI])
def cases(request: pytest.FixtureRequest) -> list[Case]:
    path: Path = request.param
    return load_cases(path)


def _none(what: str, ids: list[str]) -> None:
    """Fail with ids alone. A bare assert would print cases, and one set is held out."""
    if ids:
        pytest.fail(f"{what}: {ids}", pytrace=False)


def test_both_sets_are_there() -> None:
    assert [path.stem for path in SHANXI] == ["shanxi_dev", "shanxi_test"]


def test_a_set_has_enough_questions_of_every_kind(cases: list[Case]) -> None:
    kinds = Counter(case.type for case in cases)
    if set(kinds) != KINDS or len(cases) < 60 or min(kinds.values()) < 5:
        pytest.fail(f"{len(cases)} cases of {dict(kinds)}", pytrace=False)


def test_ids_and_questions_are_unique(cases: list[Case]) -> None:
    ids = Counter(case.id for case in cases)
    questions = Counter(fold(case.question) for case in cases)
    _none("ids that occur twice", [id_ for id_, count in ids.items() if count > 1])
    repeated = [case.id for case in cases if questions[fold(case.question)] > 1]
    _none("cases that ask the same", repeated)


def test_no_question_stands_in_both_sets() -> None:
    dev, test = (load_cases(path) for path in SHANXI)
    held_out = {fold(case.question) for case in test}
    shared = [case.id for case in dev if fold(case.question) in held_out]
    _none("cases of shanxi_dev that are also in shanxi_test", shared)


def test_every_gold_quote_is_in_the_document(cases: list[Case], seed_text: str) -> None:
    wrong = [c.id for c in cases for q in c.quotes if not q or q not in seed_text]
    _none("cases with a quote that is not in the document", wrong)


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
    _none("cases whose gold does not fit their kind", wrong)


def test_no_answer_element_is_empty(cases: list[Case]) -> None:
    elements = [(c.id, text) for c in cases for element in c.answer for text in element]
    wrong = [id_ for id_, text in elements if not fold(text)]
    wrong += [c.id for c in cases for element in c.answer if not element]
    wrong += [c.id for c in cases if c.answer and contains_answer(c.answer, "")]
    _none("cases with an answer that any text contains", wrong)


@pytest.mark.parametrize("path", SETS, ids=[path.stem for path in SETS])
def test_a_set_is_plain_jsonl_without_loose_ends(path: Path) -> None:
    text = path.read_text("utf-8")
    lines = text.split("\n")
    _none(
        "carriage returns or a missing last line end",
        [path.name] * (lines.pop() != "" or "\r" in text),
    )
    keyless = [
        str(n) for n, row in enumerate(lines, 1) if not {"id", "question"} <= set(json.loads(row))
    ]
    _none("lines without id or question", keyless)


EVERYDAY = [SETS[0].parent / f"everyday_{name}.jsonl" for name in ("train", "dev", "test")]


@pytest.fixture(scope="module")
def everyday() -> dict[str, list[Case]]:
    return {path.stem: load_cases(path) for path in EVERYDAY}


def test_everyday_questions_are_many_and_spread_over_documents(
    everyday: dict[str, list[Case]],
) -> None:
    assert len(everyday["everyday_train"]) >= 6000
    assert len(everyday["everyday_dev"]) >= 400
    assert len(everyday["everyday_test"]) == 400
    documents = {d for cases in everyday.values() for case in cases for d in case.documents}
    assert len(documents) >= 1200


@pytest.mark.parametrize("other", ["everyday_dev", "everyday_test"])
def test_other_sets_share_no_document_with_what_models_are_trained_on(
    everyday: dict[str, list[Case]], other: str
) -> None:
    train, kept = (
        {d for case in everyday[name] for d in case.documents} for name in ("everyday_train", other)
    )
    _none(f"documents in everyday_train and {other}", sorted(train & kept))


CORPUS = {
    name: load_cases(SETS[0].parent / f"{name}.jsonl")
    for name in ("corpus_dev", "corpus_test", "unanswerable_dev", "unanswerable_test")
}


MIXED = {name: load_cases(SETS[0].parent / f"{name}.jsonl") for name in ("mixed_dev", "mixed_test")}


EXAMINED = load_cases(SETS[0].parent / "examined_dev.jsonl")


def test_no_question_stands_in_two_sets(everyday: dict[str, list[Case]]) -> None:
    seen: dict[str, str] = {}
    twice = []
    for name, cases in {**everyday, **CORPUS, **MIXED, "examined_dev": EXAMINED}.items():
        for case in cases:
            question = fold(case.question)
            if question in seen:
                twice.append(f"{case.question} ({name}, {seen[question]})")
            seen[question] = name
    _none("questions in two sets", twice)


@pytest.mark.parametrize("name", CORPUS)
def test_sets_over_the_corpus_are_large_and_whole(name: str) -> None:
    cases = CORPUS[name]
    assert len(cases) >= 170
    if name.startswith("unanswerable"):
        assert not any(case.answerable or case.evidence or case.answer for case in cases)
    else:
        assert all(case.answerable and case.evidence and case.answer for case in cases)
        for kind in ("fact", "paraphrase", "list", "reference", "multi", "confusable"):
            assert sum(case.type == kind for case in cases) >= 16, kind


@pytest.mark.parametrize("name", MIXED)
def test_of_mixed_questions_half_are_answered(name: str) -> None:
    cases = MIXED[name]
    assert len(cases) >= 220
    answered = [case for case in cases if case.answerable]
    assert 0.45 <= len(answered) / len(cases) <= 0.55
    assert all(case.evidence and case.answer for case in answered)
    assert not any(case.evidence or case.answer for case in cases if not case.answerable)


def test_examined_questions_are_answered_at_a_place_or_not_at_all() -> None:
    assert len(EXAMINED) >= 500
    assert {case.type for case in EXAMINED} == {"fact", "list", "reference", "unanswerable"}
    assert all(bool(case.evidence) is case.answerable for case in EXAMINED)


TWINS = {
    name: load_cases(SETS[0].parent / f"{name}.jsonl")
    for name in ("twins_train", "twins_dev", "twins_test")
}


@pytest.mark.parametrize("name", TWINS)
def test_of_twins_half_are_answered(name: str) -> None:
    cases = TWINS[name]
    assert len(cases) >= 300
    answered = [case for case in cases if case.answerable]
    assert abs(2 * len(answered) - len(cases)) <= 2
    assert all(case.evidence and case.documents for case in answered)
    assert not any(case.evidence for case in cases if not case.answerable)


def test_twins_that_measure_share_no_passage_or_question_with_those_that_teach() -> None:
    def places(name: str) -> set[tuple[str, int, int]]:
        return {(p.document, p.start, p.end) for case in TWINS[name] for p in case.evidence}

    def questions(name: str) -> set[str]:
        return {fold(case.question) for case in TWINS[name]}

    for other in ("twins_dev", "twins_test"):
        _none(
            f"places of twins_train in {other}",
            sorted(map(str, places("twins_train") & places(other))),
        )
        _none(
            f"questions of twins_train in {other}",
            sorted(questions("twins_train") & questions(other)),
        )


@pytest.mark.parametrize("name", ["corpus_dev", "corpus_test"])
def test_gold_answers_stand_in_their_evidence(name: str) -> None:
    corpus = Path(__file__).parents[2] / "shared" / "corpus"
    if not corpus.is_dir():
        pytest.skip("../shared/corpus, which holds the passages, is not here")
    missing = 0
    for case in CORPUS[name]:
        gold = ""
        for place in case.evidence:
            text = read_text(corpus / place.document).text
            assert 5 <= place.end - place.start <= 90, case.id
            gold += text[place.start : place.end]
        held = fold(gold)
        missing += not all(any(fold(a) in held for a in element) for element in case.answer)
    assert missing <= 0.03 * len(CORPUS[name])


def test_everyday_questions_do_not_copy_their_passage(everyday: dict[str, list[Case]]) -> None:
    corpus = Path(__file__).parents[2] / "shared" / "corpus"
    if not corpus.is_dir():
        pytest.skip("../shared/corpus, which holds the passages, is not here")
    copied = []
    for case in everyday["everyday_test"]:
        place = case.evidence[0]
        text = read_text(corpus / place.document).text[place.start : place.end]
        assert text.strip() == text and len(text) >= 40, case.id
        question, passage = fold(case.question), fold(text)
        runs = (question[i : i + 8] for i in range(len(question) - 7))
        if any(run in passage and re.fullmatch("[\u4e00-\u9fff]{8}", run) for run in runs):
            copied.append(case.id)
    _none("everyday questions that copy their passage", copied)


@pytest.mark.parametrize("path", sorted(SETS[0].parent.glob("*.jsonl")), ids=lambda path: path.stem)
def test_the_page_has_a_name_for_every_set(path: Path) -> None:
    family, _, part = path.stem.partition("_")
    assert f"evaluation.set.{family}" in WORDS and f"evaluation.part.{part}" in WORDS
