"""Automatic numbering of Word documents (numbering.xml): what is printed before each paragraph."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_CHINESE = frozenset(
    "chineseCounting chineseCountingThousand japaneseCounting taiwaneseCounting "
    "taiwaneseCountingThousand ideographDigital taiwaneseDigital japaneseDigitalTenThousand".split()
)
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"))
_ROMAN_SMALL = ((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str
    legal: bool  # every number in it in digits
    follows: str  # tab, space or nothing


class Numbering:
    """Counts paragraphs as Word does, list by list and level by level."""

    def __init__(self, root: Any):
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}  # numId → abstractNumId
        self._starts: dict[str, dict[int, int]] = {}  # numId → level → overridden start
        self._counts: dict[str, dict[int, int]] = {}  # abstractNumId → level → last number
        self._begun: set[tuple[str, int]] = set()
        if root is None:
            return
        for abstract in root.iter(f"{W}abstractNum"):
            levels = {_value(x, "ilvl", own=True): _level(x) for x in abstract.iter(f"{W}lvl")}
            self._abstract[abstract.get(f"{W}abstractNumId", "")] = levels
        for number in root.iter(f"{W}num"):
            key = number.get(f"{W}numId", "")
            target = number.find(f"{W}abstractNumId")
            self._lists[key] = target.get(f"{W}val", "") if target is not None else ""
            self._starts[key] = {
                _value(override, "ilvl", own=True): _value(override, "startOverride")
                for override in number.iter(f"{W}lvlOverride")
                if override.find(f"{W}startOverride") is not None
            }

    def label(self, list_id: str, level: int) -> str:
        """What Word prints before the next paragraph of that list and level; "" for a bullet."""
        abstract = self._lists.get(list_id, "")
        levels: Mapping[int, _Level] = self._abstract.get(abstract, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(abstract, {})
        override = self._starts.get(list_id, {}).get(level)
        if override is not None and (list_id, level) not in self._begun:
            counts[level] = override
        else:
            counts[level] = counts.get(level, levels[level].start - 1) + 1
        self._begun.add((list_id, level))
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]
        return self._printed(levels, level, counts)

    @staticmethod
    def _printed(levels: Mapping[int, _Level], level: int, counts: dict[int, int]) -> str:
        own = levels[level]
        if own.format in ("bullet", "none") and "%" not in own.text:
            return ""
        text = own.text
        for k in range(_LEVELS):
            if f"%{k + 1}" in text and k in levels:
                number = counts.get(k, levels[k].start)
                text = text.replace(
                    f"%{k + 1}", format_number(number, "decimal" if own.legal else levels[k].format)
                )
        # 一、 and （一） stand close to their text in any typesetting, 第一条 does not.
        close = own.follows == "nothing" or text.endswith(tuple("、．.）)】:："))
        return text if close or not text else f"{text} "


def _level(element: Any) -> _Level:
    return _Level(
        start=_value(element, "start", default=1),
        format=_string(element, "numFmt") or "decimal",
        text=_string(element, "lvlText"),
        legal=element.find(f"{W}isLgl") is not None,
        follows=_string(element, "suff") or "tab",
    )


def _string(element: Any, name: str) -> str:
    child = element.find(f"{W}{name}")
    return str(child.get(f"{W}val", "")) if child is not None else ""


def _value(element: Any, name: str, default: int = 0, own: bool = False) -> int:
    printed = element.get(f"{W}{name}", "") if own else _string(element, name)
    return int(printed) if printed.isdecimal() and len(printed) < 9 else default


def format_number(number: int, style: str) -> str:
    """A number in one of Word's formats; in digits where the format is none of those used here."""
    if style in _CHINESE:
        return _chinese(number)
    if style in ("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"):
        return _chinese(number).translate(str.maketrans(_DIGITS + "十百千", _LEGAL + "拾佰仟"))
    if style == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if style in ("decimalEnclosedCircleChinese", "decimalEnclosedParen") and 1 <= number <= 20:
        return chr((0x2460 if "Circle" in style else 0x2474) + number - 1)
    if style == "decimalZero":
        return f"{number:02}"
    if style == "decimalFullWidth":
        return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    if style in ("upperLetter", "lowerLetter") and 1 <= number <= 26 * 9:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if style == "upperLetter" else letter
    if style in ("upperRoman", "lowerRoman") and 1 <= number < 4000:
        roman = _roman(number)
        return roman.upper() if style == "upperRoman" else roman
    if style == "ideographTraditional" and 1 <= number <= 10:
        return _STEMS[number - 1]
    if style == "ideographZodiac" and 1 <= number <= 12:
        return _BRANCHES[number - 1]
    return str(number)


def _roman(number: int) -> str:
    printed = ""
    for value, letters in _ROMAN + _ROMAN_SMALL:
        count, number = divmod(number, value)
        printed += letters * count
    return printed


def _chinese(number: int) -> str:
    """12 → 十二, 105 → 一百零五; above 9999 digit by digit."""
    if number > 9999:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if number == 0:
        return "零"
    printed, skipped = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            printed += ("零" if skipped and printed else "") + _DIGITS[digit] + name
        skipped = not digit
    return printed.removeprefix("一") if printed.startswith("一十") else printed
