"""The sentences that answer: chosen from the best passages, word for word."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.fold import fold
from index.reader import IndexReader
from index.terms import searchable, term_codes
from index.tokens import best_cosines
from rag.query import Query
from rag.sentences import Sentence, split_sentences
from rag.types import Hit
from rag.wanted import Wanted, holds, wanted_of

_PASSAGES = 8  # passages whose sentences compete
_FITTING = 1.35  # a sentence that states a value of the kind asked for beats a nearer one without
_CONTEXT = 0.8  # what a word counts that only the title or the section path has


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence and how well it answers. `lexical` and `soft` are shares of the question's
    weight that its words, or words near in meaning, cover; `fits` says that it states a value of
    the kind asked for; `score` orders the candidates."""

    hit: Hit
    sentence: Sentence
    lexical: float
    soft: float
    fits: bool
    score: float


def rank_sentences(reader: IndexReader, query: Query, hits: Sequence[Hit]) -> list[Candidate]:
    """All sentences of the best body passages, best first."""
    body = [hit for hit in hits if hit.chunk.kind == "body"][:_PASSAGES]
    found: list[tuple[Hit, Sentence]] = []
    for hit in body:
        document = reader.records.document(hit.document)
        sentences = split_sentences(document, hit.chunk.start, hit.chunk.end)
        found += [(hit, sentence) for sentence in sentences if not sentence.heading]
    if not found:
        return []
    folded = [fold(sentence.text) for _, sentence in found]
    contexts = [fold(f"{hit.card.title}\n{' '.join(hit.chunk.path)}") for hit, _ in found]
    lexical, soft = cover(reader, query.content, folded, contexts)
    wanted = wanted_of(query.folded)
    best = max(hit.score.total for hit in body) or 1.0
    candidates = [
        _candidate(hit, sentence, text, float(lex), float(near), wanted, best)
        for (hit, sentence), text, lex, near in zip(found, folded, lexical, soft, strict=True)
    ]
    return sorted(candidates, key=lambda c: (-c.score, c.hit.rank, c.sentence.start))


def covered(lexical: float, soft: float) -> float:
    """One figure for how much of a question is covered."""
    return 0.5 * lexical + 0.5 * soft


def _candidate(
    hit: Hit,
    sentence: Sentence,
    folded: str,
    lexical: float,
    soft: float,
    wanted: Wanted,
    best: float,
) -> Candidate:
    fits = holds(wanted, folded)
    score = covered(lexical, soft) + 0.1 * hit.score.total / best
    score *= _FITTING if fits else 1.0
    return Candidate(hit, sentence, lexical, soft, fits, score)


def cover(
    reader: IndexReader, content: str, texts: Sequence[str], contexts: Sequence[str]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How much of `content` each text covers, in words and in words near in meaning; 0..1 each.
    What only a text's context holds counts less."""
    return _lexical(content, texts, contexts), _soft(reader, content, texts, contexts)


def coverage(reader: IndexReader, content: str, text: str) -> float:
    """How much of `content` a folded text covers, in words or in words near in meaning; 0..1."""
    lexical, soft = cover(reader, content, [text], [""])
    return max(float(lexical[0]), float(soft[0]))


def _lexical(content: str, texts: Sequence[str], contexts: Sequence[str]) -> NDArray[np.float32]:
    """Share of the question's terms that a sentence holds, pairs of characters counting double."""
    codes = np.unique(term_codes([searchable(content)])[0])
    if not len(codes):
        return np.zeros(len(texts), np.float32)
    weights = np.where(codes >= np.uint64(1 << 62), 2.0, 1.0)
    own = _held(codes, texts)
    around = _held(codes, contexts)
    covered = np.maximum(own, _CONTEXT * around)
    shares: NDArray[np.float32] = (covered @ weights / weights.sum()).astype(np.float32)
    return shares


def _held(codes: NDArray[np.uint64], texts: Sequence[str]) -> NDArray[np.float64]:
    """1 where a text (row) holds a term (column)."""
    held = np.zeros((len(texts), len(codes)))
    found, rows = term_codes([searchable(text) for text in texts])
    places = np.minimum(np.searchsorted(codes, found), len(codes) - 1)
    same = codes[places] == found
    held[rows[same], places[same]] = 1.0
    return held


def _soft(
    reader: IndexReader, content: str, texts: Sequence[str], contexts: Sequence[str]
) -> NDArray[np.float32]:
    """Weighted share of the question's tokens that have a near token in the sentence."""
    model = reader.model
    ids, _ = model.tokenize([content])
    weights = model.weights(ids)
    total = float(weights.sum())
    if not len(ids) or total <= 0:
        return np.zeros(len(texts), np.float32)
    best = np.maximum(_nearest(reader, ids, texts), _CONTEXT * _nearest(reader, ids, contexts))
    shares: NDArray[np.float32] = ((best**2) * weights[:, None]).sum(axis=0) / total
    return shares


def _nearest(
    reader: IndexReader, ids: NDArray[np.uint16], texts: Sequence[str]
) -> NDArray[np.float32]:
    tokens, offsets = reader.model.tokenize(texts)
    return best_cosines(reader.model, ids, tokens, np.diff(offsets))
