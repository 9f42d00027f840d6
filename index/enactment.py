"""Who made a text, when, and under which 令号: read from its history lines and from 施行 clauses.

Laws open with lines such as "2010年5月7日 国务院令第5号公布" or "（2008年1月28日建设部令第166号公布
自2008年6月1日起施行）" and close with "本条例自2010年7月1日起施行。". Of several events the first
counts: what amended a text later is no fact about its making.
"""

import re
from collections.abc import Iterator, Sequence

from index.headings import recognise
from index.lines import Line
from index.numerals import parse_date
from index.types import MetaName, MetaValue

DATE = re.compile(
    r"[12１２]\d{3}\s*年\s*\d{1,2}\s*月\s*[\d１-９０]{1,2}\s*日"
    r"|[一二][零〇○一二三四五六七八九]{3}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
)
_PROMULGATED = re.compile("公布|发布|颁布")
_ADOPTED = re.compile("通过")
_AMENDED = re.compile("修正|修订|修改|废止|批准的")
_IN_FORCE = re.compile(r"\s*起?(?:正式)?(?:施行|实施|生效|执行)")
_SESSION = re.compile(
    r"第[零〇一二三四五六七八九十百\d]{1,4}(?:届|次)(?P<organ>(?:全国)?人民代表大会(?:常务委员会)?)?"
)
_ORDER = re.compile(
    r"(?P<issuers>[\u4e00-\u9fff、，\s]{2,150}?)(?:(?:令|公告)\s*(?:[12]\d{3}年\s*|〔[12]\d{3}〕\s*)?"
    r"第\s*[\d一二三四五六七八九十百]{1,5}\s*号|公告)"
)
_MAKER = re.compile(r"\s*([\u4e00-\u9fff]{1,20}(?:院|部|局|会|府|署))\s*")
_OPENED = re.compile(r"[（(]")
_NUMBERED = re.compile("第.{1,8}号")
_COUNTRY = "中华人民共和国"
_OWN_CLAUSE = re.compile(
    r"(?:本(?!.{0,24}修[正订改]).{1,30}?|现.{0,80}?，)自(?P<when>[^，。；]{4,24}?)起"
)
_FROM_ISSUE = re.compile("(?:公布|发布|颁布|印发)之日")
_HISTORY = "【沿革】"
_OPENING_LINES, _CLOSING_LINES, _LONGEST_EVENT = 14, 60, 240


def read_enactment(lines: Sequence[Line], issued: str | None = None) -> list[MetaValue]:
    """The events that the lines (blank ones left out) tell: issuers, number, dates.

    `issued` is the day of publication that a header tells: 自公布之日起 starts there.
    """
    values: list[MetaValue] = []
    taken: set[MetaName] = set()
    for line in _history(lines):
        for found in _events(line):
            names = {value.name for value in found}
            if not names & taken - {"issuer"}:
                values += [v for v in found if v.name != "issuer" or "issuer" not in taken]
                taken |= names
    if "effective" not in taken:
        issued = next((v.value for v in values if v.name == "published"), issued)
        values += _own_clause(lines, issued)
    return values


def _history(lines: Sequence[Line]) -> Iterator[Line]:
    """The opening lines up to the first heading, and every 沿革 line of a header block."""
    for line in lines[:_OPENING_LINES]:
        mark = recognise(line.text)
        if line.hashes >= 2 or (mark is not None and mark.kind in ("chapter", "article", "part")):
            return
        opened = line.text[0] in "（(经" or DATE.match(line.text) or line.text.startswith(_HISTORY)
        if opened and "号）" not in line.text[:24]:
            yield line


