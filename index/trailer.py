"""Where the page around a document begins again: 责任编辑, 相关报道 and buttons behind its last line."""

import re
from collections.abc import Sequence

from index.lines import Line

# Lines that are nothing but a button or the label of one.
_BUTTON = re.compile(
    r"[【\[]?(?:发布评论|打印(?:本页|此页|页面)?|关闭(?:本页|窗口|页面)?|分享(?:到(?:微信|微博|QQ)?)?[:：]?|收藏(?:本页)?|返回(?:顶部|列表)?|"
    r"下载|全屏|纠错|我要纠错|复制链接|扫一扫.{0,20}|相关阅读[:：]?|点击图片进入专题)[】\]]?|[【】|×>》《\[\]]{1,4}"
)
# What opens it. A document may cite such words, but has no paragraph behind such a line.
_OPENS = re.compile(
    r"[【\[（(]?(?:责任编辑|责编|编辑|(?:文稿)?来源)[:：].{0,20}|扫一扫.{0,20}|"
    r"(?:相关|推荐)(?:报道|附件|链接|文档|文件|新闻|解读|稿件|阅读|政策|信息|专题)[:：>》]{0,3}|"
    r"》{1,3}点击.{0,12}|(?:上|下)一[篇条页][:：].{0,80}|版权所有.{0,60}|主办单位[:：].{0,60}"
)
# Behind it nothing belongs to the document, whatever it looks like: a preview, other headlines.
_ENDS = re.compile(r"[【\[（(]?(?:责任编辑|责编)[:：].{0,20}")
_MOST_LINES, _LONGEST_BESIDE = 40, 60


def trailer_start(lines: Sequence[Line]) -> int:
    """Index of the first line of page furniture at the very end; len(lines) without any."""
    start = len(lines)
    shown = [i for i, line in enumerate(lines) if not line.blank]
    first = max(len(shown) - _MOST_LINES, len(shown) // 2)  # beyond it there are only buttons
    paragraphs = others = False
    for position in range(len(shown) - 1, -1, -1):
        if position < first and others:
            break
        i = shown[position]
        compact = "".join(lines[i].text.split())
        button = _BUTTON.fullmatch(compact) is not None
        if _ENDS.fullmatch(compact) or ((button or _OPENS.fullmatch(compact)) and not paragraphs):
            start = i
        elif not button:
            others = True
            paragraphs = paragraphs or (
                len(compact) >= _LONGEST_BESIDE or compact.endswith(("。", "；", "）", "日"))
            )
    return start
