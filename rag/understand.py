"""What wenju takes a question to mean, in a form that can be shown: 理解为….

Ranking and answering read the same `Query`; this adds the kind of answer that is asked for and the
titles of the documents that are named, so that a reader sees why a passage came first.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.numerals import NUMERAL
from rag.query import Query
from rag.regions import places_in
from rag.wanted import wanted_of

Kind = Literal[
    "comparison",
    "section",
    "definition",
    "procedure",
    "date",
    "duration",
    "who",
    "list",
    "amount",
    "yes_no",
    "other",
]

# In the order of their test: 多久 is no amount, 有哪些区别 no list.
_KINDS: tuple[tuple[Kind, str], ...] = (
    (
        "comparison",
        "区别|差别|对比|比较一下|相比|不同(?:之处|点)|有(?:什么|何|哪些)不同|不一样|相差|哪个更|谁更|各自?(?:是|有|要|给|为|定|多)|分别",
    ),
    (
        "section",
        "第.{1,8}(?:部分|章|节|条|款|项|点|方面).{0,8}(?:讲|说|写|规定|内容|是)了?(?:的是)?(?:什么|啥|哪些)"
        r"|附件(?:\d|[一二三四五六七八九十])*.{0,4}(?:讲|说|写|规定|内容|是)了?(?:什么|啥|哪些)"
        "|(?:主要|整体|总的)?(?:讲|说|写)了?(?:些|的是)?(?:什么|啥)|主要内容|概括|总结",
    ),
    (
        "definition",
        "是什么意思|什么叫|什么是|是指|指的是|指什么|定义|含义|怎么解释|definition|what does .* mean",
    ),
    ("date", "什么时[候侯]|何时|什么时间|哪一?年|哪一?天|几月|几号|哪几天|日期|when"),
    (
        "duration",
        "多久|多长时间|几(?:年|个月|天|日|周|小时|分钟)|多少(?:年|个月|天|日|个?工作日|小时|分钟)|期限|how long",
    ),
    (
        "who",
        "谁|[哪那]个?(?:部门|单位|机关|机构|领导)|(?:部门|单位|机关|机构)是哪|哪一?位|找哪|归哪|由什么部门|who",
    ),
    (
        "list",
        "哪些|有那些|哪几|哪\\d+|几(?:种|类|条|项|块|方面)|名单|清单|列(?:出|举|一下)"
        "|(?:有什么|有何)(?:条件|要求|措施|办法)|包[括含]什么|what are",
    ),
    ("amount", "多少|几(?!乎|率)|多大|多高|多重|百分之几|比例|占比|how (?:much|many)"),
    ("procedure", "怎么(?!样)|怎样|如何|流程|手续|步骤|去哪|需要准备|咋|how (?:to|do)"),
    (
        "yes_no",
        "吗|是否|是不是|能不能|能否|可不可以|可否|行不行|算不算|要不要|有没有|合法|违法|(?<![什怎多那这])么[?？]?$"
        "|^(?:can|could|may|must|should|is|are|was|were|do|does|did|has|have|will) ",
    ),
)
_ANNEX = re.compile(rf"附[件录表](?:[{NUMERAL}]{{1,3}}|\d{{1,2}})")
_TIME = re.compile("今年|本年度|去年|明年|现在|目前|如今")
_VERSIONS: dict[int, tuple[str, ...]] = {-1: ("旧版本",), 0: (), 1: ("最新版本",)}
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a question names (`documents` by title, `number` as printed, `references`, `places`,
    `periods`, `issuers`), the `times` and versions that it speaks of (今年, 2019年时, 旧), and the
    kind of answer it `asks` for. All empty where the question is taken literally."""

    asks: Kind
    documents: tuple[str, ...] = ()
    number: str | None = None
    references: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    times: tuple[str, ...] = ()


def kind_of(folded: str) -> Kind:
    """The kind of answer that a folded question asks for."""
    return next((kind for kind, pattern in _PATTERNS if pattern.search(folded)), "other")


def describe(
    query: Query, documents: tuple[str, ...], issuers: tuple[str, ...] = ()
) -> Understanding:
    """Put together what a query names; `documents` are the titles that it was matched to."""
    return Understanding(
        asks=kind_of(query.folded),
        documents=documents,
        number=query.number.bare if query.number else None,
        references=(
            *(reference.printed for reference in query.references),
            *_ANNEX.findall(query.folded),
        ),
        places=tuple(sorted(places_in(query.folded))),
        periods=wanted_of(query.folded).periods,
        issuers=issuers,
        times=_times(query),
    )


def _times(query: Query) -> tuple[str, ...]:
    said = dict.fromkeys(_TIME.findall(query.folded))
    told = {"今年": f"今年（{date.today().year}年）"}
    day = (f"以{query.day}为准",) if query.day else ()
    return (*(told.get(word, word) for word in said), *_VERSIONS[query.version], *day)
