"""Questions that name a place by number (临江市节水办法第五条, 附件1的第七件实事): the place answers."""

import re
from collections.abc import Sequence

from index.fold import fold
from index.numerals import parse_number
from index.reader import IndexReader
from index.types import Document
from rag.called import Called, places_called
from rag.coverage import coverage
from rag.descent import BRACKETED_UNIT, PLACE_NUMBER
from rag.lists import asks_list, list_claims, quotes_of, series_near
from rag.overview import asks_outline, outline_claims
from rag.place_quoted import documents_of, in_versions, where_it_stands, whole_place
from rag.query import Query
from rag.recency import newest_first
from rag.reference import ParsedReference, Place, parse_reference, resolve
from rag.series import Span, find_series
from rag.several import Part, parse_references, resolve_each
from rag.types import Claim, Hit, Own, claim
from rag.weigh import rank_within

# The n-th of what is counted in some other way: 附件1的第七件实事, 注释[20], 第十一个方面.
_NTH = re.compile(
    rf"第\s*[\[(]?(?P<nth>{PLACE_NUMBER})[\])]?\s*(?:个?(?:方面|部分|问题)|[条件项点个类款])|\[(?P<note>\d{{1,3}})\]"
)
_ANNEX = re.compile(rf"附[件录表](?P<number>{PLACE_NUMBER})?")
_ASKED = re.compile(
    "(?:的?(?:具体|主要)?(?:内容|规定|条文|原文))?(?:都|又|分别|主要|具体)?(?:是|有|为|说|讲|规定|写|要求|提|包括)了?"
    "(?:的是)?(?:什么|哪些|啥|怎么)(?:内容|规定|说|写|的)?|的?(?:具体)?(?:内容|条文|原文|全文)$"
    "|怎么(?:规定|说|写)的?|如何规定"
)
_EDGES = re.compile(
    r"^(?:请问|请教|麻烦|帮我|查(?:一下|询|下)?|看一下|告诉我|根据|按照?|依照?)+|(?<![\s?？。!！,，呢吗啊])[\s?？。!！,，呢吗啊]+$"
)
_INNER = re.compile(
    rf"第{PLACE_NUMBER}(?:部分|章|条).{{0,2}}第?\({PLACE_NUMBER}\)|附[录件].{{0,3}}第{PLACE_NUMBER}条|{PLACE_NUMBER}、第?\({PLACE_NUMBER}\)"
)
_MOST_PLACES = 3
_WHOLE = 330  # a place no longer than this answers as it stands
_NAMED = 0.35  # how much of a counted thing's surroundings the question has to cover
_KIND = re.compile(
    "(?:管理|实施|暂行|试行|若干)?(?:规定|办法|细则|规则|解释|意见|通知|决定|规划|纲要|方案)$"
)
_SPOKEN_OF = 0.9  # how much of a document's made-up name its text has to cover
_AROUND = 160  # characters before a numbered item that say what is counted
_DOCUMENTS = 2  # documents searched for a counted thing


def answer_from_places(reader: IndexReader, text: str) -> tuple[Claim, ...] | None:
    """Claims that quote the places a question names and asks for whole, in each version that has
    them; None for any other question."""
    bare = _EDGES.sub("", _ASKED.sub("", _EDGES.sub("", fold(text))))
    several = parse_references(bare.removesuffix("分别"))
    if len(several) > 1:
        return _answer_each(reader, several)
    reference = parse_reference(bare)
    if reference is None or not (any(step.unit for step in reference.steps) or reference.document):
        return None
    places, _ = resolve(reader.records, reference)
    if not places or len({place.document for place in places}) > _MOST_PLACES:
        return None
    return tuple(in_versions(reader, places))


def _answer_each(reader: IndexReader, several: Sequence[Part]) -> tuple[Claim, ...] | None:
    """What each of several references names, and of each that names nothing that it does."""
    found = resolve_each(reader.records, several)
    if all(not one.places or len(documents_of(one.places)) > _MOST_PLACES for one in found):
        return None
    claims: list[Claim] = []
    for one in found:
        if one.places:
            newest = newest_first(reader, documents_of(one.places))[:_MOST_PLACES]
            claims += in_versions(reader, [p for p in one.places if p.document in newest])
        if one.notice:
            claims.append(claim("{notice}", notice=Own(one.notice)))
    return tuple(claims)


def names_inner_place(folded: str) -> bool:
    """Whether a question names a place below those of an outline: 第二部分第(二)点, 附录第三条."""
    return _INNER.search(folded) is not None


def claims_at_place(
    reader: IndexReader, query: Query, hits: Sequence[Hit], reads: bool
) -> tuple[Claim, ...] | None:
    """Claims from the place that a question names by number and asks something of; None when it
    names none that a document has. `reads`: whether the reading model is heard."""
    if not query.chinese:  # alert(1) names no place
        return None
    place = (
        (_annexed(reader, query, hits) if names_inner_place(query.folded) else None)
        or _referenced(reader, query, hits)
        or _counted(reader, query, hits)
        or _annexed(reader, query, hits)
    )
    if place is None:
        return None
    document = reader.records.document(place.document)
    if place.end - place.start <= _WHOLE:
        return tuple(whole_place(reader, place))
    introduction = where_it_stands(reader, place)
    if asks_outline(query.folded):
        return (introduction, *outline_claims(document, place.document, (place.start, place.end)))
    if asks_list(query.folded):
        inside = [
            series
            for series in series_near(document, place.start, place.end)
            if place.start <= series.start and series.end <= place.end + 1
        ]
        if inside:
            longest = max(inside, key=lambda series: series.end - series.start)
            return (introduction, *list_claims(document, place.document, longest))
    best = rank_within(reader, query, place.document, (place.start, place.end), reads)
    spans = sorted({(sentence.start, sentence.end) for sentence in best[:_MOST_PLACES]})
    return (
        introduction,
        *(claim("{0}", q) for s in spans if (q := quotes_of(document, place.document, [s]))),
    )


