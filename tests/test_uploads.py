"""Uploads: hostile names, limits, batches; and what the page does to its index with them."""

import asyncio
import io
import os
import shutil
import time
import zipfile
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from index.build import build_index
from index.embed import BuiltinEmbedder
from index.errors import UsageError
from rag.engine import Engine
from ui import uploads
from ui.changing import Changing
from ui.jobs import Job, Jobs
from ui.names import numbered, safe_path
from ui.private import PrivateFolder, default_private
from ui.uploads import Batch, UploadRefused, batch, receive

LAW = (
    "青川市绿茶管理办法\n\n第一条 为了规范绿茶采摘，制定本办法。\n第二条 绿茶采摘时间为每年四月。\n"
)
OTHER = "青川市红茶管理办法\n\n第一条 红茶采摘时间为每年六月。\n"
ID = "0" * 32


async def _blocks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


def _receive(private: PrivateFolder, name: str, *parts: bytes, id_: str = ID) -> str:
    # In a thread of its own: the browser of other tests keeps an event loop in this one.
    coming = receive(private, batch(private, id_), name, _blocks(*parts))
    with ThreadPoolExecutor(1) as one:
        return one.submit(asyncio.run, coming).result()


@pytest.fixture
def private(tmp_path: Path) -> PrivateFolder:
    return PrivateFolder(tmp_path / "private")


# Names


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("通知.txt", "通知.txt"),
        ("规划/“十四五”规划〔2021〕17号.pdf", "规划/“十四五”规划〔2021〕17号.pdf"),
        ("../../etc/passwd", "etc/passwd"),
        ("..\\..\\windows\\a.txt", "windows/a.txt"),
        ("/etc/shadow", "etc/shadow"),
        ("C:\\docs\\a.txt", "C_/docs/a.txt"),
        (".ssh/.hidden.txt", "ssh/hidden.txt"),
        ("行一\n行二\r\t.txt", "行一 行二 .txt"),
        ("nul\x00byte.txt", "nul byte.txt"),
        ("😀通知🎉.txt", "😀通知🎉.txt"),
        ("\u202egnp.txt", "gnp.txt"),
        ("CON.txt", "_CON.txt"),
        ('<img src=x onerror="alert(1)">.txt', "_img src=x onerror=_alert(1)__.txt"),
        ("a\ud800b.txt", "ab.txt"),
        ("", "未命名"),
        ("///", "未命名"),
        ("..", "未命名"),
        ("规划 . /a.txt", "规划/a.txt"),
    ],
)
def test_names_are_made_safe_and_stay_recognisable(given: str, safe: str) -> None:
    assert "/".join(safe_path(given)) == safe


def test_long_names_and_deep_paths_are_shortened() -> None:
    (name,) = safe_path("长" * 300 + ".docx")
    assert len(name.encode()) <= 230 and name.endswith("长.docx")
    assert len(numbered(name, 1234).encode()) <= 255
    deep = safe_path("/".join(["层"] * 40) + "/a.txt")
    assert len(deep) == 9 and deep[-1] == "a.txt"
    (odd,) = safe_path("名." + "x" * 300)
    assert len(odd.encode()) <= 230


def test_a_second_name_keeps_its_suffix() -> None:
    assert numbered("通知.txt", 2) == "通知 (2).txt"
    assert numbered("通知", 3) == "通知 (3)"


# Receiving


def test_files_of_one_name_are_all_kept(private: PrivateFolder) -> None:
    names = [_receive(private, "通知.txt", bytes([65 + n])) for n in range(3)]
    assert names == ["通知.txt", "通知 (2).txt", "通知 (3).txt"]
    assert batch(private, ID).files() == tuple(sorted(names))
    _receive(private, "a", b"x")
    assert _receive(private, "a/b.txt", b"y") == "a (2)/b.txt"


def test_nothing_is_written_outside_the_private_folder(
    private: PrivateFolder, tmp_path: Path
) -> None:
    for name in ("../../../out.txt", "/tmp/out.txt", "..\\out.txt", "a/../../../out.txt", "~/x"):
        stored = _receive(private, name, b"x")
        assert (private.incoming / ID / stored).read_bytes() == b"x"
    assert {p.name for p in tmp_path.iterdir()} == {"private"}
    assert private.root.stat().st_mode & 0o077 == 0


