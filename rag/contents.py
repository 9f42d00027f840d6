"""Questions about the contents of a document, answered from its outline.

How many chapters, what a chapter lists, on which page a section stands, what it belongs to, what
comes before and after it: these are facts of the outline, not of any passage. A question may ask
for several (写在哪一章、第几页); each is answered for every entry it names.
"""

import re
from collections.abc import Callable, Sequence

from index.fold import fold
from index.types import Document
from rag.listed import clear_lead, core
from rag.outline import (
    ORDINAL,
    TOP_UNITS,
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
)
from rag.query import content_of
from rag.types import Claim, Quote

Similarity = Callable[[str, str], float]
"""(question content, title) → how much of the title the question covers in meaning, 0..1."""

_PAGE = re.compile("(?:几|多少|哪一?)页|页码|页数|页次|which page|what page|page number|on page")
_PARENT = re.compile(
    f"(?:属于|归属?|在|列|写|放|安排|出自|位于|去|翻|看|找).{{0,8}}(?:哪|什么|第几).{{0,4}}(?:{TOP_UNITS}|标题|篇)"
    f"|(?:哪一?个?|第几)大?(?:{TOP_UNITS}|标题)(?:底?下|里|中|讲|谈|写|说|包含|包括|涉及|提到|是讲|有|能|找|可以|$)"
    f"|所[在属](?:的)?(?:{TOP_UNITS}|位置|大?标题)|(?:which|what) (?:chapter|part)"
)
_AFTER = re.compile(
    "(?<!最)后(?:一|两|几)?[章节部个项]|后面|之后|接着|下一?[章节部个项]|紧跟|接下来(?:是|的?一?[章节部个项])|随后|往后|\\bafter\\b|\\bnext\\b"
)
_BEFORE = re.compile(
    "前(?:一|两|几)?[章节部个项]|前面|之前|上一?[章节部个项]|往前|\\bbefore\\b|previous"
)
_SEVERAL = re.compile("哪[几两三四]|哪些|还有|分别|都|各?几[章节个项]")
_HOLDING = re.compile('(?:标题|目录|名字|名称|题目|带|含).{0,6}"(?P<word>[^"]{1,12})"')
_WHICH = re.compile(
    "(?:哪|什么)一?个?(?:小节|节|条|专篇|条目|工程)(?:$|[?？讲谈写说里])|(?:看|翻|找|查)(?:到)?哪|哪(?:一?节|个小节|项工程)|有没有(?:专门)?(?:讲|谈|写|说)|which section|which project"
)
_RANK = re.compile("排在?第?几|第几[个项位节条]|序号|排序|位置")
_EXISTS = re.compile(
    "有没有|是否有|有无|列没列|有没列|(?:有|列了?|包括|包含|写到|提到).{1,20}(?:吗|(?<!什)么|没有?)(?:$|[?，,])|is there"
)
_COUNT = re.compile("几|多少|总共|一共|共有|how many")
_MEMBERS = re.compile(
    "哪些|哪几|几大?[个项条节类块点种方章]|多少[个项条节类块点种]|包括|包含|涵盖|列了|列出|列举|列有|分为|分成|分哪|下设|下面|下分|小节|"
    "组成|构成|都有|都叫|叫什么|各项|各个|有什么|有啥|什么内容|哪方面|写了|清单|名单|分别|罗列|讲了?(?:什么|啥|哪)|是什么|标题|what|which|list"
)
_COUNT_TOP = re.compile(
    f"(?:几|多少)个?大?的?(?P<unit>章节|{TOP_UNITS})|how many (?:chapters|parts|main)|一级(?:标题|目录).{{0,4}}(?:几|多少)"
)
_WHOLE = re.compile(
    "目录|大纲|框架|全文结构|整体结构|篇章结构|一级标题|章节(?:名|标题|安排|设置)|各章|哪几?个?大?(?:章|部分|板块)|所有章|table of contents|outline|chapter titles|chapters"
)
_GENERIC = re.compile(
    "这[份个部件次]?|该|本|规划|文件|通知|文章|政策|里面?|中|的|目录|章节|部分|小节|下面?|总共|一共|共|分别|分成|都|各自?|"
    "标题|叫做?|名称|名字|全部|所有|请|列出?|写|讲|排|按|顺序|属于|第|页|是|在|和|与|及|了|有|到底|清楚|告诉|说说?|一下|给|把|"
    "要|想|看|什么|哪些|哪|几|多少|山西省?|战略性|新兴|十四五|[个项条节类块点种大方面章份]"
)
_CJK = re.compile("[\u3400-\u9fff]")
_ENGLISH_OUTLINE = re.compile(r"\b(?:chapter|section|part|page|heading|contents|list)s?\b")
_CLAUSE = re.compile("[,。;?!]")
_PARTICLES = re.compile("[的在是和与及里中]|这个|那个|目录|规划|文件")
_FILLED = 6  # characters a question about the outline may hold beyond names and common words
_NEAR = 0.45


