"""The labelled values above a document on a government's page: 索引号, 发文机关, 发文字号 …

Sites set them as tables, tables in tables, lists, spans; with or without colon, with spaces to make them
as wide as one another. What counts is the words: an element that holds three such labels and little
else holds the header, and its text is cut at the labels.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

# 字号 alone is the size of the letters.
_LABELS = frozenset(
    "索引号 信息索引号 主题分类 信息分类 主题词 体裁分类 组配分类 分类 发文机关 发布机关 发布机构 发文单位 "
    "发布单位 制发机关 制发单位 制定机关 成文日期 生成日期 发文日期 印发日期 发布日期 发布时间 公开日期 公布日期 "
    "标题 信息名称 名称 文件名称 发文字号 文号 文件编号 公文种类 文种 效力级别 效力等级 有效性 时效性 效力状态 "
    "文件状态 是否有效 生效日期 实施日期 施行日期 废止日期 失效日期 有效期 服务对象 公开方式 公开范围 公开形式 "
    "公开属性 公开责任部门 责任部门 关键词 登记号 统一登记号".split()
)
_FEWEST, _MOST_LABELS, _MOST_LETTERS = 3, 200, 900
_LONGEST_LABEL, _LONGEST_DATE, _LONGEST_VALUE = 8, 30, 200
_CUTS = frozenset("td th tr li dt dd span b strong em i label p div br h1 h2 h3 h4 font".split())
_HELD_BY = ("table", "ul", "dl", "div", "section", "ol")
_LABELLED = re.compile(r"(?P<label>[\u4e00-\u9fff]{2,8})[:：](?P<value>.*)")
_SPACES = re.compile(r"\s+")
_DAY = re.compile(
    r"(?P<label>(?:发布|发表|公开|公布|更新)(?:日期|时间))[:：]\s*(?P<day>(?:19|20)\d{2}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}日?)"
)


def take_header(root: Any, letters: Callable[[Any], int]) -> list[str]:
    """Take the header out of the page: its lines "索引号：…", one a value; none where it has none.

    `letters` tells how many an element holds.
    """
    element = _header_element(root, letters)
    if element is None:
        return []
    lines = _header_lines(element)
    if len(lines) < _FEWEST or any(_too_long(line) for line in lines):
        return []  # the document stands in the same element
    element.drop_tree()
    return lines


def _header_element(root: Any, letters: Callable[[Any], int]) -> Any | None:
    """The innermost element that holds the most labels and little else."""
    counts: dict[Any, set[str]] = {}
    found = 0
    for element in root.iter():
        for piece, holder in ((element.text, element), (element.tail, element.getparent())):
            label = _label_of(piece) if holder is not None else ""
            if not label:
                continue
            found += 1
            for above in (holder, *holder.iterancestors()):
                if letters(above) > _MOST_LETTERS:
                    break
                if above.tag in _HELD_BY:
                    counts.setdefault(above, set()).add(label)
        if found >= _MOST_LABELS:
            break
    most = max((len(labels) for labels in counts.values()), default=0)
    if most < _FEWEST:
        return None
    whole = [element for element in counts if len(counts[element]) == most]
    return min(whole, key=letters)


def _header_lines(element: Any) -> list[str]:
    lines: list[str] = []
    label, value = "", ""
    for piece in _pieces(element):
        found = _label_of(piece)
        if not found:
            value = f"{value} {piece}".strip()
            continue
        lines += [f"{label}：{value}"] if label and value else []
        label, value = found, _value_of(piece) if re.search("[:：]", piece) else ""
    return lines + ([f"{label}：{value}"] if label and value else [])


def _too_long(line: str) -> bool:
    label, _, value = line.partition("：")
    return len(value) > (_LONGEST_DATE if label.endswith(("日期", "时间")) else _LONGEST_VALUE)


def day_line(texts: Sequence[str]) -> str:
    """ "发布时间：2022-03-21" from the line between title and text; empty without one."""
    for text in texts:
        match = _DAY.search(text)
        if match:
            return f"{match['label']}：{match['day']}"
    return ""


def _label_of(text: str | None) -> str:
    """The label that a piece of text is or opens with a colon behind it; empty for other text."""
    if not text or len(text) > 300:
        return ""
    tight = _tight(text)
    if len(tight) <= _LONGEST_LABEL and tight.strip(":：【】[]") in _LABELS:
        return tight.strip(":：【】[]")
    match = _LABELLED.match(tight)
    return match["label"] if match and match["label"] in _LABELS else ""


def _value_of(text: str) -> str:
    return _SPACES.sub(" ", re.split("[:：]", text, maxsplit=1)[1]).strip()


def _tight(text: str) -> str:
    return _SPACES.sub("", text)


def _pieces(element: Any) -> Iterator[str]:
    """The texts between cells, items and spans, in order; labels divided by spaces stay whole."""
    import lxml.etree

    parts: list[str] = []
    for event, one in lxml.etree.iterwalk(element, events=("start", "end")):
        cut = isinstance(one.tag, str) and one.tag in _CUTS
        if cut and parts:
            text = _SPACES.sub(" ", "".join(parts)).strip()
            parts = []
            if text:
                yield text
        if event == "start" and one.text:
            parts.append(one.text)
        elif event == "end" and one is not element and one.tail:
            parts.append(one.tail)
    text = _SPACES.sub(" ", "".join(parts)).strip()
    if text:
        yield text
