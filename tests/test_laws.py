"""Which law governs a question, and what that changes in the ranking."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from eval.laws import save, train
from index.embed import BuiltinEmbedder, builtin_model
from index.errors import ModelError
from rag.laws import FOLDER, WEIGHTS, LawModel, Laws, law_model
from rag.query import parse_query


def likeliest(question: str) -> list[str]:
    """The three likeliest laws."""
    vector = builtin_model().encode([parse_query(question).content])[0]
    return [law_model().titles[i] for i in np.argsort(-law_model().chances(vector))[:3]]


@pytest.mark.parametrize(
    ("question", "law"),
    [
        ("公司一直不和我签合同，可以要双倍工资吗", "劳动合同法"),
        ("夫妻离婚孩子跟谁过，抚养费怎么算", "民法典"),
        ("邻居装修把我家墙弄裂了，谁来赔", "民法典"),
        ("股东不按时出资要负什么责任", "公司法"),
    ],
)
def test_everyday_trouble_leads_to_the_law_that_governs_it(question: str, law: str) -> None:
    assert law in likeliest(question)


@pytest.mark.parametrize("question", ["", "？？？", "ภาษาไทย", "\ud800", "😀" * 50, "法" * 5000])
def test_any_text_has_chances(question: str) -> None:
    chances = law_model().chances(builtin_model().encode([question])[0])
    assert np.isfinite(chances).all() and (chances >= 0).all() and chances.sum() <= 1.001


def test_documents_under_other_titles_gain_nothing() -> None:
    vector = builtin_model().encode(["公司不签劳动合同"])[0]
    known, unknown = Laws(["劳动合同法", "某市停车管理规定"]).likely(vector)
    assert known > 0.3 and unknown == 0


def test_what_is_learnt_is_kept_and_read_again(tmp_path: Path, builtin: BuiltinEmbedder) -> None:
    asked = [("老板拖欠工资", "劳动法"), ("食盐怎么卖", "盐业办法"), ("今年增长目标", "")]
    texts = [f"{question}{tail}" for question, _ in asked for tail in ("吗", "呢", "么", "啊")]
    gold = [Counter([law] if law else []) for _, law in asked for _ in range(4)]
    vectors = builtin.model.encode(texts).astype(np.float64)
    model = train(vectors, gold, np.ones(len(texts)))
    save(model, tmp_path)
    again = LawModel.open(tmp_path)
    assert again.titles == model.titles == ("劳动法", "盐业办法")
    salt, growth = builtin.model.encode(["食盐怎么卖", "今年增长目标"])
    assert np.argmax(again.chances(salt)) == 1
    assert again.chances(salt)[1] > 0.5 > again.chances(growth).sum()
    assert np.allclose(again.chances(salt), model.chances(salt), atol=1e-3)


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    for file in FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert len(LawModel.open(tmp_path).titles) == len(law_model().titles)
    damaged = bytearray((tmp_path / WEIGHTS).read_bytes())
    damaged[-1] ^= 1
    (tmp_path / WEIGHTS).write_bytes(bytes(damaged))
    with pytest.raises(ModelError, match="damaged"):
        LawModel.open(tmp_path)
