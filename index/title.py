"""The title of a document that no header names: a line or several at its beginning, or its file's name."""

import re
from collections.abc import Sequence

from index.described import family_of
from index.headings import recognise
from index.letter import NUMBER_LINE, value_at
from index.lines import Line
from index.numerals import parse_date
from index.types import MetaValue

_LONGEST, _LONGEST_LINE, _MOST_LINES, _LOOKED_AT = 120, 45, 5, 60
_CHINESE = re.compile("[\u4e00-\u9fff]")
# What stands above a title or in its place: a salutation, a sentence, a button, a label.
_NO_TITLE = re.compile(
    r".*[。；:：]|附件?\s*\d{0,2}|(?:下载|打印|全屏|收藏|分享|首页|机密|秘密|内部资料|特急|加急|急件).{0,6}"
)
_ABOUT = re.compile(r"(?:的|若干)[\u4e00-\u9fff]{1,8}(?:[（(][^（()）]{1,20}[）)])?$")
_ORDER = re.compile(r"[\u4e00-\u9fff、\s]{2,60}(?:令|公告)")
_INSTRUMENT = re.compile(
    r"《?(?P<value>[\u4e00-\u9fff（）()、“”]{4,60}(?:条例|办法|规定|规则|细则|决定|解释))》?"
)
_SIGNED_WITHIN = 16


def read_title(filled: Sequence[Line], block_end: int, stem: str) -> MetaValue:
    """The title from the lines that are not blank; `stem` is the name of the file."""
    lines = _unlabelled(filled, block_end)
    first = next((i for i, line in enumerate(lines) if _may_be(line)), None)
    if first is None or (first > 0 and _names_document(stem)):
        if lines and not _names_document(stem) and len(lines[0].text) <= _LONGEST:
            return value_at(lines[0], "title", lines[0].text, "header")
        return value_at(None, "title", stem, "file_name")
    if _ORDER.fullmatch(lines[first].text):
        ordered = _instrument(lines[first + 1 : first + _SIGNED_WITHIN])
        if ordered is not None:
            return ordered
    at = filled.index(lines[first])
    return _joined(filled[at : at + _MOST_LINES])


def _unlabelled(filled: Sequence[Line], block_end: int) -> list[Line]:
    """The first lines that are neither front matter nor of a header, nor a 文号."""
    kept: list[Line] = []
    fenced = bool(filled) and filled[0].text == "---"
    for index, line in enumerate(filled[:_LOOKED_AT]):
        if fenced:
            fenced = index == 0 or line.text != "---"
        elif NUMBER_LINE.fullmatch(line.text) or "【" in line.text[:3]:
            continue
        elif line.start >= block_end or (
            index == 0 and not re.match(r"[\u4e00-\u9fff]{2,6}\s*[:：]", line.text)
        ):
            kept.append(line)
    return kept


def _may_be(line: Line) -> bool:
    text = line.text
    return (
        len(text) <= _LONGEST
        and not _NO_TITLE.fullmatch(text)
        and NUMBER_LINE.fullmatch(text) is None
        and not (len(text) <= _LONGEST_LINE // 2 and parse_date(text))
        and (line.hashes == 1 or recognise(text) is None)
    )


def _names_document(stem: str) -> bool:
    """Whether a file's name is words, and no number of a download."""
    return len(_CHINESE.findall(stem)) >= 4


def _joined(lines: Sequence[Line]) -> MetaValue:
    """A title over several lines: up to the last one that ends it in 通知, 意见, 条例 …"""
    first = lines[0]
    whole = value_at(first, "title", first.text, "header")
    if _is_whole(first.text) or first.hashes or len(first.text) > _LONGEST_LINE:
        return whole
    text = first.text
    for line in lines[1:]:
        if len(line.text) > _LONGEST_LINE or not _may_be(line) or line.hashes:
            break
        text += "".join(line.text.split())
        if len(text) <= _LONGEST and _is_whole(text):
            start, end = first.content_start, line.content_end
            return MetaValue("title", text, start, end, start, end, "header")
    return whole


def _is_whole(text: str) -> bool:
    """Whether a title ends here: 关于…的通知; not 关于暂时调整实施《…法, nor 关于推行…制度."""
    if family_of(text) is None or text.count("《") > text.count("》"):
        return False
    return "关于" not in text or _ABOUT.search(text) is not None


def _instrument(lines: Sequence[Line]) -> MetaValue | None:
    """Under 国务院令 第707号 and its signature: the title of what the order publishes."""
    for line in lines:
        match = _INSTRUMENT.fullmatch(line.text)
        if match:
            return value_at(line, "title", match["value"], "header", match)
    return None
