"""Questions about a document itself, answered from its header."""

import pytest

from index.fold import fold
from rag.engine import Engine
from rag.metadata import fields_asked, speaks_of_itself


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("文号是什么？", {"number"}),
        ("制定机关是谁？", {"issuer"}),
        ("什么时候施行？", {"effective"}),
        ("公布日期和施行日期分别是哪天？", {"published", "effective"}),
        ("现在还有效吗？", {"status"}),
        ("效力级别是什么？", {"level"}),
        ("落款日期？", {"signed"}),
        ("属于什么主题分类？", {"topic"}),
    ],
)
def test_the_fields_asked_for_are_named(question: str, names: set[str]) -> None:
    assert names <= set(fields_asked(fold(question)))


@pytest.mark.parametrize(
    "question",
    ["用水单位应当做什么？", "水平衡测试", "节水法实施条例里，水表多久检定一次？", "", "。"],
)
def test_other_questions_ask_for_no_field(question: str) -> None:
    assert fields_asked(fold(question)) == ()


@pytest.mark.parametrize(
    ("name", "question", "values"),
    [
        ("law", "文号是什么？", ["临政发〔2022〕8号"]),
        ("law", "谁制定的？", ["临江市人民政府"]),
        ("law", "临江市节约用水管理办法什么时候公布的？", ["2022年3月1日"]),
        ("law", "什么时候施行？", ["2022年5月1日"]),
        ("law", "什麼時候施行？", ["2022年5月1日"]),
        ("law", "公布日期和施行日期分别是哪天？", ["2022年3月1日", "2022年5月1日"]),
        ("law", "还有效吗？", ["现行有效"]),
        ("law", "效力等级？", ["地方政府规章"]),
        ("law", "主题分类是什么？", ["水资源"]),
        ("plan", "文号是什么？", ["青政办发〔2023〕26号"]),
        ("plan", "落款日期是哪天？", ["2023年7月18日"]),
        ("plan", "发文机关是谁？", ["青川市人民政府办公室"]),
    ],
)
def test_a_field_is_answered_from_the_head_of_its_document(
    alone: dict[str, Engine], name: str, question: str, values: list[str]
) -> None:
    answer = alone[name].ask(question)
    assert answer.status == "answered"
    assert [value for value in values if value not in answer.text] == []
    assert answer.citations


@pytest.mark.parametrize(
    ("name", "question", "field"),
    [
        ("plan", "停车诱导平台由哪个单位发布？", "发文机关"),
        ("law", "未安装计量设施什么时候开始罚款？", "施行日期"),
        ("law", "水平衡测试几年一次？", "日期"),
        ("plan", "电子站牌什么时候实施？", "施行日期"),
    ],
)
def test_a_question_about_the_matter_is_not_answered_from_the_header(
    alone: dict[str, Engine], name: str, question: str, field: str
) -> None:
    assert field not in alone[name].ask(question).text


@pytest.mark.parametrize(
    "question", ["文号是什么？", "还有效吗？", "什么时候施行？", "制定机关是谁？"]
)
def test_a_document_without_a_header_states_nothing(
    alone: dict[str, Engine], question: str
) -> None:
    assert alone["notes"].ask(question).status == "insufficient"


@pytest.mark.parametrize(
    ("question", "title", "itself"),
    [
        ("地震预报谁发布", "地震预报管理条例", False),
        ("劳动合同什么时候生效", "劳动合同法", False),
        ("行政法规由谁制定", "行政法规制定程序条例", False),
        ("劳动合同怎样才合法", "劳动合同法", False),
        ("劳动合同法什么时候生效", "劳动合同法", True),
        ("公司法哪天施行", "公司法", True),
        ("地震预报条例谁发布的", "地震预报管理条例", True),
        ("这份文件谁发布的", "地震预报管理条例", True),
        ("国发[2018]41号什么时候印发", "个人所得税专项附加扣除暂行办法", True),
    ],
)
def test_what_is_asked_of_a_thing_is_not_asked_of_the_document_on_it(
    question: str, title: str, itself: bool
) -> None:
    assert speaks_of_itself(question, title) is itself


def test_how_long_a_claim_may_be_brought_is_no_status() -> None:
    assert "status" not in fields_asked("劳动争议仲裁时效多长")
    assert "issuer" not in fields_asked("国债由谁发行")
