"""Questions for the kinds of a thing (有几种, 分为哪几类, 包括哪几项), and the text that divides just that
thing: 处分分为：警告、记过…; 证据包括：….

What divides another thing has more words before its 分为 and no fewer of the question's: 地质灾害防治规划
包括 for 地质灾害. So the thing divided has to be one that the question names.
"""

import re

from index.numerals import NUMERAL

_N = rf"(?:几|多少|[{NUMERAL}]|\d{{1,2}})"
_UNIT = "(?:大?[种类级档项]|个(?:种类|类别|等级|档次|方面))"
_COUNTS = re.compile(
    rf"(?:几|多少)大?(?:种|类|级别?|档)|(?:几|多少)个?(?:种类|类别|等级)|哪{_N}{_UNIT}"
)
_ASKS = re.compile(
    rf"{_COUNTS.pattern}|(?:种类|类型|类别)(?:都?有|都?包括|分|是)(?:哪|什么|几)|(?:哪些|什么)(?:种类|类型|类别)"
    "|(?:包括|包含)(?:了|有)?(?:哪些|什么|哪几)"
)
_NOUN = re.compile(rf"(?:几|多少|哪{_N}){_UNIT}的?(?P<noun>[\u4e00-\u9fff]{{2}})(?<![呢吗啊呀])")
_LABEL = re.compile(
    rf"^\s*(?:第[{NUMERAL}\d]+条(?:之[{NUMERAL}]+)?|[(（][{NUMERAL}\d]+[)）])?\s*(?:(?:本[法条例办规定细则]{{1,3}}|前款|前条)?所称的?)?"
)
_DIVIDES = re.compile(
    "(?P<thing>[^,，。;；:：、]{2,20}?)[,，]?(?:(?:还?应当?|可以?|主要|一般)|按[^,，。;；]{2,24}?)?"
    "(?:分为|分成|划分为|[,，]?包括|[,，]是指|的(?:种类|类型|类别)(?:如下|包括|有|分为|为|是)?[:：])"
)
_ASIDE = re.compile("^(?:还?应当?|可以?|主要|一般|其他?)+")
_SEVERAL = re.compile("[、;；]|和|及|与|或者?|[:：]$")
_LISTED = re.compile("^[^。;；、]*、[^。;；、]*、")
DIVIDED, _NARROWER, _TAIL = 1.5, 1.1, 4


def asks_kinds(folded: str) -> bool:
    """Whether a folded question asks into which kinds something is divided, or what it comprises."""
    return _ASKS.search(folded) is not None


def counts_kinds(folded: str) -> bool:
    """Whether a folded question asks how many kinds there are; who lists them has counted them."""
    return _COUNTS.search(folded) is not None


def divided(folded: str, text: str, title: str = "") -> float:
    """A factor for a folded sentence, or the lead of an enumeration: above 1 where it divides the thing
    whose kinds a folded question asks for, `DIVIDED` where just that one, or one of that name which its
    document, of the folded `title`, is about."""
    if not asks_kinds(folded):
        return 1.0
    noun = _NOUN.search(folded)
    said = _LABEL.sub("", text)
    for match in _DIVIDES.finditer(said):
        thing = _ASIDE.sub("", match["thing"]).removesuffix("的")
        behind = said[match.end() :]
        several = _LISTED if match.group().endswith("指") else _SEVERAL  # else it only defines
        if len(thing) < 2 or not several.search(behind or ":"):
            continue
        if noun is not None and noun["noun"] not in thing:
            continue  # 古生物化石名录里有哪几种恐龙
        if thing in folded:
            return DIVIDED
        if len(thing) > _TAIL and thing[-_TAIL:] in folded:  # 行政机关公务员处分
            return DIVIDED if thing in title else _NARROWER
    return 1.0
