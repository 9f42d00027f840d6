"""Passages are indexed in a process of their own or here, with the same bytes as the outcome."""

import sys
from pathlib import Path

import pytest

import index.indexing_process
import index.passages
from index.build import build_index
from index.embed import BuiltinEmbedder
from index.errors import ReadError, WenjuError
from index.indexing_process import IndexingProcess

_LAW = "某市第{0}号供水条例\n第一章 总则\n第一条 为了保障供水{0}，制定本条例。\n第二条 本条例适用于 city {0}。\n"


@pytest.fixture
def laws(tmp_path: Path) -> Path:
    """A folder of a dozen small laws."""
    folder = tmp_path / "laws"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02d}.txt").write_text(_LAW.format(number), "utf-8")
    return folder


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few files are many, and few passages a batch."""
    monkeypatch.setattr(index.passages, "_MANY_FILES", 1)
    monkeypatch.setattr(index.passages, "_BATCH", 5)


def _arrays(folder: Path) -> dict[str, bytes]:
    """Every file of the generation but those that tell when and where it was made."""
    (generation,) = folder.glob("generation-*")
    files = sorted(path for path in generation.rglob("*") if path.suffix != ".json")
    return {p.relative_to(generation).as_posix(): p.read_bytes() for p in files if not p.is_dir()}


def _started(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that an indexing process is started for, from now on."""
    folders: list[Path] = []

    class Noted(IndexingProcess):
        def __init__(self, folder: Path) -> None:
            folders.append(folder)
            super().__init__(folder)

    monkeypatch.setattr(index.passages, "IndexingProcess", Noted)
    return folders


def test_a_process_of_its_own_writes_the_same_bytes(
    laws: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = _started(monkeypatch)
    build_index([laws], tmp_path / "here", BuiltinEmbedder())
    assert not started
    monkeypatch.setattr(index.passages, "_MANY_FILES", 12)
    monkeypatch.setattr(index.passages, "_BATCH", 5)
    build_index([laws], tmp_path / "apart", BuiltinEmbedder())
    assert len(started) == 1
    assert _arrays(tmp_path / "apart") == _arrays(tmp_path / "here")


@pytest.mark.usefixtures("apart")
def test_a_changed_index_is_made_in_this_process(
    laws: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index([laws], tmp_path / "index", BuiltinEmbedder())
    started = _started(monkeypatch)
    (laws / "12.txt").write_text(_LAW.format(12), "utf-8")
    build_index([laws], tmp_path / "index", BuiltinEmbedder())
    assert not started


@pytest.mark.usefixtures("apart")
def test_a_process_that_dies_is_told_in_a_sentence_and_leaves_the_index_as_it_was(
    laws: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index([laws], tmp_path / "index", BuiltinEmbedder())
    before = _arrays(tmp_path / "index")
    dies = [sys.executable, "-c", "raise SystemExit(9)"]
    monkeypatch.setattr(index.indexing_process, "command_of", lambda *_: dies)
    with pytest.raises(WenjuError, match=r"was stopped .* run the same command again"):
        build_index([laws], tmp_path / "index", BuiltinEmbedder(), full=True)
    assert _arrays(tmp_path / "index") == before
    assert not list((tmp_path / "index").glob("*partial*"))


@pytest.mark.usefixtures("apart")
def test_what_goes_wrong_while_reading_ends_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[int] = []
    close = IndexingProcess.close

    def noted(self: IndexingProcess) -> None:
        close(self)
        ended.append(self._process.returncode)

    monkeypatch.setattr(IndexingProcess, "close", noted)
    (tmp_path / "empty.txt").write_text("", "utf-8")
    with pytest.raises(ReadError, match="nothing was indexed"):
        build_index([tmp_path / "empty.txt"], tmp_path / "index", BuiltinEmbedder())
    assert ended == [-9]


def test_what_goes_wrong_while_indexing_is_raised_here(tmp_path: Path) -> None:
    process = IndexingProcess(tmp_path / "missing")
    with pytest.raises(FileNotFoundError):
        process.index([("题", "第一条", "为了保障供水。")])
    process.close()


def test_a_process_whose_parent_is_gone_ends(tmp_path: Path) -> None:
    process = IndexingProcess(tmp_path)
    child = process._process
    assert child.stdin is not None
    child.stdin.write(b"\x80\x05\x95")  # the parent was killed in mid-sentence
    child.stdin.close()
    assert child.wait(timeout=30) == 0
