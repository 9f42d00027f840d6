"""What two versions of a document say of the same thing, side by side, with the words that differ."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.fold import fold
from index.numerals import NUMERAL
from index.reader import IndexReader
from index.types import Document, Section
from rag.corresponding import Pair, Side, corresponding, pairs_of
from rag.difference import phrases_between
from rag.lists import quotes_of
from rag.query import Query, content_of
from rag.recency import newest_first, version_year
from rag.types import Claim, Draft, Own, claim
from rag.versions import bare_title

Span = tuple[int, int]

_COMPARES = re.compile(
    "区别|差别|差异|不同|不一样|变化|变了|改了|改动|修改了?(?:什么|哪些|哪里)|相比|对比|对照|比较|新增了?(?:什么|哪些)|异同|差在哪|差多少|相差|改成|改为|变成|[多少]了(?:谁|什么|啥|哪)"
)
_VERSIONS = re.compile(
    r"(?:19|20)\d{2}年?的?(?:那?[版部]|修[订正改]|[新旧老])|新旧|旧(?:版|法|条例)|老(?:版|法)|新(?:版|法)|修[订正改](?:之?前后|之?前|之?后)|两[个部]?版本?|前后两版|上一版|以前的?版本"
)
# What names versions and that they are compared; the rest is what they are compared in.
_ASKING = re.compile(
    rf"{_COMPARES.pattern}|{_VERSIONS.pattern}|(?:19|20)\d{{2}}年?|多少|[那这是谁后]|有(?:什么|哪些|何|啥)|(?:是|发生|作)?了?(?:什么|哪些|怎样的)|如何|怎么|关于|对于?|在|里|中|上|之间|方面|相关|有关"
    "|的?(?:规定|条款|内容|要求|表述|说法)(?=$|[ 的上里中?？]|有)|[和与跟同比到、及]|吗|呢|[《》()（）?？,，。]|的"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=年)")
_SHOWN = str.maketrans(",;:()?!", "，；：（）？！")
_LABEL_OF_CHAPTER = re.compile(rf"^第[{NUMERAL}\d]+[编章]")
_MOST_CHANGES, _LONGEST_CHANGE = 6, 80
_COPY = 0.97  # of the pairs of characters of both texts are shared by two copies of one version


def contrasted(
    reader: IndexReader, query: Query, documents: Sequence[int], reads: bool
) -> Draft | None:
    """A draft that sets two versions side by side in what the question asks about; None where it does
    not compare versions, names nothing to compare them in, or there is only one. `documents` are those
    that were found for it, best first."""
    if not asks_contrast(query.folded) or not query.chinese:
        return None
    named = _named(reader, query.folded)
    family = _family(reader, named if named is not None else documents[0]) if documents else ()
    old, new = _two(reader, family, query)
    if old is None or new is None:
        return None
    title = bare_title(reader.records.cards[new])
    topic = topic_of(query.folded, title)
    if not topic:
        return _overview(reader, old, new)
    asked = replace(query, text=topic, folded=topic, content=content_of(topic))
    if not _VERSIONS.search(query.folded) and not _articles_only(reader, (old, new)):
        return None  # reports of two years are no versions of one another
    pairs = corresponding(reader, asked, (old, new), reads)
    return _draft(reader, (old, new), pairs) if pairs else None


def asks_contrast(folded: str) -> bool:
    """Whether a folded question compares versions of a document."""
    if _COMPARES.search(folded) is None:
        return False
    return _VERSIONS.search(folded) is not None or len(set(_YEAR.findall(folded))) > 1


def topic_of(folded: str, title: str) -> str:
    """What versions of a document with this bare title are compared in; empty where the question names
    nothing but them."""
    rest = folded
    for name in (title, title.removeprefix("中华人民共和国")):
        rest = rest.replace(name, " ")
    rest = _ASKING.sub(" ", rest)
    words = [word for word in rest.split() if len(word) > 1 and word not in title]
    return "".join(words)


def _articles_only(reader: IndexReader, numbers: Sequence[int]) -> bool:
    documents = (reader.records.document(n) for n in numbers)
    return all(any(s.kind == "article" for s in d.sections) for d in documents)


def _named(reader: IndexReader, folded: str) -> int | None:
    """The document whose title, without the name of the country, a folded question holds; the longest."""
    titles = enumerate(reader.records.folded_titles)
    held = [(len(t), n) for n, t in titles if t.removeprefix("中华人民共和国") in folded and t]
    return max(held)[1] if held else None


def _family(reader: IndexReader, number: int) -> tuple[int, ...]:
    """All versions of a document in the index."""
    cards = reader.records.cards
    name = bare_title(cards[number])
    titles = reader.records.folded_titles
    return tuple(i for i, t in enumerate(titles) if name in t and bare_title(cards[i]) == name)


def _two(reader: IndexReader, family: Sequence[int], query: Query) -> tuple[int | None, int | None]:
    """The older and the newer of the versions that a question means: those of the years it names, of
    one year and the one before it, or the last two."""
    order = _distinct(reader, newest_first(reader, family))
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


def _distinct(reader: IndexReader, versions: Sequence[int]) -> list[int]:
    """Versions without copies of one that comes before: an index may hold a text twice."""
    kept: list[int] = []
    texts: list[frozenset[str]] = []
    for number in versions:
        own = frozenset(pairs_of(fold(reader.records.document(number).text)))
        if all(len(own & other) < _COPY * len(own | other) for other in texts):
            kept.append(number)
            texts.append(own)
    return kept


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