def test_what_is_too_large_is_refused_and_leaves_nothing(
    private: PrivateFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST_UPLOAD", 1000)
    monkeypatch.setattr(uploads, "LARGEST_BATCH", 1500)
    monkeypatch.setattr(uploads, "MOST_FILES", 2)
    with pytest.raises(UploadRefused) as refused:
        _receive(private, "a.txt", b"x" * 600, b"x" * 600)
    assert (refused.value.why, refused.value.status) == ("too_large", 413)
    _receive(private, "b.txt", b"x" * 900)
    with pytest.raises(UploadRefused, match="batch_too_large"):
        _receive(private, "c.txt", b"x" * 900)
    _receive(private, "d.txt", b"x" * 500)
    with pytest.raises(UploadRefused, match="too_many_files"):
        _receive(private, "e.txt", b"")
    assert batch(private, ID).files() == ("b.txt", "d.txt")
    for wrong in ("", "..", "0" * 31, "../" + "0" * 29, "G" * 32):
        with pytest.raises(UploadRefused, match="bad_batch"):
            batch(private, wrong)


def test_a_full_disk_is_said(private: PrivateFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "_SPARE", 1 << 60)
    with pytest.raises(UploadRefused, match="disk_full"):
        _receive(private, "a.txt", b"x")


def test_unfinished_batches_are_swept_when_they_are_old(private: PrivateFolder) -> None:
    _receive(private, "a.txt", b"x")
    other = "1" * 32
    _receive(private, "a.txt", b"x", id_=other)
    os.utime(private.incoming / ID, (1, 1))
    private.sweep()
    assert [p.name for p in private.incoming.iterdir()] == [other]


def test_each_index_has_a_private_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    first, second = default_private(tmp_path / "a/index"), default_private(tmp_path / "b/index")
    assert first.root != second.root and first.root.is_relative_to(tmp_path / "data/wenju")
    assert first == default_private(tmp_path / "a/../a/index")


# Changing an index


class _Desk:
    """An index, its private folder and its jobs, as the page has them."""

    def __init__(self, folder: Path, private: PrivateFolder, documents: tuple[Path, ...] = ()):
        self.folder = folder
        self.private = private
        self.jobs = Jobs()
        self.changing = Changing(folder, private, self.jobs, documents)

    def upload(self, files: dict[str, bytes], replace: bool = False) -> dict[str, dict[str, Any]]:
        for name, data in files.items():
            _receive(self.private, name, data)
        job = self.wait(self.changing.add(Batch(self.private.incoming / ID), replace))
        return {r["source"]: r for r in self.changing.report(job)}

    def wait(self, job: Job) -> Job:
        end = time.monotonic() + 60
        while (found := self.jobs.get(job.id)) is None or found.open:
            assert time.monotonic() < end
            time.sleep(0.05)
        return found

    @property
    def engine(self) -> Engine:
        return Engine.open(self.folder)

    def sources(self) -> set[str]:
        return {card.source for card in self.engine.reader.records.cards}


@pytest.fixture
def desk(tmp_path: Path, private: PrivateFolder, builtin: BuiltinEmbedder) -> _Desk:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "办法.txt").write_text(LAW, "utf-8")
    build_index([folder], tmp_path / "index", builtin)
    return _Desk(tmp_path / "index", private, (folder,))


def test_uploads_are_indexed_reported_and_kept(desk: _Desk) -> None:
    before = desk.engine
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("规划/一.txt", OTHER.replace("红茶", "白茶"))
        archive.writestr("规划/坏.pdf", b"%PDF-1.4 broken")
    report = desk.upload(
        {"红茶/办法.txt": OTHER.encode(), "空.txt": b"", "工具.exe": b"MZ\x00"}
        | {"夹.zip": packed.getvalue()}
    )
    outcomes = {source: r["outcome"] for source, r in report.items()}
    assert outcomes == {
        "红茶/办法.txt": "indexed",
        "空.txt": "refused",
        "工具.exe": "refused",
        "夹.zip/规划/一.txt": "indexed",
        "夹.zip/规划/坏.pdf": "refused",
    }
    assert desk.sources() == {"办法.txt", "红茶/办法.txt", "夹.zip/规划/一.txt"}
    kept = {p.relative_to(desk.private.uploads).as_posix() for p in desk.private.uploads.rglob("*")}
    assert kept == {"红茶", "红茶/办法.txt", "夹.zip"}
    assert not any(desk.private.incoming.iterdir())
    # Who still holds the old generation reads on.
    assert "每年四月" in before.search("绿茶采摘时间是什么时候？")[0].chunk.text
    assert desk.engine.search("红茶采摘时间是什么时候？")[0].card.source == "红茶/办法.txt"


