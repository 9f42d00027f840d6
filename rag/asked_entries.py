"""Which entries of an outline a question asks about, and whether it asks for anything beside them."""

import re
from collections.abc import Callable, Sequence

from index.types import Document
from rag import facets
from rag.entries import entries_placed, entries_shortened, entries_titled
from rag.listed import clear_lead, core
from rag.outline import Node, children, common_kind, loose, without_title
from rag.query import content_of, is_chinese

Similarity = Callable[[str, str], float]
"""(question content, title) → how much of the title the question covers in meaning, 0..1."""

_CLAUSE = re.compile("[,。;?!]")
_PARTICLES = re.compile("[的在是和与及里中]|这个|那个|目录|规划|文件")
FILLED = 6
"""Characters that a question about the outline may hold beyond names and common words."""

_NEAR = 0.45  # how much of a title a paraphrase has to cover


class AskedEntries:
    """The entries of one outline that one question, `folded`, names: `titled` and `placed` outright."""

    def __init__(
        self,
        document: Document,
        nodes: Sequence[Node],
        folded: str,
        similarity: Similarity,
    ):
        self.nodes, self.folded = nodes, folded
        self._document, self._similarity = document, similarity
        self.titled = entries_titled(nodes, folded)
        self.placed = entries_placed(nodes, folded)

    def named(self) -> list[int]:
        """The entries meant. A facet of the outline asked (page, chapter …) lets a title be
        shortened or paraphrased; without one only what is named outright counts."""
        named = list(dict.fromkeys([*self.titled[:2], *self.placed]))
        if "除了" in self.folded:  # 第一章除了发展现状还有哪一节 asks for the rest of the chapter
            return [i for i in named if any(self.under(other, i) for other in named)] or named
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
        inner = [i for i in named if not any(self.under(other, i) for other in named)]
        return inner or named

    def _meant(self, content: str, foreign: bool) -> int | None:
        """The entry nearest in meaning, when it is near enough; across languages vectors are
        further apart, and a clear lead over the second counts instead."""
        scored = sorted(
            ((self._similarity(content, node.title), -i) for i, node in enumerate(self.nodes)),
            reverse=True,
        )
        lead = clear_lead([score for score, _ in scored]) if foreign else scored[0][0] >= _NEAR
        return -scored[0][1] if lead else None

    def only_names(self, index: int) -> bool:
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
        rest = without_title(rest, loose(self._document.title))
        rest = facets.MEMBERS.sub("", facets.EXISTS.sub("", rest))
        return len(facets.GENERIC.sub("", rest)) <= FILLED

    def asks_which(self, index: int) -> bool:
        """Whether the entry itself is sought, not what it holds."""
        return not children(self.nodes, index) or index not in (*self.titled, *self.placed)

    def under(self, index: int, ancestor: int) -> bool:
        """Whether an entry stands below another one."""
        parent = self.nodes[index].parent
        return parent == ancestor or (parent >= 0 and self.under(parent, ancestor))
