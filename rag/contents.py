"""Questions about the contents of a document, answered from its outline.

How many chapters, what a chapter lists, on which page a section stands, what it belongs to, what
comes before and after it: these are facts of the outline, not of any passage. A question may ask
for several (写在哪一章、第几页); each is answered for every entry it names.
"""

import re
from collections.abc import Sequence

from index.types import Document
from rag import facets
from rag.asked_entries import FILLED, AskedEntries, Similarity
from rag.entries import (
    ORDINAL,
    entries_holding,
    entries_on_page,
    entries_titled,
    holder_of_set,
    members_placed,
    ordinal_number,
    pages_named,
)
from rag.outline import children, loose, outline_of, without_title
from rag.types import Claim, Own, Quote, claim


def answer_from_outline(
    document: Document, number: int, folded: str, similarity: Similarity
) -> tuple[Claim, ...] | None:
    """Claims that answer a question about the contents; None when it is not such a question.

    `number` is the document's number in the index, `folded` the question in matching form.
    """
    nodes = outline_of(document)
    if not nodes:
        return None
    return _Answer(document, number, AskedEntries(document, nodes, folded, similarity)).answer()


def missing_from_outline(document: Document, folded: str) -> str | None:
    """A Chinese clause when the question asks for what the outline does not have: a chapter beyond
    the last one, a page where no pages are printed."""
    nodes = outline_of(document)
    paged = any(node.page is not None for node in nodes)
    if nodes and not paged and facets.PAGE.search(folded) and entries_titled(nodes, folded):
        return "文件没有标注页码"
    numbers = {node.number for node in nodes if node.level == 0 and node.number}
    for match in ORDINAL.finditer(folded):
        number = ordinal_number(match)
        if numbers and number and number > max(numbers):
            return f"文件只有{len(numbers)}章（部分），没有{match.group()}"
    return None