def test_one_name_twice_is_numbered_or_replaced_as_asked(desk: _Desk) -> None:
    same = desk.upload({"办法.txt": LAW.encode()})
    assert same["办法.txt"]["change"] == "unchanged" and desk.sources() == {"办法.txt"}
    both = desk.upload({"办法.txt": OTHER.encode()})
    assert set(both) == {"办法 (2).txt"} and desk.sources() == {"办法.txt", "办法 (2).txt"}
    new = LAW.replace("四月", "五月").encode()
    replaced = desk.upload({"办法.txt": new}, replace=True)
    assert replaced["办法.txt"]["change"] == "changed"
    assert "五月" in desk.engine.search("绿茶采摘时间是什么时候？")[0].chunk.text


def test_only_unreadable_files_are_each_reported_and_harm_nothing(desk: _Desk) -> None:
    generation = desk.engine.reader.manifest
    report = desk.upload({"a.exe": b"MZ\x00\x01", "b.rar": b"Rar!\x1a"})
    assert {r["outcome"] for r in report.values()} == {"refused"} and len(report) == 2
    assert "unpack" in report["b.rar"]["reason"]
    assert desk.sources() == {"办法.txt"} and desk.engine.reader.manifest == generation
    with pytest.raises(UsageError, match="no file"):
        desk.changing.add(Batch(desk.private.incoming / ("f" * 32)))


def test_documents_are_removed_with_what_was_uploaded_of_them(desk: _Desk) -> None:
    desk.upload({"红茶.txt": OTHER.encode()})
    cards = {card.source: card for card in desk.engine.reader.records.cards}
    desk.wait(desk.changing.remove([cards["红茶.txt"].id], "红茶"))
    assert desk.sources() == {"办法.txt"} and not any(desk.private.uploads.iterdir())
    last = desk.wait(desk.changing.remove([cards["办法.txt"].id], "绿茶"))
    assert last.state == "failed" and "would leave no document" in last.message
    assert desk.sources() == {"办法.txt"}


def test_a_rebuild_reads_originals_and_uploads_and_loses_nothing(
    desk: _Desk, tmp_path: Path
) -> None:
    desk.upload({"红茶.txt": OTHER.encode()})
    done = desk.wait(desk.changing.rebuild())
    assert done.state == "done" and desk.sources() == {"办法.txt", "红茶.txt"}
    unknowing = Changing(tmp_path / "index", desk.private, desk.jobs)
    lost = desk.wait(unknowing.rebuild())
    assert (
        lost.state == "failed" and "originals of 1 documents are not here: 办法.txt" in lost.message
    )
    assert desk.sources() == {"办法.txt", "红茶.txt"}


def test_an_index_that_is_gone_is_said_and_not_made_anew(desk: _Desk) -> None:
    shutil.rmtree(desk.folder)
    _receive(desk.private, "a.txt", OTHER.encode())
    job = desk.wait(desk.changing.add(Batch(desk.private.incoming / ID)))
    assert (job.state, job.exit_code) == ("failed", 3) and "does not exist" in job.message
    assert not desk.folder.exists()


def test_uploads_to_an_index_that_must_be_rebuilt_are_kept_for_that(desk: _Desk) -> None:
    pointer = desk.folder / "CURRENT"
    whole = pointer.read_bytes()
    pointer.write_bytes(whole[:-3] + b"0\n")  # a manifest that was changed
    report = desk.upload({"红茶.txt": OTHER.encode(), "a.exe": b"MZ\x00"})
    assert {s: r["outcome"] for s, r in report.items()} == {"红茶.txt": "kept", "a.exe": "refused"}
    done = desk.wait(desk.changing.rebuild())
    assert done.state == "done" and desk.sources() == {"办法.txt", "红茶.txt"}
