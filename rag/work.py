"""What a reference has to say of a document: title, number, issuers, date, version, kind."""

import re
from dataclasses import dataclass
from typing import Literal

from index.types import Document, DocumentCard, MetaName
from index.validity import decode_facts
from rag.links import Link
from rag.locator import Step, steps_to

WorkKind = Literal[
    "law",  # 宪法、法律
    "regulation",  # 行政法规、地方性法规
    "rule",  # 部门规章、地方政府规章
    "interpretation",  # 司法解释
    "standard",  # 标准
    "report",  # 报告
    "document",  # 规范性文件: notices, plans, decisions, letters
]
_BY_LEVEL: tuple[tuple[str, WorkKind], ...] = (
    ("司法解释", "interpretation"),
    ("法规", "regulation"),
    ("规章", "rule"),
    ("规范性文件", "document"),
    ("宪法", "law"),
    ("法律", "law"),
)
_JUDICIAL = re.compile("最高人民(?:法院|检察院)")
_ORDER = re.compile("令")
_RULES = frozenset(("办法", "规定", "细则", "规则"))
_REPORTS = frozenset(("报告", "政府工作报告"))
_TITLE_ISSUERS = re.compile(
    "(?P<issuers>(?:[\u4e00-\u9fff]{2,20}?(?:院|部|局|会|府|厅|室|署|行)[、\\s]+)+"
    "[\u4e00-\u9fff]{2,20}?(?:院|部|局|会|府|厅|室|署|行))(?=关于|印发|转发)"
)
_REVISION = re.compile("修订|修正")
_REPEALED = frozenset(("已废止", "失效"))


@dataclass(frozen=True, slots=True)
class Work:
    """A document as a reference names it. `date` is that of this text (ISO 8601): of its last
    revision, else of its issue; `revised` is empty where it was never revised, `revision` the word
    that the text uses for it, 修订 or 修正."""

    title: str
    kind: WorkKind
    number: str | None
    issuers: tuple[str, ...]
    date: str | None
    revised: str = ""
    revision: str = ""
    repealed: bool = False
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in a work: the steps that lead to it, its page where one is known, its deep link."""

    work: Work
    steps: tuple[Step, ...]
    page: int | None
    link: Link


def reference_to(
    document: Document, card: DocumentCard, start: int, end: int, status: str = ""
) -> Reference:
    """The reference to a span of a document. `status` is its validity, where that is known."""
    return Reference(
        work=work_of(document, card, status),
        steps=steps_to(document, start, end),
        page=document.page_at(start),
        link=Link(document.id, start, end),
    )


def work_of(document: Document, card: DocumentCard, status: str = "") -> Work:
    """What a reference says of the document."""
    title = " ".join(document.title.split())
    revised, revision = _revision(document, card)
    issued = _value(document, "published") or _value(document, "signed")
    return Work(
        title=title,
        kind=_kind(document, title),
        number=card.number,
        issuers=_issuers(document, title),
        date=max(issued or "", revised) or None,
        revised=revised,
        revision=revision,
        repealed=status in _REPEALED,
        url=_url(document),
    )


def _value(document: Document, name: MetaName) -> str | None:
    found = document.value(name)
    return found.value if found else None


def _url(document: Document) -> str | None:
    url = _value(document, "url") or ""
    return url if re.fullmatch(r"https?://\S+", url) else None


def _issuers(document: Document, title: str) -> tuple[str, ...]:
    told = list(dict.fromkeys(value.value for value in document.meta if value.name == "issuer"))
    named = _TITLE_ISSUERS.match(title)
    if named:
        # A title names all of several issuers; a header or signature may have lost some.
        split = re.split(r"[、\s]+", named["issuers"])
        return tuple(split) if set(told) <= set(split) else tuple(dict.fromkeys([*told, *split]))
    return tuple(told)


def _kind(document: Document, title: str) -> WorkKind:
    level = _value(document, "level") or ""
    for word, kind in _BY_LEVEL:
        if word in level:
            return kind
    family, number = _value(document, "family") or "", _value(document, "number") or ""
    issuer = _value(document, "issuer") or ""
    if _JUDICIAL.match(issuer) or number.startswith(("法释", "高检发释")):
        return "interpretation"
    if family in ("法", "法典") or title == "中华人民共和国宪法":
        return "law"
    if family == "条例":
        return "regulation"
    if family == "标准":
        return "standard"
    if family in _REPORTS:
        return "report"
    if family in _RULES and (not number or _ORDER.search(number)) and "通知" not in title:
        return "regulation" if issuer == "国务院" or "人民代表大会" in issuer else "rule"
    return "document"


def _revision(document: Document, card: DocumentCard) -> tuple[str, str]:
    """The day of the last revision that the text holds, and the word for it."""
    facts = decode_facts([card.facts])[0]
    if facts is None or facts.revised is None:
        return "", ""
    told = document.text[facts.revised.start : facts.revised.end]
    if "的《" in told:  # 为正确适用…修订的《公司法》: another text was revised
        return "", ""
    word = _REVISION.search(told)
    return facts.revised.value, word.group() if word else "修正"
