"""Files that change, hide, or are made to exhaust a reader: each has its reason within a minute."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest
from saved_as import as_docx, as_pdf

from index.build import build_index
from index.embed import BuiltinEmbedder
from index.errors import ReadError, WenjuError
from index.files import find_files
from index.read.limits import TEXT_BYTES, load
from index.read.reader import FileReader, read_file
from index.reader import open_index

_LAW = "某市供水条例\n第一章 总则\n第一条 为了保障供水，制定本条例。\n第二条 本条例适用于本市。\n"
_SECONDS = 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for the documents of one test."""
    (tmp_path / "documents").mkdir()
    return tmp_path / "documents"


_DEEP: dict[str, Callable[[], bytes]] = {
    "div.html": lambda: b"<div>" * 1_000_000 + _LAW.encode(),
    "table.html": lambda: b"<table><tr><td>" * 333_000 + _LAW.encode(),
    "mixed.html": lambda: b"<b><i><p>" * 333_000 + _LAW.encode() + b"</p>" * 333_000,
    "closing.html": lambda: b"</div>" * 1_000_000 + _LAW.encode(),
    "comment.html": lambda: b"<html><body>" + b"<!--" * 1_000_000 + _LAW.encode(),
    "bracket.html": lambda: b"<html><body>" + b"<" * 1_000_000 + _LAW.encode(),
    "attribute.html": lambda: b"<p " + b"a='" * 1_000_000 + b">" + _LAW.encode(),
    "line.html": lambda: b"<p>" + "长".encode() * 6_000_000,
    "line.txt": lambda: "长".encode() * 6_000_000,
    "brackets.txt": lambda: "（".encode() * 1_000_000 + _LAW.encode(),
}


@pytest.mark.parametrize("name", sorted(_DEEP))
def test_a_million_tags_or_one_endless_line_end_within_a_minute(folder: Path, name: str) -> None:
    (folder / name).write_bytes(_DEEP[name]())
    started = time.monotonic()
    try:
        read = read_file(folder / name)
        assert read.text.strip()
    except ReadError as error:
        assert name in str(error) and str(error).endswith(".")
    assert time.monotonic() - started < _SECONDS


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_a_line_of_100_megabytes_is_refused(folder: Path, suffix: str) -> None:
    path = folder / f"a{suffix}"
    with path.open("wb") as file:
        for _ in range(100):
            file.write(b"x" * 1_000_000)
    with pytest.raises(ReadError, match=f"larger than {TEXT_BYTES // 1_000_000} MB"):
        read_file(path)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.8, 0.95, 0.999])
@pytest.mark.parametrize("save", [as_pdf, as_docx], ids=["pdf", "docx"])
def test_a_truncated_file_is_refused_or_read_and_never_breaks(
    folder: Path, save: Callable[[Path, str], None], share: float
) -> None:
    save(folder / "whole", _LAW * 40)
    data = (folder / "whole").read_bytes()
    (folder / "part").write_bytes(data[: int(share * len(data))])
    try:
        assert "供水" in read_file(folder / "part").text
    except ReadError as error:
        assert "'" in str(error) and str(error).count("\n") == 0


class _Changing(type(Path())):  # type: ignore[misc]
    """A file that somebody writes to between its opening and its reading."""

    def open(self, *arguments: Any, **more: Any) -> IO[Any]:
        """Open it, with a growing file behind."""
        opened = super().open(*arguments, **more)
        read = opened.read

        class Growing:
            def __enter__(self) -> "Growing":
                return self

            def __exit__(self, *_: object) -> None:
                opened.close()

            def fileno(self) -> int:
                return opened.fileno()

            def read(inner, size: int) -> Any:
                data = read(size)
                with Path(str(self)).open("ab") as file:
                    file.write("第三条 又。\n".encode())
                return data

        return Growing()  # type: ignore[return-value]


def test_a_file_that_changes_while_it_is_read_is_refused(folder: Path) -> None:
    path = folder / "a.txt"
    path.write_text(_LAW, "utf-8")
    with pytest.raises(ReadError, match=r"a\.txt' changed while it was read"):
        load(_Changing(path))
    assert load(path).decode() == path.read_text("utf-8")


