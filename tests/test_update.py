"""Changing an index: what is there is taken over, and the result is what a full build gives."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from hashlib import sha256
from pathlib import Path

import faiss
import made
import numpy as np
import pytest
from conftest import ROOT

import index.passages
import index.postings
import index.writing
from index.arrays import VectorFile, map_vectors
from index.build import BuildReport, add_documents, build_index, remove_documents
from index.chunk import ChunkConfig
from index.document import document_of
from index.embed import BuiltinEmbedder
from index.errors import IndexDamagedError, NotFoundError, ReadError, UsageError
from index.reader import open_index
from index.sparse import SparseBuilder, StoredSparse
from index.terms import term_codes
from rag.engine import Engine
from ui.cli import main

_CLAUSES = "创新 平台 规划 供水 节约 产业 集群 养犬 数据 安全 3 12 第五条 ABC".split()


def _text(rng: random.Random) -> str:
    body = "".join(
        f"第{n}条 {''.join(rng.choices(_CLAUSES, k=rng.randint(3, 60)))}。\n" for n in range(1, 9)
    )
    return f"某市第{rng.randint(1, 10**6)}号条例\n{body}"


def _files(folder: Path) -> dict[str, bytes]:
    """Everything of the current generation but what names the run: report and manifest."""
    generation = folder / (folder / "CURRENT").read_text("utf-8").split()[0]
    names = [p for p in generation.rglob("*") if p.is_file()]
    left_out = ("manifest.json", "report.json")
    return {
        p.relative_to(generation).as_posix(): p.read_bytes()
        for p in names
        if p.name not in left_out
    }


def _changes(report: BuildReport) -> dict[str, str]:
    return {file.source: file.change for file in report.files}


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
        assert _files(tmp_path / "changed") == _files(tmp_path / f"full{step}")


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
    assert _changes(report)["云岭市养犬管理条例.txt"] == "changed"
    assert _changes(report)["新.txt"] == "new"
    assert _changes(report)["青川市智慧交通三年行动方案.txt"] == "removed"
    assert sorted(_changes(report).values()).count("unchanged") == 4
    assert report.message == ""


def test_add_and_remove_answer_as_a_full_build_does(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    late = tmp_path / "late"
    late.mkdir()
    shutil.move(folder / "云岭市养犬管理条例.txt", late)
    build_index([folder], tmp_path / "index", builtin)
    assert (
        _changes(add_documents([late], tmp_path / "index", builtin))["云岭市养犬管理条例.txt"]
        == "new"
    )
    build_index([folder, late], tmp_path / "full", builtin)
    assert _files(tmp_path / "index") == _files(tmp_path / "full")
    remove_documents(["青川市智慧交通三年行动方案.txt"], tmp_path / "index", builtin)
    (folder / "青川市智慧交通三年行动方案.txt").unlink()
    build_index([folder, late], tmp_path / "full", builtin, full=True)
    assert _files(tmp_path / "index") == _files(tmp_path / "full")
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
    assert set(_changes(report).values()) == {"unchanged"}
    (folder / "empty.txt").write_text("某市供水条例\n第一条 节约用水。\n", "utf-8")
    assert _changes(build_index([folder], tmp_path / "index", builtin))["empty.txt"] == "changed"


def test_a_moved_file_keeps_its_id_under_its_new_name(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    build_index([folder], tmp_path / "index", builtin)
    ids = {c.source: c.id for c in open_index(tmp_path / "index").records.cards}
    (folder / "云岭市养犬管理条例.txt").rename(folder / "水/犬.txt")
    report = build_index([folder], tmp_path / "index", builtin)
    assert _changes(report)["水/犬.txt"] == "moved"
    assert "removed" not in _changes(report).values()
    (folder / "云岭市养犬管理条例.txt").write_text(
        made.DOCUMENTS["云岭市养犬管理条例.txt"], "utf-8"
    )
    for full in (False, True):  # a copy under the old name does not take the id back
        report = build_index([folder], tmp_path / "index", builtin, full=full)
        now = {c.source: c.id for c in open_index(tmp_path / "index").records.cards}
        assert now["水/犬.txt"] == ids["云岭市养犬管理条例.txt"]
        assert len(set(now.values())) == len(now) == 7
    assert report.same_text == (("云岭市养犬管理条例.txt", "水/犬.txt"),)


def test_files_in_another_order_are_still_a_full_build(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    paths = [folder / "水", folder / "数据"]
    build_index(paths, tmp_path / "index", builtin)
    build_index(paths[::-1], tmp_path / "index", builtin)
    build_index(paths[::-1], tmp_path / "full", builtin)
    assert _files(tmp_path / "index") == _files(tmp_path / "full")


def test_adding_replaces_what_has_the_same_name_in_its_place(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    build_index([folder], tmp_path / "index", builtin)
    path = folder / "云岭市养犬管理条例.txt"
    path.write_text(path.read_text("utf-8") + "第六条 犬只应当接种疫苗。\n", "utf-8")
    report = add_documents([path], tmp_path / "index", builtin)
    assert _changes(report)["云岭市养犬管理条例.txt"] == "changed"
    build_index([folder], tmp_path / "full", builtin)
    assert _files(tmp_path / "index") == _files(tmp_path / "full")
    again = add_documents([folder], tmp_path / "index", builtin)
    assert set(_changes(again).values()) == {"unchanged"}


def test_documents_are_named_by_id_source_title_or_archive(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    with zipfile.ZipFile(folder / "archive.zip", "w") as archive:
        for name in ("甲.txt", "乙.txt"):
            archive.writestr(name, f"某市供水条例\n第一条 {name}节约用水。\n" * 3)
    where = tmp_path / "index"
    build_index([folder], where, builtin)
    with pytest.raises(UsageError, match=r"names 2 documents: .*2019.*2023.*give the id") as caught:
        remove_documents(["晋源省数据安全条例"], where, builtin)
    assert caught.value.exit_code == 2
    with pytest.raises(NotFoundError, match="no document '没有'"):
        remove_documents(["没有"], where, builtin)
    cards = {card.source: card for card in open_index(where).records.cards}
    old = cards["数据/晋源省数据安全条例(2019).txt"]
    remove_documents([old.id, "云岭市养犬管理条例"], where, builtin)
    remove_documents(["archive.zip/甲.txt"], where, builtin)
    left = [card.source for card in open_index(where).records.cards]
    assert set(cards) - set(left) == {old.source, "云岭市养犬管理条例.txt", "archive.zip/甲.txt"}
    report = build_index([folder], where, builtin)  # what was removed is still in the folder
    assert {c.source for c in open_index(where).records.cards} == set(cards)
    assert _changes(report)["archive.zip/乙.txt"] == "changed"
    remove_documents(["archive.zip"], where, builtin)
    assert len(open_index(where).records.cards) == len(cards) - 2
    with pytest.raises(UsageError, match="would leave no document"):
        remove_documents([c.id for c in open_index(where).records.cards], where, builtin)


def test_an_archive_that_did_not_change_is_taken_over_whole(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    with zipfile.ZipFile(folder / "archive.zip", "w") as archive:
        archive.writestr("甲.txt", made.DOCUMENTS["云岭市养犬管理条例.txt"])
        archive.writestr("bad.txt", b"")
    build_index([folder], tmp_path / "index", builtin)
    (folder / "云岭市养犬管理条例.txt").unlink()
    report = build_index([folder], tmp_path / "index", builtin)
    assert _changes(report)["archive.zip/甲.txt"] == "unchanged"
    (bad,) = [file for file in report.files if file.source == "archive.zip/bad.txt"]
    assert (bad.outcome, bad.change) == ("refused", "unchanged")


def _rewrite_manifest(folder: Path, **changes: object) -> None:
    generation = folder / (folder / "CURRENT").read_text("utf-8").split()[0]
    path = generation / "manifest.json"
    encoded = json.dumps(json.loads(path.read_bytes()) | changes).encode()
    path.write_bytes(encoded)
    pointer = f"{generation.name} {sha256(encoded).hexdigest()}\n"
    (folder / "CURRENT").write_text(pointer, "utf-8")


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"chunking": {"merge": 1, "split": 2, "contents": 3}}, ("'merge': 1", "'merge': 320")),
        ({"reading": {"wenju": "f" * 64}}, ("",)),
        ({"reading": {}}, ("an earlier wenju",)),
        ({"late_interaction": {"name": "builtin", "dim": 1, "sha256": "e" * 64}}, ("e" * 12,)),
    ],
)
def test_an_index_made_otherwise_is_rebuilt_but_not_changed(
    folder: Path,
    tmp_path: Path,
    builtin: BuiltinEmbedder,
    changes: dict[str, object],
    parts: tuple[str, ...],
) -> None:
    where = tmp_path / "index"
    build_index([folder], where, builtin)
    whole = _files(where)
    _rewrite_manifest(where, **changes)
    before = (where / "CURRENT").read_bytes()
    if "chunking" not in changes:  # what is added is cut as the index is
        with pytest.raises(IndexDamagedError, match=r"cannot be changed: .*rebuild it") as caught:
            remove_documents(["云岭市养犬管理条例"], where, builtin)
        assert caught.value.exit_code == 4
        assert (where / "CURRENT").read_bytes() == before
    report = build_index([folder], where, builtin)
    assert report.message.startswith("everything is read again")
    assert all(part in report.message for part in parts)
    assert _files(where) == whole


def test_other_chunk_sizes_are_kept_by_what_is_added(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    chunking = ChunkConfig(merge=80, split=120, contents=200)
    build_index([folder / "水"], tmp_path / "index", builtin, chunking)
    add_documents([folder / "数据"], tmp_path / "index", builtin)
    build_index([folder / "水", folder / "数据"], tmp_path / "full", builtin, chunking)
    assert _files(tmp_path / "index") == _files(tmp_path / "full")


def test_nothing_is_taken_over_from_a_damaged_index(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    where = tmp_path / "index"
    build_index([folder], where, builtin)
    whole = _files(where)
    (path,) = where.rglob("counts.npy")
    path.write_bytes(path.read_bytes()[:-1] + b"\x07")
    with pytest.raises(IndexDamagedError, match="damaged"):
        remove_documents(["云岭市养犬管理条例"], where, builtin)
    report = build_index([folder], where, builtin)
    assert "damaged" in report.message
    assert _files(where) == whole


def test_an_index_of_an_earlier_wenju_opens_and_is_rebuilt_whole(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    where = tmp_path / "index"
    build_index([folder], where, builtin)
    generation = where / (where / "CURRENT").read_text("utf-8").split()[0]
    manifest = json.loads((generation / "manifest.json").read_bytes())
    new = ("report.json", "sketches.npy", "sparse/counts.npy", "sparse/lengths.npy")
    for name in new:
        (generation / name).unlink()
        del manifest["files"][name]
    _rewrite_manifest(where, files=manifest["files"], reading={})
    assert open_index(where).size > 0
    report = build_index([folder], where, builtin)
    assert "an earlier wenju" in report.message
    assert set(_changes(report).values()) == {"new"}


def test_removing_or_adding_without_an_index_is_exit_code_3(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    for change in (
        lambda: add_documents([folder], tmp_path / "none", builtin),
        lambda: remove_documents(["a"], tmp_path / "none", builtin),
    ):
        with pytest.raises(NotFoundError, match="does not exist"):
            change()
    assert not (tmp_path / "none").exists()


def test_a_folder_that_became_unreadable_leaves_the_old_index(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    one = folder / "云岭市养犬管理条例.txt"
    build_index([one], tmp_path / "index", builtin)
    before = _files(tmp_path / "index")
    one.write_bytes(b"")
    with pytest.raises(ReadError, match="nothing was indexed"):
        build_index([one], tmp_path / "index", builtin)
    assert _files(tmp_path / "index") == before


def test_the_same_name_twice_is_one_duplicate_however_often_it_is_built(
    tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    for name in "一二":
        (tmp_path / name).mkdir()
        (tmp_path / name / "甲.txt").write_text("某市供水条例\n第一条 节约用水。\n", "utf-8")
    paths = [tmp_path / "一", tmp_path / "二"]
    first = build_index(paths, tmp_path / "index", builtin)
    again = build_index(paths, tmp_path / "index", builtin)
    assert [f.outcome for f in first.files] == [f.outcome for f in again.files]
    (tmp_path / "一/甲.txt").write_text("某市排水条例\n第一条 排水。\n", "utf-8")
    changed = build_index(paths, tmp_path / "index", builtin)
    build_index(paths, tmp_path / "full", builtin)
    assert [f.outcome for f in changed.files] == ["indexed", "indexed"]
    assert _files(tmp_path / "index") == _files(tmp_path / "full")


_ADD_FOR_EVER = """
import sys
from pathlib import Path
from index.build import add_documents, remove_documents
from index.embed import load_embedder

