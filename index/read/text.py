"""Plain text files: bytes → text in UTF-8, UTF-16, GB18030 or Big5, with only line endings normalised."""

import codecs
import re
from pathlib import Path

from index.errors import ReadError
from index.read.decoded import DecodedText
from index.read.limits import TEXT_BYTES, check_size, load

# A file with this share of control, unassigned or undecodable characters is not a text.
_BINARY_SHARE = 0.05
# Formats that may hold little but ASCII and would pass for text.
_SIGNATURES = {b"%PDF-": "PDF", b"PK\x03\x04": "ZIP or Office", b"{\\rtf": "RTF", b"\x89PNG": "PNG"}
_ODD = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u0100-\u01cc\u0250-\u036f\u0500-\u1fff\ua000-\uf8ff\ufb00-\ufdff\ufff0-\uffff]"
)


def decode(data: bytes) -> DecodedText:
    """Decode by byte order mark, else as UTF-8, GB18030, Big5 or UTF-16 without a mark.

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
            text = data.decode(encoding)
            if encoding == "gb18030" and _is_big5(data):
                return _decoded(data, "big5hkscs")
            return DecodedText(_normalise_newlines(text), encoding, 0)
        except UnicodeDecodeError:
            if encoding == "utf-8" and _slightly_damaged_utf8(data):
                # GB18030 often takes UTF-8 with a damaged byte too, and makes mojibake of it.
                return _decoded(data, encoding)
            continue
    chinese = "big5hkscs" if b"\0" not in data and _is_big5(data) else "gb18030"
    candidates = [_decoded(data, encoding) for encoding in ("utf-8", chinese)]
    if b"\0" in data:
        candidates += [_decoded(data, encoding) for encoding in ("utf-16-le", "utf-16-be")]
    return min(candidates, key=lambda candidate: odd_characters(candidate.text))


def _slightly_damaged_utf8(data: bytes) -> bool:
    """Whether nearly every character outside ASCII decodes; of GB18030 few do."""
    text = data.decode("utf-8", errors="replace")
    beyond_ascii = sum(not character.isascii() for character in text)
    return text.count("\ufffd") * 5 <= beyond_ascii


_SAMPLE = 8000
# Everyday characters and punctuation: GB2312 rows 1-3 and 16-55, Big5 rows A1-A3 and A4-C6.
_GB_EVERYDAY = re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]")
_BIG5_EVERYDAY = re.compile(rb"[\xa1-\xc6][\x40-\x7e\xa1-\xfe]")
_GB_PAIR = re.compile(rb"[\x81-\xfe](?:[\x40-\x7e\x80-\xfe]|[0-9][\x81-\xfe][0-9])|[\x80-\xff]")
_BIG5_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\xa1-\xfe]|[\x80-\xff]")


def _is_big5(data: bytes) -> bool:
    """Whether bytes that GB18030 takes too are everyday characters only as Big5.

    Big5 decodes as GB18030 without an error, into rare characters.
    """
    sample = data[:_SAMPLE]
    as_gb = _everyday_share(sample, _GB_PAIR, _GB_EVERYDAY)
    return as_gb < 0.75 and _everyday_share(sample, _BIG5_PAIR, _BIG5_EVERYDAY) > as_gb + 0.2


def _everyday_share(data: bytes, pair: re.Pattern[bytes], everyday: re.Pattern[bytes]) -> float:
    pairs = pair.findall(data)
    return sum(everyday.fullmatch(p) is not None for p in pairs) / max(1, len(pairs))


def odd_characters(text: str) -> int:
    """Control, replacement, private-use and other characters that no such document contains."""
    return len(_ODD.findall(text))


def _decoded(data: bytes, encoding: str) -> DecodedText:
    already = data.count("\ufffd".encode(encoding, "ignore") or data + b"+")  # Big5 has none
    text = data.decode(encoding, errors="replace")
    return DecodedText(_normalise_newlines(text), encoding, max(0, text.count("\ufffd") - already))


def _normalise_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(path: Path) -> DecodedText:
    """Read a text file; raises NotFoundError or ReadError with one sentence."""
    return decode_text(load(path, TEXT_BYTES), str(path))


def decode_text(data: bytes, name: str) -> DecodedText:
    """Decode the bytes of a text file called `name`; raises ReadError when they are no text."""
    check_size(name, len(data), TEXT_BYTES)
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise ReadError(
                f"{name!r} is a {kind} file, not text; give txt or md in UTF-8, UTF-16 or GB18030."
            )
    decoded = decode(data)
    if not decoded.text.strip():
        raise ReadError(f"{name!r} is empty; give a file that contains text.")
    odd = odd_characters(decoded.text)  # one damaged byte of UTF-8 leaves up to four
    if odd > max(4, _BINARY_SHARE * len(decoded.text)):
        raise ReadError(
            f"{name!r} is not a text file ({odd} control, unassigned or undecodable characters); "
            "give txt or md in UTF-8, UTF-16 or GB18030."
        )
    return decoded
