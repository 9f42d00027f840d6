"""What two versions of a document say of the same thing, clause beside clause, with the words that differ.

An article keeps its words better than its number: 第二十六条 of one version is 第四十七条 of the next. So
articles that speak of what is asked for are found in each version, and each is set beside the one of
the other version that shares most of its words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.canonical import canonical
from index.fold import fold
from index.numerals import NUMERAL
from index.reader import IndexReader
from index.types import Document, Section
from rag.difference import phrases_between
from rag.lists import quotes_of
from rag.query import Query, content_of
from rag.recency import newest_first, version_year
from rag.types import Claim, Draft, Own, claim
from rag.versions import bare_title
from rag.weigh import rank_within

Span = tuple[int, int]

_COMPARES = re.compile(
    "区别|差别|差异|不同|不一样|变化|变了|改了|改动|修改了?(?:什么|哪些|哪里)|相比|对比|对照|比较|新增了?(?:什么|哪些)|异同"
)
_VERSIONS = re.compile(
    r"(?:19|20)\d{2}年?(?:的?版|修[订正改]|的那[版部])?|新旧|旧(?:版|法|条例)|老(?:版|法)|新(?:版|法)|修[订正改](?:之?前后|之?前|之?后)|两[个部]?版本?|前后两版|上一版|以前的?版本"
)
# What names versions and that they are compared; the rest is what they are compared in.
_ASKING = re.compile(
    rf"{_COMPARES.pattern}|{_VERSIONS.pattern}|有(?:什么|哪些|何|啥)|(?:是|发生|作)?了?(?:什么|哪些|怎样的)|如何|怎么|关于|对于?|在|里|中|上|之间|方面|相关|有关"
    "|的?(?:规定|条款|内容|要求|表述|说法)(?=$|[ 的上里中?？]|有)|[和与跟同比到、及]|吗|呢|[《》()（）?？,，。]|的"
)
_LABEL = re.compile(rf"^第[{NUMERAL}\d]+条(?:之[{NUMERAL}]+)?\s*")
_SHOWN = str.maketrans(",;:()?!", "，；：（）？！")
_LABEL_OF_CHAPTER = re.compile(rf"^第[{NUMERAL}\d]+[编章]")
_ITEM = re.compile(rf"^[(（](?:[{NUMERAL}]+|\d+)[)）]")
_FIRST = 8  # sentences of a version whose articles are compared
_RULES = 6  # characters that a sentence says beside the name of the thing
_MOST_PAIRS, _MOST_LINES, _MOST_CHANGES, _LONGEST_CHANGE = 3, 8, 6, 80
_ALIKE = 0.25  # of the pairs of characters of both articles are shared by two that correspond
_NEAR, _AS_MUCH = 0.6, 0.75  # of the pairs of characters of what is asked; of the best line's
_SHORT, _OPENING = 400, 30  # characters of articles shown whole; that say what one is about


@dataclass(frozen=True, slots=True)
class Side:
    """The `lines` of an article in one version that speak of what is asked, their folded `text` and
    how the article opens."""

    lines: tuple[Span, ...] = ()
    text: str = ""
    opening: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Corresponding articles of an older and a newer version; a side without lines has none."""

    old: Side
    new: Side

    @property
    def differs(self) -> bool:
        """Whether both say something else."""
        return canonical(self.old.text) != canonical(self.new.text)

    def opens_with(self, asked: frozenset[str]) -> bool:
        """Whether one of them begins with what is `asked`, in pairs of characters."""
        return any(asked <= set(_twos(side.opening)) for side in (self.old, self.new))


