"""Other ways to write the same quote: it has to be verified in all of them."""

import random
import re
from collections.abc import Callable
from functools import cache

import opencc

from index.numerals import NUMERAL, chinese_numeral, parse_number

Form = Callable[[str, random.Random], str]
_CHINESE = re.compile(rf"(?<![{NUMERAL}\d])[{NUMERAL}]{{2,7}}(?![{NUMERAL}\d个分])")
_SHARE = re.compile(rf"百分之([{NUMERAL}]{{1,3}})(?![点{NUMERAL}])")
_ARABIC = re.compile(r"(?<![\d.,/－-])\d{1,4}(?![\d.,%％万亿千百/－-])")
_KANGXI = str.maketrans(
    "一人民大小手日月水火田目立行西见车长门页风马高",
    "⼀⼈⺠⼤⼩⼿⽇⽉⽔⽕⽥⽬⽴⾏⻄⻅⻋⻓⻔⻚⻛⻢⾼",
)


def full_width(text: str, rng: random.Random) -> str:
    """Digits, Latin letters and marks of full width."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c not in "<>" else c for c in text)


def half_width(text: str, rng: random.Random) -> str:
    """Commas, brackets, colons of half width."""
    return text.translate(str.maketrans("，；：（）！？", ",;:()!?"))


def traditional(text: str, rng: random.Random) -> str:
    """繁体."""
    return str(_traditional().convert(text))


@cache
def _traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def broken(text: str, rng: random.Random) -> str:
    """Spaces and line breaks inside, as a page of a PDF has them."""
    places = [i for i in range(1, len(text)) if not (text[i - 1 : i + 1].isascii())]
    chosen = set(rng.sample(places, min(3, len(places))))
    return "".join(
        (rng.choice(["\n", " ", "\u3000"]) if i in chosen else "") + c for i, c in enumerate(text)
    )


def invisible(text: str, rng: random.Random) -> str:
    """Zero-width and direction characters inside."""
    at = rng.randrange(1, len(text))
    return text[:at] + rng.choice(["\u200b", "\ufeff", "\u202e", "\u2060"]) + text[at:]


def arabic(text: str, rng: random.Random) -> str:
    """Chinese numerals as digits: 三十日 → 30日, 百分之三 → 3%."""
    text = _SHARE.sub(lambda m: f"{parse_number(m[1])}%" if parse_number(m[1]) else m[0], text)

    def written(match: re.Match[str]) -> str:
        value = parse_number(match.group())
        return match.group() if value is None else str(value)

    return _CHINESE.sub(written, text)


def chinese(text: str, rng: random.Random) -> str:
    """Digits as Chinese numerals: 2021年5月 → 二〇二一年五月."""

    def written(match: re.Match[str]) -> str:
        digits = match.group()
        if len(digits) == 4 and text[match.end() : match.end() + 1] == "年":
            return digits.translate(str.maketrans("0123456789", "〇一二三四五六七八九"))
        alone = digits != "0" and not digits.startswith("0")
        beside = (
            text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
        )
        if not alone or any(c in NUMERAL for c in beside):
            return digits
        return chinese_numeral(int(digits))

    return _ARABIC.sub(written, text)


def quotation_marks(text: str, rng: random.Random) -> str:
    """「」 for “”, and the whole in quotation marks."""
    return "「" + text.translate(str.maketrans("“”‘’", "『』﹁﹂")) + "」"


def radicals(text: str, rng: random.Random) -> str:
    """Kangxi radicals, as some PDF readers give them."""
    return text.translate(_KANGXI)


def dashes(text: str, rng: random.Random) -> str:
    """Other dashes."""
    return re.sub("[—–－~～-]+", rng.choice(["—", "——", "–", "-", "～"]), text)


def trimmed(text: str, rng: random.Random) -> str:
    """Part of the quote: some of its clauses."""
    clauses = re.split("(?<=[，；])", text)
    if len(clauses) < 3:
        return text.rstrip("。；")
    first = rng.randrange(len(clauses) - 1)
    part = "".join(clauses[first : rng.randrange(first + 1, len(clauses)) + 1]).rstrip("。；，")
    return part if len(part) > 9 else text


FORMS: dict[str, Form] = {
    f.__name__: f
    for f in (
        full_width, half_width, traditional, broken, invisible, arabic, chinese, quotation_marks,
        radicals, dashes, trimmed,
    )
}  # fmt: skip
