"""Which kind of document a question is about, and what that changes in the ranking."""

from pathlib import Path

import numpy as np
import pytest

from index.errors import ModelError
from rag.kinds import FOLDER, KINDS, OTHER, KindModel, Kinds, kind_model, kind_of_title


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("中华人民共和国民法典", "law"),
        ("中华人民共和国公司法（2023修订）", "law"),
        ("中华人民共和国宪法", "law"),
        ("2026年政府工作报告", "plan"),
        ("2026年黑龙江省政府工作报告", "plan"),
        ("山西省“十四五”14个战略性新兴产业规划", "plan"),
        ("国务院关于印发国家职业教育改革实施方案的通知", "notice"),
        ("国务院关于加强质量认证体系建设的意见", "notice"),
    ],
)
def test_a_title_names_its_kind(title: str, kind: str) -> None:
    assert kind_of_title(title) == KINDS.index(kind)


@pytest.mark.parametrize(
    "title",
    [
        "最高人民法院关于适用《中华人民共和国民法典》继承编的解释（一）",
        "食用菌菌种管理办法",
        "上海口岸服务条例",
        "北京市实施《中华人民共和国工会法》办法",
        "",
    ],
)
def test_rules_and_interpretations_are_of_no_such_kind(title: str) -> None:
    assert kind_of_title(title) == OTHER


def chance(question: str, kind: str) -> float:
    return float(kind_model().chances(question)[KINDS.index(kind)])


def test_private_disputes_are_about_laws_and_targets_about_plans() -> None:
    dispute, target = "离婚时夫妻共同财产如何分割", "今年全省经济增长目标"
    assert chance(dispute, "law") > 0.5 > chance(dispute, "plan")
    assert chance(target, "plan") > 0.5 > chance(target, "law")


@pytest.mark.parametrize("question", ["", "？？？", "ภาษาไทย", "\ud800", "😀" * 50, "法" * 5000])
def test_any_text_has_chances(question: str) -> None:
    chances = kind_model().chances(question)
    assert np.isfinite(chances).all() and ((0 <= chances) & (chances <= 1)).all()


def test_documents_gain_by_their_kind_alone() -> None:
    kinds = Kinds(["中华人民共和国民法典", "食用菌菌种管理办法", "2026年政府工作报告"])
    likely = kinds.likely("邻居把墙砸了漏水 能要求赔偿吗")
    assert likely[0] > likely[2] > likely[1] == 0


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    for file in FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert KindModel.open(tmp_path).chances("离婚").shape == (len(KINDS),)
    damaged = bytearray((tmp_path / "model.safetensors").read_bytes())
    damaged[-1] ^= 1
    (tmp_path / "model.safetensors").write_bytes(bytes(damaged))
    with pytest.raises(ModelError, match="damaged"):
        KindModel.open(tmp_path)
