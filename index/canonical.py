"""The form in which a quote and its source are compared: folded, with every number in one spelling.

三万元, 30,000元, ３万元 and 30000元 have one form, so have 百分之三 and 3%, 二〇二一年 and 2021年, “…” inside
‘…’, 《》 and 〈〉, one dash and two. Texts that differ in anything that is read differently keep
different forms. A number is one unit: a span never begins or ends inside one.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from index.fold import fold, fold_with_map
from index.numerals import NUMERAL, parse_number

# Variants that conversion to traditional characters and back does not undo, and marks that are
# written differently inside other marks.
_FROM, _TO = "覆瞭藉迳甦揹著鲶睪痺簷衞枱○", "复了借径苏背着鲇睾痹檐卫台〇"
VARIANTS = _FROM + _TO
_SINGLE = str.maketrans(_FROM + "'<>〈〉‧•∙・", _TO + '"《》《》····')
_DIGITS = "零〇一二两三四五六七八九"
_ARABIC = r"(?<![\d,])\d{1,3}(?:,\d{3}){1,6}(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = "[百千]?(?:万亿|亿|万)|[百千]"
# A Chinese numeral beside a digit is a word: 统一3个.
_CHINESE = rf"(?<!\d)[{NUMERAL}]+(?!\d)(?:点[{_DIGITS}]+(?![十百千万亿\d]))?"
_ONE = rf"(?:{_ARABIC}|{_CHINESE})"
number_pattern = (
    rf"(?:(?:[百千万]|{_ONE})分之{_ONE}|(?:(?:{_ARABIC})(?:{_UNIT}))+|{_ARABIC}|{_CHINESE})[%‰]?"
)
"""A number in folded text, in whatever spelling, with its percent sign."""
_NUMBER = re.compile(
    rf"(?P<of>百|千|万|{_ONE})分之(?P<part>{_ONE})"
    rf"|(?P<arabic>(?:(?:{_ARABIC})(?:{_UNIT}))+|{_ARABIC})"
    rf"|(?P<chinese>{_CHINESE})"
    r"|(?P<dash>-{2,})|(?P<dots>\.{3,}|。{3,})"
)
_WITH_UNIT = re.compile(rf"({_ARABIC})({_UNIT})?")
_SHARES = {"百": (100, "%"), "千": (1000, "‰"), "万": (10_000, "‱")}
_UNITS = {"百": 10**2, "千": 10**3, "万": 10**4, "亿": 10**8, "万亿": 10**12}
_VALUES = str.maketrans(_DIGITS, "001223456789")
_BETWEEN_LINES = re.compile(rf"(?<=[{NUMERAL}○\d])[^\S\n]*\n\s*(?=[{NUMERAL}○\d])")
_BIGGEST = 10**20


@dataclass(frozen=True, slots=True)
class Canonical:
    """A canonical text and, for each of its characters, the source span that it came from. All
    characters of one number share a span."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Map the span [start, end) (not empty) to the source span that it came from."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"canonical span {start}:{end} is empty or outside 0:{len(self.text)}")
        return self.starts[start], self.ends[end - 1]

    def occurrences(self, wanted: str) -> Iterator[tuple[int, int]]:
        """Spans whose text is `wanted` and that cut no number."""
        place = self.text.find(wanted)
        while place >= 0:
            end = place + len(wanted)
            if not self.cuts_number(place) and not self.cuts_number(end):
                yield place, end
            place = self.text.find(wanted, place + 1)

    def cuts_number(self, offset: int) -> bool:
        """Whether a span that begins or ends at `offset` has only part of a number."""
        if not 0 < offset < len(self.text):
            return False
        if self.starts[offset - 1] == self.starts[offset]:
            return True
        if self.ends[offset - 1] < self.starts[offset]:  # a line ends there
            return False
        return _continues(self.text[offset - 1], self.text[offset])


