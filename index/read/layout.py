"""One PDF page → lines in reading order: text with its box; two columns read one after the other."""

import ctypes
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

_WIDE_GAP = 2.0  # characters' widths; more lies between two cells of a table
_BACK = 3.0  # characters' widths to the left: another line
_HYPHENS = (0x02, 0xFFFE)  # what PDFium puts where a line ends in a hyphen
_LEAST_COLUMN_LINES, _MOST_CROSSING = 6, 0.25
_LEAST_FILLED = 0.6  # of a column's width, by its median line


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of one column, box in points from the lower left corner of the page.

    `order` numbers the lines of a page in reading order, `column` is 0 for the whole width, 1 and 2
    for the columns of a two-column page.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    order: int = 0
    column: int = 0


def lines_of_page(page: Any) -> list[PageLine]:
    """All lines of a page, watermarks across it left out."""
    textpage = page.get_textpage()
    try:
        rows = _segments(textpage.raw)
    finally:
        textpage.close()
    return arrange(rows)


def arrange(rows: Sequence[Sequence[PageLine]]) -> list[PageLine]:
    """Rows of segments, from the top down, as lines in reading order: cells of a table divided by
    tabs, two columns one after the other."""
    segments = [segment for row in rows for segment in row]
    gutter = find_gutter(segments)
    columns = [] if gutter is None else _by_columns(segments, gutter)
    lines = columns or [_one_line(row) for row in rows if row]
    return [replace(line, order=order) for order, line in enumerate(lines)]


def _segments(raw: Any) -> list[list[PageLine]]:
    """Rows as PDFium sees them, each cut where a wide gap divides it."""
    import pypdfium2.raw as pdfium

    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    sizes: dict[tuple[float, float], float] = {}  # font size and height → size on the page
    rows: list[list[PageLine]] = [[]]
    current: list[tuple[str, float, float, float, float, float]] = []

    def close() -> None:
        text = "".join(c[0] for c in current).strip()
        if text:
            solid = [c for c in current if not c[0].isspace()]
            rows[-1].append(
                PageLine(
                    text=_whole(text),
                    left=solid[0][1],
                    right=solid[-1][2],
                    bottom=min(c[3] for c in solid),
                    top=max(c[4] for c in solid),
                    size=median(c[5] for c in solid),
                )
            )
        current.clear()

    def new_row() -> None:
        close()
        if rows[-1]:
            rows.append([])

    last: tuple[float, float, float] | None = None  # bottom, top and right of the one before
    for index in range(max(0, pdfium.FPDFText_CountChars(raw))):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if code in (10, 13):
            new_row()
            last = None
            continue
        if code == 0 or code in _HYPHENS:
            if code:
                current.append(("-", *current[-1][1:])) if current else None
            continue
        character = chr(code)
        if not pdfium.FPDFText_GetLooseCharBox(raw, index, ctypes.byref(box)):
            continue
        if character.isspace() or code < 32:
            if current:
                current.append((" " if code < 32 else character, *current[-1][1:]))
            continue
        key = pdfium.FPDFText_GetFontSize(raw, index), round(box.top - box.bottom, 1)
        if key not in sizes:
            scaled = pdfium.FPDFText_GetMatrix(raw, index, ctypes.byref(matrix))
            sizes[key] = key[0] * (math.hypot(matrix.c, matrix.d) if scaled else 1) or key[1]
        size = sizes[key]
        if _slanted(pdfium.FPDFText_GetCharAngle(raw, index)):
            continue
        if last is not None:
            if box.top < last[0] or box.bottom > last[1] or box.left < last[2] - _BACK * size:
                new_row()  # PDFium sees no line break before ——
            elif box.left - last[2] > _WIDE_GAP * size:
                close()
        current.append((character, box.left, box.right, box.bottom, box.top, size))
        last = box.bottom, box.top, box.right
    close()
    return [row for row in rows if row]


def _slanted(angle: float) -> bool:
    """Neither upright nor turned by a right angle, as a watermark is."""
    return angle >= 0 and min(angle % 1.5708, 1.5708 - angle % 1.5708) > 0.1


def _whole(text: str) -> str:
    """Surrogate halves, which PDFium gives one by one, put together."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _one_line(row: Sequence[PageLine]) -> PageLine:
    """The cells of a row, divided by tabs."""
    return PageLine(
        text="\t".join(segment.text for segment in row),
        left=min(segment.left for segment in row),
        right=max(segment.right for segment in row),
        bottom=min(segment.bottom for segment in row),
        top=max(segment.top for segment in row),
        size=median(segment.size for segment in row),
    )


def find_gutter(segments: Sequence[PageLine]) -> float | None:
    """Where the white between two columns lies; None on a page that has one column.

    The lines of a column fill it, the cells of a table do not.
    """
    if len(segments) < 2 * _LEAST_COLUMN_LINES:
        return None
    low, high = min(s.left for s in segments), max(s.right for s in segments)
    best: tuple[int, float] | None = None
    for step in range(31):
        x = low + (high - low) * (0.35 + step / 100)
        crossing = sum(s.left < x - 1 and s.right > x + 1 for s in segments)
        if best is None or crossing < best[0]:
            best = crossing, x
    assert best is not None  # 31 places were tried
    crossing, x = best
    left = [s.right - s.left for s in segments if s.right <= x + 1]
    right = [s.right - s.left for s in segments if s.left >= x - 1]
    enough = min(len(left), len(right)) >= _LEAST_COLUMN_LINES
    if not enough or crossing > _MOST_CROSSING * len(segments):
        return None
    filled = median(left) >= _LEAST_FILLED * (x - low) and median(right) >= _LEAST_FILLED * (
        high - x
    )
    return x if filled else None


def _by_columns(segments: Sequence[PageLine], gutter: float) -> list[PageLine]:
    """Lines across both columns divide the page into bands; in each the left column comes first."""
    ordered: list[PageLine] = []
    bands: list[list[PageLine]] = [[]]
    for segment in sorted(segments, key=lambda s: (-s.bottom, s.left)):
        if segment.left < gutter - 1 and segment.right > gutter + 1:
            bands += [[segment], []]
        else:
            bands[-1].append(segment)
    for band in bands:
        for column in (0, 1, 2):
            for segment in band:
                across = segment.left < gutter - 1 and segment.right > gutter + 1
                if (0 if across else 1 if segment.right <= gutter + 1 else 2) == column:
                    ordered.append(replace(segment, column=column))
    return ordered
