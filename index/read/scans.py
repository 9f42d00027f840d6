"""Pages of a PDF that are pictures: which they are, and their lines by OCR where that is installed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from index.errors import ReadError
from index.read.layout import PageLine
from index.read.limits import OCR_DPI, OCR_PAGES, PICTURE_SIDE
from index.read.ocr import INSTALL, is_blank, is_installed, recognise
from index.read.text import odd_characters

__all__ = ["INSTALL", "Scans", "recognise_scans", "shown"]

_POINTS = 72.0  # an inch
_STAMP, _COVERED = 30, 0.6  # a picture over most of a page whose text is the stamp of a scanner
_UNREADABLE_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Scans:
    """What came of the pages (numbered from 0) that hold no readable text.

    `lines` are those recognised, `wanted` all that should have been, `beyond` those that were one
    too many; `looked` says that OCR is installed.
    """

    looked: bool
    wanted: tuple[int, ...] = ()
    beyond: tuple[int, ...] = ()
    lines: Mapping[int, list[PageLine]] = field(default_factory=dict)

    def remarks(self, name: str) -> tuple[str, ...]:
        """A sentence that names the pages read by OCR, if there are any."""
        pages = [number + 1 for number in sorted(self.lines)]
        if not pages:
            return ()
        return (
            f"{name!r}: {len(pages)} pages were read by OCR, which may misread characters: "
            f"{shown(pages)}.",
        )


def recognise_scans(
    pdf: Any, pages: Sequence[Sequence[PageLine]], alive: Callable[[], None]
) -> Scans:
    """Render and recognise the pages without readable text; `alive` is called after each."""
    wanted = tuple(n for n, lines in enumerate(pages) if _is_scan(pdf, n, lines))
    if not wanted or not is_installed():
        return Scans(is_installed(), wanted)
    found: dict[int, list[PageLine]] = {}
    for number in wanted[:OCR_PAGES]:
        lines = _recognised(pdf, number)
        if lines:
            found[number] = lines
        alive()
    return Scans(True, wanted, wanted[OCR_PAGES:], found)


def _is_scan(pdf: Any, number: int, lines: Sequence[PageLine]) -> bool:
    text = "".join(line.text for line in lines)
    if not text.strip():
        return True
    if odd_characters(text) > max(4, _UNREADABLE_SHARE * len(text)):
        return True  # its fonts do not say which characters they hold
    return len(text) < _STAMP and _covered(pdf, number) >= _COVERED


def _covered(pdf: Any, number: int) -> float:
    """The share of a page that its largest picture covers."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    largest = 0.0
    try:
        page = pdf[number]
        width, height = page.get_size()
        for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
            left, bottom, right, top = picture.get_bounds()
            largest = max(largest, (right - left) * (top - bottom))
        page.close()
    except pypdfium2.PdfiumError:
        return 0.0
    return largest / (width * height) if width * height else 0.0


def _recognised(pdf: Any, number: int) -> list[PageLine]:
    """The lines of a rendered page; none where it is blank or cannot be rendered or recognised."""
    import pypdfium2

    try:
        page = pdf[number]
        scale = min(OCR_DPI / _POINTS, PICTURE_SIDE / max(page.get_size()))
        pixels = page.render(scale=scale).to_numpy().copy()
        page.close()
        return [] if is_blank(pixels) else recognise(pixels, 1 / scale)
    except (pypdfium2.PdfiumError, ReadError, ValueError):
        return []  # reported as a page without text


def shown(pages: Sequence[int]) -> str:
    """The first numbers of pages, for a sentence."""
    return ", ".join(map(str, pages[:10])) + (" …" if len(pages) > 10 else "")
