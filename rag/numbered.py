"""文号 in every spelling: 国发〔2018〕41号, 国发18年四十一号文, 国务院令第707号 → the documents that bear them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.numerals import NUMERAL, parse_number
from index.records import RecordReader

_SERIAL = rf"(?:\d{{1,5}}|[{NUMERAL}]{{1,7}})"
_MAKER = "[\u4e00-\u9fff、]"
# 号 of a line, a building, a player or a day is none of a document.
_END = r"\s{0,2}号(?!线|楼|院|机|车|公路|地块|店|门|房|台风|病房|码头|[航卫]|以[前后]|之?[前后])"
_YEARED = re.compile(
    rf"(?P<before>{_MAKER}{{0,30}})\s{{0,2}}(?P<open>[\[({{<]?)\s{{0,2}}(?P<year>(?:19|20)\d{{2}}|(?<!\d)\d{{2}}(?=\s{{0,2}}[年\])}}>]))"
    rf"\s{{0,2}}年?\s{{0,2}}(?P<close>[\])}}>]?)\s{{0,2}}第?\s{{0,2}}(?P<serial>{_SERIAL}){_END}(?P<order>令?)"
)
_ORDERED = re.compile(
    rf"(?P<before>{_MAKER}{{1,30}}(?:令|公告))\s{{0,2}}第?\s{{0,2}}(?P<serial>{_SERIAL}){_END}"
)
# 国务院第707号令: whose it is stands before, what it is behind.
_TURNED = re.compile(
    rf"(?P<before>{_MAKER}{{1,30}}?[院部局委府会署厅行])第\s{{0,2}}(?P<serial>{_SERIAL})\s{{0,2}}号令"
)
# What the sign of a maker ends with: 国发, 国办函, 法释, 晋政办字, 财税.
_SIGN = re.compile("(?:[发函字令电告释税规办政文通]|公告)$")
_LEAD = re.compile(
    "^.*(?:请问|请教|想问|知道|一下|查查?|看看?|关于|根据|依照|按照?|依据|告诉我|帮我|[的了和与])(?=.{2})"
)
_COUNTRY = "中华人民共和国"
_THIS_CENTURY = 40  # 18年 is 2018, 98年 1998
_LONGEST_SHORT, _SHORTEST_SHORT = 20, 4


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A 文号 in a folded text: what stands `before` its year (the maker's sign, perhaps behind other
    words), its year (0 for a 令 that has none) and serial number, and its span. `certain` tells that
    it can be nothing else; 2019年4号 may be a day."""

    before: str
    year: int
    serial: int
    certain: bool
    start: int
    end: int

    def __str__(self) -> str:
        sign = self.before
        return (
            f"{sign}{self.year}年第{self.serial}号"
            if sign.endswith("令") and self.year
            else sign + self.bare
        )

    @property
    def bare(self) -> str:
        """The 文号 without its maker: 〔2018〕41号, 第707号."""
        return f"〔{self.year}〕{self.serial}号" if self.year else f"第{self.serial}号"


def number_in(folded: str) -> DocumentNumber | None:
    """The first 文号 of a folded text, a certain one before others; None without any."""
    found = numbers_in(folded)
    return next((number for number in found if number.certain), found[0] if found else None)


def numbers_in(folded: str) -> list[DocumentNumber]:
    """Every 文号 of a folded text, in order."""
    matches = [m for form in (_YEARED, _ORDERED, _TURNED) for m in form.finditer(folded)]
    found: list[DocumentNumber] = []
    for match in sorted(matches, key=lambda m: m.start()):
        number = _read(match)
        if number is not None and (not found or number.start >= found[-1].end):
            found.append(number)
    return found


def _read(match: re.Match[str]) -> DocumentNumber | None:
    serial = parse_number(match["serial"]) or _digit_by_digit(match["serial"])
    before = match["before"] + ("令" if match.re is _TURNED else "")
    if not serial:
        return None
    if match.re is not _YEARED:
        return DocumentNumber(before, 0, serial, True, match.start(), match.end())
    year = int(match["year"])
    signed = _SIGN.search(before) is not None
    bracketed = bool(match["open"] and match["close"] and before)
    if year < 100:
        if not signed:
            return None  # 他18年12号
        year += 2000 if year < _THIS_CENTURY else 1900
    if match["order"] and not before.endswith("令"):
        before += "令"
    return DocumentNumber(before, year, serial, signed or bracketed, match.start(), match.end())


