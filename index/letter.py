"""What a letter says of itself in lines of its own: 文号 and 主送机关 above, 落款 and date below."""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.enactment import issuers
from index.lines import Line
from index.numerals import parse_date
from index.types import MetaName, MetaOrigin, MetaValue

DATES: frozenset[MetaName] = frozenset({"published", "effective", "signed"})
_ISSUER_NUMBER = r"[\u4e00-\u9fff]{1,14}\s*+[〔\[［（(【]\s*+(?:19|20)\d{2}\s*+[〕\]］）)】]\s*+第?\s*+\d{1,5}\s*+号"
NUMBER_LINE = re.compile(
    rf"[（(]?(?P<value>{_ISSUER_NUMBER}|第\s*\d{{1,5}}\s*号)[）)]?(?:\{{[^{{}}]*\}})?"
)
_ORDER_LINE = re.compile(r"[\u4e00-\u9fff、\s]{2,60}(?:令|公告)")
_ORDER_NUMBER = re.compile(
    r"(?P<value>(?!日)[\u4e00-\u9fff]{2,20}令\s*(?:第|〔\d{4}〕)\s*\d{1,5}\s*号)"
)
_DATE_LINE = re.compile(r"[（(]?[12二一][\d零〇○一二三四五六七八九]{3}\s*年.{1,3}月.{1,3}日[）)]?")
_AUTHORITIES = re.compile(
    "(?:政府|委员会|部委|厅|局|部门|机构|单位|企业|公司|学校|院|代表|委员|同志|办|委)(?:$|[,，、])"
)
_ADDRESSEE_LINES = 12
_OPENING_LINES, _CLOSING_LINES, _ORDER_LINES, _MOST_SIGNATURES = 60, 15, 12, 8


def read_letter(body: Sequence[Line], known: set[MetaName]) -> list[MetaValue]:
    """The values that the opening and closing lines of the body tell; `known` ones of a header."""
    values: list[MetaValue] = []
    opening = body[:_OPENING_LINES]
    for before, line in zip([None, *opening], opening, strict=False):
        match = NUMBER_LINE.fullmatch(line.text)
        if match:
            values.append(_number(before, line, match))
            break
    if not values and "number" not in known:
        found = ((line, _ORDER_NUMBER.search(line.text)) for line in opening[:_ORDER_LINES])
        for line, match in found:
            if match:
                values.append(value_at(line, "number", match["value"], "body", match))
                break
    values += _addressee(opening)
    closing = body[max(len(opening), len(body) - _CLOSING_LINES) :]
    for line in [*opening, *closing]:
        if _DATE_LINE.fullmatch(line.text):
            values.append(value_at(line, "signed", line.text.strip("（）()"), "body"))
            if "issuer" not in known:
                every = [*opening, *closing]
                at = every.index(line)
                values += _signatures(every[max(0, at - _MOST_SIGNATURES) : at])
            break
    return values


def _number(before: Line | None, line: Line, match: re.Match[str]) -> MetaValue:
    """A 文号; the 第706号 under 中华人民共和国国务院令 belongs to that line."""
    if before is None or not match["value"].startswith("第"):
        return value_at(line, "number", match["value"], "body", match)
    order = _ORDER_LINE.fullmatch(before.text)
    if order is None:
        return value_at(line, "number", match["value"], "body", match)
    last = line.content_start + match.end("value")
    value = "".join((before.text + match["value"]).split())
    start = before.content_start
    return MetaValue("number", value, start, last, start, line.content_end, "body")


def _signatures(above: Sequence[Line]) -> list[MetaValue]:
    """The authorities that signed, one a line or several on one, directly above the date."""
    found: list[MetaValue] = []
    for line in reversed(above):
        if not _is_signature(line.text):
            break
        compact = "".join(line.text.split())
        spaced = len(line.text.split()) > 1 and not all(_is_signature(x) for x in line.text.split())
        if spaced:  # 国 务 院
            found.insert(0, replace(value_at(line, "issuer", line.text, "body"), value=compact))
        else:
            found = issuers(line, 0, len(line.text)) + found
    return found


def _addressee(opening: Sequence[Line]) -> list[MetaValue]:
    """主送机关: the first line that ends in a colon and names authorities or people. The colon may
    have been left alone on the next line."""
    for index, line in enumerate(opening[:_ADDRESSEE_LINES]):
        following = opening[index + 1].text if index + 1 < len(opening) else ""
        if line.text.endswith((":", "：")) or following in (":", "："):
            printed = line.text.rstrip(":： ")
            if 2 <= len(printed) <= 200 and _AUTHORITIES.search(printed):
                return [value_at(line, "addressee", printed, "body")]
            return []
    return []


def _is_signature(text: str) -> bool:
    """A short line that names an authority: 国务院办公厅, 山西省人民政府."""
    ends = ("政府", "部", "局", "厅", "会", "院", "署", "办公室", "改革委", "资委", "健委", "总行")
    return len(text) <= 30 and text.endswith(ends) and not re.search("[。：:；]", text)


def value_at(
    line: Line | None,
    name: MetaName,
    printed: str,
    origin: MetaOrigin,
    match: re.Match[str] | None = None,
) -> MetaValue:
    """The value `printed` of a line (the group "value" of `match`); dates are normalised."""
    normal = (parse_date(printed) or printed) if name in DATES else printed
    if line is None:
        return MetaValue(name, normal, 0, 0, 0, 0, origin)
    start = line.content_start + (match.start("value") if match else line.text.index(printed))
    return MetaValue(
        name, normal, start, start + len(printed), line.content_start, line.content_end, origin
    )
