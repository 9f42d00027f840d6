"""The sentences that answer: chosen from the best passages, word for word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.fold import fold
from index.numerals import NUMERAL
from index.reader import IndexReader
from rag.applies import elsewhere, in_time, of_year, surroundings
from rag.competing import PASSAGES, competing
from rag.coverage import cover, covered
from rag.definitions import defining, term_asked
from rag.demands import Demands, demands_of, unmet
from rag.divided import divided
from rag.lists import asked_count, asks_list, listing
from rag.measures import spelt_alike, told_by
from rag.parties import same_party
from rag.query import Query
from rag.sentences import Sentence
from rag.series import Series
from rag.steps import asks_steps, beginning
from rag.types import Hit
from rag.value_kinds import DURATION
from rag.values import fines
from rag.wanted import holds, wanted_of
from rag.whether import measure_asked

# What a sentence loses for each passage that was found before its own, up to the eighth. With it the right one
# is among the twelve that are read for 274 of 291 questions instead of 264.
_BEHIND, _FURTHEST = 0.02, 8
FITTING = 1.35  # a sentence that states a value of the kind asked for beats a nearer one without
# (七)法律规定应当认定为工伤的其他情形: holds the words of the question, and answers none of them.
_CATCH_ALL = re.compile(
    rf"^\(?(?:[{NUMERAL}]{{1,3}}|\d{{1,2}})[)、.][^,。;]{{0,40}}(?:其他|其它)[^,。;]{{0,12}}[。;]?$"
)
_CATCH_ALL_COUNTS = 0.8
_LEANING = 1.15  # a clause that its predecessors make this much better needs them


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence and how well it answers. `lexical` and `soft` are shares of the question's
    weight that its words, or words near in meaning, cover; `fits` says that it states a value of
    the kind asked for, `leans` that it needs the clauses before it to be understood; `score` orders
    the candidates. Where `series` is given, the sentence stands for a whole enumeration.
    `listing` is how well it suits the list or the time that is asked for, 1 where none is.
    `voice` is how far it lies behind the best one when the reading model was heard too, `reading`
    that model's own score; `answers` the answering model's logit; None where they were not."""

    hit: Hit
    sentence: Sentence
    lexical: float
    soft: float
    fits: bool
    leans: bool
    score: float
    series: Series | None = None
    voice: float | None = None
    reading: float | None = None
    answers: float | None = None
    listing: float = 1.0


def rank_sentences(
    reader: IndexReader, query: Query, hits: Sequence[Hit], passages: int = PASSAGES
) -> list[Candidate]:
    """All sentences of the best body passages, best first; where the question asks for a list, an
    enumeration stands for the sentences it is made of."""
    body, found = competing(reader, query, hits, passages)
    if not found:
        return []
    folded = [fold(one.sentence.text) for one in found]
    asked = measure_asked(query.folded)
    content, said = query.content, folded
    if asked is not None:  # 三十日 is found by 30天
        content, said = spelt_alike(content), [spelt_alike(text, asked) for text in folded]
    contexts = [fold(f"{one.hit.card.title}\n{' '.join(one.hit.chunk.path)}") for one in found]
    lexical, soft = cover(reader, content, said, contexts, [one.before for one in found])
    alone = covered(*cover(reader, content, said, contexts))
    leans = covered(lexical, soft) > _LEANING * alone
    wanted, demands = wanted_of(query.folded), demands_of(query.folded)
    # 一次记6分：（一）不按信号灯指示通行的 states what its lead states.
    numbered = wanted.units is not None or DURATION in wanted.kinds
    term, steps = term_asked(query.folded), asks_steps(query.folded)
    lists = asks_list(query.folded)
    count = asked_count(query.folded) if lists else None
    around = {hit.number: fold(hit.chunk.text) for hit in body}
    best = max(hit.score.total for hit in body) or 1.0
    apart = {hit.number: elsewhere(query, wanted, surroundings(reader, hit)) for hit in body}
    candidates = []
    for i, (one, text) in enumerate(zip(found, folded, strict=True)):
        hit = one.hit
        stating = one.lead + text if numbered and not fines(one.lead, query.folded) else text
        begins = beginning(text) if steps else 1.0
        means = defining(term, text) if term else 1.0
        kinds = divided(query.folded, text, fold(hit.card.title))
        fits = (max(means, begins, kinds) > 1 or holds(wanted, stating)) and not _lacks(
            demands, stating, around[hit.number], one.series
        )
        suits = (
            (listing(query.folded, text, one.series, count) if lists else 1.0)
            * kinds
            * same_party(query.folded, text)
            * in_time(query, hit.chunk.path)
            * of_year(query, text)
            * (_CATCH_ALL_COUNTS if catches_all(query.folded, text) else 1.0)
            * (told_by(asked, query.folded, text) if asked is not None else 1.0)
            * means
            * begins
        )
        words, meaning = float(lexical[i]), float(soft[i])
        score = covered(words, meaning) + 0.1 * hit.score.total / best
        score *= (FITTING if fits else 1.0) * suits * apart[hit.number]
        score -= _BEHIND * (min(hit.rank, _FURTHEST) - 1)
        leaning = bool(leans[i])
        candidates.append(
            Candidate(
                hit, one.sentence, words, meaning, fits, leaning, score, one.series, listing=suits
            )
        )
    return sorted(candidates, key=lambda c: (-c.score, c.hit.rank, c.sentence.start))


def catches_all(question: str, sentence: str) -> bool:
    """Whether a folded sentence is the item for all other cases, which the question does not ask for."""
    return "其他" not in question and _CATCH_ALL.match(sentence) is not None


def _lacks(demands: Demands, folded: str, around: str, series: Series | None) -> bool:
    """Whether a sentence, or the enumeration it stands for, leaves open what the question demands."""
    items = len(series.items) if series is not None else 0
    return unmet(demands, folded, around, items) is not None