class _Answer:
    """What one outline answers to one question."""

    def __init__(self, document: Document, number: int, asked: AskedEntries):
        self.document, self.number, self.asked = document, number, asked
        self.nodes, self.folded = asked.nodes, asked.folded

    def answer(self) -> tuple[Claim, ...] | None:
        claims = self._pages_given()
        named = self.asked.named()
        for index in named:
            claims += self._facets(index)
        if not claims:
            claims = self._members(named) or self._holding() or self._top()
        return tuple(dict.fromkeys(claims)) or None

    def _facets(self, index: int) -> list[Claim]:
        """Claims for each facet asked of one entry."""
        node = self.nodes[index]
        row = children(self.nodes, node.parent)
        place = row.index(index)
        claims: list[Claim] = []
        if self.asked.only_names(index):
            members = members_placed(self.nodes, index, self.folded)
            claims += [self._claim("{0} 之下：{1}", [index, member]) for member in members]
        if claims:
            return claims
        if facets.PARENT.search(self.folded):
            if node.parent >= 0:
                claims.append(self._claim("{0} 列在 {1} 之下", [index, node.parent]))
            elif not facets.COUNT_TOP.search(self.folded):
                claims.append(self._claim("目录：{0}", [index]))
        for pattern, step, word in ((facets.BEFORE, -1, "前面"), (facets.AFTER, 1, "后面")):
            if pattern.search(self.folded) and 0 <= place + step < len(row):
                beside = row[place + 1 :] if step > 0 else row[:place]
                if not facets.SEVERAL.search(self.folded):
                    beside = [row[place + step]]
                claims.append(
                    self._claim("{0} 的{word}是 " + _slots(beside, 1), [index, *beside], word=word)
                )
        if facets.RANK.search(self.folded):
            under = f"“{self.nodes[node.parent].label}”下" if node.parent >= 0 else "目录中"
            claims.append(
                self._claim("在{under}排第{place}：{0}", [index], under=under, place=place + 1)
            )
        if node.page is not None and (facets.PAGE.search(self.folded) or pages_named(self.folded)):
            claims.append(
                self._claim(
                    "目录中“{label}”在第{page}页：{0}", [index], label=node.label, page=node.page
                )
            )
        if not claims and facets.WHICH.search(self.folded) and self.asked.asks_which(index):
            claims.append(self._claim("目录列有：{0}", [index]))
        if not claims and index in self.asked.placed and not children(self.nodes, index):
            claims.append(self._claim("目录：{0}", [index]))
        if not claims and facets.EXISTS.search(self.folded) and self.asked.only_names(index):
            present = Own("，正文也收录" if node.present else "，但正文未收录")
            claims.append(self._claim("目录列有{0}{present}", [index], present=present))
        return claims

    def _pages_given(self) -> list[Claim]:
        claims = []
        for page in pages_named(self.folded):
            found = entries_on_page(self.nodes, page)
            if not found:
                continue
            if self.nodes[found[0]].page == page:
                claims.append(
                    self._claim("目录所列从第{page}页开始的有：" + _slots(found), found, page=page)
                )
            else:
                claims.append(self._claim("按目录，第{page}页在这一节之内：{0}", found, page=page))
        return claims

    def _members(self, named: Sequence[int]) -> list[Claim]:
        """What an entry lists, when the question asks for little else."""
        claims: list[Claim] = []
        holder = holder_of_set(self.nodes, self.folded)
        for index in dict.fromkeys([*named, *([holder] if holder is not None else [])]):
            members = children(self.nodes, index)
            if any(self.asked.under(other, index) for other in named):
                continue  # 半导体产业的发展重点 asks for the one, not for the list
            if not members or not (
                facets.MEMBERS.search(self.folded)
                or facets.COUNT.search(self.folded)
                or index in self.asked.placed
            ):
                continue
            if not self.asked.only_names(index):
                continue
            unit = _unit(self.folded)
            claims.append(self._claim("{0}", [index]))
            listed = "其下共{count}{unit}：" + _slots(members)
            claims.append(self._claim(listed, members, count=len(members), unit=unit))
        return claims

    def _holding(self) -> list[Claim]:
        """Entries whose titles hold a word that the question quotes: 标题里带“新材料”的."""
        match = facets.HOLDING.search(self.folded)
        found = entries_holding(self.nodes, match["word"]) if match else []
        if not found:
            return []
        listed = "目录中共{count}{unit}：" + _slots(found)
        return [self._claim(listed, found, count=len(found), unit=_unit(self.folded))]

    def _top(self) -> list[Claim]:
        """The outermost entries, when the question is about the document as a whole."""
        count = facets.COUNT_TOP.search(self.folded)
        if count is None and not (
            facets.WHOLE.search(self.folded)
            and (facets.MEMBERS.search(self.folded) or "目录" in self.folded)
        ):
            return []
        rest = without_title(loose(self.folded), loose(self.document.title))
        rest = facets.GENERIC.sub("", rest)
        outermost = children(self.nodes, -1)
        tops = [index for index in outermost if self.nodes[index].number]
        others = [index for index in outermost if not self.nodes[index].number]
        if len(tops) < 2 or (count is None and len(rest) > 2 * FILLED):
            return []
        unit = (count["unit"] if count else None) or "章"
        unit = unit if unit in ("章", "编") else f"个{unit}".replace("章节", "章")
        listed = "全文共{count}{unit}：" + _slots(tops)
        claims = [self._claim(listed, tops, count=len(tops), unit=unit)]
        if others:
            claims.append(self._claim("目录另列未编号的：" + _slots(others), others))
        return claims

    def _claim(self, template: str, indices: Sequence[int], **words: object) -> Claim:
        spans = [(self.nodes[index].start, self.nodes[index].end) for index in indices]
        quotes = [Quote(self.number, s, e, self.document.text[s:e]) for s, e in spans]
        return claim(template, quotes, **words)


def _slots(indices: Sequence[int], first: int = 0) -> str:
    """Template slots for quotes `first`, `first` + 1 …, one for each of `indices`."""
    return "；".join(f"{{{first + place}}}" for place in range(len(indices)))


def _unit(folded: str) -> str:
    match = re.search("(?:几|多少)\\s*大?(?P<unit>[个项条节类种])", folded)
    return match["unit"].replace("种", "类") if match else "项"
