"""The table of contents (目录) as data: entries with number, title, level and printed page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.fold import fold
from index.headings import Mark, decimal, recognise
from index.lines import Line
from index.types import Section, TocEntry

_TITLE = re.compile(r"目\s*[录錄次]")
_LEADERS = r"\s.．…·•・—_\-"
# A title may end in a digit (附件1 …… 54) where more than a dash divides it from the page.
_PAGE = re.compile(
    rf"(?P<title>.*?(?:[^\d{_LEADERS}]|\d(?=\s|[{_LEADERS}]{{2}})))"
    rf"[{_LEADERS}]*(?<=[{_LEADERS}])[(（]?(?P<page>\d{{1,4}})[)）]?"
)
_TIGHT_PAGE = re.compile(r"(?P<title>.*?[^\d\s.,，])(?P<page>\d{1,4})")
_SENTENCE_END = re.compile("[。；;]")
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class RawContents:
    """A table of contents found in the lines `first:last`, not yet matched to the body."""

    first: int
    last: int
    label: str
    entries: tuple[TocEntry, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    mark: Mark | None
    label: str
    page: int | None
    start: int
    end: int
    foreign: str


def find_contents(lines: Sequence[Line]) -> RawContents | None:
    """Find 目录 and its entries. It ends where the body begins.

    That is: at the first line that is no entry, or where an entry comes a second time (a table
    without page numbers runs straight into the body, whose first headings repeat its entries).
    """
    first = next((i for i, line in enumerate(lines) if _TITLE.fullmatch(line.text)), None)
    if first is None:
        return None
    rows: list[_Row] = []
    seen: set[str] = set()
    paged = False
    last = first + 1
    for index in range(first + 1, len(lines)):
        line = lines[index]
        if line.blank:
            continue
        row = _row(line)
        if row is None or (row.mark is not None and row.mark.run_in):
            break
        key = fold(row.label)
        if fold(line.text) in seen:  # also a heading of the body that ends in a digit, like a page
            break
        if row.page is None and paged and not _continues(lines, index):
            break
        if row.page is None and row.mark is None and not paged and rows and key not in _UNNUMBERED:
            break
        paged = paged or row.page is not None
        seen.add(key)
        rows.append(row)
        last = index + 1
    if len(rows) < 2:
        return None
    return RawContents(first, last, lines[first].text, _nest(rows))


_UNNUMBERED = frozenset({"序言", "前言", "引言", "总则", "附则", "附件", "附录", "附表", "结语"})


def _continues(lines: Sequence[Line], index: int) -> bool:
    """Whether an entry without page is the first half of one that wraps onto the next line."""
    following = next((line for line in lines[index + 1 : index + 3] if not line.blank), None)
    row = _row(following) if following else None
    return row is not None and row.page is not None and row.mark is None


def _row(line: Line) -> _Row | None:
    text = line.text
    if len(text) > _LONGEST or _SENTENCE_END.search(text):
        return None
    match = _PAGE.fullmatch(text) or (_TIGHT_PAGE.fullmatch(text) if recognise(text) else None)
    page = int(match["page"]) if match else None
    title = match["title"].rstrip() if match else text
    foreign = ""
    mark = recognise(title) or decimal(title)
    if mark is None and page is not None:
        # Another document's title may be glued before the entry: "…发展规划 五、主要任务 33".
        for space in re.finditer(r"\s+", title):
            mark = recognise(title[space.end() :])
            if mark is not None and space.start() >= 2:
                foreign, title = title[: space.start()], title[space.end() :]
                break
            mark = None
    start = line.content_start + (text.index(title, len(foreign)) if foreign else 0)
    return _Row(mark, title, page, start, line.content_end, foreign)


def _nest(rows: Sequence[_Row]) -> tuple[TocEntry, ...]:
    """Turn rows into entries; the marker families give the levels, outermost first."""
    entries: list[TocEntry] = []
    open_ranks: list[tuple[int, int]] = []  # (rank, index of the entry)
    for row in rows:
        # An unnumbered entry (附件, 专篇) stands beside the outermost ones.
        rank = row.mark.rank if row.mark else -1
        while open_ranks and open_ranks[-1][0] >= rank:
            open_ranks.pop()
        parent = open_ranks[-1][1] if open_ranks and row.mark else -1
        entries.append(
            TocEntry(
                label=row.label,
                title=_bare_title(row.label, row.mark),
                number=row.mark.number if row.mark else 0,
                level=entries[parent].level + 1 if parent >= 0 else 0,
                page=row.page,
                start=row.start,
                end=row.end,
                parent=parent,
                section=None,
                foreign=row.foreign,
            )
        )
        if row.mark:
            open_ranks.append((rank, len(entries) - 1))
    return tuple(entries)


_MARKER = re.compile(
    r"(?:第[^\s章节编条部]{1,8}(?:分编|编|章|节|条|部分)|[（(][^）)]{1,4}[）)]|[㈠-㈩①-⑳⑴-⒇]"
    r"|[一二三四五六七八九十百]{1,4}[、．.]|\d{1,2}(?:[.．]\d{1,2}){1,4}|\d{1,2}[ \u3000]|\d{1,3}[.．、])\s*"
)


def _bare_title(label: str, mark: Mark | None) -> str:
    marker = _MARKER.match(label) if mark else None
    return label[marker.end() :] if marker else label


def bare_title(label: str) -> str:
    """A heading without its marker: 一、“十三五”回顾 → “十三五”回顾."""
    marker = _MARKER.match(label)
    return label[marker.end() :].strip() if marker else label


def match_contents(
    entries: Sequence[TocEntry], sections: Sequence[Section]
) -> tuple[TocEntry, ...]:
    """Link every entry to the section it names; None where the body lacks it.

    The title decides; among sections with equal titles the one under the parent's section is
    taken. A heading with the right number and another title is not the section that was listed.
    """
    by_title: dict[str, list[int]] = {}
    for index, section in enumerate(sections):
        if section.kind in ("part", "chapter", "section", "article", "heading", "annex"):
            by_title.setdefault(fold(bare_title(section.label)), []).append(index)
    matched: list[TocEntry] = []
    for entry in entries:
        candidates = by_title.get(fold(entry.title), []) if entry.title else []
        parent = matched[entry.parent].section if entry.parent >= 0 else None
        under = [c for c in candidates if parent is not None and sections[c].parent == parent]
        same = [c for c in under or candidates if sections[c].number == entry.number]
        chosen = same or under or candidates
        matched.append(replace(entry, section=chosen[0] if chosen else None))
    return tuple(matched)
