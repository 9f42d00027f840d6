"""How much a reader takes: what is larger is refused before it costs time or memory."""

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

SECONDS = 60.0  # one document
ADDRESS_SPACE = 1 << 30


def load(path: Path, limit: int = FILE_BYTES) -> bytes:
    """The bytes of a file; raises NotFoundError or ReadError with one sentence."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise ReadError(f"{str(path)!r} is a pipe or device; give a file that contains text.")
        with path.open("rb") as file:
            data = file.read(limit + 1)
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
    return data


def check_size(name: str, size: int, limit: int) -> None:
    """Refuse what is larger than `limit` bytes."""
    if size > limit:
        raise ReadError(
            f"{name!r} is larger than {limit // MEGABYTE} MB, which is all wenju reads of such a "
            "file; split it into its documents."
        )
