"""Plain text files: bytes → text in UTF-8, UTF-16 or GB18030, with only line endings normalised."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from index.errors import NotFoundError, ReadError

# A file with this share of control, unassigned or undecodable characters is not a text.
_BINARY_SHARE = 0.05
# Formats that may hold little but ASCII and would pass for text.
_SIGNATURES = {b"%PDF-": "PDF", b"PK\x03\x04": "ZIP or Office", b"{\\rtf": "RTF", b"\x89PNG": "PNG"}
_ODD = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u0100-\u01cc\u0250-\u036f\u0500-\u1fff\ua000-\uf8ff\ufb00-\ufdff\ufff0-\uffff]"
)


@dataclass(frozen=True, slots=True)
class DecodedText:
    """Decoded text, its encoding and the number of replacement characters decoding put in."""

    text: str
    encoding: str
    undecodable: int


def decode(data: bytes) -> DecodedText:
    """Decode by byte order mark, else as UTF-8, GB18030 or UTF-16 without a mark.

    A few damaged bytes do not refuse a law: they become U+FFFD and are counted.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    for encoding in ("utf-8", "gb18030"):
        if b"\0" in data:
            break  # every ASCII character of UTF-16 holds a zero byte, no other text does
        try:
            return DecodedText(_normalise_newlines(data.decode(encoding)), encoding, 0)
        except UnicodeDecodeError:
            if encoding == "utf-8" and _slightly_damaged_utf8(data):
                # GB18030 often takes UTF-8 with a damaged byte too, and makes mojibake of it.
                return _decoded(data, encoding)
            continue
    candidates = [_decoded(data, encoding) for encoding in ("utf-8", "gb18030")]
    if b"\0" in data:
        candidates += [_decoded(data, encoding) for encoding in ("utf-16-le", "utf-16-be")]
    return min(candidates, key=lambda candidate: _odd_characters(candidate.text))


def _slightly_damaged_utf8(data: bytes) -> bool:
    """Whether nearly every character outside ASCII decodes; of GB18030 few do."""
    text = data.decode("utf-8", errors="replace")
    beyond_ascii = sum(not character.isascii() for character in text)
    return text.count("\ufffd") * 5 <= beyond_ascii


def _odd_characters(text: str) -> int:
    """Control, replacement, private-use and other characters that no such document contains."""
    return len(_ODD.findall(text))


def _decoded(data: bytes, encoding: str) -> DecodedText:
    already = data.count("\ufffd".encode(encoding))
    text = data.decode(encoding, errors="replace")
    return DecodedText(_normalise_newlines(text), encoding, max(0, text.count("\ufffd") - already))


def _normalise_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(path: Path) -> DecodedText:
    """Read a text file; raises NotFoundError or ReadError with one sentence."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise ReadError(f"{str(path)!r} is a pipe or device; give a file that contains text.")
        data = path.read_bytes()
    except FileNotFoundError:
        raise NotFoundError(
            f"{str(path)!r} does not exist; give an existing file or folder."
        ) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ReadError(
            f"{str(path)!r} cannot be read ({reason}); check its permissions."
        ) from None
    for signature, name in _SIGNATURES.items():
        if data.startswith(signature):
            raise ReadError(
                f"{str(path)!r} is a {name} file, not text; "
                "give txt or md in UTF-8, UTF-16 or GB18030."
            )
    decoded = decode(data)
    if not decoded.text.strip():
        raise ReadError(f"{str(path)!r} is empty; give a file that contains text.")
    odd = _odd_characters(decoded.text)  # one damaged byte of UTF-8 leaves up to four
    if odd > max(4, _BINARY_SHARE * len(decoded.text)):
        raise ReadError(
            f"{str(path)!r} is not a text file ({odd} control, unassigned or undecodable characters); "
            "give txt or md in UTF-8, UTF-16 or GB18030."
        )
    return decoded
