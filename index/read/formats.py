"""Which formats are read, told by a file's first bytes and, where these do not decide, its suffix."""

import re
from pathlib import Path, PurePath
from typing import Literal

from index.read.text import decode, odd_characters

Format = Literal["text", "html", "docx", "pdf", "package"]

SUFFIXES: dict[str, Format] = {
    ".txt": "text",
    ".md": "text",
    ".markdown": "text",
    ".html": "html",
    ".htm": "html",
    ".shtml": "html",
    ".docx": "package",
    ".pdf": "pdf",
    ".zip": "package",
}
_WORD = "open it in Word, WPS or LibreOffice and save it as .docx (soffice --convert-to docx)"
_PICTURE = "recognise its text first (OCR) and give that as txt, docx or PDF"
_ADVICE = {
    **dict.fromkeys((".doc", ".wps", ".dot", ".rtf", ".odt"), _WORD),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif", ".webp"), _PICTURE),
    **dict.fromkeys((".xls", ".xlsx", ".et", ".csv", ".ods"), "save the table as PDF or HTML"),
    **dict.fromkeys((".ppt", ".pptx", ".dps", ".odp", ".ofd", ".ceb", ".caj"), "save it as PDF"),
    **dict.fromkeys((".rar", ".7z", ".gz", ".tar", ".bz2", ".xz"), "unpack it and give the folder"),
}
_OLE, _RTF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"
HEAD_BYTES = 4096
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I
)
_CHINESE = re.compile("[\u4e00-\u9fff]")
_FEWEST_CHINESE, _CHINESE_SHARE = 10, 0.2


def by_signature(head: bytes) -> Format | None:
    """The format that the first bytes of a file give away; None for text and all others."""
    if b"%PDF-" in head[:1024] and not head.startswith(b"PK"):
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "package"
    return None


def by_content(head: bytes) -> Format | None:
    """The format of a file whose suffix says nothing; text has to be Chinese for the most part."""
    known = by_signature(head)
    if known or not head:
        return known
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "html"
    if head.startswith((_OLE, _RTF)):
        return None
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
    if head.startswith(_OLE) and suffix not in _ADVICE:
        suffix = ".doc"
    advice = _ADVICE.get(suffix)
    given = f"{source!r} is a file {suffix or 'without suffix'}"
    allowed = f"wenju reads {', '.join(SUFFIXES)}"
    return f"{given}; {allowed}; {advice}." if advice else f"{given}; {allowed}."
