"""Sentences: exact spans, short enough to be quoted, broken lines kept whole."""

import re

import made
import pytest

from index.document import parse_document
from index.types import Document
from rag.sentences import LONGEST_QUOTE, Sentence, sentences_of, split_sentences


def _all(document: Document) -> list[Sentence]:
    return split_sentences(document, 0, len(document.text))


def _body(text: str) -> list[str]:
    document = parse_document("a.txt", text)
    return [sentence.text for sentence in _all(document)]


@pytest.fixture(scope="module", params=["seed", *made.DOCUMENTS])
def document(request: pytest.FixtureRequest, seed: Document) -> Document:
    """The seed document and all made-up ones."""
    name = request.param
    return seed if name == "seed" else parse_document(name, made.DOCUMENTS[name])


def test_sentences_are_exact_short_spans_in_order(document: Document) -> None:
    position = 0
    for sentence in _all(document):
        assert sentence.text == document.text[sentence.start : sentence.end]
        assert sentence.text == sentence.text.strip() != ""
        assert len(sentence.text) <= LONGEST_QUOTE == 200
        assert sentence.start >= position
        position = sentence.end


def test_nothing_but_white_space_is_lost(document: Document) -> None:
    joined = "".join(sentence.text for sentence in _all(document))
    assert re.sub(r"\s", "", joined) == re.sub(r"\s", "", document.text)


def test_a_part_of_a_document_gives_the_sentences_inside_it(seed: Document) -> None:
    for start, end in ((1301, 1696), (1939, 2209), (1500, 1501), (700, 700), (0, 90)):
        for sentence in split_sentences(seed, start, end):
            assert start <= sentence.start < sentence.end <= end
            assert sentence.text == seed.text[sentence.start : sentence.end]


def test_headings_stand_apart(seed: Document) -> None:
    start = seed.text.index("(一)发展现状\n1.")
    found = split_sentences(seed, start, len(seed.text))
    headings = [sentence.text for sentence in found if sentence.heading]
    assert headings[:4] == [
        "(一)发展现状",
        "1.新兴产业蓬勃发展,转型动能快速凝聚",
        "2.创新生态架梁立柱,创新能力显著增强",
        "3.集培育成效显现,链式发展深入推进",
    ]
    for sentence in found:
        if not sentence.heading:
            assert not any(heading in sentence.text for heading in headings)


def test_a_heading_that_states_something_is_quoted_like_a_sentence() -> None:
    text = (
        "关于节假日安排的通知\n一、春节：2月4日至10日放假调休，共7天。\n2月2日上班。\n"
        "二、值班安排\n各单位安排人员值班。\n三、加强组织领导。\n各部门分工负责。\n"
    )
    document = parse_document("a.txt", text)
    said = [sentence.text for sentence in sentences_of(document, 0, len(text))]
    assert "一、春节：2月4日至10日放假调休，共7天。" in said
    assert "二、值班安排" not in said and "三、加强组织领导。" not in said


def test_a_word_broken_by_a_page_does_not_end_a_sentence(seed: Document) -> None:
    texts = [sentence.text for sentence in _all(seed)]
    assert any("关键技术、创新\n项目、试点示范" in text for text in texts)
    assert any("填平补强\n的信创产业集" in text for text in texts)
    assert not any(text.startswith(("项目、", "的信创")) for text in texts)


def test_an_article_is_a_sentence_with_its_number() -> None:
    texts = _body(made.DOCUMENTS["云岭市养犬管理条例.txt"])
    assert "第二条 个人养犬应当取得养犬登记证。" in texts
    assert "第三条之一 禁止携犬进入医院、学校和幼儿园。" in texts


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("甲方负责。乙方配合！丙方呢？", ["甲方负责。", "乙方配合！", "丙方呢？"]),
        ("他说：“不行。”众人同意。", ["他说：“不行。”", "众人同意。"]),
        ("增长7.8%、快于3.2个百分点。", ["增长7.8%、快于3.2个百分点。"]),
        ("没有句号的一行", ["没有句号的一行"]),
        ("", []),
        ("\n\n \u3000\n", []),
    ],
)
def test_sentences_end_at_their_marks(text: str, sentences: list[str]) -> None:
    assert _body(text) == sentences


def test_lines_of_a_list_are_sentences_of_their_own() -> None:
    texts = _body("关于开展检查的通知\n检查内容：\n台账建立情况\n设施安装情况\n整改落实情况\n")
    assert texts[-3:] == ["台账建立情况", "设施安装情况", "整改落实情况"]


def test_bold_words_on_lines_of_their_own_do_not_cut_a_sentence() -> None:
    sentence = "今年经济社会发展的\n主要预期目标\n是：地区生产总值增长5%左右。"
    texts = _body(f"关于今年工作的报告\n新的一年十分重要。{sentence}居民收入同步增长。\n")
    assert texts[-2:] == [sentence, "居民收入同步增长。"]


@pytest.mark.parametrize("unit", ["推动产业升级，", "推动产业升级"])
def test_an_endless_sentence_is_cut_into_pieces_that_may_be_quoted(unit: str) -> None:
    text = unit * 100 + "。"
    document = parse_document("a.txt", text)
    found = _all(document)
    assert len(found) > 2
    assert "".join(sentence.text for sentence in found) == text
    assert max(len(sentence.text) for sentence in found) <= LONGEST_QUOTE
    if unit.endswith("，"):
        assert all(sentence.text.endswith(("，", "。")) for sentence in found)
