"""The table of contents as data: numbers, levels, pages, and what the body lacks."""

from index.document import parse_document
from index.types import Document, TocEntry


def _chapters(document: Document) -> list[TocEntry]:
    return [entry for entry in document.contents if entry.level == 0]


def test_the_contents_of_the_seed_have_six_numbered_chapters_and_a_last_part(
    seed: Document,
) -> None:
    assert [(e.number, e.title, e.page) for e in _chapters(seed)] == [
        (1, "“十三五”回顾", 1),
        (2, "面临形势", 7),
        (3, "总体要求", 11),
        (4, "发展重点", 15),
        (5, "主要任务", 33),
        (6, "保障措施", 44),
        (0, "环境影响评价分析专篇", 54),
    ]


def test_sub_entries_of_the_seed_stand_under_their_chapters_with_pages(seed: Document) -> None:
    under = [[e for e in seed.contents if e.parent == i] for i in range(len(seed.contents))]
    sizes = [len(under[i]) for i, e in enumerate(seed.contents) if e.level == 0]
    assert sizes == [2, 2, 3, 14, 8, 5, 0]
    industries = under[[e.title for e in seed.contents].index("发展重点")]
    assert [e.number for e in industries] == list(range(1, 15))
    assert (industries[1].label, industries[1].page) == ("(二)半导体产业", 16)
    pages = [e.page for e in seed.contents]
    assert pages == sorted(p for p in pages if p is not None)


def test_every_entry_of_the_seed_is_a_line_of_the_text(seed: Document) -> None:
    for entry in seed.contents:
        printed = seed.text[entry.start : entry.end]
        assert printed == f"{entry.label} {entry.page}"
        assert seed.text[entry.end] == "\n"


def test_a_foreign_title_glued_before_an_entry_is_set_apart(seed: Document) -> None:
    glued = [entry for entry in seed.contents if entry.foreign]
    assert [(e.label, e.foreign, e.page) for e in glued] == [
        ("五、主要任务", "节能与新能源汽车产业发展规划", 33)
    ]
    assert seed.text[glued[0].start : glued[0].end] == "五、主要任务 33"


def test_listed_sections_that_the_seed_lacks_are_told_from_those_it_has(seed: Document) -> None:
    present = {e.label: e.section for e in seed.contents if e.section is not None}
    assert set(present) == {"一、“十三五”回顾", "(一)发展现状"}
    for label, section in present.items():
        assert seed.sections[section].label == label
        assert seed.sections[section].kind == "heading"
    missing = [e.label for e in seed.contents if e.section is None]
    assert len(missing) == len(seed.contents) - 2
    assert "(二)存在问题" in missing
    assert "六、保障措施" in missing


def test_no_line_of_the_contents_opens_a_section(seed: Document) -> None:
    (contents,) = [s for s in seed.sections if s.kind == "contents"]
    assert (
        seed.text[contents.start : contents.own_end].count("\n") == 42
    )  # its title and 41 entries
    assert contents.start == contents.end - len(seed.text[contents.start : contents.end])
    inside = [s for s in seed.sections if contents.start < s.start < contents.end]
    assert inside == []


def test_contents_without_pages_end_where_the_body_repeats_an_entry() -> None:
    document = parse_document(
        "a.txt",
        "某法\n目录\n第一章 总则\n第二章 分则\n第三章 附则\n"
        "第一章 总则\n第一条 甲。\n第二章 分则\n第二条 乙。\n第三章 附则\n第三条 丙。\n",
    )
    assert [(e.label, e.page) for e in document.contents] == [
        ("第一章 总则", None),
        ("第二章 分则", None),
        ("第三章 附则", None),
    ]
    assert [document.sections[e.section or 0].label for e in document.contents] == [
        "第一章 总则",
        "第二章 分则",
        "第三章 附则",
    ]
    assert [s.label for s in document.sections if s.kind == "article"] == [
        "第一条",
        "第二条",
        "第三条",
    ]


def test_contents_whose_first_entry_the_body_lacks_end_before_the_second() -> None:
    for pages in (True, False):
        entries = ["一、前情回顾", "二、总体要求", "三、主要任务"]
        listed = "\n".join(f"{e} {n}" if pages else e for n, e in enumerate(entries, 1))
        body = "二、总体要求\n要求是稳中求进。\n三、主要任务\n任务是落实。\n"
        document = parse_document("a.txt", f"某规划\n目 录\n{listed}\n{body}")
        assert [e.label for e in document.contents] == entries
        assert [e.section is None for e in document.contents] == [True, False, False]
        assert document.text[document.sections[3].start :].startswith("二、总体要求\n要求")


def test_contents_longer_than_128_lines_are_read_to_their_end() -> None:
    chapters = 50
    listed = "".join(
        f"第{n}章 标题{n} ……… {n}\n" + "".join(f"第{m}节 小题{n}之{m} {n}\n" for m in (1, 2, 3))
        for n in range(1, chapters + 1)
    )
    document = parse_document(
        "a.txt", f"某报告\n目录\n{listed}第1章 标题1\n第1节 小题1之1\n正文在此。\n"
    )
    assert len(document.contents) == chapters * 4
    assert sum(e.level == 0 for e in document.contents) == chapters
    assert document.contents[-1].label == "第3节 小题50之3"
    assert [e.label for e in document.contents if e.section is not None] == [
        "第1章 标题1",
        "第1节 小题1之1",
    ]


def test_dotted_leaders_and_tight_pages_are_pages() -> None:
    document = parse_document(
        "a.txt",
        "某规划\n目录\n一、甲……………3\n二、乙 ........ 12\n三、丙15\n四、丁 (18)\n一、甲\n文字。\n",
    )
    assert [(e.label, e.page) for e in document.contents] == [
        ("一、甲", 3),
        ("二、乙", 12),
        ("三、丙", 15),
        ("四、丁", 18),
    ]


def test_equal_titles_are_matched_under_their_own_chapter() -> None:
    document = parse_document(
        "a.txt",
        "某规划\n目录\n一、甲 1\n(一)目标 1\n二、乙 2\n(一)目标 2\n"
        "一、甲\n(一)目标\n甲的目标。\n二、乙\n(一)目标\n乙的目标。\n",
    )
    goals = [e.section for e in document.contents if e.title == "目标"]
    texts = [document.text[document.sections[s or 0].start :][:11] for s in goals]
    assert texts == ["(一)目标\n甲的目标。", "(一)目标\n乙的目标。"]


def test_the_word_contents_alone_makes_no_contents() -> None:
    document = parse_document("a.txt", "某通知\n目录\n这里没有条目，只是一句话。\n一、甲\n文字。\n")
    assert document.contents == ()
    assert "contents" not in [s.kind for s in document.sections]
