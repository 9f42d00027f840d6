"""How much a reader takes: what is larger is refused before it costs time or memory."""

import os
from pathlib import Path

from index.errors import NotFoundError, ReadError

MEGABYTE = 1_000_000
TEXT_BYTES = 20 * MEGABYTE  # txt, md, HTML: the longest code of law has 0.4 MB
FILE_BYTES = 200 * MEGABYTE  # PDF, DOCX, ZIP
TEXT_CHARACTERS = 20_000_000  # what one document may give
PAGES = 10_000

MEMBERS = 10_000  # files in one ZIP
MEMBER_BYTES = 200 * MEGABYTE  # one file in a ZIP, unpacked
ARCHIVE_BYTES = 1_000 * MEGABYTE  # all of them
RATIO = 200  # unpacked : packed, above a megabyte; XML of Word reaches 30
NESTING = 2  # a ZIP in a ZIP, no deeper

SECONDS = 60.0  # one document; each page of it that is recognised, and its conversion, anew
ADDRESS_SPACE = 1 << 30

# Recognising a page takes 3 seconds, on cores that are busy 23.
OCR_PAGES = 300  # of one document; pages beyond are named in the report
OCR_DPI = 200
PICTURE_SIDE = 3400  # pixels: A3 at 200 dpi; what is larger is made smaller
PICTURE_PIXELS = 100 * MEGABYTE
SIGNS_OF_LIFE = OCR_PAGES + 10  # a reader that is at work longer is given up

OFFICE_SECONDS = 50.0  # one conversion by LibreOffice; it ends before its reader does
OFFICE_BYTES = 50 * MEGABYTE


def load(path: Path, limit: int = FILE_BYTES) -> bytes:
    """The bytes of a file; raises NotFoundError or ReadError with one sentence."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise ReadError(f"{str(path)!r} is a pipe or device; give a file that contains text.")
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            data = file.read(limit + 1)
            after = os.fstat(file.fileno())
    except FileNotFoundError:
        raise NotFoundError(
            f"{str(path)!r} does not exist; give an existing file or folder."
        ) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ReadError(
            f"{str(path)!r} cannot be read ({reason}); check its permissions."
        ) from None
    check_size(str(path), len(data), limit)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise ReadError(
            f"{str(path)!r} changed while it was read; index it again when nothing writes to it."
        )
    return data


def check_size(name: str, size: int, limit: int) -> None:
    """Refuse what is larger than `limit` bytes."""
    if size > limit:
        raise ReadError(
            f"{name!r} is larger than {limit // MEGABYTE} MB, which is all wenju reads of such a "
            "file; split it into its documents."
        )
