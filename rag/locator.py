"""The place of a span as a reference names it: 第五十二条第一款第（二）项, 第三部分（七）第2项.

Read off the section tree. An article is named without its chapter, for articles are numbered through
a law; a 款 is named only where the article has several.
"""

import re
from dataclasses import dataclass
from typing import Literal

from index.numerals import chinese_numeral
from index.types import Document, Section

StepKind = Literal[
    "part",  # 编, 分编
    "chapter",  # 章
    "section",  # 节
    "article",  # 条
    "paragraph",  # 款
    "item",  # 项: （一）
    "subitem",  # 目: 1.
    "division",  # 第三部分, 三、
    "bracket",  # （七）
    "point",  # 2.
    "numbered_bracket",  # （2）
    "circled",  # ①
    "decimal",  # 1.2.1
    "annex",  # 附件2
    "titled",  # a heading without number
]
_FORMS: tuple[tuple[StepKind, re.Pattern[str]], ...] = (
    (
        "division",
        re.compile(
            r"第\s{0,4}[^\s章节条编]{1,4}\s{0,4}部分|[〇零一二三四五六七八九十百]{1,4}\s*[、．.]"
        ),
    ),
    ("bracket", re.compile("[（(]\\s*[〇零一二三四五六七八九十百]{1,4}\\s*[）)]|[㈠-㈩]")),
    ("decimal", re.compile(r"\d{1,2}(?:[.．]\d{1,2}){1,4}")),
    ("point", re.compile(r"\d{1,3}\s*[.．、]")),
    ("numbered_bracket", re.compile(r"[（(]\s*\d{1,3}\s*[）)]|[⑴-⒇]")),
    ("circled", re.compile("[①-⑳]")),
)
_SUFFIX = re.compile("条(之[零〇一二三四五六七八九十]{1,3})")
_UNITS = {"chapter": "章", "section": "节", "paragraph": "款"}
_LONGEST_TITLE = 40


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a place, outermost first. `number` is 0 for a heading without one; `suffix` is 之一
    of an inserted article, the whole number of a decimal heading, 分编 of a part that is one."""

    kind: StepKind
    number: int
    title: str
    suffix: str = ""


def steps_to(document: Document, start: int, end: int) -> tuple[Step, ...]:
    """The steps that lead to the smallest place holding the span `start:end` of a document; empty
    where only the document as a whole holds it, or its header or table of contents does."""
    start, end = trim(document.text, start, end)
    sections = document.sections
    index = document.section_at(start)
    while index > 0 and not (sections[index].start <= start and end <= sections[index].end):
        index = sections[index].parent
    path = list(document.ancestors(index))[::-1]
    article = next((i for i in path if sections[i].kind == "article"), None)
    if article is None:
        return tuple(s for i in path if (s := _heading(document.text, sections[i])) is not None)
    return (_article(sections[article]), *_inside(document, article, start, end))


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the white space at its edges."""
    raw = text[start:end]
    if not raw.strip():
        return start, end
    start += len(raw) - len(raw.lstrip())
    return start, start + len(raw.strip())


def _article(section: Section) -> Step:
    suffix = _SUFFIX.search(section.label)
    return Step("article", section.number, "", suffix[1] if suffix else "")


def _inside(document: Document, article: int, start: int, end: int) -> list[Step]:
    """款, 项 and 目 of a span inside an article; none where it holds several of them."""
    sections = document.sections
    own = trim(document.text, sections[article].start, sections[article].end)
    if (start, end) == own:
        return []
    paragraphs = [i for i in _children(document, article) if sections[i].kind == "paragraph"]
    first = sum(sections[i].start <= start for i in paragraphs)
    last = sum(sections[i].start <= end - 1 for i in paragraphs)
    if first != last:
        return []
    steps = [Step("paragraph", first + 1, "")] if paragraphs else []
    parent = paragraphs[first - 1] if first else article
    while True:
        below = [
            i
            for i in _children(document, parent)
            if sections[i].kind == "item" and sections[i].start <= start and end <= sections[i].end
        ]
        if not below:
            return steps
        parent = below[0]
        steps.append(Step("subitem" if _below_item(steps) else "item", sections[parent].number, ""))


def _below_item(steps: list[Step]) -> bool:
    return bool(steps) and steps[-1].kind in ("item", "subitem")


def _children(document: Document, parent: int) -> list[int]:
    sections = document.sections
    found = []
    index = parent + 1
    while index < len(sections) and sections[index].start < sections[parent].end:
        if sections[index].parent == parent:
            found.append(index)
        index += 1
    return found


def _heading(text: str, section: Section) -> Step | None:
    label = section.label.strip()
    if section.kind == "part":
        return Step("part", section.number, "", "分编" if "分编" in label[:8] else "编")
    if section.kind in ("chapter", "section"):
        return Step("chapter" if section.kind == "chapter" else "section", section.number, "")
    if section.kind == "annex":
        return Step("annex", section.number, label)
    if section.kind not in ("heading", "item"):
        return None
    if section.number:
        for kind, form in _FORMS:
            match = form.match(label)
            if match:
                number = match.group().strip() if kind == "decimal" else ""
                return Step(kind, section.number, label[match.end() :].strip(), number)
    return Step("titled", 0, label.lstrip("#").strip()) if label else None


def written(steps: tuple[Step, ...], arabic: bool = False) -> str:
    """Steps as words: 第五十二条第一款第（二）项; with `arabic` numbers 第52条第1款第2项."""
    return "".join(_written(step, arabic) for step in steps)


def _written(step: Step, arabic: bool) -> str:
    number = str(step.number) if arabic or not 0 < step.number < 10_000 else ""
    number = number or chinese_numeral(step.number)
    if step.kind == "article":
        return f"第{number}条{step.suffix}"
    if step.kind == "part":
        return f"第{number}{step.suffix}"
    if step.kind in _UNITS:
        return f"第{number}{_UNITS[step.kind]}"
    if step.kind == "item":
        return f"第{number}项" if arabic else f"第（{number}）项"
    if step.kind == "subitem":
        return f"第{step.number}目"
    if step.kind == "division":
        return f"第{chinese_numeral(step.number)}部分"
    if step.kind == "bracket":
        return f"（{chinese_numeral(step.number)}）"
    if step.kind == "point":
        return f"第{step.number}项"
    if step.kind == "numbered_bracket":
        return f"（{step.number}）"
    if step.kind == "circled":
        return chr(ord("①") + step.number - 1) if step.number <= 20 else f"（{step.number}）"
    if step.kind == "decimal":
        return f"第{step.suffix}节"
    if step.kind == "annex":
        return f"附件{step.number}" if step.number else "附件"
    title = step.title if len(step.title) <= _LONGEST_TITLE else step.title[:_LONGEST_TITLE] + "…"
    return f"“{title}”部分"
