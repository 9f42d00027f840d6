"""Search results with the reasons for them, as JSON and as text for a terminal."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rag.engine import Engine
from rag.explain import Expected, Explanation
from rag.filter import Filter
from rag.types import Hit
from ui.render import flat, hit_json, hit_place, understood_text

_DEPTH = 20  # hits that an answer draws on


def search_json(
    id_: str, question: str, hits: Sequence[Hit], explanation: Explanation | None = None
) -> dict[str, Any]:
    """The result of `search`; with an explanation also what was understood, the filter, and for each
    hit the words matched and the parts of its score."""
    shown = [hit_json(hit) for hit in hits]
    result: dict[str, Any] = {"id": id_, "question": question, "hits": shown}
    if explanation is not None:
        result["understood"] = asdict(explanation.understood)
        result["filter"] = asdict(explanation.filter)
        for row, hit, words in zip(shown, hits, explanation.words, strict=True):
            parts = {name: round(value, 6) for name, value in asdict(hit.score).items()}
            row["explain"] = {**parts, "words": list(words)}
    return result


def hits_text(hits: Sequence[Hit], explanation: Explanation | None = None) -> str:
    """Hits for a reader at a terminal."""
    blocks = [_understood(explanation)] if explanation is not None else []
    if not hits:
        return "\n".join([*blocks, "没有找到相近的段落。"])
    for number, hit in enumerate(hits):
        where = hit_place(hit)
        same = f"，与第{hit.repeats}条相同" if hit.repeats else ""
        block = f"{hit.rank}. {where}（{hit.score.total:.3f}{same}）\n   {flat(hit.chunk.text)}"
        if explanation is not None:
            parts = " ".join(f"{name}={value:.3f}" for name, value in asdict(hit.score).items())
            block += f"\n   相同词语：{'、'.join(explanation.words[number]) or '无'}\n   {parts}"
        blocks.append(block)
    return "\n".join(blocks)


def _understood(explanation: Explanation) -> str:
    chosen = "、".join(f"{k}={v}" for k, v in asdict(explanation.filter).items() if v)
    return understood_text(explanation.understood) + (f"；筛选：{chosen}" if chosen else "")


def why_not_json(id_: str, question: str, found: Sequence[Expected]) -> dict[str, Any]:
    """The result of `search --why-not`."""
    return {"id": id_, "question": question, "expected": [asdict(one) for one in found]}


def why_not_text(found: Sequence[Expected]) -> str:
    """Where expected passages fell out, for a reader at a terminal."""
    return "\n".join(
        f"· {one.source} {' > '.join(one.section)}，第{one.start + 1}–{one.end}字：{one.verdict}"
        for one in found
    )


def place_json(
    engine: Engine, question: str, filter: Filter, document: str, start: int, end: int
) -> dict[str, Any]:
    """Why the passage that holds a cited place was found: `words` shared with the question, `parts`
    of its score as [name, 0..1 or −1..1], its rank. Without them the place was found by the
    structure of its document, not by the search."""
    hits = engine.search(question, _DEPTH, filter)
    over = [
        hit
        for hit in hits
        if hit.card.id == document and hit.chunk.start < end and start < hit.chunk.end
    ]
    explanation = engine.explain(question, over[:1], filter)
    found = {"understood": _understood(explanation), "rank": 0, "words": [], "parts": []}
    if over:
        scores = asdict(over[0].score)
        total = round(scores.pop("total"), 3)
        found["rank"], found["total"] = over[0].rank, total
        found["words"] = list(explanation.words[0])
        found["parts"] = [[name, round(value, 3)] for name, value in scores.items() if value]
    return found
