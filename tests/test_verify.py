"""The only door through which a Citation is made, and what it refuses."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.types import Document
from rag.engine import Engine
from rag.types import Citation, Draft, Quote, claim
from rag.verify import locate, verify

ROOT = Path(__file__).parent.parent
SENTENCE = "工业战略性新兴产业增加值年均增长7.8%、快于规上工业3.2个百分点。"
BROKEN = "关键技术、创新\n项目、试点示范三个百项"


def _quote(document: Document, text: str, shift: int = 0) -> Quote:
    start = document.text.index(text) + shift
    return Quote(0, start, start + len(text), text)


@pytest.fixture
def right(seed: Document) -> Quote:
    return _quote(seed, SENTENCE)


def test_an_exact_quote_is_located_where_it_says(seed: Document, right: Quote) -> None:
    assert locate(seed, right) == (right.start, right.end)


def test_a_quote_with_wrong_offsets_is_located_where_it_stands(
    seed: Document, right: Quote
) -> None:
    for shift in (-3, 1, 10**9):
        moved = Quote(0, right.start + shift, right.end + shift, right.text)
        assert locate(seed, moved) == (right.start, right.end)


@pytest.mark.parametrize(
    "written",
    [
        "工業戰略性新興產業增加值年均增長7.8%、快於規上工業3.2個百分點。",
        "工业战略性新兴产业增加值年均增长７．８％、快于规上工业３．２个百分点。",
        "工业战略性新兴产业 增加值年均增长7.8%、\n快于规上工业3.2个百分点。",
    ],
)
def test_a_quote_in_another_form_is_mapped_back_to_the_source(
    seed: Document, right: Quote, written: str
) -> None:
    assert locate(seed, Quote(0, 0, len(written), written)) == (right.start, right.end)


def test_a_quote_without_the_page_break_is_mapped_back_with_it(seed: Document) -> None:
    joined = BROKEN.replace("\n", "")
    span = locate(seed, Quote(0, 0, len(joined), joined))
    assert span is not None
    assert seed.text[slice(*span)] == BROKEN


@pytest.mark.parametrize(
    "written",
    [
        SENTENCE.replace("7.8", "7.9"),
        SENTENCE.replace("7.8", "78"),
        SENTENCE.replace("增长", "下降"),
        SENTENCE.replace("快于", "慢于"),
        SENTENCE.replace("工业", "企业", 1),
        SENTENCE[:-1] + "！",
        SENTENCE + "同比",
        SENTENCE[:10] + "……" + SENTENCE[-10:],
        SENTENCE[::-1],
        "",
        " \n",
        "\u200b",
    ],
)
def test_an_altered_or_empty_quote_is_refused(seed: Document, right: Quote, written: str) -> None:
    assert locate(seed, Quote(0, right.start, right.end, written)) is None


def test_any_single_altered_character_is_refused(seed: Document, right: Quote) -> None:
    for place in range(len(SENTENCE)):
        written = SENTENCE[:place] + "龘" + SENTENCE[place + 1 :]
        assert locate(seed, Quote(0, right.start, right.end, written)) is None


def test_a_verified_draft_is_an_answer_with_numbered_citations(
    seed_engine: Engine, seed: Document, right: Quote
) -> None:
    number = _quote(seed, "晋政发〔2021〕17号")
    draft = Draft(
        "answered",
        (claim("标题：", ()), claim("{0}与{1}", (right, number)), claim("又：{0}", (right,))),
        ("注意",),
    )
    answer = verify(seed_engine.reader.records, "问", draft)
    assert answer.status == "answered"
    assert answer.text == f"标题：\n“{SENTENCE}”[1]与“晋政发〔2021〕17号”[2]\n又：“{SENTENCE}”[1]"
    assert [(c.id, c.start, c.end, c.quote) for c in answer.citations] == [
        (1, right.start, right.end, SENTENCE),
        (2, number.start, number.end, number.text),
    ]
    assert answer.citations[0].section == seed.path(seed.section_at(right.start))
    assert (answer.question, answer.notices, answer.dropped) == ("问", ("注意",), 0)


def test_a_claim_with_a_quote_that_fails_is_dropped_and_counted(
    seed_engine: Engine, right: Quote
) -> None:
    wrong = Quote(0, right.start, right.end, SENTENCE.replace("7.8", "8.7"))
    draft = Draft(
        "answered",
        (claim("甲{0}", (right,)), claim("乙{0}", (wrong,)), claim("丙{0}{1}", (right, wrong))),
    )
    answer = verify(seed_engine.reader.records, "问", draft)
    assert (answer.status, answer.dropped) == ("answered", 2)
    assert answer.text == f"甲“{SENTENCE}”[1]"
    assert [c.quote for c in answer.citations] == [SENTENCE]


def test_a_draft_of_which_nothing_verifies_is_no_answer(seed_engine: Engine, right: Quote) -> None:
    wrong = Quote(0, right.start, right.end, SENTENCE.replace("7.8", "8.7"))
    draft = Draft("answered", (claim("标题：", ()), claim("{0}", (wrong,))))
    answer = verify(seed_engine.reader.records, "问", draft)
    assert (answer.status, answer.citations, answer.dropped) == ("insufficient", (), 1)
    assert "8.7" not in answer.text


def test_a_line_break_of_the_source_is_shown_joined_and_cited_whole(
    seed_engine: Engine, seed: Document
) -> None:
    draft = Draft("answered", (claim("{0}", (_quote(seed, BROKEN),)),))
    answer = verify(seed_engine.reader.records, "问", draft)
    assert answer.text == f"“{BROKEN.replace(chr(10), '')}”[1]"
    assert answer.citations[0].quote == BROKEN


def _calls(name: str) -> Iterator[str]:
    """Places in the packages that call something of that name, or replace() on one."""
    for package in ("index", "rag", "eval", "ui"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                called = node.func
                if getattr(called, "id", getattr(called, "attr", "")) == name:
                    yield path.relative_to(ROOT).as_posix()


def test_nothing_but_verify_makes_a_citation() -> None:
    assert set(_calls("Citation")) == {"rag/verify.py"}


def test_nobody_calls_citation_by_another_name() -> None:
    for package in ("index", "rag", "eval", "ui"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ImportFrom):
                    renamed = [a.asname for a in node.names if a.name == "Citation"]
                    assert renamed in ([], [None]), path
                if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(
                    node.value, ast.Name
                ):
                    assert node.value.id != "Citation", path


def test_nothing_but_verify_makes_an_answer() -> None:
    assert set(_calls("Answer")) == {"rag/verify.py"}


def test_no_citation_can_be_made_of_what_does_not_stand_there(
    seed_engine: Engine, seed: Document, right: Quote
) -> None:
    card = seed_engine.reader.records.cards[0]
    made = Citation(1, card, (), right.start, right.end, right.text, seed.text)
    assert made.quote == SENTENCE
    for start, quote in ((right.start + 1, SENTENCE), (right.start, SENTENCE + "。"), (0, "")):
        with pytest.raises(ValueError, match="is not what stands at"):
            Citation(1, card, (), start, start + len(quote), quote, seed.text)
    with pytest.raises(ValueError, match="source"):
        replace(made, quote="工业下降7.8%")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "words", ["增长8.7%：", "下降不超过3.2个百分点：", "2021年：", "增速未达7.8%："]
)
def test_a_claim_whose_words_say_more_than_its_quote_is_dropped(
    seed_engine: Engine, right: Quote, words: str
) -> None:
    said = claim("{words}{0}", (right,), words=words)
    answer = verify(seed_engine.reader.records, "问", Draft("answered", (said,)))
    assert (answer.status, answer.dropped, answer.citations) == ("insufficient", 1, ())


def test_a_claim_in_words_of_the_quote_names_and_counts_is_kept(
    seed_engine: Engine, seed: Document, right: Quote
) -> None:
    said = claim(
        "《{title}》“{path}”，共{count}处，{told}：{0}",
        (right,),
        title=seed.title,
        path="一、“十三五”回顾",
        count=3,
        told="增长7.8%",
    )
    answer = verify(seed_engine.reader.records, "问", Draft("answered", (said,)))
    assert (answer.status, answer.dropped) == ("answered", 0)


def test_no_answer_over_the_bundled_document_loses_a_claim(seed_engine: Engine) -> None:
    for question in (
        "工业战略性新兴产业增加值年均增长多少？",
        "这份规划的文号是什么？",
        "规划期是哪几年？",
        "目录里第三章有哪些节？",
        "半导体产业的发展重点是什么？",
        "光伏产业的目标能不能实现？",
        "什么时候公布的？",
    ):
        assert seed_engine.ask(question).dropped == 0, question
