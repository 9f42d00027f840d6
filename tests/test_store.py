"""The index on disk: verified when opened, replaced in one step, whole whenever a writer dies."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import ROOT, SEED
from generations import generation_of, rewrite_manifest
from numpy.typing import NDArray

from index.build import build_index
from index.embed import BuiltinEmbedder
from index.errors import IndexDamagedError, NotFoundError, UsageError, WenjuError
from index.reader import open_index
from index.store import FORMAT, Manifest, open_generation, write_generation

_LAW = "某市供水条例\n第一章 总则\n第一条 为了保障供水，制定本条例。\n第二条 本条例适用于本市。\n"


class _FailingEmbedder:
    """An embedder that breaks while the index is being written."""

    name, dim, sha256 = "failing", 4, "0" * 64

    def encode_passages(self, texts: list[str]) -> NDArray[np.float32]:
        raise MemoryError(f"no memory for {len(texts)} passages")

    def encode_query(self, text: str) -> NDArray[np.float32]:
        raise NotImplementedError


@pytest.fixture
def own_index(seed_index: Path, tmp_path: Path) -> Path:
    """A copy of the seed index that a test may change."""
    return Path(shutil.copytree(seed_index, tmp_path / "index"))


def _assert_refused(folder: Path, exit_code: int, *parts: str) -> None:
    with pytest.raises(WenjuError) as caught:
        open_index(folder)
    message = str(caught.value)
    assert caught.value.exit_code == exit_code, message
    assert "\n" not in message
    assert "wenju index build" in message
    assert str(folder) in message
    for part in parts:
        assert part in message


def _write_version(folder: Path, version: int) -> Manifest:
    """A generation of three small files that all say `version`."""

    def write(partial: Path) -> None:
        (partial / "sub").mkdir()
        for name in ("a", "b", "sub/c"):
            (partial / name).write_text(f"{version} {name}", "utf-8")

    def describe(files: dict[str, Any]) -> Manifest:
        return Manifest(FORMAT, "0", {}, {}, {}, version, 0, files)

    return write_generation(folder, write, describe)


def test_the_manifest_lists_every_file_with_size_and_checksum(seed_index: Path) -> None:
    generation, manifest = open_generation(seed_index)
    files = {p.relative_to(generation).as_posix(): p for p in generation.rglob("*") if p.is_file()}
    assert set(manifest.files) == set(files) - {"manifest.json"}
    for name, (size, digest) in manifest.files.items():
        data = files[name].read_bytes()
        assert (size, digest) == (len(data), sha256(data).hexdigest())


def test_the_pointer_names_the_generation_and_the_checksum_of_its_manifest(
    seed_index: Path,
) -> None:
    name, digest = (seed_index / "CURRENT").read_text("utf-8").split()
    assert sha256((seed_index / name / "manifest.json").read_bytes()).hexdigest() == digest
    assert sorted(p.name for p in seed_index.iterdir()) == sorted(["CURRENT", name])


def test_a_flipped_bit_in_any_file_is_refused(own_index: Path) -> None:
    generation = generation_of(own_index)
    files = sorted(path for path in generation.rglob("*") if path.is_file())
    assert len(files) >= 13
    for path in files:
        data = path.read_bytes()
        for at in {0, len(data) // 2, len(data) - 1}:
            path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            _assert_refused(own_index, 4, "damaged")
        path.write_bytes(data[:-1])
        _assert_refused(own_index, 4, "damaged")
        path.unlink()
        _assert_refused(own_index, 4, "damaged")
        path.write_bytes(data)
    assert open_index(own_index).size > 0


def test_no_change_of_a_byte_of_the_pointer_is_more_than_a_refusal(own_index: Path) -> None:
    pointer = own_index / "CURRENT"
    data = pointer.read_bytes()
    for at in range(len(data) - 1):  # but its last newline, which means nothing
        for value in {data[at] ^ 1, 0, 0x2F, 0x20, 0xFF} - {data[at]}:
            if data[at] == 0x20 and bytes([value]).isspace():
                continue
            pointer.write_bytes(data[:at] + bytes([value]) + data[at + 1 :])
            _assert_refused(own_index, 4, "damaged")
    for whole in (b"", b"\n", b"generation-", b"../x y", data + b"z"):
        pointer.write_bytes(whole)
        _assert_refused(own_index, 4, "damaged")


def test_a_folder_that_is_no_index_is_exit_code_3(tmp_path: Path) -> None:
    _assert_refused(tmp_path / "missing", 3, "does not exist")
    _assert_refused(tmp_path, 3, "is no wenju index")
    (tmp_path / "file").write_text("x", "utf-8")
    _assert_refused(tmp_path / "file", 3, "is no wenju index")


def test_another_format_is_refused_with_both(own_index: Path) -> None:
    rewrite_manifest(own_index, format=FORMAT + 1, something_new=True)
    _assert_refused(own_index, 4, f"format {FORMAT + 1}", f"format {FORMAT};")


@pytest.mark.parametrize("part", ["embedder", "late_interaction"])
def test_an_index_of_another_model_is_refused_with_both_checksums(
    own_index: Path, builtin: BuiltinEmbedder, part: str
) -> None:
    other = {"name": "builtin", "dim": builtin.dim, "sha256": "f" * 64}
    rewrite_manifest(own_index, **{part: other})
    _assert_refused(own_index, 4, "f" * 12, builtin.sha256[:12])


@pytest.mark.parametrize("name", ["notes.txt", "CURRENT", ".git"])
def test_a_folder_with_other_files_is_neither_indexed_nor_touched(
    tmp_path: Path, builtin: BuiltinEmbedder, name: str
) -> None:
    """CURRENT is what LevelDB calls its pointer: the name alone makes no index."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / name).write_text("MANIFEST-000001\n", "utf-8")
    (folder / "data").write_text("x", "utf-8")
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    with pytest.raises(UsageError, match="holds other files") as caught:
        build_index([SEED], folder, builtin)
    assert caught.value.exit_code == 2
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


