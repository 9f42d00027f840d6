"""Places that a question names in its midst, each in the document that is named before it: 按劳动合同法第42条….

What stands before a place is a sentence: the name is its end, as long as a document bears it. A name that
no document bears is told as such, and no other document answers in its place.
"""

import re
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from index.records import RecordReader
from rag.descent import BRACKETED_UNIT, INSERTED, PLACE_NUMBER, PLACE_UNIT
from rag.known_titles import titles_of
from rag.names import Named, bare_of, documents_named, unknown_document
from rag.numbered import number_in
from rag.reference import ParsedReference, Place, parse_reference, places_in
from rag.regions import places_in as places_in_name

_STEP = (
    rf"(?:(?:第|(?<=[法典例则])){PLACE_NUMBER}{PLACE_UNIT}(?:{INSERTED})?"
    rf"|第?\({PLACE_NUMBER}\){BRACKETED_UNIT}?(?![件个类种大]))"
)
_LINK = "(?:里面?的?|中的?|的|下的?)?"
_RUN = re.compile(rf"{_STEP}{_LINK}(?:{_STEP}{_LINK})*")
_BETWEEN = re.compile("里面?的?|中的?|的|下的?")
_PART_OF_NAME = re.compile(rf"\({PLACE_NUMBER}\)(?=第{PLACE_NUMBER}条)")  # 解释(一)第五条
_CLAUSE = re.compile("[,。;?!]")
_TITLED = re.compile(
    r"《(?P<title>[^《》]*(?:《[^《》]*》[^《》]*)*)》(?P<version>\([^()]{4,24}\))?$"
)
_TAIL = "的里中:,"
_VERSION_BEHIND = re.compile(r"[(\[](?:19|20)\d{2}年?[^()\[\]]{0,12}[)\]]$")
_VERSION_BEFORE = re.compile(
    "(?:新修订的|修订[前后]的|修改[前后]的|修正[前后]的|最新的?|现行的?|新版?的?|旧版?的?|老|原|(?:19|20)\\d{2}年?(?:版|修[订正]版?)?的?)$"
)
_LEAD = re.compile(
    r"^.*(?:根据|依照|按照?|依据|违反了?|适用|请问|请教|想问一?下?|想知道|知道|告诉我|查[找询]?一?下?|看一?下|帮我[查看]?|麻烦|关于|还是|以及|[和与跟及])(?=.{3})"
)
_REGION = re.compile("[\u4e00-\u9fff]{2}(?:省|市|县|区|州|旗)$")
_NATIONAL = ("法", "法典", "通则", "总则")
_STRICT = (*_NATIONAL, "条例")
_LEGAL = re.compile(
    "(?:法|法典|条例|通则|总则|规定|办法|细则|规则|解释|意见|通知|决定|规划|纲要|方案)$"
)
# 该办法, 什么规定, 违法: no name of a document.
_NO_NAME = re.compile(
    "(?:.*(?:本|该|此|这|那|各|上述|前述|哪[个部项]?|什么|有关|相关|具体|其他?|新|旧|老|原|的|这[个部项]|那[个部项]))?"
    "(?:法|法典|条例|通则|总则|规定|办法|细则|规则|解释|意见|通知|决定|规划|纲要|方案)"
    "|.*(?:名词|术语)解释|.*(?:[违合执司立依非无设做看想说用算方书语手]法)"
)
_SHORTEST, _SPELT_WELL = 3, 5  # characters of a name; of one in which a wrong one is forgiven


@dataclass(frozen=True, slots=True)
class Called:
    """A place that a question names, as it is `printed`: the `name` of its document ("" where it tells
    none), the documents that bear it, the places in them that are meant, a Chinese sentence that says
    why there are none, and what has to be said of the name. A `loose` name is one that people make
    (汽车三包规定): that no document bears it does not say that the document is not there."""

    printed: str
    reference: ParsedReference
    name: str = ""
    documents: tuple[int, ...] = ()
    places: tuple[Place, ...] = ()
    missing: str = ""
    notice: str = ""
    loose: bool = False


# A question is asked for its places more than once on its way to an answer.
_last_asked: WeakKeyDictionary[RecordReader, tuple[str, tuple[Called, ...]]] = WeakKeyDictionary()


def places_called(records: RecordReader, folded: str) -> tuple[Called, ...]:
    """The places that a folded question names by number, in its order."""
    asked, found = _last_asked.get(records, ("", ()))
    if asked != folded:
        found = tuple(_places_called(records, folded))
        _last_asked[records] = folded, found
    return found


