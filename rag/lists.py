"""Questions that ask for a list, and the enumerations that answer them, complete and counted."""

import re
from collections.abc import Sequence

from index.fold import fold
from index.numerals import NUMERAL, parse_number
from index.types import Document
from rag.divided import asks_kinds, counts_kinds
from rag.listkinds import suitable
from rag.sentences import LONGEST_QUOTE, Sentence, split_sentences
from rag.series import Series, Span, find_series
from rag.types import Claim, Quote, claim

_N = rf"(?:[{NUMERAL}]{{1,3}}|\d{{1,2}}|几)"
_ASKS = re.compile(
    rf"哪些|哪{_N}(?:[个项条种类样点件方大块]|$|[?？])|是哪{_N}|什么(?:情况|情形|条件|事|样的|材料|行为|人|内容|职责|任务|信息|证件|手续|资料|权利|义务|渠道|途径)"
    "|(?:列|列举|列出|写|说)(?:全|完整|一下|出来)|全部列|请列|列举|都有(?:啥|什么|谁)|各叫|分别(?:是|有|叫)(?!多少|几)"
    "|(?:包括|包含|有|保|禁止)(?:些)?(?:什么|啥)|些什么|些啥|哪几|分(?:了|成|为)?(?:哪)?几"
)
_COUNT = re.compile(
    rf"(?P<number>\d{{1,2}}|[{NUMERAL}]{{1,3}})(?:大|[个项件条类种块])(?!部分|月|年|工作日)"
)
_COMPARES = re.compile("有(?:什么|何|哪些)(?:区别|差别|差异|不同|不一样|变化)")
_WINDOW_BEFORE, _WINDOW_BEHIND = 3000, 20_000  # characters around a passage that a series may fill
_LONG_ITEM = 320  # of a longer item the first sentence is quoted
_SHOWN = 600  # characters of a series that are compared with a question
_MOST_ITEMS, _MOST_INNER = 40, 12
_LABEL = re.compile(
    rf"^(?:第?[{NUMERAL}\d]+[章节编部分]*[、.]?|[(（][{NUMERAL}\d]+[)）])|20\d\d年?的?"
)
_HEADING_NAMED = 0.6  # of the pairs of characters of a heading
_SAID = 200  # characters before a lead that say what it is about
_INTRODUCES = re.compile(rf"[：:]$|下列|以下|如下|{_N}[个项条件大]|之一")
_ENUMERATES = re.compile("、.{1,40}(?:、|和|及|以及|等)|”“|(?:；.+){2}")

# And one that lists several things, where a list is asked for; an enumeration as long as the question says.
LISTING, _COUNTED = 1.15, 1.5


def asks_list(folded: str) -> bool:
    """Whether a folded question asks for several things at once."""
    asks = _ASKS.search(folded) is not None or counts_kinds(folded)
    return asks and not _COMPARES.search(folded)


def asked_count(folded: str) -> int | None:
    """How many a question says there are: 10件民生实事."""
    match = _COUNT.search(folded)
    return parse_number(match["number"]) if match else None


def series_near(document: Document, start: int, end: int, count: int | None = None) -> list[Series]:
    """The enumerations that the passage document.text[start:end] holds a part of and that are
    introduced by a sentence, or are `count` items long. An outline, whose items are whole sections, counts where its
    introduction is in the passage."""
    first = max(0, start - _WINDOW_BEFORE)
    found = find_series(document, first, min(len(document.text), end + _WINDOW_BEHIND))
    near = []
    for series in found:
        lead = document.text[series.lead[0] : series.lead[1]]
        counted = len(series.items) == count and lead.endswith(("。", "：", ":"))
        if not _INTRODUCES.search(lead) and not counted:
            continue
        held = any(_overlap(item, (start, end)) for item in series.items)
        if _overlap(series.lead, (start, end)) or (held and _is_short(series)):
            near.append(series)
    return near


def led_by(document: Document, start: int, end: int) -> Series | None:
    """The enumeration that the sentence document.text[start:end] introduces: 有下列情形之一的："""
    if document.text[end - 1 : end] not in ("：", ":"):
        return None
    found = (s for s in series_near(document, start, end) if s.lead[1] == end and _is_short(s))
    return next(found, None)