def test_an_index_is_not_written_over_a_file(tmp_path: Path, builtin: BuiltinEmbedder) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(UsageError, match="is a file"):
        build_index([SEED], tmp_path / "file", builtin)
    assert (tmp_path / "file").read_text("utf-8") == "x"


def test_other_files_beside_an_index_survive_a_rebuild(
    own_index: Path, builtin: BuiltinEmbedder
) -> None:
    (own_index / "notes.txt").write_text("x", "utf-8")
    build_index([SEED], own_index, builtin)
    assert (own_index / "notes.txt").read_text("utf-8") == "x"
    assert len(list(own_index.glob("generation-*"))) == 1


@pytest.mark.parametrize("damage", ["CURRENT", "manifest.json", "chunks.npy"])
def test_a_damaged_index_can_be_rebuilt_as_its_message_says(
    own_index: Path, builtin: BuiltinEmbedder, damage: str
) -> None:
    (path,) = own_index.rglob(damage)
    path.write_bytes(b"garbage")
    _assert_refused(own_index, 4)
    build_index([SEED], own_index, builtin)
    assert open_index(own_index).manifest.documents == 1


def test_a_build_that_fails_half_way_leaves_the_old_index(own_index: Path) -> None:
    before = sorted(p.relative_to(own_index).as_posix() for p in own_index.rglob("*"))
    with pytest.raises(MemoryError):
        build_index([SEED], own_index, _FailingEmbedder())
    assert sorted(p.relative_to(own_index).as_posix() for p in own_index.rglob("*")) == before
    assert open_index(own_index).records.chunk(0).text