def _events(line: Line) -> Iterator[list[MetaValue]]:
    """One list of values for every dated event of a line that made the text."""
    yield from _undated(line)
    dates = list(DATE.finditer(line.text))
    for date, following in zip(dates, [*dates[1:], None], strict=False):
        stop = following.start() if following else len(line.text)
        event = line.text[date.end() : min(stop, date.end() + _LONGEST_EVENT)]
        before = line.text[max(0, date.start() - 2) : date.start()]
        if _IN_FORCE.match(event):
            yield [_at(line, "effective", date.start(), date.end())]
        elif "据" in before or "《" in event or "〈" in event or _AMENDED.search(event):
            continue
        elif (issued := _PROMULGATED.search(event)) and not _ADOPTED.search(
            event, 0, issued.start()
        ):
            values = [_at(line, "published", date.start(), date.end())]
            if order := _ORDER.match(event, 0, issued.start()):
                if _NUMBERED.search(order.group()):
                    values.append(_span(line, "number", date.end(), order.start(), order.end()))
                first, last = order.span("issuers")
                values += issuers(line, date.end() + first, date.end() + last)
            elif maker := _MAKER.fullmatch(event[: issued.start()]):  # 1951年2月26日 政务院公布
                values += issuers(line, date.end() + maker.start(1), date.end() + maker.end(1))
            yield values
            own = re.search("自(?:公布|发布)之日起", event)
            if own:
                start = date.end() + own.start() + 1
                yield [_at(line, "effective", start, start + 4, values[0].value)]
        elif (order := _ORDER.fullmatch(event.strip(" \u3000，。）)"))) and _NUMBERED.search(event):
            # 2004年7月6日 国家广播电影电视总局令第35号: the order is the publication.
            at = date.end() + event.index(order.group())
            first, last = order.span("issuers")
            yield [
                _at(line, "published", date.start(), date.end()),
                _span(line, "number", at, order.start(), order.end()),
                *issuers(line, at + first, at + last),
            ]
        elif _ADOPTED.search(event):
            yield [_at(line, "signed", date.start(), date.end()), *_maker(line, date.end(), event)]


def _undated(line: Line) -> Iterator[list[MetaValue]]:
    """（农业农村部令2022年第3号公布，自…起施行）: an order whose day is not told."""
    opened = _OPENED.match(line.text)
    order = _ORDER.match(line.text, opened.end()) if opened else None
    if order is None or not _NUMBERED.search(order.group()):
        return
    if _PROMULGATED.match(line.text, order.end()):
        first, last = order.span("issuers")
        yield [_span(line, "number", 0, order.start(), order.end()), *issuers(line, first, last)]


def _maker(line: Line, at: int, event: str) -> list[MetaValue]:
    """Whose meeting adopted it: 某省第八届人民代表大会常务委员会第三次会议通过."""
    session = _SESSION.search(event)
    if session is None:
        return []
    lead = event[: session.start()]
    body = lead.strip()
    if session["organ"] is None:
        organ = re.match("(?:国务院|最高人民法院|最高人民检察院)", body)
        return (
            issuers(line, at + lead.index(body), at + lead.index(body) + organ.end())
            if organ
            else []
        )
    start, end = at + lead.index(body), at + session.end()
    return [_at(line, "issuer", start, end, body + session["organ"])]


def issuers(line: Line, start: int, end: int) -> list[MetaValue]:
    """The authorities in `line.text[start:end]`, each as a value; 等 and the country's name go."""
    found = []
    for part in re.finditer(r"[^、，,;；\s]+", line.text[start:end]):
        printed = part.group().removeprefix(_COUNTRY)
        first = start + part.end() - len(printed)
        printed = printed.removesuffix("等") if len(printed) > 3 else printed
        if len(printed) >= 2:
            found.append(_at(line, "issuer", first, first + len(printed), printed))
    return found


def _own_clause(lines: Sequence[Line], issued: str | None) -> list[MetaValue]:
    """施行日期 from "本办法自…起施行", at the opening (an order) or, better, at the end."""
    opening = [x for x in lines[:_OPENING_LINES] if recognise(x.text) is None]
    for line in [*opening, *reversed(lines[-_CLOSING_LINES:])]:
        for clause in _OWN_CLAUSE.finditer(line.text):
            if not _IN_FORCE.match(line.text, clause.end()):
                continue
            printed = clause["when"]
            date = parse_date(printed) or (issued if _FROM_ISSUE.search(printed) else None)
            if date:
                return [_at(line, "effective", *clause.span("when"), date)]
    return []


def _span(line: Line, name: MetaName, at: int, start: int, end: int) -> MetaValue:
    printed = line.text[at + start : at + end]
    start += len(printed) - len(printed.lstrip())
    return _at(line, name, at + start, at + end)


def _at(line: Line, name: MetaName, start: int, end: int, value: str | None = None) -> MetaValue:
    printed = line.text[start:end]
    if value is None:
        value = parse_date(printed) or printed
    base = line.content_start
    return MetaValue(name, value, base + start, base + end, base, line.content_end, "body")
