"""A whole text proof-read: every quote and every reference in it, found, looked up, listed.

What stands in quotation marks is a quote where it is long enough to be one (“十四五” is a name); the
document said to hold it is the last one named before it in the same sentence. References to 本法, 前款
are told from the document and the place named last.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.descent import BRACKETED_UNIT, INSERTED, PLACE_NUMBER, PLACE_UNIT
from rag.lookup import Citer
from rag.reference import Place, parse_reference
from rag.types import Lookup, Verdict

FindingKind = Literal["quote", "reference"]
LONGEST_PROOF = 200_000
_PAIRS = (("“", "”"), ("「", "」"), ("『", "』"), ("〝", "〞"))
_STRAIGHT = re.compile(r'"([^"\n]{1,600})"')
_SHORTEST_QUOTE = 8  # characters of a quote that is said to stand in no document
_SHORTEST_ATTRIBUTED = 4
_LEGAL = rf"{PLACE_NUMBER}{PLACE_UNIT}(?:{INSERTED})?"
_STEP = rf"(?:第?{_LEGAL}|第?[（(]{PLACE_NUMBER}[）)]{BRACKETED_UNIT}?)"
_STEPS = re.compile(rf"(?:第{_LEGAL}|\d{{1,4}}条){_STEP}*")
_TITLE = re.compile(r"《(?:[^《》]|《[^《》]*》){2,100}》(?:[（(][^（）()]{4,24}[）)])?")
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,8}[〔\[（(【［]\s*(?:19|20)\d{2}\s*[〕\]）)】］]\s*第?\d{1,5}号"
)
_NAMED = re.compile(
    r"(?:新|旧|现行)?[\u4e00-\u9fff]{1,24}?(?:法典?|条例|办法|规定|细则|规则|解释)$"
)
_BREAK = re.compile("[。；;！!？?\n]")
_FROM_HERE = re.compile(rf"(?:前|上一?|本|该)(?:条|款|项)(?:{_STEP})*")
# Words that stand before the name of a document in a sentence and are no part of it.
_INTRODUCING = re.compile(
    "(?:根据|依照|按照|依据|参照|参见|违反|适用|符合|属于|不同于|以及|与|和|及|由|是|在|如|即|见|对)(?=[^的]{2})"
)
_VERSION = re.compile("^(?:新|旧|现行)")
_SAYING = re.compile("[:：]|规定|指出|明确|提出|要求|强调|载明|写明|称")
_AND = re.compile(
    '[”」』"]?[，、；,和及与以并还又再\\s]{0,4}(?:规定|指出|提出|要求)?[：:]?[“「『"]?'
)
_REACH = 80  # characters between a document and the quote or reference that it is named for
_VERDICTS: tuple[Verdict, ...] = ("verified", "altered", "stitched", "misattributed", "not_found")


@dataclass(frozen=True, slots=True)
class Finding:
    """A quote or reference of a text: `text[start:end]`, its line counted from 1, the document that
    it is said to be of (empty where none is named), and what was found."""

    kind: FindingKind
    start: int
    end: int
    line: int
    written: str
    claimed: str
    lookup: Lookup


@dataclass(frozen=True, slots=True)
class Proof:
    """All findings of a text in its order."""

    findings: tuple[Finding, ...]

    def count(self, verdict: Verdict) -> int:
        """How many of the findings have this verdict."""
        return sum(finding.lookup.verdict == verdict for finding in self.findings)

    @property
    def summary(self) -> dict[str, int]:
        """The number of findings, and of each verdict."""
        counts = {"findings": len(self.findings)}
        for verdict in _VERDICTS:
            counts[verdict] = self.count(verdict)
        return counts


@dataclass(frozen=True, slots=True)
class _Spot:
    kind: FindingKind
    start: int
    end: int


def proof_read(citer: Citer, text: str, document: int | None = None) -> Proof:
    """Look up every quote and reference of `text`; `document` (its number) is what 本法 means until
    the text names another."""
    breaks = [match.end() for match in re.finditer("\n", text)]
    findings: list[Finding] = []
    current, base = document, None
    for spot in sorted(_spots(citer, text), key=lambda s: (s.start, -s.end)):
        if findings and spot.start < findings[-1].end:
            continue
        written = text[spot.start : spot.end]
        claimed = _claimed(text, spot, findings)
        if spot.kind == "quote":
            lookup = _quote(citer, text, spot, written, claimed)
            if lookup is None:
                continue
        else:
            claimed = ("", 0) if _names_itself(written) else claimed
            lookup = citer.cite(f"{claimed[0]}{written}", current, base)
            if lookup.verdict == "verified" and len({m.card.id for m in lookup.matches}) == 1:
                first = lookup.matches[0]
                current = citer.number_of(first.card.id)
                base = Place(current, first.start, first.end)
        line = bisect_right(breaks, spot.start) + 1
        findings.append(Finding(spot.kind, spot.start, spot.end, line, written, claimed[0], lookup))
    return Proof(tuple(findings))


def _spots(citer: Citer, text: str) -> Iterator[_Spot]:
    """Where quotes and references may stand; those that overlap are decided by the first."""
    for opening, closing in _PAIRS:
        yield from _quoted(text, opening, closing)
    for match in _STRAIGHT.finditer(text):
        yield _Spot("quote", match.start(1), match.end(1))
    for match in _STEPS.finditer(text):
        start = _name_start(citer, text, match.start())
        yield _Spot("reference", start, match.end())
    for match in _FROM_HERE.finditer(text):
        yield _Spot("reference", match.start(), match.end())
    for match in _NUMBER.finditer(text):
        if not _STEPS.match(text, match.end()):
            yield _Spot("reference", match.start(), match.end())


def _quoted(text: str, opening: str, closing: str) -> Iterator[_Spot]:
    """Quotes between two marks; those inside another are part of it."""
    depth, start = 0, 0
    for match in re.finditer(f"[{opening}{closing}]", text):
        if match.group() == opening:
            start = match.end() if not depth else start
            depth += 1
        elif depth:
            depth -= 1
            if not depth and match.start() > start:
                yield _Spot("quote", start, match.start())


def _name_start(citer: Citer, text: str, steps: int) -> int:
    """Where the name of the document begins that stands right before a reference's steps."""
    before = text[max(0, steps - 130) : steps]
    bare = before.rstrip()
    for pattern in (_TITLE, _NUMBER):
        for match in pattern.finditer(bare):
            if match.end() == len(bare):
                return steps - len(before) + match.start()
    clause = re.split(r"[，。；：、！？“”「」\s（）()《》]", bare)[-1]
    named = _NAMED.search(clause)
    if named is None:
        return steps
    # 按照新公司法: the longest ending that is the name of a document, else what no verb precedes.
    words = named.group()
    ends = [words[i:] for i in range(len(words) - 1)]
    name = next((end for end in ends if citer.is_title(_VERSION.sub("", end))), None)
    if name is None:
        name = words[max((m.end() for m in _INTRODUCING.finditer(words)), default=0) :]
    elif words[: -len(name)].endswith(("新", "旧")):
        name = words[-len(name) - 1 :]
    return steps - (len(before) - len(bare)) - len(name)


