"""Questions for the kinds of a thing: the text that divides just that thing, counted and whole; and
who acts, where a law gives two parties rights in the same words."""

import made
import pytest

from index.embed import BuiltinEmbedder
from index.fold import fold
from rag.divided import DIVIDED, asks_kinds, counts_kinds, divided
from rag.engine import Engine
from rag.parties import acting, same_party

LAW = """云岭市用工处分条例
第一章 总则
第一条 用工处分的决定由市人力资源部门作出。
第二章 处分的种类
第二条 用工处分的种类：
（一）警告；
（二）记过；
（三）开除。
第三条 用工处分决定书应当载明处分的种类和依据。
第四条 云岭市的学徒分为全日学徒和半日学徒。
第三章 解除
第五条 有下列情形之一的，用人单位提前三十日通知劳动者本人后，可以解除劳动合同：
（一）劳动者不能胜任工作的；
（二）劳动者患病的。
第六条 用人单位有下列情形之一的，劳动者可以解除劳动合同：
（一）拖欠工资的；
（二）不提供劳动条件的；
（三）不缴纳社会保险费的。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder) -> Engine:
    return Engine.open(made.build(tmp_path_factory.mktemp("law"), {"处分.txt": LAW}, builtin))


@pytest.mark.parametrize(
    "question",
    ["用工处分有几种", "用工处分的种类有哪些", "用工处分分为哪几种？", "规定了几种用工处分"],
)
def test_the_kinds_of_a_thing_are_the_items_and_not_the_articles(
    engine: Engine, question: str
) -> None:
    answer = engine.ask(question)
    assert answer.status == "answered"
    assert [c.quote for c in answer.citations[:4]] == [
        "第二条 用工处分的种类：",
        "（一）警告；",
        "（二）记过；",
        "（三）开除。",
    ]
    assert "共3项" in answer.text


def test_a_list_inside_one_sentence_answers_too(engine: Engine) -> None:
    answer = engine.ask("学徒分哪两种")
    assert answer.status == "answered" and "分为全日学徒和半日学徒" in answer.citations[0].quote


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("劳动者在哪些情形下可以解除劳动合同？", "第六条 用人单位有下列情形之一的"),
        ("用人单位在哪些情形下可以解除劳动合同？", "第五条 有下列情形之一的，用人单位"),
    ],
)
def test_the_list_of_who_acts_is_shown(engine: Engine, question: str, first: str) -> None:
    assert engine.ask(question).citations[0].quote.startswith(first)


@pytest.mark.parametrize(
    ("question", "text", "just"),
    [
        ("公务员处分有几种", "处分分为：警告、记过、开除。", True),
        ("民事诉讼的证据包括哪几种", "第六十六条 证据包括：", True),
        ("地质灾害都包括哪些类型", "本条例所称地质灾害，包括山体崩塌、滑坡。", True),
        ("地质灾害都包括哪些类型", "地质灾害防治规划包括以下内容：", False),
        ("基金会分哪两种", "公募基金会按照募捐的地域范围，分为全国性和地方性基金会。", False),
        (
            "专项扣除包括哪几项",
            "本办法所称专项扣除，是指子女教育、大病医疗、赡养老人等3项扣除。",
            True,
        ),
        ("废物共有几类", "废物，是指具有危险特性的物质。", False),
        ("报告书应当包括哪些内容", "建设项目应当包括下列内容、措施：", False),
        ("古生物化石名录里有哪几种恐龙", "古生物化石分为重点保护和一般保护古生物化石。", False),
        ("行政处罚法规定了几种处罚", "行政处罚的种类：", True),
        ("地质灾害由谁负责", "地质灾害包括崩塌、滑坡。", False),
    ],
)
def test_what_divides_another_thing_does_not_count(question: str, text: str, just: bool) -> None:
    assert (divided(fold(question), fold(text)) == DIVIDED) == just


def test_a_thing_in_more_words_counts_where_its_document_is_about_it() -> None:
    text, question = "行政机关公务员处分的种类为:", "公务员处分有几种"
    assert divided(question, text, "行政机关公务员处分条例") == DIVIDED
    assert 1 < divided(question, text, "公务员手册") < DIVIDED


def test_how_many_kinds_is_asked_in_many_ways() -> None:
    for question in ("有几种", "分哪两类", "有多少种", "分几级", "共有哪几项"):
        assert counts_kinds(question) and asks_kinds(question)
    for question in ("几个月内办完", "有哪些材料", "第几条"):
        assert not counts_kinds(question)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("劳动者在哪些情形下可以解除劳动合同?", "a"),
        ("老板拖欠工资我可以不提前通知直接走人吗", "a"),
        ("怀孕了公司能把我开除吗", "b"),
        ("有下列情形之一的,用人单位提前三十日通知劳动者本人后,可以解除劳动合同:", "b"),
        ("有下列情形之一的,用人单位可以解除劳动合同,但是应当通知劳动者本人:", "b"),
        ("用人单位有下列情形之一的,劳动者可以解除劳动合同:", "a"),
        ("用人单位或者劳动者可以提出", "ab"),
        ("养犬人应当办证", ""),
    ],
)
def test_who_acts(text: str, who: str) -> None:
    assert "".join(sorted(side for _, sides in acting(text) for side in sides)) == who


def test_only_the_other_party_counts_less() -> None:
    asked = "劳动者什么时候可以解除劳动合同"
    assert same_party(asked, "用人单位可以解除劳动合同。") < 1
    assert same_party(asked, "用人单位有过错的,劳动者可以解除劳动合同。") == 1
    assert same_party(asked, "劳动合同可以解除。") == 1
    assert same_party("劳动合同可以解除吗", "用人单位可以解除劳动合同。") == 1
