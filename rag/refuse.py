"""When the best sentence is no answer: the reasons to say so instead."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.fold import fold
from index.reader import IndexReader
from rag.extract import Candidate, coverage
from rag.query import Query
from rag.regions import places_in
from rag.wanted import wanted_of

_QUOTED = re.compile(r'"([^"]{2,20})"|《([^》]{2,40})》')
_ACRONYM = re.compile("[a-z]{2,}")
_TERM_HELD = 0.5  # a wrong character in a name still leaves most of its terms
_THING_NAMED = 0.4  # more than the 企业 of 专精特新企业
_CJK = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class RefusalConfig:
    """When a best sentence is not near enough to show as an answer.

    `lexical` and `soft`: it covers less of the question than this, in words and in words near in
    meaning (`foreign`: in meaning alone, for a question in another language). `dense` and `sum`: no
    passage is nearer than `dense`, and words cover less than `sum` together.
    """

    lexical: float = 0.12
    soft: float = 0.12
    foreign: float = 0.09
    dense: float = 0.13
    sum: float = 0.5

    def far(self, query: Query, candidate: Candidate, dense: float) -> bool:
        """Whether a candidate is too far from the question."""
        if not _CJK.search(query.folded):
            return candidate.soft < self.foreign
        if candidate.lexical < self.lexical and candidate.soft < self.soft:
            return True
        return dense < self.dense and candidate.lexical + candidate.soft < self.sum


def reason_to_refuse(
    reader: IndexReader,
    query: Query,
    candidates: Sequence[Candidate],
    config: RefusalConfig | None = None,
) -> str | None:
    """Why the best candidate does not answer, as a Chinese clause; None when it does."""
    config = config or RefusalConfig()
    if not candidates:
        return "没有找到相近的段落"
    best = candidates[0]
    document = reader.records.document(best.hit.document)
    if config.far(query, best, max(c.hit.score.dense for c in candidates)):
        return "没有找到足够相近的段落"
    if not best.fits:
        return "相近段落没有写明所问的内容"
    wanted = wanted_of(query.folded)
    sentence = fold(best.sentence.text)
    if wanted.thing is not None and not _names_thing(reader, wanted.thing, sentence):
        return "相近段落所列数量不是所问的对象"
    passage = fold(f"{best.hit.chunk.text}\n{' '.join(best.hit.chunk.path)}\n{document.title}")
    around = passage + fold(" ".join(value.value for value in document.meta))
    for place in sorted(places_in(query.folded) - places_in(around)):
        return f"相近段落讲的不是{place}"
    for period in wanted.periods:
        if period not in around:
            return f"相近段落没有写明{period}的情况"
    if _CJK.search(query.folded):
        for term in _named_terms(query.folded):
            if coverage(reader, term, fold(document.text)) < _TERM_HELD:
                return f"文件中没有出现“{term}”"
    return None


def _names_thing(reader: IndexReader, thing: str, sentence: str) -> bool:
    """Whether a sentence that states a number names what was to be counted."""
    return coverage(reader, thing, sentence) >= _THING_NAMED


def _named_terms(folded: str) -> list[str]:
    """Terms that the question itself marks as names: in quotation marks, or Latin letters."""
    quoted = [first or second for first, second in _QUOTED.findall(folded)]
    return [*quoted, *_ACRONYM.findall(folded)]
