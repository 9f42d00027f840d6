"""The report: every file, what it gave and what it lacks; documents that repeat one another."""

import json
import random
import zipfile
from dataclasses import replace
from pathlib import Path

import made
import numpy as np
import pytest

from index.build import BuildReport, FileReport, add_documents, build_index
from index.duplicates import NEAR, near_duplicates, sketch
from index.embed import BuiltinEmbedder
from index.report import read_report, report_json
from index.store import open_generation
from ui.cli import main

_LAW = "某市供水条例\n第一章 总则\n第一条 为了保障供水，制定本条例。\n第二条 本条例适用于本市。\n"


def _file(report: BuildReport, source: str) -> FileReport:
    (found,) = [file for file in report.files if file.source == source]
    return found


@pytest.fixture
def report(tmp_path: Path, builtin: BuiltinEmbedder) -> BuildReport:
    """The report over documents with one flaw each."""
    folder = made.write_documents(tmp_path / "documents", made.DOCUMENTS)
    (folder / "copy.txt").write_text(made.DOCUMENTS["云岭市养犬管理条例.txt"], "utf-8")
    damaged = _LAW.encode().replace("供水".encode(), "供".encode() + b"\xff" + "水".encode(), 1)
    (folder / "damaged.txt").write_bytes(damaged)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "conflict.txt").write_text(
        made.header("某市渡口管理办法", number="某政发〔2022〕8号")
        + "某市渡口管理办法\n某政发〔2022〕9号\n第一条 渡口应当安全。\n",
        "utf-8",
    )
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("甲.txt", _LAW)
        archive.writestr("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100))
    return build_index([folder], tmp_path / "index", builtin)


def test_every_file_is_in_the_report_with_what_it_gave(report: BuildReport) -> None:
    law = _file(report, "a.zip/甲.txt")
    assert (law.outcome, law.file, law.characters) == ("indexed", "a.zip", len(_LAW))
    assert law.sections == 3
    assert 0 < law.in_passages <= law.characters
    assert len(law.sha256) == len(law.text_sha256) == 64
    assert _file(report, "a.zip/picture.png").reason
    assert _file(report, "empty.txt").outcome == "refused"
    assert _file(report, "damaged.txt").undecodable == 1


def test_the_table_of_contents_is_compared_with_the_sections(
    report: BuildReport, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    plan = _file(report, "青川市智慧交通三年行动方案.txt")
    assert plan.listed_only == ("(二)强化资金支持",)
    assert plan.unlisted == ()
    text = made.DOCUMENTS["青川市智慧交通三年行动方案.txt"] + "四、实施步骤\n分三步实施。\n"
    (tmp_path / "more.txt").write_text(text, "utf-8")
    more = build_index([tmp_path / "more.txt"], tmp_path / "other", builtin)
    assert more.files[0].unlisted == ("四、实施步骤",)


def test_values_that_header_and_body_give_differently_are_conflicts(report: BuildReport) -> None:
    assert _file(report, "conflict.txt").conflicts == (
        "number: 某政发〔2022〕8号 / 某政发〔2022〕9号",
    )
    assert _file(report, "云岭市养犬管理条例.txt").conflicts == ()


def test_pages_without_text_are_named(tmp_path: Path, builtin: BuiltinEmbedder) -> None:
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    page = canvas.Canvas(str(tmp_path / "a.pdf"))
    page.drawString(72, 700, "Article 1. Water is to be saved by everyone in this city.")
    page.showPage()
    page.showPage()
    page.drawString(72, 700, "Article 2. This regulation holds from 1 May 2022 in this city.")
    page.save()
    report = build_index([tmp_path / "a.pdf"], tmp_path / "index", builtin)
    assert report.files[0].pages == 3
    assert report.files[0].empty_pages == (2,)


def test_documents_that_repeat_others_are_named(report: BuildReport) -> None:
    assert report.same_text == (("copy.txt", "云岭市养犬管理条例.txt"),)
    assert [(first, second) for first, second, _ in report.near] == [
        ("a.zip/甲.txt", "damaged.txt"),
        ("水/临江市节约用水管理办法.txt", "水/临河市节约用水管理办法.txt"),
    ]


def test_the_index_holds_its_report_as_json(report: BuildReport, tmp_path: Path) -> None:
    generation, manifest = open_generation(tmp_path / "index")
    assert read_report(generation, manifest) == replace(report, manifest=manifest)
    stored = json.loads((generation / "report.json").read_text("utf-8"))
    shown = json.loads(json.dumps(report_json(report)))
    assert {name: shown[name] for name in stored} == stored
    assert stored["outcomes"]["refused"] == 2
    assert "report.json" in manifest.files


def test_what_is_taken_over_keeps_what_was_said_of_it(
    report: BuildReport, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    (tmp_path / "b.txt").write_text(_LAW + "第三条 又。\n", "utf-8")
    later = add_documents([tmp_path / "b.txt"], tmp_path / "index", builtin)
    for source in ("conflict.txt", "damaged.txt", "青川市智慧交通三年行动方案.txt", "empty.txt"):
        before, now = _file(report, source), _file(later, source)
        assert (now.conflicts, now.undecodable, now.listed_only, now.reason) == (
            before.conflicts,
            before.undecodable,
            before.listed_only,
            before.reason,
        )
        assert now.change == "unchanged"
    assert set(later.near) > set(report.near)
    assert {pair[:2] for pair in set(later.near) - set(report.near)} == {("a.zip/甲.txt", "b.txt")}


def _share(one: str, other: str) -> float:
    """Jaccard of five-character sequences, written out."""
    a, b = ({t[i : i + 5] for i in range(len(t) - 4)} for t in (one, other))
    return len(a & b) / len(a | b)


def test_sketches_estimate_the_share_of_common_sequences() -> None:
    rng = random.Random(7)
    letters = [chr(0x4E00 + n) for n in range(3000)]
    for length in (60, 400, 5000):
        for changed in (0.0, 0.01, 0.05, 0.2):
            one = rng.choices(letters, k=length)
            other = [rng.choice(letters) if rng.random() < changed else c for c in one]
            exact = _share("".join(one), "".join(other))
            same = float((sketch("".join(one)) == sketch("".join(other))).mean())
            assert abs(same - exact) < 0.17


def test_near_duplicates_are_found_among_many_others() -> None:
    rng = random.Random(8)
    letters = [chr(0x4E00 + n) for n in range(3000)]
    texts = ["".join(rng.choices(letters, k=800)) for _ in range(60)]
    texts += [texts[3][:770] + "另外的结尾", texts[9], "短", "小"]
    sketches = np.array([sketch(text) for text in texts])
    found = near_duplicates(sketches, texts)
    assert [(pair.first, pair.second) for pair in found] == [(3, 60)]
    assert NEAR <= found[0].similarity < 1


def test_white_space_and_length_do_not_matter_to_a_sketch(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(chr(0x4E00 + n * 7 % 2000) for n in range(900))
    whole = sketch(text)
    np.testing.assert_array_equal(whole, sketch("　" + "\n".join(text)))
    monkeypatch.setattr("index.duplicates._AT_ONCE", 100)
    np.testing.assert_array_equal(whole, sketch(text))
    assert sketch("").shape == whole.shape


def test_a_document_is_shown_with_tree_and_passages(
    report: BuildReport, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    info = ["index", "info", "--index", str(tmp_path / "index")]
    source = "水/临江市节约用水管理办法.txt"
    assert main([*info, "--document", source, "--tree", "--chunks"]) == 0
    shown = capsys.readouterr().out
    assert "    chapter 第二章 用水管理 [" in shown
    assert "      article 第三条 [" in shown
    assert "number       临政发〔2022〕8号  (header" in shown
    assert " body 第二章 用水管理" in shown
    assert main([*info, "--document", source, "--json"]) == 0
    (document,) = json.loads(capsys.readouterr().out)["documents"]
    assert document["source"] == source
    assert document["tree"][0]["depth"] == 0
    assert document["chunks"][0]["start"] == 0
    assert main([*info, "--tree"]) == 2
    assert main([*info, "--document", "没有"]) == 3
    assert main([*info]) == 0
    assert "files: " in capsys.readouterr().out


def test_one_file_is_shown_before_it_is_indexed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "甲.txt"
    path.write_text(_LAW, "utf-8")
    assert main(["index", "preview", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "chapter 第一章 总则" in shown
    assert "article 第二条" in shown
    assert main(["index", "preview", str(path), "--json"]) == 0
    (document,) = json.loads(capsys.readouterr().out)["documents"]
    assert document["characters"] == len(_LAW)
    path.write_bytes(b"")
    assert main(["index", "preview", str(path)]) == 1
    assert "is empty" in capsys.readouterr().err
    assert main(["index", "preview", str(tmp_path / "none.txt")]) == 3
    assert sorted(p.name for p in tmp_path.iterdir()) == ["甲.txt"]
