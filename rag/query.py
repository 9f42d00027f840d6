"""What a question asks for: its content words, references and 文号, in every form of writing."""

import re
from dataclasses import dataclass
from datetime import date

from index.errors import UsageError
from index.fold import fold
from index.numerals import NUMERAL, parse_number
from index.types import SectionKind
from rag.descent import PLACE_NUMBER
from rag.everyday import in_their_words
from rag.filter import EVERYTHING, Filter
from rag.numbered import DocumentNumber, number_in
from rag.spoken import in_full
from rag.validity_notes import asked_day

LONGEST_QUESTION = 2000

# Words that say that something is asked, not what: they match every passage and none.
_QUESTION_WORDS = re.compile(
    "|".join(
        sorted(
            """
请问 请教 想问 问一下 想知道 想了解 我想 帮我 麻烦 告诉我 能不能 能否 可以吗 是否 是不是 有没有 到底 究竟
什么时候 什么时间 什么地方 什么样 为什么 干什么 什么 哪些 哪个 哪几个 哪几 哪一 哪里 哪儿 哪家 哪年 哪天 哪
多少 多大 多高 多长 多久 几个 几家 几项 几种 几年 几 怎么样 怎么 怎样 如何 谁 啥 咋
有哪些 包括哪些 分别是 分别 具体 大概 大约 吗 呢 吧 呀 啊 嘛 的话 一下 来着
""".split(),
            key=len,
            reverse=True,
        )
    )
)
_ENGLISH_STOP = frozenset(
    "what which when where who how many much does did do is are was were the a an of in to and or "
    "it its this that by for on with as at from be has have had there their please".split()
)
_PUNCTUATION = re.compile(r"[\s,.:;!?。、，？！；：\"'()\[\]《》<>…]+")
_REFERENCE = re.compile(
    rf"第?\s{{0,4}}(?P<number>{PLACE_NUMBER})\s{{0,4}}(?P<unit>条|章|节|编|部分)(?:之[{NUMERAL}]+)?"
)
_ENUMERATED = re.compile(  # the year of a 文号 is none: (2019)4号
    rf"第?\s{{0,4}}[（(](?P<number>{PLACE_NUMBER})[）)](?!\s{{0,4}}第?\d{{1,5}}号)\s{{0,4}}(?:条|点|项|部分)?"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
# 二〇二三年 is a year as well, and 23年修订 one of two digits.
_SPELT_YEAR = re.compile(
    "(?<![〇零○一二三四五六七八九十])([一二][〇零○九][〇零○一二三四五六七八九]{2})(?=年)"
)
_DIGITS = {c: str(i % 10) for i, c in enumerate("〇一二三四五六七八九零○")} | {"零": "0", "○": "0"}
_SHORT_YEAR = re.compile(r"(?<!\d)([0-4]\d)(?=年?(?:修订|修正|修改|新修|版))")
_THIS_YEAR = re.compile("今年|本年度")
_NEWEST = re.compile("现行|最新|新(?=[\u4e00-\u9fff]{1,12}?(?:法|条例|办法|规定)(?![律院官]))|新版")
_OLDER = re.compile(
    "(?:旧(?!小区|房|城|车|物|货|衣|电|机|住|村|楼|品)|(?<![年古])老(?![年旧人百字板师区化少]))"
    "(?=版|[\u4e00-\u9fff]{0,10}(?:法|条例|办法|规定|规则))|(?:修订|修改|修正)(?:之)?前|上一版"
)
# What the asker says is not meant: (不是2024年的), 别跟香港的弄混; never 是不是.
_CONFUSED = "(?:弄混|搞混|混淆|混为一谈)"
_CONTRAST = re.compile(
    r"[(（](?:不是|并非|不要|别)[^()（）]{1,30}[)）]"
    r"|[,，、;；。?？ ](?:但|可)?(?:我(?:问|说)的)?(?:不是|并非|而不是)[^,，;；。?？是]{2,20}[?？。]?$"
    rf"|[,，、;；。 ]?(?:别|不要|勿)(?:跟|和|与|同|把)[^,，;；。?？()（）]{{2,20}}?{_CONFUSED}了?"
    rf"|[,，、;；。 ]?(?:跟|和|与|同)[^,，;；。?？()（）]{{2,20}}?(?:别|不要|勿){_CONFUSED}了?"
)
_HAN = re.compile("[\u3400-\u9fff]")
_REVIEW = re.compile(
    "去年|上年|过去|以来|截至|已经?(?:完成|建成|实现)|(?:完成|建成|增长|实现|新增|下降)了"
)
_PLAN = re.compile(
    "今年|明年|计划|目标|打算|准备|力争|预期|将要?|(?<!主)(?<!重)(?<!需)要(?!求|素|点|件|闻|是|么|不要|交|缴)|未来|今后"
)
_UNITS: dict[str, frozenset[SectionKind]] = {
    # Plans and replies number their 条 with 一、 or （一）.
    "条": frozenset({"article", "heading"}),
    "章": frozenset({"chapter", "heading"}),
    "节": frozenset({"section"}),
    "编": frozenset({"part"}),
    "部分": frozenset({"heading"}),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A section that a question names by number, and how: 第52条, 第二部分."""

    number: int
    kinds: frozenset[SectionKind]
    printed: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready: `folded` is its matching form without what the asker says is not meant,
    `content` that form in the words of documents, without question words and punctuation; `references`, `number`
    (its 文号) and `years` are what it names. `tense` is 1 where it asks for what is planned, -1 for
    what was done, 0 where it does not say."""

    text: str
    folded: str
    content: str
    references: tuple[Reference, ...]
    number: DocumentNumber | None
    years: frozenset[int] = frozenset()
    tense: int = 0
    day: str = ""
    version: int = 0
    filter: Filter = EVERYTHING

    @property
    def chinese(self) -> bool:
        """Whether any Chinese character is in it."""
        return is_chinese(self.folded)

    @property
    def meaning(self) -> str:
        """What the models compare. Between languages the small words of a sentence help: without
        them one English statute in seventy is no longer found."""
        return self.content if self.chinese else self.folded


def parse_query(text: str, filter: Filter = EVERYTHING) -> Query:
    """Understand a question that is asked of the documents that `filter` allows.

    Raises UsageError for an empty or over-long one.
    """
    if not text.strip():
        raise UsageError("the question is empty; ask at least one word.")
    if len(text) > LONGEST_QUESTION:
        raise UsageError(
            f"the question has {len(text)} characters, at most {LONGEST_QUESTION} are allowed; "
            "ask shorter, or look up long quotes with: wenju cite"
        )
    folded = without_contrast(in_full(_with_years(fold(text))))
    return Query(
        text=text,
        folded=folded,
        content=content_of(in_their_words(folded)),
        references=_references(folded),
        number=number_in(folded),
        years=_years(folded),
        tense=bool(_PLAN.search(folded)) - bool(_REVIEW.search(folded)),
        day=asked_day(folded),
        version=(_NEWEST.search(folded) is not None) - (_OLDER.search(folded) is not None),
        filter=filter,
    )


def _with_years(folded: str) -> str:
    """A folded question with its years in digits: 二〇二三年 and 23年修订 as 2023年."""
    digits = _SPELT_YEAR.sub(lambda match: "".join(map(_DIGITS.__getitem__, match[1])), folded)
    return _SHORT_YEAR.sub(r"20\1", digits)


def _years(folded: str) -> frozenset[int]:
    """The years that a folded question names, 今年 among them."""
    this = {date.today().year} if _THIS_YEAR.search(folded) else set()
    return frozenset(map(int, _YEAR.findall(folded))) | this


def is_chinese(folded: str) -> bool:
    """Whether a folded text holds a Chinese character."""
    return bool(_HAN.search(folded))


def without_contrast(folded: str) -> str:
    """A folded question without what it says is not meant; itself when little would be left."""
    rest = _CONTRAST.sub("", folded).strip()
    return rest if len(rest) >= len(folded) / 3 else folded


def content_of(folded: str) -> str:
    """A folded question without question words and punctuation; itself when nothing is left."""
    if not is_chinese(folded):
        words = [w for w in re.findall(r"\w+(?:\.\d+)?%?", folded) if w not in _ENGLISH_STOP]
        return " ".join(words) or folded
    content = _PUNCTUATION.sub(" ", _QUESTION_WORDS.sub(" ", folded)).strip()
    return content or folded


def _references(folded: str) -> tuple[Reference, ...]:
    found: list[Reference] = []
    for match in _REFERENCE.finditer(folded):
        number = parse_number(match["number"])
        if number and (match.group().startswith("第") or match["number"].isdecimal()):
            found.append(Reference(number, _UNITS[match["unit"]], match.group().strip()))
    for match in _ENUMERATED.finditer(folded):
        number = parse_number(match["number"])
        if number:
            found.append(Reference(number, frozenset({"heading", "item"}), match.group().strip()))
    return tuple(dict.fromkeys(found))
