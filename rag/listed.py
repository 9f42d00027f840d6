"""Sections that a table of contents lists and the body does not contain."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index.terms import searchable, term_codes
from index.types import Document, TocEntry
from rag.query import Query

_OPENING_VERB = re.compile(
    "^(?:加大|加强|强化|深化|持续|推进|推动|完善|健全|优化|加快|提升|促进)(?:优化|推进)?"
)
_CJK = re.compile("[\u3400-\u9fff]")
_PAIR = np.uint64(1 << 62)


@dataclass(frozen=True, slots=True)
class Listed:
    """A missing section and how well a question names it: the share of the entry's title that the
    question holds, and the share of the question that entry, parents and title of the document hold."""

    entry: TocEntry
    named: float
    covered: float


def missing_section(
    document: Document, query: Query, similarity: Callable[[str, str], float]
) -> Listed | None:
    """The missing section that a question names best; None when it names none.

    `similarity` (title, question) says how much of a title a question means; it decides where the
    question is in another language.
    """
    foreign = not _CJK.search(query.content)
    best: Listed | None = None
    for entry in document.contents:
        if entry.section is not None or not entry.title:
            continue
        core = _core(entry.title)
        named = similarity(core, query.content) if foreign else _share(core, query.content)
        if named < 0.5:
            continue
        own = " ".join(_titles(document.contents, entry))
        covered = named if foreign else _covered(query.content, own, document.title)
        found = Listed(entry, named, covered)
        if best is None or (covered, named) > (best.covered, best.named):
            best = found
    return best


def _titles(entries: Sequence[TocEntry], entry: TocEntry) -> list[str]:
    titles = [entry.title]
    while entry.parent >= 0:
        entry = entries[entry.parent]
        titles.append(entry.title)
    return titles


def _core(title: str) -> str:
    """A title without its opening verb and the word for its kind: 通用航空产业 is also named by
    通用航空, 加大投融资政策支持 by 投融资政策."""
    bare = _OPENING_VERB.sub("", title)
    title = bare if len(bare) >= 3 else title
    for ending in ("产业", "工程", "专篇"):
        core = title.removesuffix(ending)
        if core != title and len(core) >= 2:
            return core
    return title


def _share(text: str, within: str) -> float:
    """The weighted share of the terms of `text` that `within` holds."""
    codes = np.unique(term_codes([searchable(text)])[0])
    held = np.isin(codes, term_codes([searchable(within)])[0])
    weights = np.where(codes >= _PAIR, 2.0, 1.0)
    return float((held * weights).sum() / weights.sum()) if len(codes) else 0.0


def _covered(content: str, own: str, title: str) -> float:
    codes = np.unique(term_codes([searchable(content)])[0])
    if not len(codes):
        return 0.0
    weights = np.where(codes >= _PAIR, 2.0, 1.0)
    inside = np.isin(codes, term_codes([searchable(own)])[0])
    around = np.isin(codes, term_codes([searchable(title)])[0])
    return float((np.maximum(inside, 0.8 * around) * weights).sum() / weights.sum())
