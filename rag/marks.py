"""Where in a quote the asked value stands: the 六十日 of 不得少于六十日 for how many days.

A quote is a whole sentence and often states several values. That one is marked whose clause shares
most with the question; where the question asks for several, one in each clause that it speaks of.
"""

import re
from collections.abc import Iterator

from index.fold import Folded, fold_with_map
from index.numerals import NUMERAL
from rag.amounts import DAY, asks_day, value_pattern
from rag.wanted import wanted_of
from rag.whether import asks_yes_or_no, deciding_words, not_whether

Span = tuple[int, int]

_CLAUSE_END = re.compile(r"[，,；;。！？!?：:\n]")
_SEVERAL = re.compile(
    "哪[两三四几]|分别|各|以及|和.{1,20}(?:多少|几)|多少.{1,30}(?:多少|几)|[与及]"
)
_DEFINED = re.compile(r"(?:是指|指的是|系指|所称.{1,20}?[,，]?(?:包括|指)|以下简称)[：:,，]?")
_SENTENCE_END = re.compile("[。；;\n]|$")
_NO_NAME = "由|经|向|报|到|将|在|和|与|及|或|对|按|应当?|可以?|负责|配合|会同|以(?![上下])"
_MAKER = re.compile(
    rf"(?:(?!{_NO_NAME})[\u4e00-\u9fff]){{1,14}}?"
    r"(?:(?:人民)?政府|人民法院|人民检察院|委员会|(?:主管)?部门|单位|办公厅|办公室|机关|机构|总局|法院|检察院|国务院(?!办公|[\u4e00-\u9fff]{1,8}(?:部门|机构|委员会))"
    r"|[局厅](?![分署长门级面])|部(?![分署长门级委])|院(?![士校长]))"
    r"|(?<=由)[\u4e00-\u9fff]{2,12}?(?=负责|承担|自付|支付|组织|审批|批准|决定)"
)
_WHO = re.compile(
    "谁|[哪那][一两几三]?个?(?:部门|单位|机关|机构)|(?:部门|单位|机关|机构)是哪|归哪|由什么部门|找哪"
)
_LABEL = re.compile(
    rf"(?<![^\s。；;])(?:第[{NUMERAL}\d]+条(?:之[{NUMERAL}])?|[(（][{NUMERAL}\d]{{1,3}}[)）]|\d{{1,2}}[.、]|[{NUMERAL}]{{1,3}}、)"
)
_AFTER_CHANGE = re.compile("(?:[高加整升降低长大增减涨]|[达提])(?:到了?|至|为)$|达$")
_ACTS = re.compile("^(?:负责|牵头|主管|应当|联合|会同|同意|批准|决定|审批|受理)")
_BEFORE_ACTOR = re.compile("[由经向报]$|牵头单位[:：]$|机关[:：]$")
_BACK = 24  # characters before a value that tell what it is a value of
_MOST = 6


def asked_values(folded: str, quote: str, start: int = 0) -> tuple[Span, ...]:
    """The spans of the values that a folded question asks for in a quote that begins at `start` of
    its document, in coordinates of the document; none where no value is asked for or stated."""
    text = fold_with_map(quote)
    found = list(_found(folded, text.text))
    chosen = _nearest(folded, text.text, found)
    return tuple(_in_document(text, span, start) for span in chosen)


def _found(folded: str, text: str) -> Iterator[Span]:
    """All values in a folded quote of the kind that is asked for."""
    whether = asks_yes_or_no(folded)
    if whether:
        yield from deciding_words(folded, text)
    elif wanted_of(folded).meaning is not None:
        yield from _meanings(text)
        return
    values = list(_values(folded, text, whether))
    yield from values
    if not values and not whether and _WHO.search(folded):
        yield from (match.span() for match in _MAKER.finditer(text))


def _values(folded: str, text: str, whether: bool) -> Iterator[Span]:
    pattern = value_pattern(not_whether(folded) if whether else folded)
    if pattern is None:
        return
    labels = [match.span() for match in _LABEL.finditer(text)]
    if not asks_day(folded):  # 2月4日至10日 is no number of days
        labels += [match.span() for match in DAY.finditer(text)]
    known = _values_in(folded, pattern)
    for match in pattern.finditer(text):
        inside = any(start <= match.start() < end for start, end in labels)
        if not inside and match.group().strip() not in known:
            yield match.span()


def _values_in(folded: str, pattern: re.Pattern[str]) -> set[str]:
    """Values that the question itself states: they are no answer to it."""
    return {match.group().strip() for match in pattern.finditer(folded)}


def _meanings(text: str) -> Iterator[Span]:
    for match in _DEFINED.finditer(text):
        end = _SENTENCE_END.search(text, match.end())
        if end is not None and end.start() > match.end():
            yield match.end(), end.start()


def _nearest(folded: str, text: str, found: list[Span]) -> list[Span]:
    """The spans whose clause shares most with the question."""
    if len(found) < 2:
        return found
    asked = _pairs(folded)
    scores = [_shared(asked, text, span) for span in found]
    best = max(scores)
    if _SEVERAL.search(folded):
        return [s for s, score in zip(found, scores, strict=True) if score >= 0.5 * best][:_MOST]
    return [found[scores.index(best)]]


def _shared(asked: set[str], text: str, span: Span) -> float:
    """How much of the question stands in the clause of a span, most of all right before it."""
    cuts = [match.end() for match in _CLAUSE_END.finditer(text, 0, span[0])]
    begin = cuts[-1] if cuts else 0
    ending = _CLAUSE_END.search(text, span[1])
    end = ending.start() if ending else len(text)
    clause = _pairs(text[begin : span[0]]) | _pairs(text[span[1] : end])
    close = _pairs(text[max(begin, span[0] - _BACK) : span[0]])
    before = _pairs(text[(cuts[-2] if len(cuts) > 1 else 0) : begin])
    # What a value became counts more than what it was: 从2375元提高到2423元. And who acts is named so.
    stands = _AFTER_CHANGE.search(text, begin, span[0]) or _BEFORE_ACTOR.search(
        text, begin, span[0]
    )
    plus = 3.0 if stands or _ACTS.match(text[span[1] : end]) else 0.0
    return plus + len(asked & clause) + 0.5 * len(asked & close) + 0.3 * len(asked & before)


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _in_document(text: Folded, span: Span, start: int) -> Span:
    first, last = text.source_span(*span)
    return start + first, start + last
