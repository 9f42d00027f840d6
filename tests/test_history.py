"""When a law was adopted and revised, from the note under its title."""

import pytest

from index.document import parse_document
from rag.history import history_claims

LAW = """云岭水法
1996年5月15日 云岭省第八届人民代表大会常务委员会第十九次会议通过
2009年6月27日 云岭省第十一届人民代表大会常务委员会第九次会议修订
2024年9月13日 云岭省第十四届人民代表大会常务委员会第十一次会议《关于修改〈云岭水法〉的决定》第一次修正）

第一条 为了管水，制定本法。2001年1月1日通过的办法同时废止。
第二条 本法自1997年1月1日起施行。
"""


def _told(question: str) -> list[str] | None:
    claims = history_claims(parse_document("云岭水法.txt", LAW), 0, question)
    if claims is None:
        return None
    return [quote.text for said in claims for quote in said.quotes]


@pytest.mark.parametrize(
    ("question", "ends"),
    [
        ("云岭水法是哪年通过的?", ["第十九次会议通过"]),
        ("云岭水法什么时候修改的", ["第九次会议修订", "第一次修正"]),
        ("云岭水法最近一次修订是什么时候", ["第一次修正"]),
        ("云岭水法修改过几次", ["第九次会议修订", "第一次修正"]),
        ("云岭水法由哪次会议通过", ["第十九次会议通过"]),
    ],
)
def test_the_note_under_the_title_answers(question: str, ends: list[str]) -> None:
    told = _told(question)
    assert told is not None and len(told) == len(ends)
    assert all(quote.endswith(end) for quote, end in zip(told, ends, strict=True))


def test_how_often_is_counted() -> None:
    claims = history_claims(parse_document("云岭水法.txt", LAW), 0, "云岭水法修改过几次")
    assert claims is not None and "2" in claims[0].parts


@pytest.mark.parametrize(
    "question",
    [
        "云岭水法什么时候施行",
        "通过了环评的项目什么时候开工",
        "修改公司章程要几次会议通过",
        "云岭水法",
    ],
)
def test_what_asks_for_something_else_is_left_alone(question: str) -> None:
    assert _told(question) is None