def _digit_by_digit(printed: str) -> int:
    """一一七 as 117; 0 where it is no row of digits."""
    values = [parse_number(character) for character in printed]
    digits = [value for value in values if value is not None and value < 10]
    return int("".join(map(str, digits))) if digits and len(digits) == len(values) else 0


def bearers(records: RecordReader, number: DocumentNumber) -> tuple[int, ...]:
    """The documents that bear a 文号: under its very sign, else under one that it shortens (国办2018年128
    号, 国务院2019年4号文); of an uncertain one whatever bears year and serial number."""
    borne = _borne(records.folded_numbers)
    same = [
        (document, sign)
        for document, sign, year in borne.get(number.serial, ())
        if year == number.year or not number.year
    ]
    before = _sign(number.before)
    own = tuple(d for d, sign in same if sign and before.endswith(sign))
    if own:
        return own
    titled = tuple(
        d for d, title in enumerate(records.folded_titles) if title.startswith(_printed(number))
    )
    if titled and number.year:
        return titled
    short = tuple(d for d, sign in same if number.year and _begins(before, sign))
    made = short or tuple(
        d
        for d, _ in same
        if (maker := records.cards[d].issuer) and before.endswith(maker.split("、")[0])
    )
    made = made or tuple(d for d, sign in same if _abridged(before, sign))
    if made or number.certain:
        return made
    return tuple(d for d, _ in same) if number.year else ()


def near_numbers(records: RecordReader, number: DocumentNumber, most: int) -> tuple[int, ...]:
    """The documents whose 文号 is nearest to one that none bears: of the same year and serial number,
    then of the same sign and year by serial number."""
    before = _sign(number.before)
    found: list[tuple[int, int]] = []
    for serial, rows in _borne(records.folded_numbers).items():
        for document, sign, year in rows:
            if year == number.year and serial == number.serial and year:
                found.append((0, document))
            elif sign and before.endswith(sign) and year == number.year:
                found.append((abs(serial - number.serial), document))
    return tuple(document for _, document in sorted(found)[:most])


def without_words(records: RecordReader, number: DocumentNumber) -> DocumentNumber:
    """A 文号 without the words that stand before its maker's sign, as far as that is known: of 为什么废止
    法释〔2013〕15号 the 法释."""
    signs = {sign for rows in _borne(records.folded_numbers).values() for _, sign, _ in rows}
    before = number.before
    known = next((i for i in range(len(before)) if _sign(before[i:]) in signs), None)
    cut = known if known is not None else len(before) - len(_LEAD.sub("", before))
    return replace(number, before=before[cut:], start=number.start + cut)


@lru_cache(maxsize=8)
def _borne(numbers: Sequence[str]) -> dict[int, list[tuple[int, str, int]]]:
    """serial number → (document, sign, year) of all that bear it."""
    found: dict[int, list[tuple[int, str, int]]] = {}
    for document, printed in enumerate(numbers):
        number = number_in(printed) if printed else None
        if number is not None:
            row = document, _sign(number.before), number.year
            found.setdefault(number.serial, []).append(row)
    return found


def _sign(before: str) -> str:
    return re.sub("^国令$|(?<![\u4e00-\u9fff])国令$", "国务院令", before.replace(_COUNTRY, ""))


def _printed(number: DocumentNumber) -> str:
    return f"{number.before}[{number.year}]{number.serial}号"


def _begins(before: str, sign: str) -> bool:
    """Whether what stands before a 文号 ends with the beginning of a sign: 国办 of 国办发."""
    return any(before.endswith(sign[:length]) for length in range(len(sign) - 1, 1, -1))


def _abridged(before: str, sign: str) -> bool:
    """Whether it ends with a short form of a maker's sign: 市场监管总局令 of 国家市场监督管理总局令."""
    if not sign.endswith(before[-2:]):
        return False
    for length in range(min(len(before), _LONGEST_SHORT), _SHORTEST_SHORT - 1, -1):
        rest = iter(sign)
        if all(character in rest for character in before[-length:]):
            return 2 * length >= len(sign)
    return False
