"""Which documents a name means: a title, a 文号, a short name (个税法), one of several versions (新公司法).

All that a name may mean are returned, never the first of them; what was left out is said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.fold import fold
from index.records import RecordReader
from rag.interpretations import interpretations_named
from rag.known_titles import LEGAL, REPORT, KnownTitles, bare_name, titles_of
from rag.numbered import DocumentNumber, bearers, near_numbers, number_in, without_words
from rag.regions import places_in
from rag.spoken import ALIASES
from rag.versions import version_date

_FILE = re.compile("文?件?的?")  # 41号文
# A law as a question calls it; other words may stand before it.
LAW_NAME = re.compile(
    "(?:《[^《》]{2,40}》|[\u4e00-\u9fff]{1,24}?(?:法典|法|条例|办法|规定|细则|规则)(?![律院官规定人]|实施))"
)
_NEW = re.compile(
    "^(?:新修订的|修订后的|修改后的|修正后的|新修改的|最新的?|现行的?|新版?的?)(?=.{2})"
)
_OLD = re.compile("^(?:原来的|修订前的|修改前的|修正前的|旧版?的?|老|原)(?=.{2})")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_YEAR_BEFORE = re.compile(r"^((?:19|20)\d{2})年?(?:版|修正版?|修订版?|修改版?)?的?(?=.{2})")
_YEAR_BEHIND = re.compile(
    r"[(\[]((?:19|20)\d{2})年?(?:\d{1,2}月)?(?:版|修正本?|修订本?|修改|施行)?[)\]]$"
)
_LAWS = ("法", "法典", "通则", "总则", "条例")
_ISSUING = ("印发", "发布", "公布", "颁布", "转发", "修改")
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
    wanted = bare_name(name)
    return titles_of(records).numbers.get(ALIASES.get(wanted, wanted), ())


def bare_of(records: RecordReader, number: int) -> str:
    """The bare title of a document, or of what it issues."""
    titles = titles_of(records)
    return titles.issued[number] or titles.bare[number]


def is_title(records: RecordReader, name: str) -> bool:
    """Whether a name is the title of a document, or the usual short name of one."""
    bare = bare_name(fold(name))
    return ALIASES.get(bare, bare) in titles_of(records).borne


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
        numbers = _exact(records, rest) or (_inside(records, rest) if REPORT not in rest else ())
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
    wanted = bare_name(name)
    if len(wanted) < 2:
        return ()
    known = titles_of(records)
    titles = known.bare
    if wanted.endswith(REPORT):
        return _reports(known, wanted)
    if wanted in known.elsewhere:
        return ()  # 合同法 is a law that ended, and no 劳动合同法
    ending = [i for i, title in enumerate(titles) if title.endswith(wanted)]
    inside = ending or [
        i for i, title in enumerate(titles) if wanted in title and not _speaks_of(title, wanted)
    ]
    if inside:
        return tuple(inside)
    if wanted.endswith(LEGAL) and len(wanted) >= 3:
        short = _shortened(
            [own or title for own, title in zip(known.issued, titles, strict=True)], wanted
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
    at = 0
    for character in short:
        at = title.find(character, at) + 1
        if not at:
            return False
    return True


def _speaks_of(title: str, name: str) -> bool:
    """Whether a bare title holds the name of a law only to say what it is about: 关于适用民法总则…的解释;
    关于印发…条例的通知 is what it issues."""
    if not name.endswith(_LAWS):
        return False
    before, _, behind = title.partition(name)
    return not (before.endswith(_ISSUING) or re.fullmatch(r"[(].*[)]", behind))


def _shortened(titles: Sequence[str], name: str) -> tuple[int, ...]:
    """Titles that the name leaves characters out of: first and last are the same, the rest stands in
    order; of several the shortest."""
    called = re.compile(".*".join(map(re.escape, name)))
    # Few titles begin and end so; only of these a pattern is asked.
    near = (t for t in titles if t.endswith(name[-1]) and t.startswith(name[0]))
    meant = {t for t in near if len(t) <= 3 * len(name) and called.fullmatch(t)}
    if not meant:
        return ()
    shortest = min(map(len, meant))
    return tuple(i for i, title in enumerate(titles) if title in meant and len(title) == shortest)


def _within(short: str, title: str) -> bool:
    """Whether a short name leaves characters of the title out and changes none: 山西政府工作报告."""
    return 2 * len(short) >= len(title) and ordered(short, title)


def _reports(known: KnownTitles, name: str) -> tuple[int, ...]:
    """Work reports of the year and the place that the name holds."""
    years, places = _YEAR.findall(name), places_in(name)
    return tuple(
        report.number
        for report in known.reports
        if places <= report.places and all(year in report.told for year in years)
    )


def unknown_document(records: RecordReader, name: str) -> str:
    """What is said of a name that no document bears: the titles nearest to it."""
    if not name:
        return "引用没有指明是哪一份文件，请写出文件名或文号。"
    number = number_in(name)
    if number is not None and number.certain:
        return unknown_number(records, without_words(records, number))
    bare = bare_name(name)
    wanted = _pairs(bare)
    shared = re.compile("|".join(map(re.escape, [p for p in wanted if len(p) == 2] or [bare])))
    known = {  # versions once; pairs are taken only of titles that share one, which few do
        card.title: _pairs(title)
        for card, title in zip(records.cards, titles_of(records).bare, strict=True)
        if shared.search(title)
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
