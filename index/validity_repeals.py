"""Repeal clauses: 《…》（国发〔2005〕3号）同时废止, 废止《…》, lists in decisions on repeal.

A title counts only where nothing but its 文号, other titles and the like stands between it and the
verb: 《…》中与本办法不一致的内容同时废止 ends no document.
"""

import re
from collections.abc import Iterator

from index.numerals import parse_date
from index.types import Document
from index.validity import Repeal
from index.validity_names import number_key, title_key

_VERB = re.compile(
    "废止|同时失效|即行失效|宣布失效|停止执行|停止施行|不再施行|不再执行|停止使用|终止执行"
)
_DAY = (
    r"(?:[12]\d{3}|[一二][零〇○一二三四五六七八九]{3})年(?:\d{1,2}|[一二三四五六七八九十]{1,3})月"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})日"
)
_BRACKETED = re.compile(r"[（(〔\[][^（）()〔〕\[\]]{0,80}[）)〕\]]")
_TAIL = re.compile(
    r"[\s，,、]*+(?:等[一二三四五六七八九十\d]{0,3}[件部个项]?(?:文件|规章|规定|办法|规范性文件|法规)?)?"
    r"[\s，,]*+(?P<from>(?:自|从|于)[^《》，,]{2,24}起?)?[\s，,]*+"
    r"(?:也|均|都|即|并|一并|同时|相应|立即|予以|即行|自行|亦|全部|随之|应)*"
)
_SEPARATED = re.compile(r"[\s，,]*(?:[、，,和及与以或]|$)")
_LEADS_IN = re.compile(
    "(?:根据|按照|依照|依据|适用|违反|执行|符合|制定的?)[^，,、]{0,24}$|[由被以]$"
)
_NOT_DECIDED = re.compile("不$|未$|可以|需要|建议|提请|草案|修改[、或和]$|解释[、或和]$|者$")
_ISSUER = re.compile(
    r"(?:[\u4e00-\u9fff]{2,20}(?:院|部|局|委|会|厅|府|署|办))(?:[、\s][\u4e00-\u9fff]{2,20}(?:院|部|局|委|会|厅|府|署|办))*$"
)
_ITEM = re.compile(r"[\s\u3000*#-]*(?:[（(]?[一二三四五六七八九十百\d]{1,4}[）)]?[、.．\s)）]|《)")
_FROM = re.compile(rf"自(?P<day>{_DAY})起")
_INNER = re.compile(
    r"(?:印发|发布|公布)[《〈<](?P<inner>[^《》〈〉<>]{4,80})[》〉>]的?(?:通知|公告|令)$"
)
_LONGEST = 1500


def read_repeals(document: Document) -> Iterator[Repeal]:
    """Every document that this one says it ends, wherever it says so."""
    text = document.text
    amends = any(word in document.title for word in ("修改", "修正", "修订"))
    decides = "废止" in document.title or "失效" in document.title
    seen: set[tuple[str, str]] = set()
    taken = -1
    for verb in _VERB.finditer(text):
        start, end = _clause(text, verb.start(), verb.end())
        # Verbs of one clause share its titles: the first one that a title leads to takes them.
        if verb.start() < taken or _quoted(text, verb.start(), amends):
            continue
        titles = list(_titles(text, start, end))
        if any(first <= verb.start() < last for first, last in titles):
            continue
        found = _before(text, titles, start, verb) or _after(text, titles, start, verb, decides)
        for repeal in found:
            taken = max(taken, verb.end())
            if (repeal.title, repeal.number) not in seen:
                seen.add((repeal.title, repeal.number))
                yield repeal
    if decides:
        for repeal in _listed(text, amends):
            if (repeal.title, repeal.number) not in seen:
                seen.add((repeal.title, repeal.number))
                yield repeal


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """From the last full stop or line break before to the next one after."""
    first = max(start - _LONGEST, text.rfind("。", 0, start) + 1, text.rfind("\n", 0, start) + 1)
    stops = [place for mark in "。；\n" if (place := text.find(mark, end)) >= 0]
    return first, min([*stops, len(text), end + _LONGEST])


def _quoted(text: str, place: int, amends: bool) -> bool:
    """Whether a place stands between quotation marks: new wording of another document. In what
    amends, a quotation may run over many lines."""
    start = 0 if amends else text.rfind("\n", 0, place) + 1
    return text.count("“", start, place) > text.count("”", start, place)


