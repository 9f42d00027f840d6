"""Runs made by hand, for what is done with runs: no index, no model, the scores that a test wants."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.cases import Case
from eval.rowfile import RowWriter
from eval.rows import Row, Shown
from eval.runfolder import FORMAT, Run, open_run

CONFIG: dict[str, Any] = {
    "format": FORMAT,
    "wenju": "0.1.0",
    "commit": "abcdef0",
    "changed": False,
    "code": "1234",
    "cases": {"name": "cases.jsonl", "count": 0, "sha256": "same"},
    "index": {
        "name": "index",
        "corpus": "same",
        "fingerprint": "f",
        "documents": 1,
        "chunks": 2,
        "chunking": {"merge": 320},
        "embedder": {"name": "builtin"},
    },
    "settings": {"mode": "ask", "retrieval": {"read": 22}},
    "workers": 1,
    "machine": {"date": "2026-01-01 00:00 UTC", "cores": 2},
}


def make_row(number: int, kind: str = "fact", **values: float) -> Row:
    """A row of one case with these scores."""
    case = Case(
        id=f"c{number:03}",
        type=kind,
        question=f"第{number}个问题是什么？",
        documents=("甲.txt",),
        quotes=("年均增长7.8%",),
        answer=(("7.8%",),),
    )
    hit = Shown("甲.txt", "甲规划", ("一、总则",), 10, 22, "增加值年均增长7.8%。", 0.9)
    cited = Shown("甲.txt", "甲规划", ("一、总则",), 13, 21, "年均增长7.8%")
    return Row(
        case,
        "answered",
        hits=(hit,),
        answer="“年均增长7.8%”[1]",
        citations=(cited,),
        family="规划",
        values=values,
        confidence=0.8,
        seconds={"bm25": 0.001, "search": 0.002, "answer": 0.003, "total": 0.006},
        tokens={"prompt": 0, "completion": 0},
    )


def write_run(folder: Path, rows: Sequence[Row], **changed: Mapping[str, object]) -> Run:
    """A finished run of these rows; `changed` parts replace those of CONFIG."""
    folder.mkdir(parents=True)
    config = CONFIG | {"cases": CONFIG["cases"] | {"count": len(rows)}}
    for name, part in changed.items():
        config[name] = {**config[name], **part}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    with RowWriter(folder / "rows.jsonl") as file:
        for row in rows:
            file.append(row)
    return open_run(folder)
