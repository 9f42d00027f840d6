"""Why a passage was found, and why an expected one was not."""

from dataclasses import dataclass

import numpy as np

from index.errors import NotFoundError
from index.fold import fold
from index.reader import IndexReader
from rag.filter import Filter
from rag.query import Query
from rag.retrieve import Retriever
from rag.types import Hit, Quote, Score
from rag.understand import Understanding

_SHORTEST = 2  # characters of a word that is shown as matched
_MOST_PASSAGES = 5
_PARTS = {
    "bm25": "字面",
    "dense": "语义",
    "said": "说到",
    "soft": "近义",
    "title": "标题",
    "reference": "位置",
    "number": "文号",
    "structure": "结构",
    "place": "地区",
    "issuer": "发文机关",
    "prior": "同文件",
    "reading": "精读",
}


@dataclass(frozen=True, slots=True)
class Expected:
    """What became of a passage that was expected. Ranks count from 1; `bm25_rank` and `dense_rank`
    are among all passages, `rank` is the final one (None where it was no candidate)."""

    source: str
    section: tuple[str, ...]
    start: int
    end: int
    allowed: bool
    bm25_rank: int | None
    dense_rank: int | None
    rank: int | None
    score: Score | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a question was taken to mean, which documents were searched, and for each hit the words
    that it shares with the question."""

    understood: Understanding
    filter: Filter
    words: tuple[tuple[str, ...], ...]


def matched_words(query: Query, hit: Hit) -> tuple[str, ...]:
    """The longest pieces of the question that stand in the passage, its path or its title."""
    # Folding removes line ends; a character that no question holds keeps the texts apart.
    text = "\0".join(map(fold, (hit.card.title, *hit.chunk.path, hit.chunk.text)))
    words: list[str] = []
    for part in query.content.split():
        start = 0
        while start < len(part):
            end = start
            while end < len(part) and part[start : end + 1] in text:
                end += 1
            if end - start >= _SHORTEST:
                words.append(part[start:end])
            start = max(end, start + 1)
    return tuple(dict.fromkeys(words))


def why_not(
    reader: IndexReader,
    retriever: Retriever,
    query: Query,
    target: str,
    k: int,
    evidence: tuple[Quote, ...] = (),
) -> tuple[Expected, ...]:
    """Where the passages of `target` (DOCUMENT or DOCUMENT#SECTION: parts of a title or source, and
    of a heading) fell out of the first k; `evidence` as for `Retriever.search`. Raises
    NotFoundError where the index has no such place.
    """
    numbers = _passages(reader, target)
    ranking = retriever.ranking(query, k, evidence)
    ranked = {row[0]: (rank, *row[1:]) for rank, row in enumerate(ranking, 1)}
    best = ranking[0][1] if ranking else None
    bm25 = retriever.bm25(query)
    dense = reader.dense.similarities(
        reader.embedder.encode_query(query.meaning), np.arange(reader.size)
    )
    allowed = retriever.documents.allowed(query)
    found = []
    for number in numbers:
        chunk, owner = reader.records.chunk(number), int(reader.records.chunk_documents[number])
        rank, score, repeats = ranked.get(number, (None, None, 0))
        places = (_rank(bm25, number), _rank(dense, number))
        found.append(
            Expected(
                source=reader.records.cards[owner].source,
                section=chunk.path,
                start=chunk.start,
                end=chunk.end,
                allowed=bool(allowed[owner]),
                bm25_rank=places[0],
                dense_rank=places[1],
                rank=rank,
                score=score,
                verdict=_verdict(bool(allowed[owner]), places, rank, score, repeats, best, k),
            )
        )
    found.sort(key=lambda one: (one.rank is None, one.rank or one.bm25_rank or reader.size))
    return tuple(found[:_MOST_PASSAGES])


def _passages(reader: IndexReader, target: str) -> list[int]:
    name, _, section = target.partition("#")
    name, section = fold(name).strip(), fold(section).strip()
    cards = reader.records.cards
    owners = [
        i for i, c in enumerate(cards) if name and (name in fold(c.title) or name in fold(c.source))
    ]
    if not owners:
        raise NotFoundError(f"no document of the index is called {name!r}; give part of its title.")
    inside = np.flatnonzero(np.isin(reader.records.chunk_documents, owners)).tolist()
    if section:
        inside = [n for n in inside if section in fold(" ".join(reader.records.chunk(n).path))]
    if not inside:
        raise NotFoundError(f"{name!r} has no section {section!r}; give part of a heading.")
    return inside


def _rank(scores: np.ndarray[tuple[int], np.dtype[np.float32]], number: int) -> int | None:
    if scores[number] <= 0:
        return None
    return int((scores > scores[number]).sum()) + 1


def _verdict(
    allowed: bool,
    places: tuple[int | None, int | None],
    rank: int | None,
    score: Score | None,
    repeats: int,
    best: Score | None,
    k: int,
) -> str:
    if not allowed:
        return "被筛选条件排除"
    words, meaning = (f"第{place}名" if place else "无" for place in places)
    if rank is None or score is None or best is None:
        return f"不在候选之中：字面{words}，语义{meaning}"
    if rank <= k:
        return f"在前{k}名之中：第{rank}名"
    if repeats:
        return f"候选第{rank}名：与第{repeats}名内容相同，排在内容各异的段落之后"
    behind = {name: getattr(best, name) - getattr(score, name) for name in _PARTS}
    worst = [name for name, gap in sorted(behind.items(), key=lambda x: -x[1])[:2] if gap > 0]
    gaps = "、".join(f"{_PARTS[name]}低{behind[name]:.2f}" for name in worst)
    return f"候选第{rank}名（字面{words}，语义{meaning}）；比第1名{gaps or '总分略低'}"
