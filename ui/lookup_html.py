"""The tab 引文核对 as HTML: the verdict on a quote or reference, and the places it points to."""

import re

from rag.context import Context, Passage
from rag.engine import Engine
from rag.links import Link
from rag.reference import parse_reference
from rag.style import Style
from rag.types import Lookup, Match
from ui.differences import Piece, differences
from ui.documents_html import validity_html
from ui.escaping import escape
from ui.passage import LONGEST_QUOTE, passage
from ui.wording import Language, say

TONES = {"verified": "good", "not_found": "bad"}
_STYLES: tuple[Style, ...] = ("gbt7714", "legal", "plain")
_MOST_CARDS = 20
# 《标题》第五十二条规定：“…”: what is compared is what stands in quotation marks.
_ATTRIBUTED = re.compile(r"》[^“「\"]{0,40}[“「\"](?P<quote>.{4,})[”」\"]", re.S)
_LONGEST_CONTEXT = 1_200  # characters of a section, or of a neighbour


def lookup_html(engine: Engine, lookup: Lookup, root: str, language: Language) -> str:
    """The result of a lookup. `root` is what addresses of the page begin with."""
    verdict = escape(say(f"verdict.{lookup.verdict}", language))
    tone = TONES.get(lookup.verdict, "part")
    count = ""
    if lookup.matches:
        count = f"<span>{escape(say('lookup.places', language, count=len(lookup.matches)))}</span>"
    named = lookup.verdict == "verified" and parse_reference(lookup.text) is not None
    key = "lookup.place_exists" if named else f"verdict.{lookup.verdict}.means"
    meaning = escape(say(key, language))
    parts = [f'<p class="wj-verdict"><span class="wj-badge wj-{tone}">{verdict}</span>{count}</p>']
    if language != "zh" or lookup.verdict == "verified" or not lookup.notice:  # which says it
        parts.append(f'<p class="wj-help">{meaning}</p>')
    if lookup.notice:
        parts.append(f'<p class="wj-note">{escape(lookup.notice)}</p>')
    parts += [
        _card(engine, lookup, match, root, language) for match in lookup.matches[:_MOST_CARDS]
    ]
    more = len(lookup.matches) - _MOST_CARDS
    if more > 0:
        parts.append(f'<p class="wj-empty">{escape(say("lookup.more", language, count=more))}</p>')
    return f'<section class="wj-group">{"".join(parts)}</section>'


def _card(engine: Engine, lookup: Lookup, match: Match, root: str, language: Language) -> str:
    card = match.card
    facts = [escape(fact) for fact in (card.number, card.issuer, card.published) if fact]
    if match.standing is not None:
        facts.append(_validity(match, language))
    path = '<span class="wj-step">›</span>'.join(escape(label) for label in match.section)
    where = [say("documents.place", language, start=match.start + 1, end=match.end), card.source]
    if match.page:
        where.insert(0, say("documents.on_page", language, page=match.page))
    parts = [
        f'<h3 class="wj-title">《{escape(card.title)}》</h3>',
        f'<p class="wj-facts">{"<i>·</i>".join(facts)}</p>' if facts else "",
        f'<p class="wj-path">{path}</p>' if path else "",
        f'<blockquote class="wj-passage">{_passage(engine, match, language)}</blockquote>',
        _difference(lookup.text, match, language) if lookup.verdict == "altered" else "",
        f'<p class="wj-place">{"<i>·</i>".join(map(escape, where))}</p>',
        _acts(engine, match, root, language),
        _context(engine.context(match), language),
    ]
    return f'<article class="wj-card">{"".join(parts)}</article>'


def _validity(match: Match, language: Language) -> str:
    assert match.standing is not None
    found = match.standing.validity
    proof = match.standing.proofs[0].quote if match.standing.proofs else ""
    badge = validity_html(found.status, language, found.since, proof)
    return f"{badge} {escape(say('lookup.as_of', language, day=found.as_of))}"


def _passage(engine: Engine, match: Match, language: Language) -> str:
    records = engine.reader.records
    number = engine.retriever.validity.number_of(match.card.id)
    found = passage(records.document(number), match.start, match.end)
    after = escape(found.after)
    if found.cut:
        cut = say("lookup.cut", language, all=match.end - match.start, shown=LONGEST_QUOTE)
        after = escape(cut)
    return f"{escape(found.before)}<mark>{escape(found.quote)}</mark>{after}"


def _difference(given: str, match: Match, language: Language) -> str:
    attributed = _ATTRIBUTED.search(given)
    quote = attributed["quote"] if attributed else given.strip().strip('“”"「」')
    ours, theirs = differences(quote, match.quote.strip())
    rows = (
        (say("lookup.given", language), _pieces(ours, "del")),
        (say("lookup.printed", language), _pieces(theirs, "ins")),
    )
    lines = "".join(f"<dt>{escape(name)}</dt><dd>{html}</dd>" for name, html in rows)
    told = f'<p class="wj-soft">{escape(match.difference)}</p>' if match.difference else ""
    return f'<div class="wj-difference"><dl>{lines}</dl>{told}</div>'


def _pieces(pieces: list[Piece], tag: str) -> str:
    return "".join(
        f"<{tag}>{escape(text)}</{tag}>" if marked else escape(text) for text, marked in pieces
    )


def _acts(engine: Engine, match: Match, root: str, language: Language) -> str:
    link = Link(match.card.id, match.start, match.end)
    opened = escape(root + link.page_address)
    acts = [f'<a class="wj-open" href="{opened}">{escape(say("lookup.open", language))}</a>']
    label = escape(say("lookup.copy", language))
    for style in _STYLES:
        name = escape(say(f"lookup.style.{style}", language))
        text = escape(engine.styled(match, style))
        acts.append(
            f'<span><a class="wj-act" href="#do-copy">{name}</a>'
            f'<span class="wj-copied-text" hidden>{text}</span></span>'
        )
    return (
        f'<p class="wj-does">{acts[0]}<span class="wj-soft">{label}</span>{"".join(acts[1:])}</p>'
    )


def _context(context: Context, language: Language) -> str:
    parts = []
    for key, part in (
        ("lookup.before", context.before),
        ("lookup.section", context.section),
        ("lookup.after", context.after),
    ):
        if part is not None:
            parts.append(f"<h4>{escape(say(key, language))}</h4>{_quoted(part)}")
    summary = escape(say("lookup.context", language))
    return f'<details class="wj-context"><summary>{summary}</summary>{"".join(parts)}</details>'


def _quoted(part: Passage) -> str:
    text = part.text.strip()
    cut = "…" if len(text) > _LONGEST_CONTEXT or not part.complete else ""
    return f"<blockquote>{escape(text[:_LONGEST_CONTEXT])}{cut}</blockquote>"
