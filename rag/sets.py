"""Sets that a question names by number (六大产业集群, 10件民生实事) and a text lists without markers:
the parts of one long sentence, or sentences that are built alike."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from index.fold import fold
from index.numerals import NUMERAL, chinese_numeral, parse_number
from index.reader import IndexReader
from index.types import Document
from rag.coverage import coverage
from rag.extract import Candidate
from rag.lists import asked_count, list_claims
from rag.query import Query
from rag.quoting import introduce
from rag.scope import looks_back
from rag.sentences import split_sentences
from rag.series import Series, Span
from rag.types import Claim, Hit, claim

_NAMED = re.compile(
    rf"(?P<number>\d{{1,2}}|[{NUMERAL}]{{1,3}})(?P<unit>大|[个项件条类种块])?(?P<noun>[\u4e00-\u9fff]{{2,6}})"
)
_BARE = re.compile(
    rf"(?P<number>\d{{1,2}}|[{NUMERAL}]{{1,3}})(?P<unit>[项件条类种块])(?:[?？,，]|$)"
)
_QUOTED = re.compile('"([^"]{2,6})"')
_NO_NOUN = re.compile("^(?:年|月|日|号|部分|章|是|都|分别|各|底|届|次)")
_PASSAGES, _DOCUMENTS = 5, 2  # first passages, and documents searched for a set
_FEWEST, _MOST = 3, 20
_REACH = 1500  # characters of a line behind a set's name that may list it
_SPREAD = 6000  # characters over which sentences that are built alike may be spread
_MANY = 6
_OTHER_TENSE = 0.75
_AFFIX = range(8, 1, -1)


Nearness = Callable[[str], float]
"""How much of the question a text covers, 0..1."""


def set_named(
    reader: IndexReader, query: Query, hits: Sequence[Hit], candidates: Sequence[Candidate]
) -> tuple[Claim, ...] | None:
    """Claims from a set that the question names by number, where no enumeration has that many."""
    count = asked_count(query.folded)
    best = candidates[0].series if candidates else None
    if best is not None and (count is None or len(best.items) == count):
        return None
    body = (hit for hit in hits[:_PASSAGES] if hit.chunk.kind == "body")
    for number in list(dict.fromkeys(hit.document for hit in body))[:_DOCUMENTS]:
        document = reader.records.document(number)
        claims = _set_claims(
            document,
            number,
            query.folded,
            lambda text: coverage(reader, query.content, fold(text)),
            query.tense,
        )
        if claims is not None:
            return (claim("{who}：", who=introduce(reader.records.cards[number])), *claims)
    return None


def _set_claims(
    document: Document, number: int, folded: str, nearness: Nearness, tense: int = 0
) -> list[Claim] | None:
    """Claims that quote a set which the question names, member by member; None where the document
    does not list as many as the name says. Of two such sets the one is meant that stands where the
    `tense` of the question looks (1 forward, -1 back)."""
    series = find_set(document, folded, nearness, tense)
    return list_claims(document, number, series) if series is not None else None


def find_set(document: Document, folded: str, nearness: Nearness, tense: int = 0) -> Series | None:
    """The members of the set that a folded question names, as a series."""
    for count, noun, name in _names(folded):
        found = []
        for match in name.finditer(document.text):
            lead = _sentence_at(document, match.start())
            members = _parts_behind(document.text, match.end(), count) or _parts_before(
                document.text, match.start(), count
            )
            if members:
                said = document.text[lead[0] : max(lead[1], members[-1][1])]
                back = looks_back(document.path(document.section_at(match.start())))
                elsewhere = tense == (1 if back else -1)
                near = nearness(said) * (_OTHER_TENSE if elsewhere else 1.0)
                found.append((near, Series("set", lead, tuple(members))))
        if found:
            return max(found, key=lambda pair: pair[0])[1]
        for match in name.finditer(document.text):
            members = _alike(document, match.end(), count, noun)
            if members:
                return Series("set", _sentence_at(document, match.start()), tuple(members))
    for term in _QUOTED.findall(folded):
        opened = _opening_with(document, term)
        if opened:
            return Series("set", (opened[0][0], opened[0][0]), tuple(opened))
    return None


def _names(folded: str) -> Iterator[tuple[int, str, re.Pattern[str]]]:
    """(how many, of what, pattern of the name in a text) of each set in a question."""
    for match in [*_NAMED.finditer(folded), *_BARE.finditer(folded)]:
        count = parse_number(match["number"])
        noun = match.groupdict().get("noun") or ""
        if not count or not _FEWEST <= count <= _MOST or _NO_NOUN.match(noun):
            continue
        numbers = f"(?:{count}|{chinese_numeral(count)})"
        if noun:
            unit = f"{match['unit'] or ''}?" if match["unit"] else "(?:大|[个项件条类种块])?"
            stem = re.escape(noun[:2])
            # 十大为民办实事工程 is what a question calls 十大工程.
            between = "[\u4e00-\u9fff]{0,8}?" if match["unit"] else ""
            pattern = (
                rf"(?<![\d{NUMERAL}]){numbers}{unit}{between}{stem}[\u4e00-\u9fff]{{0,6}}[”」]?"
            )
            yield count, noun, re.compile(pattern)
        elif match["unit"]:
            yield count, noun, re.compile(rf"(?<![\d{NUMERAL}]){numbers}{match['unit']}(?=[：:])")


def _sentence_at(document: Document, position: int) -> Span:
    text = document.text
    start = max(text.rfind(mark, 0, position) for mark in "。！？\n") + 1
    ends = [end for mark in "。！？\n" if (end := text.find(mark, position)) >= 0]
    end = min(ends, default=len(text))
    pieces = split_sentences(document, start, min(len(text), end + 1))
    piece = next((s for s in pieces if s.start <= position < s.end), None)
    return (piece.start, piece.end) if piece else (start, start)


def _parts_behind(text: str, position: int, count: int) -> list[Span]:
    """The parts of what stands behind the colon that follows a name."""
    colon = re.match(r"[^。\n]{0,12}[：:]\s*", text[position : position + 40])
    if colon is None:
        return []
    start = position + colon.end()
    end = text.find("\n", start, start + _REACH)
    end = end if end >= 0 else min(len(text), start + _REACH)
    stop = text.find("。", start, end)
    return _split(text, start, stop if stop >= 0 else end, count)


def _parts_before(text: str, position: int, count: int) -> list[Span]:
    """The parts that stand right before a name: 甲、乙、丙三大平台."""
    start = max(text.rfind(mark, 0, position) for mark in "。！？\n；;，,：:") + 1
    found = _split(text, start, position, count, "、")
    return found if found and all(end - begin < 60 for begin, end in found) else []


def _split(text: str, start: int, end: int, count: int, marks: str = "；;、，,") -> list[Span]:
    for mark in marks:
        spans: list[Span] = []
        begin = start
        while begin < end:
            cut = text.find(mark, begin, end)
            cut = cut if cut >= 0 else end
            raw = text[begin:cut]
            lead = len(raw) - len(raw.lstrip())
            if raw.strip():
                spans.append((begin + lead, begin + lead + len(raw.strip())))
            begin = cut + 1
        if len(spans) == count:
            return spans
    return []


def _alike(document: Document, position: int, count: int, noun: str) -> list[Span]:
    """As many sentences behind a name as it says whose first clauses begin or end alike."""
    section = document.sections[document.section_at(position)]
    end = min(section.end, position + _SPREAD)
    sentences = split_sentences(document, position, end)
    clauses = [re.split("[，,。：:；;]", sentence.text)[0] for sentence in sentences]
    for size in _AFFIX:
        for edge in (_ending, _opening):
            edges = [edge(clause, size) for clause in clauses]
            counted = Counter(text for text in edges if text)
            alike = next(
                (
                    text
                    for text, found in counted.items()
                    if found == count and _fits(text, noun, count)
                ),
                None,
            )
            if alike is not None:
                return [
                    (sentence.start, sentence.end)
                    for sentence, text in zip(sentences, edges, strict=True)
                    if text == alike
                ]
    return []


def _fits(affix: str, noun: str, count: int) -> bool:
    """Whether sentences alike in `affix` may be the set: they share its noun, or are many."""
    return affix[-2:] in noun or noun[-2:] in affix or count >= _MANY


def _ending(clause: str, size: int) -> str:
    return clause[-size:] if len(clause) > size else ""


def _opening(clause: str, size: int) -> str:
    return clause[:size] if len(clause) > size else ""


def _opening_with(document: Document, term: str) -> Sequence[Span]:
    """Sentences that begin with a quoted word, where there are several."""
    starts = [m.start() for m in re.finditer(rf"(?<=[。\n；]){re.escape(term)}", document.text)]
    if not _FEWEST <= len(starts) <= _MOST or fold(term) == "":
        return []
    return [_sentence_at(document, start) for start in starts]
