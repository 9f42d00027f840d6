"""Which documents a name means: a title, a 文号, a short name (个税法), one of several versions (新公司法).

All that a name may mean are returned, never the first of them; what was left out is said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.fold import fold
from index.records import RecordReader
from index.types import DocumentCard
from index.validity_names import title_keys
from rag.interpretations import interpretations_named
from rag.numbered import DocumentNumber, bearers, near_numbers, number_in, without_words
from rag.regions import places_in
from rag.spoken import ALIASES
from rag.versions import version_date

_FILE = re.compile("文?件?的?")  # 41号文
COUNTRY = "中华人民共和国"
# A law as a question calls it; other words may stand before it.
LAW_NAME = re.compile(
    "(?:《[^《》]{2,40}》|[\u4e00-\u9fff]{1,24}?(?:法典|法|条例|办法|规定|细则|规则)(?![律院官规定人]|实施))"
)
_NEW = re.compile(
    "^(?:新修订的|修订后的|修改后的|修正后的|新修改的|最新的?|现行的?|新版?的?)(?=.{2})"
)
_OLD = re.compile("^(?:原来的|修订前的|修改前的|修正前的|旧版?的?|老|原)(?=.{2})")
_YEAR_BEFORE = re.compile(r"^((?:19|20)\d{2})年?(?:版|修正版?|修订版?|修改版?)?的?(?=.{2})")
_YEAR_BEHIND = re.compile(
    r"[(\[]((?:19|20)\d{2})年?(?:\d{1,2}月)?(?:版|修正本?|修订本?|修改|施行)?[)\]]$"
)
_MARKS = re.compile(r"[《》〈〉<>\"'\s·,、]")
_LEGAL = ("法", "法典", "通则", "总则", "条例", "规定", "办法", "细则", "规则", "解释")
_LAWS = ("法", "法典", "通则", "总则", "条例")
_ISSUING = ("印发", "发布", "公布", "颁布", "转发", "修改")
_INNER = re.compile("[《〈<]([^《》〈〉<>]{2,40})[》〉>]")
_REPORT = "政府工作报告"
_INTRODUCED = re.compile("^(?:根据|依照|按照|依据|参照|参见|违反|适用|对照|见|按|依)(?=.{2})")
_NEAR = 3
_LONG_SHORT = 6


@dataclass(frozen=True, slots=True)
class Named:
    """Documents (their numbers in the index) that a name means, and what has to be said of them."""

    numbers: tuple[int, ...]
    notice: str = ""


def documents_named(records: RecordReader, name: str) -> Named:
    """The documents that a folded title, short name or 文号 may mean; the only one of the index for
    an empty name."""
    if not name:
        return Named((0,) if len(records.cards) == 1 else ())
    name = _INTRODUCED.sub("", name)
    numbered = _numbered(records, name)
    if numbered is not None:
        return Named(numbered)
    exact = _exact(records, name)
    if exact:
        return Named(exact)
    interpreting = interpretations_named(records.folded_titles, name)
    if interpreting:
        return Named(interpreting)
    version = _version(records, name)
    if version is not None:
        return version
    return Named(_inside(records, name))


def _exact(records: RecordReader, name: str) -> tuple[int, ...]:
    wanted = _bare(name)
    wanted = ALIASES.get(wanted, wanted)
    if not wanted:  # a name of marks alone: 》
        return ()
    titles = records.folded_titles
    same = tuple(n for n, title in enumerate(titles) if _bare(title) == wanted)
    return same or tuple(n for n, name in enumerate(_issued(titles)) if name == wanted)


@lru_cache(maxsize=8)
def _issued(titles: tuple[str, ...]) -> tuple[str, ...]:
    """What the document of each title issues, "" where it is none: 关于印发…办法的通知."""
    return tuple((title_keys(title)[1:] or ("",))[0] for title in titles)


def bare_of(records: RecordReader, number: int) -> str:
    """The bare title of a document, or of what it issues."""
    return _issued(records.folded_titles)[number] or _bare(records.folded_titles[number])


def bare_titles(records: RecordReader) -> frozenset[str]:
    """The titles of all documents as names are compared with them."""
    return frozenset(map(_bare, records.folded_titles))


def known_names(records: RecordReader) -> frozenset[str]:
    """The bare titles of all documents, and the short names that stand for laws."""
    return _known_names(records.folded_titles)


@lru_cache(maxsize=8)
def _known_names(titles: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(_bare, titles)) | frozenset(_issued(titles)) - {""} | frozenset(ALIASES)


def is_title(titles: frozenset[str], name: str) -> bool:
    """Whether a name is one of these titles, or the usual short name of one."""
    bare = _bare(fold(name))
    return ALIASES.get(bare, bare) in titles


@lru_cache(maxsize=1 << 15)  # a name is compared with the titles of all documents
def _bare(title: str) -> str:
    """A folded title without the name of the country before it and marks inside it."""
    return _MARKS.sub("", title).removeprefix(COUNTRY)


def _numbered(records: RecordReader, name: str) -> tuple[int, ...] | None:
    """The documents that bear a name which is a 文号 as a whole; None for any other name."""
    numbers = records.folded_numbers
    same = tuple(i for i, number in enumerate(numbers) if number == name)
    number = number_in(name)
    whole = number is not None and not number.start and _FILE.fullmatch(name[number.end :])
    return same or (bearers(records, number) if number is not None and whole else None)


def _version(records: RecordReader, name: str) -> Named | None:
    """Documents of a name that asks for one of several versions; None where it asks for none."""
    year = _YEAR_BEHIND.search(name) or _YEAR_BEFORE.search(name)
    if year is not None:
        rest = name[: year.start()] + name[year.end() :]
        numbers = _exact(records, rest) or (_inside(records, rest) if _REPORT not in rest else ())
        if not numbers:
            return None
        own = tuple(n for n in numbers if version_date(records.cards[n])[0] == int(year[1]))
        title = records.cards[numbers[0]].title
        if own:
            return Named(own, _others(title, len(numbers) - len(own)))
        return Named(numbers, f"索引中没有《{title}》{year[1]}年的文本，列出已有的各版。")
    for pattern, newest in ((_NEW, True), (_OLD, False)):
        match = pattern.match(name)
        rest = name[match.end() :] if match else ""
        numbers = (_exact(records, rest) or _inside(records, rest)) if rest else ()
        if numbers:
            last = max(version_date(records.cards[n]) for n in numbers)
            own = tuple(n for n in numbers if (version_date(records.cards[n]) == last) is newest)
            title = records.cards[numbers[0]].title
            if not own:
                return Named(numbers, f"索引中《{title}》只有这一版。")
            return Named(own, _others(title, len(numbers) - len(own)))
    return None


def _others(title: str, count: int) -> str:
    return f"《{title}》另有{count}个其他版本未列。" if count else ""


def _inside(records: RecordReader, name: str) -> tuple[int, ...]:
    """Documents whose titles hold the name, or of which it is a short form."""
    wanted = _bare(name)
    if len(wanted) < 2:
        return ()
    titles = [_bare(title) for title in records.folded_titles]
    if wanted.endswith(_REPORT):
        return _reports(records.cards, wanted)
    if wanted in other_laws(records):
        return ()  # 合同法 is a law that ended, and no 劳动合同法
    ending = [i for i, title in enumerate(titles) if title.endswith(wanted)]
    inside = ending or [
        i for i, title in enumerate(titles) if wanted in title and not _speaks_of(title, wanted)
    ]
    if inside:
        return tuple(inside)
    if wanted.endswith(_LEGAL) and len(wanted) >= 3:
        issued = _issued(records.folded_titles)
        short = _shortened(
            [own or title for own, title in zip(issued, titles, strict=True)], wanted
        )
        if short:
            return short
    within = tuple(i for i, title in enumerate(titles) if _within(wanted, title))
    return within or (_abridged(titles, wanted) if len(wanted) >= _LONG_SHORT else ())


def _abridged(titles: Sequence[str], name: str) -> tuple[int, ...]:
    """Titles that hold all characters of a longer name in their order and end as it does, the shortest of
    them: 操纵期货市场刑案解释."""
    meant = [t for t in titles if t.endswith(name[-2:]) and ordered(name, t)]
    shortest = min(map(len, meant), default=0)
    return tuple(i for i, title in enumerate(titles) if title in meant and len(title) == shortest)


def ordered(short: str, title: str) -> bool:
    """Whether a title holds all characters of a short name in their order."""
    rest = iter(title)
    return all(character in rest for character in short)


def _speaks_of(title: str, name: str) -> bool:
    """Whether a bare title holds the name of a law only to say what it is about: 关于适用民法总则…的解释;
    关于印发…条例的通知 is what it issues."""
    if not name.endswith(_LAWS):
        return False
    before, _, behind = title.partition(name)
    return not (before.endswith(_ISSUING) or re.fullmatch(r"[(].*[)]", behind))


def other_laws(records: RecordReader) -> frozenset[str]:
    """Bare names of laws and rules that the documents end, or that titles are about, and that no document
    bears: 合同法."""
    return _other_laws(records.folded_titles, tuple(records.ended_titles))


@lru_cache(maxsize=8)
def _other_laws(titles: tuple[str, ...], ended: tuple[str, ...]) -> frozenset[str]:
    about = {_bare(name) for title in titles for name in _INNER.findall(title)}
    borne = {*map(_bare, titles), *_issued(titles), *ALIASES}
    return frozenset(name for name in {*about, *ended} - borne if name.endswith(_LEGAL))


def _shortened(titles: Sequence[str], name: str) -> tuple[int, ...]:
    """Titles that the name leaves characters out of: first and last are the same, the rest stands in
    order; of several the shortest."""
    called = re.compile(".*".join(map(re.escape, name)))
    meant = {t for t in titles if len(t) <= 3 * len(name) and called.fullmatch(t)}
    if not meant:
        return ()
    shortest = min(map(len, meant))
    return tuple(i for i, title in enumerate(titles) if title in meant and len(title) == shortest)


def _within(short: str, title: str) -> bool:
    """Whether a short name leaves characters of the title out and changes none: 山西政府工作报告."""
    return 2 * len(short) >= len(title) and ordered(short, title)


def _reports(cards: Sequence[DocumentCard], name: str) -> tuple[int, ...]:
    """Work reports of the year and the place that the name holds."""
    years = re.findall(r"(?:19|20)\d{2}", name)
    places = places_in(name)
    found = []
    for number, card in enumerate(cards):
        told = fold(f"{card.title} {card.source}")
        if _REPORT not in told or any(year not in told for year in years):
            continue
        if places <= places_in(told):
            found.append(number)
    return tuple(found)


def unknown_document(records: RecordReader, name: str) -> str:
    """What is said of a name that no document bears: the titles nearest to it."""
    if not name:
        return "引用没有指明是哪一份文件，请写出文件名或文号。"
    number = number_in(name)
    if number is not None and number.certain:
        return unknown_number(records, without_words(records, number))
    bare = _bare(name)
    wanted = _pairs(bare)
    shared = [pair for pair in wanted if len(pair) == 2] or [bare]
    known = {  # versions once; pairs are taken only of titles that share one, which few do
        card.title: _pairs(_bare(title))
        for card, title in zip(records.cards, records.folded_titles, strict=True)
        if any(pair in title for pair in shared)
    }
    near = sorted(known, key=lambda t: -len(wanted & known[t]) / max(1, len(wanted | known[t])))
    near = [title for title in near[:_NEAR] if wanted & known[title]]
    ending = records.ended_titles.get(bare)
    since = f"；《{records.cards[ending].title}》规定它废止" if ending is not None else ""
    return _unknown(f"“{name}”{since}", [f"《{title}》" for title in near], "名称")


def unknown_number(records: RecordReader, number: DocumentNumber) -> str:
    """What is said of a 文号 that no document bears: the nearest ones."""
    rows = near_numbers(records, number, _NEAR)
    near = [f"《{records.cards[row].title}》（{records.cards[row].number}）" for row in rows]
    return _unknown(f"文号为“{number}”的文件", near, "文号")


def _unknown(what: str, near: Sequence[str], alike: str) -> str:
    return f"索引中没有{what}" + (
        f"；{alike}相近的有：{'、'.join(near)}。" if near else f"，也没有{alike}相近的文件。"
    )


def _pairs(title: str) -> set[str]:
    return {*title, *(title[i : i + 2] for i in range(len(title) - 1))}