def test_a_zip_that_is_replaced_between_listing_and_reading_breaks_nothing(folder: Path) -> None:
    for name in ("甲.txt", "乙.txt"):
        (folder / name).write_text(_LAW, "utf-8")
    archive = shutil.make_archive(str(folder.parent / "a"), "zip", folder)
    with FileReader() as reader:
        documents = reader.read_each(Path(archive), "a.zip")
        first = next(documents)
        assert not isinstance(first[1], WenjuError)
        Path(archive).write_bytes(b"PK\x03\x04 gone")
        (_, second), *_ = documents
        assert isinstance(second, ReadError)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has no such permissions")
def test_what_may_not_be_read_is_named_and_the_rest_goes_on(
    folder: Path, builtin: BuiltinEmbedder
) -> None:
    (folder / "closed").mkdir()
    for name in ("a.txt", "b.txt", "b.pdf", "b.zip", "closed/c.txt"):
        (folder / name).write_text(_LAW, "utf-8")
    for name in ("b.txt", "b.pdf", "b.zip", "closed"):
        (folder / name).chmod(0)
    # Root reads everything; a build as somebody else does not.
    was_root = os.geteuid() == 0
    if was_root:
        for above in (folder, *folder.parents):
            if above.stat().st_uid == 0 and not above.stat().st_mode & 0o001:
                above.chmod(0o755)
        os.chown(folder.parent, 65534, -1)
        os.seteuid(65534)
    try:
        report = build_index([folder], folder.parent / "index", builtin)
        with pytest.raises(ReadError, match=r"cannot be read \(Permission denied\)"):
            find_files([folder / "closed" / "c.txt"])
    finally:
        if was_root:
            os.seteuid(0)
        for name in ("b.txt", "b.pdf", "b.zip", "closed"):
            (folder / name).chmod(0o755)
    outcomes = {file.source: file.outcome for file in report.files}
    assert outcomes.pop("a.txt") == "indexed"
    assert outcomes == dict.fromkeys(("b.txt", "b.pdf", "b.zip", "closed"), "refused")
    assert all("check its permissions" in f.reason for f in report.files if f.source != "a.txt")


def test_odd_names_are_names(folder: Path, builtin: BuiltinEmbedder) -> None:
    long = "长" * 83 + "名.txt"  # 255 bytes, the most a name may have
    names = ["换\n行.txt", "😀👨‍👩‍👧.txt", long, "a b'\"$(id)`;.txt", "-rf.txt", "tab\tname.html"]
    assert len(long.encode()) <= 256 and len(long.encode()) >= 253
    long = long[1:] if len(long.encode()) > 255 else long
    names[2] = long
    for number, name in enumerate(names):
        (folder / name).write_text(_LAW.replace("某市", f"第{number}市"), "utf-8")
    (folder / "坏\n的.pdf").write_bytes(b"%PDF-1.7 nothing")
    raw = os.fsencode(folder) + b"/\xb9\xab\xce\xc4.txt"  # a name in GBK
    named_raw = True
    try:
        Path(os.fsdecode(raw)).write_text(_LAW, "utf-8")
    except OSError:  # macOS takes names in UTF-8 only
        named_raw = False
    report = build_index([folder], folder.parent / "index", builtin)
    outcomes = {file.source: file.outcome for file in report.files}
    assert [outcomes[name] for name in names] == ["indexed"] * len(names)
    refused = next(file for file in report.files if file.outcome == "refused")
    assert "\n" not in refused.reason and "坏\\n的.pdf" in refused.reason
    cards = open_index(folder.parent / "index").records.cards
    assert len(cards) == len(names) + named_raw
    assert set(names) <= {card.source for card in cards}


def test_two_files_with_one_name_are_two_documents(folder: Path, builtin: BuiltinEmbedder) -> None:
    for place, city in (("甲", "北市"), ("乙", "南市")):
        (folder / place).mkdir()
        (folder / place / "条例.txt").write_text(_LAW.replace("某市", city), "utf-8")
    build_index([folder / "甲", folder / "乙"], folder.parent / "index", builtin)
    cards = open_index(folder.parent / "index").records.cards
    assert [card.source for card in cards] == ["条例.txt", "条例.txt"]
    assert len({card.id for card in cards}) == 2
    assert {card.title for card in cards} == {"北市供水条例", "南市供水条例"}
