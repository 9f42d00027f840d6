"""Document → what it tells of validity: its own days (施行, 有效期, 规划期), its amendments, what it repeals."""

import re
from datetime import date, timedelta

from index.fold import fold
from index.numerals import parse_date, parse_number
from index.types import Document, MetaValue
from index.validity import Fact, HeaderStatus, Staged, ValidityFacts
from index.validity_names import number_key, title_keys
from index.validity_repeals import read_repeals

_DAY = (
    r"(?:[12１２]\d{3}|[一二][零〇○一二三四五六七八九]{3})\s*年\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*月"
    r"\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
)
_FORCE = "(?:正式)?(?:施行|实施|执行|生效)"
# Longer spellings first: 现行有效（未核验）, 已被修改, 废止或失效, 尚未生效.
_STATUSES: tuple[tuple[str, HeaderStatus], ...] = (
    ("尚未", "not_yet"),
    ("未生效", "not_yet"),
    ("未施行", "not_yet"),
    ("部分", "in_force"),  # 部分失效, 部分有效: the text as a whole is in force
    ("修改", "amended"),
    ("修订", "amended"),
    ("修正", "amended"),
    ("废止", "repealed"),
    ("失效", "repealed"),
    ("无效", "repealed"),
    ("停止", "repealed"),
    ("有效", "in_force"),
    ("现行", "in_force"),
    ("试行", "in_force"),
    ("暂行", "in_force"),
)
_FROM_ISSUE = re.compile(
    r"(?:自|从)?(?:公布|发布|颁布|印发|通过|下发|签发)(?:之日)?(?:起|后)(?:满|第)?\s*"
    r"(?:(?P<count>\d{1,3}|[一二三四五六七八九十]{1,3})个?(?:自然|工作)?(?P<unit>日|天|月)(?:之?后|起|内)?)?"
    rf"(?:起|开始)?{_FORCE}"
)
_FROM_DAY = re.compile(rf"(?:自|从|于)(?P<day>{_DAY})(?:零时)?(?:起|开始)?{_FORCE}")
_ARTICLES = re.compile(
    r"(?P<articles>第[一二三四五六七八九十百零\d]{1,6}条(?:[^。；\n]{0,40}?第[一二三四五六七八九十百零\d]{1,6}[条款项])?"
    rf"[^。；，\n自]{{0,16}})自(?P<day>{_DAY})起{_FORCE}"
)
_EXPIRES = re.compile(
    r"(?:有效期限?|执行期限|实施期限|施行期限|政策期限)[^。；，\n证照满内]{0,8}?"
    rf"(?:(?P<years>\d{{1,2}}|[一二两三四五六七八九十]{{1,2}})年|(?:自?{_DAY})?\s*(?:起?[至到]|[-—－])\s*(?P<day>{_DAY}))"
)
_UNTIL = re.compile(rf"起{_FORCE}[，,]?\s*[至到](?P<day>{_DAY})")
_OWN = re.compile(
    r"本(?!人|单位|企业|市|省|区|县|证)[\u4e00-\u9fff]{1,8}|起(?:施行|实施|执行)|印发之日"
)
_ARTICLE_MARK = re.compile(r"^第[^条\s]{1,8}条(?:之.)?\s*")
_OWN_SUBJECT = re.compile(r"[\s\d.、（）()一二三四五六七八九十]*(?:本|$)")
_CERTIFICATE = re.compile("证书|许可|执照|资质|证件|注册|批准文|备案|合同|签证|证自|证有")
_REVISED = re.compile(rf"(?P<day>{_DAY})(?P<event>[^\n]{{2,160}})")
_CHANGED = re.compile("修正|修订|修改")
_FIRST_ARTICLE = re.compile(r"\n[ \t\u3000\xa0#*]*+(?:第一[章编条]|一、)")
_OPENING, _CLOSING, _LONGEST = 3000, 6000, 300
_PLAN = re.compile("规划|计划|纲要|方案")
_NO_PLAN = re.compile("评估|总结|报告|批复|条例|办法|规定")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def validity_facts(document: Document) -> ValidityFacts:
    """What a document tells of its own validity and of others'."""
    issued = _issued(document)
    begins = _begins(document, issued)
    return ValidityFacts(
        names=title_keys(document.title),
        numbers=tuple(
            key
            for value in document.meta
            if value.name == "number" and (key := number_key(value.value))
        ),
        status=_status(document),
        issued=issued,
        begins=begins,
        revised=_revised(document),
        expires=_expires(document, begins or issued),
        period=_period(document),
        staged=_staged(document.text),
        repeals=tuple(read_repeals(document)),
    )


def normal_status(printed: str) -> HeaderStatus:
    """A header's 时效性 in one of four words; empty for a spelling that says none of them."""
    folded = fold(printed)
    return next((status for spelling, status in _STATUSES if spelling in folded), "")


def _status(document: Document) -> Fact | None:
    value = document.value("status")
    normal = normal_status(value.value) if value else ""
    return Fact(normal, value.line_start, value.line_end) if value and normal else None


def _dated(document: Document, name: str) -> MetaValue | None:
    found = (v for v in document.meta if v.name == name and _ISO.fullmatch(v.value))
    return next(found, None)


