"""Metadata of a document: the header block of an export, else the opening and closing lines.

Reads the forms ∙【制定机关】…, 发文机关：… and YAML front matter, and the 发文字号, 落款 and date that stand
as lines of their own in the body. Every value knows the span it was read from.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from index.described import describe
from index.enactment import issuers, read_enactment
from index.letter import DATES, read_letter, value_at
from index.lines import Line
from index.numerals import parse_number
from index.title import read_title
from index.types import MetaName, MetaValue

_KEYS: dict[str, MetaName] = {
    "标题": "title",
    "名称": "title",
    "信息名称": "title",
    "文件名称": "title",
    "title": "title",
    "制定机关": "issuer",
    "发布机关": "issuer",
    "发文机关": "issuer",
    "发布部门": "issuer",
    "发布机构": "issuer",
    "发布单位": "issuer",
    "发文单位": "issuer",
    "制发机关": "issuer",
    "制发单位": "issuer",
    "颁布机关": "issuer",
    "颁布单位": "issuer",
    "字号": "number",
    "文号": "number",
    "发文字号": "number",
    "公布日期": "published",
    "发布日期": "published",
    "颁布日期": "published",
    "发布时间": "published",
    "公开日期": "published",
    "日期": "published",
    "publish_date": "published",
    "施行日期": "effective",
    "实施日期": "effective",
    "生效日期": "effective",
    "implement_date": "effective",
    "成文日期": "signed",
    "生成日期": "signed",
    "发文日期": "signed",
    "印发日期": "signed",
    "效力等级": "level",
    "效力级别": "level",
    "时效性": "status",
    "有效性": "status",
    "效力状态": "status",
    "文件状态": "status",
    "是否有效": "status",
    "status": "status",
    "主题分类": "topic",
    "信息分类": "topic",
    "category": "topic",
    "省份": "region",
    "索引号": "index_number",
    "信息索引号": "index_number",
    "来源": "url",
}
# Of a header, and no metadata here.
_UNTYPED = frozenset(
    "主题词 体裁分类 组配分类 分类 公文种类 文种 文件编号 服务对象 公开方式 公开范围 公开形式 公开属性 责任部门 关键词 "
    "登记号 统一登记号 废止日期 失效日期 有效期".split()
)
# 日期 alone says not what happened on that day; category holds a level or a topic.
_UNCLEAR_DATE = "日期"
_LEVELS = frozenset("宪法 法律 行政法规 监察法规 司法解释 部门规章 地方性法规 地方政府规章".split())
_BRACKETED = re.compile(r"[∙·•・\s*-]*【(?P<key>[^】]{1,12})】\s*(?P<value>.*)")
_LABELLED = re.compile(r"(?P<key>[\u4e00-\u9fff]{2,6})\s*[:：]\s*(?P<value>.*)")
_YAML = re.compile(r"(?P<key>[a-z_]+):\s*\"?(?P<value>[^\"]*)\"?")
_MARKERS = frozenset({"文章属性", "基本信息", "法规信息"})
_BODY_MARKER = "正文"
_INFO_END = "<!-- INFO END -->"
_BLOCK_LINES = 40
_SERIAL = re.compile("第(?P<number>[一二三四五六七八九十百零]{1,6})号")
_ORDERED_BY = re.compile("(?:中华人民共和国)?(?P<issuer>[\u4e00-\u9fff]{3,20})(?:令|公告)第")
_TITLE_ISSUERS = re.compile(
    "(?P<issuers>(?:[\u4e00-\u9fff]{0,14}"
    "(?:国务院|办公厅|人民法院|人民检察院|人民政府|人民代表大会|委员会|部|局|厅)[、　 ]*){1,6})"
    "(?=关于|印发|转发)"
)


@dataclass(frozen=True, slots=True)
class Header:
    """What was read: the title, all values, and where the metadata block ends (0: there is none)."""

    title: str
    values: tuple[MetaValue, ...]
    end: int


def read_header(lines: Sequence[Line], source: str) -> Header:
    """Read the metadata of a document from its lines; its file name gives the title at worst."""
    filled = [line for line in lines if not line.blank]
    values, block_end, unclear = _block(filled)
    body = [line for line in filled if line.start >= block_end]
    named = {value.name for value in values}
    if any(line.text.endswith("等") and line.start < block_end for line in filled[:_BLOCK_LINES]):
        named.discard("issuer")  # 生态环境部等: who the others are, the signatures say
    issuing = {value.value for value in values if value.name == "issuer"}
    values += [v for v in read_letter(body, named) if v.value not in issuing]
    telling = [line for line in filled if _may_tell(line, block_end)]
    values = _with_told(values, telling, unclear)
    title = next((v for v in values if v.name == "title"), None)
    if title is None:
        title = read_title(filled, block_end, PurePath(source).stem)
        values.insert(0, title)
    if not any(value.name == "issuer" for value in values):
        values += _from_number(values) or _from_title(title, filled)
    else:
        values += _joint(values, title, filled)
    values += describe(values)
    return Header(title.value, tuple(values), block_end)


def _may_tell(line: Line, block_end: int) -> bool:
    """History stands in the body, in 沿革 lines, and in the lines of a front matter block."""
    return line.start >= block_end or line.text[:4] == "【沿革】" or line.text[0] in "12（("


def _with_told(
    values: list[MetaValue], telling: Sequence[Line], unclear: MetaValue | None
) -> list[MetaValue]:
    """What the history tells, beside or instead of what is known; `unclear` finds its name."""
    issued = next((v.value for v in values if v.name == "published"), None)
    told = read_enactment(telling, issued)
    if unclear is not None:
        same: list[MetaName] = [v.name for v in [*told, *values] if v.value == unclear.value]
        dated = any(v.name in ("published", "signed") for v in [*told, *values])
        unclear = replace(unclear, name=same[0] if same and same[0] in DATES else "published")
        if unclear.name == "published" and not dated:
            told = read_enactment(telling, unclear.value)
        values = [unclear, *values]
    known = {value.name for value in values}
    pairs = {(value.name, value.value) for value in values}
    numbers = {_digits(v) for v in [*values, *told] if v.name == "number"}
    found = []
    for value in told:
        if (value.name, value.value) in pairs or (value.name == "number" and "number" in known):
            continue
        # 国务院令第707号 publishes the text anew; that 第142号 did so in 1994 is another story.
        if value.name == "published" and len(numbers) > 1:
            continue
        if value.name not in known or value.name in ("published", "effective"):
            found.append(value)
    return values + found


def _digits(value: MetaValue) -> tuple[str, ...]:
    """The numbers in a value; 第五十五号 is 第55号."""
    serial = _SERIAL.search(value.value)
    if serial:
        return (str(parse_number(serial["number"])),)
    return tuple(re.findall(r"\d+", value.value))


def _from_number(values: Sequence[MetaValue]) -> list[MetaValue]:
    """住房和城乡建设部令第13号 is an order of that ministry."""
    number = next((v for v in values if v.name == "number"), None)
    match = _ORDERED_BY.match(number.value) if number else None
    if number is None or match is None or "\n" in number.value:
        return []
    first, last = match.span("issuer")
    start = number.start
    return [
        replace(number, name="issuer", value=match["issuer"], start=start + first, end=start + last)
    ]


def _joint(
    values: Sequence[MetaValue], title: MetaValue, filled: Sequence[Line]
) -> list[MetaValue]:
    """The others that issued it with the one that is known: 最高人民法院 最高人民检察院关于…的解释."""
    named = _from_title(title, filled)
    known = {value.value for value in values if value.name == "issuer"}
    if known & {value.value for value in named}:
        return [value for value in named if value.value not in known]
    return []


def _from_title(title: MetaValue, filled: Sequence[Line]) -> list[MetaValue]:
    """国务院办公厅关于…的通知 names who issued it, where nothing else does."""
    match = _TITLE_ISSUERS.match(title.value)
    line = next((x for x in filled if x.content_start == title.line_start), None)
    if match is None or line is None or not title.line_end:
        return []
    base = title.start - line.content_start
    found = issuers(line, base, base + match.end("issuers"))
    return [replace(value, origin=title.origin) for value in found]


def _block(filled: Sequence[Line]) -> tuple[list[MetaValue], int, MetaValue | None]:
    """The contiguous header lines at the start, the offset behind them, and a date without name."""
    values: list[MetaValue] = []
    unclear: MetaValue | None = None
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
            compact_key = "".join(match["key"].split()) if match else ""
            known = compact_key in _KEYS or (compact_key in _UNTYPED and end > 0)
            if match is not None and (known or "【" in line.text[:3]):
                end = line.end
            elif compact == _BODY_MARKER and end:
                return values, line.end, unclear
            elif compact in _MARKERS:
                end = line.end
            elif index and (info_end is None or index > info_end):
                break
        if match is not None and match["value"].strip():
            key = "".join(match["key"].split())
            name = _KEYS.get(key)
            if key == _UNCLEAR_DATE:
                unclear = value_at(line, "published", match["value"].rstrip(), "header", match)
            elif name is not None:
                values += _header_values(line, name, match)
    if info_end is not None:
        end = max(end, filled[info_end].end)
    return values, end, unclear


def _header_values(line: Line, name: MetaName, match: re.Match[str]) -> list[MetaValue]:
    printed = match["value"].rstrip()
    if name == "issuer":
        start = match.start("value")
        found = issuers(line, start, start + len(printed))
        return [replace(value, origin="header") for value in found]
    if match["key"] == "category" and printed in _LEVELS:
        name = "level"
    return [value_at(line, name, printed, "header", match)]