def _places_called(records: RecordReader, folded: str) -> list[Called]:
    found: list[Called] = []
    last = 0
    for match in _RUN.finditer(folded):
        own = _PART_OF_NAME.match(match.group())
        start = own.end() + match.start() if own else match.start()
        printed = _BETWEEN.sub("", folded[start : match.end()])
        parsed = parse_reference(printed)
        if parsed is None or not any(step.unit for step in parsed.steps):
            continue
        named = name_before(records, _CLAUSE.split(folded[last:start])[-1])
        last = match.end()
        if named is None:
            found.append(Called(printed, parsed))
            continue
        name, documents = named
        places, missing = (
            places_in(records, documents.numbers, parsed.steps)
            if documents.numbers
            else ([], unknown_document(records, name))
        )
        found.append(
            Called(
                printed,
                ParsedReference(name, parsed.steps),
                name,
                documents.numbers,
                tuple(places),
                missing,
                documents.notice,
                not documents.numbers and is_loose(records, name),
            )
        )
    return found


def name_before(records: RecordReader, text: str) -> tuple[str, Named] | None:
    """The name of a document that a folded text ends with, and what it means: no documents where none
    bears it; None where the text ends with no name."""
    text = text.strip().rstrip(_TAIL).removesuffix("里面").rstrip(_TAIL)
    bare = _LEAD.sub("", text)
    for end in dict.fromkeys((text, text.removesuffix("规定").rstrip(_TAIL))):
        name = _named_end(records, end)
        if not name:
            continue
        named = documents_named(records, name)
        # Behind a wrong character the name of another law may stand: 劳物合同法.
        meant = _misspelt(records, bare) if not named.numbers else Named(())
        return (bare, meant) if meant.numbers else (name, named)
    for name in dict.fromkeys((text, bare)):
        named = documents_named(records, name) if len(name) >= _SHORTEST - 1 else Named(())
        if named.numbers:
            return name, named
    if _LEGAL.search(bare) is None or _NO_NAME.fullmatch(bare):
        return None
    for start in range(1, len(bare) - _SHORTEST):
        local = _place_before(bare[:start]) and not bare.endswith(_NATIONAL)
        if local or not _begins(records, bare[start:]):
            continue
        named = documents_named(records, bare[start:])
        first = bare[start : start + 2]
        if any(bare_of(records, number).startswith(first) for number in named.numbers):
            return bare[start:], named
    return bare, _misspelt(records, bare)


def is_loose(records: RecordReader, name: str) -> bool:
    """Whether a name that no document bears may be one that people make: 汽车三包规定."""
    return (
        not name.endswith(_STRICT)
        and name not in titles_of(records).elsewhere
        and number_in(name) is None
    )


def _misspelt(records: RecordReader, name: str) -> Named:
    """The only title that differs from a name in one character, the first no one mistakes: 劳动和同法."""
    known = titles_of(records).known if len(name) >= _SPELT_WELL else ()
    near = [
        title
        for title in known
        if len(title) == len(name) and title[0] == name[0] and _differences(title, name) == 1
    ]
    if len(near) != 1 or places_in_name(near[0]) != places_in_name(name):
        return Named(())
    told = f"索引中没有“{name}”，按只差一个字的《{near[0]}》查找。"
    return Named(documents_named(records, near[0]).numbers, told)


def _differences(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _named_end(records: RecordReader, text: str) -> str:
    """The title in brackets, the 文号 or the known name that a text ends with; "" for none."""
    titled = _TITLED.search(text)
    if titled is not None:
        return titled["title"] + (titled["version"] or "")
    number = number_in(text)
    if number is not None and re.fullmatch("文?件?", text[number.end :]):
        return text[number.start : number.end]
    return _known_end(records, text)


def _known_end(records: RecordReader, text: str) -> str:
    """The longest end of a text that is a title, a usual short name or the name of a law that ended,
    with the version that is told before or behind it."""
    behind = _VERSION_BEHIND.search(text)
    rest = text[: behind.start()] if behind else text
    titles = titles_of(records)
    for start in range(len(rest) - 1):
        if rest[start:] in titles.known or rest[start:] in titles.elsewhere:
            before = _VERSION_BEFORE.search(rest[:start])
            place = None if rest[start:].endswith(_NATIONAL) else _place_before(rest[:start])
            if before is None and place:
                return ""  # 山西省物业管理条例 is not the 物业管理条例 of the nation
            return text[before.start() if before else start :]
    return ""


def _place_before(text: str) -> bool:
    """Whether a text ends with the name of a place."""
    return bool(text) and (_REGION.search(text) is not None or bool(places_in_name(text[-4:])))


def _begins(records: RecordReader, name: str) -> bool:
    """Whether some title begins as a name does."""
    return name[:2] in titles_of(records).beginnings
