"""What is said of validity: the day and statuses that a user asks for, and the notes beside answers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.errors import UsageError
from index.records import RecordReader
from rag.days import days_of
from rag.validity import Validity, ValidityStatus
from rag.validity_links import ValidityBook

# A question says so clearly: 2019年时, 2019年的时候, 截至2019年6月. The year of a plan or a number is no day.
_ASKED = re.compile(
    r"截[至止](?P<until>(?:19|20)\d{2}年(?:\d{1,2}月(?:\d{1,2}日)?)?)"
    r"|(?<!\d)(?P<then>(?:19|20)\d{2}年)(?:的时候|时(?![间期代段])|当时|那时|那会儿)"
)
_ALIASES: dict[str, tuple[ValidityStatus, ...]] = {
    "现行有效": ("现行有效",),
    "有效": ("现行有效",),
    "valid": ("现行有效",),
    "in-force": ("现行有效",),
    "尚未施行": ("尚未施行",),
    "未施行": ("尚未施行",),
    "尚未生效": ("尚未施行",),
    "not-yet": ("尚未施行",),
    "已修改": ("已修改",),
    "已被修改": ("已修改",),
    "amended": ("已修改",),
    "已废止": ("已废止",),
    "废止": ("已废止",),
    "废止或失效": ("已废止", "失效"),
    "repealed": ("已废止",),
    "失效": ("失效",),
    "lapsed": ("失效",),
    "期满": ("期满",),
    "ended": ("期满",),
    "时效未知": ("时效未知",),
    "未知": ("时效未知",),
    "unknown": ("时效未知",),
}
_MOST_NOTICES = 3
_LONGEST_QUOTE = 80


@dataclass(frozen=True, slots=True)
class Proof:
    """Evidence with its words: `quote` is the text of the document from `start` to `end`."""

    document: str
    title: str
    section: tuple[str, ...]
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A verdict with the words that it rests on."""

    validity: Validity
    proofs: tuple[Proof, ...]


def parse_day(text: str) -> str:
    """ "2019-06-30", "2019年6月", "2019" as a day; of a month or a year the last one. Raises UsageError
    for what is no day."""
    days = days_of(text)
    if days is not None:
        return days[1]
    raise UsageError(
        f"--as-of {text!r} is no day; give 2019-06-30, 2019-06, 2019 or 2019年6月30日."
    )


def parse_statuses(text: str) -> tuple[ValidityStatus, ...]:
    """ "现行有效,尚未施行" or "valid,not-yet" as statuses. Raises UsageError for an unknown one."""
    found: list[ValidityStatus] = []
    for name in re.split(r"[,，、;；\s]+", text.strip()):
        statuses = _ALIASES.get(name.lower().replace("_", "-"))
        if statuses is None:
            raise UsageError(
                f"--status {name!r} is no status; give 现行有效 (valid), 尚未施行 (not-yet), 已修改 (amended), "
                "已废止 (repealed), 失效 (lapsed), 期满 (ended) or 时效未知 (unknown), several with commas."
            )
        found += statuses
    return tuple(dict.fromkeys(found))


def asked_day(question: str) -> str:
    """The day that a question clearly asks about (2019年时, 截至2019年6月); empty without one."""
    match = _ASKED.search(question)
    if match is None:
        return ""
    try:
        return parse_day(match["until"] or match["then"])
    except UsageError:  # 截至2019年13月
        return ""


def standing(records: RecordReader, book: ValidityBook, number: int, day: str) -> Standing:
    """The verdict on a document and the words that it rests on."""
    found = book.on(number, day)
    return Standing(found, tuple(_proofs(records, number, found)))


def _proofs(records: RecordReader, number: int, found: Validity) -> Iterable[Proof]:
    spans = [(e.document, e.start, e.end) for e in found.evidence]
    if not spans and found.basis == "header":  # an index made before facts were kept
        value = records.document(number).value("status")
        spans = [(number, value.line_start, value.line_end)] if value else []
    for other, start, end in spans:
        if end > start:  # read from a file name: nothing in the text to show
            path, text = records.place(other, start, end)
            card = records.cards[other]
            yield Proof(card.id, card.title, path, start, end, text)


def notices(
    records: RecordReader, book: ValidityBook, documents: Iterable[int], day: str
) -> tuple[str, ...]:
    """A sentence for each of these documents that is no longer, or not yet, in force on `day`."""
    found: list[str] = []
    for number in dict.fromkeys(documents):
        validity = book.on(number, day)
        if validity.doubtful:
            found.append(_notice(records, number, standing(records, book, number, day)))
    more = len(found) - _MOST_NOTICES
    rest = (f"另有{more}份所引文件不在施行期内。",) if more > 0 else ()
    return (*found[:_MOST_NOTICES], *rest)


def in_words(validity: Validity) -> str:
    """A verdict as a Chinese predicate: 已于2023-01-01废止."""
    since = f"于{validity.since}" if validity.since else ""
    if validity.status == "已废止":
        return f"已{since}废止" if since or validity.basis != "header" else "已废止或失效"
    if validity.status == "已修改":
        return f"已{since}被修改，此处是旧文本"
    if validity.status == "失效":
        return f"有效期已满，自{validity.since}起失效"
    if validity.status == "期满":
        return f"规划期已满（至{int(validity.since[:4]) - 1}年）"
    if validity.status == "尚未施行":
        begins = f"，自{validity.since}起" if validity.since else ""
        if validity.basis == "revised":
            return f"此文本在{validity.as_of}尚未施行{begins}才如此修改"
        if validity.basis == "published":
            return f"在{validity.as_of}尚未发布（{validity.since}发布）"
        return f"在{validity.as_of}尚未施行{begins}施行" if begins else "尚未施行"
    return validity.status


def _notice(records: RecordReader, number: int, found: Standing) -> str:
    title = records.cards[number].title
    words = in_words(found.validity)
    if not found.proofs:
        return f"注意：《{title}》{words}。"
    proof = found.proofs[0]
    quote = " ".join(proof.quote.split())
    shown = quote if len(quote) <= _LONGEST_QUOTE else quote[:_LONGEST_QUOTE] + "…"
    where = "" if proof.document == records.cards[number].id else f"《{proof.title}》"
    label = proof.section[-1] if proof.section and len(proof.section[-1]) <= 12 else ""
    label = "" if quote.startswith(label) else label
    return f"注意：《{title}》{words}（依据：{where}{label}“{shown}”）。"
