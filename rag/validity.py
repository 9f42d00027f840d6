"""Is a document in force (有效) on a day? The verdict from what it tells and from what ends it.

Evidence that ends a document outranks a header that calls it valid, and a document of which nothing
is told is of unknown validity, never valid.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from index.types import DocumentCard
from index.validity import Fact, ValidityFacts
from index.validity_read import normal_status

ValidityStatus = Literal["现行有效", "尚未施行", "已修改", "已废止", "失效", "期满", "时效未知"]
Basis = Literal[
    "header",  # 时效性 of a header block
    "effective",  # a 施行 clause or date, and nothing in the index that ended it
    "published",  # published or signed on a later day
    "revised",  # amended on a later day than the one asked for
    "repealed_by",  # a repeal clause of a document in the index
    "later_version",  # a later text of the same law in the index
    "plan_period",  # 规划期
    "expired",  # 有效期
    "none",
]
NO_LONGER: frozenset[ValidityStatus] = frozenset(("已修改", "已废止", "失效", "期满"))
# What tells most of a document that was first amended, then repealed.
_GRAVEST_FIRST: tuple[ValidityStatus, ...] = ("已废止", "失效", "期满", "已修改")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The span of a document (its number in the index) that a verdict rests on."""

    document: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Validity:
    """The verdict on one document for the day `as_of` (ISO 8601). `since` is the day on which the
    status began (尚未施行: on which it will end), empty where that is not told; `basis` the kind of
    evidence, `evidence` where it stands."""

    status: ValidityStatus
    as_of: str
    since: str
    basis: Basis
    evidence: tuple[Evidence, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Whether who relies on the text must be told: no longer, or not yet, in force."""
        return self.status in NO_LONGER or self.status == "尚未施行"


@dataclass(frozen=True, slots=True)
class Ending:
    """What ends a document: since when (empty where that is not told), and what says so."""

    status: ValidityStatus
    since: str
    basis: Basis
    evidence: Evidence


def verdict(
    facts: ValidityFacts, number: int, endings: Iterable[Ending], day: str, today: str
) -> Validity:
    """The verdict on document `number`, which tells `facts`, for `day`."""
    early = _too_early(facts, number, day)
    if early is not None:
        return early
    begun = [e for e in endings if e.since <= day and (e.since or day >= today)]
    header = facts.status.value if facts.status else ""
    for status in _GRAVEST_FIRST:
        found = [ending for ending in begun if ending.status == status]
        if found:
            first = min(found, key=lambda ending: ending.since or "9999")
            return Validity(status, day, first.since, first.basis, (first.evidence,))
    if facts.status and header in ("repealed", "amended"):
        evidence = (span_of(number, facts.status),)
        if day < today:  # the header does not say since when
            return Validity("时效未知", day, "", "header", evidence)
        return Validity("已废止" if header == "repealed" else "已修改", day, "", "header", evidence)
    if facts.status and header == "not_yet" and not facts.begins:
        return Validity("尚未施行", day, "", "header", (span_of(number, facts.status),))
    told = sorted((f for f in (facts.begins, facts.revised) if f), key=lambda fact: fact.value)
    since = told[-1].value if told else facts.issued.value if facts.issued else ""
    days = tuple(span_of(number, fact) for fact in told)
    if facts.status and header in ("in_force", "not_yet"):
        own = span_of(number, facts.status)
        return Validity("现行有效", day, since, "header", (own, *days))
    if facts.begins:
        return Validity("现行有效", day, since, "effective", days)
    if facts.period:
        return Validity("现行有效", day, since, "plan_period", (span_of(number, facts.period),))
    return Validity("时效未知", day, "", "none")


def _too_early(facts: ValidityFacts, number: int, day: str) -> Validity | None:
    kinds: tuple[tuple[Fact | None, Basis], ...] = (
        (facts.begins, "effective"),
        (facts.revised, "revised"),
        (None if facts.begins else facts.issued, "published"),
    )
    for fact, basis in kinds:
        if fact and day < fact.value:
            return Validity("尚未施行", day, fact.value, basis, (span_of(number, fact),))
    return None


def verdict_by_card(card: DocumentCard, number: int, day: str, today: str) -> Validity:
    """The verdict where an index keeps no facts: the header's word, for today."""
    header = normal_status(card.status or "")
    status: ValidityStatus = "时效未知"
    if header in ("repealed", "amended"):
        status = "已废止" if header == "repealed" else "已修改"
        status = status if day >= today else "时效未知"
    elif header:
        status = "现行有效" if header == "in_force" else "尚未施行"
    return Validity(status, day, "", "header" if header else "none")


def span_of(document: int, fact: Fact) -> Evidence:
    return Evidence(document, fact.start, fact.end)


def latest_of(*facts: Fact | None) -> Fact | None:
    return max((f for f in facts if f), key=lambda fact: fact.value, default=None)
