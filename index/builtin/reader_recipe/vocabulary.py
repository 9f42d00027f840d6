"""The tokens of the reading model and where their vectors start.

The tokenizer is that of the static model, cut to what pays in a transformer: all characters, the
most frequent Chinese and English words, and the punctuation that the static model has no use for.
Each Chinese token starts as the mean of the MiniLM input vectors of its shortest CC-CEDICT gloss
(WECHSEL, Minixhofer et al. 2022, with a dictionary in place of aligned embeddings), each English
token as the mean of its own pieces.
"""

import json
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from index.builtin.recipe import texts
from index.builtin.recipe.glosses import _ASIDE, _PINYIN, _POINTER, parts

Floats = NDArray[np.float32]

SIZE = 36_000
ENGLISH_WORDS = 6_000
NUMBERS = 300
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
# Each with the MiniLM token it starts from; full-width forms are folded by NFKC.
PUNCTUATION = {mark: mark for mark in ".,;:?!()[]\"'-/%+"}
PUNCTUATION |= {
    "。": ".",
    "、": ",",
    "《": '"',
    "》": '"',
    "〈": '"',
    "〉": '"',
    "“": '"',
    "”": '"',
}
PUNCTUATION |= {"‘": "'", "’": "'", "—": "-", "…": ".", "·": "-", "○": "zero", "℃": "degrees"}
GLOSS_PIECES = 4
_CHARACTER = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]\Z")
_CHINESE = re.compile(r"[\u3400-\u9fff]+\Z")


def choose(static: Tokenizer) -> list[tuple[str, float]]:
    """(token, log probability) in the order of the static tokenizer, most frequent first."""
    pieces: list[tuple[str, float]] = [
        (token, score) for token, score in json.loads(static.to_str())["model"]["vocab"]
    ][1:]
    characters = [piece for piece in pieces if _CHARACTER.match(piece[0])]
    english = [piece for piece in pieces if piece[0].isascii() and piece[0].isalpha()]
    single = [piece for piece in english if len(piece[0]) == 1]
    rare = min(score for _, score in pieces)
    words = [piece for piece in english if len(piece[0]) > 1 and piece[1] > rare][:ENGLISH_WORDS]
    fragments = [piece for piece in english if len(piece[0]) > 1 and piece[1] <= rare]
    digits = [piece for piece in pieces if piece[0].isascii() and piece[0].isdigit()]
    numbers = [p for p in digits if len(p[0]) == 1] + [p for p in digits if len(p[0]) > 1][:NUMBERS]
    marks = [(mark, -5.0) for mark in PUNCTUATION]
    chosen = [*marks, *characters, *single, *words, *fragments, *numbers]
    chinese = [piece for piece in pieces if _CHINESE.match(piece[0]) and len(piece[0]) > 1]
    chosen += chinese[: SIZE - len(SPECIAL) - len(chosen)]
    return sorted(chosen, key=lambda piece: (-piece[1], piece[0]))


def build(static: Tokenizer) -> Tokenizer:
    """A Unigram tokenizer; texts come out as [CLS] … [SEP]."""
    vocabulary = [(name, 0.0) for name in SPECIAL] + choose(static)
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=1, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return tokenizer


def bare_gloss(gloss: str) -> str:
    """A gloss without pinyin, asides and "to"; empty where it only points to another entry."""
    if _POINTER.match(gloss):
        return ""
    return " ".join(_ASIDE.sub("", _PINYIN.sub("", gloss)).split()).removeprefix("to ").strip()


def short_glosses(shared: Path, teacher: Tokenizer) -> dict[str, str]:
    """Chinese word → its first sense of at most GLOSS_PIECES pieces, else its shortest sense."""
    senses: dict[str, list[str]] = defaultdict(list)
    for word, glosses in texts.cedict(shared):
        senses[word] += [bare for gloss in glosses if (bare := bare_gloss(gloss))]
    chosen: dict[str, str] = {}
    for word, found in senses.items():
        if not found:
            continue
        sizes = [len(teacher.encode(gloss, add_special_tokens=False).ids) for gloss in found]
        fitting = [gloss for gloss, size in zip(found, sizes, strict=True) if size <= GLOSS_PIECES]
        chosen[word] = fitting[0] if fitting else found[int(np.argmin(sizes))]
    return chosen


def start_table(tokenizer: Tokenizer, shared: Path, teacher: Tokenizer, vectors: Floats) -> Floats:
    """(tokens, dim) input vectors; `vectors` are the teacher's, by its own token ids."""
    glosses = short_glosses(shared, teacher)
    usual = vectors[1000:].mean(axis=0)

    def mean(lines: list[str]) -> Floats:
        ids = [i for line in lines for i in teacher.encode(line, add_special_tokens=False).ids]
        return np.asarray(vectors[ids].mean(axis=0)) if ids else usual

    table = np.zeros((tokenizer.get_vocab_size(), vectors.shape[1]), dtype=np.float32)
    for row in range(len(table)):
        token = str(tokenizer.id_to_token(row))
        if token in SPECIAL:
            table[row] = vectors[teacher.token_to_id(token)]
        elif token in PUNCTUATION:
            table[row] = mean([PUNCTUATION[token]])
        elif token.isascii():
            table[row] = mean([token])
        elif token in glosses:
            table[row] = mean([glosses[token]])
        else:
            table[row] = mean([glosses[part] for part in parts(token, glosses)])
    return table
