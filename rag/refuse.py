"""When the best sentence is no answer: the reasons to say so instead."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.fold import fold
from index.reader import IndexReader
from index.tokens import best_cosines
from rag.confidence import LEAST, UNREAD, confidence, figures, missing_word
from rag.demands import demands_of, unmet
from rag.extract import Candidate, coverage, surroundings
from rag.query import Query, is_chinese
from rag.regions import places_in
from rag.wanted import wanted_of

_QUOTED = re.compile(r'"([^"]{2,20})"|《([^》]{2,40})》')
_TERM_HELD = 0.5  # a wrong character in a name still leaves most of its terms
_THING_NAMED = 0.3  # more than the 企业 of 专精特新企业
_LEAST_WEIGHT, _SUBJECT_SHARE, _SUBJECT_NEAR = 0.4, 0.45, 0.55


@dataclass(frozen=True, slots=True)
class RefusalConfig:
    """When a best sentence is not near enough to show as an answer.

    `lexical` and `soft`: it covers less of the question than this, in words and in words near in
    meaning (`foreign`: in meaning alone, for a question in another language, `strange`: and its passage
    is no nearer than this). `dense` and `sum`: its
    passage is no nearer than `dense`, and words cover less than `sum` together.
    """

    lexical: float = 0.12
    soft: float = 0.12
    foreign: float = 0.09
    strange: float = 0.06
    dense: float = 0.13
    sum: float = 0.5

    def far(self, query: Query, candidate: Candidate) -> bool:
        """Whether a candidate is too far from the question."""
        if not query.chinese:
            return candidate.soft < self.foreign or candidate.hit.score.dense < self.strange
        if candidate.lexical < self.lexical and candidate.soft < self.soft:
            return True
        dense = candidate.hit.score.dense
        return dense < self.dense and candidate.lexical + candidate.soft < self.sum


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether the best sentence answers: `confidence` is the chance that it does, `reason` says in
    a Chinese clause why it is not shown as an answer, None where it is."""

    confidence: float
    reason: str | None


def judge(
    reader: IndexReader,
    query: Query,
    candidates: Sequence[Candidate],
    config: RefusalConfig | None = None,
) -> Judgement:
    """Whether the best candidate answers."""
    found = figures(reader, query, candidates[0]) if candidates else None
    sure = confidence(found) if found is not None else UNREAD if candidates else 0.0
    reason = _reason(reader, query, candidates, config)
    # A rule that refuses knows better than the figures that were near.
    return Judgement(sure if reason is None else min(sure, LEAST), reason)


def _reason(
    reader: IndexReader,
    query: Query,
    candidates: Sequence[Candidate],
    config: RefusalConfig | None = None,
) -> str | None:
    """Why the best candidate does not answer, as a Chinese clause; None when it does."""
    config = config or RefusalConfig()
    if not candidates:
        return "没有找到相近的段落"
    best = candidates[0]
    document = reader.records.document(best.hit.document)
    if config.far(query, best) or _subject_missing(reader, query, best):
        return "没有找到足够相近的段落"
    if not best.fits:
        items = len(best.series.items) if best.series is not None else 0
        around = fold(best.hit.chunk.text)
        open_ = unmet(demands_of(query.folded), fold(best.sentence.text), around, items)
        return f"相近段落{open_ or '没有写明所问的内容'}"
    wanted = wanted_of(query.folded)
    sentence = fold(best.sentence.text)
    if wanted.thing is not None and not _names_thing(reader, wanted.thing, sentence):
        return "相近段落所列数量不是所问的对象"
    around = surroundings(reader, best.hit)
    asked = places_in(query.folded)
    if asked and not any(place in around for place in asked):
        return f"相近段落讲的不是{'、'.join(sorted(asked))}"
    for period in wanted.periods:
        if period not in around:
            return f"相近段落没有写明{period}的情况"
    for term in _quoted_terms(query.folded):
        if coverage(reader, term, fold(document.text)) < _TERM_HELD:
            return f"文件中没有出现“{term}”"
    found = figures(reader, query, best)
    if found is not None and confidence(found) < LEAST:
        word = missing_word(reader, query, best)
        lacking = len(word) > 1 and word not in fold(best.sentence.text)
        return f"相近段落没有说到“{word}”" if lacking else "相近段落没有写明所问的内容"
    return None


def _subject_missing(reader: IndexReader, query: Query, best: Candidate) -> bool:
    """Whether the word that carries nearly half of a question has nothing near it in the passage,
    or no word of the question carries anything: 谁发明了电灯, 的."""
    if not query.chinese:
        return False
    model = reader.model
    ids, _ = model.tokenize([query.content])
    weights = model.weights(ids)
    if float(weights.sum()) < _LEAST_WEIGHT:
        return True
    around = f"{best.hit.chunk.text}\n{' '.join(best.hit.chunk.path)}\n{best.hit.card.title}"
    tokens, offsets = model.tokenize([fold(around)])
    near = best_cosines(model, ids, tokens, np.diff(offsets))[:, 0]
    heaviest = int(np.argmax(weights))
    share = float(weights[heaviest] / weights.sum())
    return share >= _SUBJECT_SHARE and float(near[heaviest]) < _SUBJECT_NEAR


def _names_thing(reader: IndexReader, thing: str, sentence: str) -> bool:
    """Whether a sentence that states a number names what was to be counted."""
    return coverage(reader, thing, sentence) >= _THING_NAMED


def _quoted_terms(folded: str) -> list[str]:
    """Terms that a Chinese question itself marks as names by quotation marks."""
    return (
        [first or second for first, second in _QUOTED.findall(folded)] if is_chinese(folded) else []
    )