folder, extra = map(Path, sys.argv[1:])
embedder = load_embedder("builtin")
while True:
    add_documents([extra], folder, embedder)
    print("added", flush=True)
    remove_documents([extra.name], folder, embedder)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_adding_killed_at_any_moment_leaves_the_index_before_or_after(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    where, extra = tmp_path / "index", tmp_path / "extra.txt"
    extra.write_text("某市供水条例\n第一条 节约用水。\n", "utf-8")
    build_index([folder], where, builtin)
    without = _files(where)
    build_index([folder, extra], tmp_path / "full", builtin)
    states = [without, _files(tmp_path / "full")]
    command = [sys.executable, "-c", _ADD_FOR_EVER, str(where), str(extra)]
    for kill in range(5):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env=dict(os.environ))
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.01 + 0.017 * kill)
        process.kill()
        process.wait()
        process.stdout.close()
        assert open_index(where).size > 0
        assert _files(where) in states


def test_taken_over_postings_are_those_of_a_build_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Random runs of passages kept, dropped and new, in blocks of a few terms."""
    monkeypatch.setattr(index.postings, "_BLOCK_ENTRIES", 50)
    monkeypatch.setattr(index.postings, "_BLOCK_TERMS", 7)
    rng = random.Random(6)

    def texts(most: int) -> list[str]:
        return ["".join(rng.choices("甲乙丙丁戊 12a", k=rng.randint(0, 20))) for _ in range(most)]

    for trial in range(40):
        old = texts(rng.randint(1, 15))
        first = SparseBuilder()
        first.add(*term_codes(old), len(old))
        first.write(tmp_path / f"{trial}old")
        changed = SparseBuilder(StoredSparse.load(tmp_path / f"{trial}old"))
        final: list[str] = []
        at = 0
        while at < len(old) or not final:
            end = min(len(old), at + rng.randint(0, 4))
            if rng.random() < 0.5 and end > at:
                changed.keep(at, end)
                final += old[at:end]
            else:
                new = texts(rng.randint(1, 3))
                changed.add(*term_codes(new), len(new))
                final += new
            at = end
        changed.write(tmp_path / f"{trial}changed")
        whole = SparseBuilder()
        whole.add(*term_codes(final), len(final))
        whole.write(tmp_path / f"{trial}whole")
        for path in (tmp_path / f"{trial}whole").iterdir():
            assert path.read_bytes() == (tmp_path / f"{trial}changed" / path.name).read_bytes()


def test_a_vector_file_is_what_faiss_writes(tmp_path: Path) -> None:
    vectors = np.random.default_rng(1).normal(size=(7, 5)).astype(np.float32)
    with VectorFile(tmp_path / "own", 5) as file:
        file.append(vectors[:3])
        file.append(vectors[3:])
    flat = faiss.IndexFlatIP(5)
    flat.add(vectors)
    faiss.write_index(flat, str(tmp_path / "faiss"))
    assert (tmp_path / "own").read_bytes() == (tmp_path / "faiss").read_bytes()
    mapped = map_vectors(tmp_path / "faiss")
    assert mapped is not None
    np.testing.assert_array_equal(mapped, vectors)
    faiss.write_index(faiss.IndexFlatL2(5), str(tmp_path / "other"))
    assert map_vectors(tmp_path / "other") is None


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
