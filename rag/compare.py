"""Questions that ask for several values at once: of several versions or documents, or in several
clauses (`rag.sides` has those of several places). Each is looked for by itself, and the quotes stand side by side."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.fold import fold
from index.reader import IndexReader
from rag.query import Query, content_of, parse_query
from rag.recency import newest_first, version_year
from rag.types import Hit

_COMPARES = re.compile(
    "相比|差(?:多少|在哪|别|异)|区别|不同|改成|改为|变(?:成|了|化)|新旧|旧|老的|分别|各|两[个部]|那版|比一比|谁|和.{1,30}(?:比|哪)"
)
_SEVERAL = re.compile("分别|两[个部份]|各自|各(?!地|级|省|类|种|项|位|部门|个)")
_WHICH = re.compile("哪(?:些|几)个?(?:省|市|地方|城市|地区|县|区)")
_CLAUSE = re.compile("[,，。;；?？!！]")
_ASKS = re.compile("多少|几|什么|啥|哪|谁|怎|如何|多[久长大高]|吗|能不能|是不是|是否|有没有|呢$")
_DENIED = re.compile(
    r"[（(](?:不是|非)[^（）()]*[)）]|[,，]?(?:而?不是|别[跟和与把])[^,，。?？)）]*(?:混了?|错了?)?"
    r"|[,，](?:跟|和|与)[^,，。]*别[搞弄]混了?"
)
_FULL = re.compile("^中华人民共和国|[(（][^()（）]*[)）]$")
_SHORT = 12  # a clause shorter than this leans on the one before it
_MOST = 6


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing asked for: by what question, and among which hits."""

    query: Query
    hits: tuple[Hit, ...]
    by_clause: bool = False


def affirmed(query: Query) -> Query:
    """A question without what it says that it does not mean: 不是缓交, 别跟香港的弄混."""
    text = _DENIED.sub("", query.text)
    folded = _DENIED.sub("", query.folded)
    if folded == query.folded or len(folded) < _SHORT:
        return query
    return replace(query, text=text, folded=folded, content=content_of(folded))


def aspects_of(reader: IndexReader, query: Query, hits: Sequence[Hit]) -> list[Aspect]:
    """The things a question asks for where there are several; none where it asks for one."""
    body = [hit for hit in hits if hit.chunk.kind == "body"]
    found = _by_version(reader, query, body) or _by_document(query, body) or _by_clause(query, body)
    return found[:_MOST] if len(found) > 1 else []


def asks_which_places(folded: str) -> bool:
    """Whether a question asks which provinces or cities have something."""
    return _WHICH.search(folded) is not None


def _by_version(reader: IndexReader, query: Query, hits: Sequence[Hit]) -> list[Aspect]:
    if not hits or not _COMPARES.search(query.folded):
        return []
    titles = [_bare(hit) for hit in hits]
    family = next((t for t in titles[:3] if len(_documents(hits, titles, t)) > 1), None)
    if family is None:
        return []
    documents = newest_first(reader, _documents(hits, titles, family))
    years = set(re.findall(r"(?:19|20)\d{2}", query.folded))
    dated = [n for n in documents if version_year(reader.records.cards[n]) in years]
    if len(years) > 1 and len(dated) < 2:
        return []
    documents = dated if len(dated) > 1 else documents[:2]
    return [
        Aspect(query, tuple(hit for hit in hits if hit.document == number))
        for number in reversed(documents)
    ]


def _documents(hits: Sequence[Hit], titles: Sequence[str], title: str) -> list[int]:
    return list(
        dict.fromkeys(h.document for h, own in zip(hits, titles, strict=True) if own == title)
    )


def _bare(hit: Hit) -> str:
    return _FULL.sub("", fold(hit.card.title))


def _by_document(query: Query, hits: Sequence[Hit]) -> list[Aspect]:
    """Two documents that the question sets side by side: 实施条例和暂行办法里分别怎么写."""
    if not _SEVERAL.search(query.folded) or len(hits) < 2:
        return []
    titles = dict.fromkeys(_bare(hit) for hit in hits[:6])
    if len(titles) < 2 or len(titles) > 4:
        return []
    chosen = list(titles)[:2]
    return [Aspect(query, tuple(h for h in hits if _bare(h) == title)) for title in chosen]


def _by_clause(query: Query, hits: Sequence[Hit]) -> list[Aspect]:
    """The clauses of a question that ask, each with those that only tell."""
    clauses = [clause.strip() for clause in _CLAUSE.split(query.text) if clause.strip()]
    asking = [i for i, clause in enumerate(clauses) if _ASKS.search(clause)]
    if len(asking) < 2:
        return []
    found = []
    for place in asking:
        told = [c for i, c in enumerate(clauses) if i not in asking and i < place]
        if len(clauses[place]) < _SHORT or place != asking[0]:
            told.append(content_of(fold(clauses[asking[0]])) if place != asking[0] else "")
        text = "，".join([*(t for t in told if t), clauses[place]])
        found.append(Aspect(parse_query(text, query.filter), tuple(hits), True))
    return found
