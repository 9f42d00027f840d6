"""Chosen sentences as claims: each introduced by where it stands, with what it needs to be
understood, and beside it the versions of the same document that say otherwise."""

from collections.abc import Iterator, Sequence
from itertools import islice

from index.fold import fold
from index.reader import IndexReader
from index.types import DocumentCard
from rag.deciding import told_how_decided
from rag.extract import Candidate
from rag.lists import led_by, list_claims, quotes_of
from rag.recency import clause_of, newest_first, other_versions
from rag.sentences import whole_sentence
from rag.series import introduction as introduction_of
from rag.steps import beginning, steps_behind
from rag.types import Claim, Draft, Quote, claim
from rag.versions import bare_title, version_date
from rag.whether import proviso

_SECOND = 0.93  # a second sentence this near the best one's score is shown too
_SECOND_READ = 1.0  # and one no further behind it than this in standard units, where both were read
# The less sure it is that the best one answers, the further behind: of those that are given a chance of
# one half, one in three is wrong, and the right one is mostly the second or third.
_SURE, _UNSURE = 0.7, 8.0
_MOST_SENTENCES = 3
_SECOND_LIST, _MOST_LISTS = 0.5, 3  # and a second enumeration, of as many


def introduce(card: DocumentCard) -> str:
    """A document as an answer names it: 《标题》（文号）."""
    return f"《{card.title}》" + (f"（{card.number}）" if card.number else "")


def quoted(
    reader: IndexReader,
    candidates: Sequence[Candidate],
    chosen: Sequence[Candidate] | None = None,
    dated: bool = False,
    whether: str = "",
    steps: bool = False,
    sure: float = 1.0,
) -> Draft:
    """The best sentence and those nearly as good, or the `chosen` ones, each introduced by where it
    stands; the less `sure` the best one is (0..1), the more of those behind it. Unless the question
    is `dated`, other versions that differ stand beside it. To a folded question `whether` it is said
    first by which word the best one decides; where `steps` are asked for the articles behind the best
    one say how it goes on."""
    best = candidates[0]
    if best.series is not None and chosen is None:
        return Draft("answered", tuple(_listed(reader, best, candidates, sure)))
    notices: tuple[str, ...] = ()
    if chosen is None:
        near = (c for c in candidates if c is best or _beside(c, best, sure))
        chosen = list(islice(near, _MOST_SENTENCES))
        versions = [] if dated else other_versions(reader, best, candidates)
        if versions:
            order = newest_first(reader, [c.hit.document for c in (best, *versions)])
            chosen = sorted((best, *versions), key=lambda c: order.index(c.hit.document))
            title = best.hit.card.title
            notices = (f"《{title}》有多个版本规定不同，问题没有指明是哪一版；由新到旧列出。",)
    chosen = _once(reader, chosen)
    claims = []
    shown: list[Quote] = []
    previous: tuple[int, tuple[str, ...]] | None = None
    introduction = ""
    for candidate in chosen:
        document = reader.records.document(candidate.hit.document)
        sentence = candidate.sentence
        path = document.path(document.section_at(sentence.start))
        place = (candidate.hit.document, path)
        if place != previous:
            introduction = _where(candidate, path) + "\n"
            previous = place
        if candidate.series is not None:
            claims.append(claim("{introduction}", introduction=introduction.rstrip()))
            claims += list_claims(document, candidate.hit.document, candidate.series)
            introduction = ""
            continue
        start, end = whole_sentence(document, sentence, candidate.hit.chunk)
        introduced = led_by(document, start, end)
        lead = introduction_of(document, start) if introduced is None else None
        spans = [lead, (start, end)] if lead is not None else [(start, end)]
        if whether and (limit := proviso(document.text, end)) is not None:
            spans.append(limit)
        quotes = [Quote(candidate.hit.document, s, e, document.text[s:e]) for s, e in spans]
        if whether and not claims:
            said = fold("".join(quote.text for quote in quotes))
            claims.append(told_how_decided(reader, whether, said, candidate.hit))
        if introduced is not None and quotes[-1] not in shown:
            shown += quotes
            claims.append(claim("{introduction}", introduction=introduction.rstrip()))
            claims += list_claims(document, candidate.hit.document, introduced)
            introduction = ""
        elif quotes[-1] not in shown:
            shown += quotes
            slots = "".join(f"{{{i}}}" for i in range(len(quotes)))
            claims.append(claim("{introduction}" + slots, quotes, introduction=introduction))
            introduction = ""
    if steps and chosen:
        claims += _going_on(reader, chosen[0], shown)
    return Draft("answered", tuple(claims), notices)


def _going_on(reader: IndexReader, first: Candidate, shown: Sequence[Quote]) -> Iterator[Claim]:
    """How the articles behind a sentence say that the matter goes on."""
    number = first.hit.document
    document = reader.records.document(number)
    if beginning(fold(first.sentence.text)) <= 1:
        return
    behind = quotes_of(document, number, steps_behind(document, first.sentence.start))
    if behind:
        yield claim("其后各条的规定：")
    for quote in behind:
        if quote not in shown:
            yield claim("{0}", [quote])


def _once(reader: IndexReader, chosen: Sequence[Candidate]) -> list[Candidate]:
    """Of what several versions of a document say alike, the newest version's."""
    said: dict[tuple[str, str], Candidate] = {}
    for candidate in chosen:
        key = bare_title(candidate.hit.card), clause_of(candidate)
        other = said.setdefault(key, candidate)
        if version_date(candidate.hit.card) > version_date(other.hit.card):
            said[key] = candidate
    return list(said.values())


def _listed(
    reader: IndexReader, best: Candidate, candidates: Sequence[Candidate], sure: float
) -> Iterator[Claim]:
    """The best enumeration whole, which is so `sure`, and those of the same document that suit the
    question as well."""
    spans: list[tuple[int, int]] = []
    for candidate in candidates:
        series = candidate.series
        if (
            series is None
            or candidate.hit.document != best.hit.document
            or len(spans) == _MOST_LISTS
        ):
            continue
        overlaps = any(series.start < end and start < series.end for start, end in spans)
        if overlaps or not (candidate is best or _as_well(candidate, best, sure)):
            continue
        spans.append((series.start, series.end))
        document = reader.records.document(candidate.hit.document)
        path = document.path(document.section_at(series.start))
        yield claim("{where}", where=_where(candidate, path))
        yield from list_claims(document, candidate.hit.document, series)


def _as_well(candidate: Candidate, best: Candidate, sure: float) -> bool:
    if candidate.voice is None or best.listing > candidate.listing or not candidate.fits:
        return False
    return candidate.voice >= -(_SECOND_LIST + _behind(sure))


def _beside(candidate: Candidate, best: Candidate, sure: float) -> bool:
    """Whether a candidate is so near the best one, which is so `sure`, that it is shown beside it."""
    if candidate.fits != best.fits and sure >= _SURE:
        return False
    if best.voice is not None:
        return candidate.voice is not None and candidate.voice >= -(_SECOND_READ + _behind(sure))
    return candidate.score >= _SECOND * best.score


def _behind(sure: float) -> float:
    return _UNSURE * max(0.0, _SURE - sure)


def _where(candidate: Candidate, path: tuple[str, ...]) -> str:
    where = f"“{' > '.join(path)}”" if path else ""
    return f"{introduce(candidate.hit.card)}{where}："
