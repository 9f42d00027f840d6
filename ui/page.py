"""What the page shows, as HTML. Every piece of document, model or user text passes `escape`.

The page's chat and panels are Markdown components that sanitise what they are given. This module
does not rely on that: a block is one line of HTML whose texts can neither close a tag nor start
Markdown, so nothing in a document is ever markup.
"""

import re
from collections.abc import Sequence

from index.records import RecordReader
from index.types import DocumentCard
from rag.types import Answer, Citation, Hit, Lookup, Match
from ui.escaping import escape
from ui.render import STATUS, VERDICT

# How a status or verdict looks: a CSS class.
_TONES = {"answered": "good", "insufficient": "none", "verified": "good", "not_found": "none"}
_PARTLY = "part"
_AROUND = 160  # characters of context on either side of a quote
_LONGEST_PASSAGE = 800
_KEPT_TURNS = 12  # evidence of this many answers stays on the page
_MARKER = re.compile(r"(?<=”)\[(\d+)\]")  # as `rag.verify` writes it, after a quote
_SENTENCE_END = re.compile(r"[。；！？\n]")


def question_html(question: str) -> str:
    """A question in the chat."""
    return f'<div class="wj-question">{escape(question.strip())}</div>'


def pending_html() -> str:
    """What stands in the answer's place while it is looked for."""
    return '<div class="wj-pending" role="status">正在查找原文…</div>'


def error_html(sentence: str) -> str:
    """One sentence about what went wrong, read out by screen readers; empty for no error."""
    return f'<div class="wj-error" role="alert">{escape(sentence)}</div>' if sentence else ""


def answer_html(answer: Answer, turn: int) -> str:
    """An answer in the chat; its markers link to the cards that `evidence_html` makes."""
    ids = {citation.id for citation in answer.citations}
    lines = [_answer_line(line, ids, turn) for line in answer.text.split("\n") if line.strip()]
    notes = [f'<p class="wj-note">注：{escape(notice)}</p>' for notice in answer.notices]
    badge = _badge(STATUS[answer.status], _TONES.get(answer.status, _PARTLY))
    return f'<div class="wj-answer">{badge}{"".join(lines + notes)}</div>'


def _answer_line(line: str, ids: set[int], turn: int) -> str:
    parts, position = [], 0
    for found in _MARKER.finditer(line):
        number = int(found[1])
        if number in ids:
            parts.append(escape(line[position : found.start()]))
            parts.append(f'<a class="wj-ref" href="#{_anchor(turn, number)}">[{number}]</a>')
            position = found.end()
    kind = "wj-said" if parts else "wj-lead"  # an introduction says where, a statement is cited
    return f'<p class="{kind}">{"".join(parts)}{escape(line[position:])}</p>'


def evidence_html(records: RecordReader, answer: Answer, turn: int) -> str:
    """The evidence of one answer: a card for each citation, or the nearest passages."""
    cards = [_citation_card(records, citation, turn) for citation in answer.citations]
    label = ""
    if answer.nearest:
        label = '<p class="wj-label">相近段落（不是答案）</p>'
        cards += [_hit_card(hit) for hit in answer.nearest]
    body = label + "".join(cards) or '<p class="wj-empty">没有可以显示的依据。</p>'
    head = f'<p class="wj-turn">第{turn}问<span>{escape(answer.question.strip())}</span></p>'
    return f'<section class="wj-group">{head}{body}</section>'


def stack_evidence(newest: str, earlier: str) -> str:
    """Evidence of the newest answer above that of earlier ones, so that old markers still lead
    somewhere. Each group is one line; a blank line stands between groups."""
    return "\n\n".join([newest, *earlier.split("\n\n")][:_KEPT_TURNS]).strip()


def _citation_card(records: RecordReader, citation: Citation, turn: int) -> str:
    passage = passage_html(records, citation.card.id, citation.start, citation.end)
    number = f'<span class="wj-num">{citation.id}</span>'
    return _card(
        citation.card,
        citation.section,
        (citation.start, citation.end),
        passage,
        page=citation.page,
        number=number,
        anchor=_anchor(turn, citation.id),
    )


def _hit_card(hit: Hit) -> str:
    text = hit.chunk.text[:_LONGEST_PASSAGE]
    end = hit.chunk.start + len(text)
    passage = escape(text.strip()) + ("…" if end < hit.chunk.end else "")
    return _card(hit.card, hit.chunk.path, (hit.chunk.start, end), passage, page=hit.page)


