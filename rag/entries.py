"""Which entries of an outline a question names.

An entry is named by its title (also shortened: 环评专篇), by its ordinal (第五章, 最后一章), by its page, or by
what it holds (八大工程).
"""

import re
from collections.abc import Sequence

from index.numerals import NUMERAL, parse_number
from rag.outline import Node, children, common_kind, loose

TOP_UNITS = "章|大?部分|编|大块|板块|篇章"
ORDINAL = re.compile(
    rf"第\s*(?P<number>[{NUMERAL}]{{1,3}}|\d{{1,2}})\s*个?(?:{TOP_UNITS})"
    r"|\b(?:chapter|part) (?P<english>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)\b"
)
_ENGLISH = {
    name: value
    for value, name in enumerate("one two three four five six seven eight nine ten".split(), 1)
}
_NESTED = re.compile(
    rf"(?<![{NUMERAL}])(?P<top>[{NUMERAL}]{{1,2}})[、,.]?\((?P<under>[{NUMERAL}]{{1,3}}|\d{{1,2}})\)"
)
_SECTION_ORDINAL = re.compile(
    rf"第\s*(?P<number>[{NUMERAL}]{{1,3}}|\d{{1,2}})\s*(?:小?节|项|条|个|位|的|大)"
)
_LAST = re.compile(
    f"(?:最后|末尾|最末|倒数第一|收尾)的?(?:那?一?|的)(?:个|大)?(?P<unit>{TOP_UNITS}|项|条|节|个)?"
)
_FIRST = re.compile(
    f"(?:开头|最前面?|最先|打头|首)的?(?:第?一?)(?:个|大)?(?P<unit>{TOP_UNITS}|项|节)|首(?P<only>[章节项])"
)
_LAST_MEMBER = re.compile("最后(?:那?一?)(?:个|项|条|节|家)|最末|末尾|压轴|垫底|收尾")
_FIRST_MEMBER = re.compile(
    "头一?(?:个|项|条|节)|第一(?:个|项|条|节)|首(?:个|项|条|节|位)|打头|排在最前"
)
_PAGE = re.compile(
    rf"第?\s{{0,4}}(?P<page>\d{{1,4}}|[{NUMERAL}]{{2,5}})\s{{0,4}}页|\bpage (?P<english>\d{{1,4}})"
)
_SET = re.compile(
    rf"(?P<number>[{NUMERAL}]{{1,3}}|\d{{1,2}})\s*(?:大|个|项|类|条|种)?(?P<noun>[\u4e00-\u9fff]{{2,12}})"
)
# Words for the kind of an entry, which a name may leave out, and how much of it must then be left.
_KIND_WORDS = {"产业": 2, "专篇": 3, "工程": 4}
_SHORTEST_NAME, _SHORTEST_MISSPELT = 2, 4


def entries_titled(nodes: Sequence[Node], folded: str) -> list[int]:
    """Entries whose title stands in the question, longest first; of titles that overlap (光伏 in
    光伏产业) only the longest counts, of equal titles all."""
    question = loose(folded)
    found: list[tuple[int, int]] = []
    for index, node in enumerate(nodes):
        length = max((len(n) for n in _names(node.title) if n in question), default=0)
        if length >= _SHORTEST_NAME:
            found.append((length, index))
    if not found:
        found = [
            (len(n.title), i) for i, n in enumerate(nodes) if _misspelt(loose(n.title), question)
        ]
    found.sort(key=lambda pair: (-pair[0], pair[1]))
    taken: list[str] = []
    kept: list[int] = []
    for _, index in found:
        names = [name for name in _names(nodes[index].title) if name in question]
        name = max(names, key=len, default=loose(nodes[index].title))
        if not any(name in other and name != other for other in taken):
            taken.append(name)
            kept.append(index)
    return kept


def _misspelt(title: str, question: str) -> bool:
    """Whether the title stands in the question with one wrong character: 保章措施."""
    size = len(title)
    if size < _SHORTEST_MISSPELT:
        return False
    windows = (question[i : i + size] for i in range(len(question) - size + 1))
    return any(sum(a != b for a, b in zip(w, title, strict=True)) == 1 for w in windows)


