"""How to go about something: what the applicant does first, then the articles that say how it goes on."""

from pathlib import Path

import made
import pytest

from index.document import parse_document
from index.embed import BuiltinEmbedder
from index.fold import fold
from rag.engine import Engine
from rag.steps import asks_steps, beginning, steps_behind, without_asking_how

LAW = """云岭市摆摊许可办法
第一章 总则
第一条 摆摊许可的申请和管理适用本办法。
第二条 摆摊许可实行统一受理。
第二章 申请
第三条 城管部门应当公布摆摊许可的区域。
第四条 申请摆摊许可的，应当向街道办事处提交申请表和身份证明。
第五条 街道办事处收到申请后，应当当场受理，材料不全的一次告知补正。
第六条 城管部门自受理之日起五个工作日内审查，并作出是否准予许可的决定。
第七条 准予许可的，发给摆摊证，并予以公示。
第八条 摊主应当保持摊位整洁。
第九条 申请延续许可的，应当在期满前提出申请。
第三章 法律责任
第十条 无证摆摊的，由城管部门责令改正。
"""


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("怎么申请摆摊许可", True),
        ("如何办理摆摊证？", True),
        ("申请摆摊许可的流程", True),
        ("摆摊证走什么程序", True),
        ("摆摊许可手续怎么办", True),
        ("怎么办", False),
        ("摆摊证是什么时候发的", False),
        ("城管部门怎么处罚无证摆摊", False),
        ("办理法人登记的条件是什么", False),
    ],
)
def test_questions_for_a_way_are_told_from_others(question: str, asks: bool) -> None:
    assert asks_steps(fold(question)) is asks


def test_a_clause_says_what_an_applicant_has_to_do() -> None:
    assert beginning("申请摆摊许可的,应当向街道办事处提交申请表。") > 1
    assert beginning("申请人可以口头申请。") > 1
    assert beginning("城管部门应当公布区域。") == 1
    assert without_asking_how("申请摆摊许可的流程") == "申请摆摊许可"
    assert without_asking_how("流程") == "流程"


def test_the_articles_behind_are_steps_until_one_is_none() -> None:
    document = parse_document("办法.txt", LAW)
    steps = steps_behind(document, LAW.index("第四条"))
    numbers = [document.text[start : start + 3] for start, _ in steps]
    assert numbers == ["第五条", "第六条", "第七条"]
    assert steps_behind(document, LAW.index("第九条")) == []  # the chapter ends
    assert steps_behind(document, LAW.index("第一条")) == []  # general rules are no steps
    assert steps_behind(document, 0) == []


@pytest.fixture(scope="module")
def stalls(tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("stalls")
    return Engine.open(made.build(folder, {**made.DOCUMENTS, "摆摊.txt": LAW}, builtin))


@pytest.mark.parametrize("question", ["怎么申请摆摊许可？", "申请摆摊许可的流程是什么？"])
def test_the_steps_stand_in_the_order_of_the_document(stalls: Engine, question: str) -> None:
    answer = stalls.ask(question)
    assert answer.status == "answered"
    quotes = [citation.quote for citation in answer.citations]
    assert "提交申请表" in quotes[0]
    places = [
        answer.text.index(words) for words in ("提交申请表", "当场受理", "五个工作日", "发给摆摊证")
    ]
    assert places == sorted(places)
    assert "摊位整洁" not in answer.text


def test_other_questions_get_no_steps(stalls: Engine) -> None:
    assert "其后各条" not in stalls.ask("摆摊许可向谁提交申请表？").text
