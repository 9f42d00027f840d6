"""Which lines open with a heading marker, of which family, with which number."""

import pytest

from index.headings import recognise


@pytest.mark.parametrize(
    ("line", "kind", "rank", "number", "label"),
    [
        ("第三编　分则", "part", 0, 3, "第三编　分则"),
        ("第一分编 通则", "part", 1, 1, "第一分编 通则"),
        ("第一章 总则", "chapter", 2, 1, "第一章 总则"),
        ("第三章项目管理", "chapter", 2, 3, "第三章项目管理"),
        ("第二节 规划", "section", 3, 2, "第二节 规划"),
        ("第一百二十条 甲。", "article", 5, 120, "第一百二十条"),
        ("第一百〇五条 甲。", "article", 5, 105, "第一百〇五条"),
        ("第十二条之一　甲。", "article", 5, 12, "第十二条之一"),
        ("第 12 条 甲。", "article", 5, 12, "第 12 条"),
        ("第二条中华人民共和国境内适用。", "article", 5, 2, "第二条"),
        ("第五条项目单位应当报告。", "article", 5, 5, "第五条"),
        ("第六条以欺骗手段取得的，撤销。", "article", 5, 6, "第六条"),
        ("第一部分 现状", "heading", 6, 1, "第一部分 现状"),
        ("一、总体要求", "heading", 7, 1, "一、总体要求"),
        ("(一)发展现状", "heading", 8, 1, "(一)发展现状"),
        ("（十四）节能环保", "heading", 8, 14, "（十四）节能环保"),
        ("㈢发展", "heading", 8, 3, "㈢发展"),
        ("1.新兴产业", "heading", 9, 1, "1.新兴产业"),
        ("2．新兴产业", "heading", 9, 2, "2．新兴产业"),
        ("（3）项目", "heading", 10, 3, "（3）项目"),
        ("⑵项目", "heading", 10, 2, "⑵项目"),
        ("③项目", "heading", 11, 3, "③项目"),
        ("附件1", "annex", -1, 1, "附件1"),
        ("附件：", "annex", -1, 0, "附件"),
        ("附：", "annex", -1, 0, "附"),
        ("第五节　生活、卫生。", "section", 3, 5, "第五节　生活、卫生。"),
        ("一、总体要求。坚持稳中求进。", "heading", 7, 1, "一、总体要求"),
    ],
)
def test_a_marker_gives_family_number_and_label(
    line: str, kind: str, rank: int, number: int, label: str
) -> None:
    mark = recognise(line)
    assert mark is not None
    assert (mark.kind, mark.rank, mark.number, mark.label) == (kind, rank, number, label)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "第四条规定的情形除外。",
        "第四条所列事项",
        "第四条第二款规定",
        "第四条、第五条",
        "第四条至第六条",
        "第四条中规定",
        "第四条前款所称",
        "第三章规定的程序",
        "1.5亿元投资",
        "2021年以来",
        "十四五规划",
        "一是加强领导",
        "第一，加强领导",
        "零、说明",
        "发展目标",
    ],
)
def test_what_only_looks_like_a_marker_is_none(line: str) -> None:
    assert recognise(line) is None


@pytest.mark.parametrize(
    ("line", "run_in"),
    [
        ("一、总体要求", False),
        ("一、总体要求。坚持稳中求进。", True),
        ("（一）加强领导；", True),
        ("第一条 甲。", True),
        ("第一条", False),
    ],
)
def test_a_mark_knows_whether_text_follows_on_its_line(line: str, run_in: bool) -> None:
    mark = recognise(line)
    assert mark is not None
    assert mark.run_in is run_in
    assert line.startswith(mark.label)
    assert len(mark.label) <= mark.length <= len(line)