def _titles(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The outermost 《…》 in a clause."""
    depth, opened = 0, 0
    for place in range(start, end):
        if text[place] == "《":
            opened = place if depth == 0 else opened
            depth += 1
        elif text[place] == "》" and depth:
            depth -= 1
            if depth == 0:
                yield opened, place + 1


def _before(
    text: str, titles: list[tuple[int, int]], start: int, verb: re.Match[str]
) -> list[Repeal]:
    """Titles that lead to a verb behind them: 《甲》、《乙》（…）同时废止."""
    before = [span for span in titles if span[1] <= verb.start()]
    if not before:
        return []
    tail = _TAIL.fullmatch(_bare(text[before[-1][1] : verb.start()]))
    if tail is None:
        return []
    lead = _FROM.search(text, max(start, before[0][0] - 60), verb.start())
    own = parse_date(tail["from"] or "")
    whole = re.search(
        rf"自(?P<day>{_DAY})起(?:正式)?(?:施行|实施|执行|生效)", text[start : before[0][0]]
    )
    day = own or (
        parse_date(whole["day"]) if whole and _is_own(text, start, before[0][0]) else None
    )
    if (
        day is None
        and lead
        and lead.end() <= before[0][0]
        and text[lead.end() : before[0][0]].strip("，, ") == ""
    ):
        day = parse_date(lead["day"])
    chosen, nearer = [before[-1]], before[-1]
    for span in reversed(before[:-1]):
        if _SEPARATED.match(_bare(text[span[1] : nearer[0]])):
            chosen.append(span)
        nearer = span
    return [
        repeal
        for span in reversed(chosen)
        if not _LEADS_IN.search(_bare(text[max(start, span[0] - 30) : span[0]]))
        for repeal in _repeals(text, span, day, (start, verb.end()))
    ]


def _is_own(text: str, start: int, end: int) -> bool:
    """Whether 自…起施行 in this lead is the document's own, not that of what is repealed: 2014年10月1日起
    施行的《…》."""
    return "本" in text[start:end] and not re.search(
        "起(?:施行|实施)的[^，。]{0,6}$", text[start:end]
    )


def _after(
    text: str, titles: list[tuple[int, int]], start: int, verb: re.Match[str], decides: bool
) -> list[Repeal]:
    """Titles behind the verb of a decision: 决定废止《甲》、《乙》."""
    if verb.group() not in ("废止", "停止执行", "停止施行", "停止使用", "终止执行"):
        return []
    lead = text[start : verb.start()]
    decided = "决定" in lead[-40:] or (decides and _ITEM.match(lead) and len(lead) < 8)
    if not decided or _NOT_DECIDED.search(lead[-12:]):
        return []
    found: list[Repeal] = []
    previous = verb.end()
    for span in [span for span in titles if span[0] >= verb.end()]:
        gap = _bare(text[previous : span[0]])
        if len(gap) > 60 or (found and not _SEPARATED.match(gap)):
            break
        found += _repeals(text, span, None, (start, span[1]))
        previous = span[1]
    return found


def _listed(text: str, amends: bool) -> Iterator[Repeal]:
    """Items of the lists of a decision on repeal; in one that also amends, of the lists under a line
    that speaks of repeal alone."""
    repealing = not amends
    place = 0
    while place < len(text):
        stop = text.find("\n", place)
        stop = len(text) if stop < 0 else stop
        line = text[place:stop]
        title = next(_titles(text, place, stop), None)
        if title is None or "下列" in line:
            if "废止" in line or "失效" in line:
                repealing = not any(word in line for word in ("修改", "修正"))
            elif "修改" in line or "修正" in line:
                repealing = False
        elif repealing and _ITEM.match(line) and not any(w in line for w in ("修改", "将")):
            yield from _repeals(text, title, None, (place, stop))
        place = stop + 1


def _repeals(
    text: str, span: tuple[int, int], day: str | None, clause: tuple[int, int]
) -> Iterator[Repeal]:
    printed = text[span[0] + 1 : span[1] - 1]
    key = title_key(printed)
    if key.startswith("关于") and (issuer := _ISSUER.search(text[max(0, span[0] - 60) : span[0]])):
        key = title_key(issuer.group().rpartition("的")[2]) + key
    follows = _BRACKETED.match(text, span[1])
    number = ""
    if follows:
        for part in re.split(
            "[，,、；;]", text[span[1] + 1 : span[1] + 90].split("）")[0].split(")")[0]
        ):
            number = number or number_key(part)
    start, end = clause
    if end - start > 400:  # a long list: the quote is what names this one
        start, end = span
    yield Repeal(key, number, day or "", start, end)
    inner = _INNER.search(printed)
    if inner:
        yield Repeal(title_key(inner["inner"]), "", day or "", start, end)


def _bare(text: str) -> str:
    """Text without what stands in brackets."""
    return _BRACKETED.sub("", _BRACKETED.sub("", text))
