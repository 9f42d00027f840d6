"""Pictures of pages (PNG, JPEG, TIFF, BMP, WebP) → text, by OCR."""

import io
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from index.errors import ReadError
from index.read.decoded import DecodedText
from index.read.furniture import page_furniture
from index.read.layout import PageLine
from index.read.limits import (
    FILE_BYTES,
    MEGABYTE,
    OCR_DPI,
    OCR_PAGES,
    PICTURE_PIXELS,
    PICTURE_SIDE,
    check_size,
)
from index.read.ocr import INSTALL, is_blank, is_installed, recognise
from index.read.paragraphs import join_lines
from index.read.pdf import PageLines, assemble

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
_POINTS = 72.0


def read_picture(data: bytes, name: str, alive: Callable[[], None] = lambda: None) -> DecodedText:
    """Recognise a picture, or each of a TIFF of several; raises ReadError with one sentence.

    Calls `alive` after each.
    """
    check_size(name, len(data), FILE_BYTES)
    if not is_installed():
        raise ReadError(f"{name!r} is a picture; {INSTALL} (OCR), or give a file with text.")
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # its size is checked here, before it is decoded
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture = Image.open(io.BytesIO(data), formats=_FORMATS)
        except (OSError, ValueError, SyntaxError):
            raise ReadError(f"{name!r} is a damaged picture; save it again as PNG.") from None
        count = min(getattr(picture, "n_frames", 1), OCR_PAGES)
        pages: list[PageLines] = []
        for number in range(count):
            pages.append(_page(picture, number, name))
            alive()
    return _document(pages, getattr(picture, "n_frames", 1), name)


def _page(picture: Any, number: int, name: str) -> PageLines:
    """One picture, decoded no larger than it is recognised."""
    try:
        picture.seek(number)
        width, height = picture.size
        if width * height > PICTURE_PIXELS:
            raise ReadError(
                f"{name!r} has {width} × {height} pixels, more than {PICTURE_PIXELS // MEGABYTE} "
                "million; make it smaller."
            )
        picture.draft("RGB", (PICTURE_SIDE, PICTURE_SIDE))
        image = _oriented(picture)
    except (OSError, ValueError, SyntaxError, EOFError):
        raise ReadError(f"{name!r} is a damaged picture; save it again as PNG.") from None
    return _recognised(image, name)


def _oriented(picture: Any) -> Any:
    """Upright, on white, in red, green and blue, no larger than is read."""
    from PIL import Image, ImageOps

    see_through = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    image = picture.convert("RGBA" if see_through else "L" if picture.mode == "1" else "RGB")
    image.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
    image = ImageOps.exif_transpose(image)
    if see_through:
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("RGB")


def _recognised(image: Any, name: str) -> PageLines:
    import numpy as np

    pixels = np.ascontiguousarray(np.asarray(image)[:, :, ::-1])
    points = _POINTS / OCR_DPI  # whatever resolution is claimed: only proportions count
    try:
        lines = [] if is_blank(pixels) else recognise(pixels, points)
    except ReadError as error:
        raise ReadError(f"{name!r}: {error}; save it again as PNG.") from None
    height, width = pixels.shape[:2]
    return PageLines(lines, width * points, height * points)


def _document(pages: Sequence[PageLines], count: int, name: str) -> DecodedText:
    furniture = page_furniture(pages)
    kept: list[list[PageLine]] = [
        [line for line in page.lines if (number, line.order) not in furniture]
        for number, page in enumerate(pages)
    ]
    paragraphs = join_lines(kept, [page.width for page in pages])
    text, _, starts = assemble(paragraphs, len(pages))
    if not text.strip():
        raise ReadError(
            f"{name!r} is a picture on which no text was recognised; give a sharper one (300 dpi) "
            "or a file with text."
        )
    notes: tuple[str, ...] = ()
    if count > len(pages):
        notes = (f"{name!r}: of {count} pages the first {len(pages)} are read; split it.",)
    remark = f"{name!r} was read by OCR, which may misread characters."
    return DecodedText(text, "ocr", 0, starts, notes=notes, remarks=(remark,))
