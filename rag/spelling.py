"""A pattern that finds a text in every way it may be written, in a source that is not folded.

To fold a whole corpus takes seconds. What is searched for is therefore put in the source's terms: each
ideograph as every character that folds to it, and whatever may be written in several ways (numbers,
marks, white space) as a gap. What stands in a gap is compared afterwards, in canonical form.
"""

import re
from collections.abc import Iterator
from functools import cache

from index.canonical import VARIANTS, canonical
from index.fold import CJK, INVISIBLE, sources_of, written_as_one
from index.numerals import NUMERAL

_MOST_IDEOGRAPHS = 8  # of a long text: its first ones tell enough, and a gap takes 1 ms to compile
_LONGEST_GAP = 400
# Ideographs that are parts of numbers, or are themselves written in several ways.
_CHANGING = NUMERAL + VARIANTS + "点分之"
_SPACE = f"[\\s{INVISIBLE}]*"


class Spelling:
    """The ideographs of a text in their order, with gaps between them where it is written freely.

    `core` is the part of its canonical form from the first of these ideographs to the last; a text
    without any has none.
    """

    def __init__(self, target: str):
        tokens = list(_tokens().finditer(target))
        ideographs = [token for token in tokens if token.lastgroup != "gap"][:_MOST_IDEOGRAPHS]
        self.core = target[ideographs[0].start() : ideographs[-1].end()] if ideographs else ""
        self._pattern = re.compile(_pattern(self.core)) if self.core else None
        self._is_core: dict[str, bool] = {}

    def places(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Spans within `text[start:end]` that are `core` in some spelling."""
        if self._pattern is None:
            return
        found = self._pattern.search(text, start, end)
        while found is not None:
            if self._same(found.group()):
                yield found.span()
            found = self._pattern.search(text, found.start() + 1, end)

    def _same(self, written: str) -> bool:
        # 第…条 stands in a corpus a hundred thousand times, and in a thousand ways.
        if written not in self._is_core:
            # ㈲ at the edge brings its brackets.
            self._is_core[written] = self.core in canonical(written)
        return self._is_core[written]


def _pattern(core: str) -> str:
    pieces: list[str] = []
    for token in _tokens().finditer(core):
        if token.lastgroup == "gap":
            pieces[-1] = _gap()
            continue
        written = _SPACE.join(map(_ideograph, token.group()))
        if token.lastgroup == "joined":
            written = f"(?:{written}|[{written_as_one()[token.group()]}])"
        pieces += (written, _SPACE)
    return "".join(pieces[:-1])


@cache
def _tokens() -> re.Pattern[str]:
    joined = "|".join(written_as_one())
    return re.compile(f"(?P<joined>{joined})|(?P<one>(?![{_CHANGING}])[{CJK}])|(?P<gap>[\\s\\S])")


def _ideograph(character: str) -> str:
    sources = sources_of(character)
    return f"[{character}{sources}]" if sources else character


@cache
def _gap() -> str:
    """A pattern of characters that are no ideograph, or one that is a part of a number."""
    changing = "".join(character + sources_of(character) for character in _CHANGING)
    return f"(?:[^{CJK}]|[{changing}]){{0,{_LONGEST_GAP}}}"
