"""Questions that name no place where the documents of many answer: 经济增长目标是多少, over 31 reports.

One of them alone would be an answer to a question nobody asked. All that say it are told of, and the
nearest stand side by side.
"""

import re
from collections.abc import Sequence

from index.described import region_of
from index.reader import IndexReader
from index.types import DocumentCard
from rag.extract import Candidate
from rag.regions import places_in
from rag.types import Hit
from rag.versions import bare_title

_YEAR = re.compile(r"(?:19|20)\d{2}年度?")
_SUFFIX = re.compile("(?:特别行政区|自治[区州县]|[省市县])$")
_SHOWN = 6


def placeless(card: DocumentCard) -> tuple[str, str]:
    """A document's title without its year and place, and that place; both empty for a document that
    holds everywhere."""
    title = _YEAR.sub("", bare_title(card))
    region = region_of(title) or next(iter(sorted(places_in(title))), "")
    rest = title.replace(region, "", 1)
    return (rest, _SUFFIX.sub("", region)) if region and rest else ("", "")


def of_other_places(folded: str, best: Candidate, hits: Sequence[Hit]) -> list[int]:
    """The documents of other places among the hits that are of the best one's kind, where a folded
    question names no place; the best one's own first."""
    name, place = placeless(best.hit.card)
    if not name or place in folded or places_in(folded):
        return []
    found = {best.hit.document: place}
    for hit in hits:
        other, where = placeless(hit.card)
        if other == name and where not in found.values():
            found.setdefault(hit.document, where)
    return list(found)


def side_by_side(best: Candidate, others: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence of each document that answers in the same way as the best, newest first."""
    chosen: dict[int, Candidate] = {best.hit.document: best}
    for candidate in others:
        if candidate.series is None and candidate.fits == best.fits:
            chosen.setdefault(candidate.hit.document, candidate)
    first = list(chosen.values())[:_SHOWN]
    return sorted(first, key=lambda c: c.hit.card.published or "", reverse=True)


def told_of_places(reader: IndexReader, best: DocumentCard, shown: int) -> str:
    """A notice that a question names no place: of how many places there are such documents."""
    name = placeless(best)[0]
    count = sum(placeless(card)[0] == name for card in reader.records.cards)
    listed = f"，这里由新到旧列出最相近的{shown}份" if shown > 1 else ""
    return (
        f"问题没有指明地区，{count}个地方都有这类文件（{name}）{listed}；写明地区可得到确定的答案。"
    )
