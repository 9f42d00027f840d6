"""How much of a question a text says: in its words, and in words near in meaning."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.reader import IndexReader
from index.terms import searchable, term_codes
from index.tokens import best_cosines

# What a word counts that only the title or the section path has, or only the clauses before it in
# the same section: 逾期不改正的,处五千元罚款 says whose fine it is one clause earlier.
_CONTEXT, _BEFORE = 0.8, 0.7
_Share = TypeVar("_Share", float, NDArray[np.float32])
_Layers = Sequence[tuple[Sequence[str], float]]
"""Texts, and what is around them, each with what a word counts there."""


def cover(
    reader: IndexReader,
    content: str,
    texts: Sequence[str],
    contexts: Sequence[str] = (),
    before: Sequence[str] = (),
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How much of `content` each text covers, in words and in words near in meaning; 0..1 each.
    What only a text's context or the clauses before it hold counts less."""
    layers = [(texts, 1.0), (contexts, _CONTEXT), (before, _BEFORE)]
    layers = [(layer, weight) for layer, weight in layers if layer]
    return _lexical(content, layers), _soft(reader, content, layers)


def coverage(reader: IndexReader, content: str, text: str) -> float:
    """How much of `content` a folded text covers, in words or in words near in meaning; 0..1."""
    lexical, soft = cover(reader, content, [text])
    return max(float(lexical[0]), float(soft[0]))


def covered(lexical: _Share, soft: _Share) -> _Share:
    """One figure for how much of a question is covered."""
    return 0.5 * lexical + 0.5 * soft


def _lexical(content: str, layers: _Layers) -> NDArray[np.float32]:
    """Share of the question's terms that a text holds, pairs of characters counting double."""
    codes = np.unique(term_codes([searchable(content)])[0])
    if not len(codes):
        return np.zeros(len(layers[0][0]), np.float32)
    weights = np.where(codes >= np.uint64(1 << 62), 2.0, 1.0)
    held = np.maximum.reduce([weight * _held(codes, texts) for texts, weight in layers])
    shares: NDArray[np.float32] = (held @ weights / weights.sum()).astype(np.float32)
    return shares


def _held(codes: NDArray[np.uint64], texts: Sequence[str]) -> NDArray[np.float64]:
    """1 where a text (row) holds a term (column)."""
    held = np.zeros((len(texts), len(codes)))
    found, rows = term_codes([searchable(text) for text in texts])
    places = np.minimum(np.searchsorted(codes, found), len(codes) - 1)
    same = codes[places] == found
    held[rows[same], places[same]] = 1.0
    return held


def _soft(reader: IndexReader, content: str, layers: _Layers) -> NDArray[np.float32]:
    """Weighted share of the question's tokens that have a near token in the text."""
    ids, _ = reader.model.tokenize([content])
    weights = reader.model.weights(ids)
    total = float(weights.sum())
    if not len(ids) or total <= 0:
        return np.zeros(len(layers[0][0]), np.float32)
    best = np.maximum.reduce([weight * _nearest(reader, ids, texts) for texts, weight in layers])
    shares: NDArray[np.float32] = ((best**2) * weights[:, None]).sum(axis=0) / total
    return shares


def _nearest(
    reader: IndexReader, ids: NDArray[np.uint16], texts: Sequence[str]
) -> NDArray[np.float32]:
    tokens, offsets = reader.model.tokenize(texts)
    return best_cosines(reader.model, ids, tokens, np.diff(offsets))