def _names(title: str) -> list[str]:
    """A title and its short form without the word for its kind."""
    whole = loose(title)
    names = [whole]
    for word, left in _KIND_WORDS.items():
        if whole.endswith(word) and len(whole) - len(word) >= left:
            names.append(whole.removesuffix(word))
    return [name for name in names if len(name) >= _SHORTEST_NAME]


def entries_shortened(nodes: Sequence[Node], words: Sequence[str]) -> list[int]:
    """Entries that a word abbreviates, its characters standing in just one title in their order:
    环评专篇 for 环境影响评价分析专篇, 煤机 for 煤机智能制造装备产业."""
    kept: list[int] = []
    for word in map(loose, words):
        if len(word) < _SHORTEST_NAME:
            continue
        found = [index for index, node in enumerate(nodes) if _within(word, loose(node.title))]
        if len(found) == 1:
            kept.append(found[0])
    return list(dict.fromkeys(kept))


def _within(short: str, title: str) -> bool:
    rest = iter(title)
    return all(character in rest for character in short)


def entries_placed(nodes: Sequence[Node], folded: str) -> list[int]:
    """Entries named by ordinal (第五章第二节, 最后一章) or by page."""
    tops = [index for index in children(nodes, -1) if nodes[index].number]
    found: list[int] = []
    for match in ORDINAL.finditer(folded):
        number = ordinal_number(match)
        chapters = [index for index in tops if nodes[index].number == number]
        section = _SECTION_ORDINAL.match(folded, match.end())
        if section and chapters:
            wanted = parse_number(section["number"])
            inner = children(nodes, chapters[0])
            chapters = [index for index in inner if nodes[index].number == wanted] or chapters
        found += chapters
    for match in _NESTED.finditer(folded):
        top, under = parse_number(match["top"]), parse_number(match["under"])
        for index in tops:
            if nodes[index].number == top:
                found += [i for i in children(nodes, index) if nodes[i].number == under]
    last, first = _LAST.search(folded), _FIRST.search(folded)
    if last and (last["unit"] or "目录" in folded):
        chapter = re.search(TOP_UNITS, last["unit"] or "")
        found.append(tops[-1] if chapter and tops else children(nodes, -1)[-1])
    if first:
        found.append(children(nodes, -1)[0])
    return found


def ordinal_number(match: re.Match[str]) -> int | None:
    """The number in a match of ORDINAL: 第五章, chapter 5, part two."""
    english = match["english"]
    return _ENGLISH.get(english) or parse_number(english or match["number"])


def members_placed(nodes: Sequence[Node], parent: int, folded: str) -> list[int]:
    """The first, the last or the n-th entry under `parent`, when the question asks for it."""
    members = children(nodes, parent)
    if not members:
        return []
    if _LAST_MEMBER.search(folded):
        return members[-1:]
    if _FIRST_MEMBER.search(folded):
        return members[:1]
    match = _SECTION_ORDINAL.search(folded)
    number = parse_number(match["number"]) if match else None
    return members[number - 1 : number] if number else []


def entries_holding(nodes: Sequence[Node], word: str) -> list[int]:
    """Entries whose title holds a word."""
    return [index for index, node in enumerate(nodes) if loose(word) in loose(node.title)]


def pages_named(folded: str) -> list[int]:
    """Page numbers that a question gives."""
    found = (parse_number(match["page"] or match["english"]) for match in _PAGE.finditer(folded))
    return [page for page in found if page]


def entries_on_page(nodes: Sequence[Node], page: int) -> list[int]:
    """Entries that begin on a page, else the last one that begins before it."""
    exact = [index for index, node in enumerate(nodes) if node.page == page]
    if exact:
        return exact
    numbered = [index for index, node in enumerate(nodes) if node.page is not None]
    before = [index for index in numbered if (nodes[index].page or 0) < page]
    return before[-1:] if before and len(before) < len(numbered) else []


def holder_of_set(nodes: Sequence[Node], folded: str) -> int | None:
    """The entry whose members a question names by number and kind: 八大工程, 14个新兴产业."""
    for match in _SET.finditer(folded):
        number = parse_number(match["number"])
        for index in range(len(nodes)):
            members = children(nodes, index)
            if (
                len(members) == number
                and number > 1
                and common_kind(nodes, members) in match["noun"]
            ):
                return index
    return None