def _names_itself(written: str) -> bool:
    """Whether a reference brings its own document, or is told from another."""
    parsed = parse_reference(written)
    return parsed is None or bool(parsed.document) or parsed.relative


def _claimed(text: str, spot: _Spot, before: Sequence[Finding]) -> tuple[str, int]:
    """The document that is named last before a quote or reference in its sentence, and where its name
    ends; an empty name where none is."""
    last = before[-1] if before else None
    if last is not None and last.kind == "quote":
        between = text[last.end : spot.start]
        if last.claimed and _AND.fullmatch(between):  # 规定：“…”，“…”
            return last.claimed, last.end
    begins = max((m.end() for m in _BREAK.finditer(text, 0, spot.start)), default=0)
    begins = max(begins, spot.start - _REACH, last.end if last and last.kind == "quote" else 0)
    names = [m for p in (_TITLE, _NUMBER) for m in p.finditer(text, begins, spot.start)]
    if names:
        named = max(names, key=lambda match: match.end())
        return named.group(), named.end()
    if last is None or last.kind != "reference" or last.start < begins:
        return "", 0
    parsed = parse_reference(last.written)
    if parsed is None or parsed.relative or not parsed.document:
        return "", 0
    steps = [match.start() for match in _STEPS.finditer(last.written)]
    name = last.written[: steps[-1]] if steps else last.written
    return name, last.start + len(name)


def _quote(
    citer: Citer, text: str, spot: _Spot, written: str, claimed: tuple[str, int]
) -> Lookup | None:
    """What a quote is worth; None where the marks only set off a name or a word."""
    name, named_until = claimed
    length = len(re.findall(r"[^\W_]", written))
    if length < (_SHORTEST_ATTRIBUTED if name else _SHORTEST_QUOTE):
        return None
    introduced = _SAYING.search(text, max(0, spot.start - 12), spot.start)
    if length < _SHORTEST_QUOTE and introduced is None:
        return None
    if not name:
        return citer.quote(written)
    steps = _STEPS.match(text, named_until)
    return citer.attributed(written, name.strip("《》"), steps.group() if steps else "")
