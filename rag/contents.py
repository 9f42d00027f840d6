"""Questions about the contents of a document, answered from its outline.

How many chapters, what a chapter lists, on which page a section stands, what it belongs to, what
comes before and after it: these are facts of the outline, not of any passage. A question may ask
for several (写在哪一章、第几页); each is answered for every entry it names.
"""

import re
from collections.abc import Callable, Sequence

from index.types import Document
from rag import facets
from rag.listed import clear_lead, core
from rag.outline import (
    ORDINAL,
    Node,
    children,
    common_kind,
    entries_holding,
    entries_on_page,
    entries_placed,
    entries_shortened,
    entries_titled,
    holder_of_set,
    loose,
    members_placed,
    ordinal_number,
    outline_of,
    pages_named,
    without_title,
)
from rag.query import content_of, is_chinese
from rag.types import Claim, Own, Quote, claim

Similarity = Callable[[str, str], float]
"""(question content, title) → how much of the title the question covers in meaning, 0..1."""

_CLAUSE = re.compile("[,。;?!]")
_PARTICLES = re.compile("[的在是和与及里中]|这个|那个|目录|规划|文件")
_FILLED = 6  # characters a question about the outline may hold beyond names and common words
_NEAR = 0.45  # how much of a title a paraphrase has to cover


def answer_from_outline(
    document: Document, number: int, folded: str, similarity: Similarity
) -> tuple[Claim, ...] | None:
    """Claims that answer a question about the contents; None when it is not such a question.

    `number` is the document's number in the index, `folded` the question in matching form.
    """
    nodes = outline_of(document)
    return _Asked(document, number, nodes, folded, similarity).answer() if nodes else None


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


class _Asked:
    """One question put to one outline."""

    def __init__(
        self,
        document: Document,
        number: int,
        nodes: Sequence[Node],
        folded: str,
        similarity: Similarity,
    ):
        self.document, self.number, self.nodes, self.folded = document, number, nodes, folded
        self.similarity = similarity
        self.titled = entries_titled(nodes, folded)
        self.placed = entries_placed(nodes, folded)

    def answer(self) -> tuple[Claim, ...] | None:
        claims = self._pages_given()
        named = self._named()
        for index in named:
            claims += self._facets(index)
        if not claims:
            claims = self._members(named) or self._holding() or self._top()
        return tuple(dict.fromkeys(claims)) or None

    def _named(self) -> list[int]:
        """The entries meant. A facet of the outline asked (page, chapter …) lets a title be
        shortened or paraphrased; without one only what is named outright counts."""
        named = list(dict.fromkeys([*self.titled[:2], *self.placed]))
        if "除了" in self.folded:  # 第一章除了发展现状还有哪一节 asks for the rest of the chapter
            return [i for i in named if any(self._under(other, i) for other in named)] or named
        faceted = any(
            facet.search(self.folded)
            for facet in (facets.PAGE, facets.PARENT, facets.RANK, facets.WHICH)
        )
        foreign = not is_chinese(self.folded)
        if not faceted and not (foreign and facets.ENGLISH.search(self.folded)):
            return named
        content = content_of(self.folded)
        if not foreign:
            words = [word for part in content.split() for word in _PARTICLES.split(part)]
            named += [i for i in entries_shortened(self.nodes, words) if i not in named]
        if not named:
            meant = self._meant(content, foreign)
            return [meant] if meant is not None else []
        # 发展重点里半导体产业排第几 asks of the inner one.
        inner = [i for i in named if not any(self._under(other, i) for other in named)]
        return inner or named

    def _meant(self, content: str, foreign: bool) -> int | None:
        """The entry nearest in meaning, when it is near enough; across languages vectors are
        further apart, and a clear lead over the second counts instead."""
        scored = sorted(
            ((self.similarity(content, node.title), -i) for i, node in enumerate(self.nodes)),
            reverse=True,
        )
        lead = clear_lead([score for score, _ in scored]) if foreign else scored[0][0] >= _NEAR
        return -scored[0][1] if lead else None

    def _facets(self, index: int) -> list[Claim]:
        """Claims for each facet asked of one entry."""
        node = self.nodes[index]
        row = children(self.nodes, node.parent)
        place = row.index(index)
        claims: list[Claim] = []
        if self._only_names(index):
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
        if not claims and facets.WHICH.search(self.folded) and self._asks_which(index):
            claims.append(self._claim("目录列有：{0}", [index]))
        if not claims and index in self.placed and not children(self.nodes, index):
            claims.append(self._claim("目录：{0}", [index]))
        if not claims and facets.EXISTS.search(self.folded) and self._only_names(index):
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
            if any(self._under(other, index) for other in named):
                continue  # 半导体产业的发展重点 asks for the one, not for the list
            if not members or not (
                facets.MEMBERS.search(self.folded)
                or facets.COUNT.search(self.folded)
                or index in self.placed
            ):
                continue
            if not self._only_names(index):
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
        if len(tops) < 2 or (count is None and len(rest) > 2 * _FILLED):
            return []
        unit = (count["unit"] if count else None) or "章"
        unit = unit if unit in ("章", "编") else f"个{unit}".replace("章节", "章")
        listed = "全文共{count}{unit}：" + _slots(tops)
        claims = [self._claim(listed, tops, count=len(tops), unit=unit)]
        if others:
            claims.append(self._claim("目录另列未编号的：" + _slots(others), others))
        return claims

    def _only_names(self, index: int) -> bool:
        """Whether little is asked beyond the entry itself: else the body should answer."""
        if not is_chinese(self.folded):
            return True  # what is named by meaning leaves no words to compare
        # 我是工程师,规划里有没有通用航空的内容: the clause that names the entry is the question.
        clauses = [
            c
            for c in _CLAUSE.split(self.folded)
            if loose(core(self.nodes[index].title)) in loose(c)
        ]
        rest = loose("".join(clauses) or self.folded)
        node = self.nodes[index]
        parents = [self.nodes[node.parent].title] if node.parent >= 0 else []
        for word in (node.title, *parents, common_kind(self.nodes, children(self.nodes, index))):
            rest = rest.replace(loose(word), "")
        rest = without_title(rest, loose(self.document.title))
        rest = facets.MEMBERS.sub("", facets.EXISTS.sub("", rest))
        return len(facets.GENERIC.sub("", rest)) <= _FILLED

    def _asks_which(self, index: int) -> bool:
        """Whether the entry itself is sought, not what it holds."""
        return not children(self.nodes, index) or index not in (*self.titled, *self.placed)

    def _under(self, index: int, ancestor: int) -> bool:
        parent = self.nodes[index].parent
        return parent == ancestor or (parent >= 0 and self._under(parent, ancestor))

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
