"""Damaged and hostile files: refused or partly read with one sentence, the rest of the folder goes on."""

import io
import sys
import time
import zipfile
from pathlib import Path

import pytest
from saved_as import as_pdf

import index.read.worker
from index.build import build_index
from index.embed import BuiltinEmbedder
from index.errors import ReadError, WenjuError
from index.read.child import answer
from index.read.reader import FileReader, read_file
from index.read.worker import ReadingProcess
from index.reader import open_index

_LAW = "某市供水条例\n第一章 总则\n第一条 为了保障供水，制定本条例。\n第二条 本条例适用于本市。\n"


def _zip(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def _word(body: str, doctype: str = "") -> bytes:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>'
    return _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml.encode()})


def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE d [<!ENTITY e0 "哈哈">{entities}]>'
    return _word("<w:p><w:r><w:t>&e11;</w:t></w:r></w:p>", doctype)


def _pdf(folder: Path) -> bytes:
    as_pdf(folder / "made.pdf", _LAW * 30)
    data = (folder / "made.pdf").read_bytes()
    (folder / "made.pdf").unlink()
    return data


def _encrypted_pdf(folder: Path) -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(folder / "made.pdf"), encrypt=StandardEncryption("secret", strength=128))
    canvas.drawString(72, 700, "secret")
    canvas.save()
    data = (folder / "made.pdf").read_bytes()
    (folder / "made.pdf").unlink()
    return data


def _scan(folder: Path) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(folder / "made.pdf"))
    for _ in range(3):
        canvas.rect(100, 100, 200, 200)
        canvas.showPage()
    canvas.save()
    data = (folder / "made.pdf").read_bytes()
    (folder / "made.pdf").unlink()
    return data


