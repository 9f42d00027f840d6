"""What an answer says in its own words has to stand in what it cites."""

import pytest

from rag.facts import unproven

QUOTE = "处三十日以上六个月以下拘留，并处不超过5000元罚款；自2021年5月27日起不得转让"


@pytest.mark.parametrize(
    "words",
    [
        "拘留30日以上",
        "罚款五千元",
        "不得转让",
        "从2021年5月27日开始",
        "2021-05-27起",
        "6个月",
        "统一规定",
        "",
    ],
)
def test_what_stands_there_is_proved(words: str) -> None:
    assert unproven(words, [QUOTE]) == ()


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ("拘留20日", "20日"),
        ("罚款500元", "500元"),
        ("罚款5000万元", "5000万元"),
        ("30日以内", "以内"),
        ("自2021年5月28日起", "2021年5月28日"),
        ("应当转让", "应当"),
        ("未经批准", "未经"),
        ("达到15个月", "15个月"),
        ("30个月", "30个月"),
    ],
)
def test_what_does_not_stand_there_is_told(words: str, missing: str) -> None:
    assert missing in unproven(words, [QUOTE])


def test_names_of_documents_and_sections_state_nothing() -> None:
    words = "《2026年青川省政府工作报告》“二、2026年工作安排”："
    assert unproven(words, [QUOTE]) != ()
    names = ("2026年青川省政府工作报告", "二、2026年工作安排")
    assert unproven(words, [QUOTE], names) == ()
