"""Chinese numerals and dates: 三百七十二 ⇄ 372, 二〇二一 ⇄ 2021, 2021年5月27日 → 2021-05-27."""

import re
from collections.abc import Iterator
from functools import lru_cache

_DIGITS = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_DIGITS |= {"七": 7, "八": 8, "九": 9}
_ONE, _ZERO = "[一二两三四五六七八九]", "[零〇○]"
_BELOW_MYRIAD = re.compile(
    rf"(?:({_ONE})千)?{_ZERO}?(?:({_ONE})百)?{_ZERO}?(?:({_ONE}?)十)?{_ZERO}?({_ONE})?"
)
_POSITIONAL = re.compile(rf"(?:([^亿万]+)亿)?{_ZERO}?(?:([^亿万]+)万)?{_ZERO}?([^亿万]+)?")

NUMERAL = "零〇○一二两三四五六七八九十百千万亿"
_RUN = re.compile(rf"[{NUMERAL}]{{2,20}}")
_DATE = re.compile(
    r"(?P<year>[12]\d{3}|[一二][零〇○一二三四五六七八九]{3})\s*[年.\-/]\s*"
    r"(?P<month>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[月.\-/]\s*"
    r"(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日?"
)


@lru_cache(maxsize=4096)  # the same few stand all over a law
def parse_number(text: str) -> int | None:
    """Read a whole number in Arabic digits or Chinese numerals; None when it is neither.

    十四五 is not a number (it names a five-year plan), and neither is 一二 (two ones in a list).
    """
    if text.isdecimal():
        return int(text)
    if not text or any(c not in NUMERAL for c in text):
        return None
    if all(c in _DIGITS for c in text):
        if len(text) == 1:
            return _DIGITS[text]
        # Digit by digit is how years and document numbers are written: 二〇二一.
        return int("".join(str(_DIGITS[c]) for c in text)) if len(text) >= 4 else None
    return _parse_positional(text)


def _parse_positional(text: str) -> int | None:
    match = _POSITIONAL.fullmatch(text)
    if match is None:
        return None
    values = [_parse_below_myriad(part) for part in match.groups()]
    if any(value == 0 for value, part in zip(values, match.groups(), strict=True) if part):
        return None
    hundred_millions, myriads, rest = values
    return hundred_millions * 10**8 + myriads * 10**4 + rest


def _parse_below_myriad(text: str | None) -> int:
    match = _BELOW_MYRIAD.fullmatch(text or "")
    if match is None:
        return 0
    thousands, hundreds, tens, ones = match.groups()
    ten = 0 if tens is None else _DIGITS.get(tens, 1)  # 十四 has no 一 before its 十
    return (
        _DIGITS.get(thousands, 0) * 1000
        + _DIGITS.get(hundreds, 0) * 100
        + ten * 10
        + _DIGITS.get(ones, 0)
    )


def arabic_forms(text: str) -> list[str]:
    """The Arabic forms of the Chinese numerals of two or more characters in `text`, in order."""
    forms = []
    for match in _RUN.finditer(text):
        number = parse_number(match.group())
        if number is not None:
            forms.append(str(number))
    return forms


def chinese_numeral(number: int) -> str:
    """Write 1 ≤ number < 10,000 as it stands in 第…条: 12 → 十二, 110 → 一百一十."""
    if not 0 < number < 10_000:
        raise ValueError(f"{number} is outside 1 to 9999")
    names = "零一二三四五六七八九"
    out, pending_zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            out += ("零" if pending_zero and out else "") + names[digit] + name
            pending_zero = False
        else:
            pending_zero = True
    return out.removeprefix("一") if out.startswith("一十") else out


# ２０２１年１月１日 is a date too.
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def parse_date(text: str) -> str | None:
    """The first date in `text` as ISO 8601 (2021-05-27), from 2021年5月27日, 2021.05.27, 二〇二一年…"""
    match = _DATE.search(text.translate(_HALF_WIDTH))
    return _iso(match) if match else None


def dates_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Every date in `text`: as ISO 8601, and its span."""
    for match in _DATE.finditer(text.translate(_HALF_WIDTH)):
        date = _iso(match)
        if date is not None:
            yield date, *match.span()


def _iso(match: re.Match[str]) -> str | None:
    year, month, day = (parse_number(match[name]) for name in ("year", "month", "day"))
    if year is None or month is None or day is None or not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"
