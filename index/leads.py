"""Headings without a number: opening phrases of paragraphs, and titles on lines of their own.

Work reports and plans divide a section by paragraphs that open with a phrase and a full stop
("大力提振消费。研究制定…"), with 一是 or with a dash. What the document does decides: one such
paragraph is a sentence, a row of them is a division. Laws (documents of articles) have none.
"""

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from index.headings import NUMBERED_RANK, Mark
from index.lines import Line

# 一是 and dashes divide above plain phrases: 一是经济跃上新台阶。… 内需拉动明显增强。…
COUNTED_RANK, LEAD_RANK = 19, 20
# 我们要…, 必须… behind it: what was said sums up, and opens nothing.
_PHRASE = re.compile(r"(?P<phrase>[^。！？；：\s]{3,36})。(?!我们[要将]|必须)(?=.{12})")
_COUNTED = re.compile(
    "(?P<count>[一二三四五六七八九十]{1,3})(?:是|要)(?P<phrase>[^。；：，]{2,40}[^。；：]{0,30})[。；：，]"
)
_DASHED = re.compile("—{1,2}(?P<phrase>[^。！？；：]{3,40})[。：](?=.{8})")
_PARALLEL = re.compile(
    r"(?!各位|习近平)(?P<same>我们|[^。！？；：\s\d]{3})(?P<phrase>[^。！？；：\s]{3,40})。(?=.{12})"
)
# What opens a sentence about times, people or numbers and no division.
_TELLS = re.compile(
    r"各位|今年|去年|过去|刚刚|同时|我们|这[些一]|当前|此外|综合(?:考虑|各|来看|以上)|展望|围绕|根据|确定|为此|其中|目前|近年|"
    r"[“”\d‘]|\w{1,3}年来|按照|通过|经(?![济营])|以上|上述|有关|您|你|现(?!代)"
)
_STATES = re.compile("是|负责|将|《|了|您|收悉|如下|已经|\\d年|在于|源自|^将")
_LONGEST_PHRASE, _LONGEST_ALONE, _ENOUGH_LEADS = 34, 24, 6
_LONGEST_TITLE, _PARAGRAPH, _CUT_OFF = 40, 30, 40
_NO_TITLE = re.compile(
    r"[，。；：！？,;:!?…>|【】]|\d{4}-|记者|摄$|^[（(—]|^\d+$|来源|^附|主任|部长|局长"
    r"|^[图表]\s*\d|(?:规定|办法|条例|通知|意见|决定|方案|预案|规划|细则|规则|草案\W|纪要)$|^\d(?!\d{3}年)|日$"
)
# A speaker turns from one year to five: what was divided into （一）（二） is over.
_TURNS = re.compile(
    "各位代表|同志们|.{0,12}收官之年|五年来，|过去五年|“十[四五]五”(?:时期|以来|期间)，"
)
_SPOKEN_RANK = 8  # the rank of （一）
# A phrase on a line of its own (bold in the source), its paragraph below.
_STANDING = re.compile(r"(?P<dash>—{1,2})?(?P<phrase>[^。！？；：\s]{4,60})。")
_FEWEST_STANDING, _LONGEST_STANDING, _LONGEST_BETWEEN = 3, 42, 4
_COUNTS = "一二三四五六七八九十"


