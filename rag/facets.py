"""What a question about the contents of a document asks of an entry, read off its words.

Each name is a pattern over a folded question. Alternatives are written one by one, without nested
repetition, so that matching takes linear time.
"""

import re

from rag.entries import TOP_UNITS


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


PAGE = _any("(?:几|多少|哪一?)页", "页码|页数|页次", "(?:which|what) page|page number|on page")
"""On which page does it stand?"""

PARENT = _any(
    "(?:属于|归属?|在|列|写|放|安排|出自|位于|去|翻|看|找).{0,8}(?:哪|什么|第几).{0,4}"
    f"(?:{TOP_UNITS}|标题|篇)",
    f"(?:哪一?个?|第几)大?(?:{TOP_UNITS}|标题)"
    "(?:底?下|里|中|讲|谈|写|说|包含|包括|涉及|提到|是讲|有|能|找|可以|$)",
    f"所[在属](?:的)?(?:{TOP_UNITS}|位置|大?标题)",
    "(?:which|what) (?:chapter|part)",
)
"""Which chapter is it in?"""

AFTER = _any(
    "(?<!最)后(?:一|两|几)?[章节部个项]",
    "后面|之后|接着|紧跟|随后|往后",
    "下一?[章节部个项]",
    "接下来(?:是|的?一?[章节部个项])",
    r"\bafter\b|\bnext\b",
)
BEFORE = _any(
    "前(?:一|两|几)?[章节部个项]|前面|之前|往前", "上一?[章节部个项]", r"\bbefore\b|previous"
)
"""What stands before or after it?"""

SEVERAL = _any("哪[几两三四]|哪些|还有|分别|都", "各?几[章节个项]")
"""More than one neighbour is asked for."""

RANK = _any(
    "排在?第?几|第几[个项位节]|第几条(?![^,。?]{0,4}(?:规定|讲|说|写|提|明确|要求))|序号|排序|位置"
)
"""At what place in its row?"""

WHICH = _any(
    "(?:哪|什么)一?个?(?:小节|节|条|专篇|条目|工程)(?:$|[?？讲谈写说里])",
    "(?:看|翻|找|查)(?:到)?哪(?:里|儿|一?个?大?(?:章|节|条|部分|块|篇|页|处|段|地方)|[?,]|$)|哪(?:一?节|个小节|项工程)",
    "有没有(?:专门)?(?:讲|谈|写|说)",
    "which (?:section|project)",
)
"""Which entry deals with it?"""

EXISTS = _any(
    "有没有|是否有|有无|列没列|有没列",
    "(?:有|列了?|包括|包含|写到|提到).{1,20}(?:吗|(?<!什)么|没有?)(?:$|[?,])",
    "is there",
)
"""Does the document have such a section?"""

HOLDING = re.compile('(?:标题|目录|名字|名称|题目|带|含).{0,6}"(?P<word>[^"]{1,12})"')
"""Which titles hold this word?"""

COUNT = _any("几|多少|总共|一共|共有", "how many")
MEMBERS = _any(
    "哪些|哪几|几大?[个项条节类块点种方章]|多少[个项条节类块点种]",
    "包括|包含|涵盖|列了|列出|列举|列有|罗列|清单|名单",
    "分为|分成|分哪|分别|下设|下面|下分|小节|组成|构成",
    "都有|都叫|叫什么|各项|各个|有什么|有啥|什么内容|哪方面|写了|讲了?(?:什么|啥|哪)|是什么|标题",
    "what|which|list",
)
"""How many, and what, stands under it?"""

COUNT_TOP = re.compile(
    f"(?:几|多少)个?大?的?(?P<unit>章节|{TOP_UNITS})"
    "|how many (?:chapters|parts|main)|一级(?:标题|目录).{0,4}(?:几|多少)"
)
WHOLE = _any(
    "目录|大纲|框架|全文结构|整体结构|篇章结构|一级标题|各章|所有章",
    "章节(?:名|标题|安排|设置)|哪几?个?大?(?:章|部分|板块)",
    "table of contents|outline|chapter titles|chapters",
)
"""What are the chapters of the whole document?"""

ENGLISH = re.compile(r"\b(?:chapter|section|part|page|heading|contents|list)s?\b")
"""An English question speaks of the contents."""

GENERIC = _any(
    "这[份个部件次]?|该|本|规划|文件|通知|文章|政策|里面?|中|的|目录|章节|部分|小节|下面?",
    "总共|一共|共|分别|分成|都|各自?|标题|叫做?|名称|名字|全部|所有|请|列出?|写|讲|排|按|顺序|属于",
    "第|页|是|在|和|与|及|了|有|到底|清楚|告诉|说说?|一下|给|把|要|想|看|什么|哪些|哪|几|多少",
    "[个项条节类块点种大方面章份]",
)
"""Words that may stand beside a question about the contents without asking for anything more."""
