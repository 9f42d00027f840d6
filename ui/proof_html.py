"""A whole text proof-read, as HTML: how much of it holds, the text with its quotes and references
marked, and each of them with its places."""

from collections.abc import Sequence

from rag.engine import Engine
from rag.proof import Finding, Proof
from rag.types import Verdict
from ui.escaping import escape
from ui.lookup_html import TONES, lookup_html
from ui.wording import Language, say

_VERDICTS: tuple[Verdict, ...] = (
    "verified",
    "altered",
    "stitched",
    "misattributed",
    "not_found",
)
_MOST_FINDINGS = 60  # shown with their places
_LONGEST_TEXT = 20_000  # characters shown with marks
_LONGEST_WRITTEN = 60


def proof_html(engine: Engine, text: str, proof: Proof, root: str, language: Language) -> str:
    """The result of checking a whole text. `root` is what addresses of the page begin with."""
    if not proof.findings:
        return f'<p class="wj-empty">{escape(say("proof.nothing", language))}</p>'
    parts = [
        f'<p class="wj-verdict">{_summary(proof, language)}</p>',
        f'<blockquote class="wj-proof">{_marked(text, proof.findings, language)}</blockquote>',
    ]
    for number, finding in enumerate(proof.findings[:_MOST_FINDINGS], 1):
        parts.append(_finding(engine, number, finding, root, language))
    more = len(proof.findings) - _MOST_FINDINGS
    if more > 0:
        parts.append(f'<p class="wj-empty">{escape(say("proof.more", language, count=more))}</p>')
    return f'<section class="wj-group">{"".join(parts)}</section>'


def _summary(proof: Proof, language: Language) -> str:
    told = [f"<span>{escape(say('proof.found', language, count=len(proof.findings)))}</span>"]
    for verdict in _VERDICTS:
        count = proof.count(verdict)
        if count:
            told.append(f"{_badge(verdict, language)} {count}")
    return " ".join(told)


def _badge(verdict: Verdict, language: Language) -> str:
    name = escape(say(f"verdict.{verdict}", language))
    return f'<span class="wj-badge wj-{TONES.get(verdict, "part")}">{name}</span>'


def _marked(text: str, findings: Sequence[Finding], language: Language) -> str:
    """The text, each finding marked in the colour of its verdict and numbered."""
    parts, position = [], 0
    for number, finding in enumerate(findings, 1):
        if finding.start < position or finding.end > _LONGEST_TEXT:
            continue
        tone = TONES.get(finding.lookup.verdict, "part")
        name = escape(say(f"verdict.{finding.lookup.verdict}", language))
        parts.append(escape(text[position : finding.start]))
        parts.append(
            f'<mark class="wj-{tone}" title="{name}">{escape(text[finding.start : finding.end])}'
            f"<sup>{number}</sup></mark>"
        )
        position = finding.end
    rest = text[position : max(position, _LONGEST_TEXT)]
    cut = "…" if position + len(rest) < len(text) else ""
    return "".join(parts) + escape(rest) + cut


def _finding(engine: Engine, number: int, finding: Finding, root: str, language: Language) -> str:
    written = " ".join(finding.written.split())
    written = written[:_LONGEST_WRITTEN] + ("…" if len(written) > _LONGEST_WRITTEN else "")
    where = say("proof.line", language, line=finding.line)
    claimed = say("proof.claimed", language, title=finding.claimed) if finding.claimed else ""
    opened = "" if finding.lookup.verdict == "verified" else " open"
    return (
        f'<details class="wj-finding"{opened}><summary>{number}. '
        f"{_badge(finding.lookup.verdict, language)} {escape(written)} "
        f'<span class="wj-soft">{escape(where)} {escape(claimed)}</span></summary>'
        f"{lookup_html(engine, finding.lookup, root, language)}</details>"
    )
