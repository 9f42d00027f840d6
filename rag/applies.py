"""Where and when a passage applies: whether it is of the place and the year that a question names.

A year in the address or the number of a document (〔2018〕15号 arranges the holidays of 2019) is not
one that its text speaks of, and a title that names a year leaves no room for another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.fold import fold
from index.reader import IndexReader
from index.types import Document
from rag.query import Query
from rag.regions import narrowest, places_in
from rag.scope import looks_back
from rag.types import Hit
from rag.wanted import Wanted

_OPENING = 600  # characters at the start of a document that say what it is
_ABOVE = 600  # characters above a sentence where a year may be named that holds for it
_CITED = re.compile("《[^》]*》")
_NO_TIME = frozenset({"number", "index_number", "url"})
_NUMBER = re.compile(r"[(\[〔（](?:19|20)\d{2}[)\]〕）]\s*(?:第?\d+号)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
# A plan names the year in which it ends, a report tells of the year before it.
_OF_YEARS = re.compile("规划|纲要|远景|计划|方案|目标|年前|修[订正]|年版")
_REPORT = "报告"
_AHEAD = re.compile("今年|预期目标")
_OTHER_TENSE = 0.75  # what a passage counts that looks back where plans are asked for
_OTHER_SPAN = 0.85  # what a sentence counts that speaks of several years where one is asked for
_OTHER = 0.7  # what a passage counts that is about another place or year
_ONE_YEAR = re.compile(r"(?:19|20)\d{2}年|[今去明]年")
_YEARS = re.compile(r"十[一二三四五六七]五|年均|五年|每年|[-—~至到](?:19|20)\d{2}年")
_DATED = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=年)")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What says where and when a passage applies, folded: `text` the passage and its path, the title,
    file name, metadata and opening of its document (2023年…修订); `own` the passage and its path
    alone; `title` that title, `year` the year that the title names, "" where it names none or more."""

    text: str
    own: str
    title: str
    year: str

    def tells(self, period: str, near: str = "") -> bool:
        """Whether a year or plan period is named; where the title names another, what stands `near`
        the sentence, which it ends with, has to name it, or the passage where nothing is given. A
        report tells of the year before that in its title, but not where it says what is to come."""
        if not self.year or self.year == period or not period.isdigit():
            return period in self.text or period in near
        sentence = near.rstrip("。;").rpartition("。")[2]
        if _AHEAD.search(sentence):
            return period in sentence
        before = _REPORT in self.title and int(period) == int(self.year) - 1
        return (before and period in self.text) or period in (near or self.own)


def surroundings(reader: IndexReader, hit: Hit) -> Surroundings:
    """What says where and when a passage applies."""
    document = reader.records.document(hit.document)
    known = " ".join(value.value for value in document.meta if value.name not in _NO_TIME)
    title, path = fold(hit.card.title), " ".join(hit.chunk.path)
    # A year in the name of another document (《…2035年远景目标纲要》) is not the passage's own.
    start, end = hit.chunk.start, hit.chunk.end
    passage = _CITED.sub("", _timely(document, start, end))
    own = fold("\n".join((passage, path)))
    around = (hit.card.source, known, _timely(document, 0, _OPENING))
    text = "\n".join((own, title, _NUMBER.sub("", fold("\n".join(around)))))
    years = set() if _OF_YEARS.search(title) else set(_YEAR.findall(_NUMBER.sub("", title)))
    return Surroundings(text, own, title, years.pop() if len(years) == 1 else "")


def near(document: Document, start: int, end: int, around: Surroundings) -> str:
    """A sentence with its section path and what stands above it, folded: 到2025年 opens a paragraph
    and holds for those below it. Where the title names a year, that of another section does not."""
    section = document.section_at(start)
    bound = document.sections[section].start if around.year else _header_end(document)
    said = _CITED.sub("", _timely(document, max(bound, start - _ABOVE), max(start, end)))
    return fold("\n".join((*document.path(section), said)))


def periods_asked(query: Query, wanted: Wanted) -> tuple[str, ...]:
    """The years and plan periods that a passage has to be of: not the year of a 文号 in the question."""
    named = query.number
    number = str(named.year) if named is not None and named.certain else ""
    return tuple(period for period in wanted.periods if period != number)


def elsewhere(query: Query, wanted: Wanted, around: Surroundings) -> float:
    """A factor below 1 for a passage of another place or time than the question names."""
    places = narrowest(places_in(query.folded))
    factor = 1.0 if not places or any(place in around.text for place in places) else _OTHER
    missing = sum(not around.tells(period) for period in periods_asked(query, wanted))
    return factor * float(_OTHER**missing)


def in_time(query: Query, path: Sequence[str]) -> float:
    """A factor below 1 for a passage that looks back where the question asks for what is planned."""
    return _OTHER_TENSE if query.tense > 0 and looks_back(path) else 1.0


def of_year(query: Query, sentence: str) -> float:
    """A factor below 1 for a sentence on another year, on a plan period or a mean over years, where
    the question asks for one year."""
    if not _ONE_YEAR.search(query.folded) or _YEARS.search(query.folded):
        return 1.0
    named = {int(year) for year in _DATED.findall(sentence)}
    other = query.years and named and not named & query.years
    return _OTHER_SPAN if other or _YEARS.search(sentence) else 1.0


def _timely(document: Document, start: int, end: int) -> str:
    """document.text[start:end] without the lines of its header that name years of no account."""
    pieces, position = [], start
    for value in sorted(document.meta, key=lambda value: value.line_start):
        if value.name in _NO_TIME and position <= value.line_start < end:
            pieces.append(document.text[position : value.line_start])
            position = value.line_end
    pieces.append(document.text[position:end])
    return "".join(pieces)


def _header_end(document: Document) -> int:
    return max((v.line_end for v in document.meta if v.origin == "header"), default=0)
