"""HTML pages as government sites make them: the document without navigation, buttons and scripts.

Paragraphs become lines, table rows lines with tabs between the cells, and the two-column table of
索引号, 发文机关 … above a document becomes lines "索引号：…", one a value.
"""

import re
from collections.abc import Sequence
from typing import Any

from index.errors import ReadError
from index.read.decoded import DecodedText, TextLines
from index.read.labels import day_line
from index.read.limits import TEXT_BYTES, check_size
from index.read.surroundings import content_of, remove_surroundings, squeezed
from index.read.text import decode

_BLOCKS = frozenset(
    "address article blockquote body center dd details div dl dt fieldset figcaption figure h1 h2 h3 "
    "h4 h5 h6 hr html li main ol p pre section summary table tbody tfoot thead tr ul caption".split()
)
_TABLE = frozenset("table tbody thead tfoot tr".split())
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_FURNITURE = re.compile(
    r"[【\[]?(?:打印(?:本页|此页)?|关闭(?:窗口|本页)?|收藏(?:本页)?|返回(?:顶部|首页)?|分享(?:到)?[:：]?|全屏|复制链接|"
    r"我要纠错|无障碍(?:浏览)?|扫一扫.{0,14}|字[体号][:：]?[\[【(（]?大?中?小?[\]】)）]?|大|中|小|上一[篇页].{0,80}|下一[篇页].{0,80}|"
    r"首页|网站地图|联系我们|当前位置[:：].{0,60}|您(?:现在)?的?位置[:：].{0,60}|责任编辑[:：].{0,12}|"
    r"(?:浏览|阅读|点击)(?:次数|量|数)[:：]?\d{0,9}次?)[】\]]?"
)
_BUTTONS = re.compile(
    r"(?:[【\[(（|｜/\]】)）:：]|字[体号]|默认|超?大|中|小|打印(?:本页|此页|文章)?|关闭(?:窗口|本页)?|收藏(?:本页)?|返回(?:顶部|列表)?|"
    r"分享到?|纠错|下载|微信|微博|QQ空间|留言){2,30}"
)
# What stands beside 发布时间 on its line.
_BESIDE_DAY = re.compile(
    r"(?P<day>.*(?:发布|发表|公开|更新)(?:日期|时间)[:：].{8,60}?)\s*(?:[【\[(（]?\s*字[体号]|(?:浏览|阅读|点击)(?:次数|量|数)|[【\[]?打印).{0,80}"
)
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_-]{2,20})", re.I)
_CODECS = {"big5": "big5hkscs", "big5-hkscs": "big5hkscs", "gb2312": "gb18030", "gbk": "gb18030"}
_LONGEST_TITLE, _SHORTEST_TITLE = 300, 8
# 标题_栏目_网站, and a 文号 in brackets behind the title.
_PARTS = re.compile(r"_|\s[|–—-]\s")
_NUMBERED = re.compile(r"[（(][^（）()]{2,20}[〔\[]\d{4}[〕\]]\s*\d{1,5}号[）)]$")
_SITE = re.compile(r"\s*[_|—-]+\s*[^_|—-]*(?:网|门户|政府|平台)[^_|—-]*$")
_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—"
_BETWEEN_CJK = re.compile(rf"(?<=[{_CJK}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_CJK}])")
_SPACES = re.compile(r"[ \t\r\n\f]+")


def read_html(data: bytes, name: str) -> DecodedText:
    """Read one page; raises ReadError with one sentence."""
    check_size(name, len(data), TEXT_BYTES)
    decoded = _decode(data)
    root, truncated = _parse(decoded.text, name)
    title = _page_title(root)
    header = remove_surroundings(root)
    content = content_of(root)
    lines = _Layout()
    for part in content:
        lines.walk(part)
    text = lines.out
    if not text.lines and truncated:
        raise ReadError(
            f"{name!r} is nested deeper than 2048 elements; nothing of it could be read."
        )
    if not text.lines:
        raise ReadError(f"{name!r} holds no text; give the page that contains the document.")
    if content != [root] and not any(line.startswith(("发布", "公开")) for line in header):
        day = day_line(root.itertext())
        header += [day] if day and day not in text.lines else []
    if title and (header or content != [root]) and not _stands_in(title, header + text.lines[:40]):
        header.insert(0, title)
    text.lines[:0] = header
    text.levels[:0] = [0] * len(header)
    notes = [f"{name!r} is nested deeper than 2048 elements; what follows is missing."]
    return text.finish(decoded.encoding, decoded.undecodable, notes if truncated else ())