def _continues(before: str, after: str) -> bool:
    """Whether two neighbouring characters belong to one number: 1|5, 3|%."""
    return before.isdecimal() and (after.isdecimal() or after in "%‰‱")


def canonical(text: str) -> str:
    """The canonical form of `text`: `canonical_with_map(text).text`, made faster."""
    if _BETWEEN_LINES.search(text):
        return canonical_with_map(text).text
    return _NUMBER.sub(_rewritten, fold(text).translate(_SINGLE))


def canonical_with_map(text: str) -> Canonical:
    """The canonical form of `text` with its map to the source."""
    folded = fold_with_map(text)
    plain, offsets = folded.text.translate(_SINGLE), folded.offsets
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for first, last, written in _numbers(plain, _line_ends(text, offsets)):
        pieces += (plain[done:first], written)
        starts += offsets[done:first]
        ends += [offset + 1 for offset in offsets[done:first]]
        starts += [offsets[first]] * len(written)
        ends += [offsets[last - 1] + 1] * len(written)
        done = last
    pieces.append(plain[done:])
    starts += offsets[done:]
    ends += [offset + 1 for offset in offsets[done:]]
    return Canonical("".join(pieces), tuple(starts), tuple(ends))


def _line_ends(text: str, offsets: Sequence[int]) -> list[int]:
    """Where in a folded text a line ended between two characters of numbers: those are two."""
    return [bisect_left(offsets, match.end()) for match in _BETWEEN_LINES.finditer(text)]


def _numbers(plain: str, breaks: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """Spans of a folded text that are written in another way, and how."""
    for start, end in pairwise((0, *breaks, len(plain))):
        for match in _NUMBER.finditer(plain[start:end]):
            written = _written(match)
            if written is not None:
                yield start + match.start(), start + match.end(), written


def _rewritten(match: re.Match[str]) -> str:
    written = _written(match)
    return match.group() if written is None else written


def _written(match: re.Match[str]) -> str | None:
    """The one spelling of what was matched; None where it stays as it is (十四五)."""
    if match["dash"]:
        return "-"
    if match["dots"]:
        return "…"
    if match["of"]:
        return _share(match["of"], match["part"])
    value = number_value(match.group())
    return None if value is None else format(value, "f")


def _share(of: str, part: str) -> str | None:
    """百分之三 as 3%, 三分之二 as 2/3."""
    value = Decimal(100) if (of, part) == ("百", "百") else number_value(part)
    if value is not None and of in _SHARES:
        return format(value, "f") + _SHARES[of][1]
    whole = number_value(of)
    return None if value is None or whole is None else f"{value:f}/{whole:f}"


def number_value(printed: str) -> Decimal | None:
    """The value of a folded number: 1,000 or 3.5万 or 三百七十二 or 一点五; None for any other text."""
    if printed[:1].isdecimal():
        return _arabic_value(printed)
    whole, point, decimals = printed.partition("点")
    if whole.endswith("万亿") and not point:
        number = parse_number(whole.removesuffix("万亿"))
        return None if number is None else Decimal(number * _UNITS["万亿"])
    number = parse_number(whole) if whole else None
    if number is None or (point and not decimals):
        return None
    return Decimal(f"{number}.{decimals.translate(_VALUES)}" if point else number)


def _arabic_value(printed: str) -> Decimal | None:
    """The value of 1,000 or 3.5万 or 1亿2千万."""
    value, last, end = Decimal(0), _BIGGEST, 0
    for match in _WITH_UNIT.finditer(printed):
        number, unit = match.groups()
        scale = 1
        if unit:
            scale = _UNITS[unit] if unit in _UNITS else _UNITS[unit[0]] * _UNITS[unit[1:]]
        if scale >= last or match.start() != end:
            return None
        last, end = scale, match.end()
        value += Decimal(number.replace(",", "")) * scale
    if end != len(printed):
        return None
    return value if last == 1 else value.normalize()