def _is_short(series: Series) -> bool:
    """Whether its items are clauses and not sections."""
    return series.end - series.start <= _LONG_ITEM * len(series.items)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def series_of_headings(document: Document, position: int, folded: str) -> list[Series]:
    """The headings under each section around `position` whose own heading a folded question names:
    the tree is the list of 主要任务."""
    found = []
    for index in document.ancestors(document.section_at(position)):
        section = document.sections[index]
        label = _LABEL.sub("", fold(section.label))
        pairs = {label[i : i + 2] for i in range(len(label) - 1)}
        if not pairs or sum(pair in folded for pair in pairs) < _HEADING_NAMED * len(pairs):
            continue
        under = [s for s in document.sections[index + 1 :] if s.parent == index and s.label]
        if asks_kinds(folded) and all(s.kind == "article" for s in under):
            continue  # articles are no kinds of a thing
        items = [split_sentences(document, s.start, s.end)[:1] for s in under]
        spans = tuple((first.start, first.end) for one in items for first in one)
        if 2 <= len(spans) <= _MOST_ITEMS:
            found.append(Series("tree", (section.start, section.heading_end), spans))
    return found


def stands_for(series: Series, position: int) -> bool:
    """Whether a series says what the sentence at `position` says: it is its lead or an item."""
    end = series.end if _is_short(series) else series.lead[1]
    return series.start <= position < end


def lists_itself(text: str) -> bool:
    """Whether a sentence lists several things itself: 甲、乙和丙."""
    return _ENUMERATES.search(text) is not None


def listing(folded: str, text: str, series: Series | None, count: int | None) -> float:
    """A factor for a sentence or an enumeration, whose folded `text` is its lead, where a folded
    question asks for a list of `count` things."""
    if series is None:
        return (LISTING if lists_itself(text) else 1.0) * suitable(folded, text)
    return (_COUNTED if len(series.items) == count else LISTING) * suitable(folded, text)


def as_sentence(document: Document, series: Series) -> Sentence:
    """A series as a sentence that can be compared with a question: what introduces it."""
    text = document.text[series.lead[0] : series.lead[1]]
    return Sentence(series.start, series.end, text, False)


def before_lead(document: Document, series: Series) -> str:
    """What the lead of a series goes on from: the text of its article or paragraph before it."""
    start = max(document.sections[document.section_at(series.start)].start, series.start - _SAID)
    return document.text[start : series.start]


def items_shown(document: Document, series: Series) -> str:
    """The items of a series, each from its beginning."""
    each = max(12, _SHOWN // len(series.items))
    return "".join(document.text[start : min(end, start + each)] for start, end in series.items)


def list_claims(document: Document, number: int, series: Series) -> list[Claim]:
    """Claims that quote a whole enumeration: its lead with the count, and each of its items."""
    claims = []
    quotes = quotes_of(document, number, [series.lead])
    count = len(series.items)
    if quotes:
        slots = "".join(f"{{{i}}}" for i in range(len(quotes)))
        claims.append(claim(f"{slots} 共{{count}}项：", quotes, count=count))
    else:
        claims.append(claim("共{count}项：", count=count))
    for item in series.items[:_MOST_ITEMS]:
        inner = _inner_items(document, item)
        opening = (item[0], inner[0][0]) if inner else item
        for indent, span in (("", opening), *(("　　", span) for span in inner)):
            quotes = quotes_of(document, number, [_bare(document, span)])
            claims.append(claim(indent + "".join(f"{{{i}}}" for i in range(len(quotes))), quotes))
    return claims


def _bare(document: Document, span: Span) -> Span:
    return span[0], span[0] + len(document.text[slice(*span)].rstrip())


def _inner_items(document: Document, item: Span) -> Sequence[Span]:
    """The items of an enumeration inside an item that is too long to be quoted in one."""
    if item[1] - item[0] <= LONGEST_QUOTE:
        return ()
    inside = [s for s in find_series(document, *item) if s.items[0][0] > item[0]]
    return inside[0].items if inside and len(inside[0].items) <= _MOST_INNER else ()


def quotes_of(document: Document, number: int, spans: Sequence[Span]) -> list[Quote]:
    """Quotes of spans, each cut at sentences where it is too long for one; of a span that is much
    too long its first sentence."""
    quotes = []
    for start, end in spans:
        if end <= start:
            continue
        if end - start <= LONGEST_QUOTE:
            pieces = [(start, end)]
        else:
            sentences = split_sentences(document, start, end)
            pieces = [(s.start, s.end) for s in sentences]
            pieces = _packed(pieces) if end - start <= _LONG_ITEM else pieces[:1]
        quotes += [Quote(number, s, e, document.text[s:e]) for s, e in pieces]
    return quotes


def _packed(pieces: Sequence[Span]) -> list[Span]:
    """Neighbouring pieces put together as far as they may be quoted."""
    packed: list[Span] = []
    for start, end in pieces:
        if packed and end - packed[-1][0] <= LONGEST_QUOTE:
            packed[-1] = (packed[-1][0], end)
        else:
            packed.append((start, end))
    return packed
