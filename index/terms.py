"""Terms for BM25: CJK characters and character pairs, Latin words and numbers, as 64-bit codes.

Pairs of characters beat word segmentation on this kind of text (see ARCHITECTURE.md), need no
dictionary, and survive a wrong or missing character. Codes instead of strings let numpy do the work
and let an index open without building a dictionary.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from index.arrays import distinct
from index.fold import CJK, fold
from index.numerals import arabic_forms

_PAIR, _WORD = np.uint64(1 << 62), np.uint64(1 << 63)
_KIND_AT = np.uint64(62)  # the two highest bits: 0 character, 1 pair, 2 and 3 word
_PAIR_BITS = 42  # two characters of 21 bits
PACKED_BITS = 2 + _PAIR_BITS
_RUN = re.compile(rf"\d+(?:\.\d+)*|[^\W\d_{CJK}]+")
_PAIR_AT = re.compile(rf"(?=([{CJK}]{{1,2}}))")


def searchable(text: str, folded: str | None = None) -> str:
    """The form of `text` that terms are taken from: folded, with Chinese numerals also in digits.
    `folded`: its folded form where that is known."""
    return " ".join([fold(text) if folded is None else folded, *arabic_forms(text)])


def term_codes(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Terms of folded texts: codes, and for each code the index of its text (not sorted)."""
    joined = "\n".join(texts)
    if not joined:
        return np.empty(0, np.uint64), np.empty(0, np.int32)
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    rows = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)[: len(points)]
    cjk = _is_cjk(points)
    single = np.flatnonzero(cjk)
    pairs = np.flatnonzero(cjk[:-1] & cjk[1:])
    wide = points.astype(np.uint64)
    # Words are looked for where every run of CJK has shrunk to a line feed: a sixth of the text.
    beside = np.flatnonzero(~cjk | np.concatenate([[True], ~cjk[:-1]]))
    shrunk = np.where(cjk[beside], np.uint32(ord("\n")), points[beside])
    found = _RUN.finditer(shrunk.tobytes().decode("utf-32-le", "surrogatepass"))
    runs = [(match.start(), _word_code(match.group())) for match in found]
    starts = beside[np.array([start for start, _ in runs], np.int64)]
    words = np.array([code for _, code in runs], np.uint64)
    pair_codes = _PAIR | (wide[pairs] << np.uint64(21)) | wide[pairs + 1]
    codes = np.concatenate([wide[single], pair_codes, words])
    return codes, np.concatenate([rows[single], rows[pairs], rows[starts]])


def pack(codes: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The codes as numbers of `PACKED_BITS` bits in the same order, and the words among them, sorted,
    which `unpack` needs: a word's number is its place there."""
    kind, rest = codes >> _KIND_AT, codes & np.uint64((1 << _PAIR_BITS) - 1)
    words = codes >= _WORD
    known = distinct(codes[words])
    kind[words], rest[words] = 2, np.searchsorted(known, codes[words])
    return kind << np.uint64(_PAIR_BITS) | rest, known


def unpack(packed: NDArray[np.uint64], words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The codes again."""
    kind, rest = packed >> np.uint64(_PAIR_BITS), packed & np.uint64((1 << _PAIR_BITS) - 1)
    codes = kind << _KIND_AT | rest
    codes[kind == 2] = words[rest[kind == 2].astype(np.intp)]
    return codes


def describe(codes: NDArray[np.uint64], folded: str) -> list[str]:
    """The terms of `folded` whose codes are in `codes`, in reading order, for explanations."""
    wanted = set(codes.tolist())
    found = {match.start(): match[1] for match in _PAIR_AT.finditer(folded)}
    found |= {match.start(): match.group() for match in _RUN.finditer(folded)}
    terms = (found[start] for start in sorted(found))
    return [term for term in terms if any(c in wanted for c in term_codes([term])[0].tolist())]


def _is_cjk(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    inside = (points >= 0x4E00) & (points <= 0x9FFF)
    inside |= (points >= 0x3400) & (points <= 0x4DBF)
    inside |= (points >= 0xF900) & (points <= 0xFAFF)
    inside |= (points >= 0x20000) & (points <= 0x3134F)
    inside |= points == 0x3007
    return inside


@lru_cache(maxsize=65536)  # years and numbers of articles come again and again
def _word_code(word: str) -> int:
    digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") | int(_WORD)
