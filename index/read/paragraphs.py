"""Lines of PDF pages → paragraphs: a full line goes on in the next, over columns and pages too."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.headings import recognise
from index.read.layout import PageLine

_SENTENCE_END = tuple("。！？；：!?;:…”）)】")
_ENTRY = re.compile(r".*(?:[.．…·•]{2,}|\t)\s*[(（]?\d{1,4}[)）]?")  # of a table of contents
_NEW = re.compile(r"[∙·•●■◆◇○※★▪\-]\s*\S|【|注\s*[:：\d]|附\s*[件表录]")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,%/-]*+")
_LATIN, _LONGEST_WORD = 0.6, 12  # a Latin letter's width in characters
_INDENT = 1.2  # characters: a first line that is set in
_RAGGED = 1.6  # characters that a full line may lack at the right margin
_LEADING = 2.6  # line pitch in characters; more divides paragraphs
_FEWEST_BEGUN, _SET_IN_SHARE, _FEWEST_FULL = 5, 0.8, 3
_LARGER = 1.12  # than the text: a title


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as pieces (page number from 0, text), which concatenated are its text."""

    pieces: tuple[tuple[int, str], ...]

    @property
    def text(self) -> str:
        """The whole paragraph."""
        return "".join(piece for _, piece in self.pieces)


@dataclass(frozen=True, slots=True)
class _Margins:
    left: float
    right: float


def join_lines(pages: Sequence[Sequence[PageLine]], widths: Sequence[float]) -> list[Paragraph]:
    """The paragraphs of all pages in reading order."""
    lines = [(number, line) for number, page in enumerate(pages) for line in page]
    if not lines:
        return []
    body = median(line.size for _, line in lines)
    margins = _margins(pages, widths, body)
    set_in = _first_lines_are_set_in(lines, margins)
    paragraphs: list[list[tuple[int, str]]] = []
    before: tuple[int, PageLine] | None = None
    for number, line in lines:
        if before is not None and _goes_on(before, (number, line), margins, body, set_in):
            last = paragraphs[-1][-1][1]
            space = " " if last[-1].isascii() and line.text[0].isascii() else ""
            if last.endswith("-") and last[-2:-1].isalpha() and line.text[0].islower():
                paragraphs[-1][-1] = (paragraphs[-1][-1][0], last[:-1])
                space = ""
            paragraphs[-1].append((number, space + line.text))
        else:
            paragraphs.append([(number, line.text)])
        before = (number, line)
    return [Paragraph(tuple(pieces)) for pieces in paragraphs]


def _margins(
    pages: Sequence[Sequence[PageLine]], widths: Sequence[float], body: float
) -> dict[tuple[int, int], _Margins]:
    """Left and right margin of every column of every page, by its lines of the text's own size.

    The right one is that of all pages of equal width, for some may hold short lines only: tables, the
    last page.
    """
    rights: dict[tuple[float, int], list[list[float]]] = {}
    for page, width in zip(pages, widths, strict=True):
        for column in {line.column for line in page}:
            reached = [line.right for line in _of_text(page, column, body)]
            rights.setdefault((round(width), column), []).append(reached)
    furthest = {place: _right(reached, body) for place, reached in rights.items()}
    found: dict[tuple[int, int], _Margins] = {}
    for number, (page, width) in enumerate(zip(pages, widths, strict=True)):
        for column in {line.column for line in page}:
            lefts = sorted(line.left for line in _of_text(page, column, body))
            right = furthest[round(width), column]
            if column == 0 and right < 0.6 * width:
                right = width  # short lines only: none of them is full
            found[number, column] = _Margins(lefts[len(lefts) // 20], right)
    return found


def _right(pages: Sequence[Sequence[float]], body: float) -> float:
    """How far lines reach: on the middle page, or three of all, for most pages may be tables."""
    reached = sorted((right for page in pages for right in page), reverse=True)
    near = zip(reached, reached[_FEWEST_FULL - 1 :], strict=False)
    each = sorted(max(page) for page in pages)
    three = next((a for a, b in near if a - b <= _RAGGED * body), 0.0)
    return max(three, each[len(each) // 2])


def _first_lines_are_set_in(
    lines: Sequence[tuple[int, PageLine]], margins: dict[tuple[int, int], _Margins]
) -> bool:
    """Whether nearly every line after a short one, which begins a paragraph, is set in."""
    begun = indented = 0
    for (number, line), (page, following) in pairwise(lines):
        if line.right < margins[number, line.column].right - 2 * _RAGGED * line.size:
            begun += 1
            left = margins[page, following.column].left
            indented += following.left > left + _INDENT * following.size
    return begun >= _FEWEST_BEGUN and indented >= _SET_IN_SHARE * begun


def _of_text(page: Sequence[PageLine], column: int, body: float) -> list[PageLine]:
    own = [line for line in page if line.column == column]
    return [line for line in own if abs(line.size - body) <= 0.1 * body] or own


def _goes_on(
    before: tuple[int, PageLine],
    after: tuple[int, PageLine],
    margins: dict[tuple[int, int], _Margins],
    body: float,
    set_in: bool,
) -> bool:
    """Whether the second line continues the paragraph of the first."""
    (page, line), (next_page, following) = before, after
    if "\t" in line.text or "\t" in following.text or _ENTRY.fullmatch(line.text[-80:]):
        return False
    if abs(line.size - following.size) > 0.1 * max(line.size, following.size):
        return False
    if _NEW.match(following.text):
        return False
    mark = recognise(following.text)
    if mark is not None and (mark.spaced or mark.rank <= 3):
        return False
    together = page == next_page and line.column == following.column
    pitch = line.bottom - following.bottom
    if together and not 0 < pitch <= _LEADING * line.size:
        return False
    own, its = margins[page, line.column], margins[next_page, following.column]
    ended = line.text.endswith(_SENTENCE_END)
    if line.size > _LARGER * body and together and mark is None:
        centred = line.left > own.left + line.size or following.left > its.left + line.size
        return centred and not ended and recognise(line.text) is None
    word = _WORD.match(following.text)  # 19.9% was not divided, and left its room empty
    lacking = 0.0 if ended or word is None else _LATIN * min(len(word.group()), _LONGEST_WORD)
    if line.right < own.right - (_RAGGED + lacking) * line.size:
        return False
    indented = following.left > its.left + _INDENT * following.size
    if set_in and not indented:
        return True  # （二） at the left margin, where paragraphs are set in, is within one
    if ended and (mark is not None or following.text.startswith("——")):
        return False
    return not indented or (mark is None and not ended)
