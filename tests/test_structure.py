"""The section tree: lossless, and not deceived by references, page breaks and odd numbering."""

import random
from pathlib import Path

import pytest

from index.document import parse_document
from index.lines import split_lines
from index.types import Document

_LINES = [
    "第一编 总则",
    "第一章 总则",
    "第二节 规划",
    "第一条 为了甲，制定本法。",
    "第二条规定的情形除外。",
    "第三条之一 丙。",
    "一、总体要求",
    "（一）基本原则。坚持稳中求进。",
    "(二)存在问题",
    "1.新兴产业",
    "①项目",
    "附件1",
    "目录",
    "一、总体要求 3",
    "## 标题",
    "**第四条** 丁。",
    "---",
    "【制定机关】某市",
    "正文",
    "发布评论",
    "",
    "　　",
    "推进改革，扩大开放，完善制度，加强监督，落实责任，形成合力，确保实效，创新",
    "项目继续推进。",
]


def _tree(text: str) -> list[tuple[str, str, int]]:
    """(kind, label, depth) of every section but the root, in reading order."""
    document = parse_document("a.txt", text)
    return [
        (s.kind, s.label, len(list(document.ancestors(i))))
        for i, s in enumerate(document.sections)
        if i
    ]


def _headings(text: str) -> list[str]:
    return [label for kind, label, _ in _tree(text) if kind not in ("preamble", "paragraph")]


def _assert_lossless(document: Document) -> None:
    """Own texts concatenate to the text, and every node covers exactly its descendants."""
    sections = document.sections
    assert "".join(document.text[s.start : s.own_end] for s in sections) == document.text
    for index, section in enumerate(sections):
        assert section.start <= section.heading_end <= section.own_end <= section.end
        below = [s.own_end for i, s in enumerate(sections) if index in document.ancestors(i)]
        if index:
            assert section.end == max(below)
            parent = sections[section.parent]
            assert parent.start <= section.start <= section.end <= parent.end
            assert section.parent < index


def _section_at_by_looking(document: Document, offset: int) -> int:
    for index, section in enumerate(document.sections):
        if section.start <= offset < section.own_end:
            return index
    raise AssertionError(offset)


def test_own_texts_of_the_seed_concatenate_to_its_text(seed: Document, seed_text: str) -> None:
    assert seed.text == seed_text
    _assert_lossless(seed)


def test_the_tree_of_the_seed_is_what_its_body_says(seed: Document) -> None:
    assert [(s.kind, s.label) for s in seed.sections] == [
        ("document", ""),
        ("metadata", "文章属性"),
        ("preamble", ""),
        ("contents", "目 录"),
        ("preamble", ""),
        ("heading", "一、“十三五”回顾"),
        ("heading", "(一)发展现状"),
        ("heading", "1.新兴产业蓬勃发展,转型动能快速凝聚"),
        ("heading", "2.创新生态架梁立柱,创新能力显著增强"),
        ("heading", "3.集培育成效显现,链式发展深入推进"),
        ("trailer", ""),
    ]
    assert seed.path(8) == (
        "一、“十三五”回顾",
        "(一)发展现状",
        "2.创新生态架梁立柱,创新能力显著增强",
    )


def test_any_mixture_of_lines_is_kept_whole() -> None:
    rng = random.Random(6)
    for _ in range(400):
        text = "\n".join(rng.choices(_LINES, k=rng.randrange(30)))
        text += rng.choice(["", "\n", "\n\n"])
        _assert_lossless(parse_document("a.txt", text))


def test_lines_concatenate_to_the_text_and_hold_their_content() -> None:
    rng = random.Random(7)
    for _ in range(500):
        text = "".join(rng.choices("甲 \n\n#*　-\t第一条\ufeff", k=rng.randrange(30)))
        lines = split_lines(text)
        assert "".join(text[line.start : line.end] for line in lines) == text
        for line in lines:
            assert text[line.content_start : line.content_end] == line.text
            assert line.start <= line.content_start <= line.content_end <= line.end


def test_the_section_at_an_offset_is_the_one_found_by_looking_at_all(seed: Document) -> None:
    for offset in range(len(seed.text)):
        assert seed.section_at(offset) == _section_at_by_looking(seed, offset)


