"""Documents in a ZIP: each read under its name; nothing in it leaves it."""

import io
import zipfile
from pathlib import Path

import docx
import pytest

from index.build import build_index
from index.embed import BuiltinEmbedder
from index.read.package import list_members
from index.reader import open_index

_LAW = "某市供水条例\n第一章 总则\n第一条 为了保障供水，制定本条例。\n第二条 本条例适用于本市。\n"


def _zip(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for the documents of one test."""
    (tmp_path / "documents").mkdir()
    return tmp_path / "documents"


def test_documents_in_a_zip_are_documents_of_their_own(
    folder: Path, builtin: BuiltinEmbedder
) -> None:
    word = docx.Document()
    for line in _LAW.splitlines():
        word.add_paragraph(line)
    word.save(str(folder / "made.docx"))
    inner = _zip({"里面.txt": _LAW.encode("gb18030"), "坏.docx": b"PK\x03\x04nothing"})
    deeper = _zip({"x.zip": _zip({"y.zip": _zip({"z.txt": b"z"})})})
    members = {
        "目录/法.docx": (folder / "made.docx").read_bytes(),
        "../../etc/逃.md": _LAW.encode(),
        "内层.zip": inner,
        "太深.zip": deeper,
        "图.jpg": b"\xff\xd8\xff" + bytes(50),
        "__MACOSX/._法.docx": b"junk",
        "空.txt": b"",
    }
    (folder / "made.docx").unlink()
    (folder / "包.zip").write_bytes(_zip(members))
    report = build_index([folder], folder.parent / "index", builtin)
    assert {file.source: file.outcome for file in report.files} == {
        "包.zip/目录/法.docx": "indexed",
        "包.zip/etc/逃.md": "indexed",
        "包.zip/内层.zip/里面.txt": "indexed",
        "包.zip/内层.zip/坏.docx": "refused",
        "包.zip/太深.zip/x.zip/y.zip": "refused",
        "包.zip/图.jpg": "refused",
        "包.zip/空.txt": "refused",
    }
    reasons = {file.source: file.reason for file in report.files}
    assert "levels deep" in reasons["包.zip/太深.zip/x.zip/y.zip"]
    assert open_index(folder.parent / "index").manifest.documents == 3
    assert not (folder.parent.parent / "etc").exists()


def test_names_that_windows_wrote_into_a_zip_are_readable() -> None:
    packed = bytearray(_zip({"AAAAAAAA.txt": b"x"}))
    printed = "供水条例".encode("gb18030")
    data = bytes(packed).replace(b"AAAAAAAA", printed)
    assert [member.name for member in list_members(data, "a.zip")] == ["a.zip/供水条例.txt"]
