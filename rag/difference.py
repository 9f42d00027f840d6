"""How a quote differs from its source, with what was changed called by its kind.

A changed number, comparator, negation or modal turns a rule around, so these are compared as whole
words: 不得 for 得 is a negation left out, not one character.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.canonical import canonical, number_pattern
from index.fold import fold

ChangeKind = Literal[
    "数字", "日期", "单位", "界限词", "否定词", "情态词", "名称", "语序", "标点", "文字"
]
COMPARATORS = (
    "不得少于 不得超过 不得低于 不得高于 不少于 不多于 不低于 不高于 不超过 不大于 不小于 不足 不满 未满 届满 "
    "以上 以下 以内 以外 以前 以后 之前 之后 至少 至多 最多 最少 最低 最高 超过 低于 高于 少于 多于 大于 小于 "
    "力争 左右 大约 约 达到 逾 满 近"
).split()
MODALS = (
    "不得 不应当 不应 不可以 不可 不能 不准 不予 不再 不必 应当 应该 应 必须 可以 可 须 严禁 禁止 鼓励 支持 提倡 允许 "
    "有权 无权 一律 未经 未按 未依法 没有 并非 无需 无须 得"
).split()
_NEGATION = re.compile("[不未无非勿]|没有|禁止|严禁")
_ALTERNATIVES = "|".join(sorted([*COMPARATORS, *MODALS], key=len, reverse=True))
_LONG_UNITS = "个工作日|工作日|个自然日|个百分点|个月|小时|分钟|公斤|公里|千克|毫克|毫米|厘米|平方公里|平方米|立方米"
_OFFICES = "人民法院|人民检察院|人民政府|国务院办公厅|国务院|公安机关|司法机关|监察机关|行政机关"
_TOKEN = re.compile(rf"{number_pattern}|{_OFFICES}|{_ALTERNATIVES}|{_LONG_UNITS}|[a-z]+|.", re.S)
_NUMBER = re.compile(number_pattern)
_UNITS = frozenset(
    "元 万元 亿元 年 月 日 天 个月 个 小时 分钟 秒 周 工作日 倍 % ‰ 吨 公斤 千克 克 米 千米 公里 厘米 毫米 "
    "亩 公顷 平方米 平方公里 立方米 人 名 户 次 件 项 家 所 级 度 分 千瓦时 升 毫升 辆 台 座 处 条 款".split()
)
_UNIT_CHARACTERS = frozenset("".join(_UNITS))
_ORGANS = re.compile(
    f"(?:{_OFFICES}|部门|机关|机构|委员会|人民政府|人民法院|人民检察院|办公室|公司|[省市县区局部厅院署会])"
)
_MARKS = re.compile(r"[\W_]+")
_BRIDGE, _AROUND = 6, 4  # fewer equal words between two changes are part of one; words shown around
_DATED = re.compile("年|月|日")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what the quote has, what the source has instead (either may be empty), and of
    which kinds it is."""

    kinds: tuple[ChangeKind, ...]
    quoted: str
    source: str

    def __str__(self) -> str:
        name = "、".join(self.kinds)
        if "语序" in self.kinds:
            return f"{name}：“{self.quoted}”在原文的另一处"
        if not self.quoted:
            return f"{name}：引文缺少“{self.source}”"
        if not self.source:
            return f"{name}：引文多出“{self.quoted}”"
        return f"{name}：引文“{self.quoted}”，原文“{self.source}”"


def describe(changes: Sequence[Change]) -> str:
    """The changes in Chinese; empty where there are none."""
    return "；".join(map(str, changes))


def changes_between(quote: str, source: str) -> tuple[Change, ...]:
    """How `quote` differs from `source`, both as printed. Spellings of one number do not differ."""
    before, after = _TOKEN.findall(fold(quote)), _TOKEN.findall(fold(source))
    found: list[Change] = []
    for first, last, start, end in _steps(before, after):
        quoted, printed = before[first:last], after[start:end]
        around = (after[max(0, start - 2) : start], after[end : end + 2])
        kinds = _kinds(quoted, printed, *around)
        found.append(Change(kinds, "".join(quoted), "".join(printed)))
    return _joined(found)


