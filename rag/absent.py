"""What a question names and the index does not hold: a document, a place in one, an annex, a year's report.

A question about such a thing has no answer here. What stands nearest belongs to another document, and would be
a false citation; so the question is refused and told what is missing. Where what is found speaks of the missing
document itself, or the question only mentions it, the answer stands and the notice beside it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.fold import fold
from index.numerals import NUMERAL, parse_number
from index.reader import IndexReader
from index.records import RecordReader
from rag.answer import refusal
from rag.called import Called, is_loose, name_before, places_called
from rag.confidence import STRUCTURAL
from rag.known_titles import titles_of
from rag.names import documents_named, ordered, unknown_document, unknown_number
from rag.numbered import bearers, numbers_in, without_words
from rag.occurrences import Finder, Found
from rag.places import speaks_of
from rag.query import Query
from rag.regions import places_in
from rag.types import Draft, Hit

_OPENING = 800  # characters of a document in which its 文号 may stand
_ISSUED = ("公布", "发布", "颁布")
_OTHERS = 3
_ANNEX = re.compile(rf"附[件录表](?P<number>[{NUMERAL}]{{1,3}}|\d{{1,2}})(?!号|项|条|个|份)")
_REPORT = re.compile(
    r"(?P<year>(?:19|20)\d{2})年?度?的?(?P<place>[\u4e00-\u9fff]{0,12}?)(?:人民)?政府工作报告"
    r"|(?P<where>[\u4e00-\u9fff]{2,12}?)(?:人民)?(?P<when>(?:19|20)\d{2})年?度?的?(?:人民)?政府工作报告"
)
# A law that something is asked of: 宠物保护法对虐待猫狗怎么处罚; never 司法部 or 依法处理.
_LAW = re.compile(
    "(?:(?<!办)法|法典|条例)(?=》?(?:对|规定|讲|说了|写|主要|里|中[^国]|怎么|怎样|如何|是怎么|是如何|有没有|有何|有哪些|有什么|要求|允许|禁止|保护|哪一?[条章]|多少|几|$|[,。?的]))"
)
# One whose day is asked for, or who made it: what stands before is its name, whatever law ends so.
_DATED = re.compile(
    "(?:法|法典|条例|办法|规定|细则|规则)(?=》?的?(?:到底)?(?:是|从|自|在|于)?(?:什么时候|何时|几时|哪天|哪一天|哪一?[年日]|几[号月])"
    "[^,。?]{0,6}(?:施行|实施|生效|公布|颁布|出台|通过|发布|制定|执行))"
)
_NO_NOUN = re.compile("[了是没不要怎么哪几个给让把被我你他她自己还都谁这那来去能会想吗]")
# Nouns that hold such characters.
_NOUNS = re.compile("[智功性职技节]能|能源|社会|会计|[工协商]会|未来|来源|思想|要素")
_BOTH_VERSIONS = re.compile("^新旧(?:两[版部])?")  # 新旧条例 are two versions of one
_KIND = re.compile("(?:管理|实施)?(?:法典?|条例|办法|规定|细则|规则)$")
_KIN = 3  # characters in which the end of a law's name is that of another one's
_CLAUSE = re.compile("[,。;?!]")
_SHORTEST, _LONGEST = 4, 14  # characters of the name of a law that is told to be missing
_NATION = ("国务院", "全国", "国家", "中央", "中国")
# What is left of a question that asks for a document as such: 讲什么, 说了些什么内容.
_AS_SUCH = re.compile(
    "(?:文件?|通知|的|是|关于|主要|具体|都|里面?|中|到底|究竟|讲了?|说了?|写了?|规定了?|内容|全文|原文|什么|啥|哪些|些|怎么|有|了|"
    "请问|帮我|查一?下|找一?下|看一?下|给我|想知道|一下|[?。,!吗呢呀吧])*"
)


@dataclass(frozen=True, slots=True)
class Absent:
    """Something named that is not here: what is said of it, a Chinese sentence; whether the question asks for
    it alone (`sought`); the folded words by which a text would speak of it."""

    told: str
    sought: bool
    words: str = ""


def absent_from(
    reader: IndexReader, query: Query, search: Callable[[], Sequence[Hit]]
) -> tuple[Absent, ...]:
    """What a question names and no document of the index is or has. `search` finds the first hits, which may
    belong to a document of a name that people make."""
    if not query.chinese:
        return ()
    missing = _numbers(reader, query)
    called = places_called(reader.records, query.folded)
    placed = any(call.places for call in called)
    missing += [
        Absent(
            call.missing,
            not placed and not (call.loose and speaks_of(reader, call.name, search())),
        )
        for call in called
        if call.missing and not _listed(reader, call)
    ]
    missing += [Absent(call.notice, False) for call in called if call.notice and call.places]
    if not called:
        missing += _laws(reader, query, search)
    missing += [*_annexes(reader, query), *_reports(reader, query)]
    return tuple({one.told: one for one in missing}.values())


def without(reader: IndexReader, absent: Sequence[Absent]) -> Draft:
    """The refusal of a question that seeks what is not there."""
    sought = [one.told for one in absent if one.sought] or [one.told for one in absent]
    return refusal(reader, "".join(sought).removesuffix("。"), 1.0 - STRUCTURAL)


def told_beside(reader: IndexReader, absent: Sequence[Absent], draft: Draft) -> Draft:
    """A draft with what is missing said beside it; the refusal where a document is missing that nothing of the
    draft speaks of."""
    if any(one.sought for one in absent):
        return draft
    quotes = [fold(quote.text) for said in draft.claims for quote in said.quotes]
    answered = draft.status == "answered"
    if answered and any(
        one.words and not any(one.words in quote for quote in quotes) for one in absent
    ):
        return without(reader, absent)
    return replace(draft, notices=(*(one.told for one in absent), *draft.notices))


def _numbers(reader: IndexReader, query: Query) -> list[Absent]:
    """文号 that no document bears, neither in its header nor where it begins."""
    found = []
    for number in numbers_in(query.folded):
        if not number.certain or bearers(reader.records, number):
            continue
        number = without_words(reader.records, number)
        if any(_heads(reader, place) for place in Finder(reader).find(str(number))):
            continue
        rest = query.folded[: number.start] + query.folded[number.end :]
        told = unknown_number(reader.records, number)
        found.append(Absent(told, bool(_AS_SUCH.fullmatch(rest)), fold(number.bare)))
    return found


def _laws(reader: IndexReader, query: Query, search: Callable[[], Sequence[Hit]]) -> list[Absent]:
    """Laws and regulations that a question names as the source of what it asks and no document bears: 宠物保护法
    怎么处罚…."""
    records, found = reader.records, []
    for match in (*_LAW.finditer(query.folded), *_DATED.finditer(query.folded)):
        named = name_before(records, _CLAUSE.split(query.folded[: match.end()])[-1])
        name = named[0].replace("的", "") if named is not None and not named[1].numbers else ""
        name = _BOTH_VERSIONS.sub("", name)
        dated = match.re is _DATED
        known = name in titles_of(records).elsewhere
        if not name or not (known or _is_name(records, name, sure=dated)):
            continue
        if not known and is_loose(records, name) and speaks_of(reader, name, search()):
            continue
        rest = query.folded.replace(name, "", 1)
        told = unknown_document(records, name)
        sought = dated or bool(_AS_SUCH.fullmatch(rest))
        found.append(Absent(told, sought, _subject(name)))
    return found


def _subject(name: str) -> str:
    """What a regulation is about by its name, without its place and kind: 人民调解 of 温州人民调解条例."""
    for place in places_in(name):
        name = re.sub(f"{place}(?:[省市州盟县]|自治区)?", "", name)
    return _KIND.sub("", name)


def _is_name(records: RecordReader, name: str, sure: bool) -> bool:
    """Whether words that end like the name of a law are one, and no short form of a title: 搞普法 ends as no
    law does, which is not looked at where one is `sure`, and 控烟条例 may be a 控制吸烟条例."""
    shortest = _SHORTEST - 1 if sure else _SHORTEST
    if not shortest <= len(name) <= _LONGEST or _NO_NOUN.search(_NOUNS.sub("", name)):
        return False
    titles = titles_of(records).bare
    kin = sure or any(title.endswith(name[-_KIN:]) for title in titles)
    # A national law is shortened inside its name alone: 电信法 is no 反电信网络诈骗法.
    within = [t for t in titles if not name.endswith("法") or t.startswith(name[0])]
    return kin and not any(ordered(name, title) for title in within)


def _heads(reader: IndexReader, place: Found) -> bool:
    """Whether a 文号 where a document begins is its own: alone in its line, or that under which it was issued."""
    if place.start > _OPENING:
        return False
    text = reader.records.text(place.document)
    before = text[: place.start].rpartition("\n")[2]
    behind = text[place.end :].partition("\n")[0]
    return behind.lstrip().startswith(_ISSUED) or not re.search(r"[^\W_]", before + behind)


def _listed(reader: IndexReader, call: Called) -> bool:
    """Whether a table of contents lists the place: then it is known, and said to be only listed."""
    number = call.reference.steps[-1].number
    entries = (e for n in call.documents for e in reader.records.document(n).contents)
    return any(entry.section is None and entry.number == number for entry in entries)


def _annexes(reader: IndexReader, query: Query) -> list[Absent]:
    """An annex that the document of a 文号 does not have."""
    match = _ANNEX.search(query.folded)
    if match is None or query.number is None:
        return []
    documents = bearers(reader.records, query.number)
    number = parse_number(match["number"])
    if len(documents) != 1:
        return []
    document = reader.records.document(documents[0])
    numbers = [
        s.number for s in document.sections if s.kind == "annex" or s.label.startswith("附录")
    ]
    if number in numbers or (number == 1 and numbers):
        return []
    has = f"，它有{len(numbers)}个附件" if numbers else "，它没有带编号的附件"
    return [Absent(f"《{document.title}》没有附件{number}{has}。", True)]


def _reports(reader: IndexReader, query: Query) -> list[Absent]:
    """A government's report of a year, where that government's reports are here of other years alone, or not."""
    match = _REPORT.search(query.folded)
    if match is None:
        return []
    year, place = match["year"] or match["when"], match["place"] or match["where"] or ""
    national = place.startswith(_NATION)
    if place and not national and not places_in(place):
        return []
    kept = documents_named(
        reader.records, f"{year}年{'' if national else place}政府工作报告"
    ).numbers
    cards = reader.records.cards
    if national:
        kept = tuple(n for n in kept if not places_in(fold(f"{cards[n].title} {cards[n].source}")))
    if kept:
        return []
    others = documents_named(reader.records, f"{place}政府工作报告").numbers if place else ()
    has = "、".join(f"《{cards[n].title}》" for n in others[:_OTHERS])
    told = f"索引中没有{year}年{place}政府工作报告" + (f"；有{has}。" if has else "。")
    return [Absent(told, True)]
