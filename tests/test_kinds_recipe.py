"""The recipe of the kinds: gold from titles, a fit that separates what can be separated."""

from pathlib import Path

import numpy as np

from eval.cases import Case
from eval.kinds import gold_kinds, save, train
from rag.kinds import KINDS, KindModel


def case(number: int, question: str, document: str) -> Case:
    return Case(str(number), "everyday", question, True, "answered", (document,), (), ())


TITLES = {"a.md": "中华人民共和国劳动法", "b.md": "2026年政府工作报告", "c.md": "食盐专营办法"}
ASKED = [("老板拖欠工资", "a.md"), ("今年增长目标", "b.md"), ("食盐怎么卖", "c.md")]
CASES = [case(i, f"{q}{'吗呢么'[i % 3]}", d) for i, (q, d) in enumerate(ASKED * 20)]


def test_gold_is_the_kind_of_the_answering_document() -> None:
    gold = gold_kinds(CASES[:3], TITLES)
    assert gold.tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 0]]


def test_what_is_learnt_is_kept_and_read_again(tmp_path: Path) -> None:
    model = train(CASES, gold_kinds(CASES, TITLES), np.ones(len(CASES)))
    law, plan = KINDS.index("law"), KINDS.index("plan")
    assert model.chances("拖欠工资")[law] > 0.5 > model.chances("增长目标")[law]
    assert model.chances("增长目标")[plan] > 0.5
    save(model, tmp_path)
    assert np.allclose(
        KindModel.open(tmp_path).chances("拖欠工资"), model.chances("拖欠工资"), atol=1e-3
    )