def _decode(data: bytes) -> DecodedText:
    declared = _DECLARED.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        named = declared[1].decode("ascii").lower()
        codec = _CODECS.get(named, named)
        if codec in ("utf-8", "gb18030", "big5hkscs"):
            try:
                return DecodedText(data.decode(codec), codec, 0)
            except UnicodeDecodeError:
                pass  # declared wrongly, or damaged: see what it really is
    return decode(data)


def _parse(text: str, name: str) -> tuple[Any, bool]:
    import lxml.etree
    import lxml.html

    parser = lxml.html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    # A declared encoding is a lie by now, and lxml refuses it in decoded text.
    text = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text.replace("\0", ""))
    try:
        root = lxml.html.document_fromstring(text, parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        raise ReadError(
            f"{name!r} cannot be read as HTML; save the page again as HTML or text."
        ) from None
    truncated = any("RESOURCE_LIMIT" in entry.type_name for entry in parser.error_log)
    return root, truncated


def _page_title(root: Any) -> str:
    for path in ("//meta[@name='ArticleTitle']/@content", "//title/text()"):
        for found in root.xpath(path):
            title = " ".join(found[:_LONGEST_TITLE].split())
            first = _PARTS.split(title)[0]
            title = first if len(first) >= _SHORTEST_TITLE else title
            return _NUMBERED.sub("", _SITE.sub("", title)) or title
    return ""


def _stands_in(title: str, lines: Sequence[str]) -> bool:
    """Whether the page's title is that of the document, or only of the site."""
    if title.endswith(("网", "网站", "门户", "平台", "首页", "人民政府")):
        return True
    return squeezed(title) in squeezed("".join(lines))


class _Layout:
    """Walks elements without recursion and lays their text out in lines."""

    def __init__(self) -> None:
        self.out = TextLines()
        self._line: list[str] = []
        self._level = 0
        self._numbers: list[int] = []  # of the open ordered lists; 0 in an unordered one

    def walk(self, top: Any) -> None:
        """Append the text of `top`."""
        import lxml.etree

        cells: list[list[str]] = []  # rows open, tables nest
        for event, element in lxml.etree.iterwalk(top, events=("start", "end")):
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if tag in _BLOCKS and not cells:
                    self._flush()
                elif tag in _BLOCKS and tag not in _TABLE:
                    self._line.append(" ")  # within a cell everything stays on one line
                if tag == "tr":
                    if cells:
                        self._line.append(" ")
                    cells.append([])
                self._open(tag, element)
                self._line.append(self._inline(element.text, element))
                continue
            if tag in ("td", "th") and cells:
                cells[-1].append(self._taken())
            elif tag == "tr" and cells:
                self._row(cells.pop(), bool(cells))
            elif tag in _BLOCKS:
                if cells:
                    self._line.append(" ")
                else:
                    self._flush()
                if tag in ("ol", "ul") and self._numbers:
                    self._numbers.pop()
                self._level = 0 if tag in _HEADINGS else self._level
            if element is not top:
                self._line.append(self._inline(element.tail, element.getparent()))
        self._flush()

    def _open(self, tag: str, element: Any) -> None:
        if tag == "br":
            self._line.append("\n")
        elif tag in _HEADINGS:
            self._level = _HEADINGS[tag]
        elif tag in ("ol", "ul"):
            start = element.get("start", "1")
            first = int(start) if tag == "ol" and start.isdecimal() and len(start) < 6 else 1
            self._numbers.append(first if tag == "ol" else 0)
        elif tag == "li" and self._numbers and self._numbers[-1]:
            self._line.append(f"{self._numbers[-1]}.")
            self._numbers[-1] += 1

    @staticmethod
    def _inline(text: str | None, parent: Any) -> str:
        if not text or (parent is not None and parent.tag == "pre"):
            return text or ""
        return _SPACES.sub(" ", _BETWEEN_CJK.sub("", text))

    def _taken(self) -> str:
        text, self._line = "".join(self._line), []
        return " ".join(text.split())

    def _row(self, cells: list[str], nested: bool) -> None:
        filled = [cell for cell in cells if cell]
        if nested:
            self._line.append(" ".join(filled))
        elif filled and not all(_is_furniture(cell) for cell in filled):
            self.out.add("\t".join(cells).rstrip())

    def _flush(self) -> None:
        text, self._line = "".join(self._line), []
        for line in text.split("\n"):
            line = line.strip(" \t\r")
            beside = _BESIDE_DAY.fullmatch(line) if len(line) < _LONGEST_TITLE else None
            line = beside["day"] if beside else line
            if not _is_furniture(line):
                self.out.add(line, self._level)


def _is_furniture(line: str) -> bool:
    compact = squeezed(line)
    return bool(_FURNITURE.fullmatch(compact) or _BUTTONS.fullmatch(compact))
