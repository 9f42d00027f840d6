"""Names of uploaded files: untrusted, made fit for a file system, still recognisable."""

import re
import unicodedata

_MOST_FOLDERS = 8
_LONGEST = 230  # bytes of a name in UTF-8, of the 255 that file systems take: room for " (2)"
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")  # Windows opens devices by them
_FORBIDDEN = re.compile(r'[<>:"|?*]')  # on Windows, where an index may be used later
_UNNAMED = "未命名"


def safe_path(given: str) -> tuple[str, ...]:
    """The folders and the name of an uploaded file: "规划/a.txt" → ("规划", "a.txt").

    Nothing that leads elsewhere, hides a file or breaks a line is left. Of a deep path the
    innermost folders stay.
    """
    parts = [_safe_name(part) for part in re.split(r"[/\\]", given) if part.strip(" .")]
    return tuple(parts[-_MOST_FOLDERS - 1 :]) or (_UNNAMED,)


def _safe_name(part: str) -> str:
    kept = "".join(
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c
        for c in unicodedata.normalize("NFC", part)
        if unicodedata.category(c) not in ("Cf", "Cs", "Cn")
    )
    name = _FORBIDDEN.sub("_", " ".join(kept.split())).lstrip(". ").rstrip(". ") or _UNNAMED
    return _shortened(f"_{name}" if _RESERVED.match(name) else name)


def _shortened(name: str) -> str:
    stem, suffix = split_suffix(name)
    room = _LONGEST - len(suffix.encode())
    while len(stem.encode()) > room:
        stem = stem[:-1]
    return stem + suffix


def split_suffix(name: str) -> tuple[str, str]:
    """A name and its suffix: "通知.txt" → ("通知", ".txt"); what is long is no suffix."""
    stem, dot, suffix = name.rpartition(".")
    return (stem, dot + suffix) if stem and 0 < len(suffix.encode()) <= 12 else (name, "")


def numbered(name: str, number: int) -> str:
    """Another name for a second file: "通知.txt" → "通知 (2).txt"."""
    stem, suffix = split_suffix(name)
    return f"{stem} ({number}){suffix}"
