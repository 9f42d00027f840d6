"""Why and on what ground a law was made."""

import pytest

from index.document import parse_document
from rag.metadata import fields_asked
from rag.purpose import purpose_claims

LAW = """云岭水法
第一条 为了管好水，根据《云岭宪章》，制定本法。
第二条 制定用水计划的目的是节水。
第三条 本法自1997年1月1日起施行。
"""


@pytest.mark.parametrize(
    "question",
    [
        "云岭水法的立法目的是什么",
        "为什么要制定云岭水法",
        "云岭水法是根据什么制定的",
        "云岭水法制定的依据",
    ],
)
def test_the_first_article_says_why(question: str) -> None:
    claims = purpose_claims(parse_document("云岭水法.txt", LAW), 0, question)
    assert claims is not None
    assert [quote.text for said in claims for quote in said.quotes] == [
        "第一条 为了管好水，根据《云岭宪章》，制定本法。"
    ]


@pytest.mark.parametrize(
    "question", ["制定用水计划的目的是什么?要交给谁审批", "云岭水法什么时候施行", "谁制定云岭水法"]
)
def test_what_asks_for_something_else_is_left_alone(question: str) -> None:
    assert purpose_claims(parse_document("云岭水法.txt", LAW), 0, question) is None


def test_on_what_ground_is_not_by_whom_and_how_long_a_permit_lasts_is_no_status() -> None:
    assert "issuer" not in fields_asked("云岭水法是根据什么制定的")
    assert "issuer" in fields_asked("云岭水法是谁制定的")
    assert "status" not in fields_asked("取水许可证有效期几年")
    assert "status" in fields_asked("这个办法的有效期到什么时候")
