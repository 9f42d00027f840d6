"""What two versions of a document say of the same thing, side by side, with the words that differ."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.fold import fold
from index.numerals import NUMERAL
from index.reader import IndexReader
from index.types import Document, Section
from rag.corresponding import Pair, corresponding, lines_of
from rag.corresponding import Side as Clause
from rag.difference import phrases_between
from rag.editions import (
    articles_only,
    asks_contrast,
    distinct_versions,
    law_named,
    names_versions,
    topic_of,
    two_versions,
    version_name,
)
from rag.lists import quotes_of
from rag.query import Query, content_of
from rag.recency import newest_first
from rag.revised import revision
from rag.types import Claim, Draft, Own, claim
from rag.versions import bare_title, versions_of

Span = tuple[int, int]

_SHOWN = str.maketrans(",;:()?!", "，；：（）？！")
_LABEL_OF_CHAPTER = re.compile(rf"^第[{NUMERAL}\d]+[编章]")
_MOST_CHANGES, _LONGEST_CHANGE, _MOST_NEW = 6, 80, 6


def contrasted(
    reader: IndexReader, query: Query, documents: Sequence[int], reads: bool
) -> Draft | None:
    """A draft that sets two versions side by side in what the question asks about; None where it does
    not compare versions, names nothing to compare them in, or there is only one. `documents` are those
    that were found for it, best first."""
    if not asks_contrast(query.folded) or not query.chinese:
        return None
    named = law_named(reader, query.folded)
    meant = named if named is not None else documents[0] if documents else None
    family = versions_of(reader.records, meant) if meant is not None else ()
    old, new = two_versions(reader, distinct_versions(reader, newest_first(reader, family)), query)
    if old is None or new is None:
        return None
    title = bare_title(reader.records.cards[new])
    topic = topic_of(query.folded, title)
    if not topic:
        return _overview(reader, old, new)
    asked = replace(query, text=topic, folded=topic, content=content_of(topic))
    if not names_versions(query.folded) and not articles_only(reader, (old, new)):
        return None  # reports of two years are no versions of one another
    pairs = corresponding(reader, asked, (old, new), reads)
    return _draft(reader, (old, new), pairs) if pairs else None


def _draft(reader: IndexReader, numbers: tuple[int, int], pairs: Sequence[Pair]) -> Draft:
    title = reader.records.cards[numbers[1]].title
    old, new = (version_name(reader, n) for n in numbers)
    claims = [claim("《{title}》{old}与{new}的相应规定：", title=title, old=old, new=new)]
    return Draft("answered", (*claims, *_beside(reader, numbers, pairs)))


def _beside(
    reader: IndexReader, numbers: tuple[int, int], pairs: Sequence[Pair]
) -> Iterator[Claim]:
    """Both sides of each pair, and the words that differ."""
    names = [version_name(reader, n) for n in numbers]
    for pair in pairs:
        for side, number, name in zip((pair.old, pair.new), numbers, names, strict=True):
            yield _stated(reader, side, number, name)
        if pair.old.lines and pair.new.lines:
            yield from _told(pair)


def _stated(reader: IndexReader, side: Clause, number: int, name: Own) -> Claim:
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
    """Of versions that are compared in nothing: how many articles changed, the chapters that only one of
    them has, and the articles that changed most."""
    documents = reader.records.document(old), reader.records.document(new)
    if not articles_only(reader, (old, new)):
        return None
    found = revision(*documents)
    names = [version_name(reader, n) for n in (old, new)]
    claims = [
        claim(
            "《{title}》{old}共{a}条，{new}共{b}条：修改{changed}条，新增{added}条，删去{gone}条。",
            title=reader.records.cards[new].title,
            old=names[0],
            a=found.articles[0],
            new=names[1],
            b=found.articles[1],
            changed=found.changed,
            added=len(found.new),
            gone=len(found.gone),
        )
    ]
    chapters = [[s for s in d.sections if s.kind == "chapter"] for d in documents]
    titles = [{_chapter(s.label) for s in sections} for sections in chapters]
    for side, number, spans in ((1, new, found.new), (0, old, found.gone)):
        document = documents[side]
        only = [s for s in chapters[side] if _chapter(s.label) not in titles[1 - side]]
        claims += _listed(
            document, number, [_heading(document, s) for s in only], names[side], "章"
        )
        if len(spans) <= _MOST_NEW:
            opening = [next(lines_of(document, span)) for span in spans]
            claims += _listed(document, number, opening, names[side], "条文")
    rest = found.changed - len(found.pairs)
    if rest:
        claims.append(claim("改动最大的{count}条：", count=len(found.pairs)))
    claims += _beside(reader, (old, new), found.pairs)
    asked = "问题没有写明比较哪个方面；写明（例如“关于注册资本的规定”）可得到逐条对照。"
    return Draft("answered", tuple(claims), (asked,) if rest else ())


def _listed(
    document: Document, number: int, spans: Sequence[Span], name: Own, what: str
) -> Iterator[Claim]:
    """What only one version has."""
    quotes = quotes_of(document, number, spans)
    if quotes:
        slots = "".join(f"{{{i}}}" for i in range(len(quotes)))
        yield claim(f"只有{{name}}有的{what}：{slots}", quotes, name=name)


def _chapter(label: str) -> str:
    return "".join(_LABEL_OF_CHAPTER.sub("", fold(label)).split())


def _heading(document: Document, section: Section) -> Span:
    text = document.text[section.start : section.heading_end]
    lead = len(text) - len(text.lstrip("# \n\t\u3000"))
    return section.start + lead, section.start + len(text.rstrip())