def _issued(document: Document) -> Fact | None:
    value = _dated(document, "published") or _dated(document, "signed")
    return Fact(value.value, value.line_start, value.line_end) if value else None


def _begins(document: Document, issued: Fact | None) -> Fact | None:
    """施行日期: the header's or the clause's that `index.header` read, else a closing clause that
    counts from publication."""
    text = document.text
    value = _dated(document, "effective")
    if value is not None:
        if value.line_end - value.line_start <= _LONGEST:
            return Fact(value.value, value.line_start, value.line_end)
        return Fact(value.value, *sentence_span(text, value.start, value.end))
    start = max(0, len(text) - _CLOSING)
    for match in [*_FROM_ISSUE.finditer(text, start), *_FROM_DAY.finditer(text, start)]:
        span = sentence_span(text, match.start(), match.end())
        if not _is_own(text, span[0], match.start()):
            continue
        if "day" in match.re.groupindex:
            day = parse_date("".join(match["day"].split()))
        else:
            day = _later(issued.value, match["count"], match["unit"]) if issued else None
        if day:
            return Fact(day, *span)
    return None


def _is_own(text: str, start: int, end: int) -> bool:
    """Whether a clause speaks of the document it stands in: 本办法自, 现予公布，自. Not 《…》自, 第五条自."""
    lead = text[start:end].lstrip()
    lead = _ARTICLE_MARK.sub("", lead)
    subject = re.split("[，,：:]", lead)[-1]
    return "》" not in subject and bool(_OWN_SUBJECT.match(subject))


def _later(issued: str, count: str | None, unit: str | None) -> str | None:
    if not count:
        return issued
    number = parse_number(count)
    if number is None:
        return None
    try:
        day = date.fromisoformat(issued)
    except ValueError:
        return None
    if unit == "月":
        return _add_months(day, number).isoformat()
    return (day + timedelta(days=number)).isoformat()


def _add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), first_of_next - timedelta(1))


def _revised(document: Document) -> Fact | None:
    """The last amendment that the lines before the first article tell."""
    text = document.text
    first = _FIRST_ARTICLE.search(text, 0, _OPENING * 2)
    stop = min(first.start() if first else _OPENING, len(text))
    opening = text[:stop]
    if not _CHANGED.search(opening):
        return None
    days = list(re.finditer(_DAY, opening))
    found: list[Fact] = []
    for match, following in zip(days, [*days[1:], None], strict=False):
        end = following.start() if following else stop
        event = opening[match.end() : min(end, match.end() + 200)].split("\n")[0]
        changed = _CHANGED.search(re.sub(r"《[^》]{0,200}》", "", event))
        day = parse_date("".join(match.group().split()))
        if changed and day and "废止" not in event[:2]:
            line = text.rfind("\n", 0, match.start()) + 1
            found.append(Fact(day, max(line, match.start()), match.end() + len(event.rstrip())))
    return max(found, key=lambda fact: fact.value, default=None)


def _expires(document: Document, begins: Fact | None) -> Fact | None:
    """The last day of 有效期, where the document limits its own."""
    text = document.text
    if not any(word in text for word in ("期限", "效期", "行期", "至")):
        return None
    for match in [*_EXPIRES.finditer(text), *_UNTIL.finditer(text)]:
        span = sentence_span(text, match.start(), match.end())
        around = text[span[0] : span[1]]
        if not _OWN.search(around) or _CERTIFICATE.search(around):
            continue
        if "years" in match.re.groupindex and match["years"]:
            if "起" not in around or begins is None:
                continue
            number = parse_number(match["years"])
            first = date.fromisoformat(begins.value)
            if number is None:
                continue
            last = (_add_months(first, 12 * number) - timedelta(1)).isoformat()
        else:
            last = parse_date("".join(match["day"].split())) or ""
        if last:
            return Fact(last, *span)
    return None


def _period(document: Document) -> Fact | None:
    value = document.value("period")
    if value is None or not _PLAN.search(document.title) or _NO_PLAN.search(document.title):
        return None
    return Fact(value.value, value.line_start, value.line_end)


def _staged(text: str) -> tuple[Staged, ...]:
    """Articles with a day of their own. 第四条自… at the start of a line is an article about the whole."""
    if "条" not in text:
        return ()
    found = []
    start = max(0, len(text) - _CLOSING)
    for match in _ARTICLES.finditer(text, start):
        line = text.rfind("\n", 0, match.start()) + 1
        if (
            not text[line : match.start()].strip("\u3000 #*")
            or "》" in match["articles"]
            or "本" in match["articles"]
        ):
            continue
        day = parse_date("".join(match["day"].split()))
        if day:
            articles = match["articles"].strip()
            found.append(Staged(articles, day, *sentence_span(text, match.start(), match.end())))
    return tuple(found)


def sentence_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around `text[start:end]`, within its line, at most some hundred characters."""
    first = max(start - _LONGEST, *(text.rfind(mark, 0, start) + 1 for mark in "。；\n"))
    stops = [place + 1 for mark in "。；" if (place := text.find(mark, end)) >= 0]
    newline = text.find("\n", end)
    last = min([*stops, newline if newline >= 0 else len(text), end + _LONGEST])
    while first < start and text[first] in " \u3000\t":
        first += 1
    return first, last
