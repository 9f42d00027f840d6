"""Planted citations over the bundled document and made-up ones: a short sample of what
`python -m eval.citations` asks of a whole index."""

import random
from pathlib import Path

import cited
import made
import pytest

from eval.citations.__main__ import main
from eval.citations.damage import ALTERED
from eval.citations.forms import FORMS
from eval.citations.measure import measure_quotes, measure_references
from eval.citations.report import interval
from eval.citations.spans import Corpus
from index.canonical import canonical
from index.embed import BuiltinEmbedder
from rag.engine import Engine

SENTENCE = "第五条　违反本办法的，处三十日以上5年以下罚款，并应当在2021年5月27日前向省人民政府报告，不得拖延。"


@pytest.fixture(scope="module")
def planted(
    tmp_path_factory: pytest.TempPathFactory, seed_path: Path, builtin: BuiltinEmbedder
) -> Engine:
    texts = {**made.DOCUMENTS, "云图法.md": cited.LAW, "云图意见.txt": cited.NOTICE}
    texts[seed_path.name] = seed_path.read_text("utf-8")
    return Engine.open(made.build(tmp_path_factory.mktemp("planted"), texts, builtin))


def test_planted_quotes_get_their_verdicts(planted: Engine) -> None:
    rows = measure_quotes(planted, Corpus(planted.reader.records), 300, 1)
    true = [row for row in rows if row.case.verdict == "verified"]
    assert len(true) > 60
    assert [row.as_json() for row in true if row.lookup.verdict != "verified"] == []
    damaged = [row for row in rows if row.case.verdict in ("altered", "stitched", "not_found")]
    assert len(damaged) > 150
    assert [row.as_json() for row in damaged if row.lookup.verdict == "verified"] == []
    wrong = [row.as_json() for row in rows if row.lookup.verdict != row.case.verdict]
    assert len(wrong) <= 0.05 * len(rows), wrong
    named = [row for row in rows if row.named is not None]
    assert sum(bool(row.named) for row in named) >= 0.95 * len(named)


def test_planted_references_reach_their_places(planted: Engine) -> None:
    rows = measure_references(planted, Corpus(planted.reader.records), 120, 1)
    assert [row.as_json() for row in rows if not row.right] == []
    assert len({row.case.form for row in rows}) >= 8


@pytest.mark.parametrize("kind", sorted(ALTERED))
def test_every_damage_changes_what_is_said(kind: str) -> None:
    rng = random.Random(3)
    texts = [SENTENCE, "达到公里、万元的企业由国家公安机关管理，力争左右，规定工作。"]
    made_ = [d for text in texts for _ in range(9) if (d := ALTERED[kind](text, rng)) is not None]
    assert made_
    for damaged in made_:
        assert all(canonical(damaged.text) != canonical(text) for text in texts)
        assert damaged.after in damaged.text


@pytest.mark.parametrize("form", sorted(set(FORMS) - {"trimmed"}))
def test_every_form_says_the_same(form: str) -> None:
    rng = random.Random(5)
    for _ in range(5):
        written = FORMS[form](SENTENCE, rng)
        assert written != SENTENCE or form == "dashes"
        assert canonical(written).strip('"') == canonical(SENTENCE)


def test_the_interval_holds_the_share_and_narrows() -> None:
    assert interval(0, 0) == (0.0, 1.0)
    low, high = interval(95, 100)
    assert low < 0.95 < high
    wide, narrow = interval(9, 10), interval(900, 1000)
    assert wide[1] - wide[0] > narrow[1] - narrow[0]


def test_the_command_reports_and_writes_misses(
    tmp_path: Path,
    library_index: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    misses = tmp_path / "misses.jsonl"
    asked = ["citations", "--index", str(library_index), "--cases", "40", "--references", "10"]
    monkeypatch.setattr("sys.argv", [*asked, "--misses", str(misses)])
    assert main() == 0
    shown = capsys.readouterr().out
    assert "damaged quotes accepted as verified: 0 of" in shown
    assert "references: right place first" in shown
    assert misses.exists()
