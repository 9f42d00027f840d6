"""Chunks: all text but page furniture, never across a 条, split only where sentences end."""

import random
from itertools import pairwise
from pathlib import Path

import pytest

from index.chunk import ChunkConfig, chunk_document
from index.document import parse_document, read_document
from index.types import Chunk, Document


def _assert_promises(document: Document, chunks: tuple[Chunk, ...]) -> None:
    """Every chunk is its span, none overlap, and together they hold all text but the trailer."""
    covered = [False] * len(document.text)
    for chunk in chunks:
        assert chunk.text == document.text[chunk.start : chunk.end]
        assert chunk.text == chunk.text.strip() != ""
        assert chunk.id == f"{document.id}:{chunk.start}-{chunk.end}"
        assert chunk.document_id == document.id
        for offset in range(chunk.start, chunk.end):
            assert not covered[offset]
            covered[offset] = True
    trailer = document.sections[-1]
    end = trailer.start if trailer.kind == "trailer" else len(document.text)
    for offset, character in enumerate(document.text):
        if not character.isspace():
            assert covered[offset] == (offset < end), (offset, document.text[offset:][:20])
    assert [c.start for c in chunks] == sorted(c.start for c in chunks)
    assert len({c.id for c in chunks}) == len(chunks)


def _assert_sizes(chunks: tuple[Chunk, ...], config: ChunkConfig) -> None:
    for chunk in chunks:
        limit = config.contents if chunk.kind == "contents" else config.split
        assert len(chunk.text) <= limit


def _parsed(text: str, config: ChunkConfig | None = None) -> list[Chunk]:
    document = parse_document("a.txt", text)
    chunks = chunk_document(document, config)
    _assert_promises(document, chunks)
    return list(chunks)


def _law(rng: random.Random, articles: int) -> str:
    """A law whose articles have one to forty sentences."""
    out = "某法\n"
    for n in range(1, articles + 1):
        if n % 7 == 1:
            out += f"第{n // 7 + 1}章 标题\n"
        sentences = "".join(
            f"{''.join(rng.choices('国家鼓励创新发展', k=rng.randrange(5, 60)))}。"
            for _ in range(rng.choice([1, 1, 2, 3, 40]))
        )
        out += f"第{n}条 {sentences}\n"
    return out


def test_the_chunks_of_the_seed_hold_all_its_text_but_the_trailer(seed: Document) -> None:
    chunks = chunk_document(seed)
    _assert_promises(seed, chunks)
    assert not any("发布评论" in chunk.text for chunk in chunks)
    _assert_sizes(chunks, ChunkConfig())


def test_the_chunks_of_the_seed_know_what_they_are(seed: Document) -> None:
    chunks = chunk_document(seed)
    assert chunks[0].kind == "metadata"
    contents = [c for c in chunks if c.kind == "contents"]
    assert {c.path for c in contents} == {("目 录",)}
    assert contents[0].text.startswith("目 录\n一、“十三五”回顾 1\n")
    assert contents[-1].text.endswith("环境影响评价分析专篇 54")
    (first,) = [c for c in chunks if "新旧动能转换全面提速" in c.text]
    assert first.kind == "body"
    assert first.path == (
        "一、“十三五”回顾",
        "(一)发展现状",
        "1.新兴产业蓬勃发展,转型动能快速凝聚",
    )
    # A bare heading goes along with the text below it.
    assert first.text.startswith("(一)发展现状\n1.新兴产业")


def test_no_chunk_holds_a_part_of_two_articles_unless_it_holds_both_whole() -> None:
    rng = random.Random(8)
    for _ in range(20):
        document = parse_document("a.txt", _law(rng, 30))
        chunks = chunk_document(document)
        _assert_promises(document, chunks)
        articles = [s for s in document.sections if s.kind == "article"]
        assert len(articles) == 30
        for chunk in chunks:
            touched = [a for a in articles if a.start < chunk.end and chunk.start < a.end]
            if len(touched) > 1:
                assert chunk.start <= touched[0].start
                assert touched[-1].end <= chunk.end + 1  # the newline at its edge
                assert len(chunk.text) <= ChunkConfig().merge
                assert chunk.path[-1] == "、".join(a.label for a in touched)


