"""What a search shows of a list: all of it, also where its passage was cut between two items."""

from pathlib import Path

import made
import pytest

from index.chunk import ChunkConfig, chunk_document
from index.document import parse_document
from index.embed import BuiltinEmbedder
from index.types import Document
from rag.engine import Engine
from rag.shown import LONGEST_SHOWN, whole_list

_ITEM = "使用单位为了{what}而临时少量使用受控物质，并且已经按照规定报告了使用的数量和去向的；"
LAW = """云岭市受控物质管理条例
第一条 使用受控物质的单位应当申请领取使用许可证。但是，有下列情形之一的，不需要申请领取：
""" + "\n".join(
    f"（{number}）" + _ITEM.format(what=what)
    for number, what in zip(
        "一二三四五六七八",
        (
            "维修制冷设备",
            "开展实验分析",
            "实施检疫处理",
            "处置突发事件",
            "保养消防系统",
            "校准测量仪器",
            "教学演示",
            "修复文物",
        ),
        strict=True,
    )
)
END = "\n第二条 本条例自2020年1月1日起施行。\n"


def cut(text: str) -> Document:
    return parse_document("条例.txt", text)


def test_the_rest_of_a_list_is_shown_with_the_passage_that_begins_it() -> None:
    document = cut(LAW + END)
    chunks = [
        c
        for c in chunk_document(document, ChunkConfig(merge=150, split=220))
        if "下列情形" in c.text
    ]
    shown = whole_list(document, chunks[0])
    assert chunks[0].end < shown.end
    assert shown.text == document.text[shown.start : shown.end]
    assert len(shown.text) <= LONGEST_SHOWN
    for what in ("维修制冷设备", "修复文物"):
        assert what in shown.text
    assert "第二条" not in shown.text


def test_a_passage_that_ends_a_list_begins_where_it_began() -> None:
    document = cut(LAW + END)
    chunks = chunk_document(document, ChunkConfig(merge=150, split=220))
    for chunk in chunks:
        shown = whole_list(document, chunk)
        assert shown.start == chunk.start and shown.path == chunk.path
    assert whole_list(document, chunks[-1]) is chunks[-1]


def test_of_a_list_too_long_to_be_shown_whole_items_are_added_and_none_is_cut() -> None:
    document = cut(LAW.replace("少量", "少量并且在有关部门的监督之下经过批准以后" * 2) + END)
    chunks = chunk_document(document, ChunkConfig(merge=150, split=220))
    chunk = next(c for c in chunks if "下列情形" in c.text)
    shown = whole_list(document, chunk)
    assert chunk.end < shown.end and len(shown.text) <= LONGEST_SHOWN
    assert shown.text.endswith("；")


def test_a_passage_without_a_list_stays_as_it_is() -> None:
    document = cut(made.DOCUMENTS["云岭市养犬管理条例.txt"])
    for chunk in chunk_document(document):
        assert whole_list(document, chunk) is chunk


@pytest.mark.parametrize("k", [1, 10])
def test_hits_are_whole_and_stand_in_their_document(
    tmp_path: Path, builtin: BuiltinEmbedder, k: int
) -> None:
    engine = Engine.open(made.build(tmp_path, {**made.DOCUMENTS, "受控.txt": LAW + END}, builtin))
    hits = engine.search("哪些情形使用受控物质不需要申请领取许可证", k)
    assert "修复文物" in hits[0].chunk.text
    for hit in hits:
        text = engine.reader.records.document(hit.document).text
        assert text[hit.chunk.start : hit.chunk.end] == hit.chunk.text
