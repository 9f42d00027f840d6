"""Which documents a question names, by their titles or by short names: 个税法."""

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.arrays import distinct
from index.fold import fold_title
from index.terms import searchable, term_codes

_LAW = re.compile("法典?|条例")
_FULL = re.compile("^中华人民共和国|[(（][^()（）]*[)）]$")
_LONGEST_NAME, _SHORTEST_NAME, _STRETCH = 12, 3, 3  # characters; how much longer a title may be
SHORT_NAME = 0.6  # what a law's own or short name counts as a match
# Short names whose characters tell too little: people say 消法, not 消费者权益保护法.
_CALLED = {"消法": "消费者权益保护法", "消保法": "消费者权益保护法", "民法": "民法典"}
_TRIAL = re.compile("(?P<of>[刑民行])诉(?!法|讼|求|状|前|争|称|请)")
_SUITS = {"刑": "刑事诉讼法", "民": "民事诉讼法", "行": "行政诉讼法"}
# Behind a law they make another title.
_RULES_OF_IT = re.compile("实施(?:条例|细则|办法|规定|意见)")
# Behind 刑法 or 立法 they make another word of it; 规定 and 制定 say what a law does.
_NO_LAW = re.compile("[律院官人典庭条令定]|规(?!定)|制(?![定订])")


class Titles:
    """Titles of all documents as weighted terms."""

    def __init__(self, titles: Sequence[str]):
        codes, rows = term_codes([searchable(title, fold_title(title)) for title in titles])
        self._size = len(titles)
        self._codes, inverse = np.unique(codes, return_inverse=True)
        pairs = distinct(inverse.astype(np.int64) * max(1, self._size) + rows)  # one number a pair
        self._columns, self._rows = np.divmod(pairs, max(1, self._size))
        frequency = np.bincount(self._columns, minlength=len(self._codes))
        self._idf = np.log1p((self._size - frequency + 0.5) / (frequency + 0.5))
        self._unknown = float(np.log1p(2.0 * self._size + 1.0))
        weights = self._idf[self._columns]
        self._totals = np.bincount(self._rows, weights, minlength=self._size)
        self._laws: dict[str, list[int]] = {}
        for number, title in enumerate(titles):
            name = _FULL.sub("", fold_title(title))
            if name.endswith(("法", "法典", "条例")):
                self._laws.setdefault(name, []).append(number)
        self._laws_from: dict[str, list[str]] = {}  # by their first character
        for name in self._laws:
            self._laws_from.setdefault(name[0], []).append(name)

    def match(self, content: str) -> NDArray[np.float32]:
        """For each title, 0..1: (idf share of the title that `content` covers) · √(idf share of
        `content` that the title covers)."""
        codes = np.unique(term_codes([searchable(content)])[0])
        if not len(codes) or not len(self._codes):
            return np.zeros(self._size, np.float32)
        places = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        known = places[self._codes[places] == codes]
        asked = float(self._idf[known].sum()) + self._unknown * (len(codes) - len(known))
        inside = np.isin(self._columns, known)
        weights = self._idf[self._columns[inside]]
        covered = np.bincount(self._rows[inside], weights, minlength=self._size)
        share = covered / np.maximum(self._totals, 1e-9)
        matched: NDArray[np.float32] = (share * np.sqrt(covered / max(asked, 1e-9))).astype(
            np.float32
        )
        return matched

    def spelt_out(self, folded: str) -> NDArray[np.bool_]:
        """For each title whether it is that of a law which stands in the question whole: of 无障碍环境建设法
        and a …条例 the one that is named."""
        found = np.zeros(self._size, np.bool_)
        for ends in _ends(folded):
            found[self._laws.get(self._own(ends), [])] = True
        return found

    def short_names(self, folded: str) -> NDArray[np.float32]:
        """SHORT_NAME for the laws that a question names as they are called, or by a short name
        (个税法 is 个人所得税法): its characters stand in the title in their order, the first at its
        start, the last at its end."""
        found = np.zeros(self._size, np.float32)
        for trial in _TRIAL.finditer(folded):
            found[self._laws.get(_SUITS[trial["of"]], [])] = SHORT_NAME
        for ends in _ends(folded):
            own = self._own(ends)
            own = own or next((_CALLED[name] for name in ends if name in _CALLED), "")
            if own:
                found[self._laws.get(own, [])] = SHORT_NAME
                continue
            for name in (name for name in ends if len(name) >= _SHORTEST_NAME):
                called = re.compile(".*".join(map(re.escape, name)))
                meant = [
                    title
                    for title in self._laws_from.get(name[0], ())
                    if len(title) <= _STRETCH * len(name) and called.fullmatch(title)
                ]
                if meant:
                    found[self._laws[min(meant, key=len)]] = SHORT_NAME
                    break
        return found

    def _own(self, ends: Sequence[str]) -> str:
        """The longest of these that is the name of a law; "" for none."""
        return next((name for name in ends if name in self._laws), "")


def _ends(folded: str) -> Iterator[list[str]]:
    """For each place where a folded question may end the name of a law, what may be that name, the longest
    first."""
    for law in _LAW.finditer(folded):
        if not (_NO_LAW.match(folded, law.end()) or _RULES_OF_IT.match(folded, law.end())):
            first = max(0, law.end() - _LONGEST_NAME)
            yield [folded[start : law.end()] for start in range(first, law.end())]
