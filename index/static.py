"""The built-in embedding model, read with numpy alone.

A text's vector is the mean of its tokens' vectors, each times the token's learned weight, scaled
to length 1. There is no context and no word order; what it offers is speed, a small size, and
words of like meaning side by side, also across Chinese and English. `index/builtin/recipe` trained
it; `index/builtin/static/README.md` is its card.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from tokenizers import Tokenizer

from index.checksums import verified_fingerprint
from index.errors import ModelError
from index.fold import encodable

Ids = NDArray[np.uint16]
Offsets = NDArray[np.int64]
Vectors = NDArray[np.float32]

WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"

_TEXTS_AT_ONCE = 2048  # so that a big corpus is never held as Python lists
_TOKENS_AT_ONCE = 16_384  # the gathered rows stay at 3 MB of int8 and 12 MB of float
_UNKNOWN = 0


class StaticModel:
    """Token vectors (vocab_size, dim) as int8 rows, opened from a folder whose checksums hold."""

    name = "builtin"

    def __init__(
        self,
        tokenizer: Tokenizer,
        rows: NDArray[np.int8],
        row_weights: Vectors,
        token_weights: Vectors,
        sha256: str,
    ) -> None:
        self.vocab_size, self.dim = rows.shape
        self.sha256 = sha256
        self._tokenizer = tokenizer
        self._rows = rows
        self._row_weights = row_weights  # quantisation scale times token weight: what a mean needs
        self._token_weights = token_weights

    @classmethod
    def load(cls, folder: Path) -> "StaticModel":
        """Open the model in `folder`.

        Raises ModelError where a file is missing, damaged, or not the one that was written.
        """
        sha256 = verified_fingerprint(folder, (WEIGHTS, TOKENIZER))
        try:
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            # NFKC and lower case: Python does the same, and is done at once with folded text, which
            # takes the tokenizer a sixth of its time.
            tokenizer.normalizer = None
            with safe_open(folder / WEIGHTS, framework="np") as tensors:
                rows, row_weights, token_weights = (
                    tensors.get_tensor(name) for name in ("embeddings", "weights", "token_weights")
                )
        except Exception as error:  # the tokenizers library raises no narrower class
            raise ModelError(
                f"The model in {str(folder)!r} cannot be read ({error}): install wenju again."
            ) from error
        size = tokenizer.get_vocab_size()
        if (
            rows.dtype != np.int8
            or rows.ndim != 2
            or not len(rows) == len(row_weights) == len(token_weights) == size
        ):
            raise ModelError(
                f"The model in {str(folder)!r} does not fit together, {rows.shape} {rows.dtype} "
                f"rows for {size} tokens: make it again with index.builtin.recipe."
            )
        return cls(tokenizer, rows, row_weights, token_weights, sha256)

    def tokenize(self, texts: Sequence[str]) -> tuple[Ids, Offsets]:
        """Flat token ids and n+1 offsets; `ids[offsets[i]:offsets[i + 1]]` are those of text i.

        NFKC and lower case are applied here. Punctuation, unknown scripts and lone surrogates
        yield no token.
        """
        flat: list[Ids] = [np.empty(0, np.uint16)]
        lengths: list[int] = []
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            batch = [
                unicodedata.normalize("NFKC", encodable(text)).lower()
                for text in texts[start : start + _TEXTS_AT_ONCE]
            ]
            encoded = [
                encoding.ids
                for encoding in self._tokenizer.encode_batch_fast(batch, add_special_tokens=False)
            ]
            lengths.extend(len(ids) for ids in encoded)
            flat.append(np.fromiter(chain.from_iterable(encoded), np.uint16, sum(lengths[start:])))
        ids = np.concatenate(flat)
        offsets = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
        known = ids != _UNKNOWN
        kept = np.concatenate([[0], np.cumsum(known, dtype=np.int64)])
        return ids[known], kept[offsets.astype(np.int64)]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(n, dim) unit rows, a zero row for a text without tokens."""
        return self.encode_ids(*self.tokenize(texts))

    def encode_ids(self, ids: Ids, offsets: Offsets) -> Vectors:
        """`encode` for texts that are tokenised already."""
        sums = np.zeros((len(offsets) - 1, self.dim), dtype=np.float32)
        for first, last in _blocks(offsets, _TOKENS_AT_ONCE):
            bounds = offsets[first : last + 1].tolist()
            for start in range(
                bounds[0], bounds[-1], _TOKENS_AT_ONCE
            ):  # twice for a long text only
                block = ids[start : min(start + _TOKENS_AT_ONCE, bounds[-1])]
                rows = np.take(self._rows, block, axis=0).astype(np.float32)
                weights = self._row_weights[block]
                # One product a text: 1.2 s for 14M tokens, where np.add.reduceat takes 5 s.
                for text, (low, high) in enumerate(pairwise(bounds), first):
                    here = slice(max(low - start, 0), max(high - start, 0))
                    sums[text] += np.dot(weights[here], rows[here])
        return _unit(sums)

    def token(self, number: int) -> str:
        """A token as text."""
        return str(self._tokenizer.id_to_token(number))

    def vectors(self, ids: Ids) -> Vectors:
        """(n, dim) unit token vectors, for late interaction."""
        return _unit(self._rows[ids].astype(np.float32))

    def weights(self, ids: Ids) -> Vectors:
        """(n,) learned token weights: small for words that stand everywhere, 1 for the median."""
        return self._token_weights[ids]


def _blocks(offsets: Offsets, size: int) -> Iterator[tuple[int, int]]:
    """Neighbouring texts (first, last) of about `size` tokens together; one longer text stands
    alone.
    """
    first, count = 0, len(offsets) - 1
    while first < count:
        last = int(np.searchsorted(offsets, offsets[first] + size, side="right")) - 1
        last = min(max(last, first + 1), count)
        yield first, last
        first = last


def _unit(rows: Vectors) -> Vectors:
    """Rows of length 1; zero rows stay zero."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, lengths, out=rows, where=lengths > 0), dtype=np.float32)
