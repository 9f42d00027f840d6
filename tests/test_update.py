"""Changing an index: only what changed is read, and the result is what a full build gives, byte for byte."""

import json
import random
import shutil
from pathlib import Path

import made
import pytest
from generations import changes_of, files_of

import index.passages
import index.postings
import index.writing
from index.build import add_documents, build_index, remove_documents
from index.chunk import ChunkConfig
from index.document import document_of
from index.embed import BuiltinEmbedder
from rag.engine import Engine
from ui.cli import main

_CLAUSES = "创新 平台 规划 供水 节约 产业 集群 养犬 数据 安全 3 12 第五条 ABC".split()


def _text(rng: random.Random) -> str:
    body = "".join(
        f"第{n}条 {''.join(rng.choices(_CLAUSES, k=rng.randint(3, 60)))}。\n" for n in range(1, 9)
    )
    return f"某市第{rng.randint(1, 10**6)}号条例\n{body}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with documents that a test may change."""
    return made.write_documents(tmp_path / "documents", made.DOCUMENTS)


def test_an_index_changed_at_random_is_a_full_build_byte_for_byte(
    tmp_path: Path, builtin: BuiltinEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.postings, "_BLOCK_ENTRIES", 100)
    monkeypatch.setattr(index.passages, "_BATCH", 7)
    rng = random.Random(5)
    documents = tmp_path / "documents"
    documents.mkdir()
    for step in range(12):
        for name in rng.sample("abcdefghij", 3):
            path = documents / f"{name}.txt"
            if path.exists() and rng.random() < 0.4 and len(list(documents.iterdir())) > 1:
                path.unlink()
            else:
                path.write_text(_text(rng), "utf-8")
        build_index([documents], tmp_path / "changed", builtin)
        build_index([documents], tmp_path / f"full{step}", builtin)
        assert files_of(tmp_path / "changed") == files_of(tmp_path / f"full{step}")


def test_only_what_changed_is_read(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def reading(source: str, decoded: index.writing.DecodedText) -> object:
        read.append(source)
        return document_of(source, decoded)

    build_index([folder], tmp_path / "index", builtin)
    monkeypatch.setattr(index.writing, "document_of", reading)
    with (folder / "云岭市养犬管理条例.txt").open("a", encoding="utf-8") as file:
        file.write("第六条 犬只应当接种疫苗。\n")
    (folder / "新.txt").write_text("某市供水条例\n第一条 节约用水。\n", "utf-8")
    (folder / "青川市智慧交通三年行动方案.txt").unlink()
    report = build_index([folder], tmp_path / "index", builtin)
    assert read == ["云岭市养犬管理条例.txt", "新.txt"]
    assert changes_of(report)["云岭市养犬管理条例.txt"] == "changed"
    assert changes_of(report)["新.txt"] == "new"
    assert changes_of(report)["青川市智慧交通三年行动方案.txt"] == "removed"
    assert sorted(changes_of(report).values()).count("unchanged") == 4
    assert report.message == ""


def test_add_and_remove_answer_as_a_full_build_does(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    late = tmp_path / "late"
    late.mkdir()
    shutil.move(folder / "云岭市养犬管理条例.txt", late)
    build_index([folder], tmp_path / "index", builtin)
    assert (
        changes_of(add_documents([late], tmp_path / "index", builtin))["云岭市养犬管理条例.txt"]
        == "new"
    )
    build_index([folder, late], tmp_path / "full", builtin)
    assert files_of(tmp_path / "index") == files_of(tmp_path / "full")
    remove_documents(["青川市智慧交通三年行动方案.txt"], tmp_path / "index", builtin)
    (folder / "青川市智慧交通三年行动方案.txt").unlink()
    build_index([folder, late], tmp_path / "full", builtin, full=True)
    assert files_of(tmp_path / "index") == files_of(tmp_path / "full")
    changed, whole = Engine.open(tmp_path / "index"), Engine.open(tmp_path / "full")
    for question in ("养犬应当取得什么？", "节约用水由谁负责？", "日志保存多久？"):
        assert changed.search(question) == whole.search(question)
        assert changed.ask(question) == whole.ask(question)


def test_a_rebuild_without_a_change_writes_nothing(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    (folder / "empty.txt").write_bytes(b"")
    build_index([folder], tmp_path / "index", builtin)
    before = (tmp_path / "index/CURRENT").read_bytes()
    report = build_index([folder], tmp_path / "index", builtin)
    assert (tmp_path / "index/CURRENT").read_bytes() == before
    assert set(changes_of(report).values()) == {"unchanged"}
    (folder / "empty.txt").write_text("某市供水条例\n第一条 节约用水。\n", "utf-8")
    assert changes_of(build_index([folder], tmp_path / "index", builtin))["empty.txt"] == "changed"


def test_files_in_another_order_are_still_a_full_build(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    paths = [folder / "水", folder / "数据"]
    build_index(paths, tmp_path / "index", builtin)
    build_index(paths[::-1], tmp_path / "index", builtin)
    build_index(paths[::-1], tmp_path / "full", builtin)
    assert files_of(tmp_path / "index") == files_of(tmp_path / "full")


def test_adding_replaces_what_has_the_same_name_in_its_place(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    build_index([folder], tmp_path / "index", builtin)
    path = folder / "云岭市养犬管理条例.txt"
    path.write_text(path.read_text("utf-8") + "第六条 犬只应当接种疫苗。\n", "utf-8")
    report = add_documents([path], tmp_path / "index", builtin)
    assert changes_of(report)["云岭市养犬管理条例.txt"] == "changed"
    build_index([folder], tmp_path / "full", builtin)
    assert files_of(tmp_path / "index") == files_of(tmp_path / "full")
    again = add_documents([folder], tmp_path / "index", builtin)
    assert set(changes_of(again).values()) == {"unchanged"}


def test_other_chunk_sizes_are_kept_by_what_is_added(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    chunking = ChunkConfig(merge=80, split=120, contents=200)
    build_index([folder / "水"], tmp_path / "index", builtin, chunking)
    add_documents([folder / "数据"], tmp_path / "index", builtin)
    build_index([folder / "水", folder / "数据"], tmp_path / "full", builtin, chunking)
    assert files_of(tmp_path / "index") == files_of(tmp_path / "full")


def test_the_command_line_adds_removes_and_shows_what_changed(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--index", str(tmp_path / "index")]
    one = folder / "云岭市养犬管理条例.txt"
    assert main(["index", "build", str(folder / "水"), *where]) == 0
    assert main(["index", "add", str(one), *where, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert shown["changes"] == {"unchanged": 2, "new": 1}
    report = tmp_path / "report.json"
    assert main(["index", "remove", one.name, *where, "--report", str(report)]) == 0
    assert json.loads(report.read_text("utf-8"))["outcomes"] == {"indexed": 2, "removed": 1}
    assert "removed: 云岭市养犬管理条例.txt" in capsys.readouterr().err
    assert main(["index", "remove", "没有", *where]) == 3
    assert main(["index", "add", str(tmp_path / "没有"), *where]) == 3
    assert main(["index", "build", str(folder), *where, "--report", str(tmp_path)]) == 2
