"""Numbers with units are one measure in every spelling, and a question about one is told whether it is that."""

from decimal import Decimal
from pathlib import Path

import made
import pytest

from index.embed import BuiltinEmbedder
from index.fold import fold
from rag.engine import Engine
from rag.measures import answering, compared, measures_in, spelt_alike
from rag.whether import decided, measure_asked

ADOPTION = """云岭市收养评估办法
第一条 收养评估应当自受理申请之日起三十日内完成。
第二条 收养人应当年满三十周岁，融合期不少于六个月。
第三条 评估机构收取的费用不得超过二千元，财政补助百分之五十。
第四条 市民政部门负责全市收养评估的监督管理工作，定期公布评估机构名单。
第五条 融合期内收养人工作满两年的，可以申请提前结束融合期。
"""


@pytest.mark.parametrize(
    "spellings",
    [
        ["30天", "三十日", "30日", "３０天", "三十个自然日"],
        ["2年", "二年", "两年", "24个月", "二十四个月", "两周年"],
        ["6个月", "六个月", "半年", "两个季度"],
        ["百分之三十", "30%", "30％", "三成", "0.3倍", "千分之三百"],
        ["10万元", "十万元", "100000元", "100,000元", "１０万元", "10万块钱"],
        ["1个月", "一个月"],
        ["150%", "1.5倍", "一点五倍", "百分之一百五十"],
        ["18岁", "十八周岁", "18周岁"],
        ["1.5公里", "1500米", "一千五百米"],
        ["十五个工作日", "15工作日"],
        ["2小时", "120分钟", "两个小时"],
        ["二分之一", "50%", "五成"],
    ],
)
def test_every_spelling_of_a_measure_is_the_same(spellings: list[str]) -> None:
    found = [measures_in(fold(text)) for text in spellings]
    assert all(len(measures) == 1 for measures in found)
    assert all(measures[0].same(found[0][0]) for measures in found)
    assert len({spelt_alike(fold(text)) for text in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("30天", "一个月"),
        ("30日", "三十个工作日"),
        ("30天", "3天"),
        ("10万元", "1万元"),
        ("3倍", "3%"),
    ],
)
def test_what_is_counted_otherwise_is_another_measure(one: str, other: str) -> None:
    assert not measures_in(fold(one))[0].same(measures_in(fold(other))[0])


@pytest.mark.parametrize(
    "text",
    [
        "2021年5月27日",
        "同一天",
        "一次性纸杯",
        "第三十日",
        "5月",
        "一般规定",
        "第十五条",
        "统一管理",
        "十四五时期",
        "二〇二一年",
        "",
    ],
)
def test_days_of_the_calendar_and_words_are_no_measures(text: str) -> None:
    assert measures_in(fold(text)) == []


def test_a_measure_is_printed_with_the_words_that_bound_it() -> None:
    text = fold("最长不得超过六个月，未满十八周岁的，处五千元以上五万元以下罚款")
    printed = [measure.printed for measure in measures_in(text)]
    assert printed == ["不得超过六个月", "未满十八周岁", "五千元以上", "五万元以下"]
    first = measures_in(text)[0]
    assert text[first.start : first.end] == "六个月"
    assert measures_in(text)[2].value == Decimal(5000)


@pytest.mark.parametrize(
    ("question", "decisive"),
    [
        ("融合期是不是30天", True),
        ("融合期是六个月吗？", True),
        ("要在一个月内办吗", True),
        ("限额是不是50万", True),
        ("工作满两年能不能提前结束融合期", False),
        ("能不能一次查完", False),
        ("会不会一年比一年少", False),
        ("最长可以是一年吗", True),
        ("年满30岁可以收养吗", False),
    ],
)
def test_the_number_itself_is_asked_for_or_what_follows_from_it(
    question: str, decisive: bool
) -> None:
    asked = measure_asked(fold(question))
    assert asked is not None
    assert asked.decisive is decisive


@pytest.mark.parametrize(
    "question", ["融合期多少天", "可以收养吗", "2021年能申请吗", "第三条是怎么规定的"]
)
def test_a_question_that_names_no_measure_asserts_none(question: str) -> None:
    assert measure_asked(fold(question)) is None


@pytest.mark.parametrize(
    ("question", "said", "told"),
    [
        ("时效是不是两年", "诉讼时效期间为三年。", "数目不同"),
        ("时效是不是3年", "诉讼时效期间为三年。", "数目相同"),
        ("年休假是不是5天", "年休假5天;满十年的,年休假10天。", "其中有"),
        ("期限是不是30天", "期限为一个月。", ""),
        ("试用期是不是三个月", "合同期限三个月以上的,试用期不得超过一个月。", "数目不同"),
    ],
)
def test_only_measures_of_one_kind_are_compared(question: str, said: str, told: str) -> None:
    asked = measure_asked(fold(question))
    assert asked is not None
    words = compared(asked.measure, answering(asked.measure, fold(question), fold(said)))
    assert told in words
    assert bool(told) == bool(words)


def test_what_is_told_is_the_number_as_the_text_prints_it() -> None:
    parts = decided("劳动合同试用期可以是一年吗", "劳动合同试用期不得超过六个月。").parts
    text = "".join(str(part) for part in parts)
    assert text == "原文用的是“不得”，写的是“不得超过六个月”，与问题中的“一年”数目不同："


@pytest.fixture(scope="module")
def adoption(tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("adoption")
    return Engine.open(made.build(folder, {**made.DOCUMENTS, "收养.txt": ADOPTION}, builtin))


@pytest.mark.parametrize(
    ("question", "told", "quoted"),
    [
        ("收养评估是不是要在30天内完成？", "数目相同", "三十日内完成"),
        ("收养评估是不是10天内完成？", "数目不同", "三十日内完成"),
        ("收养融合期是半年吗？", "数目相同", "不少于六个月"),
        ("评估费用是不是不能超过3000元？", "数目不同", "不得超过二千元"),
        ("财政补助是不是50%？", "数目相同", "百分之五十"),
    ],
)
def test_the_clause_that_states_the_measure_decides(
    adoption: Engine, question: str, told: str, quoted: str
) -> None:
    answer = adoption.ask(question)
    assert answer.status == "answered"
    assert told in answer.text.splitlines()[0]
    assert quoted in answer.citations[0].quote


def test_where_no_number_of_that_kind_stands_it_is_not_answered(adoption: Engine) -> None:
    answer = adoption.ask("收养评估机构名单是不是公布满30天？")
    assert "数目" not in answer.text
    assert adoption.ask("市民政部门公布评估机构名单是不是要收500元？").status == "insufficient"
