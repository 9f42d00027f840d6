"""Which two versions of a law a question compares, in what, and which of them the index does not have."""

import re
from collections.abc import Sequence

from index.fold import fold
from index.reader import IndexReader
from rag.corresponding import articles_of, pairs_of
from rag.known_titles import COUNTRY
from rag.names import LAW_NAME, documents_named
from rag.query import Query
from rag.recency import newest_first, version_year
from rag.revised import same_articles
from rag.sides import Compared, Side
from rag.types import Own
from rag.versions import version_date, versions_of

_COMPARES = re.compile(
    "区别|差别|差异|不同|不一样|变化|变了|改了|改动|修改了?(?:什么|哪些|哪里)|相比|对比|对照|比较|新增了?(?:什么|哪些)|异同|差在哪|差多少|相差|改成|改为|变成|[多少]了(?:谁|什么|啥|哪)"
)
# What can only mean two versions needs no word that compares them: 新旧两版怎么规定.
_BOTH = re.compile(
    "新旧|旧[^，,。？?]{1,16}[和与跟]新|新[^，,。？?]{1,16}[和与跟]旧|修[订正改]前后|修[订正改]之?前和修[订正改]?之?后|前后两版|两个版本"
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
_COPY = 0.97  # of the pairs of characters of both texts are shared by two copies of one version


def asks_contrast(folded: str) -> bool:
    """Whether a folded question compares versions of a document."""
    if _COMPARES.search(folded) is None:
        return _BOTH.search(folded) is not None
    named = _VERSIONS.search(folded) or _BOTH.search(folded)
    return named is not None or len(set(_YEAR.findall(folded))) > 1


def names_versions(folded: str) -> bool:
    """Whether a folded question names versions of a document: 2019年版, 修订前."""
    return _VERSIONS.search(folded) is not None


def topic_of(folded: str, title: str) -> str:
    """What versions of a document with this bare title are compared in; empty where the question names
    nothing but them."""
    rest = folded
    for name in (title, title.removeprefix(COUNTRY)):
        rest = rest.replace(name, " ")
    rest = _ASKING.sub(" ", rest)
    words = [word for word in rest.split() if len(word) > 1 and word not in title]
    return "".join(words)


def version_absent(reader: IndexReader, query: Query) -> Compared | None:
    """Where a question compares versions of a law of which the index does not have both: what it asks of
    the one that is here, and which those are."""
    if not asks_contrast(query.folded) or not query.chinese:
        return None
    named = law_named(reader, query.folded)
    if named is None or not articles_only(reader, [named]):
        return None
    cards = reader.records.cards
    order = distinct_versions(reader, newest_first(reader, versions_of(reader.records, named)))
    if None not in two_versions(reader, order, query):
        return None
    title = cards[order[0]].title.removeprefix(COUNTRY)
    here = "、".join(version_name(reader, number) for number in order)
    lacking = sorted(query.years - {int(version_year(cards[n]) or 0) for n in order})
    told = f"索引中《{title}》只有{here}，没有可以比较的其他版本。"
    if len(order) > 1:
        told = f"索引中《{title}》没有{'、'.join(map(str, lacking))}年版，有{here}。"
    topic = topic_of(query.folded, title)
    return Compared((Side(title, f"{title}{topic}"),) if topic else (), (told,))


def law_named(reader: IndexReader, folded: str) -> int | None:
    """The document whose title, without the name of the country, a folded question holds; the longest.
    Without one the law that it calls by a short name."""
    titles = enumerate(reader.records.folded_titles)
    held = [(len(t), n) for n, t in titles if t.removeprefix(COUNTRY) in folded and t]
    if held:
        return max(held)[1]
    called = (documents_named(reader.records, name) for name in LAW_NAME.findall(folded))
    return next((named.numbers[0] for named in called if named.numbers), None)


def two_versions(
    reader: IndexReader, order: Sequence[int], query: Query
) -> tuple[int | None, int | None]:
    """The older and the newer of the versions, newest first, that a question means: those of the years
    it names, of one year and the one before it, or the last two."""
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


def distinct_versions(reader: IndexReader, versions: Sequence[int]) -> list[int]:
    """Versions without copies of one that comes before: an index may hold a text twice."""
    kept: list[int] = []
    for number in versions:
        if not any(_copies(reader, number, other) for other in kept):
            kept.append(number)
    return kept


def _copies(reader: IndexReader, one: int, other: int) -> bool:
    """Whether two versions are one: of two dates a single article that differs tells them apart, of an
    undated text only much of it. Texts of one date are parts of a code."""
    documents = [reader.records.document(n) for n in (one, other)]
    dates = [version_date(reader.records.cards[n]) for n in (one, other)]
    if all(date[0] for date in dates) and all(map(articles_of, documents)):
        return dates[0] == dates[1] or same_articles(*documents)
    own, its = (frozenset(pairs_of(fold(document.text))) for document in documents)
    return len(own & its) >= _COPY * len(own | its)


def articles_only(reader: IndexReader, numbers: Sequence[int]) -> bool:
    """Whether each of these documents has articles."""
    documents = (reader.records.document(n) for n in numbers)
    return all(any(s.kind == "article" for s in d.sections) for d in documents)


def version_name(reader: IndexReader, number: int) -> Own:
    """What a version is called: 2021年版."""
    year = version_year(reader.records.cards[number])
    return Own(f"{year}年版" if year else "未注明年份的一版")
