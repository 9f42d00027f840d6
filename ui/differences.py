"""Where a quote and its source differ, word for word, as spans of both texts."""

import re
from collections.abc import Sequence

from index.fold import fold

_TOKEN = re.compile(
    r"\d+(?:[.．]\d+)*[%％]?|[A-Za-zＡ-Ｚａ-ｚ]+|.", re.S
)  # a changed number is one change

Piece = tuple[str, bool]  # a stretch of text, and whether the other text lacks it


def differences(given: str, printed: str) -> tuple[list[Piece], list[Piece]]:
    """The quote and the source in pieces; those that the other has not are marked. Differences
    that do not count (width, 繁简, white space, see `index.fold`) are none."""
    # Imported here, as in `rag.difference`: only an altered quote is compared.
    from rapidfuzz.distance import Levenshtein

    ours, theirs = _TOKEN.findall(given), _TOKEN.findall(printed)
    left, right = [fold(token) for token in ours], [fold(token) for token in theirs]
    lacking, added = [False] * len(ours), [False] * len(theirs)
    kept = [i for i, key in enumerate(left) if key], [i for i, key in enumerate(right) if key]
    keys = [left[i] for i in kept[0]], [right[i] for i in kept[1]]
    for step in Levenshtein.opcodes(*keys):
        if step.tag != "equal":
            for i in kept[0][step.src_start : step.src_end]:
                lacking[i] = True
            for i in kept[1][step.dest_start : step.dest_end]:
                added[i] = True
    return _joined(ours, lacking), _joined(theirs, added)


def _joined(tokens: Sequence[str], marked: Sequence[bool]) -> list[Piece]:
    pieces: list[Piece] = []
    for token, mark in zip(tokens, marked, strict=True):
        if pieces and pieces[-1][1] is mark:
            pieces[-1] = (pieces[-1][0] + token, mark)
        else:
            pieces.append((token, mark))
    return pieces
