"""Results as JSON (the contract other programs rely on) and as text for a terminal."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from index.types import DocumentCard
from rag.types import Answer, Citation, Hit, Lookup, Match, Status, Verdict

LONGEST_HIT = 600

STATUS: dict[Status, str] = {
    "answered": "已回答",
    "listed_only": "目录有、正文无",
    "insufficient": "未找到答案",
}
VERDICT: dict[Verdict, str] = {
    "verified": "属实",
    "altered": "与原文不同",
    "stitched": "由多处拼接",
    "misattributed": "出处有误",
    "not_found": "未找到",
}


def document_json(card: DocumentCard) -> dict[str, Any]:
    """DOC of the contract."""
    return asdict(card)


def hit_json(hit: Hit) -> dict[str, Any]:
    """HIT of the contract; `repeats` is the rank of a hit that says the same, 0 where none does."""
    end = min(hit.chunk.end, hit.chunk.start + LONGEST_HIT)
    return {
        "rank": hit.rank,
        "score": round(hit.score.total, 6),
        "document": document_json(hit.card),
        "section": list(hit.chunk.path),
        "start": hit.chunk.start,
        "end": end,
        "text": hit.chunk.text[: end - hit.chunk.start],
        "repeats": hit.repeats,
    }


def answer_json(id_: str, answer: Answer) -> dict[str, Any]:
    """The result of `ask`; `nearest` holds the passages shown beside a refusal."""
    return {
        "id": id_,
        "question": answer.question,
        "status": answer.status,
        "answer": answer.text,
        "citations": [_citation_json(citation) for citation in answer.citations],
        "notices": list(answer.notices),
        "nearest": [hit_json(hit) for hit in answer.nearest],
    }


def _citation_json(citation: Citation) -> dict[str, Any]:
    return {
        "id": citation.id,
        "document": document_json(citation.card),
        "section": list(citation.section),
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
    }


def lookup_json(id_: str, lookup: Lookup) -> dict[str, Any]:
    """The result of `cite`."""
    return {
        "id": id_,
        "text": lookup.text,
        "verdict": lookup.verdict,
        "matches": [_match_json(match) for match in lookup.matches],
        "notices": [lookup.notice] if lookup.notice else [],
    }


def _match_json(match: Match) -> dict[str, Any]:
    return {
        "document": document_json(match.card),
        "section": list(match.section),
        "start": match.start,
        "end": match.end,
        "quote": match.quote,
        "difference": match.difference,
    }


def answer_text(answer: Answer) -> str:
    """An answer for a reader at a terminal."""
    lines = [f"〔{STATUS[answer.status]}〕", answer.text]
    lines += [f"  [{c.id}] {place(c.card, c.section, c.start, c.end)}" for c in answer.citations]
    lines += [f"注：{notice}" for notice in answer.notices]
    lines += [f"  · {_hit_line(hit)}" for hit in answer.nearest]
    return "\n".join(lines)


def lookup_text(lookup: Lookup) -> str:
    """A citation lookup for a reader at a terminal."""
    lines = [f"〔{VERDICT[lookup.verdict]}〕{lookup.notice}"]
    for match in lookup.matches:
        lines.append(f"  · {place(match.card, match.section, match.start, match.end)}")
        lines.append(f"    “{flat(match.quote)}”")
        if match.difference:
            lines.append(f"    差异：{match.difference}")
    return "\n".join(lines)


def place(card: DocumentCard, section: Sequence[str], start: int, end: int) -> str:
    """Where a passage stands: 《标题》（文号）一、… > （一）…，第1308–1696字."""
    number = f"（{card.number}）" if card.number else ""
    path = " > ".join(section)
    return f"《{card.title}》{number}{path}，第{start + 1}–{end}字"


def _hit_line(hit: Hit) -> str:
    text = flat(hit.chunk.text)
    shown = text[:80] + ("…" if len(text) > 80 else "")
    return f"{place(hit.card, hit.chunk.path, hit.chunk.start, hit.chunk.end)}：{shown}"


def flat(text: str) -> str:
    return " ".join(text.split())
