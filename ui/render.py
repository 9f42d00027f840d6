"""Results as JSON (the contract other programs rely on) and as text for a terminal."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from index.types import DocumentCard
from rag.links import Link
from rag.types import Answer, Citation, Hit, Lookup, Match, Status, Verdict
from rag.understand import Kind, Understanding
from rag.validity_notes import Standing
from rag.verify import as_shown

LONGEST_HIT = 600
_BOLD, _PLAIN = "\033[1m", "\033[0m"

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

KIND: dict[Kind, str] = {
    "comparison": "比较",
    "section": "一处的内容",
    "definition": "含义",
    "procedure": "办法",
    "date": "时间",
    "duration": "期限",
    "who": "谁",
    "list": "清单",
    "amount": "数量",
    "yes_no": "是否",
    "other": "其他",
}


def document_json(card: DocumentCard, standing: Standing | None = None) -> dict[str, Any]:
    """DOC of the contract; `validity` is there where it was looked up."""
    fields = asdict(card)
    del fields["facts"]  # for `rag.validity`, which says what follows from them
    if standing is not None:
        found = standing.validity
        fields["validity"] = {
            "status": found.status,
            "as_of": found.as_of,
            "since": found.since or None,
            "basis": found.basis,
            "evidence": [asdict(proof) for proof in standing.proofs],
        }
    return fields


def hit_json(hit: Hit) -> dict[str, Any]:
    """HIT of the contract; `repeats` is the rank of a hit that says the same, 0 where none does."""
    end = min(hit.chunk.end, hit.chunk.start + LONGEST_HIT)
    return {
        "rank": hit.rank,
        "score": round(hit.score.total, 6),
        "document": document_json(hit.card, hit.standing),
        "section": list(hit.chunk.path),
        "start": hit.chunk.start,
        "end": end,
        "page": hit.page,
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
        "confidence": round(answer.confidence, 3),
        "nearest": [hit_json(hit) for hit in answer.nearest],
        "understood": asdict(answer.understood) if answer.understood else None,
    }


def _citation_json(citation: Citation) -> dict[str, Any]:
    return {
        "id": citation.id,
        "document": document_json(citation.card, citation.standing),
        "section": list(citation.section),
        "start": citation.start,
        "end": citation.end,
        "page": citation.page,
        "quote": citation.quote,
        "link": _link(citation),
        "marks": [list(mark) for mark in citation.marks],
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
        "document": document_json(match.card, match.standing),
        "section": list(match.section),
        "start": match.start,
        "end": match.end,
        "page": match.page,
        "quote": match.quote,
        "difference": match.difference,
        "link": _link(match),
    }


def answer_text(answer: Answer, bold: bool = False) -> str:
    """An answer for a reader at a terminal, the asked values `bold` where it can show that."""
    lines = [f"〔{STATUS[answer.status]}〕", _emphasised(answer) if bold else answer.text]
    lines += [f"  [{c.id}] {_place_of(c)}{_values(c)}" for c in answer.citations]
    lines += [f"注：{notice.removeprefix('注意：')}" for notice in answer.notices]
    lines += [f"  · {_hit_line(hit)}" for hit in answer.nearest]
    if answer.understood is not None:
        lines.append(understood_text(answer.understood))
    return "\n".join(lines)


def _link(found: Citation | Match) -> str:
    return str(Link(found.card.id, found.start, found.end))


def _values(citation: Citation) -> str:
    """The asked values of a citation, where any are marked: ，所问：六十日."""
    values = (citation.quote[s - citation.start : e - citation.start] for s, e in citation.marks)
    told = "、".join(dict.fromkeys(map(flat, values)))
    return f"，所问：{told}" if told else ""


def _emphasised(answer: Answer) -> str:
    text = answer.text
    for citation in answer.citations:
        cuts = [place - citation.start for mark in citation.marks for place in mark]
        ends = [0, *cuts, len(citation.quote)]
        pieces = [as_shown(citation.quote[a:b]) for a, b in pairwise(ends)]
        shown = "".join(f"{_BOLD}{p}{_PLAIN}" if i % 2 else p for i, p in enumerate(pieces))
        marker = f"”[{citation.id}]"
        text = text.replace(f"“{''.join(pieces)}{marker}", f"“{shown}{marker}")
    return text


def understood_text(found: Understanding) -> str:
    """What a question was taken to mean: 理解为：问的是数量；地区：山西."""
    named = [f"问的是{KIND[found.asks]}"]
    for label, values in (
        ("文件", found.documents),
        ("文号", (found.number,) if found.number else ()),
        ("位置", found.references),
        ("地区", found.places),
        ("发文机关", found.issuers),
        ("时间", (*found.periods, *found.times)),
    ):
        if values:
            named.append(f"{label}：{'、'.join(values)}")
    return f"理解为：{'；'.join(named)}"


def lookup_text(lookup: Lookup, more: Callable[[Match], Sequence[str]] = lambda match: ()) -> str:
    """A citation lookup for a reader at a terminal; `more` gives further lines for a match."""
    lines = [f"〔{VERDICT[lookup.verdict]}〕{lookup.notice}"]
    for match in lookup.matches:
        lines.append(f"  · {_place_of(match)}")
        lines.append(f"    “{flat(match.quote)}”")
        if match.difference:
            lines.append(f"    差异：{match.difference}")
        lines.append(f"    链接：{_link(match)}")
        lines += [f"    {line}" for text in more(match) for line in text.splitlines()]
    return "\n".join(lines)


def _place_of(found: Citation | Match) -> str:
    return place(found.card, found.section, found.start, found.end, found.page)


def hit_place(hit: Hit) -> str:
    """Where a hit stands, like `place`."""
    return place(hit.card, hit.chunk.path, hit.chunk.start, hit.chunk.end, hit.page)


def place(
    card: DocumentCard, section: Sequence[str], start: int, end: int, page: int | None
) -> str:
    """Where a passage stands: 《标题》（文号）一、… > （一）…，第3页，第1308–1696字."""
    number = f"（{card.number}）" if card.number else ""
    path = " > ".join(section)
    on = f"第{page}页，" if page else ""
    return f"《{card.title}》{number}{path}，{on}第{start + 1}–{end}字"


def _hit_line(hit: Hit) -> str:
    text = flat(hit.chunk.text)
    shown = text[:80] + ("…" if len(text) > 80 else "")
    return f"{hit_place(hit)}：{shown}"


def flat(text: str) -> str:
    return " ".join(text.split())


def json_line(result: dict[str, Any]) -> str:
    """One line of JSON. Lone surrogates of a damaged source cannot be printed as UTF-8, and three
    characters that JSON may hold as they are end a line for many readers."""
    encoded = json.dumps(result, ensure_ascii=False)
    for character in "\x85\u2028\u2029":
        encoded = encoded.replace(character, f"\\u{ord(character):04x}")
    return encoded.encode("utf-8", "replace").decode("utf-8")