def answer_from_outline(
    document: Document, number: int, folded: str, similarity: Similarity
) -> tuple[Claim, ...] | None:
    """Claims that answer a question about the contents; None when it is not such a question.

    `number` is the document's number in the index, `folded` the question in matching form.
    """
    nodes = outline_of(document)
    return _Asked(document, number, nodes, folded, similarity).answer() if nodes else None


def chapter_beyond(document: Document, folded: str) -> str | None:
    """A Chinese clause when the question names a chapter that the document does not have."""
    nodes = outline_of(document)
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
        faceted = any(facet.search(self.folded) for facet in (_PAGE, _PARENT, _RANK, _WHICH))
        foreign = not _CJK.search(self.folded)
        if not faceted and not (foreign and _ENGLISH_OUTLINE.search(self.folded)):
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
        for member in (
            members_placed(self.nodes, index, self.folded) if self._only_names(index) else []
        ):
            claims.append(self._claim("{0} 之下：{1}", [index, member]))
        if claims:
            return claims
        if _PARENT.search(self.folded):
            if node.parent >= 0:
                claims.append(self._claim("{0} 列在 {1} 之下", [index, node.parent]))
            elif not _COUNT_TOP.search(self.folded):
                claims.append(self._claim("目录：{0}", [index]))
        for pattern, step, word in ((_BEFORE, -1, "前面"), (_AFTER, 1, "后面")):
            if pattern.search(self.folded) and 0 <= place + step < len(row):
                beside = row[place + 1 :] if step > 0 else row[:place]
                if not _SEVERAL.search(self.folded):
                    beside = [row[place + step]]
                shown = "；".join(f"{{{i}}}" for i in range(1, len(beside) + 1))
                claims.append(self._claim(f"{{0}} 的{word}是 {shown}", [index, *beside]))
        if _RANK.search(self.folded):
            under = f"“{self.nodes[node.parent].label}”下" if node.parent >= 0 else "目录中"
            claims.append(self._claim(f"在{under}排第{place + 1}：{{0}}", [index]))
        if node.page is not None and (_PAGE.search(self.folded) or pages_named(self.folded)):
            claims.append(self._claim(f"目录中“{node.label}”在第{node.page}页：{{0}}", [index]))
        if not claims and _WHICH.search(self.folded) and self._asks_which(index):
            claims.append(self._claim("目录列有：{0}", [index]))
        if not claims and index in self.placed and not children(self.nodes, index):
            claims.append(self._claim("目录：{0}", [index]))
        if not claims and _EXISTS.search(self.folded) and self._only_names(index):
            present = "，正文也收录" if node.present else "，但正文未收录"
            claims.append(self._claim(f"目录列有{{0}}{present}", [index]))
        return claims

    def _pages_given(self) -> list[Claim]:
        claims = []
        for page in pages_named(self.folded):
            found = entries_on_page(self.nodes, page)
            if not found:
                continue
            if self.nodes[found[0]].page == page:
                claims.append(self._claim(f"目录所列从第{page}页开始的有：{_slots(found)}", found))
            else:
                claims.append(self._claim(f"按目录，第{page}页在这一节之内：{{0}}", found))
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
                _MEMBERS.search(self.folded) or _COUNT.search(self.folded) or index in self.placed
            ):
                continue
            if not self._only_names(index):
                continue
            unit = _unit(self.folded)
            claims.append(self._claim("{0}", [index]))
            claims.append(self._claim(f"其下共{len(members)}{unit}：{_slots(members)}", members))
        return claims

    def _holding(self) -> list[Claim]:
        """Entries whose titles hold a word that the question quotes: 标题里带“新材料”的."""
        match = _HOLDING.search(self.folded)
        found = entries_holding(self.nodes, match["word"]) if match else []
        return (
            [self._claim(f"目录中共{len(found)}{_unit(self.folded)}：{_slots(found)}", found)]
            if found
            else []
        )

    def _top(self) -> list[Claim]:
        """The outermost entries, when the question is about the document as a whole."""
        count = _COUNT_TOP.search(self.folded)
        if count is None and not (
            _WHOLE.search(self.folded) and (_MEMBERS.search(self.folded) or "目录" in self.folded)
        ):
            return []
        rest = _GENERIC.sub("", loose(self.folded).replace(loose(self.document.title), ""))
        outermost = children(self.nodes, -1)
        tops = [index for index in outermost if self.nodes[index].number]
        others = [index for index in outermost if not self.nodes[index].number]
        if len(tops) < 2 or (count is None and len(rest) > 2 * _FILLED):
            return []
        unit = (count["unit"] if count else None) or "章"
        unit = unit if unit in ("章", "编") else f"个{unit}".replace("章节", "章")
        claims = [self._claim(f"全文共{len(tops)}{unit}：{_slots(tops)}", tops)]
        if others:
            claims.append(self._claim(f"目录另列未编号的：{_slots(others)}", others))
        return claims

    def _only_names(self, index: int) -> bool:
        """Whether little is asked beyond the entry itself: else the body should answer."""
        if not _CJK.search(self.folded):
            return True  # what is named by meaning leaves no words to compare
        # 我是工程师,规划里有没有通用航空的内容: the clause that names the entry is the question.
        clauses = [
            c
            for c in _CLAUSE.split(self.folded)
            if loose(core(self.nodes[index].title)) in loose(c)
        ]
        rest = loose("".join(clauses) or self.folded).replace(loose(self.document.title), "")
        node = self.nodes[index]
        parents = [self.nodes[node.parent].title] if node.parent >= 0 else []
        for word in (node.title, *parents, common_kind(self.nodes, children(self.nodes, index))):
            rest = rest.replace(loose(word), "")
        rest = _MEMBERS.sub("", _EXISTS.sub("", rest))
        return len(_GENERIC.sub("", rest)) <= _FILLED

    def _asks_which(self, index: int) -> bool:
        """Whether the entry itself is sought, not what it holds."""
        return not children(self.nodes, index) or index not in (*self.titled, *self.placed)

    def _under(self, index: int, ancestor: int) -> bool:
        parent = self.nodes[index].parent
        return parent == ancestor or (parent >= 0 and self._under(parent, ancestor))

    def _claim(self, text: str, indices: Sequence[int]) -> Claim:
        spans = [(self.nodes[index].start, self.nodes[index].end) for index in indices]
        return Claim(
            text, tuple(Quote(self.number, s, e, self.document.text[s:e]) for s, e in spans)
        )


def _slots(indices: Sequence[int]) -> str:
    return "；".join(f"{{{place}}}" for place in range(len(indices)))


def _unit(folded: str) -> str:
    match = re.search("(?:几|多少)\\s*大?(?P<unit>[个项条节类种])", folded)
    return match["unit"].replace("种", "类") if match else "项"
