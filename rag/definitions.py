"""Questions for what a word means (什么是商业秘密, 所称经营者是指什么), and the clauses that define it.

A law speaks of a thing in every article and says once what it is: 本法所称商业秘密，是指…. That clause
has to name the very word: what 个人信息处理者 means is not what 个人信息 means.
"""

import re
from functools import lru_cache

from index.numerals import NUMERAL

_SUBJECT = r"(?P<term>[^,，。;；?？!！、]{2,16}?)"
_ASKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:什么(?:是|叫做?)|何谓|何为|啥(?:是|叫)){_SUBJECT}(?:[呢啊呀]?[?？,，。]|[呢啊呀]?$)",
        rf"(?:怎么|怎样|如何|咋)(?:界定|定义|理解){_SUBJECT}(?:[?？,，。]|的|$)",
        rf"{_SUBJECT}(?:具体|到底|究竟)?(?:是指|指的是|是不?是?指|系指|指|意思是)(?:的是)?(?:什么|啥|哪)",
        rf"{_SUBJECT}(?:具体|到底|究竟)?(?:是|有)(?:什么|啥)(?:意思|含义)",
        rf"{_SUBJECT}(?:的|是?怎么|是?如何)(?:法律|法定)?(?:定义|含义|概念|界定|解释)",
        rf"{_SUBJECT}是不?是指",
        rf"^{_SUBJECT}(?:到底|究竟)?是(?:什么|啥)(?:东西)?[呢啊呀]?[?？]?$",
    )
)
# What stands before the word itself: 本法所称的, 《网络安全法》里的, 公司法中.
_AROUND = re.compile(
    r"^.*(?:所[称指说]|里面?|中|当中|上|规定|说|讲)的?(?=[^的]{2})|^《[^》]*》的?|^[\u4e00-\u9fff]{2,14}?(?:法|条例|办法|规定)(?:所称|里|中|上)?的"
    r"|^(?:请问|那么?|这个|所谓的?|法律上的?)|[\"'“”「」]"
)
# What a document has or sets (申请条件是什么) is no word that it defines.
_NO_TERM = re.compile(
    "^(?:这|那|它|其|他|第)|[谁哪几多]|(?:条件|时间|标准|关系|区别|目标|任务|原因|流程|步骤|手续|程序|材料|内容|范围|职责|职能|义务|权利"
    "|待遇|方式|途径|渠道|措施|要求|原则|宗旨|目的|重点|对象|主体|依据|后果|责任|名称|电话|地址|政策|规定|特点|作用|意义|主题|指标"
    "|结果|期限|比例|金额|数量|面积|人口|思路|定位|主线|关键|核心)$"
)
_LABEL = r"(?:^|[\s。;；:：,，\"“)）条的称指])"
_OPENING = rf"(?:^|条|所称的?|[。\n])\s*(?:[(（][{NUMERAL}\d]{{1,3}}[)）])?"
_SAID = r"[\"”]?(?:[(（][^()（）]{0,40}[)）])?[,，]?"
_DEFINES, _CALLS, _NAMES = 1.4, 1.3, 1.2
# What only asks for a meaning and stands in no definition.
_ASKING = re.compile(
    "(?:是|有)?(?:什么|啥)(?:意思|含义)?|意思|的?(?:定义|含义|概念|界定|解释)|怎么理解|如何理解|叫做?|何[谓为]"
    "|(?:本[法条例办规定]{1,2})?所[称指说]的?|(?:具体|到底|究竟)?(?:是指|指的是|指)的?"
)


def term_asked(folded: str) -> str | None:
    """The word whose meaning a folded question asks for; None where it asks for none."""
    for pattern in _ASKS:
        match = pattern.search(folded)
        if match is None:
            continue
        term = match["term"].strip()
        while (bare := _AROUND.sub("", term)) != term and len(bare) > 1:
            term = bare
        return term if len(term) > 1 and not _NO_TERM.search(term) else None
    return None


def without_asking(content: str) -> str:
    """The content words of a question for a meaning without those that ask for it; itself when nothing
    is left."""
    return _ASKING.sub(" ", content).strip() or content


def defining(term: str, folded: str) -> float:
    """A factor for a folded sentence: above 1 where it says what the `term` is, most where it does so
    in the form of a definition."""
    return next((value for pattern, value in _patterns(term) if pattern.search(folded)), 1.0)


@lru_cache(maxsize=64)
def _patterns(term: str) -> tuple[tuple[re.Pattern[str], float], ...]:
    word = re.escape(term)
    close = r"[\"”]?(?:[)）,，。;；:：]|$)"
    return tuple(
        (re.compile(pattern), value)
        for pattern, value in (
            (
                rf"{_LABEL}[\"“]?{word}{_SAID}(?:是指|指的?是|系指|指(?![导定派令标数])|包括)",
                _DEFINES,
            ),
            (rf"{_OPENING}[\"“]?{word}{_SAID}[是为](?!否|不[是得])", _DEFINES),
            (rf"以下(?:[简统并]?称)[:：]?[\"“]?{word}{close}", _CALLS),
            (
                rf"(?:(?<!认)为|(?<![认为不])是|属于|视为|称|叫做?)[\"“]?{word}(?:行为|创造)?{close}",
                _NAMES,
            ),
        )
    )
