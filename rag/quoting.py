"""Chosen sentences as claims: each introduced by where it stands, with what it needs to be
understood, and beside it the versions of the same document that say otherwise."""

from collections.abc import Iterator, Sequence

from index.fold import fold
from index.reader import IndexReader
from index.types import DocumentCard
from rag.extract import Candidate
from rag.lists import list_claims
from rag.recency import newest_first, other_versions
from rag.sentences import whole_sentence
from rag.series import introduction as introduction_of
from rag.types import Claim, Draft, Quote, claim
from rag.whether import proviso, ruling, told

_SECOND = 0.93  # a second sentence this near the best one's score is shown too
_SECOND_READ = 1.0  # and one no further behind it than this in standard units, where both were read
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
) -> Draft:
    """The best sentence and those nearly as good, or the `chosen` ones, each introduced by where it
    stands. Unless the question is `dated`, other versions that differ stand beside it. To a folded
    question `whether` it is said first by which word the best one decides."""
    best = candidates[0]
    if best.series is not None and chosen is None:
        return Draft("answered", tuple(_listed(reader, best, candidates)))
    notices: tuple[str, ...] = ()
    if chosen is None:
        chosen = [c for c in candidates if _beside(c, best)][:_MOST_SENTENCES]
        versions = [] if dated else other_versions(reader, best, candidates)
        if versions:
            order = newest_first(reader, [c.hit.document for c in (best, *versions)])
            chosen = sorted((best, *versions), key=lambda c: order.index(c.hit.document))
            title = best.hit.card.title
            notices = (f"《{title}》有多个版本规定不同，问题没有指明是哪一版；由新到旧列出。",)
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
        lead = introduction_of(document, start)
        spans = [lead, (start, end)] if lead is not None else [(start, end)]
        if whether and (limit := proviso(document.text, end)) is not None:
            spans.append(limit)
        quotes = [Quote(candidate.hit.document, s, e, document.text[s:e]) for s, e in spans]
        if whether and not claims:
            said = fold("".join(quote.text for quote in quotes))
            claims.append(claim("{told}", told=told(ruling(whether, said))))
        if quotes[-1] not in shown:
            shown += quotes
            slots = "".join(f"{{{i}}}" for i in range(len(quotes)))
            claims.append(claim("{introduction}" + slots, quotes, introduction=introduction))
            introduction = ""
    return Draft("answered", tuple(claims), notices)


def _listed(
    reader: IndexReader, best: Candidate, candidates: Sequence[Candidate]
) -> Iterator[Claim]:
    """The best enumeration whole, and those of the same document that suit the question as well."""
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
        if overlaps or not (candidate is best or _as_well(candidate, best)):
            continue
        spans.append((series.start, series.end))
        document = reader.records.document(candidate.hit.document)
        path = document.path(document.section_at(series.start))
        yield claim("{where}", where=_where(candidate, path))
        yield from list_claims(document, candidate.hit.document, series)


def _as_well(candidate: Candidate, best: Candidate) -> bool:
    if candidate.voice is None or best.listing > candidate.listing or not candidate.fits:
        return False
    return candidate.voice >= -_SECOND_LIST


def _beside(candidate: Candidate, best: Candidate) -> bool:
    """Whether a candidate is so near the best one that it is shown beside it."""
    if candidate.fits != best.fits:
        return False
    if best.voice is not None:
        return candidate.voice is not None and candidate.voice >= -_SECOND_READ
    return candidate.score >= _SECOND * best.score


def _where(candidate: Candidate, path: tuple[str, ...]) -> str:
    where = f"“{' > '.join(path)}”" if path else ""
    return f"{introduce(candidate.hit.card)}{where}："