_BAD = {
    "encrypted.pdf": (_encrypted_pdf, "protected by a password"),
    "scan.pdf": (_scan, "3 pages,? and no text"),
    "truncated.pdf": (lambda folder: _pdf(folder)[:60], "damaged or truncated PDF"),
    "noise.pdf": (
        lambda folder: b"%PDF-1.7\n" + bytes(range(256)) * 40,
        "damaged or truncated PDF",
    ),
    "notone.docx": (lambda folder: b"this is no Word file" * 20, "damaged or truncated ZIP"),
    "empty.docx": (lambda folder: b"", "is empty"),
    "table.docx": (
        lambda folder: _zip({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}),
        "an Excel table; save it as PDF",
    ),
    "broken.docx": (lambda folder: _word("<w:p>")[:-200], "damaged or truncated ZIP"),
    "malformed.docx": (lambda folder: _word("<w:p></w:q>"), "is damaged; open it in Word"),
    "deep.docx": (
        lambda folder: _word("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000),
        "nested too deeply|ZIP bomb",
    ),
    "laughs.docx": (lambda folder: _laughs(), "declares XML entities|damaged"),
    "bomb.docx": (
        lambda folder: _word(f"<w:p><w:r><w:t>{'零' * 20_000_000}</w:t></w:r></w:p>"),
        "like a ZIP bomb",
    ),
    "bomb.zip": (lambda folder: _zip({"a.txt": bytes(50_000_000)}), "like a ZIP bomb"),
    "nothing.zip": (lambda folder: _zip({}), "holds no files"),
    "many.zip": (
        lambda folder: _zip({f"{n}.txt": b"" for n in range(10_001)}),
        "10001 files, more than 10000",
    ),
    "empty.html": (lambda folder: b"<html><body><nav>x</nav></body></html>", "holds no text"),
    "binary.txt": (lambda folder: bytes(range(256)) * 100, "not a text file"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for the documents of one test."""
    (tmp_path / "documents").mkdir()
    return tmp_path / "documents"


@pytest.mark.parametrize("name", sorted(_BAD))
def test_a_bad_file_is_refused_with_one_sentence(folder: Path, name: str) -> None:
    make, reason = _BAD[name]
    (folder / name).write_bytes(make(folder))
    with pytest.raises(ReadError, match=reason) as caught:
        read_file(folder / name)
    message = str(caught.value)
    assert name in message
    assert "\n" not in message
    assert message.endswith(".")


def test_the_rest_of_the_folder_goes_on(folder: Path, builtin: BuiltinEmbedder) -> None:
    for name, (make, _) in _BAD.items():
        if name not in ("many.zip", "bomb.docx"):
            (folder / name).write_bytes(make(folder))
    as_pdf(folder / "good.pdf", _LAW)
    (folder / "zz.txt").write_text(_LAW, "utf-8")
    report = build_index([folder], folder.parent / "index", builtin)
    outcomes = {file.source: file.outcome for file in report.files}
    assert {name for name, outcome in outcomes.items() if outcome == "indexed"} == {
        "good.pdf",
        "zz.txt",
    }
    assert all(file.reason for file in report.files if file.outcome == "refused")


def test_a_pdf_with_a_page_of_pictures_is_partly_read(
    folder: Path, builtin: BuiltinEmbedder
) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(folder / "a.pdf"))
    for page in range(3):
        if page == 1:
            canvas.rect(100, 100, 200, 200)
        else:
            canvas.drawString(72, 700, f"Page text number {page} says something.")
        canvas.showPage()
    canvas.save()
    (report,) = build_index([folder], folder.parent / "index", builtin).files
    assert report.outcome == "partly"
    assert "1 pages hold no text (pictures or blank): 2." in report.reason
    assert open_index(folder.parent / "index").records.document(0).pages[0] == 0


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read(folder: Path) -> None:
    as_pdf(folder / "long.pdf", _LAW * 1000)
    as_pdf(folder / "short.pdf", _LAW)
    started = time.monotonic()
    with ReadingProcess(seconds=0.05) as impatient, pytest.raises(ReadError, match="takes longer"):
        impatient.read(folder / "long.pdf", "long.pdf", "pdf")
    assert time.monotonic() - started < 10
    with ReadingProcess() as process:
        process.read(folder / "short.pdf", "short.pdf", "pdf")
        first = process._process
        assert first is not None
        first.kill()
        first.wait()
        with pytest.raises(ReadError, match="made its reader stop"):
            process.read(folder / "short.pdf", "short.pdf", "pdf")
        assert process.read(folder / "short.pdf", "short.pdf", "pdf").text == _LAW
        second = process._process
        assert process.read(folder / "short.pdf", "short.pdf", "pdf").text == _LAW
        assert process._process is second  # one process reads many files


def test_memory_of_the_reading_process_is_limited(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("resource", reason="Windows limits the time only")
    greedy = (
        f"import sys; sys.path.insert(0, {str(Path(index.__file__).parents[1])!r})\n"
        "from index.read import child\n"
        "child._READERS['text'] = lambda data, name: bytearray(3 << 30)\nchild.main()"
    )
    command = [sys.executable, "-P", "-c", greedy]
    monkeypatch.setattr(index.read.worker, "command_of", lambda module: command)
    (folder / "a.txt").write_text("内容", "utf-8")
    with ReadingProcess() as process, pytest.raises(ReadError, match="more than 1 GB of memory"):
        process.read(folder / "a.txt", "a.txt", "text")


def test_a_file_that_vanishes_is_reported(folder: Path) -> None:
    with FileReader() as reader:
        for name in ("a.txt", "a.pdf", "a.zip", "a"):
            ((source, error),) = reader.read_each(folder / name, name)
            assert source == name
            assert isinstance(error, WenjuError)
            assert "does not exist" in str(error)
    request = {
        "do": "read",
        "path": str(folder / "a.pdf"),
        "name": "a",
        "format": "pdf",
        "trail": (),
    }
    assert "does not exist" in answer(request)["error"]


def test_a_text_too_large_for_a_document_is_refused(folder: Path) -> None:
    with (folder / "a.txt").open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(ReadError, match="larger than 20 MB"):
        read_file(folder / "a.txt")
