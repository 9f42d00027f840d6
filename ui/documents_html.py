"""The documents tab as HTML: the table of all documents, and one document in detail."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from index.records import RecordReader
from index.types import Document, MetaValue
from rag.links import Link
from ui.catalog import PAGE, PARTS, Catalog, Part, Row, Sort, View
from ui.escaping import escape
from ui.reasons import reason
from ui.wording import Language, say

_COLUMNS: tuple[Sort, ...] = (
    "title",
    "issuer",
    "published",
    "family",
    "validity",
    "sections",
    "passages",
)
_MOST_SECTIONS = 400
_PASSAGES = 10  # shown at a time
_LONGEST_PASSAGE = 600
_LONGEST_LABEL = 60


def link_to(view: View) -> str:
    """Where a click leads that asks for this view: the script hands it to the tab."""
    return f"#do-documents?{escape(view.encode())}"


def table_html(catalog: Catalog, view: View, language: Language) -> str:
    """One page of the documents that a view asks for."""
    found = catalog.select(view)
    pages = max(1, -(-len(found) // PAGE))
    view = replace(view, page=min(view.page, pages))
    shown = found[(view.page - 1) * PAGE : view.page * PAGE]
    key = "documents.count" if len(found) == len(catalog.rows) else "documents.found"
    count = escape(say(key, language, found=len(found), all=len(catalog.rows)))
    if not found:
        none = escape(say("documents.none", language))
        return f'<p class="wj-count" role="status">{count}</p><p class="wj-empty">{none}</p>'
    head = "".join(_header(name, view, language) for name in _COLUMNS)
    rows = "".join(_row(row, view, language) for row in shown)
    caption = escape(say("tab.documents", language))
    return (
        f'<p class="wj-count" role="status">{count}</p>'
        f'<table class="wj-table"><caption>{caption}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>{_pager(view, pages, language)}"
    )


def _header(name: Sort, view: View, language: Language) -> str:
    label = escape(say(f"column.{name}", language))
    sorted_now = view.sort == name
    down = not view.down if sorted_now else name in ("published", "passages", "sections")
    target = link_to(replace(view, sort=name, down=down, page=1))
    arrow = ("▾" if view.down else "▴") if sorted_now else ""
    order = f' aria-sort="{"descending" if view.down else "ascending"}"' if sorted_now else ""
    return f'<th scope="col"{order}><a class="wj-act" href="{target}">{label}{arrow}</a></th>'


def _row(row: Row, view: View, language: Language) -> str:
    target = link_to(replace(view, document=row.id, part="facts", at=0))
    number = (
        f'<span class="wj-sub">{escape(row.document_number)}</span>' if row.document_number else ""
    )
    flaw = ""
    if row.outcome == "partly":
        flaw = f' <span class="wj-badge wj-part">{escape(say("outcome.partly", language))}</span>'
    title = f'<a class="wj-act" href="{target}">{escape(row.title)}</a>{flaw}{number}'
    cells = [
        f'<th scope="row" class="wj-cell-title">{title}</th>',
        _cell("issuer", escape(row.issuer), language),
        _cell("published", escape(row.published), language),
        _cell("family", escape(row.family), language),
        _cell("validity", validity_html(row.validity, language), language),
        _cell("sections", str(row.sections), language),
        _cell("passages", str(row.passages), language),
    ]
    here = ' class="wj-here"' if row.id == view.document else ""
    return f"<tr{here}>{''.join(cells)}</tr>"


def _cell(name: Sort, html: str, language: Language) -> str:
    label = escape(say(f"column.{name}", language))
    empty = "" if html else " wj-cell-empty"
    return (
        f'<td class="wj-cell-{name}{empty}"><span class="wj-cell-label">{label}</span>{html}</td>'
    )


def validity_html(status: str, language: Language, since: str = "", why: str = "") -> str:
    """A badge of validity: since when, and the words that say so."""
    tone = {"现行有效": "good", "时效未知": "none"}.get(status, "part")
    told = f"{say(f'validity.{status}', language)} {since}".strip()
    title = f' title="{escape(" ".join(why.split())[:200])}"' if why else ""
    return f'<span class="wj-badge wj-{tone}"{title}>{escape(told)}</span>'


def _pager(view: View, pages: int, language: Language) -> str:
    if pages == 1:
        return ""
    page = view.page
    wanted = sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)})
    parts, last = [], 0
    for number in wanted:
        parts.append("<span>…</span>" if number > last + 1 else "")
        last = number
        if number == page:
            parts.append(f'<b aria-current="page">{number}</b>')
        else:
            target = link_to(replace(view, page=number))
            label = escape(say("documents.page", language, page=number))
            parts.append(f'<a class="wj-act" href="{target}" aria-label="{label}">{number}</a>')
    label = escape(say("documents.pages", language))
    return f'<nav class="wj-pager" aria-label="{label}">{"".join(parts)}</nav>'


def document_html(
    records: RecordReader, row: Row, view: View, page_root: str, language: Language
) -> str:
    """One document: its facts, its sections or its passages."""
    document = records.document(row.number)
    whole = Link(row.id, 0, max(1, len(document.text)))
    opened = escape(page_root + whole.page_address)
    tabs = "".join(_part_link(view, part, language) for part in PARTS)
    body = {
        "facts": lambda: _facts(document, row, language),
        "tree": lambda: _tree(document, page_root, language),
        "passages": lambda: _passages(records, row, view, language),
    }[view.part]()
    close = escape(say("documents.close", language))
    return (
        f'<article class="wj-doc" tabindex="-1"><h3 class="wj-doc-title">{escape(row.title)}</h3>'
        f'<p class="wj-doc-links">{tabs}'
        f'<a class="wj-open" href="{opened}">{escape(say("documents.read", language))}</a>'
        f'<a class="wj-act" href="{link_to(replace(view, document="", part="facts", at=0))}">{close}</a>'
        f"</p>{body}</article>"
    )


def _part_link(view: View, part: Part, language: Language) -> str:
    label = escape(say(f"documents.part.{part}", language))
    if view.part == part:
        return f'<b aria-current="true">{label}</b>'
    target = link_to(replace(view, part=part, at=0))
    return f'<a class="wj-act" href="{target}">{label}</a>'


def _facts(document: Document, row: Row, language: Language) -> str:
    told = [
        (say("documents.source", language), row.source),
        (say("documents.size", language), _size(document, row, language)),
    ]
    if row.reason:
        told.append((say(f"outcome.{row.outcome}", language), reason(row.reason, language)))
    lines = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in told)
    lines += f"<dt>{escape(say('column.validity', language))}</dt><dd>{validity_html(row.validity, language)}</dd>"
    for value in document.meta:
        lines += _meta(value, language)
    return f'<dl class="wj-facts-list">{lines}</dl>'


def _size(document: Document, row: Row, language: Language) -> str:
    size = say(
        "documents.size_of",
        language,
        characters=len(document.text),
        sections=row.sections,
        passages=row.passages,
    )
    pages = say("documents.page_count", language, count=len(document.pages))
    lost = say("report.undecodable", language, count=document.undecodable)
    parts = [size, pages if document.pages else "", lost if document.undecodable else ""]
    return say("report.joint", language).join(part for part in parts if part)


def _meta(value: MetaValue, language: Language) -> str:
    name = escape(say(f"meta.{value.name}", language))
    origin = escape(say(f"origin.{value.origin}", language))
    return f'<dt>{name}</dt><dd>{escape(value.value)} <span class="wj-soft">{origin}</span></dd>'


def _tree(document: Document, page_root: str, language: Language) -> str:
    labelled = [
        (depth, number) for depth, number in _deep(document) if document.sections[number].label
    ]
    if not labelled:
        return f'<p class="wj-empty">{escape(say("documents.no_sections", language))}</p>'
    items = []
    for depth, number in islice(labelled, _MOST_SECTIONS):
        section = document.sections[number]
        label = section.label[:_LONGEST_LABEL] + (
            "…" if len(section.label) > _LONGEST_LABEL else ""
        )
        page = document.page_at(section.start)
        on = escape(say("documents.on_page", language, page=page)) if page else ""
        link = Link(document.id, section.start, max(section.start + 1, section.heading_end))
        target = escape(page_root + link.page_address)
        items.append(
            f'<li class="wj-level-{min(depth, 6)}"><a class="wj-open" href="{target}">'
            f'{escape(label)}</a> <span class="wj-soft">{on}</span></li>'
        )
    more = len(labelled) - _MOST_SECTIONS
    rest = (
        f"<li>{escape(say('documents.more_sections', language, count=more))}</li>"
        if more > 0
        else ""
    )
    return f'<ul class="wj-outline" tabindex="0">{"".join(items)}{rest}</ul>'


def _deep(document: Document) -> Iterator[tuple[int, int]]:
    depths: list[int] = []
    for number, section in enumerate(document.sections):
        above = depths[section.parent] if section.parent >= 0 else -1
        depths.append(above + bool(section.label))
        yield depths[-1], number


def _passages(records: RecordReader, row: Row, view: View, language: Language) -> str:
    numbers: Sequence[int] = records.chunks_of(row.number)
    first = min(view.at, max(0, len(numbers) - 1)) // _PASSAGES * _PASSAGES
    items = []
    for number in numbers[first : first + _PASSAGES]:
        chunk = records.chunk(number)
        text = chunk.text[:_LONGEST_PASSAGE].strip()
        cut = "…" if len(chunk.text) > _LONGEST_PASSAGE else ""
        path = '<span class="wj-step">›</span>'.join(escape(label) for label in chunk.path)
        place = escape(say("documents.place", language, start=chunk.start + 1, end=chunk.end))
        items.append(
            f'<li><p class="wj-path">{path} <span class="wj-soft">{place}</span></p>'
            f'<blockquote class="wj-passage">{escape(text)}{cut}</blockquote></li>'
        )
    around = []
    if first:
        target = link_to(replace(view, at=first - _PASSAGES))
        around.append(
            f'<a class="wj-act" href="{target}">{escape(say("documents.before", language))}</a>'
        )
    last = min(first + _PASSAGES, len(numbers))
    told = say("documents.passages", language, first=first + 1, last=last, all=len(numbers))
    around.append(f"<span>{escape(told)}</span>")
    if last < len(numbers):
        target = link_to(replace(view, at=last))
        around.append(
            f'<a class="wj-act" href="{target}">{escape(say("documents.after", language))}</a>'
        )
    return f'<ol class="wj-chunks" tabindex="0">{"".join(items)}</ol><p class="wj-pager">{"".join(around)}</p>'
