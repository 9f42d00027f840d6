"""Which kind of document a question is about: a law, a plan or report, a notice, or another one.

Someone who asks whether the landlord may keep the deposit means the civil code, though a court's
interpretation or a city's rule lies as near in words. A logistic regression a kind over the
question's characters and character pairs says how likely each kind is; a document of that kind
gains as much. Fitted by `python -m eval.kinds`, which writes `index/builtin/kinds/`.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import index.builtin
from index.checksums import verified_fingerprint
from index.fold import fold_title
from index.terms import searchable, term_codes
from rag.regions import places_in

FOLDER = Path(index.builtin.__file__).parent / "kinds"
KINDS = ("law", "plan", "notice")  # 法律; 规划、纲要、政府工作报告; 通知、意见、方案、批复
OTHER = -1

_VERSION_MARK = re.compile(r"[（(][^（）()]*[)）]$")
_LAW = re.compile("(?<!办)法$|法典$|宪法")
_PLAN = re.compile("工作报告|规划.{0,4}$")
_LOCAL_PLAN = re.compile("工作报告|规划$|纲要")
_NOTICE = re.compile("(?:通知|意见|方案|批复|函|决定|公告|计划)$")
_COURT = re.compile("最高人民(?:法院|检察院)")

Floats = NDArray[np.float32]


def kind_of_title(title: str) -> int:
    """The index into KINDS of the kind that a document's title names, or OTHER."""
    folded = _VERSION_MARK.sub("", fold_title(title)).strip()
    if _COURT.match(folded):
        return OTHER
    if places_in(folded):
        return KINDS.index("plan") if _LOCAL_PLAN.search(folded) else OTHER
    for kind, pattern in (("law", _LAW), ("plan", _PLAN), ("notice", _NOTICE)):
        if pattern.search(folded):
            return KINDS.index(kind)
    return OTHER


def features(text: str) -> NDArray[np.uint64]:
    """The distinct terms of a question's content words, sorted."""
    return np.unique(term_codes([searchable(text)])[0])


class KindModel:
    """`codes` (terms,), sorted; `weights` (terms, kinds); `bias` (kinds,)."""

    def __init__(self, codes: NDArray[np.uint64], weights: Floats, bias: Floats):
        self._codes, self._weights, self._bias = codes, weights, bias

    @classmethod
    def open(cls, folder: Path = FOLDER) -> "KindModel":
        """The model in `folder`. Raises ModelError where a checksum does not hold."""
        from safetensors.numpy import load_file

        verified_fingerprint(folder, ["model.safetensors"])
        stored = load_file(folder / "model.safetensors")
        weights = stored["weights"].astype(np.float32)
        return cls(stored["codes"], weights, stored["bias"].astype(np.float32))

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """What `open` reads: the weights in half precision."""
        return {
            "codes": self._codes,
            "weights": self._weights.astype(np.float16),
            "bias": self._bias,
        }

    def chances(self, text: str) -> Floats:
        """(kinds,) how likely a question of these content words is about each kind, 0..1."""
        asked = features(text)
        at = np.minimum(np.searchsorted(self._codes, asked), len(self._codes) - 1)
        known = at[self._codes[at] == asked]
        # Every term of a question weighs alike and a long question no more than a short one.
        evidence = self._weights[known].sum(axis=0) / np.sqrt(max(1, len(asked)))
        chances: Floats = 1.0 / (1.0 + np.exp(-(evidence + self._bias)))
        return chances


@cache
def kind_model() -> KindModel:
    """The model that ships."""
    return KindModel.open()


class Kinds:
    """The kinds of all documents of an index, by their titles."""

    def __init__(self, titles: Sequence[str]):
        self._kind = np.array([kind_of_title(title) for title in titles], np.int64)

    @staticmethod
    def chance(text: str, kind: str) -> np.float32:
        """How likely a question is about documents of one of KINDS."""
        return np.float32(kind_model().chances(text)[KINDS.index(kind)])

    def likely(self, text: str) -> Floats:
        """For each document how likely a question is about documents of its kind; 0 for OTHER."""
        return np.append(kind_model().chances(text), np.float32(0))[self._kind]
