"""Chosen sentences as claims: each introduced by where it stands, with what it needs to be
understood, and beside it the versions of the same document that say otherwise."""

from collections.abc import Sequence

from index.reader import IndexReader
from index.types import DocumentCard
from rag.extract import Candidate
from rag.lists import list_claims
from rag.recency import newest_first, other_versions
from rag.sentences import whole_sentence
from rag.series import introduction as introduction_of
from rag.types import Draft, Quote, claim

_SECOND = 0.93  # a second sentence this near the best one's score is shown too
_SECOND_READ = 1.0  # and one no further behind it than this in standard units, where both were read
_MOST_SENTENCES = 3


def introduce(card: DocumentCard) -> str:
    """A document as an answer names it: 《标题》（文号）."""
    return f"《{card.title}》" + (f"（{card.number}）" if card.number else "")


def quoted(
    reader: IndexReader,
    candidates: Sequence[Candidate],
    chosen: Sequence[Candidate] | None = None,
    dated: bool = False,
) -> Draft:
    """The best sentence and those nearly as good, or the `chosen` ones, each introduced by where it
    stands. Unless the question is `dated`, other versions that differ stand beside it."""
    best = candidates[0]
    if best.series is not None and chosen is None:
        document = reader.records.document(best.hit.document)
        path = document.path(document.section_at(best.series.start))
        return Draft(
            "answered",
            (
                claim("{where}", where=_where(best, path)),
                *list_claims(document, best.hit.document, best.series),
            ),
        )
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
        quotes = [Quote(candidate.hit.document, s, e, document.text[s:e]) for s, e in spans]
        if quotes[-1] not in shown:
            shown += quotes
            slots = "".join(f"{{{i}}}" for i in range(len(quotes)))
            claims.append(claim("{introduction}" + slots, quotes, introduction=introduction))
            introduction = ""
    return Draft("answered", tuple(claims), notices)


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