def unnumbered_headings(
    lines: Sequence[Line], shown: Sequence[int], marks: Mapping[int, Mark | None]
) -> dict[int, Mark]:
    """The headings without number by the index of their line, among the lines `shown`, whose own
    `marks` are known.

    The length of a mark is that of its phrase with the full stop behind it.
    """
    if sum(mark is not None and mark.kind == "article" for mark in marks.values()) > 1:
        return {}
    free = [i for i in shown if marks[i] is None and not lines[i].hashes]
    # Not where a page break cut the line before: 创新⏎项目继续推进。…
    broken = {
        b
        for a, b in pairwise(shown)
        if len(lines[a].text) > _CUT_OFF and not lines[a].ends_sentence
    }
    opening = [i for i in shown if i not in broken]
    counted = dict(_counted(lines, free))
    dashed = dict(_runs(lines, opening, _DASHED, COUNTED_RANK, bool))
    uncounted = [i for i in opening if i not in counted]
    # A single phrase counts too where the heading above it has one: （三）提升能力。… 深化攻坚。…
    plain = dict(_runs(lines, uncounted, _PHRASE, LEAD_RANK, _divides))
    plain |= dict(_parallel(lines, uncounted))
    runs = list(_grouped(shown, plain))
    above = dict(zip(shown[1:], shown, strict=False))
    for run in runs:
        alone = [i for i in run if marks[i] is None]
        # Between a heading and the （一）（二） below it, it is what introduces these.
        headed = marks.get(above.get(run[0], -1)) is not None
        if headed and len(run) > 1 and marks[run[0]] is None and marks[run[1]] is not None:
            del plain[run[0]]
        elif len(alone) == 1 and len(plain[alone[0]].label) > _LONGEST_ALONE:
            del plain[alone[0]]
    if len(plain) < _ENOUGH_LEADS:
        plain = {i: plain[i] for run in runs if len(run) > 2 for i in run if i in plain}
    leads = {**dict(_standing(lines, shown, marks, broken)), **plain, **dashed, **counted}
    leads = _ranked(lines, shown, {i: leads[i] for i in sorted(leads) if marks[i] is None}, marks)
    return leads | dict(_titles(lines, shown, marks))


def _ranked(
    lines: Sequence[Line],
    shown: Sequence[int],
    leads: dict[int, Mark],
    marks: Mapping[int, Mark | None],
) -> dict[int, Mark]:
    """The leads with the ranks that the lines before their row give them.

    Phrases stand below 一是 only directly behind it. Where the speaker has turned to the hall
    (各位代表！…) what was last divided into （一）（二） is over.
    """
    found: dict[int, Mark] = {}
    addressed, raised, before, behind = False, 0, -1, COUNTED_RANK
    for i in shown:
        if i in leads:
            mark = leads[i]
            if before not in leads:
                raised = _SPOKEN_RANK if addressed else 0
                behind = COUNTED_RANK
            elif leads[before].rank == COUNTED_RANK and mark.rank == LEAD_RANK:
                behind = LEAD_RANK
            found[i] = replace(mark, rank=raised or min(mark.rank, behind))
        elif marks[i] is not None:
            addressed, raised = False, 0
        elif _TURNS.match(lines[i].text):
            addressed = True
        before = i
    return found


def _standing(
    lines: Sequence[Line],
    shown: Sequence[int],
    marks: Mapping[int, Mark | None],
    broken: Container[int],
) -> Iterator[tuple[int, Mark]]:
    """Phrases that are a line each, three or more between two numbered headings, each with a
    paragraph below it. Those with a dash may have more than that below them."""
    plain: list[int] = []  # positions in `shown`
    dashed: list[int] = []
    for position, i in enumerate(shown):
        if marks[i] is not None:
            yield from _standing_row(lines, shown, plain)
            yield from _standing_row(lines, shown, dashed)
            plain, dashed = [], []
            continue
        match = _STANDING.fullmatch(lines[i].text)
        below = shown[position + 1] if position + 1 < len(shown) else None
        if match is None or i in broken or below is None or marks[below]:
            continue
        under = lines[below].text
        if not _is_paragraph(under) or len(under) < 2 * len(match.group()):
            continue
        if match["dash"]:
            dashed.append(position)
        elif len(match["phrase"]) <= _LONGEST_STANDING:
            if plain and position - plain[-1] > _LONGEST_BETWEEN:
                yield from _standing_row(lines, shown, plain)
                plain = []
            plain.append(position)
    yield from _standing_row(lines, shown, plain)
    yield from _standing_row(lines, shown, dashed)


