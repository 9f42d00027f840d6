"""Metadata of a document: the header block of an export, else the opening and closing lines.

Reads the forms ∙【制定机关】…, 发文机关：… and YAML front matter, and the 发文字号, 落款 and date that stand
as lines of their own in the body. Every value knows the span it was read from.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from index.lines import Line
from index.numerals import parse_date
from index.types import MetaName, MetaOrigin, MetaValue

_KEYS: dict[str, MetaName] = {
    "标题": "title",
    "title": "title",
    "制定机关": "issuer",
    "发布机关": "issuer",
    "发文机关": "issuer",
    "发布部门": "issuer",
    "颁布机关": "issuer",
    "字号": "number",
    "文号": "number",
    "发文字号": "number",
    "公布日期": "published",
    "发布日期": "published",
    "颁布日期": "published",
    "日期": "published",
    "publish_date": "published",
    "施行日期": "effective",
    "实施日期": "effective",
    "生效日期": "effective",
    "implement_date": "effective",
    "成文日期": "signed",
    "效力等级": "level",
    "效力级别": "level",
    "时效性": "status",
    "status": "status",
    "主题分类": "topic",
    "category": "topic",
    "省份": "region",
    "索引号": "index_number",
    "来源": "url",
}
_DATES: frozenset[MetaName] = frozenset({"published", "effective", "signed"})
_BRACKETED = re.compile(r"[∙·•・\s*-]*【(?P<key>[^】]{1,12})】\s*(?P<value>.*)")
_LABELLED = re.compile(r"(?P<key>[\u4e00-\u9fff]{2,6})\s*[:：]\s*(?P<value>.*)")
_YAML = re.compile(r"(?P<key>[a-z_]+):\s*\"?(?P<value>[^\"]*)\"?")
_MARKERS = frozenset({"文章属性", "基本信息", "法规信息"})
_BODY_MARKER = "正文"
_INFO_END = "<!-- INFO END -->"

_ISSUER_NUMBER = (
    r"[\u4e00-\u9fff]{1,14}\s*[〔\[［（(【]\s*(?:19|20)\d{2}\s*[〕\]］）)】]\s*第?\s*\d{1,5}\s*号"
)
_NUMBER_LINE = re.compile(rf"[（(]?(?P<value>{_ISSUER_NUMBER}|第\s*\d{{1,5}}\s*号)[）)]?")
_ORDER_NUMBER = re.compile(r"(?P<value>[\u4e00-\u9fff]{2,20}令\s*(?:第|〔\d{4}〕)\s*\d{1,5}\s*号)")
_DATE_LINE = re.compile(r"[（(]?[12二一][\d零〇○一二三四五六七八九]{3}\s*年.{1,3}月.{1,3}日[）)]?")
_AUTHORITIES = re.compile(
    "(?:政府|委员会|部委|厅|局|部门|机构|单位|企业|公司|学校|院|代表|委员|同志|办|委)(?:$|[,，、])"
)
_ADDRESSEE_LINES = 12
_OPENING_LINES, _CLOSING_LINES, _ORDER_LINES = 60, 15, 12


@dataclass(frozen=True, slots=True)
class Header:
    """What was read: the title, all values, and where the metadata block ends (0: there is none)."""

    title: str
    values: tuple[MetaValue, ...]
    end: int


def read_header(lines: Sequence[Line], source: str) -> Header:
    """Read the metadata of a document from its lines; its file name gives the title at worst."""
    filled = [line for line in lines if not line.blank]
    values, block_end = _block(filled)
    body = [line for line in filled if line.start >= block_end]
    values += _from_body(body, {value.name for value in values})
    title = next((v for v in values if v.name == "title"), None)
    if title is None:
        title = _title_line(filled) or _value(None, "title", PurePath(source).stem, "file_name")
        values.insert(0, title)
    return Header(title.value, tuple(values), block_end)


def _block(filled: Sequence[Line]) -> tuple[list[MetaValue], int]:
    """The contiguous header lines at the start, and the offset behind them."""
    values: list[MetaValue] = []
    end = 0
    fence = bool(filled) and filled[0].text == "---"
    info_end = next((i for i, line in enumerate(filled[:80]) if line.text == _INFO_END), None)
    for index, line in enumerate(filled):
        compact = "".join(line.text.split())
        if fence:
            match = _YAML.fullmatch(line.text)
            if index and line.text == "---":
                fence, end = False, line.end
        else:
            match = _BRACKETED.fullmatch(line.text) or _LABELLED.fullmatch(line.text)
            known = match is not None and "".join(match["key"].split()) in _KEYS
            if match is not None and (known or "【" in line.text[:3]):
                end = line.end
            elif compact == _BODY_MARKER and end:
                return values, line.end
            elif compact in _MARKERS:
                end = line.end
            elif index and (info_end is None or index > info_end):
                break
        if match is not None and match["value"].strip():
            name = _KEYS.get("".join(match["key"].split()))
            if name is not None:
                values.append(_value(line, name, match["value"].rstrip(), "header", match))
    if info_end is not None:
        end = max(end, filled[info_end].end)
    return values, end


def _from_body(body: Sequence[Line], known: set[MetaName]) -> list[MetaValue]:
    values: list[MetaValue] = []
    opening = body[:_OPENING_LINES]
    for line in opening:
        match = _NUMBER_LINE.fullmatch(line.text)
        if match:
            values.append(_value(line, "number", match["value"], "body", match))
            break
    if not values and "number" not in known:
        found = ((line, _ORDER_NUMBER.search(line.text)) for line in opening[:_ORDER_LINES])
        for line, match in found:
            if match:
                values.append(_value(line, "number", match["value"], "body", match))
                break
    values += _addressee(opening)
    closing = [line for line in body[-_CLOSING_LINES:] if line not in opening]
    for before, line in zip([None, *opening, *closing], [*opening, *closing], strict=False):
        if _DATE_LINE.fullmatch(line.text):
            values.append(_value(line, "signed", line.text.strip("（）()"), "body"))
            if before is not None and "issuer" not in known and _is_signature(before.text):
                values.append(_value(before, "issuer", before.text, "body"))
            break
    return values


def _addressee(opening: Sequence[Line]) -> list[MetaValue]:
    """主送机关: the first line that ends in a colon and names authorities or people. The colon may
    have been left alone on the next line."""
    for index, line in enumerate(opening[:_ADDRESSEE_LINES]):
        following = opening[index + 1].text if index + 1 < len(opening) else ""
        if line.text.endswith((":", "：")) or following in (":", "："):
            printed = line.text.rstrip(":： ")
            if 2 <= len(printed) <= 200 and _AUTHORITIES.search(printed):
                return [_value(line, "addressee", printed, "body")]
            return []
    return []


def _is_signature(text: str) -> bool:
    """A short line that names an authority: 国务院办公厅, 山西省人民政府."""
    return len(text) <= 30 and text.endswith(("政府", "部", "局", "厅", "会", "院", "署", "办公室"))


def _title_line(filled: Sequence[Line]) -> MetaValue | None:
    """The first line that is neither front matter nor a header line."""
    fenced = bool(filled) and filled[0].text == "---"
    for line in filled[:60]:
        if fenced:
            fenced = line is filled[0] or line.text != "---"
        elif _NUMBER_LINE.fullmatch(line.text) is None and "【" not in line.text[:3]:
            return _value(line, "title", line.text, "header") if len(line.text) <= 120 else None
    return None


def _value(
    line: Line | None,
    name: MetaName,
    printed: str,
    origin: MetaOrigin,
    match: re.Match[str] | None = None,
) -> MetaValue:
    normal = (parse_date(printed) or printed) if name in _DATES else printed
    if line is None:
        return MetaValue(name, normal, 0, 0, 0, 0, origin)
    start = line.content_start + (match.start("value") if match else line.text.index(printed))
    return MetaValue(
        name, normal, start, start + len(printed), line.content_start, line.content_end, origin
    )
