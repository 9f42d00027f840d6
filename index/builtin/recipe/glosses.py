"""Where the token vectors start: what a token means in English, read by all-MiniLM-L6-v2.

A Chinese word takes the vector of its CC-CEDICT gloss, a word without an entry the mean of the
longest parts that have one, an English token its own. Words with like meaning (钱, 资金: money,
funds) so start side by side, and Chinese stands beside English, before any training text is read.
"""

import re
import sys
import tempfile
import zipfile
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.builtin.recipe import texts

SENSES = 4
_POINTER = re.compile(
    r"^(CL:|variant of|old variant|also written|see |surname |used in |\(bound form\)$)"
)
_PINYIN = re.compile(r"\[[^\]]*\]|[\u3400-\u9fff|]+")
_ASIDE = re.compile(r"\([^)]*\)")

Floats = NDArray[np.float32]


def gloss_texts(shared: Path) -> dict[str, str]:
    """Chinese word → its first senses in one line of English, names and pointers last."""
    senses: dict[str, list[str]] = defaultdict(list)
    pointers: dict[str, list[str]] = defaultdict(list)
    for word, glosses in texts.cedict(shared):
        for gloss in glosses:
            plain = _PINYIN.sub("", gloss)
            bare = " ".join(_ASIDE.sub("", plain).split()) or " ".join(plain.split())
            if bare:
                (pointers if _POINTER.match(gloss) else senses)[word].append(bare)
    words = senses.keys() | pointers.keys()
    return {word: "; ".join((senses[word] or pointers[word])[:SENSES]) for word in words}


def parts(word: str, known: dict[str, str]) -> list[str]:
    """The word cut into the longest known pieces from the left; unknown characters are skipped."""
    found: list[str] = []
    start = 0
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = word[start:end]
            if piece in known and piece != word:
                found.append(piece)
                start = end
                break
        else:
            start += 1
    return found


def _teacher_folder(teacher: Path, scratch: Path) -> Path:
    """The folder with modules.json, taken out of the wheel where a wheel was given."""
    if teacher.suffix == ".whl":
        with zipfile.ZipFile(teacher) as wheel:
            wheel.extractall(scratch)
        teacher = scratch
    found = sorted(teacher.rglob("modules.json"))
    if not found:
        raise FileNotFoundError(
            f"{str(teacher)!r} holds no modules.json: give the folder or wheel of all-MiniLM-L6-v2"
        )
    return found[0].parent


def _read(sentences: list[str], teacher: Path) -> Floats:
    """Unit vectors (n, 384) of English sentences by the teacher model."""
    from sentence_transformers import SentenceTransformer

    with tempfile.TemporaryDirectory() as scratch:
        model = SentenceTransformer(str(_teacher_folder(teacher, Path(scratch))), device="cpu")
        model.max_seq_length = 32
        vectors: Floats = model.encode(
            sentences, batch_size=256, normalize_embeddings=True, show_progress_bar=False
        ).astype(np.float32)
    return vectors


def start_vectors(tokens: list[str], shared: Path, teacher: Path) -> Floats:
    """(len(tokens), 384) teacher vectors, zero rows for tokens nothing is known about (the unknown
    token).
    """
    glosses = gloss_texts(shared)
    reading: dict[str, list[str]] = {}  # token → the English lines whose mean it takes
    for token in tokens:
        if token.isascii():
            reading[token] = [] if token.startswith("[") else [token]
        elif token in glosses:
            reading[token] = [glosses[token]]
        else:
            reading[token] = [glosses[part] for part in parts(token, glosses)]
    lines = sorted({line for needed in reading.values() for line in needed})
    print(f"teacher reads {len(lines):,} glosses", file=sys.stderr)
    row = {line: number for number, line in enumerate(lines)}
    read = _read(lines, teacher)
    vectors = np.zeros((len(tokens), read.shape[1]), dtype=np.float32)
    for number, token in enumerate(tokens):
        if reading[token]:
            vectors[number] = read[[row[line] for line in reading[token]]].mean(axis=0)
    return vectors


def reduce(vectors: Floats, frequency: NDArray[np.float64], dim: int) -> Floats:
    """Unit rows (n, dim): the frequency-weighted mean removed, then the first principal axes.

    frequency: relative frequency of each token; its square root weighs the axes, so that neither
    the few function words nor the long tail of names decides alone.
    """
    share = (frequency / frequency.sum()).astype(np.float32)
    known = np.linalg.norm(vectors, axis=1) > 0
    centred = np.where(known[:, None], vectors - share @ vectors, 0.0)
    weighted = centred * np.sqrt(np.sqrt(share))[:, None]
    _, axes = np.linalg.eigh(weighted.T @ weighted)
    reduced = centred @ axes[:, ::-1][:, :dim]
    lengths = np.linalg.norm(reduced, axis=1, keepdims=True)
    return np.asarray(reduced / np.maximum(lengths, 1e-6), dtype=np.float32)