def _standing_row(
    lines: Sequence[Line], shown: Sequence[int], row: Sequence[int]
) -> Iterator[tuple[int, Mark]]:
    if len(row) >= _FEWEST_STANDING:
        for position in row:
            match = _STANDING.fullmatch(lines[shown[position]].text)
            if match is not None:
                rank = COUNTED_RANK if match["dash"] else LEAD_RANK
                yield shown[position], _mark(match, rank)


def _parallel(lines: Sequence[Line], shown: Sequence[int]) -> Iterator[tuple[int, Mark]]:
    """Paragraphs in a row that open with the same words: 这五年，我们… 这五年，我们…"""
    matches = {i: match for i in shown if (match := _PARALLEL.match(lines[i].text))}
    for run in _grouped(shown, matches):
        for first in sorted({matches[i]["same"] for i in run}):
            alike = [i for i in run if matches[i]["same"] == first]
            if len(alike) > 2:
                yield from ((i, _mark(matches[i], LEAD_RANK)) for i in alike)


def _divides(phrase: str) -> bool:
    return (
        len(phrase) <= _LONGEST_PHRASE
        and phrase.count("，") <= 1
        and not _TELLS.match(phrase)
        and not _STATES.search(phrase)
    )


def _runs(
    lines: Sequence[Line],
    shown: Sequence[int],
    pattern: re.Pattern[str],
    rank: int,
    accepts: Callable[[str], bool],
) -> Iterator[tuple[int, Mark]]:
    """The paragraphs that open with an accepted phrase, where two or more stand in a row."""
    matches: dict[int, re.Match[str]] = {}
    for i in shown:
        match = pattern.match(lines[i].text)
        if match and accepts(match["phrase"]):
            matches[i] = match
    for run in _grouped(shown, matches):
        if len(run) > 1:
            yield from ((i, _mark(matches[i], rank)) for i in run)


def _grouped(shown: Sequence[int], wanted: Container[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for i in shown:
        if i in wanted:
            run.append(i)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _mark(match: re.Match[str], rank: int) -> Mark:
    label = match.group().rstrip("。：；，")
    return Mark("heading", rank, 0, label, match.end(), True, True)


def _counted(lines: Sequence[Line], free: Sequence[int]) -> Iterator[tuple[int, Mark]]:
    """Paragraphs that open with 一是, 二是 … in order, at least two of them."""
    row: list[tuple[int, Mark]] = []
    for i in free:
        match = _COUNTED.match(lines[i].text)
        number = _count(match["count"]) if match else 0
        if match is None:
            continue
        if number == 1:
            if len(row) > 1:
                yield from row
            row = []
        if number == len(row) + 1:
            row.append((i, _mark(match, COUNTED_RANK)))
    if len(row) > 1:
        yield from row


def _count(printed: str) -> int:
    if printed[0] == "十":
        return 10 + (_COUNTS.find(printed[1]) + 1 if len(printed) > 1 else 0)
    return _COUNTS.find(printed) + 1


def _titles(
    lines: Sequence[Line], shown: Sequence[int], marks: Mapping[int, Mark | None]
) -> Iterator[tuple[int, Mark]]:
    """Short lines without punctuation between whole paragraphs: “十四五”时期工作回顾."""
    for before, i, after in zip(shown, shown[1:], shown[2:], strict=False):
        text = lines[i].text
        if not 5 <= len(text) <= _LONGEST_TITLE or marks[i] or _NO_TITLE.search(text):
            continue
        follows = marks[after] is not None or _is_paragraph(lines[after].text)
        if follows and _is_paragraph(lines[before].text):
            yield i, Mark("heading", NUMBERED_RANK, 0, text, len(text), False, True)


def _is_paragraph(text: str) -> bool:
    return len(text) >= _PARAGRAPH and text.endswith(("。", "！", "”", "：", "；"))
