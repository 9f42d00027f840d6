"""Questions about the contents of a document, with a 目录 and without one."""

import made
import pytest

from index.document import parse_document
from index.types import Document
from rag.engine import Engine
from rag.outline import outline_of

PLAN = parse_document("plan.txt", made.DOCUMENTS["青川市智慧交通三年行动方案.txt"])
LAW = parse_document("law.txt", made.DOCUMENTS["水/临江市节约用水管理办法.txt"])


@pytest.mark.parametrize("document", [PLAN, LAW], ids=["plan", "law"])
def test_every_entry_of_an_outline_is_a_span_of_the_text(document: Document) -> None:
    for node in outline_of(document):
        assert node.label in document.text[node.start : node.end]


def test_the_outline_of_the_seed_has_all_its_entries_once(seed: Document) -> None:
    spans = [(node.start, node.end) for node in outline_of(seed)]
    assert len(set(spans)) == len(spans) == len(seed.contents)


def test_a_law_without_contents_has_its_chapters_for_an_outline() -> None:
    labels = [node.label for node in outline_of(LAW) if node.level == 0]
    assert labels == ["第一章 总则", "第二章 用水管理", "第三章 法律责任"]
    assert all(node.page is None and node.present for node in outline_of(LAW))


def test_the_contents_of_a_plan_say_what_its_body_lacks() -> None:
    nodes = outline_of(PLAN)
    assert [node.label for node in nodes if not node.present] == ["(二)强化资金支持"]
    assert [node.page for node in nodes] == [1, 2, 2, 3, 4, 6, 6, 7]


@pytest.mark.parametrize(
    ("name", "question", "parts"),
    [
        ("law", "一共有几章？", ["3章", "第一章 总则", "第二章 用水管理", "第三章 法律责任"]),
        ("law", "临江市节约用水管理办法共多少章？", ["3章"]),
        ("plan", "方案有几个部分？", ["3", "一、总体目标", "三、组织保障"]),
        ("plan", "重点任务有哪些？", ["3", "智能信号系统", "电子站牌", "停车诱导"]),
        ("plan", "第三章下面有几项？", ["2", "加强组织领导", "强化资金支持"]),
        ("plan", "推广电子站牌在第几页？", ["第3页"]),
        ("plan", "强化资金支持在第几页？", ["第7页"]),
        ("plan", "目录第4页是什么？", ["完善停车诱导"]),
        ("plan", "完善停车诱导属于哪个部分？", ["二、重点任务"]),
        ("plan", "推广电子站牌后面是什么？", ["(三)完善停车诱导"]),
        ("plan", "推广电子站牌前面是什么？", ["(一)建设智能信号系统"]),
        ("plan", "目录最后一章是什么？", ["三、组织保障"]),
        ("plan", "目录里第一章是什么？", ["一、总体目标"]),
    ],
)
def test_questions_about_the_contents(
    alone: dict[str, Engine], name: str, question: str, parts: list[str]
) -> None:
    answer = alone[name].ask(question)
    assert answer.status == "answered"
    assert [part for part in parts if part not in answer.text] == []


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("智能信号路口建成多少个？", "480个"),
        ("公交电子站牌覆盖率达到多少？", "90%"),
        ("接入多少个公共停车场？", "260个"),
        ("多久召开一次调度会？", "每季度"),
    ],
)
def test_questions_about_the_matter_are_answered_from_the_body(
    alone: dict[str, Engine], question: str, value: str
) -> None:
    answer = alone["plan"].ask(question)
    assert answer.status == "answered"
    assert value in answer.text
    assert all(citation.section != ("目 录",) for citation in answer.citations)


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("plan", "第99页是什么？"),
        ("plan", "第九章讲了什么？"),
        ("law", "总则在第几页？"),
        ("notes", "一共有几章？"),
        ("notes", "养犬须知在第几页？"),
    ],
)
def test_a_place_that_no_outline_has_is_not_made_up(
    alone: dict[str, Engine], name: str, question: str
) -> None:
    assert alone[name].ask(question).status == "insufficient"
