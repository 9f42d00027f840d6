"""Pictures of pages → lines with their places, by rapidocr (extra `ocr`), whose models it ships.

Imported only in the reading process. What is a row, a column and a paragraph is decided by the code
that decides it for PDF; here boxes become rows, and what recognition loses is put back: sizes, for
boxes are higher or lower by a third, and the white space after 第一条.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise
from statistics import fmean, median
from typing import Any

from index.errors import ReadError
from index.read.layout import PageLine, arrange, find_gutter
from index.read.limits import PICTURE_SIDE

INSTALL = 'pip install "wenju[ocr]" has wenju recognise it'
_DETECTED_SIDE = 1600  # text is looked for at this size, and read at full size
_SPACE = 1.7  # pitches from one character to the next where a white space lay between
_SAME_SIZE, _ABOUT_SAME_SIZE, _FEW_PAIRS = 1.12, 1.25, 4
_CELL_GAP = 1.5  # characters' widths; more lies between two cells of a table
_INSET = 0.25  # characters' widths that a box may be too wide on either side
_LEAST_CONTRAST = 24  # of 255: a page with less is blank

Character = tuple[str, float]  # and where its middle lies, in pixels from the left


def is_installed() -> bool:
    """Whether the extra is there."""
    return find_spec("rapidocr") is not None and find_spec("cv2") is not None


def is_blank(pixels: Any) -> bool:
    """Whether nothing is printed on a page (height × width × 3 bytes)."""
    return int(pixels.max()) - int(pixels.min()) < _LEAST_CONTRAST


def recognise(pixels: Any, points: float) -> list[PageLine]:
    """The lines of a picture in reading order; `points` is the size of a pixel on the page.

    `pixels` are height × width × 3 bytes in the order blue, green, red. Raises ReadError where
    recognition fails; its caller says of which file.
    """
    try:
        found = _engine()(pixels, return_word_box=True, return_single_char_box=True)
    except Exception as error:  # noqa: BLE001  the engine's own edge: it raises whatever it likes
        raise ReadError(f"recognising its text failed ({type(error).__name__})") from None
    if found.boxes is None or found.txts is None:
        return []
    words = found.word_results or ()
    lines = []
    for index, (box, text) in enumerate(zip(found.boxes.tolist(), found.txts, strict=True)):
        characters = _characters(words[index] if index < len(words) else ())
        whole = "".join(character for character, _ in characters)
        if whole.replace(" ", "") != text.replace(" ", ""):
            characters = []  # the places of the characters are not those of this text
        lines.append((box, text, characters))
    return arrange(_rows(_upright(lines), len(pixels), points))


@lru_cache(maxsize=1)
def _engine() -> Any:
    import cv2
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)
    # Lines are read one by one and memory is not kept: a page then fits into the 1 GB of the
    # reading process (0.6 GB at the peak). Lines that stand on their head are not looked for.
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.max_side_len": PICTURE_SIDE,
            "Det.limit_side_len": _DETECTED_SIDE,
            "Det.limit_type": "max",
            "Rec.rec_batch_num": 1,
            "EngineConfig.onnxruntime.intra_op_num_threads": 2,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _characters(words: Sequence[Any]) -> list[Character]:
    """The characters of a line with the middle of each; empty where the engine gives no places."""
    placed = [word for word in words if len(word) == 3 and word[2] is not None]
    if len(placed) != len(words):
        return []
    return [(text, fmean(point[0] for point in box)) for text, _, box in placed]


def _upright(
    lines: Sequence[tuple[Any, str, list[Character]]],
) -> list[tuple[float, float, float, str, list[Character]]]:
    """(left, right, middle height, …) of each line, a page that lies askew turned upright."""
    slopes = []
    for box, text, _ in lines:
        width = box[1][0] - box[0][0]
        if len(text) >= 10 and width > 0:
            slopes.append((box[1][1] - box[0][1]) / width)
    slope = median(slopes) if slopes else 0.0
    turned = []
    for box, text, characters in lines:
        x, y = fmean(point[0] for point in box), fmean(point[1] for point in box)
        left, right = min(point[0] for point in box), max(point[0] for point in box)
        turned.append((left, right, y - slope * x, text, characters))
    return turned


def _rows(
    lines: Sequence[tuple[float, float, float, str, list[Character]]], height: int, points: float
) -> list[list[PageLine]]:
    """Lines that stand beside one another, with places in points from the lower left corner."""
    sizes = _even([_pitch(characters) for *_, characters in lines])
    segments = []
    for (left, right, y, text, characters), size in zip(lines, sizes, strict=True):
        middle = height - y
        inset = min(_INSET * size, (right - left) / 4)
        for piece, start, end in _pieces(text, characters, left + inset, right - inset, size):
            segments.append(
                PageLine(
                    text=piece,
                    left=start * points,
                    right=end * points,
                    bottom=(middle - 0.6 * size) * points,
                    top=(middle + 0.6 * size) * points,
                    size=size * points,
                )
            )
    rows: list[list[PageLine]] = []
    for segment in sorted(segments, key=lambda s: -s.bottom - s.top):
        middle = (segment.bottom + segment.top) / 2
        if rows and rows[-1][0].bottom < middle - 0.1 * segment.size:
            rows[-1].append(segment)
        else:
            rows.append([segment])
    gutter = find_gutter(segments)
    return [_joined(sorted(row, key=lambda s: s.left), gutter) for row in rows]


def _joined(row: Sequence[PageLine], gutter: float | None) -> list[PageLine]:
    """Pieces of one line put together; what a wide gap or the gutter divides stays apart."""
    joined: list[PageLine] = []
    for segment in row:
        before = joined[-1] if joined else segment
        divided = gutter is not None and before.right <= gutter + 1 and segment.left >= gutter - 1
        near = segment.left - before.right <= _CELL_GAP * segment.size
        if joined and near and not divided:
            apart = segment.left - before.right > 0.8 * segment.size
            latin = before.text[-1:].isascii() and segment.text[:1].isascii()
            text = before.text + (" " if apart or latin else "") + segment.text
            joined[-1] = replace(before, text=text, right=max(before.right, segment.right))
        else:
            joined.append(segment)
    return joined


def _pitch(characters: Sequence[Character]) -> tuple[float, int]:
    """The mean distance of neighbouring full-width characters, and how many pairs there are."""
    steps = [
        there - here
        for (a, here), (b, there) in pairwise(characters)
        if _is_wide(a) and _is_wide(b) and there > here
    ]
    if not steps:
        return 0.0, 0
    usual = median(steps)
    close = [step for step in steps if step < _SPACE * usual]
    return fmean(close or steps), len(close or steps)


def _even(pitches: Sequence[tuple[float, int]]) -> list[float]:
    """Sizes of lines, in which those that differ by the error of measurement are the same."""
    known = [pitch for pitch, pairs in pitches if pairs >= _FEW_PAIRS] or [
        pitch for pitch, pairs in pitches if pairs
    ]
    if not known:
        return [24.0] * len(pitches)  # no Chinese: what a page of 200 dpi in 9 points has
    body = median(known)
    sizes = [body]
    for pitch in sorted(known):
        if all(not _near(pitch, size, _SAME_SIZE) for size in sizes):
            sizes.append(pitch)
    evened = []
    for pitch, pairs in pitches:
        nearest = min(sizes, key=lambda size: abs(math.log(size / pitch))) if pairs else body
        wide = _ABOUT_SAME_SIZE if pairs < _FEW_PAIRS else _SAME_SIZE
        if pairs and _near(pitch, body, wide):
            nearest = body
        evened.append(nearest if not pairs or _near(pitch, nearest, wide) else pitch)
    return evened


def _near(one: float, other: float, ratio: float) -> bool:
    return max(one, other) <= ratio * min(one, other)


def _pieces(
    text: str, characters: Sequence[Character], left: float, right: float, size: float
) -> list[tuple[str, float, float]]:
    """A line as (text, left, right), divided where it leaves a character's width white.

    That may be the space after 第一条, which is put back where they are joined, or the white
    between two columns.
    """
    pieces: list[tuple[str, float, float]] = []
    begun = count = 0  # an index into the text, and characters of it other than spaces
    ends = {}
    for (before, here), (after, there) in pairwise(characters):
        count += len(before.replace(" ", ""))
        if _is_wide(before) and _is_wide(after) and there - here > _SPACE * size:
            ends[count] = here + size / 2, there - size / 2
    count = 0
    for index, character in enumerate(text):
        if character != " ":
            if count in ends:
                end, start = ends.pop(count)
                pieces.append((text[begun:index].strip(), left, end))
                begun, left = index, start
            count += 1
    return [*pieces, (text[begun:].strip(), left, right)]


def _is_wide(text: str) -> bool:
    """Whether it is one character as wide as high; punctuation stands anywhere in its square."""
    return len(text) == 1 and "\u4e00" <= text <= "\u9fff"
