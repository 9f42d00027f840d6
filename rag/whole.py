"""Questions about a document as a whole: what its main content or tasks are, how many articles it has,
how often it says a word. Its tree and its text answer, no passage."""

import re
from collections.abc import Sequence

from index.fold import fold
from index.types import Document, Section
from rag.lists import quotes_of
from rag.metadata import speaks_of_itself
from rag.occurrences import Finder
from rag.outline import loose, without_title
from rag.overview import outline_claims
from rag.sentences import split_sentences
from rag.series import Span
from rag.types import Claim, Own, claim

_TASKS = re.compile(
    "(?:主要|重点|核心|工作)(?:任务|举措|措施|工作|安排)|(?:哪些|什么)(?:任务|措施|举措)"
)
_PAST = re.compile("回顾|总结|完成|以来")
_ALL = re.compile(
    "主要内容|内容(?:是什么|有哪些|有什么)|(?:什么|哪些|啥)内容|(?:讲|说|写|谈|规定|提出)了?(?:的是)?(?:些)?(?:什么|啥|哪些)"
    "|概括|总结|要点"
)
_ARTICLES = re.compile("(?:多少|几)个?条(?!件|例|款)")
_CHAPTERS = re.compile("(?:多少|几)个?章")
_TIMES = re.compile("(?:几|多少)(?:次|处|回)|次数")
_MENTIONED = re.compile("提到|提及|出现|说到|写到|用到|讲到|提")
_QUOTED = re.compile('"(?P<word>[^"]{1,30})"')
# What such a question may hold beside the title: words that ask, and no subject.
_ASKING = re.compile(
    "第?[里中内]|主要|重点|核心|工作|任务|措施|举措|内容|要点|概括|总结|请|讲|说|写|谈|介绍|规定|提出?|包括|包含|关于"
    "|(?:19|20)\\d\\d年?|\\d{1,5}号文?|[是有共了的些都和及在对分一总全文该这份部]|什么|哪些|啥|怎么|几|多少|[条章节个大项点方面]|国务院|国家|文件"
)
_LEFT = 1  # characters that may be left of it
# Characters of the title, and of a heading, that such a question holds at least; of a law that it
# calls by its name (刑法) fewer.
_NAMED, _HEADING, _CALLED = 3, 4, 2
_MOST_PARTS, _MOST_QUOTES, _FEWEST_NUMBERED = 30, 8, 5
_UPPER = ("part", "chapter", "heading")


def asks_whole(folded: str, title: str, called: bool = False) -> bool:
    """Whether a folded question names nothing but a document with this folded title, which may be
    `called` by a short name, and asks what it says, or how many articles it has."""
    tasks = _TASKS.search(folded) is not None
    if not tasks and not (_ALL.search(folded) or _ARTICLES.search(folded)):
        return False
    if not tasks and not speaks_of_itself(folded, title):
        return False  # 环境影响报告书包括哪些内容 asks nothing of the 办法 on it
    asked, held = loose(folded), loose(title)
    rest = without_title(asked, held)
    named = len(asked) - len(rest)
    return named >= (_CALLED if called else _NAMED) and len(_ASKING.sub("", rest)) <= _LEFT


def names_only(question: str, title: str) -> bool:
    """Whether a folded question without words that ask holds nothing but a document's folded title."""
    asked = loose(question)
    return len(asked) > _HEADING and len(without_title(asked, loose(title))) <= _LEFT


def whole_claims(document: Document, number: int, folded: str) -> list[Claim]:
    """Claims for a question that `asks_whole` of a document: how many articles, the parts of the section
    on tasks, or the headings of the whole; none where it has neither."""
    if _ARTICLES.search(folded):
        return _counted(document, number, folded)
    tasks = _TASKS.search(folded)
    if tasks is not None:
        named = _named_section(document, tasks.group()[-4:]) or _tasks_of(document)
        if named is not None:
            return section_claims(document, number, named)
        if any(s.kind == "article" for s in document.sections):
            return []
    return _headings(document, number)


def section_named(document: Document, folded: str) -> int | None:
    """The chapter or heading that a folded question names by its title and asks for whole: 学校保护有哪些内容."""
    if not _ALL.search(folded):
        return None
    asked, title = loose(folded), loose(document.title)
    found = []
    for index, section in enumerate(document.sections):
        name = loose(_bare(section))
        if section.kind not in _UPPER or len(name) < _HEADING or name not in asked:
            continue
        rest = without_title(asked.replace(name, " ", 1), title)
        if len(_ASKING.sub("", rest).strip()) <= _LEFT:
            found.append((len(name), index))
    return max(found)[1] if found else None


def section_claims(document: Document, number: int, index: int) -> list[Claim]:
    """A section by its heading and how each part of it begins."""
    section = document.sections[index]
    return outline_claims(document, number, (section.start, section.end))


def asks_mentions(folded: str) -> str:
    """The word of which a folded question asks how often a document says it; empty for another."""
    word = _QUOTED.search(folded)
    if word is None or not (_TIMES.search(folded) and _MENTIONED.search(folded)):
        return ""
    return word["word"]


