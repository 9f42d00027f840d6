"""Files → canonical text, or one clear sentence."""

import os
import random
import zipfile
from pathlib import Path

import pytest

from index.document import read_document
from index.errors import NotFoundError, ReadError, WenjuError
from index.read.text import decode, read_text

_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077 53de".replace(" ", "")
)
# A PDF written by hand holds nothing but ASCII: only its first bytes give it away.
_PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
_ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"]


def _sentence(error: WenjuError) -> str:
    """The message, which must be a single line that says what was given and what to do."""
    message = str(error)
    assert message
    assert "\n" not in message
    assert message.endswith(".")
    return message


@pytest.mark.parametrize("encoding", _ENCODINGS)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_seed_reads_equal_in_every_encoding_and_line_ending(
    seed_text: str, tmp_path: Path, encoding: str, newline: str
) -> None:
    path = tmp_path / "规划.txt"
    path.write_bytes(seed_text.replace("\n", newline).encode(encoding))
    decoded = read_text(path)
    assert decoded.text == seed_text
    assert decoded.undecodable == 0


def test_any_few_lines_of_the_seed_read_equal_in_every_encoding(seed_text: str) -> None:
    lines = seed_text.splitlines(keepends=True)
    for encoding in _ENCODINGS:
        for start in range(len(lines) - 2):
            passage = "".join(lines[start : start + 3])
            assert decode(passage.encode(encoding)).text == passage, (encoding, passage)


def test_the_same_document_in_another_encoding_has_the_same_id(
    seed_text: str, tmp_path: Path
) -> None:
    ids = set()
    for encoding in _ENCODINGS:
        (tmp_path / encoding).mkdir()
        path = tmp_path / encoding / "规划.txt"
        path.write_bytes(seed_text.encode(encoding))
        ids.add(read_document(path).id)
    assert len(ids) == 1


def test_a_damaged_byte_is_counted_and_refuses_nothing(seed_text: str, tmp_path: Path) -> None:
    data = bytearray(seed_text.encode())
    data[3000] = 0xFF
    path = tmp_path / "a.txt"
    path.write_bytes(bytes(data))
    document = read_document(path)
    assert 1 <= document.undecodable <= 3
    assert document.undecodable == document.text.count("\ufffd")
    assert document.title == "山西省人民政府关于印发山西省“十四五”14个战略性新兴产业规划的通知"


def test_no_single_damaged_byte_refuses_even_a_short_law(tmp_path: Path) -> None:
    data = "某市供水条例\n第一条 为了保障供水，制定本条例。\n".encode()
    path = tmp_path / "a.txt"
    for at in range(len(data)):
        path.write_bytes(data[:at] + b"\xff" + data[at + 1 :])
        assert read_text(path).undecodable >= 1
        path.write_bytes(data[:at] + b"\xff" + data[at:])
        assert read_text(path).undecodable >= 1


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_an_intact_replacement_character_is_not_counted_as_damage(encoding: str) -> None:
    text = "原文里本来就有一个替换字符\ufffd，\n它不是读取时产生的。\n"
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.undecodable) == (text, 0)


def test_utf_8_with_a_damaged_byte_is_never_taken_for_gb18030(seed_text: str) -> None:
    rng = random.Random(4)
    lines = seed_text.splitlines(keepends=True)
    for _ in range(500):
        start = rng.randrange(len(lines) - 3)
        data = bytearray("".join(lines[start : start + 3]).encode())
        data[rng.randrange(len(data))] ^= rng.randrange(1, 128) | 128
        assert decode(bytes(data)).encoding == "utf-8", bytes(data)


def test_gb18030_with_a_damaged_byte_stays_gb18030(seed_text: str) -> None:
    data = bytearray(seed_text.encode("gb18030"))
    data[1001] = 0xFF
    decoded = decode(bytes(data))
    assert decoded.encoding == "gb18030"
    assert decoded.undecodable >= 1
    assert decoded.text.startswith(seed_text[:400])


def test_a_stray_zero_byte_does_not_turn_a_text_into_utf_16(seed_text: str) -> None:
    assert decode(seed_text[:500].encode() + b"\0").encoding == "utf-8"


def test_a_missing_file_is_exit_code_3(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="does not exist") as caught:
        read_text(tmp_path / "没有.txt")
    assert "没有.txt" in _sentence(caught.value)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    "data", [b"", b"\n \t\r\n", b"\xef\xbb\xbf", b"\xff\xfe", "\u3000".encode()]
)
def test_an_empty_file_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "空.txt"
    path.write_bytes(data)
    with pytest.raises(ReadError, match="is empty") as caught:
        read_text(path)
    assert "空.txt" in _sentence(caught.value)
    assert caught.value.exit_code == 1


def _zip_bytes(folder: Path) -> bytes:
    with zipfile.ZipFile(folder / "made", "w") as archive:
        archive.writestr("a.txt", "内容" * 100)
    return (folder / "made").read_bytes()


@pytest.mark.parametrize("kind", ["png", "pdf", "zip", "random", "zeros", "control"])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, kind: str) -> None:
    data = {
        "png": _PNG,
        "pdf": _PDF,
        "zip": _zip_bytes(tmp_path),
        "random": random.Random(5).randbytes(5000),
        "zeros": bytes(1000),
        "control": b"\x01\x02\x03\x04" * 50,
    }[kind]
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=r"not text|not a text file") as caught:
        read_text(path)
    assert "txt or md" in _sentence(caught.value)
    assert caught.value.exit_code == 1


def test_a_folder_is_not_read_as_a_file(tmp_path: Path) -> None:
    (tmp_path / "x.txt").mkdir()
    with pytest.raises(ReadError, match="cannot be read") as caught:
        read_text(tmp_path / "x.txt")
    _sentence(caught.value)


@pytest.mark.skipif(os.name == "nt", reason="there are no named pipes in folders on Windows")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.txt")
    with pytest.raises(ReadError, match="pipe or device") as caught:
        read_text(tmp_path / "x.txt")
    _sentence(caught.value)


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.txt").symlink_to(tmp_path / "x.txt")
    with pytest.raises(ReadError, match="cannot be read") as caught:
        read_text(tmp_path / "x.txt")
    _sentence(caught.value)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("内容", "utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):  # root reads without permission, but not this
        path = Path("/proc/self/mem")
    with pytest.raises(ReadError, match="cannot be read") as caught:
        read_text(path)
    _sentence(caught.value)
