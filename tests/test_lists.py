"""Lists: enumerations found in the text and shown whole, sets named by number."""

from pathlib import Path

import made
import pytest

from index.document import parse_document
from index.embed import BuiltinEmbedder
from index.types import Document
from rag.engine import Engine
from rag.lists import asked_count, asks_list, list_claims
from rag.series import find_series, introduction
from rag.sets import find_set

TEXT = """云岭市集市管理办法
第一条 摊位使用人不得有下列行为：
（一）占用消防通道；
（二）私接电线；
（三）乱扔垃圾。
第二条 有下列情形的，收回摊位：
（一）转租的；
（二）三个月不营业的。
第三条 今年办好实事。一是修路五条。二是建桥两座。三是种树万棵。其他事项另行安排。
第四条 市里建设“三大市场”。办好粮食市场。粮库由市粮食局管理。办好蔬菜市场。办好花卉市场。
第五条 推进东山、西山、北山三大公园建设。
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return parse_document("云岭市集市管理办法.txt", TEXT)


def _texts(document: Document, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [document.text[start:end] for start, end in spans]


def test_a_series_is_whole_and_ends_with_its_article(document: Document) -> None:
    first, second, *_ = find_series(document, 0, len(document.text))
    assert _texts(document, first.items) == [
        "（一）占用消防通道；",
        "（二）私接电线；",
        "（三）乱扔垃圾。",
    ]
    assert _texts(document, (first.lead,)) == ["第一条 摊位使用人不得有下列行为："]
    assert len(second.items) == 2


def test_a_list_inside_a_paragraph_is_taken_apart(document: Document) -> None:
    series = next(s for s in find_series(document, 0, len(document.text)) if s.family == "said")
    assert _texts(document, series.items) == ["一是修路五条。", "二是建桥两座。", "三是种树万棵。"]


def test_an_item_is_introduced_by_its_lead(document: Document) -> None:
    lead = introduction(document, document.text.index("转租"))
    assert lead is not None
    assert document.text[slice(*lead)] == "第二条 有下列情形的，收回摊位："


def test_every_item_is_quoted_and_counted(document: Document) -> None:
    series = find_series(document, 0, len(document.text))[0]
    claims = list_claims(document, 0, series)
    quotes = [quote for said in claims for quote in said.quotes]
    assert [q.text for q in quotes] == [document.text[q.start : q.end] for q in quotes]
    assert len(quotes) == 4
    assert "3" in claims[0].parts


@pytest.mark.parametrize(
    ("question", "members"),
    [
        ("三大市场是哪些?", ["办好粮食市场。", "办好蔬菜市场。", "办好花卉市场。"]),
        ("三大公园有哪些?", None),
        ("五大机场有哪些?", None),
    ],
)
def test_a_set_is_listed_only_when_it_has_as_many_as_its_name_says(
    document: Document, question: str, members: list[str] | None
) -> None:
    series = find_set(document, question, lambda text: 1.0)
    if question.startswith("三大公园"):
        assert series is not None
        assert len(series.items) == 3
    elif members is None:
        assert series is None
    else:
        assert series is not None
        assert _texts(document, series.items) == members


def test_questions_for_lists_are_told_from_others() -> None:
    assert asks_list("哪些行为不得有?")
    assert asks_list("什么情况下收回摊位?")
    assert not asks_list("罚款多少元?")
    assert asked_count("10件民生实事是什么") == 10
    assert asked_count("民生实事是什么") is None


def test_all_items_answer_a_question(tmp_path: Path, builtin: BuiltinEmbedder) -> None:
    engine = Engine.open(made.build(tmp_path, {**made.DOCUMENTS, "集市.txt": TEXT}, builtin))
    answer = engine.ask("云岭市集市的摊位使用人不得有哪些行为？")
    for item in ("占用消防通道", "私接电线", "乱扔垃圾"):
        assert item in answer.text
    assert "共3项" in answer.text
