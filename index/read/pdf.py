"""PDF files: pages → lines with their places → paragraphs, without page numbers and running heads.

pypdfium2 gives characters and their boxes; what is a line, a column and a paragraph is decided in
`layout` and `paragraphs`, what is page furniture in `furniture`, pages that are pictures are
recognised by `scans`.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from index.errors import ReadError
from index.read.decoded import DecodedText, title_first
from index.read.furniture import page_furniture
from index.read.layout import PageLine, lines_of_page
from index.read.limits import FILE_BYTES, OCR_PAGES, PAGES, TEXT_CHARACTERS, check_size
from index.read.paragraphs import Paragraph, join_lines
from index.read.scans import INSTALL, Scans, recognise_scans, shown
from index.read.text import odd_characters

_PASSWORD_ERROR = 4
_UNREADABLE_SHARE = 0.2
# Fonts of browsers map some characters to radicals that only look like them.
_RADICALS = {
    code: chr(int(unified, 16))
    for code, unified in zip(
        map(ord, "⺠⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳⼾⻁⺝⺟"),
        "6C11 897F 89C1 89D2 8D1D 8F66 957F 95E8 9752 9875 98CE 98DE 98DF 9A6C 9AA8 9B3C 9C7C 9E1F 9EA6 9EC4 "
        "9F50 9F7F 9F99 9F9F 6236 864E 6708 6BCD".split(),
        strict=True,
    )
}


def read_pdf(data: bytes, name: str, alive: Callable[[], None] = lambda: None) -> DecodedText:
    """Read one file; raises ReadError with one sentence.

    Calls `alive` after each page that is recognised, which takes its time.
    """
    check_size(name, len(data), FILE_BYTES)
    pdf = _open(data, name)
    if len(pdf) > PAGES:
        raise ReadError(f"{name!r} has {len(pdf)} pages, more than {PAGES}; split it.")
    pages, broken = _pages(pdf)
    scans = recognise_scans(pdf, [page.lines for page in pages], alive)
    for number, lines in scans.lines.items():
        pages[number].lines = lines
    broken = [page for page in broken if page - 1 not in scans.lines]
    furniture = page_furniture(pages)
    kept = [
        [line for line in page.lines if (number, line.order) not in furniture]
        for number, page in enumerate(pages)
    ]
    empty = [n for n, lines in enumerate(kept, 1) if not lines and n not in broken]
    _check_text(kept, len(pdf), name, scans)
    paragraphs = join_lines(kept, [page.width for page in pages])
    text, starts, page_starts = assemble(paragraphs, len(pages))
    return DecodedText(
        text=text,
        encoding="pdf",
        undecodable=text.count("\ufffd"),
        pages=page_starts,
        headings=_outline(pdf, paragraphs, starts),
        notes=tuple(_notes(name, broken, empty, scans)),
        remarks=scans.remarks(name),
    )


def _open(data: bytes, name: str) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR or "password" in str(error).lower():
            raise ReadError(
                f"{name!r} is protected by a password; save a copy without it and give that."
            ) from None
        raise ReadError(
            f"{name!r} is a damaged or truncated PDF; fetch it again or print it to a new PDF."
        ) from None


class PageLines:
    """The lines of one page and its size in points."""

    __slots__ = ("height", "lines", "width")

    def __init__(self, lines: Sequence[PageLine], width: float, height: float):
        self.lines, self.width, self.height = lines, width, height


def _pages(pdf: Any) -> tuple[list[PageLines], list[int]]:
    """Every page with its lines, and the numbers of pages that cannot be read."""
    import pypdfium2

    pages: list[PageLines] = []
    broken: list[int] = []
    characters = 0
    for number in range(len(pdf)):
        try:
            page = pdf[number]
            width, height = page.get_size()
            lines = lines_of_page(page)
            page.close()
        except pypdfium2.PdfiumError:
            broken.append(number + 1)
            lines, width, height = [], 595.0, 842.0
        characters += sum(len(line.text) for line in lines)
        if characters > TEXT_CHARACTERS:
            raise ReadError(f"the PDF holds more than {TEXT_CHARACTERS} characters; split it.")
        pages.append(PageLines(lines, width, height))
    return pages, broken


def _check_text(kept: Sequence[Sequence[PageLine]], pages: int, name: str, scans: Scans) -> None:
    text = "".join(line.text for lines in kept for line in lines)
    if not text.strip():
        if scans.looked:
            raise ReadError(
                f"{name!r} has {pages} pages, and no text was recognised on them; give a sharper "
                "scan (300 dpi) or a file with text."
            )
        raise ReadError(
            f"{name!r} has {pages} pages and no text, as a scan has; {INSTALL} (OCR), or give a "
            "file with text."
        )
    odd = odd_characters(text)
    if odd > max(4, _UNREADABLE_SHARE * len(text)):
        raise ReadError(
            f"{name!r} draws its text in fonts that do not say which characters they hold ({odd} "
            f"unreadable); {INSTALL} (OCR), or give a file with text."
        )


def assemble(
    paragraphs: Sequence[Paragraph], page_count: int
) -> tuple[str, list[int], tuple[int, ...]]:
    """The text, the offset of each paragraph and the offset of each page."""
    parts: list[str] = []
    starts: list[int] = []
    page_starts: list[int | None] = [None] * page_count
    offset = 0
    for paragraph in paragraphs:
        starts.append(offset)
        for page, piece in paragraph.pieces:
            if page_starts[page] is None:
                page_starts[page] = offset
            piece = piece.translate(_RADICALS)
            parts.append(piece)
            offset += len(piece)
        parts.append("\n")
        offset += 1
    following = offset
    filled: list[int] = []
    for start in reversed(page_starts):  # a page without text starts where the next one does
        following = following if start is None else start
        filled.append(following)
    # The text begins with page 1 even where that page is empty.
    ordered = [0, *filled[::-1][1:]]
    for index in range(1, len(ordered)):  # columns read out of order can begin no page earlier
        ordered[index] = max(ordered[index], ordered[index - 1])
    return "".join(parts), starts, tuple(ordered)


def _outline(
    pdf: Any, paragraphs: Sequence[Paragraph], starts: Sequence[int]
) -> tuple[tuple[int, int], ...]:
    """Paragraphs that the bookmarks name, as headings."""
    by_title: dict[str, list[int]] = {}
    for index, paragraph in enumerate(paragraphs):
        by_title.setdefault("".join(paragraph.text.split()), []).append(index)
    headings: list[tuple[int, int]] = []
    after = -1
    for level, title, page in _bookmarks(pdf):
        for index in by_title.get("".join(title.split()), []):
            if index > after and abs(paragraphs[index].pieces[0][0] - page) <= 1:
                headings.append((starts[index], level + 1))
                after = index
                break
    return title_first(headings)


def _bookmarks(pdf: Any) -> Iterator[tuple[int, str, int]]:
    import pypdfium2

    try:
        for bookmark in pdf.get_toc(max_depth=6):
            target = bookmark.get_dest()
            page = target.get_index() if target is not None else None
            if page is not None:
                yield bookmark.level, bookmark.get_title(), page
    except pypdfium2.PdfiumError:
        return  # a damaged outline takes nothing from the text


def _notes(name: str, broken: Sequence[int], empty: Sequence[int], scans: Scans) -> Iterator[str]:
    beyond = [n for n in empty if n - 1 in scans.beyond]
    blank = [n for n in empty if n - 1 not in scans.beyond]
    advice = "" if scans.looked else f" {INSTALL}."
    for numbers, what, then in (
        (broken, "cannot be read", ""),
        (blank, "hold no text (pictures or blank)", advice),
        (beyond, f"beyond the first {OCR_PAGES} scanned ones are not read", " Split the file."),
    ):
        if numbers:
            yield f"{name!r}: {len(numbers)} pages {what}: {shown(numbers)}.{then}"
