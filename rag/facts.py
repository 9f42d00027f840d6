"""What an answer says in words of its own has to stand in what it cites: its numbers with their units,
its dates, comparators and negations. A sentence whose quote is true can still say 以上 for 以下."""

import re
from collections.abc import Iterable, Iterator

from index.canonical import canonical, canonical_with_map, number_pattern
from index.fold import fold
from index.numerals import dates_in
from rag.difference import COMPARATORS, MODALS

_NUMBER = re.compile(
    rf"(?P<number>{number_pattern})(?P<unit>个?(?:工作日|自然日|百分点|小时|月)|平方(?:米|公里)|[年月日天元倍吨亩米人名户次件项家所级度分条款章节部位座台辆公])?"
)
# Words for "one" and the like count nothing: 一般, 统一, 进一步.
_IDIOM = re.compile(
    "进一步|一定|统一|一律|一并|一般|一致|一体|一旦|一些|一切|一起|一同|唯一|一方面|任何一|同一|另一|之一|十分|万一|千方百计"
)
_WORDS = re.compile(
    "|".join(sorted((w for w in (*COMPARATORS, *MODALS) if len(w) > 1), key=len, reverse=True))
    + "|[不未]"
)


def unproven(words: str, proofs: Iterable[str], names: Iterable[str] = ()) -> tuple[str, ...]:
    """Facts of `words` that stand in none of `proofs`. What `names` a document or a section is no
    statement and is left out."""
    rest = fold(words)
    for name in sorted({fold(name) for name in names if name}, key=len, reverse=True):
        rest = rest.replace(name, "\n")
    texts = list(proofs)
    missing = []
    told = {date for text in texts for date, _, _ in dates_in(text)}
    for date, start, end in reversed(list(dates_in(rest))):
        if date not in told:
            missing.append(rest[start:end])
        rest = rest[:start] + "\n" + rest[end:]
    rest = _IDIOM.sub("\n", rest)
    proved = [canonical_with_map(text) for text in texts]
    for fact in _facts(rest):
        wanted = canonical(fact)
        if not any(next(proof.occurrences(wanted), None) for proof in proved):
            missing.append(fact)
    return tuple(missing)


def _facts(folded: str) -> Iterator[str]:
    for match in _NUMBER.finditer(folded):
        yield match.group()
    for match in _WORDS.finditer(folded):
        yield match.group()
