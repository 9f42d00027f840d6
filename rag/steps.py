"""Questions for how to go about something (怎么申请, 办理流程): the clause that says what to do first, and
the articles behind it that say how it goes on, in the order of the document."""

import re

from index.fold import fold
from index.numerals import NUMERAL
from index.types import Document
from rag.sentences import split_sentences
from rag.series import Span

_ASKS = re.compile(
    "(?:怎么|怎样|如何|咋)(?:去|才能|能)?(?:申请|申报|办理|办(?=[^理法事吧呢呀?？,，。])|报名|登记|注册|注销|备案|领取?|申领|报销|变更|报批|报考)"
    "|流程|步骤|手续(?:怎么|如何|是|有)|程序(?:是|有|怎|如何|呢|[?？]|$)|走(?:什么|哪些|啥)程序"
)
# What the applicant does first: 申请…的，应当向…提交….
_BEGINS = re.compile(
    "(?:申请|申报|办理|登记|领取|从事|设立)[^,，。;；]{0,30}[,，]?(?:应当|须|可以|由)[^。;；]{0,24}?(?:提交|提出|向|持|凭|填写|提供|报|申请)"
    "|(?:应当|必?须|可以)(?:亲自|共同|持|凭|向|到|在|由)[^。;；]{2,40}?(?:提出|申请|办理|登记|提交|备案)"
    "|申请人(?:应当|须|可以)"
)
_GOES_ON = re.compile(
    "申请|提交|补正|受理|审查|审核|核查|核实|核准|批准|审批|决定|颁发|发给|换发|公告|公示|登记|备案|送达|领取|缴纳"
)
_LABEL = re.compile(rf"^第[{NUMERAL}\d]+条(?:之[{NUMERAL}]+)?\s*")
# What only asks for a way and stands in no clause that shows it.
_ASKING = re.compile("的?(?:具体)?(?:流程|步骤|手续|程序)")
_GENERAL = re.compile(r"总\s*则|法律责任|附\s*则")
_FIRST_WORDS = 60  # characters of an article that say which step it is
_BEGINNING = 1.3
_MOST = 6


def asks_steps(folded: str) -> bool:
    """Whether a folded question asks how to go about something."""
    return _ASKS.search(folded) is not None


def without_asking_how(content: str) -> str:
    """The content words of a question for steps without those that ask for them; itself when nothing is
    left."""
    return _ASKING.sub(" ", content).strip() or content


def beginning(text: str) -> float:
    """A factor for a folded sentence: above 1 where it says what an applicant has to do."""
    return _BEGINNING if _BEGINS.search(text) else 1.0


def steps_behind(document: Document, position: int) -> list[Span]:
    """The first sentences of the articles behind the one at `position`, under the same heading, as long
    as they say how the matter goes on; none where that one is no article of a law."""
    sections = document.sections
    index = document.section_at(position)
    while index > 0 and sections[index].kind != "article":
        index = sections[index].parent
    if sections[index].kind != "article" or any(map(_GENERAL.search, document.path(index))):
        return []
    found: list[Span] = []
    for section in sections[index + 1 :]:
        if section.kind != "article":
            if section.kind in ("paragraph", "item"):
                continue
            break
        first = split_sentences(document, section.start, section.end)[:1]
        said = _LABEL.sub("", fold(first[0].text))[:_FIRST_WORDS] if first else ""
        if section.parent != sections[index].parent or not _GOES_ON.search(said):
            break
        found += [(sentence.start, sentence.end) for sentence in first]
        if len(found) == _MOST:
            break
    return found
