"""What the tabs beside the chat show, as HTML. Every piece of document, model or user text passes `escape`.

The places for it are Markdown components that sanitise what they are given. This module
does not rely on that: a block is one line of HTML whose texts can neither close a tag nor start
Markdown, so nothing in a document is ever markup.
"""

from collections.abc import Sequence

from index.records import RecordReader
from index.types import DocumentCard
from rag.types import Lookup, Match
from ui.escaping import escape
from ui.passage import LONGEST_QUOTE, passage
from ui.render import VERDICT

# How a verdict looks: a CSS class.
_TONES = {"verified": "good", "not_found": "none"}
_PARTLY = "part"


def error_html(sentence: str) -> str:
    """One sentence about what went wrong, read out by screen readers; empty for no error."""
    return f'<div class="wj-error" role="alert">{escape(sentence)}</div>' if sentence else ""


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
    after: str = "",
) -> str:
    """A card; `passage` and `after` are HTML already."""
    facts = [escape(fact) for fact in (card.number, card.issuer, card.published) if fact]
    if card.status:
        tone = "good" if "有效" in card.status and "失效" not in card.status else "part"
        facts.append(f'<span class="wj-valid wj-{tone}">{escape(card.status)}</span>')
    path = '<span class="wj-step">›</span>'.join(escape(label) for label in section)
    on = f"第{page}页<i>·</i>" if page else ""
    parts = [
        f'<p class="wj-title">《{escape(card.title)}》</p>',
        f'<p class="wj-facts">{"<i>·</i>".join(facts)}</p>' if facts else "",
        f'<p class="wj-path">{path}</p>' if path else "",
        f'<blockquote class="wj-passage">{passage}</blockquote>',
        after,
        f'<p class="wj-place">{on}第{span[0] + 1}–{span[1]}字<i>·</i>{escape(card.source)}</p>',
    ]
    return f'<article class="wj-card">{"".join(parts)}</article>'


def passage_html(records: RecordReader, document_id: str, start: int, end: int) -> str:
    """The quote, marked, with the words of its section around it, from a sentence's beginning to a
    sentence's end where one is near. A long quote is shown by its beginning, and said to be."""
    number = next(i for i, card in enumerate(records.cards) if card.id == document_id)
    document = records.document(number)
    found = passage(document, start, end)
    before, after = escape(found.before), escape(found.after)
    if found.cut:
        after = f"…（全文{end - start}字，此处为前{LONGEST_QUOTE}字）"
    return f"{before}<mark>{escape(found.quote)}</mark>{after}"


def lookup_html(records: RecordReader, lookup: Lookup) -> str:
    """The verdict on a quote or reference, and the places it points to."""
    count = f"<span>{len(lookup.matches)}处</span>" if lookup.matches else ""
    notice = f'<p class="wj-note">{escape(lookup.notice)}</p>' if lookup.notice else ""
    cards = "".join(_match_card(records, match) for match in lookup.matches)
    head = f'<p class="wj-verdict">{_badge(VERDICT[lookup.verdict], _TONES.get(lookup.verdict, _PARTLY))}{count}</p>'
    return f'<section class="wj-group" role="status">{head}{notice}{cards}</section>'


def _badge(label: str, tone: str) -> str:
    return f'<span class="wj-badge wj-{tone}">{label}</span>'
