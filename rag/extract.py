"""The sentences that answer: chosen from the best passages, word for word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.fold import fold
from index.numerals import NUMERAL
from index.reader import IndexReader
from index.types import Document
from rag.applies import elsewhere, in_time, of_year, surroundings
from rag.coverage import cover, covered
from rag.definitions import defining, term_asked
from rag.demands import Demands, demands_of, unmet
from rag.divided import divided
from rag.lists import (
    as_sentence,
    asked_count,
    asks_list,
    before_lead,
    items_shown,
    listing,
    series_near,
    series_of_headings,
    stands_for,
)
from rag.measures import spelt_alike, told_by
from rag.parties import same_party
from rag.query import Query
from rag.sentences import Sentence, sentences_of
from rag.series import Series, introductions
from rag.steps import asks_steps, beginning
from rag.types import Hit
from rag.value_kinds import DURATION
from rag.values import fines
from rag.wanted import holds, wanted_of
from rag.whether import measure_asked

_REPEATED = 3  # first hits of which those that repeat them are heard too
_BESIDE, _FIRST = 400, 5  # characters around the first passages where an enumeration may stand
_PASSAGES = 8  # passages whose sentences compete
FITTING = 1.35  # a sentence that states a value of the kind asked for beats a nearer one without
_CLAUSES_BEFORE = 2
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
    reader: IndexReader, query: Query, hits: Sequence[Hit], passages: int = _PASSAGES
) -> list[Candidate]:
    """All sentences of the best body passages, best first; where the question asks for a list, an
    enumeration stands for the sentences it is made of."""
    body = [hit for hit in hits if hit.chunk.kind == "body"]
    term = term_asked(query.folded)
    steps = asks_steps(query.folded)
    if term is not None or steps:  # what defines a word, or begins a way, says little else
        passages = len(hits)
    # Of a passage that is found first the other versions are heard too, where search put them last.
    body = body[:passages] + [hit for hit in body[passages:] if 0 < hit.repeats <= _REPEATED]
    found: list[tuple[Hit, Sentence, Series | None]] = []
    before: list[str] = []
    leads: list[str] = []
    lists = asks_list(query.folded)
    count = asked_count(query.folded) if lists else None
    listed: set[tuple[int, int]] = set()
    if lists:  # an enumeration of many items is cut into passages that say little by themselves
        body = [hit for hit in hits if hit.chunk.kind == "body"]
    for rank, hit in enumerate(body):
        document = reader.records.document(hit.document)
        # 关于…的通知, and who signed it, answers nothing.
        known = {fold(name) for name in (hit.card.title, hit.card.number, hit.card.issuer) if name}
        beside = _BESIDE if rank < _FIRST else 0
        start, end = max(0, hit.chunk.start - beside), hit.chunk.end + beside
        serieses = series_near(document, start, end, count) if lists else []
        if lists and rank < passages:
            serieses += series_of_headings(document, hit.chunk.start, query.folded)
        inside = sentences_of(document, hit.chunk.start, hit.chunk.end)
        sentences = inside if rank < passages or hit.repeats else []
        sentences = [
            s
            for s in sentences
            if fold(s.text).strip("# ") not in known
            and not any(stands_for(x, s.start) for x in serieses)
        ]
        found += [(hit, sentence, None) for sentence in sentences]
        led = leads_of(document, sentences)
        leads += led
        clauses = clauses_before(document, sentences)
        before += [f"{lead}\n{said}" for lead, said in zip(led, clauses, strict=True)]
        for series in serieses:
            if (hit.document, series.items[0][0]) not in listed:
                listed.add((hit.document, series.items[0][0]))
                found.append((hit, as_sentence(document, series), series))
                leads.append("")
                before.append(fold(before_lead(document, series) + items_shown(document, series)))
    if not found:
        return []
    folded = [fold(sentence.text) for _, sentence, _ in found]
    # 一次记6分：（一）不按信号灯指示通行的 states what its lead states.
    wanted = wanted_of(query.folded)
    numbered = wanted.units is not None or DURATION in wanted.kinds
    stating = [
        lead + text if numbered and not fines(lead, query.folded) else text
        for lead, text in zip(leads, folded, strict=True)
    ]
    contexts = [fold(f"{hit.card.title}\n{' '.join(hit.chunk.path)}") for hit, _, _ in found]
    asked = measure_asked(query.folded)
    begins = [beginning(text) if steps else 1.0 for text in folded]
    meanings = [defining(term, text) if term else 1.0 for text in folded]
    kinds = [
        divided(query.folded, text, fold(hit.card.title))
        for text, (hit, _, _) in zip(folded, found, strict=True)
    ]
    content, said = query.content, folded
    if asked is not None:  # 三十日 is found by 30天
        content, said = spelt_alike(content), [spelt_alike(text, asked) for text in folded]
    lexical, soft = cover(reader, content, said, contexts, before)
    alone = covered(*cover(reader, content, said, contexts))
    leans = covered(lexical, soft) > _LEANING * alone
    demands = demands_of(query.folded)
    around = {hit.number: fold(hit.chunk.text) for hit in body}
    best = max(hit.score.total for hit in body) or 1.0
    apart = {hit.number: elsewhere(query, wanted, surroundings(reader, hit)) for hit in body}
    candidates = [
        _candidate(
            hit,
            sentence,
            float(lexical[i]),
            float(soft[i]),
            apart[hit.number],
            bool(leans[i]),
            (max(meanings[i], begins[i], kinds[i]) > 1 or holds(wanted, stating[i]))
            and not _lacks(demands, stating[i], around[hit.number], series),
            best,
            series,
            (listing(query.folded, folded[i], series, count) if lists else 1.0)
            * kinds[i]
            * same_party(query.folded, folded[i])
            * in_time(query, hit.chunk.path)
            * of_year(query, folded[i])
            * (_CATCH_ALL_COUNTS if catches_all(query.folded, folded[i]) else 1.0)
            * (told_by(asked, query.folded, folded[i]) if asked is not None else 1.0)
            * meanings[i]
            * begins[i],
        )
        for i, (hit, sentence, series) in enumerate(found)
    ]
    return sorted(candidates, key=lambda c: (-c.score, c.hit.rank, c.sentence.start))


def catches_all(question: str, sentence: str) -> bool:
    """Whether a folded sentence is the item for all other cases, which the question does not ask for."""
    return "其他" not in question and _CATCH_ALL.match(sentence) is not None


def _candidate(
    hit: Hit,
    sentence: Sentence,
    lexical: float,
    soft: float,
    elsewhere: float,
    leans: bool,
    fits: bool,
    best: float,
    series: Series | None,
    listing: float,
) -> Candidate:
    score = covered(lexical, soft) + 0.1 * hit.score.total / best
    score *= (FITTING if fits else 1.0) * listing * elsewhere
    return Candidate(hit, sentence, lexical, soft, fits, leans, score, series, listing=listing)


def _lacks(demands: Demands, folded: str, around: str, series: Series | None) -> bool:
    """Whether a sentence, or the enumeration it stands for, leaves open what the question demands."""
    items = len(series.items) if series is not None else 0
    return unmet(demands, folded, around, items) is not None


def leads_of(document: Document, sentences: Sequence[Sentence]) -> list[str]:
    """For each sentence, in reading order, the folded one that introduces it, "" where it is no item."""
    spans = introductions(document, [sentence.start for sentence in sentences])
    return [fold(document.text[slice(*span)]) if span is not None else "" for span in spans]


def clauses_before(document: Document, sentences: Sequence[Sentence]) -> list[str]:
    """For each sentence the folded ones just before it in the same article or heading."""
    owners = [document.section_at(sentence.start) for sentence in sentences]
    tops = [_outer(document, owner) for owner in owners]
    texts = []
    for place, top in enumerate(tops):
        first = max(0, place - _CLAUSES_BEFORE)
        rows = zip(sentences[first:place], tops[first:place], strict=True)
        said = (s.text for s, owner in rows if owner == top and not s.heading)
        texts.append(fold(" ".join(said)))
    return texts


def _outer(document: Document, section: int) -> int:
    """The article or heading that a paragraph or item belongs to."""
    while document.sections[section].kind in ("paragraph", "item"):
        section = document.sections[section].parent
    return section