def contrasted(
    reader: IndexReader, query: Query, documents: Sequence[int], reads: bool
) -> Draft | None:
    """A draft that sets two versions side by side in what the question asks about; None where it does
    not compare versions, names nothing to compare them in, or there is only one. `documents` are those
    that were found for it, best first."""
    if not asks_contrast(query.folded) or not query.chinese:
        return None
    family = next((f for n in documents[:3] if len(f := _family(reader, n)) > 1), ())
    old, new = _two(reader, family, query)
    if old is None or new is None:
        return None
    title = bare_title(reader.records.cards[new])
    topic = topic_of(query.folded, title)
    if not topic:
        return _overview(reader, old, new)
    asked = replace(query, text=topic, folded=topic, content=content_of(topic))
    pairs = _pairs(reader, asked, (old, new), reads)
    return _draft(reader, (old, new), pairs) if pairs else None


def asks_contrast(folded: str) -> bool:
    """Whether a folded question compares versions of a document."""
    return _COMPARES.search(folded) is not None and _VERSIONS.search(folded) is not None


def topic_of(folded: str, title: str) -> str:
    """What versions of a document with this bare title are compared in; empty where the question names
    nothing but them."""
    rest = folded
    for name in (title, title.removeprefix("中华人民共和国")):
        rest = rest.replace(name, " ")
    rest = _ASKING.sub(" ", rest)
    words = [word for word in rest.split() if len(word) > 1 and word not in title]
    return "".join(words)


def _family(reader: IndexReader, number: int) -> tuple[int, ...]:
    """All versions of a document in the index."""
    cards = reader.records.cards
    name = bare_title(cards[number])
    titles = reader.records.folded_titles
    return tuple(i for i, t in enumerate(titles) if name in t and bare_title(cards[i]) == name)


def _two(reader: IndexReader, family: Sequence[int], query: Query) -> tuple[int | None, int | None]:
    """The older and the newer of the versions that a question means: those of the years it names, of
    one year and the one before it, or the last two."""
    order = newest_first(reader, family)
    years = {year: n for n in reversed(order) if (year := version_year(reader.records.cards[n]))}
    named = [years[str(y)] for y in sorted(query.years) if str(y) in years]
    if len(named) > 1:
        return named[0], named[-1]
    if len(order) < 2 or (len(query.years) > 1 and len(named) < 2):
        return None, None
    if not named:
        return order[1], order[0]
    place = order.index(named[0])
    return (
        (order[place + 1], order[place])
        if place + 1 < len(order)
        else (order[place], order[place - 1])
    )


def _pairs(reader: IndexReader, query: Query, numbers: tuple[int, int], reads: bool) -> list[Pair]:
    """The articles of both versions that speak of what is asked, each with its counterpart: those that
    differ, or where none does the first."""
    documents = [reader.records.document(n) for n in numbers]
    articles = [_articles(document) for document in documents]
    shapes = [[_shape(d, a) for a in spans] for d, spans in zip(documents, articles, strict=True)]
    asked = frozenset(_twos(query.content))
    found: dict[tuple[int | None, int | None], Pair] = {}
    for own in (1, 0):  # the newer version first
        for place in _speaking(reader, query, numbers[own], articles[own], reads):
            other = _counterpart(shapes[own][place], shapes[1 - own])
            if other is not None and _counterpart(shapes[1 - own][other], shapes[own]) != place:
                other = None
            key = (other, place) if own else (place, other)
            if key in found:
                continue
            spans = [None if k is None else articles[i][k] for i, k in enumerate(key)]
            found[key] = Pair(*_sides(documents, spans, asked))
    pairs = sorted(found.values(), key=lambda pair: not pair.opens_with(asked))
    return ([p for p in pairs if p.differs] or pairs[:1])[:_MOST_PAIRS]


def _speaking(
    reader: IndexReader, query: Query, number: int, articles: Sequence[Span], reads: bool
) -> Iterator[int]:
    """The articles that say most of what is asked, best first."""
    document = reader.records.document(number)
    asked = frozenset(_twos(query.content))
    seen: set[int] = set()
    for sentence in rank_within(reader, query, number, (0, len(document.text)), reads)[:_FIRST]:
        held = next((i for i, a in enumerate(articles) if a[0] <= sentence.start < a[1]), None)
        said = _twos(fold(sentence.text))
        # An item that is but the name of the thing rules nothing.
        if held is None or held in seen or len(said) < len(asked) + _RULES:
            continue
        if len(asked.intersection(said)) >= _NEAR * len(asked):
            seen.add(held)
            yield held


