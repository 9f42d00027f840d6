"""The answering model's recipe: its stretches, its batches, and that a step makes it better."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from index.build import build_index
from index.builtin.answering_recipe import data, searched, train
from index.builtin.answering_recipe.data import Group
from index.builtin.answering_recipe.model import Answering
from index.builtin.reader_recipe.model import Reader
from index.embed import load_embedder

READING = Path(__file__).parent.parent / "index" / "builtin" / "reading"
FINE = (
    "第三十条 遛狗不拴绳的，责令改正，处二百元以上五百元以下罚款；拒不改正的，没收犬只，吊销犬证。"
)


def test_values_are_taken_out_where_one_is_asked_for() -> None:
    bare = data.without_values("罚多少钱", f"养犬条例\n第四章\n{FINE}")
    assert bare is not None
    assert "二百元" not in bare
    assert "没收犬只" in bare
    assert bare.startswith("养犬条例\n第四章")


@pytest.mark.parametrize("question", ["由谁罚", "罚多少钱"])
def test_nothing_is_taken_out_where_none_is_asked_for_or_little_is_left(question: str) -> None:
    text = FINE if question == "由谁罚" else "处二百元罚款。"
    assert data.without_values(question, text) is None


def test_written_questions_become_groups(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    text = (
        "云岭市养犬管理条例\n\n第一章 总则\n第一条 为了加强养犬管理，制定本条例。\n"
        "第二章 登记\n第八条 养犬人应当到公安机关办理登记，领取犬牌。登记每年检验一次，逾期不检验的犬牌作废。\n"
        f"第四章 法律责任\n{FINE}\n"
    )
    (folder / "a.txt").write_text(text, encoding="utf-8")
    index = tmp_path / "index"
    build_index([folder], index, load_embedder("builtin"))
    start = text.index("第三十条")
    place = {"document": "a.txt", "start": start, "end": start + len(FINE)}
    near = {"document": "a.txt", "start": text.index("第八条"), "end": text.index("第四章")}
    rows = [
        {"question": "遛狗不拴绳罚多少钱", "answerable": True, "evidence": [place]},
        {"question": "养狗登记一年交多少钱", "answerable": False, "near": [near]},
    ]
    questions = tmp_path / "twins.jsonl"
    questions.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    searched.write(index, [questions], None, tmp_path / "found.jsonl")
    answered, unanswered = data.load(tmp_path / "found.jsonl")
    assert "二百元" in answered.right[0]
    assert answered.wrong[0][0] == "value"
    assert not any("二百元" in text for _, text in answered.wrong)
    assert unanswered.right == ()
    assert unanswered.wrong[0][0] == "near"
    assert "犬牌" in unanswered.wrong[0][1]


@pytest.fixture(scope="module")
def batches() -> train.Batches:
    tokenizer = Tokenizer.from_file(str(READING / "tokenizer.json"))
    groups = [
        Group(
            f"第{i}号狗绳罚多少钱",
            (f"第{i}条 处{i}百元罚款。",),
            (("found", "第八条 养犬应当登记。"),),
        )
        for i in range(1, 20)
    ] + [Group("登记费多少", (), (("near", "第八条 养犬应当登记。"),))]
    return train.Batches(tokenizer, {"twins": groups, "pairs": []})


def test_a_batch_holds_question_and_stretch_in_one_row(batches: train.Batches) -> None:
    batch = batches.draw({"twins": 1, "pairs": 1}, np.random.default_rng(1))
    again = batches.draw({"twins": 1, "pairs": 1}, np.random.default_rng(1))
    assert torch.equal(batch.ids, again.ids)
    assert batch.ids.shape == batch.kinds.shape
    assert len(batch.ids) == len(batch.right) <= train.ROWS
    assert ((batch.kinds == 1).sum(1) > 2).all()
    assert (batch.ids[batch.kinds == 1] != 0).all()
    for start, end in batch.ranked:
        assert batch.right[start:end].tolist() == [1.0] + [0.0] * (end - start - 1)


def test_steps_make_it_better_and_leave_the_table_alone(
    batches: train.Batches, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "ROWS", 16)
    torch.manual_seed(1)
    model = Answering(Reader(36000))
    table = model.reader.table.weight.clone()
    fixed = batches.draw({"twins": 1}, np.random.default_rng(5))
    before = float(train.loss_of(model, fixed).detach())
    stage = train.Stage("short", 8, 3e-4, {"twins": 1}, warm=2)
    train.run_stage(model, stage, batches, tmp_path)
    assert float(train.loss_of(model, fixed).detach()) < 0.8 * before
    assert torch.equal(model.reader.table.weight, table)
    # A run that is there is not made again.
    other = Answering(Reader(36000))
    train.run_stage(other, stage, batches, tmp_path)
    assert torch.equal(other.head[0].weight, model.head[0].weight)
