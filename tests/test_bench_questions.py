"""The question sets of the benchmark: what is asked, what is left out, what is missing."""

from pathlib import Path

import pytest
from benched import FINE, write_shared

from eval.beir import write_corpus
from eval.bench.questions import (
    LONGEST_QUERY,
    QuestionSet,
    dump_set,
    held_back,
    load_set,
    read_set,
    thin,
)
from eval.bench.systems import system_info
from eval.cases import Case, Place
from index.builtin.recipe import texts as recipe
from index.errors import NotFoundError, UsageError


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A made-up shared folder with all its sets."""
    return write_shared(tmp_path / "shared")


def test_answerable_questions_are_taken(shared: Path) -> None:
    found = load_set("natural_dev", shared)
    assert [q.id for q in found.questions] == ["1", "2"]
    assert found.questions[0] == Case("1", "fact", "临江市没装用水计量设施怎么办？", quotes=(FINE,))
    assert (found.available, found.squeezed) == (2, False)


def test_only_what_no_model_was_trained_on_is_asked(shared: Path) -> None:
    asked = [f"{word}{i}？" for i in range(300) for word in ("ＡＢ", "谁可以成为个体工商户")]
    assert [held_back(q) for q in asked] == [recipe.held_back(recipe.fold(q)) for q in asked]
    found = load_set("stard", shared)
    trained = {row["id"] for row in recipe.stard(shared)}
    assert {q.id for q in found.questions} == {str(i) for i in range(60)} - trained
    assert found.squeezed and 10 < len(found.questions) < 30


def test_passage_sets_ask_for_documents(shared: Path, tmp_path: Path) -> None:
    found = load_set("clir", shared)
    first, second = found.questions
    assert (first.documents, first.type, second.documents) == (("P2.txt",), "heading", ("P1.txt",))
    assert len(second.question) == LONGEST_QUERY
    assert write_corpus(shared / "eval/clir/corpus.jsonl", tmp_path / "texts") == 3
    texts = {path.name: path.read_text("utf-8") for path in (tmp_path / "texts").iterdir()}
    assert texts == {
        "P1.txt": "犬 只\n携犬出户应当使用犬绳。\n",
        "P2.txt": "文件\n重点路段安装自适应信号灯。\n",
    }


def test_the_sets_that_ship_hold_places(tmp_path: Path) -> None:
    for name in ("everyday_test", "corpus_dev", "corpus_test"):
        found = load_set(name, tmp_path, 7)
        assert len(found.questions) == 7 < found.available
        assert all(q.evidence and not q.quotes for q in found.questions)


def test_a_set_goes_to_another_process_and_back() -> None:
    places = (Place("a", 1, 2), Place("b", 3, 4))
    asked = Case("1", "x", "问\u2028", quotes=("引",), evidence=places, documents=("c",))
    found = QuestionSet("n", "corpus", "…", (asked,), 9, True)
    assert read_set(dump_set(found)) == found


def test_a_sample_is_spread_evenly() -> None:
    questions = [Case(str(i), "", "问") for i in range(10)]
    assert [q.id for q in thin(questions, 4)] == ["0", "2", "5", "7"]
    assert thin(questions, 0) == thin(questions, 99) == tuple(questions)


def test_wrong_names_and_missing_files_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no question set 'x'; choose among natural_dev"):
        load_set("x", tmp_path)
    with pytest.raises(NotFoundError, match=r"qrels\.tsv' is missing"):
        load_set("clir", tmp_path)
    with pytest.raises(UsageError, match="no system 'x'; choose among wenju"):
        system_info("x")