def test_a_reference_at_the_start_of_a_line_is_no_article() -> None:
    text = (
        "某办法\n第三条 有下列情形之一的，应当报告。\n第四条规定的情形除外。\n"
        "第四条 本办法自公布之日起施行。\n"
    )
    assert _headings(text) == ["第三条", "第四条"]
    document = parse_document("a.txt", text)
    (article,) = [s for s in document.sections if s.label == "第三条"]
    assert text[article.start : article.end].endswith("第四条规定的情形除外。\n")


def test_a_reference_cut_by_a_page_break_is_no_article() -> None:
    text = (
        "某办法\n第一条 国家实行的各项制度应当公开，但是有下列情形的，可以适用本办法\n"
        "第九条 和第十条的例外。\n第二条 乙。\n"
    )
    assert _headings(text) == ["第一条", "第二条"]


def test_an_enumeration_in_a_sentence_broken_by_a_page_break_is_no_heading() -> None:
    text = (
        "通知\n一、总体要求\n要坚持稳中求进工作总基调，完整准确全面贯彻新发展理念，推动完成\n"
        "一、二两项工作同时落实。\n二、主要任务\n做好工作。\n"
    )
    assert _headings(text) == ["一、总体要求", "二、主要任务"]


def test_a_word_broken_by_a_page_break_stays_in_its_paragraph(seed: Document) -> None:
    at = seed.text.index("关键技术、创新\n项目、试点示范")
    assert seed.section_at(at) == seed.section_at(at + 12)


def test_numbering_that_jumps_still_is_numbering() -> None:
    text = "通知\n" + "".join(f"{n}、{n}号任务\n文字。\n" for n in "一二三五六")
    assert _headings(text) == [f"{n}、{n}号任务" for n in "一二三五六"]


def test_numbering_that_runs_on_under_the_next_parent_is_kept() -> None:
    numerals = "一二三四五六七八九十"
    first = "".join(f"（{n}）第{n}件事。要求如下：落实。\n" for n in numerals[:8])
    text = f"通知\n一、甲\n二、乙\n{first}三、丙\n（九）第九件事。落实。\n（十）第十件事。落实。\n"
    tree = {label: depth for _, label, depth in _tree(text)}
    assert [label for label in tree if label.startswith("（")] == [
        f"（{n}）第{n}件事" for n in numerals
    ]
    document = parse_document("a.txt", text)
    (ninth,) = [i for i, s in enumerate(document.sections) if s.label == "（九）第九件事"]
    assert document.path(ninth) == ("三、丙", "（九）第九件事")


def test_half_and_full_width_markers_are_one_family() -> None:
    text = "通知\n一、甲\n(一)子一\n文字。\n（二）子二\n文字。\n1.孙一\n文字。\n2．孙二\n文字。\n"
    assert _tree(text)[1:] == [
        ("heading", "一、甲", 1),
        ("heading", "(一)子一", 2),
        ("heading", "（二）子二", 2),
        ("heading", "1.孙一", 3),
        ("heading", "2．孙二", 3),
    ]


def test_a_law_nests_from_part_to_item() -> None:
    text = (
        "某法\n第一编 总则\n第一分编 通则\n第一章 基本规定\n第一节 一般规定\n"
        "第一条 为了甲，制定本法。\n第二条 有下列情形之一的：\n（一）甲；\n（二）乙。\n"
        "前款规定不适用于丙。\n第二条之一 丁。\n第二编 分则\n第一章 物\n第三条 戊。\n"
    )
    assert _tree(text)[1:] == [
        ("part", "第一编 总则", 1),
        ("part", "第一分编 通则", 2),
        ("chapter", "第一章 基本规定", 3),
        ("section", "第一节 一般规定", 4),
        ("article", "第一条", 5),
        ("article", "第二条", 5),
        ("item", "（一）", 6),
        ("item", "（二）", 6),
        ("paragraph", "", 6),
        ("article", "第二条之一", 5),
        ("part", "第二编 分则", 1),
        ("chapter", "第一章 物", 2),
        ("article", "第三条", 3),
    ]


