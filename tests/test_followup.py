"""A question that leans on the one before it, and those that do not."""

import pytest

from rag.followup import follow_up

MATERIALS = "新材料产业的发展重点是什么？"
PERMIT = "排污许可证怎么办理？"


@pytest.mark.parametrize(
    ("previous", "question", "whole"),
    [
        (MATERIALS, "那半导体呢？", "半导体产业的发展重点是什么？"),
        (MATERIALS, "光伏产业呢", "光伏产业的发展重点是什么？"),
        (
            "山西省有哪些支持新材料产业的措施？",
            "那半导体呢？",
            "山西省有哪些支持半导体产业的措施？",
        ),
        ("到2025年新材料产业的产值目标是多少？", "那光伏呢", "到2025年光伏产业的产值目标是多少？"),
        ("山东2026年GDP增长目标是多少？", "那江苏呢？", "江苏2026年GDP增长目标是多少？"),
        ("山东2026年GDP增长目标是多少？", "2025年呢", "山东2025年GDP增长目标是多少？"),
        ("最低工资标准是多少", "深圳的呢", "深圳最低工资标准是多少？"),
        ("《公司法》第五十二条规定了什么？", "第五十三条呢？", "《公司法》第五十三条规定了什么？"),
        ("《公司法》第五条规定了什么？", "《合伙企业法》呢？", "《合伙企业法》第五条规定了什么？"),
        ("试用期最长多久？", "竞业限制期限呢？", "竞业限制期限最长多久？"),
        ("离婚后孩子抚养费怎么算？", "财产呢？", "离婚后财产怎么算？"),
        (
            "企业研发费用加计扣除比例是多少？",
            "那小微企业呢",
            "小微企业研发费用加计扣除比例是多少？",
        ),
        ("工伤怎么认定？", "那如果是退休返聘呢？", "如果是退休返聘，工伤怎么认定？"),
        (PERMIT, "有效期呢？", "排污许可证的有效期是多久？"),
        (PERMIT, "需要什么材料？", "排污许可证需要什么材料？"),
        (PERMIT, "上面说的证可以转让吗？", "排污许可证可以转让吗？"),
        (PERMIT, "它的有效期是多久？", "排污许可证的有效期是多久？"),
        (MATERIALS, "上面说的产业由谁负责？", "新材料产业由谁负责？"),
        (MATERIALS, "还有呢？", "新材料产业的发展重点是什么，还有哪些？"),
        (
            "《禁止燃放烟花爆竹规定》规定了哪些处罚？",
            "它什么时候施行？",
            "《禁止燃放烟花爆竹规定》什么时候施行？",
        ),
        (
            "《禁止燃放烟花爆竹规定》规定了哪些处罚？",
            "这个规定由谁监督？",
            "《禁止燃放烟花爆竹规定》由谁监督？",
        ),
    ],
)
def test_a_question_that_leans_is_made_whole(previous: str, question: str, whole: str) -> None:
    assert follow_up(question, previous) == whole


@pytest.mark.parametrize(
    "question",
    [
        "为什么要交社保呢？",
        "公司不给加班费怎么办呢？",
        "工伤认定需要多长时间？",
        "其他省份的最低工资是多少？",
        "其中哪些要公示？",
        "“十三五”以来增加值年均增长多少？",
        "What is a sex offence?",
        "劳动合同法第十九条",
        "那达慕大会什么时候举行？",
        " ",
        "？",
    ],
)
def test_a_question_that_stands_by_itself_is_left_alone(question: str) -> None:
    assert follow_up(question, PERMIT) == question


def test_without_a_question_before_it_nothing_is_changed() -> None:
    assert follow_up("那半导体呢？", "") == "那半导体呢？"
    assert follow_up("那半导体呢？", "？") == "那半导体呢？"


def test_a_chain_keeps_what_was_asked() -> None:
    second = follow_up("那半导体呢？", MATERIALS)
    assert follow_up("还有呢", second) == "半导体产业的发展重点是什么，还有哪些？"


def test_the_result_is_never_longer_than_a_question_may_be() -> None:
    assert follow_up("还有呢？", "长" * 1999) == "还有呢？"
