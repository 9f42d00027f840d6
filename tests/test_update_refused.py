"""An index that cannot be changed, and a change that fails or is killed: what was there stays whole."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import made
import pytest
from conftest import ROOT
from generations import changes_of, files_of, generation_of, rewrite_manifest

from index.build import add_documents, build_index, remove_documents
from index.embed import BuiltinEmbedder
from index.errors import IndexDamagedError, NotFoundError, ReadError
from index.reader import open_index


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with documents that a test may change."""
    return made.write_documents(tmp_path / "documents", made.DOCUMENTS)


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
    whole = files_of(where)
    rewrite_manifest(where, **changes)
    before = (where / "CURRENT").read_bytes()
    if "chunking" not in changes:  # what is added is cut as the index is
        with pytest.raises(IndexDamagedError, match=r"cannot be changed: .*rebuild it") as caught:
            remove_documents(["云岭市养犬管理条例"], where, builtin)
        assert caught.value.exit_code == 4
        assert (where / "CURRENT").read_bytes() == before
    report = build_index([folder], where, builtin)
    assert report.message.startswith("everything is read again")
    assert all(part in report.message for part in parts)
    assert files_of(where) == whole


def test_nothing_is_taken_over_from_a_damaged_index(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    where = tmp_path / "index"
    build_index([folder], where, builtin)
    whole = files_of(where)
    (path,) = where.rglob("counts.npy")
    path.write_bytes(path.read_bytes()[:-1] + b"\x07")
    with pytest.raises(IndexDamagedError, match="damaged"):
        remove_documents(["云岭市养犬管理条例"], where, builtin)
    report = build_index([folder], where, builtin)
    assert "damaged" in report.message
    assert files_of(where) == whole


def test_an_index_of_an_earlier_wenju_opens_and_is_rebuilt_whole(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    where = tmp_path / "index"
    build_index([folder], where, builtin)
    generation = generation_of(where)
    manifest = json.loads((generation / "manifest.json").read_bytes())
    new = ("report.json", "sketches.npy")
    for name in new:
        (generation / name).unlink()
        del manifest["files"][name]
    rewrite_manifest(where, files=manifest["files"], reading={})
    assert open_index(where).size > 0
    report = build_index([folder], where, builtin)
    assert "an earlier wenju" in report.message
    assert set(changes_of(report).values()) == {"new"}


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
    before = files_of(tmp_path / "index")
    one.write_bytes(b"")
    with pytest.raises(ReadError, match="nothing was indexed"):
        build_index([one], tmp_path / "index", builtin)
    assert files_of(tmp_path / "index") == before


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
    without = files_of(where)
    build_index([folder, extra], tmp_path / "full", builtin)
    states = [without, files_of(tmp_path / "full")]
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
        assert files_of(where) in states
