"""The asked value inside a quote: which of several it is, and that its place is that of the document."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from index.fold import fold
from rag.engine import Engine
from rag.marks import asked_values
from rag.whether import asks_yes_or_no
from ui.cli import main

Run = Callable[..., tuple[int, str, str]]

RATE = "工业战略性新兴产业增加值年均增长7.8%、快于规上工业3.2个百分点。"
CARE = "其标准分别为统筹地区上年度职工月平均工资的50%、40%或者30%。"
DOUBLE = "“双高计划”由教育部和财政部联合实施。"
FILED = "环境监察机构应当自收到排污单位的报告之日起7日内予以批复；逾期不批复的，视为同意。"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], seed_index: Path) -> Run:
    """Run a `wenju` command over the bundled document."""

    def call(command: str, *arguments: str) -> tuple[int, str, str]:
        code = main([command, *arguments, "--index", str(seed_index)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


MARKED = [
    ("宽限期最短要给多少天？", "宽限期自发出催缴书之日起，不得少于六十日。", ["六十日"]),
    ("年均增长多少", RATE, ["7.8%"]),
    ("快于规上工业多少", RATE, ["3.2个百分点"]),
    ("可以罚多少？", "逾期不办理的，处1万元以上5万元以下的罚款。", ["1万元以上5万元以下"]),
    ("几点以后不能营业", "每日凌晨2时至上午8时，娱乐场所不得营业。", ["凌晨2时至上午8时"]),
    ("夜间是几点到几点", "夜间，是指晚上十点至次日早晨六点之间。", ["晚上十点至次日早晨六点"]),
    ("春节放几天", "春节：2月4日至10日放假调休，共7天。", ["7天"]),
    ("最多扣几年", "按照每月1000元的标准，期限最长不超过240个月。", ["240个月"]),
    ("多久检查一次", "应当每年检查一次。", ["每年"]),
    ("要拘留几天", "处十日以上十五日以下拘留，并处五百元罚款。", ["十日以上十五日以下"]),
    ("罚款多少元", "处十日以上十五日以下拘留，并处五百元罚款。", ["五百元"]),
    ("最低标准提到多少钱？", "最低标准从每人每月2375元提高到2423元。", ["2423元"]),
    ("什么时候施行", "本办法自2022年5月1日起施行，有效期5年。", ["2022年5月1日"]),
    ("有效期多久", "本办法自2022年5月1日起施行，有效期5年。", ["5年"]),
    ("合规审计多久做一次", "处理者应当每年进行合规审计。", ["每年"]),
    (
        "蓝绿空间占比多少？开发强度控制在多少？",
        "蓝绿空间占比稳定在70%，开发强度控制在30%",
        ["70%", "30%"],
    ),
    ("外调绿电目标多少千瓦时", "外调绿电规模达450亿千瓦时", ["450亿千瓦时"]),
    ("光子产业产值目标", "光子产业产值超过200亿元", ["200亿元"]),
    ("多少天不回复算同意", FILED, ["7日"]),
    ("哪两个部门联合实施", DOUBLE, ["教育部", "财政部"]),
    ("哪个机关批复", FILED, ["环境监察机构"]),
    (
        "什么是数据",
        "本条例所称数据，是指任何以电子方式对信息的记录。",
        ["任何以电子方式对信息的记录"],
    ),
    ("能不能养犬", "经营单位可以饲养护卫犬。其他单位不得养犬。", ["不得"]),
    ("单位可以饲养护卫犬吗", "经营单位可以饲养护卫犬。其他单位不得养犬。", ["可以"]),
    ("第４条罚多少钱", "第四条 逾期不改正的，处　５００ 元罚款。", ["５００ 元"]),
    # What the question states itself is no answer, nor is the number of an article.
    ("30日内多少人", "30日内不超过200人。", ["200人"]),
    ("第十五条规定多少日", "第十五条 应当在三十日内办结。", ["三十日"]),
    # Nothing of the kind is stated, or nothing of a kind is asked.
    ("罚多少钱", "由主管部门责令限期改正。", []),
    ("发展重点是什么", "重点发展第三代半导体，产值达到100亿元。", []),
    ("多少", "", []),
]


@pytest.mark.parametrize(("question", "quote", "values"), MARKED)
def test_the_value_that_is_asked_for_is_marked(
    question: str, quote: str, values: list[str]
) -> None:
    spans = asked_values(fold(question), quote, 1000)
    assert [quote[start - 1000 : end - 1000] for start, end in spans] == values


@pytest.mark.parametrize(
    ("question", "whether"),
    [
        ("单位能不能养狗", True),
        ("可以带狗进公园吗？", True),
        ("是否需要办证", True),
        ("用人单位追问什么时候要孩子，合法吗？", True),
        ("要不要登记", True),
        ("罚不罚款", False),  # ambiguous with 罚不…; asks for nothing that a word decides
        ("不登记罚多少", False),
        ("什么情况下可以养狗", False),
        ("需要什么材料吗", False),
        ("登记了吗，要多少钱", False),
        ("Can I keep a dog?", True),
    ],
)
def test_a_question_for_yes_or_no_asks_for_nothing_else_at_last(
    question: str, whether: bool
) -> None:
    assert asks_yes_or_no(fold(question)) is whether


def test_marks_are_places_of_the_document_and_leave_the_quote_alone(library: Engine) -> None:
    answer = library.ask("临江市的用水单位多久做一次水平衡测试")
    marked = [c for c in answer.citations if c.marks]
    assert marked
    for citation in marked:
        number = next(
            i for i, c in enumerate(library.reader.records.cards) if c.id == citation.card.id
        )
        text = library.reader.records.document(number).text
        assert citation.quote == text[citation.start : citation.end]
        assert [text[a:b] for a, b in citation.marks] == ["每三年至少一次"]


def test_marks_and_what_was_understood_are_in_the_json_of_ask(run: Run) -> None:
    question = "省级以上工业类开发区达到多少个"
    code, out, _ = run("ask", question, "--json")
    result = json.loads(out)
    (citation,) = result["citations"]
    marked = [
        citation["quote"][a - citation["start"] : b - citation["start"]]
        for a, b in citation["marks"]
    ]
    assert (code, marked) == (0, ["69个"])
    assert result["understood"]["asks"] == "amount"
    plain = run("ask", question)[1]
    assert "所问：69个" in plain and citation["quote"] in plain and "理解为" in plain
    assert "\033" not in plain  # no terminal, no codes
