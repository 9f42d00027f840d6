"""When the best sentence is no answer: the reasons to say so instead."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.fold import fold
from index.reader import IndexReader
from index.tokens import best_cosines
from rag.applies import Surroundings, near, periods_asked, surroundings
from rag.confidence import UNREAD, figures, fitted
from rag.coverage import coverage
from rag.demands import demands_of, unmet
from rag.extract import Candidate
from rag.ordinals import other_number
from rag.query import Query, is_chinese
from rag.regions import PROVINCES, lies_in, narrowest, places_in
from rag.scope import looks_back
from rag.stretch import window_of
from rag.unsaid import missing_value, unsaid
from rag.values import bare, states
from rag.wanted import wanted_of

_QUOTED = re.compile(r'"([^"]{2,20})"|《([^》]{2,40})》')
# 民办幼儿园的娃也免吗, 头孢曲松算非限制级还是限制级: what the question is really about.
_FOCUS = re.compile(
    "(?P<also>[\u4e00-\u9fff]{2,14})(?<!不是)(?<!不会)也(?:[能可免算要得行有给归属])[^,。?]{0,14}(?:[吗不么]|$|[?])"
    "|(?P<which>[\u4e00-\u9fff]{2,14}?)(?:在[^,。?]{2,12})?(?:算|属于)[^,。?]{1,10}还是"
)
_FOCUS_NEAR = 0.25
_TARGET = re.compile("目标(?:值|任务)?(?:是|为|有)?(?:多少|什么|啥|[?]|$)")
_DEFINED = re.compile("定义|含义|意思|指的?是|是指|什么是|什么叫|是什么")
_TERM_HELD = 0.5  # a wrong character in a name still leaves most of its terms
_THING_NAMED, _WORD_NAMED = 0.3, 0.125  # more than the 企业 of 专精特新企业; 措施 is 举措
_UNLIKELY, _SURE = -2.0, 1.5  # logits of the answering model
# The figures are fitted to Chinese questions, and the answering model reads no others.
_FOREIGN = "问题不是用中文提的，只能列出最接近的段落，不能判断其中是否写明了所问的内容"
_NAMED_BEFORE = 120  # characters above a sentence where a city is named that it speaks of
_LEAST_WEIGHT, _SUBJECT_SHARE, _SUBJECT_NEAR = 0.4, 0.45, 0.55


@dataclass(frozen=True, slots=True)
class RefusalConfig:
    """When a best sentence is not near enough to show as an answer.

    `lexical` and `soft`: it covers less of the question than this, in words and in words near in
    meaning (`foreign`: in meaning alone, for a question in another language, `strange`: and its passage
    is no nearer than this). `dense` and `sum`: its
    passage is no nearer than `dense`, and words cover less than `sum` together.
    """

    lexical: float = 0.12
    soft: float = 0.12
    foreign: float = 0.09
    strange: float = 0.06
    dense: float = 0.13
    sum: float = 0.5

    def far(self, query: Query, candidate: Candidate) -> bool:
        """Whether a candidate is too far from the question."""
        if not query.chinese:
            return candidate.soft < self.foreign or candidate.hit.score.dense < self.strange
        if candidate.lexical < self.lexical and candidate.soft < self.soft:
            return True
        dense = candidate.hit.score.dense
        return dense < self.dense and candidate.lexical + candidate.soft < self.sum


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether the best sentence answers: `confidence` is the chance that it does, `reason` says in
    a Chinese clause why it is not shown as an answer, None where it is."""

    confidence: float
    reason: str | None


def judge(
    reader: IndexReader,
    query: Query,
    candidates: Sequence[Candidate],
    config: RefusalConfig | None = None,
) -> Judgement:
    """Whether the best candidate answers."""
    reason = ruled_out(reader, query, candidates, config)
    if not candidates:
        return Judgement(0.0, reason)
    fit = fitted()
    found = figures(reader, query, candidates)
    chance = UNREAD if found is None else fit.chance(found)
    if found is not None and not query.chinese:
        reason = reason or _FOREIGN
    if reason is not None:
        # A rule that refuses knows better than the figures, which only say how near it is.
        return Judgement(min(fit.ruled * chance, fit.least), reason)
    if found is not None and found.answers >= _SURE:
        # Often a short sentence, of whose question another one repeats more: 不得体罚学生.
        chance = max(chance, fit.least)
    if chance >= fit.least:
        return Judgement(chance, None)
    return Judgement(chance, unsaid(reader, query, candidates))


