"""The answering model: what states what is asked, what only speaks of it, and what it refuses to load."""

import shutil
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnxruntime")

from index.answering import GRAPH, AnsweringModel, builtin_answering
from index.checksums import CHECKSUMS
from index.errors import ModelError
from index.reading import builtin_reading

FOLDER = Path(__file__).parent.parent / "index" / "builtin" / "answering"
FINE = (
    "云岭市养犬管理条例\n第四章 法律责任\n"
    "第三十条 携犬出户未束犬绳的，由公安机关责令改正，处二百元以上五百元以下罚款。"
)
FORM = (
    "云岭市养犬管理条例\n第二章 登记\n"
    "第八条 养犬人应当到公安机关办理养犬登记，领取犬牌。登记的具体办法由市公安机关制定。"
)
# (question, the stretch that states it, one that only speaks of it)
ASKED = [
    ("云岭市遛狗不拴绳罚多少钱", FINE, FORM),
    ("云岭市养狗去哪个部门登记", FORM, FINE),
]


@pytest.fixture(scope="module")
def model() -> AnsweringModel:
    return builtin_answering()


@pytest.mark.parametrize(("question", "states", "speaks"), ASKED)
def test_what_states_it_is_told_from_what_speaks_of_it(
    model: AnsweringModel, question: str, states: str, speaks: str
) -> None:
    yes, no = model.judge(question, [states, speaks])
    assert yes > no + 1.0


@pytest.mark.parametrize(
    "question",
    [
        "云岭市遛狗不拴绳的罚款几天内要交",
        "云岭市给狗上牌一年交多少钱",
        "云岭市哪些品种的狗不让养",
        "云岭市公安机关举报养犬的电话号码",
    ],
)
def test_what_nothing_states_is_below_what_is_stated(model: AnsweringModel, question: str) -> None:
    stated = min(float(model.judge(asked, [right])[0]) for asked, right, _ in ASKED)
    assert model.judge(question, [FINE, FORM]).max() < stated


def test_a_logit_does_not_depend_on_company(model: AnsweringModel) -> None:
    question = ASKED[0][0]
    together = model.judge(question, [FINE, FORM, FINE])
    assert together.shape == (3,)
    assert together[0] == together[2] == model.judge(question, [FINE])[0]


@pytest.mark.parametrize("text", ["", "？！", "\ud800", "ไทย", "罚款" * 20_000, "\0\n"])
def test_any_text_gets_a_finite_logit(model: AnsweringModel, text: str) -> None:
    assert np.isfinite(model.judge(text, [FINE, text])).all()
    assert np.isfinite(model.judge("罚多少钱", [text])).all()


def test_nothing_to_judge_is_no_error(model: AnsweringModel) -> None:
    assert model.judge("罚多少钱", []).shape == (0,)


@pytest.mark.parametrize("change", ["flip", "remove", "unlisted"])
def test_a_damaged_model_is_refused(tmp_path: Path, change: str) -> None:
    copy = Path(shutil.copytree(FOLDER, tmp_path / "answering"))
    graph = copy / GRAPH
    if change == "flip":
        content = bytearray(graph.read_bytes())
        content[len(content) // 2] ^= 1
        graph.write_bytes(content)
    elif change == "remove":
        graph.unlink()
    else:
        (copy / CHECKSUMS).write_text("", encoding="utf-8")
    with pytest.raises(ModelError, match="install wenju again"):
        AnsweringModel.load(copy, builtin_reading())


def test_it_shares_the_reading_model_that_search_has_loaded() -> None:
    assert builtin_answering()._reading is builtin_reading()
