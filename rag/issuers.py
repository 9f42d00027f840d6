"""Who issued a document that a question asks for: 生态环境部的办法, 最高法的司法解释, 国办印发的意见."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.fold import fold
from index.types import DocumentCard

# Names in use for the full ones; of a ministry without 国家 or 中华人民共和国 both are known.
_SHORT = {
    "国办": "国务院办公厅",
    "最高法": "最高人民法院",
    "最高院": "最高人民法院",
    "最高检": "最高人民检察院",
    "发改委": "国家发展和改革委员会",
    "人社部": "人力资源和社会保障部",
    "工信部": "工业和信息化部",
    "住建部": "住房和城乡建设部",
    "环境部": "生态环境部",
    "环保部": "环境保护部",
    "市场监管总局": "国家市场监督管理总局",
    "税务总局": "国家税务总局",
    "药监局": "国家药品监督管理局",
    "网信办": "国家互联网信息办公室",
    "证监会": "中国证券监督管理委员会",
    "全国人大常委会": "全国人民代表大会常务委员会",
    "全国人大": "全国人民代表大会",
}
_STATE = re.compile("^(?:原|国家|中华人民共和国)(?=[\u4e00-\u9fff]{3})")
_SHORTEST = 3
# What follows a maker's name where its document is asked for, and not what it does.
_MADE = (
    "(?:[^,。;?]{0,6}?(?:发布|印发|制定|公布|出台|下发|颁布|联合发|发的|发文)"
    "|的?(?:[^,。;?]{0,14}?)(?:条例|办法|规定|通知|意见|解释|批复|复函|答复|决定|函|方案|文件))"
)


class Issuers:
    """The makers of all documents of an index, by the names that people use for them."""

    def __init__(self, cards: Sequence[DocumentCard]):
        self._size = len(cards)
        self._documents: dict[str, list[int]] = {}
        for number, card in enumerate(cards):
            for name in re.split("[、,，;；\\s]+", fold(card.issuer or "")):
                for known in {name, _STATE.sub("", name)}:
                    if len(known) >= _SHORTEST:
                        self._documents.setdefault(known, []).append(number)
        self._full = {
            name: name for name in self._documents
        } | {
            short: known
            for short, full in _SHORT.items()
            for known in (full, _STATE.sub("", full))
            if known in self._documents
        }  # fmt: skip
        names = sorted(self._full, key=len, reverse=True)
        either = "|".join(map(re.escape, names))
        self._named = re.compile(f"(?P<name>{either}){_MADE}") if names else None

    def named(self, folded: str) -> tuple[str, ...]:
        """The makers whose documents a folded question asks for."""
        if self._named is None:
            return ()
        found = (self._full[match["name"]] for match in self._named.finditer(folded))
        return tuple(dict.fromkeys(found))

    def match(self, folded: str) -> NDArray[np.float32]:
        """For each document 1 where one of the named makers issued it, else 0."""
        found = np.zeros(self._size, np.float32)
        for name in self.named(folded):
            found[self._documents[name]] = 1.0
        return found
