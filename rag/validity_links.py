"""Which documents end which: repeals and later versions over a whole index, by exact title or 文号.

Nothing here reads a document: the facts of all lie in their cards and are decoded on first use.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.described import region_of
from index.types import DocumentCard
from index.validity import Fact, Repeal, ValidityFacts, decode_facts
from rag.regions import places_in
from rag.validity import (
    Ending,
    Evidence,
    Validity,
    latest_of,
    span_of,
    verdict,
    verdict_by_card,
)

# Titles of instruments that come in versions; decisions, notices and letters repeat their titles.
_VERSIONED = tuple("法 法典 条例 规定 办法 细则 规则 解释 章程 准则 标准 规范 制度".split())
_AMENDING = ("修改", "修正", "废止", "关于批准", "批复")
_FILE_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})-(\d{2})-(\d{2})(?!\d)")
_ORDER_WITHOUT_YEAR = "令-"


class ValidityBook:
    """What is told of the validity of every document of an index. Decoded on first use."""

    def __init__(self, cards: Sequence[DocumentCard]):
        self._cards = cards

    @cached_property
    def _facts(self) -> list[ValidityFacts | None]:
        return decode_facts([card.facts for card in self._cards])

    def on(self, number: int, day: str = "") -> Validity:
        """The verdict on document `number` for `day` (ISO 8601; today where it is empty)."""
        today = date.today().isoformat()
        day = day or today
        facts = self._facts[number]
        if facts is None:
            return verdict_by_card(self._cards[number], number, day, today)
        return verdict(facts, number, self._endings(number, facts), day, today)

    def mask(self, statuses: Sequence[str], day: str = "") -> NDArray[np.bool_]:
        """For each document whether its status on `day` is one of `statuses`."""
        found = (self.on(number, day).status in statuses for number in range(len(self._cards)))
        return np.fromiter(found, bool, len(self._cards))

    def published(self, number: int) -> str:
        """The day of a document's publication; where it tells none that of its adoption or signature,
        else the one in the name of its file; empty without any."""
        card, facts = self._cards[number], self._facts[number]
        issued = facts.issued.value if facts and facts.issued else ""
        return card.published or issued or _named_day(card)

    def effective(self, number: int) -> str:
        """The day from which a document applies (施行), as it tells; empty where it does not."""
        facts = self._facts[number]
        return facts.begins.value if facts and facts.begins else ""

    def number_of(self, id_: str) -> int:
        """The number of the document with that id."""
        return self._numbers[id_]

    def knows(self, id_: str) -> bool:
        """Whether a document with that id is in the index."""
        return id_ in self._numbers

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {card.id: number for number, card in enumerate(self._cards)}

    def staged(self, number: int, day: str) -> tuple[tuple[str, str], ...]:
        """Articles of a document that begin after `day`: (第四条, 2025-01-01)."""
        facts = self._facts[number]
        return tuple((s.articles, s.date) for s in facts.staged if s.date > day) if facts else ()

    def _endings(self, number: int, facts: ValidityFacts) -> Iterator[Ending]:
        for other, repeal in self._repeals_of(number, facts):
            day = repeal.date or _made(self._facts[other])
            evidence = Evidence(other, repeal.start, repeal.end)
            yield Ending("已废止", day, "repealed_by", evidence)
        if facts.expires:
            evidence = span_of(number, facts.expires)
            yield Ending("失效", _day_after(facts.expires.value), "expired", evidence)
        for other in self._later_versions(number, facts):
            told = self._facts[other]
            fact = told and (latest_of(told.begins, told.revised) or told.issued)
            if fact:
                yield Ending("已修改", fact.value, "later_version", span_of(other, fact))
        if facts.period:
            last = facts.period.value[-4:]
            evidence = span_of(number, facts.period)
            yield Ending("期满", f"{int(last) + 1}-01-01", "plan_period", evidence)

    @cached_property
    def _named(self) -> dict[str, list[tuple[int, Repeal]]]:
        """Repeal clauses by the title or 文号 that they name."""
        named: dict[str, list[tuple[int, Repeal]]] = defaultdict(list)
        for number, facts in enumerate(self._facts):
            for repeal in facts.repeals if facts else ():
                for key in (repeal.title, repeal.number):
                    if key:
                        named[key].append((number, repeal))
        return named

    def _repeals_of(self, number: int, facts: ValidityFacts) -> Iterator[tuple[int, Repeal]]:
        # A ministry counts its orders anew now and then: 农业部令第13号 alone names nothing.
        numbers = [number for number in facts.numbers if _ORDER_WITHOUT_YEAR not in number]
        for key in (*facts.names, *numbers):
            for other, repeal in self._named.get(key, ()):
                if other != number and self._may_repeal(other, repeal, number, facts):
                    yield other, repeal

    def _may_repeal(self, other: int, repeal: Repeal, number: int, facts: ValidityFacts) -> bool:
        """Whether a clause means this document: one that is older than the repeal, and of a maker whom
        the other may overrule. A city that ends 《…办法》 ends none of the State Council's."""
        own = _oldest(facts)
        by = self._facts[other]
        ends = repeal.date or _made(by)
        if own and ends and own >= ends:
            return False
        if by is not None and set(by.names[:1]) & set(facts.names[:1]):
            # Re-enacted under its title: what is repealed is an earlier text, known by its dates.
            newest, made = _newest(facts), ends
            if not newest or not made or newest >= made:
                return False
        return self._same_place(other, number)

    def _same_place(self, one: int, other: int) -> bool:
        mine, theirs = _places(self._cards[one]), _places(self._cards[other])
        return (
            not mine or bool(mine & theirs) or self._cards[one].issuer == self._cards[other].issuer
        )

    @cached_property
    def _versions(self) -> dict[str, list[int]]:
        """Laws and the like by title."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, facts in enumerate(self._facts):
            if facts and facts.names and _comes_in_versions(facts.names[0]):
                found[facts.names[0]].append(number)
        return found

    def _later_versions(self, number: int, facts: ValidityFacts) -> Iterator[int]:
        """Documents of the same title whose text is from a later day than all that this one tells."""
        same = self._versions.get(facts.names[0], ()) if facts.names else ()
        # The day of the version in the name of a file counts too: many a text lacks its history.
        own = max(_newest(facts), _named_day(self._cards[number]))
        for other in same:
            told = self._facts[other]
            if other == number or told is None or not own or _start(told) <= own:
                continue
            # Adopted on one day and unchanged since: one text, of which one tells its 施行 too.
            if not told.revised and _same(told.issued, facts.issued):
                continue
            if _places(self._cards[number]) == _places(self._cards[other]):
                yield other


def _start(facts: ValidityFacts | None) -> str:
    """The day from which a text holds; empty where none is told."""
    if facts is None:
        return ""
    fact = latest_of(facts.begins, facts.revised) or facts.issued
    return fact.value if fact else ""


def _made(facts: ValidityFacts | None) -> str:
    """The day from which an instrument holds, in its first text; empty where none is told."""
    fact = facts and (facts.begins or facts.issued)
    return fact.value if fact else ""


def _same(one: Fact | None, other: Fact | None) -> bool:
    return one is not None and other is not None and one.value == other.value


def _named_day(card: DocumentCard) -> str:
    """The full date in a file's name; empty without one."""
    match = _FILE_DAY.search(card.source.rsplit("/", 1)[-1])
    return "-".join(match.groups()) if match else ""


def _places(card: DocumentCard) -> frozenset[str]:
    regions = (region_of(card.title), region_of(card.issuer or ""))
    named = places_in(f"{card.title} {card.issuer or ''}")
    return named or frozenset(region for region in regions if region)


def _comes_in_versions(name: str) -> bool:
    bare = name.removesuffix("(试行)").removesuffix("(暂行)")
    return bare.endswith(_VERSIONED) and not any(word in name for word in _AMENDING)


def _oldest(facts: ValidityFacts) -> str:
    return min((f.value for f in (facts.issued, facts.begins) if f), default="")


def _newest(facts: ValidityFacts) -> str:
    told = (facts.issued, facts.begins, facts.revised)
    return max((f.value for f in told if f), default="")


def _day_after(day: str) -> str:
    return date.fromordinal(date.fromisoformat(day).toordinal() + 1).isoformat()
