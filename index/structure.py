"""Lines → section tree. Every character of the text belongs to exactly one section's own text.

A marked line is a heading only where the sequence of its family and the lines around it say so:
"第四条规定的情形除外。" is a reference, 一、 inside a broken sentence is text, （一） inside an article
is an item (项) of that article.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.around import annex_lines, bare_titles, decimal_marks, in_series, parted_markers
from index.contents import RawContents
from index.headings import ARTICLE_RANK, FIRST_RANK, NUMBERED_RANK, Mark, recognise
from index.leads import unnumbered_headings
from index.lines import Line
from index.trailer import trailer_start
from index.types import Section, SectionKind

_ROOT, _LEAF = -10, 100
_GROUP = ARTICLE_RANK - 2  # of 一、 above articles: that of 节
_LONG_LINE, _LARGEST_GAP, _TITLE_LENGTH = 25, 5, 40


@dataclass(frozen=True, slots=True)
class _Opening:
    """Where a section opens. `rank` decides nesting; _LEAF sections are closed by anything."""

    kind: SectionKind
    rank: int
    number: int
    label: str
    start: int
    heading_end: int


def build_sections(
    lines: Sequence[Line], length: int, header_end: int, contents: RawContents | None
) -> tuple[Section, ...]:
    """The section tree of a text of `length` characters, in reading order."""
    openings = [_Opening("document", _ROOT, 0, "", 0, 0)]
    if header_end:
        label = next((x.text for x in lines if x.text in ("文章属性", "基本信息")), "")
        openings.append(_Opening("metadata", _LEAF, 0, label, 0, 0))
    trailer = trailer_start(lines)
    first = next((i for i, x in enumerate(lines) if x.start >= header_end), 0)
    first = max(first, contents.last if contents else 0)
    shown = [i for i in range(first, trailer) if not lines[i].blank]
    marks = {i: recognise(lines[i].text) for i in shown}
    marks = {
        **marks,
        **unnumbered_headings(lines, shown, marks),
        **decimal_marks(lines, first, trailer),
        **annex_lines(lines, first, trailer),
        **parted_markers(lines, first, trailer),
        **bare_titles(lines, marks, shown),
    }
    series = in_series(marks)
    walk = _Walk()
    for index, line in enumerate(lines):
        if line.start < header_end or index >= trailer or line.blank:
            continue
        if contents and contents.first <= index < contents.last:
            if index == contents.first:
                end = line.content_end
                openings.append(_Opening("contents", _LEAF, 0, contents.label, line.start, end))
                walk = _Walk()
            continue
        after = range(index + 1, trailer)  # no slice: that would be quadratic in the lines
        following = next((lines[i] for i in after if lines[i].text), None)
        mark = marks[index] if index in marks else recognise(line.text)
        opening = walk.step(line, mark, following, index in series)
        if opening is None and openings[-1].kind in ("document", "metadata", "contents"):
            opening = _Opening("preamble", _LEAF, 0, "", line.start, line.start)
        if opening is not None:
            openings.append(opening)
    if trailer < len(lines):
        start = lines[trailer].start
        openings.append(_Opening("trailer", _ROOT + 1, 0, "", start, start))
    return _nest(openings, length)


class _Walk:
    """Decides line by line, remembering what the open numbering has come to."""

    def __init__(self) -> None:
        self.last: dict[int, int] = {}  # rank → last number under the open parent
        self.running: dict[
            int, int
        ] = {}  # rank → last number, where numbering runs on: 二（八）三（九）
        self.article: Line | None = None  # first line of the open article
        self.previous: Line | None = None
        self.titled = False  # the line before is a heading and nothing else

    def step(
        self, line: Line, mark: Mark | None, following: Line | None, serial: bool
    ) -> _Opening | None:
        """The section that opens with this line, if one does; `serial`: its number counts on from
        those before or is counted on by those behind it."""
        opening = None
        if mark is not None and self._heads_articles(line, mark, following):
            # Judicial interpretations group their articles under 一、二、 and, below these, （一）（二）.
            inner = mark.rank > FIRST_RANK and self.last.get(_GROUP, 0) > 0
            mark = replace(mark, rank=_GROUP + inner)
        if mark is not None and mark.rank <= ARTICLE_RANK:
            opening = self._division(line, mark)
        elif line.hashes >= 2 and mark is None:
            opening = self._open(
                line, Mark("heading", _below(line.hashes), 0, line.text, 0, False, True)
            )
        elif self.article is not None:
            opening = self._inside_article(line, mark, serial)
        elif mark is not None and (
            _unnumbered(mark) or serial or line.hashes >= 2 or self._is_heading(line, mark)
        ):
            opening = self._open(line, mark)
        self.previous = line
        self.titled = opening is not None and mark is not None and not mark.run_in
        return opening

    def _heads_articles(self, line: Line, mark: Mark, following: Line | None) -> bool:
        if mark.kind != "heading" or mark.run_in or following is None:
            return False
        if mark.rank not in (FIRST_RANK, NUMBERED_RANK) and line.ends_sentence:
            return False  # the last item of an article: （三）… 。
        below = recognise(following.text)
        if below is None or below.kind == "article":
            return below is not None
        # 四、质押⏎（一）动产质押⏎第八十四条: the next of its row, with another title below it.
        counts_on = mark.rank == FIRST_RANK and mark.number == self.last.get(_GROUP, 0) + 1 > 1
        titled = below.rank == FIRST_RANK + 1 and not below.run_in
        return counts_on and titled and len(line.text) <= _TITLE_LENGTH

    def _division(self, line: Line, mark: Mark) -> _Opening | None:
        last = self.last.get(mark.rank, 0)
        follows = mark.number in (last + 1, 1) or (mark.number == last and "之" in mark.label)
        broken = self._breaks_sentence()
        if mark.kind == "annex" or (mark.spaced and not broken) or follows:
            return self._open(line, mark)
        return self._inside_article(line, None, False) if self.article is not None else None

    def _is_heading(self, line: Line, mark: Mark) -> bool:
        last = self.last.get(mark.rank, 0)
        titled = not mark.run_in and len(line.text) <= _TITLE_LENGTH
        if mark.number in (last + 1, self.running.get(mark.rank, 0) + 1):
            return not self._breaks_sentence() or titled
        if self._breaks_sentence():
            return False
        if mark.number == 1:
            return True
        if mark.number == last + 2 > 3:  # one entry is missing or not read
            return True
        # Numbering that jumps (三 → 五) still is numbering where the line looks like a heading.
        return last < mark.number <= last + _LARGEST_GAP and (titled or mark.length > 6)

    def _breaks_sentence(self) -> bool:
        """Whether the line before was cut in mid-sentence, as at the foot of a page."""
        before = self.previous
        if before is None or self.titled:
            return False
        return not before.ends_sentence and len(before.text) > _LONG_LINE

    def _inside_article(self, line: Line, mark: Mark | None, serial: bool) -> _Opening | None:
        if mark is not None and (serial or mark.number != 1 or not self._breaks_sentence()):
            label = line.text[: mark.length].rstrip() if mark.run_in else _marker(line.text)
            start = line.content_start
            return _Opening("item", mark.rank, mark.number, label, line.start, start + len(label))
        if self.previous is not None and self.previous.ends_sentence:
            return _Opening("paragraph", NUMBERED_RANK, 0, "", line.start, line.start)
        return None

    def _open(self, line: Line, mark: Mark) -> _Opening:
        self.last = {r: n for r, n in self.last.items() if r < mark.rank or r == ARTICLE_RANK}
        self.last[mark.rank] = self.running[mark.rank] = mark.number
        self.article = line if mark.kind == "article" else None
        length = len(mark.label) if mark.kind == "article" else mark.length or len(line.text)
        end = line.content_start + length
        return _Opening(mark.kind, mark.rank, mark.number, mark.label, line.start, end)


def _unnumbered(mark: Mark) -> bool:
    """A heading that no sequence can vouch for: the whole document did."""
    return mark.kind == "heading" and not mark.number


def _below(hashes: int) -> int:
    """The rank of a heading that only Markdown marks: ## ranks as 节, #### below 条."""
    return 1 + hashes if hashes < 4 else 2 + hashes


def _marker(text: str) -> str:
    """The printed marker of an item: （一）, 1., ①."""
    for end, character in enumerate(text, 1):
        if character in "）)、.．" or "①" <= character <= "⒇" or "㈠" <= character <= "㈩":
            return text[:end]
    return text


def _nest(openings: Sequence[_Opening], length: int) -> tuple[Section, ...]:
    sections: list[Section] = []
    ends = [length] * len(openings)
    parents = [-1] * len(openings)
    stack: list[int] = []
    for index, opening in enumerate(openings):
        while stack and (
            openings[stack[-1]].rank >= opening.rank or openings[stack[-1]].rank == _LEAF
        ):
            ends[stack.pop()] = opening.start
        parents[index] = stack[-1] if stack else -1
        stack.append(index)
    for index, opening in enumerate(openings):
        own_end = openings[index + 1].start if index + 1 < len(openings) else length
        sections.append(
            Section(
                kind=opening.kind,
                label=opening.label,
                number=opening.number,
                start=opening.start,
                heading_end=opening.heading_end,
                own_end=own_end,
                end=ends[index],
                parent=parents[index],
            )
        )
    return tuple(sections)