def test_a_reader_opened_before_a_rebuild_works_on(
    own_index: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    reader = open_index(own_index)
    (tmp_path / "other.txt").write_text(_LAW, "utf-8")
    build_index([tmp_path / "other.txt"], own_index, builtin)
    chunks = [reader.records.chunk(i) for i in range(reader.size)]
    assert chunks[0].text.startswith("山西省人民政府")
    assert all(chunk.path is not None for chunk in chunks)
    vector = reader.embedder.encode_query("创新能力")
    assert len(reader.dense.search(vector, 3)) == 3
    ids, _ = reader.model.tokenize(["创新能力"])
    assert reader.tokens.soft_matches(reader.model, ids, np.arange(reader.size))[0].max() > 0
    assert open_index(own_index).records.cards[0].source == "other.txt"


def test_opening_while_a_writer_rebuilds_is_never_refused(
    own_index: Path, builtin: BuiltinEmbedder
) -> None:
    stop = threading.Event()
    failures: list[BaseException] = []

    def rebuild() -> None:
        try:
            while not stop.is_set():
                build_index([SEED], own_index, builtin)
        except BaseException as error:
            failures.append(error)
            raise

    writer = threading.Thread(target=rebuild)
    writer.start()
    try:
        deadline = time.monotonic() + 1.5
        while time.monotonic() < deadline:
            reader = open_index(own_index)
            assert reader.records.chunk(0).text.startswith("山西省人民政府")
            open_generation(own_index)
    finally:
        stop.set()
        writer.join()
    assert failures == []


@pytest.mark.skipif(os.name == "nt", reason="the lock is POSIX")
def test_a_second_writer_is_refused_while_the_first_writes(tmp_path: Path) -> None:
    folder = tmp_path / "index"

    def write(partial: Path) -> None:
        with pytest.raises(UsageError, match="being written by another") as caught:
            _write_version(folder, 2)
        assert caught.value.exit_code == 2
        (partial / "a").write_text("1", "utf-8")

    write_generation(folder, write, lambda files: Manifest(FORMAT, "0", {}, {}, {}, 1, 0, files))
    assert open_generation(folder)[1].documents == 1
    _write_version(folder, 3)  # the lock is gone
    assert open_generation(folder)[1].documents == 3


def test_what_a_killed_writer_left_is_removed_by_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    _write_version(folder, 1)
    (folder / "writing-0123456789ab").mkdir()
    (folder / "writing-0123456789ab/half").write_text("x", "utf-8")
    (folder / "writing-0123456789ab.pointer").write_text("x", "utf-8")
    (folder / "generation-000000000000-000000").mkdir()
    _write_version(folder, 2)
    name = generation_of(folder).name
    assert sorted(p.name for p in folder.iterdir()) == sorted(["CURRENT", name])


_KILLED_AT_EVERY_SYNC = """
import json, os, signal, sys
from pathlib import Path
from index.store import FORMAT, Manifest, open_generation, write_generation

folder = Path(sys.argv[1])

def write_version(version):
    def write(partial):
        (partial / "sub").mkdir()
        for name in ("a", "b", "sub/c"):
            (partial / name).write_text(f"{version} {name}", "utf-8")
    write_generation(folder, write, lambda f: Manifest(FORMAT, "0", {}, {}, {}, version, 0, f))

write_version(0)
states, version, at = [], 0, 0
while True:
    at, version = at + 1, version + 1
    child = os.fork()
    if not child:
        left, sync = [at], os.fsync
        def fsync(descriptor):
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            sync(descriptor)
        os.fsync = fsync
        write_version(version)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    path, manifest = open_generation(folder)
    texts = {n: (path / n).read_text("utf-8") for n in manifest.files}
    states.append([version, manifest.documents, texts])
    if status == 0:
        break
print(json.dumps(states))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_writer_killed_at_any_of_its_steps_leaves_one_whole_index(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _KILLED_AT_EVERY_SYNC, str(tmp_path / "index")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    states = json.loads(done.stdout)
    assert len(states) >= 6  # three files, manifest, folder, pointer
    known = 0
    for tried, found, texts in states:
        assert found in (known, tried)
        known = found
        assert texts == {name: f"{found} {name}" for name in ("a", "b", "sub/c")}
    assert known == states[-1][0]
    left = sorted(p.name for p in (tmp_path / "index").iterdir())
    assert len(left) == 2


_BUILD_FOR_EVER = """
import sys
from pathlib import Path
from index.build import build_index
from index.embed import load_embedder

folder, *versions = map(Path, sys.argv[1:])
embedder = load_embedder("builtin")
while True:
    for version in versions:
        build_index([version], folder, embedder)
        print("built", flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_a_build_killed_at_any_moment_leaves_a_usable_index(tmp_path: Path) -> None:
    """A small sample of five kills; the test above takes every step in turn."""
    folder = tmp_path / "index"
    versions = [tmp_path / "甲", tmp_path / "乙"]
    for version, count in zip(versions, (3, 9), strict=True):
        version.mkdir()
        for n in range(count):
            (version / f"{n}.txt").write_text(_LAW + f"第三条 {version.name}{n}。\n", "utf-8")
    command = [sys.executable, "-c", _BUILD_FOR_EVER, str(folder), *map(str, versions)]
    for kill in range(5):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.01 + 0.023 * kill)
        process.kill()
        process.wait()
        process.stdout.close()
        reader = open_index(folder)
        texts = [reader.records.chunk(i).text for i in range(reader.size)]
        name = "甲" if reader.manifest.documents == 3 else "乙"
        assert reader.manifest.documents in (3, 9)
        for n in range(reader.manifest.documents):
            assert any(f"第三条 {name}{n}。" in text for text in texts)


def test_a_missing_index_raises_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        open_generation(tmp_path / "none")


def test_an_index_whose_generation_is_gone_is_damaged_and_can_be_rebuilt(
    own_index: Path, builtin: BuiltinEmbedder
) -> None:
    shutil.rmtree(generation_of(own_index))
    with pytest.raises(IndexDamagedError, match="has no manifest"):
        open_generation(own_index)
    build_index([SEED], own_index, builtin)
    assert open_index(own_index).manifest.documents == 1