def test_an_article_with_its_items_stays_whole() -> None:
    items = "".join(f"（{n}）符合第{n}项规定的各项条件的；\n" for n in "一二三四五六七八九")
    text = f"某法\n第一条 有下列情形之一的：\n{items}第二条 {'乙' * 300}。\n"
    chunks = _parsed(text)
    (whole,) = [c for c in chunks if "下列情形" in c.text]
    assert "第一条 有下列情形之一的" in whole.text
    assert whole.text.endswith("第九项规定的各项条件的；")
    assert whole.path == ("第一条",)


def test_small_siblings_share_a_chunk_that_names_them_all() -> None:
    text = (
        "通知\n"
        + "正文。" * 100
        + "\n一、任务\n（一）甲\n做甲。\n（二）乙\n做乙。\n（三）丙\n做丙。\n"
    )
    chunks = _parsed(text)
    assert chunks[-1].path == ("一、任务", "（一）甲、（二）乙、（三）丙")
    assert chunks[-1].text.startswith("一、任务\n（一）甲\n做甲。")
    assert chunks[-1].text.endswith("（三）丙\n做丙。")


def test_small_sections_under_different_parents_never_share_a_chunk() -> None:
    text = "通知\n一、任务\n（一）甲\n做甲。\n二、保障\n（一）乙\n做乙。\n"
    chunks = _parsed(text)
    assert [c.path for c in chunks[-2:]] == [("一、任务", "（一）甲"), ("二、保障", "（一）乙")]


def test_siblings_are_merged_up_to_the_configured_size() -> None:
    text = "某法\n" + "".join(f"第{n}条 {'字' * 40}。\n" for n in range(1, 21))
    for merge in (0, 60, 150, 400):
        chunks = _parsed(text, ChunkConfig(merge=merge))
        assert all(len(c.text) <= max(merge, 48) for c in chunks)
    assert len(_parsed(text, ChunkConfig(merge=0))) == 21


def test_an_over_long_leaf_is_split_at_sentence_ends() -> None:
    sentence = (
        "这是一个用来测试切分位置的完整句子，其中有逗号，也有顿号、分号；但只应在句号处切开。"
    )
    chunks = _parsed("通知\n一、任务\n" + sentence * 40 + "\n")
    pieces = [c for c in chunks if c.path == ("一、任务",)]
    assert len(pieces) >= 4
    assert all(c.text.endswith("。") for c in pieces)
    assert all(len(c.text) <= ChunkConfig().split for c in pieces)
    assert all(a.end == b.start for a, b in pairwise(pieces))


def test_a_newline_inside_a_word_is_no_place_to_split() -> None:
    passage = (
        "这是一个很长的句子用来看切分是否会落在断开的词语中间，创新\n项目继续推进直到句子结束。"
    )
    pieces = [c for c in _parsed("通知\n一、甲\n" + passage * 30 + "\n") if c.path]
    assert len(pieces) >= 3
    assert all(c.text.endswith("。") for c in pieces)
    assert not any(c.text.startswith("项目") for c in pieces)


def test_text_without_any_punctuation_is_split_too() -> None:
    chunks = _parsed("甲" * 5000)
    assert all(len(c.text) <= ChunkConfig().split for c in chunks)
    assert "".join(c.text for c in chunks) == "甲" * 5000


def test_a_passage_cut_at_its_very_end_leaves_no_empty_chunk() -> None:
    clause = "国家鼓励创新国家鼓励创新国家鼓励创新，"
    for count in range(20, 60):
        _parsed(f"某法\n第一条 {clause * count}。\n\n第二条 短。\n")


@pytest.mark.parametrize(
    "config", [ChunkConfig(0, 40), ChunkConfig(100, 100), ChunkConfig(900, 20, 50)]
)
def test_every_configuration_keeps_the_promises(seed: Document, config: ChunkConfig) -> None:
    chunks = chunk_document(seed, config)
    _assert_promises(seed, chunks)
    _assert_sizes(chunks, config)


def test_chunks_are_the_same_every_time(seed: Document) -> None:
    assert chunk_document(seed) == chunk_document(seed)


@pytest.mark.parametrize("text", ["", "\n \n", "发布评论\n"])
def test_a_text_without_content_has_no_chunks(text: str) -> None:
    assert chunk_document(parse_document("a.txt", text)) == ()


def test_real_documents_are_covered_by_their_chunks(corpus: Path) -> None:
    paths = sorted(path for path in corpus.rglob("*") if path.suffix in (".txt", ".md"))
    for path in paths[::40]:
        document = read_document(path)
        _assert_promises(document, chunk_document(document))
