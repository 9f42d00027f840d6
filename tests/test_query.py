"""What a question asks for: content words, references, 文号, in every form of writing."""

import pytest

from index.errors import UsageError
from rag.query import LONGEST_QUESTION, content_of, parse_query


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("请问半导体产业的发展重点是什么？", "半导体产业"),
        ("公交电子站牌覆盖率达到多少？", "公交电子站牌覆盖率"),
        ("笔尖钢是谁做出来的呢", "笔尖钢"),
        ("What is the growth rate of the industry?", "growth rate"),
    ],
)
def test_question_words_are_left_out_and_the_subject_is_kept(question: str, kept: str) -> None:
    content = parse_query(question).content
    assert kept in content
    for word in ("请问", "什么", "多少", "谁", "？", "?", "what", " the "):
        assert word not in content


@pytest.mark.parametrize("question", ["什么？", "多少", "???", "is it the", "。", "😀"])
def test_a_question_of_question_words_alone_keeps_something(question: str) -> None:
    query = parse_query(question)
    assert query.content
    assert query.content == content_of(query.folded)


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("数据安全条例第三条怎么规定", [3]),
        ("数据安全条例第3条怎么规定", [3]),
        ("数据安全条例第３条怎么规定", [3]),
        ("民法典第一千零四十二条", [1042]),
        ("第五十二条和第六章", [52, 6]),
        ("第四部分第（四）条", [4, 4]),
        ("規劃第四章講什麼", [4]),
        ("第二章第二节", [2, 2]),
    ],
)
def test_references_are_read_in_every_form_of_their_number(
    question: str, numbers: list[int]
) -> None:
    assert [reference.number for reference in parse_query(question).references] == numbers


@pytest.mark.parametrize(
    "question",
    [
        "山西有多少家上市公司？",
        "一条龙服务是什么",
        "十四五规划",
        "三年行动方案",
        "一部分人",
        "国发(2019)4号",
    ],
)
def test_numbers_that_name_no_section_are_no_references(question: str) -> None:
    assert parse_query(question).references == ()


@pytest.mark.parametrize(
    "question",
    [
        "晋政发〔2021〕17号是什么文件？",
        "晋政发[2021]17号是什么文件？",
        "晋政发（2021）17号是什么文件？",
        "晋政发【2021】17号是什么文件？",
        "晋政发2021年17号是什么文件？",
        "晋政发〔２０２１〕１７号是什么文件？",
        "晋政发〔2021〕第17号是什么文件？",
        "晉政發〔2021〕17號是什麼文件？",
        "晋政发 〔 2021 〕 17 号是什么文件？",
    ],
)
def test_a_document_number_is_read_in_every_form_of_writing(question: str) -> None:
    number = parse_query(question).number
    assert number is not None and str(number) == "晋政发〔2021〕17号"


@pytest.mark.parametrize("question", ["2021年17号楼在哪", "2021年有多少家", "第17号", "产业规划"])
def test_what_is_no_document_number_is_none(question: str) -> None:
    assert parse_query(question).number is None


def test_traditional_full_width_and_spaced_questions_ask_the_same() -> None:
    plain = parse_query("工业战略性新兴产业增加值年均增长7.8%吗?")
    for other in (
        "工業戰略性新興產業增加值年均增長7.8%嗎?",
        "工业战略性新兴产业增加值年均增长７．８％吗？",
        "工业 战略性 新兴产业 增加值 年均增长 7.8% 吗？",
    ):
        assert parse_query(other).content == plain.content


@pytest.mark.parametrize("question", ["", " ", "\n\t", "\u3000\u3000"])
def test_an_empty_question_is_refused_with_what_to_do(question: str) -> None:
    with pytest.raises(UsageError, match="empty; ask"):
        parse_query(question)


def test_an_over_long_question_is_refused_with_both_numbers() -> None:
    assert parse_query("问" * LONGEST_QUESTION).text
    with pytest.raises(
        UsageError, match=rf"10000 characters, at most {LONGEST_QUESTION}.*wenju cite"
    ):
        parse_query("问" * 10_000)
