"""Is this line a heading? Markers of Chinese official documents and laws, one line at a time.

Ranks order the families from the outside in: 编 0, 分编 1, 章 2, 节 3, 条 5, 第X部分 6, 一、7,
（一）8, 1. 9,（1）10, ① 11, 1 and 1.1 from 12 on; 4 is （一） above articles. Whether a marked line
really is a heading depends on the lines around it and is decided in `structure`.
"""

import re
import unicodedata
from dataclasses import dataclass

from index.numerals import parse_number
from index.types import SectionKind

_N = "零〇○一二三四五六七八九十百千两"
_DIVISION = re.compile(
    rf"第\s*(?P<number>[{_N}]{{1,6}}|\d{{1,3}})\s*(?P<unit>分编|编|章|节)(?P<rest>.*)"
)
_ARTICLE = re.compile(
    rf"第\s*(?P<number>[{_N}]{{1,8}}|\d{{1,4}})\s*条(?P<suffix>之[{_N}]{{1,3}})?(?P<rest>.*)"
)
_PARTITION = re.compile(rf"第\s*(?P<number>[{_N}]{{1,3}}|\d{{1,2}})\s*部分(?P<rest>.*)")
_NUMBERED: tuple[tuple[int, re.Pattern[str]], ...] = (
    (7, re.compile(rf"(?P<number>[{_N}]{{1,4}})\s*[、．.](?P<rest>.*)")),
    (8, re.compile(rf"[（(]\s*(?P<number>[{_N}]{{1,4}})\s*[）)](?P<rest>.*)")),
    (8, re.compile(r"(?P<number>[㈠-㈩])(?P<rest>.*)")),
    (9, re.compile(r"(?P<number>\d{1,3})\s*(?:[.．](?!\d(?!\d{3}年))|、)(?P<rest>.*)")),
    (10, re.compile(r"[（(]\s*(?P<number>\d{1,3})\s*[）)](?P<rest>.*)")),
    (10, re.compile(r"(?P<number>[⑴-⒇])(?P<rest>.*)")),
    (11, re.compile(r"(?P<number>[①-⑳])(?P<rest>.*)")),
)
_DECIMAL = re.compile(
    r"(?P<number>\d{1,2}(?:[.．]\d{1,2}){0,4})(?P<gap>[.．]?[ \u3000\xa0]*)(?P<rest>[\u4e00-\u9fff《“（].*)"
)
_ANNEX = re.compile(
    rf"附\s*+(?:[件表录]\s*+(?P<number>[{_N}]{{1,3}}|\d{{1,2}})?\s*+[:：.．]?|[:：])"
)
_DIVISION_RANKS: dict[str, tuple[int, SectionKind]] = {
    "编": (0, "part"),
    "分编": (1, "part"),
    "章": (2, "chapter"),
    "节": (3, "section"),
}
ARTICLE_RANK, NUMBERED_RANK, FIRST_RANK, DECIMAL_RANK = 5, 6, 7, 12
_TITLED_ANNEX = re.compile(
    rf"(?P<label>附\s{{0,4}}[件表录]\s{{0,4}}(?P<number>[{_N}]{{1,3}}|\d{{1,2}})?\s{{0,4}}[:：.\s]\s{{0,4}}[^\s\d].{{1,48}})"
)
# What follows 第X条 or 第X章 where the text speaks about it instead of opening it. Whole words, for
# an article glued to its marker may begin like them: 第二条中华人民共和国…, 第三章项目管理.
_REFERENCE_TAIL = re.compile(
    "规定|所[列称述规指]|第|[至到和、的或与及之，,。；;）)》]|中[的规所，,、]|款(?!项)|项(?!目)|前款|以[上下前后内外及]"
)
_SENTENCE_END = re.compile("[。；！？;!?]")
_LONGEST_TITLE, _LONGEST_RUN_IN = 60, 42


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that opens with a heading marker.

    `label` is the heading as printed, `length` how many characters of the line it takes; `run_in`
    says that text follows on the same line; `spaced` that white space divides marker and text.
    """

    kind: SectionKind
    rank: int
    number: int
    label: str
    length: int
    run_in: bool
    spaced: bool


def recognise(text: str) -> Mark | None:
    """The marker that `text` (a line without outer white space) opens with, if any."""
    if not text or not (
        text[0] in "第（(附" or text[0].isdigit() or text[0] in _N or text[0] >= "①"
    ):
        return None
    if text[0] == "第":
        return _division(text) or _article(text) or _partition(text)
    annex = _ANNEX.fullmatch(text)
    if annex:
        number = parse_number(annex["number"] or "") or 0
        return Mark("annex", -1, number, text.rstrip(":：.． "), len(text), False, True)
    for rank, pattern in _NUMBERED:
        match = pattern.fullmatch(text)
        if match:
            value = _number(match["number"])
            if value:
                return _titled("heading", rank, value, text, match)
    return None


def decimal(text: str) -> Mark | None:
    """The marker of decimal numbering (1　总则, 1.1　目的, 2.1.1…), which only some documents use."""
    match = _DECIMAL.fullmatch(text)
    if match is None or (match["number"].isdigit() and match["gap"][:1] not in (" ", "\u3000")):
        return None
    parts = [int(part) for part in re.split("[.．]", match["number"])]
    return _titled("heading", DECIMAL_RANK + len(parts) - 1, parts[-1], text, match)


def titled_annex(text: str) -> Mark | None:
    """附件1：操作规程 on one line. The same words may only list an annex: the lines around tell."""
    match = _TITLED_ANNEX.fullmatch(text)
    if match is None or _SENTENCE_END.search(text):
        return None
    number = parse_number(match["number"] or "") or 0
    return Mark("annex", -1, number, text, len(text), False, True)


def _number(printed: str) -> int | None:
    plain = unicodedata.normalize("NFKC", printed).strip("()")
    if len(plain) > 1 and plain[0] in "零〇○":
        return None
    return parse_number(plain)


def _division(text: str) -> Mark | None:
    match = _DIVISION.fullmatch(text)
    if match is None or len(text) > _LONGEST_TITLE:
        return None
    rest = match["rest"]
    spaced = not rest or rest[0].isspace()
    # 第五节　生活、卫生。 has a full stop by mistake; 第三章规定的情形除外。 is a sentence.
    if _SENTENCE_END.search(rest.removesuffix("。") if spaced else rest):
        return None
    if not spaced and _REFERENCE_TAIL.match(rest):
        return None
    number = parse_number(match["number"])
    if number is None:
        return None
    rank, kind = _DIVISION_RANKS[match["unit"]]
    return Mark(kind, rank, number, text, len(text), False, spaced)


def _article(text: str) -> Mark | None:
    match = _ARTICLE.fullmatch(text)
    number = parse_number(match["number"]) if match else None
    if match is None or number is None:
        return None
    rest = match["rest"]
    spaced = not rest or rest[0].isspace()
    if not spaced and _REFERENCE_TAIL.match(rest):
        return None
    start = match.start("rest")
    length = start + len(rest) - len(rest.lstrip())
    return Mark("article", ARTICLE_RANK, number, text[:start], length, bool(rest.strip()), spaced)


def _partition(text: str) -> Mark | None:
    match = _PARTITION.fullmatch(text)
    number = parse_number(match["number"]) if match else None
    if match is None or number is None or _REFERENCE_TAIL.match(match["rest"]):
        return None
    return _titled("heading", NUMBERED_RANK, number, text, match)


def _titled(kind: SectionKind, rank: int, number: int, text: str, match: re.Match[str]) -> Mark:
    """A heading with its title on the line; the title ends with the line or its first 。"""
    rest = match["rest"]
    spaced = bool(rest) and rest[0].isspace()
    end = _SENTENCE_END.search(rest)
    if end is None and len(text) <= _LONGEST_TITLE:
        return Mark(kind, rank, number, text, len(text), False, spaced)
    start = match.start("rest")
    stop = rest.find("。")
    if 0 < stop <= _LONGEST_RUN_IN and not _SENTENCE_END.search(rest[:stop]):
        length = start + stop + 1
        run_in = length < len(text)
        return Mark(kind, rank, number, text[: length - 1], length, run_in, spaced)
    return Mark(kind, rank, number, text[:start].rstrip(), start, True, spaced)