def _match_card(records: RecordReader, match: Match) -> str:
    passage = passage_html(records, match.card.id, match.start, match.end)
    difference = (
        f'<p class="wj-difference"><b>差异</b>{escape(match.difference)}</p>'
        if match.difference
        else ""
    )
    span = match.start, match.end
    return _card(match.card, match.section, span, passage, page=match.page, after=difference)


def _card(
    card: DocumentCard,
    section: Sequence[str],
    span: tuple[int, int],
    passage: str,
    *,
    page: int | None,
    number: str = "",
    anchor: str = "",
    after: str = "",
) -> str:
    """A card; `passage`, `number`, `anchor` and `after` are HTML already."""
    facts = [escape(fact) for fact in (card.number, card.issuer, card.published) if fact]
    if card.status:
        tone = "good" if "有效" in card.status and "失效" not in card.status else "part"
        facts.append(f'<span class="wj-valid wj-{tone}">{escape(card.status)}</span>')
    path = '<span class="wj-step">›</span>'.join(escape(label) for label in section)
    on = f"第{page}页<i>·</i>" if page else ""
    parts = [
        f'<p class="wj-title">{number}《{escape(card.title)}》</p>',
        f'<p class="wj-facts">{"<i>·</i>".join(facts)}</p>' if facts else "",
        f'<p class="wj-path">{path}</p>' if path else "",
        f'<blockquote class="wj-passage">{passage}</blockquote>',
        after,
        f'<p class="wj-place">{on}第{span[0] + 1}–{span[1]}字<i>·</i>{escape(card.source)}</p>',
    ]
    name = f' id="{anchor}" tabindex="-1"' if anchor else ""
    return f'<article class="wj-card"{name}>{"".join(parts)}</article>'


def passage_html(records: RecordReader, document_id: str, start: int, end: int) -> str:
    """The quote, marked, with the words of its section around it, from a sentence's beginning to a
    sentence's end where one is near. A long quote is shown by its beginning, and said to be."""
    number = next(i for i, card in enumerate(records.cards) if card.id == document_id)
    document = records.document(number)
    text = document.text
    first = document.sections[document.section_at(start)].start
    last = document.sections[document.section_at(max(start, end - 1))].own_end
    low, high = max(first, start - _AROUND), min(last, end + _AROUND)
    if low > first and (ends := _SENTENCE_END.search(text, low, start)):
        low = ends.end()
    if high < last and (stops := list(_SENTENCE_END.finditer(text, end, high))):
        high = stops[-1].end()
    before = ("…" if low > first else "") + escape(text[low:start].lstrip())
    after = escape(text[end:high].rstrip()) + ("…" if high < last else "")
    if end - start > _LONGEST_PASSAGE:  # a whole chapter, named by its number
        shown = escape(text[start : start + _LONGEST_PASSAGE])
        return f"{before}<mark>{shown}</mark>…（全文{end - start}字，此处为前{_LONGEST_PASSAGE}字）"
    return f"{before}<mark>{escape(text[start:end])}</mark>{after}"


def lookup_html(records: RecordReader, lookup: Lookup) -> str:
    """The verdict on a quote or reference, and the places it points to."""
    count = f"<span>{len(lookup.matches)}处</span>" if lookup.matches else ""
    notice = f'<p class="wj-note">{escape(lookup.notice)}</p>' if lookup.notice else ""
    cards = "".join(_match_card(records, match) for match in lookup.matches)
    head = f'<p class="wj-verdict">{_badge(VERDICT[lookup.verdict], _TONES.get(lookup.verdict, _PARTLY))}{count}</p>'
    return f'<section class="wj-group" role="status">{head}{notice}{cards}</section>'


def masthead_html(index: str, documents: int, passages: int, model: str, dim: int) -> str:
    """Name of the page, and the line that says what is in use and that nothing leaves."""
    name = "内置模型" if model == "builtin" else escape(model)
    facts = [
        f"索引 <b>{escape(index)}</b>（{documents}份文件，{passages}个段落）",
        f"模型 <b>{name}</b>（{dim}维）",
        "<b>全程离线</b>，问题和文件不发往任何外部服务",
    ]
    line = "".join(f"<span>{fact}</span>" for fact in facts)
    return (
        '<header class="wj-head"><h1>问据</h1><p class="wj-motto">有问必有据：每句回答都引原文，'
        f'查不到就说查不到。</p><p class="wj-line">{line}</p></header>'
    )


def _badge(label: str, tone: str) -> str:
    return f'<span class="wj-badge wj-{tone}">{label}</span>'


def _anchor(turn: int, number: int) -> str:
    return f"cite-{turn}-{number}"
