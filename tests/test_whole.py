"""Questions about a document as a whole: its parts, how many articles it has, how often it says a word."""

from pathlib import Path

import made
import pytest

from index.embed import BuiltinEmbedder
from rag.engine import Engine
from rag.whole import asks_whole

LAW = """云岭市图书馆条例
第一章 总则
第一条 为了促进阅读，制定本条例。
第二条 市文化部门主管图书馆工作。
第二章 读者服务
第三条 图书馆应当免费开放。
第四条 图书馆应当为视力障碍读者提供盲文读物，盲文读物不得少于五百册。
第三章 附则
第五条 本条例自2024年1月1日起施行。
"""
PLAN = """云岭市夜间经济发展实施方案
一、总体要求
（一）指导思想。以满足居民消费需要为目标，发展夜间经济。
二、主要任务
（二）建设夜市。新建夜市十处，每处摊位不少于八十个。
（三）延长公交运营时间。主要线路运营至二十三时。
（四）美化夜间景观。对沿河建筑实施亮化。
三、保障措施
（五）加强组织领导。市商务部门牵头。
（六）加大资金支持。每年安排专项资金三百万元。
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("shelf")
    texts = {"云岭市图书馆条例.txt": LAW, "云岭市夜间经济发展实施方案.txt": PLAN}
    return Engine.open(made.build(folder, {**made.DOCUMENTS, **texts}, builtin))


def quotes(engine: Engine, question: str) -> list[str]:
    return [citation.quote for citation in engine.ask(question).citations]


def test_the_main_content_of_a_law_is_its_chapters(shelf: Engine) -> None:
    answer = shelf.ask("云岭市图书馆条例的主要内容是什么")
    assert "全文共3章，5条：" in answer.text
    assert [c.quote for c in answer.citations] == ["第一章 总则", "第二章 读者服务", "第三章 附则"]


@pytest.mark.parametrize("tasks", ["主要任务", "重点工作", "工作举措"])
def test_the_main_tasks_of_a_plan_are_what_stands_under_that_heading(
    shelf: Engine, tasks: str
) -> None:
    found = quotes(shelf, f"云岭市夜间经济发展实施方案的{tasks}有哪些")
    assert found[0] == "二、主要任务"
    assert [quote[:5] for quote in found[1:]] == ["（二）建设", "（三）延长", "（四）美化"]


def test_a_chapter_named_by_its_title_is_answered_by_its_articles(shelf: Engine) -> None:
    found = quotes(shelf, "云岭市图书馆条例里读者服务有哪些内容")
    assert found[0] == "第二章 读者服务"
    assert [quote[:3] for quote in found[1:]] == ["第三条", "第四条"]


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("云岭市图书馆条例共有多少条", "全文共5条，最后一条是：“第五条"),
        ("云岭市夜间经济发展实施方案一共有几条", "全文共6条，最后一条是：“（六）"),
    ],
)
def test_articles_are_counted(shelf: Engine, question: str, count: str) -> None:
    assert count in shelf.ask(question).text


def test_articles_and_chapters_are_counted_together(shelf: Engine) -> None:
    answer = shelf.ask("云岭市图书馆条例有多少章、多少条")
    assert "全文共3章：" in answer.text and "全文共5条" in answer.text


def test_how_often_a_word_is_said(shelf: Engine) -> None:
    answer = shelf.ask("云岭市图书馆条例几次提到“盲文读物”")
    assert "共出现2次" in answer.text
    assert [c.quote[:3] for c in answer.citations] == ["第四条"]
    assert "没有出现“电子书”" in shelf.ask("云岭市图书馆条例几次提到“电子书”").text


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("图书馆条例主要讲什么", True),
        ("图书馆条例规定了哪些内容", True),
        ("图书馆条例对盲文读物规定了什么", False),
        ("图书馆应当免费开放的内容有哪些", False),
        ("图书馆条例什么时候施行", False),
        ("云岭市图书馆包括哪些内容", False),
    ],
)
def test_only_a_question_for_nothing_else_asks_for_the_whole(question: str, whole: bool) -> None:
    assert asks_whole(question, "云岭市图书馆条例") is whole


def test_a_part_that_is_a_heading_alone_is_answered_by_those_under_it(shelf: Engine) -> None:
    found = quotes(shelf, "云岭市夜间经济发展实施方案第二部分讲什么")
    assert found[0] == "二、主要任务" and len(found) >= 4