def phrases_between(old: str, new: str) -> list[tuple[str, str]]:
    """What became what between two versions of a clause, in order and folded: the changed words with
    the few around them that make them readable; changed marks alone are none."""
    before, after = _TOKEN.findall(fold(old)), _TOKEN.findall(fold(new))
    joined: list[_Step] = []
    for step in _steps(before, after):
        words = "".join(before[step[0] : step[1]] + after[step[2] : step[3]])
        if _MARKS.fullmatch(words):
            continue
        if joined and step[0] - joined[-1][1] < _BRIDGE:
            step = (joined[-1][0], step[1], joined[-1][2], step[3])
            joined.pop()
        joined.append(step)
    return [_phrase(before, after, step) for step in joined]


_Step = tuple[int, int, int, int]
"""Where tokens of one text, from and to, became tokens of the other."""


def _steps(before: Sequence[str], after: Sequence[str]) -> list[_Step]:
    from rapidfuzz.distance import Levenshtein

    keys = [[_key(token) for token in tokens] for tokens in (before, after)]
    return [
        (step.src_start, step.src_end, step.dest_start, step.dest_end)
        for step in Levenshtein.opcodes(*keys)
        if step.tag != "equal"
    ]


def _phrase(before: Sequence[str], after: Sequence[str], step: _Step) -> tuple[str, str]:
    """Both sides of a step with equal words around them, up to the next mark."""
    first, last, start, end = step
    for _ in range(_AROUND):
        if first and start and not _MARKS.fullmatch(before[first - 1]):
            first, start = first - 1, start - 1
    for _ in range(_AROUND):
        if last < len(before) and end < len(after) and not _MARKS.fullmatch(before[last]):
            last, end = last + 1, end + 1
    return "".join(before[first:last]), "".join(after[start:end])


def _key(token: str) -> str:
    return canonical(token) or token


def _joined(changes: Sequence[Change]) -> tuple[Change, ...]:
    """What stands at one place of the quote and at another of the source was moved: one change."""
    quoted, source = {c.quoted for c in changes}, {c.source for c in changes}
    moved = {words for words in quoted & source if len(words) > 1}
    kept: list[Change] = []
    for change in changes:
        rest = Change(
            change.kinds,
            "" if change.quoted in moved else change.quoted,
            "" if change.source in moved else change.source,
        )
        if rest.quoted or rest.source:
            kept.append(rest)
    return (*kept, *(Change(("语序",), words, "") for words in sorted(moved)))


def _kinds(
    quoted: Sequence[str], source: Sequence[str], before: Sequence[str], after: Sequence[str]
) -> tuple[ChangeKind, ...]:
    tokens = [*quoted, *source]
    words = ("".join(quoted), "".join(source))
    kinds: list[ChangeKind] = []
    if any(_NUMBER.fullmatch(token) for token in tokens):
        kinds.append("日期" if _dates(source or quoted, before, after) else "数字")
    if any(token in COMPARATORS for token in tokens):
        kinds.append("界限词")
    if len({bool(_NEGATION.search(text)) for text in words}) > 1:
        kinds.append("否定词")
    if any(token in MODALS for token in tokens):
        kinds.append("情态词")
    if not kinds and before and _NUMBER.fullmatch(before[-1]) and _unit(words):
        kinds.append("单位")
    if not kinds and all(_MARKS.fullmatch(token) for token in tokens):
        kinds.append("标点")
    if not kinds and _ORGANS.search("".join(words) + "".join(after[:2])):
        kinds.append("名称")
    return tuple(kinds) or ("文字",)


def _unit(words: Sequence[str]) -> bool:
    return any(words) and all(set(word) <= _UNIT_CHARACTERS for word in words)


def _dates(numbers: Sequence[str], before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a changed number is part of a date: 2021年, 5月, 5月27日."""
    following = (after or [""])[0]
    if following == "年" or "年" in numbers:
        return any(len(_key(token)) == 4 and _key(token)[:2] in ("19", "20") for token in numbers)
    return following == "月" or (following == "日" and (before or [""])[-1] == "月")
