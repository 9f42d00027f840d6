"""The tokenizer: a Unigram model whose pieces and scores come from counted words, not from EM
training.

Chinese words as jieba cuts them, every common character, English words, English pieces and runs of
digits. Punctuation and unknown scripts are no tokens: they become the unknown token, whose vector
is zero.
"""

import math
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from index.builtin.recipe import texts

UNKNOWN = "[UNK]"
SIZE = 65_535  # ids fit uint16
ENGLISH_WORDS = 11_000
ENGLISH_PIECES = 1_500
NUMBERS = 900
LONGEST_WORD = 8
SAMPLE_CHARACTERS = 12_000_000  # of each big source; jieba cuts about 0.4M characters a second

_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_ENGLISH = re.compile(r"[a-z]+")
_NUMBER = re.compile(r"[0-9]+")


def _sample(source: Iterable[str], characters: int, share: float, seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    for text in source:
        if chance.random() < share:
            characters -= len(text)
            yield text
            if characters < 0:
                return


def _count(batch: list[str]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """(Chinese words, English words, numbers) of the texts of one batch."""
    import jieba

    chinese: Counter[str] = Counter()
    english: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    for text in batch:
        for run in _CHINESE.findall(text):
            chinese.update(jieba.cut(run, HMM=False))
        english.update(_ENGLISH.findall(text))
        numbers.update(_NUMBER.findall(text))
    return chinese, english, numbers


def _sources(shared: Path) -> Iterator[str]:
    """Texts to count: samples of the long sources, all short everyday questions twice."""
    yield from _sample(texts.articles(shared, "news"), SAMPLE_CHARACTERS, 0.3, 1)
    yield from _sample(texts.articles(shared, "broadcast"), SAMPLE_CHARACTERS // 2, 0.5, 2)
    yield from _sample(texts.laws(shared), SAMPLE_CHARACTERS // 2, 0.4, 3)
    parallel = 0
    for source, query, passage in texts.pairs(shared):
        if source in texts.PARALLEL_SOURCES:
            parallel += 1
            yield query
            if parallel % 4 == 0:
                yield passage
        elif len(query) < 200:
            yield query
            yield query


def _batches(source: Iterator[str], size: int = 4000) -> Iterator[list[str]]:
    while batch := list(islice(source, size)):
        yield batch


def count_words(
    shared: Path, processes: int = 2
) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """(Chinese words, English words, numbers) with their counts over the training texts."""
    totals: tuple[Counter[str], Counter[str], Counter[str]] = (Counter(), Counter(), Counter())
    with ProcessPoolExecutor(processes) as pool:
        for counts in pool.map(_count, _batches(_sources(shared))):
            for total, part in zip(totals, counts, strict=True):
                total.update(part)
    return totals


def _common_characters() -> set[str]:
    """The 6,763 characters of GB 2312: every one must be a token even where no text used it."""
    found: set[str] = set()
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            character = bytes((high, low)).decode("gb2312", errors="ignore")
            if character:
                found.add(character)
    return found


def _english_pieces(english: Counter[str]) -> Counter[str]:
    """Frequent character runs of 1–4 letters, for words outside the vocabulary."""
    pieces: Counter[str] = Counter()
    for word, count in english.items():
        for length in (2, 3, 4):
            for start in range(len(word) - length + 1):
                pieces[word[start : start + length]] += count
    return pieces


def choose(counts: tuple[Counter[str], Counter[str], Counter[str]]) -> dict[str, float]:
    """Token → count. Single characters, letters and digits always; the rest by frequency up to
    SIZE.
    """
    chinese, english, numbers = counts
    chosen: dict[str, float] = {}
    characters = _common_characters() | {w for w, n in chinese.items() if len(w) == 1 and n >= 5}
    for character in sorted(characters):
        chosen[character] = max(float(chinese[character]), 0.5)
    for symbol in "abcdefghijklmnopqrstuvwxyz0123456789":
        chosen[symbol] = max(float(english[symbol] + numbers[symbol]), 1.0)
    for number, count in numbers.most_common():
        if 2 <= len(number) <= 4 and len(chosen) < len(characters) + 36 + NUMBERS:
            chosen.setdefault(number, float(count))
    known = len(chosen)
    for word, count in english.most_common():
        if len(chosen) >= known + ENGLISH_WORDS:
            break
        if 2 <= len(word) <= 20:
            chosen.setdefault(word, float(count))
    known = len(chosen)
    for piece, _ in _english_pieces(english).most_common():
        if len(chosen) >= known + ENGLISH_PIECES:
            break
        chosen.setdefault(piece, 0.5)  # rarer than any word, so that a known word stays whole
    for word, count in chinese.most_common():
        if len(chosen) >= SIZE - 1:
            break
        if 2 <= len(word) <= LONGEST_WORD:
            chosen.setdefault(word, float(count))
    return chosen


def build(chosen: dict[str, float]) -> Tokenizer:
    """A Unigram tokenizer over the chosen tokens; id 0 is the unknown token, then the most
    frequent first.
    """
    total = sum(chosen.values())
    ranked = sorted(chosen.items(), key=lambda item: (-item[1], item[0]))
    pieces = [(UNKNOWN, 0.0)]
    pieces += [(token, round(math.log(count / total), 2)) for token, count in ranked]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return tokenizer
