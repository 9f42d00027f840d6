"""Ways to damage a quote. Each returns the damaged text with what stood there and what stands there
now (either may be empty), or None where the text has nothing to damage."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.numerals import NUMERAL, chinese_numeral, parse_number


@dataclass(frozen=True, slots=True)
class Damaged:
    """A damaged text: `before` stood where `after` stands."""

    text: str
    before: str
    after: str


Damage = Callable[[str, random.Random], Damaged | None]
_ARABIC = re.compile(r"(?<![\d.〔\[第（(])\d+(?:\.\d+)?(?=[^\d.、，）)号条])")
_CHINESE = re.compile(
    rf"(?<![第{NUMERAL}（(之])[一二三四五六七八九十百千]{{1,5}}(?=[个日年月元万亿倍次人名项件级])"
)
_DATE = re.compile(r"(?:19|20)\d{2}(?=年)|(?<=年)\d{1,2}(?=月)|(?<=月)\d{1,2}(?=日)")
_PAIRS: dict[str, tuple[tuple[str, str], ...]] = {
    "comparator": (
        ("以上", "以下"), ("以下", "以上"), ("以内", "以外"), ("不少于", "不超过"), ("不超过", "不低于"),
        ("不低于", "不超过"), ("至少", "至多"), ("超过", "低于"), ("左右", "以上"), ("以前", "以后"),
        ("达到", "超过"), ("力争", ""), ("左右", ""), ("不得少于", "不得超过"), ("不得超过", "不得少于"),
    ),
    "modal": (
        ("应当", "可以"), ("可以", "应当"), ("必须", "可以"), ("不得", "可以"), ("鼓励", "要求"),
        ("应当", "不得"), ("可以", "不得"),
    ),
    "word": (
        ("单位", "个人"), ("申请", "报告"), ("批准", "备案"), ("国家", "地方"), ("企业", "事业单位"),
        ("规定", "要求"), ("管理", "监督"), ("建设", "改造"), ("发展", "增长"), ("服务", "保障"),
        ("工作", "任务"), ("公民", "居民"), ("机关", "部门"), ("安全", "质量"), ("处理", "处置"),
    ),
    "name": (
        ("国务院", "国务院办公厅"), ("省人民政府", "市人民政府"), ("县级", "市级"), ("公安机关", "税务机关"),
        ("人民法院", "人民检察院"), ("主管部门", "监察部门"), ("全国人民代表大会", "国务院"),
        ("市级", "县级"), ("人民检察院", "人民法院"),
    ),
    "unit": (
        ("万元", "亿元"), ("亿元", "万元"), ("个月", "年"), ("工作日", "自然日"), ("百分点", "倍"),
        ("小时", "分钟"), ("公里", "米"),
    ),
}  # fmt: skip


def number(text: str, rng: random.Random) -> Damaged | None:
    """Another number: 69 → 96, 三十日 → 二十日."""
    found = [*_ARABIC.finditer(text), *_CHINESE.finditer(text)]
    if not found:
        return None
    match = rng.choice(found)
    return _replaced(text, match.start(), match.group(), _other(match.group(), rng))


def date(text: str, rng: random.Random) -> Damaged | None:
    """Another year, month or day."""
    found = list(_DATE.finditer(text))
    if not found:
        return None
    match = rng.choice(found)
    value = int(match.group())
    other = value + rng.choice([-2, -1, 1, 2]) if value > 2 else value + 1
    return _replaced(text, match.start(), match.group(), str(other))


def negation(text: str, rng: random.Random) -> Damaged | None:
    """A 不 or 未 left out, or a 不 put in before a modal; not at the very beginning."""
    drops = [
        (m.start(), m.group(), "") for m in re.finditer("不得|不应当|不予|未经|不|未|无", text)
    ]
    drops = [d for d in drops if text[d[0] + 1 : d[0] + 2] not in "同断良动仅但" and d[0] > 0]
    short = [(at, "不", "") for at, word, _ in drops if word.startswith("不")]
    adds = [
        (m.start(), "", "不")
        for m in re.finditer("应当|可以|予以|得(?!到|以)", text)
        if m.start() > 0
    ]
    choices = rng.choice([rows for rows in (drops, short, adds) if rows] or [[]])
    if not choices:
        return None
    at, before, after = rng.choice(choices)
    return _replaced(text, at, before, after)


def order(text: str, rng: random.Random) -> Damaged | None:
    """Two neighbouring clauses or list members change places."""
    clauses = re.split("([，、])", text.rstrip("。；"))
    words = [
        i for i in range(0, len(clauses) - 2, 2) if min(len(clauses[i]), len(clauses[i + 2])) > 2
    ]
    if not words:
        return None
    at = rng.choice(words)
    clauses[at], clauses[at + 2] = clauses[at + 2], clauses[at]
    return Damaged("".join(clauses) + text[len(text.rstrip("。；")) :], "", "")


def _pair(kind: str) -> Damage:
    def damage(text: str, rng: random.Random) -> Damaged | None:
        rows = [(m.start(), a, b) for a, b in _PAIRS[kind] for m in re.finditer(a, text)]
        if not rows:
            return None
        at, before, after = rng.choice(rows)
        return _replaced(text, at, before, after)

    return damage


def _replaced(text: str, at: int, before: str, after: str) -> Damaged:
    return Damaged(text[:at] + after + text[at + len(before) :], before, after)


def _other(printed: str, rng: random.Random) -> str:
    value = parse_number(printed)
    if value is None:  # 7.8
        whole, _, rest = printed.partition(".")
        return f"{int(whole) + rng.randint(1, 9)}.{rest}"
    other = max(1, value + rng.choice([-1, 1]) * rng.randint(1, max(1, min(9, value))))
    other = other if other != value else value + 1
    digits = str(value)
    if printed.isdecimal() and len(set(digits)) > 1 and rng.random() < 0.3:
        other = int(digits[::-1]) if digits[-1] != "0" and digits[::-1] != digits else other
    return str(other) if printed.isdecimal() else chinese_numeral(min(other, 9999))


ALTERED: dict[str, Damage] = {
    "number": number,
    "date": date,
    "negation": negation,
    "order": order,
    **{kind: _pair(kind) for kind in _PAIRS},
}
NAMED: Sequence[str] = ("number", "date", "negation", "comparator", "modal", "name", "unit", "word")
