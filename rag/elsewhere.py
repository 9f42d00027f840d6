"""Questions that name no place where the documents of many answer: 经济增长目标是多少, over 31 reports.

One of them alone would be an answer to a question nobody asked. All that say it are told of, and the
nearest stand side by side. What holds everywhere answers before the rule of one place, and where that
alone answers, it is said whose it is.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from index.described import region_of
from index.fold import fold
from index.reader import IndexReader
from index.types import DocumentCard
from rag.extract import Candidate
from rag.regions import places_in
from rag.types import Hit
from rag.versions import bare_title

_YEAR = re.compile(r"(?:19|20)\d{2}年度?")
_SUFFIX = re.compile("(?:特别行政区|自治[区州县]|[省市县])$")
_SHOWN = 6
_NAMES_ONE = re.compile("《|〔|本(?:省|市|县|区|州)|我(?:省|市|县|区)")
_AS_WELL = 0.5  # a national text no further behind than this, in standard units, comes first
_AS_WELL_UNREAD = 0.95  # and of the score, where the sentences were not read


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


@lru_cache(maxsize=8192)
def place_of(card: DocumentCard) -> str:
    """The place whose rules a document holds, as its title or its maker's name begins with it; empty
    for what holds everywhere."""
    for name in (_YEAR.sub("", fold(card.title)), fold(card.issuer or "")):
        region = region_of(name) or next((p for p in places_in(name) if name.startswith(p)), "")
        if region:
            return region
    return ""


def leaves_place_open(folded: str) -> bool:
    """Whether a folded question names neither a place nor a document."""
    return not places_in(folded) and _NAMES_ONE.search(folded) is None


def national_first(folded: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with the best of those that hold everywhere before the rule of one place, where a
    folded question leaves open which place is meant and it answers nearly as well."""
    ordered = list(candidates)
    if not ordered or not leaves_place_open(folded) or not _elsewhere(folded, ordered[0]):
        return ordered
    best = ordered[0]
    for place, candidate in enumerate(ordered):
        alike = candidate.fits == best.fits and (candidate.series is None) == (best.series is None)
        if alike and not place_of(candidate.hit.card) and _nearly(candidate, best):
            return [candidate, *ordered[:place], *ordered[place + 1 :]]
    return ordered


def told_of_place(reader: IndexReader, folded: str, cited: Sequence[int]) -> tuple[str, ...]:
    """A notice that what answers is the rule of one place or of some, where a folded question names
    none and the index knows more than that; none otherwise. `cited` are the documents of the answer,
    the best first."""
    cards = reader.records.cards
    first = place_of(cards[cited[0]]) if cited else ""
    bare = _SUFFIX.sub("", first)
    if not first or bare in folded or not leaves_place_open(folded):
        return ()
    if all(place_of(card).startswith(bare) for card in cards):
        return ()
    places = dict.fromkeys(place_of(cards[number]) for number in cited)
    named = "、".join(place for place in places if place)
    return (f"这是{named}的规定，只适用于当地；问题没有指明地区，其他地方的规定可能不同。",)


def _elsewhere(folded: str, candidate: Candidate) -> bool:
    place = _SUFFIX.sub("", place_of(candidate.hit.card))
    return bool(place) and place not in folded


def _nearly(candidate: Candidate, best: Candidate) -> bool:
    if candidate.voice is None or best.voice is None:
        return candidate.score >= _AS_WELL_UNREAD * best.score
    return candidate.voice >= best.voice - _AS_WELL
