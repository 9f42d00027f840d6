"""Which formats are read, told by a file's first bytes and, where these do not decide, its suffix."""

import re
from pathlib import Path, PurePath
from typing import Literal

from index.read.text import decode, odd_characters

Format = Literal["text", "html", "docx", "pdf", "package", "office", "picture", "mail"]

SUFFIXES: dict[str, Format] = {
    ".txt": "text",
    ".md": "text",
    ".markdown": "text",
    ".html": "html",
    ".htm": "html",
    ".shtml": "html",
    **dict.fromkeys((".mht", ".mhtml", ".eml"), "mail"),
    ".docx": "package",
    ".pdf": "pdf",
    ".zip": "package",
    **dict.fromkeys((".doc", ".wps", ".dot", ".rtf", ".odt"), "office"),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"), "picture"),
}
_ADVICE = {
    ".gif": "save it as PNG",
    **dict.fromkeys((".xls", ".xlsx", ".et", ".csv", ".ods"), "save the table as PDF or HTML"),
    **dict.fromkeys((".ppt", ".pptx", ".dps", ".odp", ".ofd", ".ceb", ".caj"), "save it as PDF"),
    **dict.fromkeys((".rar", ".7z", ".gz", ".tar", ".bz2", ".xz"), "unpack it and give the folder"),
}
OLE, RTF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"
WORD_XML = b'progid="Word.Document"'  # Word 2003 wrote XML as .doc too
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xfd7zXZ")
HEAD_BYTES = 4096
_MESSAGE = re.compile(rb"[A-Za-z][A-Za-z-]{1,30}:[ \t\r\n]")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I
)
_CHINESE = re.compile("[\u4e00-\u9fff]")
_FEWEST_CHINESE, _CHINESE_SHARE = 10, 0.2


def by_signature(head: bytes) -> Format | None:
    """The format that the first bytes of a file give away; None for text and all others."""
    if b"%PDF-" in head[:1024] and not head.startswith(b"PK"):
        return "pdf"
    if is_open_document(head):
        return "office"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "package"
    if head.startswith((OLE, RTF)) or (head.startswith(b"<?xml") and WORD_XML in head):
        return "office"
    if b"MIME-Version:" in head[:2048] and _MESSAGE.match(head):
        return "mail"
    return "picture" if _is_picture(head) else None


def is_open_document(head: bytes) -> bool:
    """Whether it is a text of LibreOffice or OpenOffice, which says so in its first member."""
    return head.startswith(b"PK\x03\x04") and _OPEN_DOCUMENT in head[:120]


def _is_picture(head: bytes) -> bool:
    if head.startswith(b"BM"):  # letters that a text may begin with: what follows are numbers
        return head[6:10] == bytes(4) and head[14:18] in (
            b"\x28\0\0\0",
            b"\x6c\0\0\0",
            b"\x7c\0\0\0",
        )
    return head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def by_content(head: bytes) -> Format | None:
    """The format of a file whose suffix says nothing; text has to be Chinese for the most part."""
    known = by_signature(head)
    if known or not head:
        return known
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "html"
    text = decode(head).text
    chinese = len(_CHINESE.findall(text))
    letters = sum(not character.isspace() for character in text)
    if chinese < max(_FEWEST_CHINESE, _CHINESE_SHARE * letters):
        return None
    return "text" if odd_characters(text) <= max(4, 0.05 * len(text)) else None


def head_of(path: Path) -> bytes:
    """The first bytes of a file; empty when it cannot be read (which reading it will report)."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError:
        return b""


def is_readable(path: Path) -> bool:
    """Whether a file looks like a document that is read: by its suffix, else by its content."""
    return path.suffix.lower() in SUFFIXES or by_content(head_of(path)) is not None


def refusal(source: str, head: bytes = b"") -> str:
    """Why a file is not read, and what to do."""
    suffix = PurePath(source).suffix.lower()
    advice = _ADVICE.get(suffix) or (_ADVICE[".rar"] if head.startswith(_ARCHIVES) else None)
    given = f"{source!r} is a file {suffix or 'without suffix'}"
    allowed = f"wenju reads {', '.join(SUFFIXES)}"
    return f"{given}; {allowed}; {advice}." if advice else f"{given}; {allowed}."
