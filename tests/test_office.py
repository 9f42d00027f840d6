"""Old Word and WPS files, RTF and ODT: read by way of LibreOffice, or refused with what to do."""

import http.server
import shutil
import subprocess
import threading
import time
from pathlib import Path

import pytest
from saved_as import as_docx

import index.read.office
from index.document import read_document
from index.errors import ReadError
from index.read.child import answer
from index.read.office import read_office
from index.read.reader import read_file

_LAW = (
    "某市供水条例\n（2024年3月1日公布）\n第一章 总则\n第一条 为了保障供水，制定本条例。\n"
    "第二条 本条例适用于本市。\n第二章 管理\n第三条 市水务局负责供水管理。\n"
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None,
    reason="LibreOffice is not installed (Debian: libreoffice-writer-nogui)",
)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One text saved in the formats that LibreOffice reads, by LibreOffice."""
    folder = tmp_path_factory.mktemp("office")
    as_docx(folder / "law.docx", _LAW)
    for target in ("doc:MS Word 97", "rtf", "odt"):
        profile = (folder / "profile").as_uri()
        subprocess.run(
            [
                *("soffice", f"-env:UserInstallation={profile}", "--headless"),
                *("--convert-to", target, "--outdir", str(folder), str(folder / "law.docx")),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
    shutil.copy(folder / "law.doc", folder / "law.wps")
    shutil.copy(folder / "law.doc", folder / "law")  # told by its content
    return {path.name: path for path in folder.iterdir() if path.is_file()}


@needs_office
@pytest.mark.parametrize("name", ["law.doc", "law.wps", "law.rtf", "law.odt", "law"])
def test_it_reads_like_the_same_text_saved_as_docx(saved: dict[str, Path], name: str) -> None:
    document, same = read_document(saved[name]), read_document(saved["law.docx"])
    assert document.text == same.text == _LAW
    assert [s.label for s in document.sections] == [s.label for s in same.sections]
    assert (document.title, document.value("published")) == (same.title, same.value("published"))


@needs_office
def test_nothing_of_the_conversion_is_left_behind(
    saved: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.read.office.tempfile, "tempdir", str(tmp_path))
    before = sorted(saved["law.doc"].parent.iterdir())
    read_office(saved["law.doc"].read_bytes(), "law.doc")
    assert list(tmp_path.iterdir()) == []
    assert sorted(saved["law.doc"].parent.iterdir()) == before


@needs_office
def test_a_conversion_that_takes_too_long_is_ended(
    saved: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.read.office, "OFFICE_SECONDS", 0.05)
    started = time.monotonic()
    with pytest.raises(ReadError, match=r"takes LibreOffice longer than 0\.05 seconds"):
        read_office(saved["law.doc"].read_bytes(), "law.doc")
    assert time.monotonic() - started < 10


@needs_office
def test_a_picture_that_a_file_links_to_is_not_fetched(tmp_path: Path) -> None:
    asked: list[str] = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

    server = http.server.HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        link = f"http://127.0.0.1:{server.server_port}/seen.png"
        field = rf'{{\field{{\*\fldinst INCLUDEPICTURE "{link}" \\d}}{{\fldrslt x}}}}'
        (tmp_path / "a.rtf").write_text(rf"{{\rtf1\ansi text {field} more\par}}", "ascii")
        assert "text" in read_file(tmp_path / "a.rtf").text
    finally:
        server.shutdown()
    assert asked == []


def test_without_libreoffice_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    data = _OLE + bytes(504) + "WordDocument".encode("utf-16-le")
    with pytest.raises(ReadError, match=r"'a\.doc'.*LibreOffice.*not installed.*\.docx"):
        read_office(data, "a.doc")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (_OLE + bytes(504) + "Workbook".encode("utf-16-le"), "a table or slides.*PDF or HTML"),
        (_OLE + bytes(504) + "PowerPoint Document".encode("utf-16-le"), "a table or slides"),
        (_OLE + b"nothing", "no Word, WPS, RTF or ODT file; save it as .docx"),
        (b"hello", "no Word, WPS, RTF or ODT file; save it as .docx"),
    ],
)
def test_what_is_no_old_word_file_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "a.doc").write_bytes(data)
    with pytest.raises(ReadError, match=reason) as caught:
        read_file(tmp_path / "a.doc")
    assert "a.doc" in str(caught.value)


@needs_office
@pytest.mark.parametrize("kept", [3000, 8000])
def test_a_truncated_file_is_refused(saved: dict[str, Path], tmp_path: Path, kept: int) -> None:
    (tmp_path / "a.doc").write_bytes(saved["law.doc"].read_bytes()[:kept])
    with pytest.raises(ReadError, match=r"cannot be converted|no Word|damaged|no text"):
        read_file(tmp_path / "a.doc")


def test_a_suffix_may_lie(tmp_path: Path) -> None:
    """Websites write HTML and text as .doc."""
    (tmp_path / "a.doc").write_text(f"<html><body><p>{_LAW}</p></body></html>", "utf-8")
    assert "第一条 为了保障供水" in read_file(tmp_path / "a.doc").text
    (tmp_path / "b.wps").write_text(_LAW, "gb18030")
    assert read_file(tmp_path / "b.wps").text == _LAW
    request = {"do": "read", "path": str(tmp_path / "b.wps"), "name": "b", "format": "office"}
    assert "document" in answer({**request, "trail": ()})