def _referenced(reader: IndexReader, query: Query, hits: Sequence[Hit]) -> Place | None:
    """The place of a reference inside the question: 劳动合同法第42条规定了哪些情况…."""
    for called in places_called(reader.records, query.folded):
        bracketed = _bracketed(reader, called, hits)
        if bracketed is not None:
            return bracketed
        places = list(called.places)
        documents = {place.document for place in places}
        meant = [hit.document for hit in hits if hit.document in documents]
        if not called.name or (called.loose and speaks_of(reader, called.name, hits)):
            meant = list(dict.fromkeys(hit.document for hit in hits))[:1]
            places = _places_in(reader, meant, called.reference)
        if places:
            order = [*dict.fromkeys(meant), *newest_first(reader, sorted(documents))]
            return min(places, key=lambda place: order.index(place.document))
    return None


def speaks_of(reader: IndexReader, name: str, hits: Sequence[Hit]) -> bool:
    """Whether the document found first speaks of what a name of people's own making says: 汽车三包规定."""
    text = fold(reader.records.text(hits[0].document)) if hits else ""
    return coverage(reader, _KIND.sub("", name), text) >= _SPOKEN_OF


def _bracketed(reader: IndexReader, called: Called, hits: Sequence[Hit]) -> Place | None:
    """The place of a reference whose last step is printed in brackets: 第(六)条 is a （六）, no 六、."""
    match = re.search(rf"\(({PLACE_NUMBER})\){BRACKETED_UNIT}?$", called.printed)
    first = next(
        (h.document for h in hits if not called.name or h.document in called.documents), None
    )
    if match is None or first is None:
        return None
    document = reader.records.document(first)
    above = re.match(rf"第({PLACE_NUMBER})", called.printed)
    upper = parse_number(above[1]) if above else None
    for section in document.sections:
        if section.number != parse_number(match[1]) or not fold(section.label).startswith("("):
            continue
        numbers = [document.sections[i].number for i in document.ancestors(section.parent)]
        if upper is None or upper in numbers:
            return Place(first, section.start, section.end)
    return None


def _annexed(reader: IndexReader, query: Query, hits: Sequence[Hit]) -> Place | None:
    """The annex a question names, in the document found first."""
    match = _ANNEX.search(query.folded)
    if match is None or not hits:
        return None
    document = reader.records.document(hits[0].document)
    number = parse_number(match["number"]) if match["number"] else None
    annexes = [s for s in document.sections if s.kind == "annex" or s.label.startswith("附录")]
    named = [s for s in annexes if number is None or s.number == number][-1:]
    inner = re.search(rf"第({PLACE_NUMBER})[条项点]", query.folded[match.end() :])
    if named and inner:
        wanted = parse_number(inner[1])
        span = named[0].start, named[0].end
        named = [s for s in document.sections if s.number == wanted and span[0] < s.start < span[1]]
    return Place(hits[0].document, named[0].start, named[0].end) if named else None


def _places_in(
    reader: IndexReader, documents: Sequence[int], parsed: ParsedReference
) -> list[Place]:
    found: list[Place] = []
    for number in documents:
        title = fold(reader.records.cards[number].title)
        places, _ = resolve(reader.records, ParsedReference(title, parsed.steps))
        found += [place for place in places if place.document == number]
    return found


def _counted(reader: IndexReader, query: Query, hits: Sequence[Hit]) -> Place | None:
    """The n-th of a series or of the headings that the question names by what they count."""
    match = _NTH.search(query.folded)
    number = parse_number(match["nth"] or match["note"]) if match else None
    if match is None or not number:
        return None
    content = query.folded[: match.start()] + query.folded[match.end() :]
    best: tuple[float, Place] | None = None
    for owner in list(dict.fromkeys(hit.document for hit in hits))[:_DOCUMENTS]:
        document = reader.records.document(owner)
        for span, around in _numbered(document, number, match["note"] is not None):
            score = coverage(reader, content, fold(around))
            annex = _ANNEX.search(query.folded)
            if annex and annex.group() not in fold(around):
                score *= 0.5
            if score >= _NAMED and (best is None or score > best[0]):
                best = score, Place(owner, *span)
    return best[1] if best else None


def _numbered(document: Document, number: int, note: bool) -> list[tuple[Span, str]]:
    """Spans of everything in a document that bears a number, each with what says what it is."""
    found: list[tuple[Span, str]] = []
    for series in find_series(document, 0, len(document.text)):
        if len(series.items) >= number and (series.family == "noted") == note:
            start, end = series.items[number - 1]
            section = document.sections[document.section_at(start)]
            if section.start == start:
                continue  # the section with all that stands under it comes below
            path = " ".join(document.path(document.section_at(series.items[0][0]))[:-1])
            lead = document.text[max(0, series.items[0][0] - _AROUND) : series.items[0][0]]
            found.append(
                (
                    (start, end),
                    f"{document.title}\n{path}\n{lead}\n{document.text[start : start + _AROUND]}",
                )
            )
    for index, section in enumerate(document.sections):
        if section.number == number and section.kind in ("heading", "item") and not note:
            path = "\n".join((document.title, *document.path(index)))
            found.append(((section.start, section.end), path))
    return found
