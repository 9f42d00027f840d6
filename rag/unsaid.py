"""What a refusal says is missing: a word of the question of which the nearest passages say nothing, or
the kind of value that they do not state for sure.

A reason that is not so is worse than none. A word of the question is named only where it stands in none of these
passages, nor in their titles and paths, and no word near it in meaning does (垂钓 for 钓鱼).
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from index.fold import fold
from index.numerals import NUMERAL
from index.reader import IndexReader
from index.tokens import best_cosines
from rag.extract import Candidate
from rag.query import Query
from rag.understand import Kind, kind_of
from rag.value_kinds import CLOCK, DATE, KINDS

_PASSAGES = 3  # the nearest, which are shown beside a refusal
_LEAST_WEIGHT = 0.9  # of a token: 规定, 内容, 时间 say nothing of a subject
_NEAR = 0.33  # cosine from which a word is another one for it: 子女 .33 for 儿子, 楼 .2 for 手机
_WORD = re.compile("[\u4e00-\u9fff]{2,}")
# What the model cuts off as a word and is none, or tells no subject: 被扣, 进校园, 前十名, 最低.
_NO_WORD = re.compile(
    rf"^(?:[被把给让将不没无可能会要应最更太各每全其这那哪进出到在从由于和或与及共还再都就才也第前后{NUMERAL}]|几[个条项])"
    "|(?:修改|修订|提到|变化|区别|差别|不同|开始|以后|以前|期间|多长|多大)$"
)
_MISSING: dict[Kind, str] = {
    "date": "时间",
    "duration": "期限",
    "who": "人或单位",
    "list": "各项内容",
    "amount": "数额",
    "procedure": "做法",
    "definition": "含义",
}


def unsaid(reader: IndexReader, query: Query, candidates: Sequence[Candidate]) -> str:
    """Why the nearest passages are not shown as an answer where no rule says so, as a Chinese clause."""
    word = unsaid_word(reader, query, candidates)
    if word:
        return f"相近段落没有说到“{word}”"
    return f"有相近的段落，但不能确定其中写明了所问的{missing_value(query.folded)}"


def missing_value(folded: str) -> str:
    """What kind of value a folded question asks for, in a Chinese word: 金额, 期限, 内容 …"""
    if any(kind.asked.search(folded) for kind in KINDS if kind.held.search("1元")):
        return "金额"
    timed = any(kind.asked.search(folded) for kind in (DATE, CLOCK))
    return _MISSING.get("date" if timed else kind_of(folded), "内容")


def unsaid_word(reader: IndexReader, query: Query, candidates: Sequence[Candidate]) -> str:
    """The word of a Chinese question that weighs most among those of which the nearest passages say
    nothing; empty where there is none."""
    if not query.chinese or not candidates:
        return ""
    hits = {candidate.hit.number: candidate.hit for candidate in candidates}
    nearest = sorted(hits.values(), key=lambda hit: hit.rank)[:_PASSAGES]
    parts = [(hit.card.title, *hit.chunk.path, hit.chunk.text) for hit in nearest]
    around = fold("\n".join(text for part in parts for text in part))
    model = reader.model
    ids, _ = model.tokenize([query.content])
    tokens, offsets = model.tokenize([around])
    near = best_cosines(model, ids, tokens, np.diff(offsets))[:, 0]
    weights = model.weights(ids)
    missing = [
        weight >= _LEAST_WEIGHT and cosine < _NEAR
        for weight, cosine in zip(weights.tolist(), near.tolist(), strict=True)
    ]
    words = [model.token(int(number)) for number in ids]
    lacking = weights * (1.0 - near)
    found = {
        word: float(lacking[first:last].max())
        for word, first, last in _whole_words(words, missing, query.folded)
        if word in query.folded
        and word not in around
        and _WORD.fullmatch(word)
        and not _NO_WORD.search(word)
    }
    return max(found, key=lambda word: found[word], default="")


def _whole_words(
    words: Sequence[str], missing: Sequence[bool], folded: str
) -> Iterator[tuple[str, int, int]]:
    """The missing words, and where they begin and end among all; neighbours are one: 高空抛物."""
    first = 0
    while first < len(words):
        last = first + 1
        if missing[first]:
            while (
                last < len(words) and missing[last] and "".join(words[first : last + 1]) in folded
            ):
                last += 1
            yield "".join(words[first:last]), first, last
        first = last
