"""A cited place in the forms in which papers, pleadings and official letters write it.

`gbt7714` follows GB/T 7714—2025 (in force from 2026-07-01): author. title：number[type]. date：place.
with full-width commas, colons and brackets; laws and official documents are of type A (files kept for
reference: 法律法规、政府文件), work reports R, standards S. `legal` follows 《法学引注手册》 (2019):
《公司法》（2023年修订）第52条第1款; 《…通知》，国发〔2007〕19号; Arabic numbers, and no 中华人民共和国
before the name of a law. `plain` is the form of official writing, 《标题》（文号）第三部分（七）第2项.
`csl` is an item of CSL-JSON 1.0.2, `bibtex` an entry of BibTeX.
"""

import json
import re
from collections.abc import Callable
from typing import Any, Literal

from rag.locator import written
from rag.work import Reference, WorkKind

Style = Literal["plain", "gbt7714", "legal", "csl", "bibtex"]

_COUNTRY = "中华人民共和国"
_TYPE_MARK: dict[WorkKind, str] = {"report": "R", "standard": "S"}  # all others A
_CSL_TYPE: dict[WorkKind, str] = {
    "law": "legislation",
    "regulation": "legislation",
    "report": "report",
    "standard": "standard",
}  # all others regulation
_MOST_AUTHORS = 3
_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    character: "\\" + character for character in "&%$#_{}"
}


def plain(reference: Reference) -> str:
    """《标题》（文号）第五十二条第一款, and the page where one is known."""
    work = reference.work
    number = f"（{work.number}）" if work.number else ""
    page = f"（第{reference.page}页）" if reference.page else ""
    return f"{_named(work.title)}{number}{written(reference.steps)}{page}"


def gbt7714(reference: Reference) -> str:
    """国务院办公厅. 关于…的通知：国办发〔2018〕123号[A]. 2018-12-07：3. The page, or without pages the
    place, stands where the standard puts the page that is quoted."""
    work = reference.work
    names = "，".join(work.issuers[:_MOST_AUTHORS])
    names += "，等" if len(work.issuers) > _MOST_AUTHORS else ""
    author = f"{names}. " if names and work.kind != "standard" else ""
    number = f"：{work.number}" if work.number else ""
    mark = _TYPE_MARK.get(work.kind, "A") + ("/OL" if work.url else "")
    place = str(reference.page) if reference.page else written(reference.steps)
    dated = "：".join(part for part in (work.date or "", place) if part)
    parts = [f"{author}{work.title}{number}[{mark}]", dated, work.url or ""]
    return ". ".join(part for part in parts if part) + "."


def legal(reference: Reference) -> str:
    """《公司法》（2023年修订）第52条第1款。 or 《…通知》，国发〔2007〕19号，第三部分。"""
    work = reference.work
    title = work.title
    statute = work.kind in ("law", "regulation")
    if statute:
        title = title.removeprefix(_COUNTRY)
    version = f"（{work.revised[:4]}年{work.revision}）" if work.revised else ""
    ended = "（已废止）" if work.repealed else ""
    name = f"{_named(title)}{version}{ended}"
    place = written(reference.steps, arabic=True)
    page = f"第{reference.page}页" if reference.page else ""
    if statute:
        return "，".join(part for part in (name + place, page) if part) + "。"
    known = work.number or (f"{_day(work.date)}发布" if work.date else "")
    return "，".join(part for part in (name, known, place, page) if part) + "。"


def csl_item(reference: Reference) -> dict[str, Any]:
    """An item of CSL-JSON. `section` is the place, `annote` the deep link."""
    work = reference.work
    item: dict[str, Any] = {
        "id": f"wenju-{reference.link.document}-{reference.link.start}-{reference.link.end}",
        "type": _CSL_TYPE.get(work.kind, "regulation"),
        "language": "zh-CN",
        "title": work.title,
    }
    if work.issuers:
        item["author"] = [{"literal": name} for name in work.issuers]
    if work.number:
        item["number"] = work.number
    if work.date:
        item["issued"] = {"date-parts": [[int(part) for part in work.date.split("-")]]}
    if place := written(reference.steps):
        item["section"] = place
    if reference.page:
        item["page"] = str(reference.page)
    if work.url:
        item["URL"] = work.url
    item["annote"] = str(reference.link)
    return item


def csl(reference: Reference) -> str:
    """CSL-JSON as text: a list of one item, as Zotero and pandoc import it."""
    return json.dumps([csl_item(reference)], ensure_ascii=False)


def bibtex(reference: Reference) -> str:
    """An entry of BibTeX. `mark` is the type of GB/T 7714 that its styles print."""
    work, link = reference.work, reference.link
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in work.issuers),
        "title": f"{{{_tex(work.title)}}}",
        "number": _tex(work.number or ""),
        "date": work.date or "",
        "year": (work.date or "")[:4],
        "pages": str(reference.page) if reference.page else "",
        "note": _tex(written(reference.steps)),
        "url": work.url or "",
        "mark": _TYPE_MARK.get(work.kind, "A"),
        "annote": str(link),
    }
    rows = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    key = f"wenju-{link.document}-{link.start}-{link.end}"
    return "@misc{" + key + ",\n" + ",\n".join(rows) + "\n}"


_STYLES: dict[Style, Callable[[Reference], str]] = {
    "plain": plain,
    "gbt7714": gbt7714,
    "legal": legal,
    "csl": csl,
    "bibtex": bibtex,
}
STYLES: tuple[Style, ...] = tuple(_STYLES)


def styled(reference: Reference, style: Style) -> str:
    """A reference as text in that style."""
    return _STYLES[style](reference)


def _named(title: str) -> str:
    """A title in its brackets; those inside it become single."""
    return "《" + title.replace("《", "〈").replace("》", "〉") + "》"


def _day(date: str) -> str:
    year, *rest = date.split("-")
    return f"{year}年" + "".join(
        f"{int(part)}{unit}" for part, unit in zip(rest, "月日", strict=False)
    )


def _tex(text: str) -> str:
    return re.sub(r"[\\~^&%$#_{}]", lambda match: _TEX[match.group()], text)
