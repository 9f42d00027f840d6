"""What the benchmark is tried on: made-up documents, a made-up shared folder, its steps run here."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import made
import pytest

from eval.bench import __main__ as bench
from eval.bench import plan, worker
from eval.bench.cost import Cost
from eval.bench.questions import LONGEST_QUERY

FINE = "未安装用水计量设施的，由市水务部门责令限期改正"
QUESTION = f"临江市 {FINE}？"


def write_documents(folder: Path) -> Path:
    """The made documents, one below `left` that is left out, and one without text."""
    made.write_documents(folder, made.DOCUMENTS)
    return made.write_documents(folder, {"left/out.txt": FINE, "空.txt": " \n"})


def write_rows(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """A file of these rows as JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")


def write_shared(folder: Path) -> Path:
    """A shared folder: six documents, a question for one of them, two passages."""
    made.write_documents(folder / "corpus", made.DOCUMENTS)
    made.write_documents(folder / "corpus" / "export_format", {"另一种格式.txt": FINE})
    natural = [
        {"id": "1", "type": "fact", "question": "临江市没装用水计量设施怎么办？", "quotes": [FINE]},
        {"id": "2", "type": "list", "question": "养犬要办什么证？", "quotes": ["养犬登记证"]},
        {"id": "3", "type": "no", "question": "谁是市长？", "answerable": False},
    ]
    stard = [{"id": str(i), "question": f"第{i}问？", "quotes": ["问"]} for i in range(60)]
    passages = [
        {"id": "P1", "title": "犬 \n只", "text": "携犬出户应当使用犬绳。"},
        {"id": "P2", "title": "", "text": "重点路段安装自适应信号灯。"},
        {"id": "P2", "title": "", "text": "重点路段安装自适应信号灯。"},
    ]
    queries = [
        {"id": "q1", "text": "自适应信号灯", "kind": "heading"},
        {"id": "q2", "text": "犬绳" * LONGEST_QUERY, "kind": "long"},
        {"id": "q3", "text": "没有答案"},
    ]
    write_rows(folder / "eval/natural_dev.jsonl", natural)
    write_rows(folder / "eval/stard_train.jsonl", stard)
    write_rows(folder / "eval/clir/corpus.jsonl", passages)
    write_rows(folder / "eval/clir/queries.jsonl", queries)
    qrels = "query-id\tcorpus-id\tscore\nq1\tP2\t1\nq2\tP1\t1\nq3\tP1\t0\n"
    (folder / "eval/clir/qrels.tsv").write_text(qrels, "utf-8")
    return folder


def run_steps_here(monkeypatch: pytest.MonkeyPatch, results: Path) -> list[str]:
    """Run steps in this process instead of one of their own, and write pages into `results`; the
    list that is returned fills with the names of those that ran."""
    ran: list[str] = []

    def here(arguments: Sequence[str], one_thread: bool = True) -> tuple[Cost, dict[str, Any]]:
        ran.append(" ".join(arguments[:2]))
        return Cost(2.0, 1.5, 100.0), worker.do_step(arguments)

    monkeypatch.setattr(plan, "run_worker", here)
    monkeypatch.setattr(bench, "_RESULTS", results)
    return ran
