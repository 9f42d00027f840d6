"""Training pairs as token ids: (query, passage) batches drawn from running text and from question
files.

Inverse cloze (Lee et al. 2019): a few clauses of an article are the query, the text around them
the passage. Both are cut from one flat array of token ids, so a batch of thousands of pairs costs
milliseconds and nothing is stored twice.
"""

import hashlib
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.builtin.recipe import texts

Ids = NDArray[np.uint16]
Places = NDArray[np.int64]

NEWS_SHARE = 0.6
LONGEST_PASSAGE = 180  # tokens
UNKNOWN_ID = 0
LAST_SEGMENTS = 40  # at the very end too little text follows


@dataclass(frozen=True, slots=True)
class Bags:
    """Texts as token ids: `ids[offsets[i]:offsets[i + 1]]` is text i."""

    ids: Ids
    offsets: Places

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def take(self, rows: Places, longest: int = LONGEST_PASSAGE) -> "Bags":
        """The chosen texts, each cut after `longest` tokens."""
        starts = self.offsets[rows]
        return gather(self.ids, starts, np.minimum(self.offsets[rows + 1], starts + longest))


@dataclass(frozen=True, slots=True)
class Running:
    """Articles one after another; a segment is what stands between two punctuation marks."""

    ids: Ids
    segments: Places  # first token of every segment
    article_start: Places  # of the article each segment belongs to
    article_end: Places


def gather(ids: Ids, starts: Places, ends: Places, ranges: int = 1) -> Bags:
    """Token ranges as texts; each text is made of `ranges` neighbouring ranges."""
    lengths = np.maximum(ends - starts, 0)
    before = np.cumsum(lengths) - lengths
    places = np.arange(int(lengths.sum())) + np.repeat(starts - before, lengths)
    offsets = np.concatenate([[0], np.cumsum(lengths.reshape(-1, ranges).sum(axis=1))])
    return Bags(ids[places], offsets.astype(np.int64))


def _tokenize(tokenizer: Tokenizer, source: Iterator[str]) -> tuple[Ids, Places]:
    """Flat ids with the unknown tokens still in, and the offsets of the texts."""
    flat: list[Ids] = []
    lengths: list[int] = []
    while batch := list(islice(source, 2000)):
        encoded = [encoding.ids for encoding in tokenizer.encode_batch_fast(batch)]
        lengths += [len(ids) for ids in encoded]
        flat.append(np.array([token for ids in encoded for token in ids], dtype=np.uint16))
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return np.concatenate(flat) if flat else np.empty(0, np.uint16), offsets


def bags(tokenizer: Tokenizer, source: Iterator[str]) -> Bags:
    """Texts as bags without their unknown tokens (punctuation)."""
    ids, offsets = _tokenize(tokenizer, source)
    known = ids != UNKNOWN_ID
    kept = np.concatenate([[0], np.cumsum(known)])
    return Bags(ids[known], kept[offsets].astype(np.int64))


def running(tokenizer: Tokenizer, source: Iterator[str]) -> Running:
    """Articles with their segments; punctuation is found as the unknown token, then dropped."""
    ids, offsets = _tokenize(tokenizer, source)
    known = ids != UNKNOWN_ID
    starts = known.copy()
    starts[1:] &= ~known[:-1]
    starts[offsets[:-1][offsets[:-1] < len(ids)]] = True
    starts &= known
    kept = np.concatenate([[0], np.cumsum(known)])
    bounds = kept[offsets]
    segments = kept[np.flatnonzero(starts)]
    article = np.searchsorted(bounds, segments, side="right") - 1
    return Running(ids[known], segments, bounds[article], bounds[article + 1])


def cloze_batch(text: Running, size: int, chance: np.random.Generator) -> tuple[Bags, Bags]:
    """`size` inverse-cloze pairs: 2–24 tokens of whole segments ↔ 40–150 tokens around them.

    In one pair of ten the passage keeps the query, so that exact words go on counting.
    """
    chosen = chance.integers(0, len(text.segments) - LAST_SEGMENTS, size * 2)
    start, low, high = text.segments[chosen], text.article_start[chosen], text.article_end[chosen]
    wanted = start + chance.integers(2, 25, len(chosen))
    following = np.minimum(np.searchsorted(text.segments, wanted), len(text.segments) - 1)
    end = np.minimum(np.minimum(text.segments[following], wanted + 10), high)
    around = chance.integers(40, 150, len(chosen))
    left = np.maximum(start - (around * chance.random(len(chosen))).astype(np.int64), low)
    right = np.minimum(end + around - (start - left), high)
    good = (end - start >= 2) & ((right - left) - (end - start) >= 20)
    start, end, left, right = (part[good][:size] for part in (start, end, left, right))
    hidden = chance.random(len(start)) > 0.1
    passages = gather(
        text.ids,
        np.stack([left, end], axis=1).ravel(),
        np.stack([np.where(hidden, start, end), right], axis=1).ravel(),
        ranges=2,
    )
    return gather(text.ids, start, end), passages


def _running_source(shared: Path) -> Iterator[str]:
    chance = random.Random(7)
    for text in texts.articles(shared, "news"):
        if chance.random() < NEWS_SHARE:
            yield text
    yield from texts.articles(shared, "broadcast")
    yield from texts.laws(shared)


def load_running(shared: Path, tokenizer: Tokenizer, work: Path) -> Running:
    """The articles for inverse cloze, tokenised once and kept in the work folder."""
    path = work / f"running-{_fingerprint(tokenizer)}.npz"
    if not path.exists():
        print("tokenising running text", file=sys.stderr)
        text = running(tokenizer, _running_source(shared))
        np.savez(
            path,
            ids=text.ids,
            segments=text.segments,
            low=text.article_start,
            high=text.article_end,
        )
    saved = np.load(path)
    return Running(saved["ids"], saved["segments"], saved["low"], saved["high"])


def _asked(shared: Path, questions: Path) -> list[tuple[str, str]]:
    return [
        (
            texts.fold(one.row["question"]),
            texts.fold(f"{one.title} {' '.join(one.row['section'])} {one.evidence}"),
        )
        for one in texts.asked(shared, questions)
    ]


def load_questions(
    shared: Path, asked: Path, tokenizer: Tokenizer, work: Path
) -> dict[str, tuple[Bags, Bags]]:
    """Source → (queries, passages) of pairs.jsonl.xz and, as source "asked", of our own questions;
    tokenised once and kept in the work folder.
    """
    path = work / f"pairs-{_fingerprint(tokenizer)}.npz"
    if not path.exists():
        print("tokenising question pairs", file=sys.stderr)
        rows: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for source, query, passage in texts.pairs(shared):
            rows[source].append((query, passage))
        rows["asked"] = _asked(shared, asked)
        arrays: dict[str, NDArray[np.generic]] = {}
        for source, found in rows.items():
            for side, name in enumerate(("query", "passage")):
                bag = bags(tokenizer, (row[side] for row in found))
                arrays[f"{source}/{name}/ids"], arrays[f"{source}/{name}/offsets"] = (
                    bag.ids,
                    bag.offsets,
                )
        np.savez(path, allow_pickle=False, **arrays)
    saved = np.load(path)
    sources = sorted({key.split("/")[0] for key in saved.files})
    return {
        source: (
            Bags(saved[f"{source}/query/ids"], saved[f"{source}/query/offsets"]),
            Bags(saved[f"{source}/passage/ids"], saved[f"{source}/passage/offsets"]),
        )
        for source in sources
    }


def _fingerprint(tokenizer: Tokenizer) -> str:
    return hashlib.sha256(tokenizer.to_str().encode()).hexdigest()[:12]