def _sides(
    documents: Sequence[Document], spans: Sequence[Span | None], asked: frozenset[str]
) -> tuple[Side, Side]:
    """What both articles of a pair say of what is asked: all, or of a list or a long one the lines
    that speak of it and those that correspond to them."""
    lines = [list(_lines(d, s)) if s else [] for d, s in zip(documents, spans, strict=True)]
    shapes = [[_shape(d, x) for x in own] for d, own in zip(documents, lines, strict=True)]
    kept = [_speaking_lines(own, asked) for own in shapes]
    for side, other in ((0, 1), (1, 0)):
        found = (_counterpart(shapes[other][i], shapes[side]) for i in tuple(kept[other]))
        kept[side] |= {place for place in found if place is not None}
    whole = all(_short(d, own) for d, own in zip(documents, lines, strict=True))
    old, new = (
        _side(d, own, sorted(places) if not whole and places else range(len(own))[:_MOST_LINES])
        for d, own, places in zip(documents, lines, kept, strict=True)
    )
    return old, new


def _short(document: Document, lines: Sequence[Span]) -> bool:
    items = any(_ITEM.match(document.text[start:end]) for start, end in lines)
    return not items and sum(end - start for start, end in lines) <= _SHORT


def _speaking_lines(shapes: Sequence[frozenset[str]], asked: frozenset[str]) -> set[int]:
    shares = [len(asked & shape) for shape in shapes]
    least = max(1.0, _NEAR * len(asked), _AS_MUCH * max(shares, default=0))
    return {i for i, share in enumerate(shares) if share >= least}


def _side(document: Document, lines: Sequence[Span], places: Sequence[int]) -> Side:
    """These lines, and the first where one of them is an item that it introduces."""
    chosen = [lines[i] for i in places]
    shown = list(chosen)
    if any(_ITEM.match(document.text[start:end]) for start, end in chosen) and 0 not in places:
        shown.insert(0, lines[0])
    opening = _bare(document, lines[0])[:_OPENING] if lines else ""
    return Side(tuple(shown), "\n".join(_bare(document, line) for line in chosen), opening)


def _articles(document: Document) -> list[Span]:
    """The articles of a law, else the lowest headings with their text."""
    sections = document.sections
    found = [(s.start, s.end) for s in sections if s.kind == "article"]
    if found:
        return found
    parents = {s.parent for s in sections}
    return [
        (s.start, s.end)
        for i, s in enumerate(sections)
        if s.kind in ("heading", "chapter", "section") and i not in parents
    ]


def _shape(document: Document, span: Span) -> frozenset[str]:
    return frozenset(_twos(_bare(document, span)))


def _twos(text: str) -> list[str]:
    bare = "".join(c for c in text if c.isalnum())
    return [bare[i : i + 2] for i in range(len(bare) - 1)]


def _bare(document: Document, span: Span) -> str:
    """The folded text of an article or a line of it without its number."""
    return _ITEM.sub("", _LABEL.sub("", fold(document.text[slice(*span)]).strip()))


def _lines(document: Document, span: Span) -> Iterator[Span]:
    for match in re.finditer(r"\S[^\n]*", document.text[slice(*span)]):
        yield span[0] + match.start(), span[0] + match.start() + len(match.group().rstrip())


def _counterpart(own: frozenset[str], others: Sequence[frozenset[str]]) -> int | None:
    """The article that shares most with `own`, where it is alike enough."""
    scores = [len(own & other) / (len(own | other) or 1) for other in others]
    best = max(range(len(scores)), key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] >= _ALIKE else None