def ruled_out(
    reader: IndexReader,
    query: Query,
    candidates: Sequence[Candidate],
    config: RefusalConfig | None = None,
) -> str | None:
    """Why the best candidate cannot be the answer, as a Chinese clause; None where no rule says so."""
    config = config or RefusalConfig()
    if not candidates:
        return "没有找到相近的段落"
    best = candidates[0]
    document = reader.records.document(best.hit.document)
    # The answering model recognises what is said in quite other words.
    unlikely = best.answers is None or best.answers < _UNLIKELY
    if unlikely and (config.far(query, best) or _subject_missing(reader, query, best)):
        return "没有找到足够相近的段落"
    if not best.fits:
        items = len(best.series.items) if best.series is not None else 0
        passage = fold(best.hit.chunk.text)
        open_ = unmet(demands_of(query.folded), fold(best.sentence.text), passage, items)
        return f"相近段落{open_ or f'没有写明所问的{missing_value(query.folded)}'}"
    wanted = wanted_of(query.folded)
    sentence = fold(best.sentence.text)
    focus = _FOCUS.search(query.folded)
    if focus is not None:
        named = focus["also"] or focus["which"]
        if coverage(reader, named, fold(window_of(reader, best))) < _FOCUS_NEAR:
            return f"相近段落没有说到“{named}”"
    other = other_number(query.folded, fold(document.text))
    if other:
        return f"相近段落讲的不是{other}"
    # Where the models read they know better: this refuses answers as often as near misses.
    unread = best.reading is None
    if unread and wanted.thing and not _names_thing(reader, wanted.thing, wanted.units, sentence):
        return "相近段落所列数量不是所问的对象"
    around = surroundings(reader, best.hit)
    start = best.sentence.start
    said = near(document, start, best.sentence.end, around)
    asked = narrowest(places_in(query.folded))
    valued = bool(wanted.kinds) or wanted.units is not None
    # A province's number is not that of its city; its rules hold there, and what lies between two of
    # its cities goes by other names (潍宿高铁).
    alone = valued and len(asked) == 1
    if asked and not any(
        _told_there(place, around, best, said, alone) or (not alone and _covers(best, place))
        for place in asked
    ):
        return f"相近段落讲的不是{'、'.join(sorted(asked))}"
    for period in periods_asked(query, wanted):
        if not around.tells(period, said):
            return f"相近段落没有写明{period}的情况"
    own_path = document.path(
        document.section_at(start)
    )  # a passage may go on into the next section
    if (valued or _TARGET.search(query.folded)) and query.tense > 0 and looks_back(own_path):
        return "相近段落说的是已有的情况，没有写明计划"
    for term in _quoted_terms(query.folded):
        if coverage(reader, term, fold(document.text)) < _TERM_HELD:
            return f"文件中没有出现“{term}”"
    return None


def _told_there(place: str, around: Surroundings, best: Candidate, said: str, valued: bool) -> bool:
    """Whether a passage is of a place. Of a city in the document of its province a value is told only
    where the sentence, or what stands right above it, names the city."""
    if place not in around.text:
        return False
    city = place not in PROVINCES and place not in around.title
    if not valued or not city or not _covers(best, place):
        return True
    told = said[-(len(best.sentence.text) + _NAMED_BEFORE) :]
    return place in told or place in fold(best.hit.card.source)


def _covers(best: Candidate, place: str) -> bool:
    """Whether the best sentence's document holds for a place that it does not name: a province's
    for its cities, and for a city what holds everywhere."""
    own = places_in(fold(f"{best.hit.card.title} {best.hit.card.issuer or ''}"))
    if any(lies_in(place, region) for region in own):
        return True
    return not own and place not in PROVINCES


def _subject_missing(reader: IndexReader, query: Query, best: Candidate) -> bool:
    """Whether the word that carries nearly half of a question has nothing near it in the passage,
    or no word of the question carries anything: 谁发明了电灯, 的."""
    if not query.chinese:
        return False
    model = reader.model
    ids, _ = model.tokenize([query.content])
    weights = model.weights(ids)
    if float(weights.sum()) < _LEAST_WEIGHT:
        return True
    around = f"{best.hit.chunk.text}\n{' '.join(best.hit.chunk.path)}\n{best.hit.card.title}"
    tokens, offsets = model.tokenize([fold(around)])
    near = best_cosines(model, ids, tokens, np.diff(offsets))[:, 0]
    heaviest = int(np.argmax(weights))
    share = float(weights[heaviest] / weights.sum())
    return share >= _SUBJECT_SHARE and float(near[heaviest]) < _SUBJECT_NEAR


def _names_thing(reader: IndexReader, thing: str, units: str | None, sentence: str) -> bool:
    """Whether a sentence counts what was to be counted: 选择11个城市,遴选试点品种 names the 品种
    and counts the cities."""
    least = _THING_NAMED if len(thing) > 2 else _WORD_NAMED
    if coverage(reader, thing, sentence) < least:
        return False
    clauses = re.split("[,;。]", sentence)
    counting = [i for i, clause in enumerate(clauses) if states(units or "", bare(clause))]
    if thing not in sentence or not counting:
        return True
    return any(thing in clauses[i] or thing in clauses[max(0, i - 1)] for i in counting)


def _quoted_terms(folded: str) -> list[str]:
    """Terms that a Chinese question itself marks as names by quotation marks."""
    if not is_chinese(folded):
        return []
    # "不听劝" is a way of saying, unless the question is what it means.
    told = _DEFINED.search(folded) is not None
    return [name or term for term, name in _QUOTED.findall(folded) if name or told]