def test_articles_of_a_judicial_interpretation_stand_under_its_headings() -> None:
    text = (
        "解释\n一、关于甲\n第一条 甲。\n第二条 乙。\n二、关于乙\n第三条 丙。\n"
        "三、关于丙\n第四条 丁。\n"
    )
    assert _tree(text)[1:] == [
        ("heading", "一、关于甲", 1),
        ("article", "第一条", 2),
        ("article", "第二条", 2),
        ("heading", "二、关于乙", 1),
        ("article", "第三条", 2),
        ("heading", "三、关于丙", 1),
        ("article", "第四条", 2),
    ]


def test_a_heading_and_its_text_on_one_line_are_told_apart() -> None:
    text = (
        "意见\n一、总体要求。坚持党的领导，做好工作。\n（一）基本原则。坚持稳中求进。\n二、任务\n"
    )
    assert _headings(text) == ["一、总体要求", "（一）基本原则", "二、任务"]
    document = parse_document("a.txt", text)
    section = document.sections[2]
    assert text[section.start : section.heading_end] == "一、总体要求。"
    assert text[section.heading_end : section.own_end] == "坚持党的领导，做好工作。\n"


def test_articles_glued_to_their_text_are_articles() -> None:
    """道路交通安全法 in the corpus: 第二条中华人民共和国… was taken for a reference."""
    text = (
        "某办法\n第一章总则\n第一条为了甲，制定本办法。\n第二条中华人民共和国境内适用本办法。\n"
        "第三条以欺骗手段取得的，撤销。\n第二章项目管理\n第四条规划应当公开。\n"
        "第五条项目单位应当报告。\n第六条所有权人应当登记。\n"
    )
    assert _headings(text) == [
        "第一章总则",
        "第一条",
        "第二条",
        "第三条",
        "第二章项目管理",
        "第四条",
        "第五条",
        "第六条",
    ]


def test_markdown_headings_and_bold_articles_are_read() -> None:
    text = "# 某法\n\n## 第一章 总则\n\n**第一条** 甲。\n\n### 说明\n\n文字。\n"
    kinds = [(kind, label) for kind, label, _ in _tree(text)]
    assert ("chapter", "第一章 总则") in kinds
    assert ("article", "第一条") in kinds
    assert ("heading", "说明") in kinds


@pytest.mark.parametrize("word", ["发布评论", "打印 ", "关闭窗口"])
def test_page_furniture_is_a_trailer_only_at_the_very_end(word: str) -> None:
    text = f"通知\n一、甲\n{word}\n文字。\n{word}\n\n"
    document = parse_document("a.txt", text)
    (trailer,) = [s for s in document.sections if s.kind == "trailer"]
    assert trailer.start == text.rindex(word)
    assert trailer.end == len(text)
    assert trailer.parent == 0


def test_an_annex_stands_beside_the_body() -> None:
    text = "通知\n一、甲\n文字。\n附件1\n表一。\n附件2\n表二。\n"
    assert _tree(text)[1:] == [
        ("heading", "一、甲", 1),
        ("annex", "附件1", 1),
        ("annex", "附件2", 1),
    ]


@pytest.mark.parametrize("text", ["", "\n", "甲", "　\n \n", "目录", "---", "第一条"])
def test_the_smallest_texts_are_documents(text: str) -> None:
    document = parse_document("a.txt", text)
    assert document.text == text
    _assert_lossless(document)


def test_a_tree_that_loses_text_cannot_be_made(seed: Document) -> None:
    with pytest.raises(ValueError, match="in no section"):
        Document("i", "s", seed.text, "t", (), seed.sections[:-1], ())
    with pytest.raises(ValueError, match="in no section"):
        Document("i", "s", seed.text, "t", (), (*seed.sections[:4], *seed.sections[5:]), ())


def test_real_documents_are_kept_whole(corpus: Path) -> None:
    paths = sorted(path for path in corpus.rglob("*") if path.suffix in (".txt", ".md"))
    for path in paths[::40]:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        document = parse_document(path.name, text)
        sections = document.sections
        assert "".join(text[s.start : s.own_end] for s in sections) == text, path
        for value in document.meta:
            assert value.line_start <= value.start <= value.end <= value.line_end, path
