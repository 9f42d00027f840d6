"""Everyday words in training queries: where the text says 资金, the question may say 钱.

The word list stands in everyday.txt. Only queries are changed, never passages, so the everyday
word learns to stand where the official one stands and the official one loses nothing.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.builtin.recipe.pairs import UNKNOWN_ID, Bags

WORD_LIST = Path(__file__).with_name("everyday.txt")

Alternatives = dict[int, list[list[int]]]


def _rows() -> list[tuple[list[str], list[str]]]:
    """(official words, everyday expressions) of each line."""
    lines = WORD_LIST.read_text(encoding="utf-8").splitlines()
    sides = [line.split("|") for line in lines if line.strip() and not line.startswith("#")]
    return [(official.split(), said.split()) for official, said in sides]


def load(tokenizer: Tokenizer) -> Alternatives:
    """Token id of an official word → token ids of each everyday expression for it."""
    alternatives: Alternatives = {}
    for official, said in _rows():
        expressions = [tokenizer.encode(word).ids for word in said]
        kept = [ids for ids in expressions if UNKNOWN_ID not in ids]
        for word in official:
            number = tokenizer.token_to_id(word)
            if number is not None:
                alternatives.setdefault(number, []).extend(kept)
    return alternatives


def replace(
    queries: Bags, alternatives: Alternatives, share: float, chance: np.random.Generator
) -> Bags:
    """Each official word of the queries changed with chance `share` into one of its everyday
    expressions.
    """
    listed = np.fromiter(alternatives, np.int64)
    places = np.flatnonzero(
        np.isin(queries.ids, listed) & (chance.random(len(queries.ids)) < share)
    )
    pieces: list[NDArray[np.uint16]] = []
    grown = np.zeros(len(queries.ids) + 1, dtype=np.int64)  # tokens added up to a place
    last = 0
    for place in places.tolist():
        choices = alternatives[int(queries.ids[place])]
        words = choices[int(chance.integers(len(choices)))]
        pieces += [queries.ids[last:place], np.array(words, dtype=np.uint16)]
        grown[place + 1] = len(words) - 1
        last = place + 1
    pieces.append(queries.ids[last:])
    return Bags(np.concatenate(pieces), queries.offsets + np.cumsum(grown)[queries.offsets])
