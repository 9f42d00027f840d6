"""The matching form of a text, with a map back to the offsets of the source.

Two spellings that a reader takes for the same text fold to the same string: full and half width,
upper and lower case, traditional and simplified characters, the many quotation marks and dashes,
Kangxi radicals left by PDF readers, and white space (a page break may fall inside a word, so
创新⏎项目 folds to 创新项目). Folding is only for matching: what is shown is always the source.

Each character folds on its own (NFKC of one character may give several), so every folded
character comes from exactly one source character and spans map back without guessing.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import opencc

# PDF readers leave these radicals in place of the characters they look like; NFKC keeps them.
_RADICALS = {
    "⺠": "民",
    "⻔": "门",
    "⻅": "见",
    "⻋": "车",
    "⻓": "长",
    "⻚": "页",
    "⻛": "风",
    "⻢": "马",
}
_QUOTES = dict.fromkeys("“”„‟«»「」『』〝〞＂", '"') | dict.fromkeys("‘’‚‛＇`", "'")
_DASHES = dict.fromkeys("‐‑‒–—―−－─━~～〜", "-")
_BRACKETS = dict.fromkeys("〔【［", "[") | dict.fromkeys("〕】］", "]")
INVISIBLE = "\u00ad\u061c\u180e\ufeff" + "".join(
    map(chr, [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)])
)

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f〇"
_WORD = re.compile(rf"[^\W_{CJK}]")
_LOOSE = re.compile(
    rf" (?:(?!{_WORD.pattern})|(?<!{_WORD.pattern} ))"
)  # a space that means nothing


@cache
def _table() -> dict[int, str]:
    """Code point → folded characters, for every code point of the BMP that changes."""
    table: dict[int, str] = {}
    plain = [c for c in range(0x80, 0x10000) if not (0x3400 <= c < 0xA000 or 0xAC00 <= c < 0xE000)]
    for code in [*range(0x80), *plain]:
        folded = unicodedata.normalize("NFKC", chr(code)).lower()
        if folded != chr(code):
            table[code] = folded
    ideographs = [chr(c) for c in range(0x3400, 0xA000)]
    simplified = opencc.OpenCC("t2s").convert("\n".join(ideographs)).split("\n")
    table |= {ord(t): s for t, s in zip(ideographs, simplified, strict=True) if t != s}
    for mapping in (_RADICALS, _QUOTES, _DASHES, _BRACKETS):
        table |= {ord(key): value for key, value in mapping.items()}
    table |= {ord(c): "" for c in INVISIBLE}
    # A compatibility ideograph or Kangxi radical may fold to a traditional character.
    return {k: "".join(table.get(ord(c), c) for c in v) for k, v in table.items()}


@cache
def _sources() -> dict[str, str]:
    """Each character as a key → the characters whose folded form holds it."""
    sources: dict[str, str] = {}
    for code, folded in _table().items():
        for character in set(folded):
            sources[character] = sources.get(character, "") + chr(code)
    return sources


def sources_of(character: str) -> str:
    """Every other character whose folded form is this one or holds it: 条 is that of 條, 日 of ㊐."""
    return _sources().get(character, "")


@cache
def written_as_one() -> dict[str, str]:
    """Several ideographs that one sign stands for → that sign: 平成 → ㍻."""
    ideograph = re.compile(f"[{CJK}]")
    return {v: chr(k) for k, v in _table().items() if len(ideograph.findall(v)) > 1}


def _keeps_space(before: str, after: str) -> bool:
    """White space means something only between two words of a script that writes it."""
    return bool(_WORD.match(before) and _WORD.match(after))


def fold(text: str) -> str:
    """Return the matching form of `text`."""
    return _LOOSE.sub("", " ".join(text.translate(_table()).split()))


@lru_cache(maxsize=1 << 14)
def fold_title(title: str) -> str:
    """`fold` of a title: all that compare titles ask for it, each for those of all documents."""
    return fold(title)


def join_folded(folded: Sequence[str]) -> str:
    """`fold` of several texts on a line each, from the folded form of each."""
    whole = ""
    for text in folded:
        space = " " if whole and text and _keeps_space(whole[-1], text[0]) else ""
        whole += space + text
    return whole


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, for each of its characters, the offset of the source character."""

    text: str
    offsets: tuple[int, ...]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Map the folded span [start, end) (not empty) to the source span that it came from."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"folded span {start}:{end} is empty or outside 0:{len(self.text)}")
        return self.offsets[start], self.offsets[end - 1] + 1


def fold_with_map(text: str) -> Folded:
    """Fold `text` and keep the map. `fold_with_map(t).text == fold(t)` for every t."""
    table = _table()
    pieces: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        for folded in table.get(ord(character), character):
            pieces.append(folded)
            offsets.append(offset)
    kept: list[int] = []
    position, size = 0, len(pieces)
    while position < size:
        if not pieces[position].isspace():
            kept.append(position)
            position += 1
            continue
        end = position
        while end < size and pieces[end].isspace():
            end += 1
        if 0 < position and end < size and _keeps_space(pieces[position - 1], pieces[end]):
            pieces[position] = " "
            kept.append(position)
        position = end
    return Folded("".join(pieces[k] for k in kept), tuple(offsets[k] for k in kept))


def encodable(text: str) -> str:
    """The text with lone surrogates, which tokenizers refuse, replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="replace").decode()
    return text
