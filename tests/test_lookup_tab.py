"""The tab 引文核对 as HTML: verdicts, marked differences, whole texts proof-read."""

import re

import pytest
from hostile import payloads
from markup import Markup, assert_harmless

from rag.engine import Engine
from ui.app import App, OpenIndex
from ui.differences import differences
from ui.lookup_tab import check, cite


@pytest.mark.parametrize(
    ("given", "printed", "left", "right"),
    [
        ("年均增长8.7%、快于", "年均增长7.8%、快于", ["8.7%"], ["7.8%"]),
        ("应当 及时报告", "应当及时报告", [], []),
        ("ＡＢＣ条例", "ABC条例", [], []),
        ("不得少于三人", "少于三人", ["不得"], []),
        ("为三年", "每届为三年", [], ["每届"]),
    ],
)
def test_differences_are_marked_in_both_texts(
    given: str, printed: str, left: list[str], right: list[str]
) -> None:
    ours, theirs = differences(given, printed)
    assert "".join(text for text, _ in ours) == given
    assert "".join(text for text, _ in theirs) == printed
    assert [text for text, marked in ours if marked] == left
    assert [text for text, marked in theirs if marked] == right


def test_a_lookup_tells_verdict_difference_place_validity_and_references(
    seed_engine: Engine,
) -> None:
    app = App(OpenIndex(seed_engine.reader.folder), "zh")
    html = cite(app, "工业战略性新兴产业增加值年均增长8.7%、快于规上工业3.2个百分点")
    assert_harmless(html)
    text = Markup(html).text
    assert "与原文不同" in text and "期满 2026-01-01" in text and "晋政发〔2021〕17号" in text
    assert "<del>8&#46;7&#37;</del>" in html and "<ins>7&#46;8&#37;</ins>" in html
    named = cite(
        app, "《山西省“十四五”14个战略性新兴产业规划》提出：“增加值年均增长8.7%、快于规上工业”"
    )
    assert re.findall("<del>(.*?)</del>", named) == ["8&#46;7&#37;"]
    assert "山西省人民政府. 山西省人民政府关于印发" in text and "[A]" in text
    assert "新兴产业蓬勃发展" in text and "上下文" in text
    assert "现行有效" in Markup(cite(app, "年均增长7.8%", "2022-06-30")).text
    assert "有这个出处" in Markup(cite(app, "晋政发〔2021〕17号 一、（一）1")).text
    assert "未找到" in Markup(cite(app, "火星殖民城市的电价由航天员自行商定")).text
    english = App(app.index, "en")
    assert 'href="/en/?open=' in cite(english, "年均增长7.8%").replace("&#47;", "/").replace(
        "&#63;", "?"
    ).replace("&#61;", "=")


def test_a_whole_text_is_proof_read_and_marked(seed_engine: Engine) -> None:
    app = App(OpenIndex(seed_engine.reader.folder), "zh")
    text = (
        "规划提出“工业战略性新兴产业增加值年均增长7.8%”，又说“增加值年均增长8.7%、快于规上工业”。\n"
        "另有“火星殖民城市的电价由航天员自行商定”之说。"
    )
    html = check(app, text)
    assert_harmless(html)
    shown = Markup(html).text
    assert "共3处引文和出处" in shown and "第2行" in shown
    marks = re.findall(r'<mark class="wj-(\w+)" title="(.*?)">', html)
    assert marks == [("good", "属实"), ("part", "与原文不同"), ("bad", "未找到")]
    assert html.count('<details class="wj-finding" open>') == 2  # what holds stays folded
    assert "没有找到引文或出处" in Markup(check(app, "没有引号的一段话。")).text
    assert "请先输入文字" in Markup(check(app, " ")).text
    assert "最多200000个字" in Markup(check(app, "字" * 200_001)).text
    for attack in payloads()[::5]:
        assert_harmless(check(app, f"他说“{attack}增加值年均增长7.8%”。{attack}"))


@pytest.mark.parametrize(
    ("text", "day", "said"),
    [
        (" \n", "", "请先输入文字"),
        ("字" * 10_001, "", "文字有10001个字"),
        ("年均增长", "昨天", "“昨天”不是日期"),
        ("年均增长", "2024-13-01", "不是日期"),
    ],
)
def test_what_cannot_be_looked_up_is_said(
    seed_engine: Engine, text: str, day: str, said: str
) -> None:
    app = App(OpenIndex(seed_engine.reader.folder), "zh")
    assert said in Markup(cite(app, text, day)).text
