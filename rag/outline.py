"""Questions about the contents of a document, answered from its 目录 or, without one, its headings.

How many chapters, what a chapter lists, on which page a section stands, what it belongs to, what
comes before and after it: these are facts of the outline, not of any passage.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.contents import bare_title
from index.fold import fold
from index.numerals import NUMERAL, parse_number
from index.types import Document
from rag.types import Claim, Quote

_PAGE_ASKED = re.compile("第?(?:几|多少|哪一?)页|页码|页数|which page|what page")
_PAGE_GIVEN = re.compile(r"第?\s*(?P<page>\d{1,4})\s*页")
_TOP = "章|大?部分|编|大章"
_COUNT_TOP = re.compile(rf"(?:几|多少)个?(?P<unit>{_TOP})|how many (?:chapters|parts|sections)")
_MEMBERSHIP = re.compile(f"(?:属于|在|归在?|放在|位于|出自|归属于?|列在)(?:目录的?|规划的?|文件的?)?(?:哪一?个?|第几)(?:{_TOP}|节)|(?:哪一?个?|第几)(?:{_TOP})(?:里|下|中|的)?")
_AFTER = re.compile("后面|之后|接着|下一[章节部个项]|紧跟|接下来|随后")
_BEFORE = re.compile("前面|之前|上一[章节部个项]|前一[章节部个项]")
_LAST = re.compile("最后(?:一|的)?[章节项部条个]?|末尾|倒数第一")
_FIRST = re.compile("(?:目录|开头|最前|最先).{0,4}第一[章节项部条个]|首[章节项]")
_RANK = re.compile("排第?几|第几[个项位节]|排在第?几|序号")
_ORDINAL = re.compile(rf"第\s*(?P<number>[{NUMERAL}]{{1,3}}|\d{{1,2}})\s*(?P<unit>{_TOP})")
_MEMBERS = re.compile(
    "哪些|哪几|几[个项条节类块点种大]|多少[个项条节类块点种]|包括|包含|列了|列出|列举|分为|分成|分哪|下设|下面|小节|"
    "组成|构成|都有什么|有什么|什么内容|写了|讲了?(?:什么|啥|哪)|what (?:industries|sections|tasks|projects)|which"
)
_WHOLE = re.compile("目录|大纲|框架|结构|整体(?:结构|框架)|全文|table of contents|outline")
_GENERIC = re.compile(
    "这[份个部]|该|本|规划|文件|通知|里面?|中|的|目录|一章|这章|章节|部分|下面|总共|一共|共|分别|都|"
    "标题|叫|名称|名字|是|在|和|与|了|有|列|写|讲|排|按|顺序|属于|第|页|什么|哪些|哪|几|多少|[个项条节类块点种大章]"
)


@dataclass(frozen=True, slots=True)
class Node:
    """One entry of an outline; `label` as printed, `span` where it stands."""

    label: str
    title: str
    number: int
    level: int
    page: int | None
    parent: int
    start: int
    end: int
    present: bool


def outline_of(document: Document) -> tuple[Node, ...]:
    """The outline of a document: its table of contents, else its headings down to two levels."""
    if document.contents:
        return tuple(
            Node(e.label, e.title, e.number, e.level, e.page, e.parent, e.start, e.end, e.section is not None)
            for e in document.contents
        )
    nodes: list[Node] = []
    places: dict[int, int] = {}
    for index, section in enumerate(document.sections):
        if section.kind not in ("part", "chapter", "section", "heading", "annex"):
            continue
        parent = next((places[i] for i in document.ancestors(section.parent) if i in places), -1)
        level = nodes[parent].level + 1 if parent >= 0 else 0
        if level > 2:
            continue
        places[index] = len(nodes)
        start = section.heading_end - len(section.label)
        if document.text[start : section.heading_end] != section.label:
            start = document.text.find(section.label, section.start)
        title = bare_title(section.label)
        end = start + len(section.label)
        nodes.append(Node(section.label, title, section.number, level, None, parent, start, end, True))
    return tuple(nodes)


def answer_from_outline(document: Document, number: int, folded: str) -> tuple[Claim, ...] | None:
    """Claims that answer a question about the contents; None when it is not such a question.

    `number` is the document's number in the index, `folded` the question in matching form.
    """
    nodes = outline_of(document)
    if not nodes:
        return None
    asked = _Asked(document, number, nodes, folded)
    for answer in (asked.page, asked.given_page, asked.neighbour, asked.membership, asked.edge):
        claims = answer()
        if claims is not None:
            return claims
    return asked.rank() or asked.members() or asked.top()


class _Asked:
    """One question put to one outline."""

    def __init__(self, document: Document, number: int, nodes: Sequence[Node], folded: str):
        self.document, self.number, self.nodes, self.folded = document, number, nodes, folded
        self.named = self._named()

    def _named(self) -> int | None:
        """The entry that the question names by title (the longest) or by ordinal (第五章)."""
        best: tuple[int, int] | None = None
        for index, node in enumerate(self.nodes):
            title = _plain(node.title)
            size = len(title) if title and title in _plain(self.folded) else 0
            if not size and len(title) > 4 and title.removesuffix("产业").removesuffix("工程") in _plain(self.folded):
                size = len(title) - 2
            if size >= 2 and (best is None or size > best[0]):
                best = (size, index)
        if best is not None:
            return best[1]
        ordinal = _ORDINAL.search(self.folded)
        if ordinal is None:
            return None
        wanted = parse_number(ordinal["number"])
        tops = [i for i, node in enumerate(self.nodes) if node.level == 0 and node.number == wanted]
        return tops[0] if len(tops) == 1 else None

    def page(self) -> tuple[Claim, ...] | None:
        if self.named is None or not _PAGE_ASKED.search(self.folded):
            return None
        node = self.nodes[self.named]
        if node.page is None:
            return None
        return (self._claim(f"目录中“{node.label}”在第{node.page}页：{{0}}", [self.named]),)

    def given_page(self) -> tuple[Claim, ...] | None:
        match = _PAGE_GIVEN.search(self.folded)
        if match is None or not any(node.page is not None for node in self.nodes):
            return None
        page = int(match["page"])
        exact = [i for i, node in enumerate(self.nodes) if node.page == page]
        if exact:
            return (self._claim(f"目录所列从第{page}页开始的有：{_slots(len(exact))}", exact),)
        before = [i for i, node in enumerate(self.nodes) if node.page is not None and node.page < page]
        if not before or page > max(node.page or 0 for node in self.nodes):
            return None
        return (self._claim(f"按目录，第{page}页在这一节之内：{{0}}", before[-1:]),)

    def neighbour(self) -> tuple[Claim, ...] | None:
        if self.named is None:
            return None
        step = 1 if _AFTER.search(self.folded) else -1 if _BEFORE.search(self.folded) else 0
        if not step:
            return None
        node = self.nodes[self.named]
        row = [i for i, other in enumerate(self.nodes) if other.parent == node.parent]
        place = row.index(self.named) + step
        if not 0 <= place < len(row):
            return None
        word = "后面" if step > 0 else "前面"
        return (self._claim(f"{{0}} {word}是：{{1}}", [self.named, row[place]]),)

    def membership(self) -> tuple[Claim, ...] | None:
        if self.named is None or not _MEMBERSHIP.search(self.folded):
            return None
        parent = self.nodes[self.named].parent
        if parent < 0:
            return None
        return (self._claim("{0} 列在 {1} 之下", [self.named, parent]),)

    def edge(self) -> tuple[Claim, ...] | None:
        if "目录" not in self.folded and "标题" not in self.folded and "章" not in self.folded:
            return None
        last = _LAST.search(self.folded)
        edge = last or _FIRST.search(self.folded)
        if edge is None:
            return None
        tops = [i for i, node in enumerate(self.nodes) if node.level == 0]
        if "章" in edge.group():
            tops = [i for i in tops if self.nodes[i].number]
        index = tops[-1] if last else tops[0]
        node = self.nodes[index]
        page = f"，在第{node.page}页" if node.page is not None else ""
        return (self._claim(f"目录{'最后' if last else '第'}一项是“{node.label}”{page}：{{0}}", [index]),)

    def rank(self) -> tuple[Claim, ...] | None:
        if self.named is None or not _RANK.search(self.folded):
            return None
        node = self.nodes[self.named]
        row = [i for i, other in enumerate(self.nodes) if other.parent == node.parent]
        place = row.index(self.named) + 1
        under = f"“{self.nodes[node.parent].label}”下" if node.parent >= 0 else "目录中"
        return (self._claim(f"在{under}排第{place}：{{0}}", [self.named]),)

    def members(self) -> tuple[Claim, ...] | None:
        if self.named is None or not (_MEMBERS.search(self.folded) or "标题" in self.folded or _ORDINAL.search(self.folded)):
            return None
        children = [i for i, node in enumerate(self.nodes) if node.parent == self.named]
        if not children or not self._about_outline(self.named, children):
            return None
        unit = _unit(self.folded)
        head = self._claim("{0}", [self.named])
        row = self._claim(f"其下共{len(children)}{unit}：{_slots(len(children))}", children)
        return (head, row)

    def top(self) -> tuple[Claim, ...] | None:
        count = _COUNT_TOP.search(self.folded)
        whole = _WHOLE.search(self.folded) and (_MEMBERS.search(self.folded) or "目录" in self.folded)
        if not count and not whole:
            return None
        tops = [i for i, node in enumerate(self.nodes) if node.level == 0 and node.number]
        others = [i for i, node in enumerate(self.nodes) if node.level == 0 and not node.number]
        if len(tops) < 2:
            return None
        unit = "章" if count is None or not count.groupdict().get("unit") else count["unit"]
        unit = f"个{unit}" if unit.endswith("部分") else unit
        claims = [self._claim(f"全文共{len(tops)}{unit}：{_slots(len(tops))}", tops)]
        if others:
            claims.append(self._claim(f"目录另列未编号的：{_slots(len(others))}", others))
        return tuple(claims)

    def _about_outline(self, named: int, children: Sequence[int]) -> bool:
        """Whether little is asked beyond the entry itself: else the body should answer."""
        rest = _plain(self.folded).replace(_plain(self.nodes[named].title), "")
        parent = self.nodes[named].parent
        if parent >= 0:
            rest = rest.replace(_plain(self.nodes[parent].title), "")
        for word in (_plain(self.document.title), *_kinds(self.nodes, children)):
            rest = rest.replace(word, "")
        rest = _ORDINAL.sub("", _MEMBERS.sub("", rest))
        return len(_GENERIC.sub("", rest)) <= 6

    def _claim(self, text: str, indices: Sequence[int]) -> Claim:
        quotes = tuple(
            Quote(self.number, node.start, node.end, self.document.text[node.start : node.end])
            for node in (self.nodes[i] for i in indices)
        )
        return Claim(text, quotes)


def _slots(count: int) -> str:
    return "；".join(f"{{{i}}}" for i in range(count))


def _plain(text: str) -> str:
    """Folded, without quotation marks and white space, 产业集群 as the document may print it."""
    return re.sub(r"[\"'\s]", "", fold(text)).replace("产业集群", "产业集")


def _kinds(nodes: Sequence[Node], children: Sequence[int]) -> set[str]:
    """What the children call themselves by their common ending: 产业, 工程."""
    endings = [nodes[i].title[-2:] for i in children]
    return {ending for ending in endings if endings.count(ending) > len(endings) / 2}


def _unit(folded: str) -> str:
    match = re.search("(?:几|多少|哪几)\\s*(?P<unit>[个项条节类块点种大])", folded)
    unit = match["unit"] if match else "项"
    return {"块": "项", "点": "项", "大": "项", "种": "类"}.get(unit, unit)