def _draft(reader: IndexReader, numbers: tuple[int, int], pairs: Sequence[Pair]) -> Draft:
    title = reader.records.cards[numbers[1]].title
    old, new = (_version_name(reader, n) for n in numbers)
    claims = [claim("《{title}》{old}与{new}的相应规定：", title=title, old=old, new=new)]
    for pair in pairs:
        sides = zip((pair.old, pair.new), numbers, (old, new), strict=True)
        claims += [_stated(reader, *side) for side in sides]
        if pair.old.lines and pair.new.lines:
            claims += _told(pair)
    return Draft("answered", tuple(claims))


def _version_name(reader: IndexReader, number: int) -> Own:
    year = version_year(reader.records.cards[number])
    return Own(f"{year}年版" if year else "未注明年份的一版")


def _stated(reader: IndexReader, side: Side, number: int, name: Own) -> Claim:
    if not side.lines:
        return claim("{name}：没有找到对应的条文。", name=name)
    quotes = quotes_of(reader.records.document(number), number, side.lines)
    return claim("{name}：" + "".join(f"{{{i}}}" for i in range(len(quotes))), quotes, name=name)


def _told(pair: Pair) -> Iterator[Claim]:
    """The words that differ, in order; that none does."""
    if not pair.differs:
        yield claim("两版的这一规定文字相同。")
        return
    changes = phrases_between(pair.old.text, pair.new.text)
    told = [_in_words(*change) for change in changes[:_MOST_CHANGES]]
    rest = len(changes) - len(told)
    if told:
        more = Own(f"；另有{rest}处不同" if rest else "")
        yield claim("不同之处：{told}{more}。", told="；".join(told), more=more)


def _in_words(old: str, new: str) -> str:
    if new.startswith(old) or new.endswith(old):
        return f"新版增加“{_printed(new.removeprefix(old) if new.startswith(old) else new.removesuffix(old))}”"
    if old.startswith(new) or old.endswith(new):
        return f"新版删去“{_printed(old.removeprefix(new) if old.startswith(new) else old.removesuffix(new))}”"
    before, after = _printed(old), _printed(new)
    return f"“{before}”改为“{after}”"


def _printed(folded: str) -> str:
    text = " ".join(folded.split()).translate(_SHOWN).strip("，。；：")
    return text if len(text) <= _LONGEST_CHANGE else f"{text[:_LONGEST_CHANGE]}……"


def _overview(reader: IndexReader, old: int, new: int) -> Draft | None:
    """Of versions that are compared in nothing: the chapters that only one of them has."""
    documents = reader.records.document(old), reader.records.document(new)
    chapters = [[s for s in d.sections if s.kind == "chapter"] for d in documents]
    counts = [sum(s.kind == "article" for s in d.sections) for d in documents]
    if not all(counts):
        return None
    names = [_version_name(reader, n) for n in (old, new)]
    claims = [
        claim(
            "《{title}》{old}共{a}条，{new}共{b}条。",
            title=reader.records.cards[new].title,
            old=names[0],
            a=counts[0],
            new=names[1],
            b=counts[1],
        )
    ]
    titles = [{_chapter(s.label) for s in sections} for sections in chapters]
    for side, number in ((1, new), (0, old)):
        document = documents[side]
        only = [s for s in chapters[side] if _chapter(s.label) not in titles[1 - side]]
        quotes = quotes_of(document, number, [_heading(document, s) for s in only])
        if quotes:
            slots = "".join(f"{{{i}}}" for i in range(len(quotes)))
            claims.append(claim("只有{name}有的章：" + slots, quotes, name=names[side]))
    asked = "问题没有写明比较哪个方面；写明（例如“关于注册资本的规定”）可得到逐条对照。"
    return Draft("answered", tuple(claims), (asked,)) if len(claims) > 1 else None


def _chapter(label: str) -> str:
    return "".join(_LABEL_OF_CHAPTER.sub("", fold(label)).split())


def _heading(document: Document, section: Section) -> Span:
    text = document.text[section.start : section.heading_end]
    lead = len(text) - len(text.lstrip("# \n\t\u3000"))
    return section.start + lead, section.start + len(text.rstrip())