def mention_claims(finder: Finder, document: Document, number: int, word: str) -> list[Claim]:
    """How often a document says a word, and the first sentences that do."""
    spans = [(found.start, found.end) for found in finder.find_in(number, word)]
    if not spans:
        place = document.text.find(document.title)
        title = [(place, place + len(document.title))] if place >= 0 else []
        where = "{0}" if title else "此文件"
        return [
            claim(where + "全文没有出现“{word}”。", quotes_of(document, number, title), word=word)
        ]
    sentences = split_sentences(document, 0, len(document.text))
    held = [(s.start, s.end) for s in sentences if any(s.start <= a < s.end for a, _ in spans)]
    shown = held[:_MOST_QUOTES]
    said = "全文" if len(held) == len(shown) else f"全文（列出前{len(shown)}句）"
    claims = [claim(f"“{{word}}”在{said}共出现{{count}}次：", word=word, count=len(spans))]
    return [*claims, *(claim("{0}", quotes_of(document, number, [span])[:1]) for span in shown)]


def _counted(document: Document, number: int, folded: str) -> list[Claim]:
    sections = document.sections
    articles = [s for s in sections if s.kind == "article"] or _numbered(sections)
    claims = []
    if _CHAPTERS.search(folded):
        chapters = [_heading(document, s) for s in sections if s.kind == "chapter"]
        if chapters:
            slots = "；".join(f"{{{i}}}" for i in range(len(chapters)))
            quotes = quotes_of(document, number, chapters)
            claims.append(claim(f"全文共{{count}}章：{slots}", quotes, count=len(chapters)))
    if articles:
        last = articles[-1]
        first = split_sentences(document, last.start, last.end)[:1]
        quotes = quotes_of(document, number, [(s.start, s.end) for s in first])[:1]
        added = Own("（含“之一”等增补的条）" if any("之" in s.label[:8] for s in articles) else "")
        said = "全文共{count}条{added}，最后一条是：{0}"
        claims.append(claim(said, quotes, count=len(articles), added=added))
    return claims


def _numbered(sections: Sequence[Section]) -> list[Section]:
    """The headings that are numbered on and on through all parts of a plan: （一）…（二十）, 1. … 21."""
    best: list[Section] = []
    for opens in ("(", ""):
        run: list[Section] = []
        for section in sections:
            label = fold(section.label)
            bracketed = label.startswith("(")
            dotted = re.match(r"\d", label) is not None
            if not (bracketed if opens else dotted) or section.number != len(run) + 1:
                continue
            run.append(section)
        if len({s.parent for s in run}) > 1 and len(run) > len(best):
            best = run
    return best if len(best) >= _FEWEST_NUMBERED else []


def _headings(document: Document, number: int) -> list[Claim]:
    """The outermost numbered headings of a document, or where it has none how its articles begin."""
    sections = document.sections
    tops = [s for s in sections if s.kind in _UPPER and s.number and _outer(document, s)]
    articles = [s for s in sections if s.kind == "article"]
    if len(tops) > 1:
        spans = [_heading(document, s) for s in tops]
        unit = "章" if tops[0].kind == "chapter" else "部分"
        held = f"，{len(articles)}条" if articles else ""
        claims = [claim(f"全文共{{count}}{unit}{held}：", count=len(spans))]
    elif len(articles) > 1:
        first = [split_sentences(document, s.start, s.end)[0] for s in articles]
        spans = [(s.start, s.end) for s in first]
        claims = [claim("全文共{count}条，各条开头：", count=len(spans))]
    else:
        return []
    for span in spans[:_MOST_PARTS]:
        claims.append(claim("{0}", quotes_of(document, number, [span])[:1]))
    if len(spans) > _MOST_PARTS:
        claims.append(claim("（其余{count}项见原文。）", count=len(spans) - _MOST_PARTS))
    return claims


def _outer(document: Document, section: Section) -> bool:
    """Whether no other numbered heading stands above a section."""
    above = (document.sections[i] for i in document.ancestors(section.parent))
    return not any(s.kind in _UPPER and s.number for s in above)


def _named_section(document: Document, words: str) -> int | None:
    """The section whose heading holds these words: 主要任务."""
    held = enumerate(document.sections)
    return next((i for i, s in held if s.kind in _UPPER and words in fold(s.label)), None)


def _tasks_of(document: Document) -> int | None:
    """The section whose heading calls tasks by another word, and does not look back."""
    held = enumerate(document.sections)
    return next(
        (
            i
            for i, s in held
            if s.kind in _UPPER and _TASKS.search(fold(s.label)) and not _PAST.search(s.label)
        ),
        None,
    )


def _heading(document: Document, section: Section) -> Span:
    text = document.text[section.start : section.heading_end]
    lead = len(text) - len(text.lstrip("# \n\t\u3000"))
    return section.start + lead, section.start + len(text.rstrip())


def _bare(section: Section) -> str:
    return re.sub(
        r"^第[^章编节部]{1,6}(?:章|编|节|部分)|^[一二三四五六七八九十]+、", "", section.label
    )
