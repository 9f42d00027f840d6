"""When and by whom a law was adopted and revised: what the note under its title tells (…第三次会议通过, 第二次修正)."""

import re
from dataclasses import dataclass

from index.enactment import DATE
from index.types import Document
from rag.metadata import strange_in
from rag.types import Claim, Quote, claim

_DATE = f"(?:{DATE.pattern})"
_EVENT = re.compile(
    rf"{_DATE}(?:(?!{_DATE})[^\n;；。]){{0,120}}?"
    r"(?:(?P<revised>(?:第[一二三四五六七八九十]+次)?(?:修订|修正))|(?P<adopted>通过|批准))(?=[)）\s;；,，。根]|$)"
)
_BODY = frozenset({"part", "chapter", "section", "article", "heading"})
_LONGEST_NOTE = 2000  # characters in which it stands
_TOLD = re.compile(
    "(?:是|在|于|从)?(?:什么时候|啥时候?|何时|时间|日期|哪一?年|哪一?天|哪一?月|几月几?号?|几号|哪一?次会议|谁|哪个机关)"
    "|(?:几|多少)(?:次|回|遍)"
)
_ADOPTED = re.compile("(?:表决|审议)?通过")
_REVISED = re.compile("(?:修订|修正|修改|改)(?!的决定|后|前|草案|版|案)")
_COUNTED = re.compile("(?:几|多少)(?:次|回|遍)")
_LAST = re.compile("(?:最近|最后|最新|上|这)(?:的?一)?次")
_BESIDE = re.compile("经过|被|共|总共|一共|进行|做|作|过|至今|以来|历次|都|第一次|首次")
_MOST = 8


@dataclass(frozen=True, slots=True)
class _Event:
    start: int
    end: int
    revised: bool


def history_claims(document: Document, number: int, folded: str) -> tuple[Claim, ...] | None:
    """Claims that tell when document `number` was adopted or revised, or how often, in the words of the note
    under its title; None where a folded question asks anything else, or no note says it."""
    revised, adopted = _REVISED.search(folded), _ADOPTED.search(folded)
    if _TOLD.search(folded) is None or not (revised or adopted):
        return None
    rest = folded
    for pattern in (_TOLD, _LAST, _ADOPTED, _REVISED, _BESIDE):
        rest = pattern.sub("", rest)
    events = _events(document) if not strange_in(document, rest) else []
    meant = [event for event in events if event.revised == bool(revised)]
    if not meant:
        return None
    counted = revised is not None and _COUNTED.search(folded) is not None
    if _LAST.search(folded) and not counted:
        meant = meant[-1:]
    label = "修改" if revised else "通过"
    quotes = [
        Quote(number, event.start, event.end, document.text[event.start : event.end])
        for event in meant[:_MOST]
    ]
    told = tuple(claim("{label}：{0}", [quote], label=label) for quote in quotes)
    return (claim("修改过{count}次：", count=len(meant)), *told) if counted else told


def _events(document: Document) -> list[_Event]:
    """What the note tells, in its order."""
    first = next((s.start for s in document.sections if s.kind in _BODY), _LONGEST_NOTE)
    note = document.text[: min(first, _LONGEST_NOTE)]
    return [
        _Event(match.start(), match.end(), match["revised"] is not None)
        for match in _EVENT.finditer(note)
    ]
