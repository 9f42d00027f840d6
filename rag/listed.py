"""Sections that a table of contents lists and the body does not contain.

A missing entry competes with the sentences of the body: if it covers the question at least as well
as the best sentence does, the honest answer is that the section is listed and not there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.fold import fold
from index.reader import IndexReader
from index.types import Document, TocEntry
from rag.coverage import cover, coverage, covered
from rag.outline import loose
from rag.query import Query, is_chinese

# What a title has to reach for a question in another language, alone and against the next one:
# across languages vectors are further apart, so the lead decides.
_FOREIGN_NEAR, _FOREIGN_LEAD = 0.2, 1.4

_NAMED = 0.45
_OPENING_VERB = re.compile(
    "^(?:加大|加强|强化|深化|持续|推进|推动|完善|健全|优化|加快|提升|促进)(?:优化|推进)?"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A missing section; `named` is how much of its title the question holds, `covered` how much of
    the question the title (with those above it) covers."""

    entry: TocEntry
    named: float
    covered: float


def missing_section(reader: IndexReader, document: Document, query: Query) -> Listed | None:
    """The missing section that a question asks for most clearly; None when it names none."""
    if not is_chinese(query.content):
        return _missing_foreign(reader, document, query.content)
    missing = [e for e in document.contents if e.section is None and e.title]
    if not missing:
        return None
    # Unlike a sentence, an entry says nothing of its own about the document: its title counts whole.
    texts = [_with_titles_above(document, entry) for entry in missing]
    lexical, soft = cover(reader, query.content, texts)
    best: Listed | None = None
    for entry, words, near in zip(missing, lexical, soft, strict=True):
        named = coverage(reader, core(entry.title), query.content)
        if loose(core(entry.title)) in loose(query.folded):
            named = 1.0
        found = Listed(entry, named, covered(float(words), float(near)))
        if named >= _NAMED and (best is None or found.covered > best.covered):
            best = found
    return best


def _missing_foreign(reader: IndexReader, document: Document, content: str) -> Listed | None:
    """The entry that a question in another language means most clearly, if the body lacks it."""
    scored = [(coverage(reader, entry.title, content), entry) for entry in document.contents]
    scored.sort(key=lambda pair: -pair[0])
    if len(scored) < 2 or scored[0][1].section is not None:
        return None
    named, entry = scored[0]
    return Listed(entry, named, 1.0) if clear_lead([score for score, _ in scored]) else None


def _with_titles_above(document: Document, entry: TocEntry) -> str:
    """The title of an entry with the titles over it and that of the document."""
    titles = [document.title, entry.title]
    while entry.parent >= 0:
        entry = document.contents[entry.parent]
        titles.append(entry.title)
    return fold("\n".join(titles))


def core(title: str) -> str:
    """A title without its opening verb and the word for its kind: 通用航空产业 is also named by
    通用航空, 加大投融资政策支持 by 投融资政策."""
    bare = _OPENING_VERB.sub("", fold(title))
    bare = bare if len(bare) >= 3 else fold(title)
    for ending in ("产业", "工程", "专篇"):
        short = bare.removesuffix(ending)
        if short != bare and len(short) >= 2:
            return short
    return bare


def clear_lead(scores: Sequence[float]) -> bool:
    """Whether the first of scores in falling order leads the second clearly enough."""
    second = scores[1] if len(scores) > 1 else 0.0
    return bool(scores) and scores[0] >= _FOREIGN_NEAR and scores[0] >= _FOREIGN_LEAD * second
