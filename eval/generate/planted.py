"""Planted questions: the answer is known because the question is made from it.

    heading    what does the section under this heading say?      gold: document and section
    reference  what does 第X条 of this law say?                    gold: its first sentence
    cloze      a sentence with its number taken out               gold: the sentence, the number
    damaged    a sentence with a number changed or words lost     gold: the sentence as it stands
    absent     an article behind the last one of a law            nothing answers it

The same index, kinds, count and seed give the same cases.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import count as numbers

from eval.cases import Case
from index.fold import fold
from index.numerals import NUMERAL, chinese_numeral
from index.records import RecordReader
from index.types import Document, Section
from rag.sentences import Sentence, split_sentences

_NUMBER = re.compile(
    r"(?<![\d.第〔（(年月号])\d+(?:\.\d+)?(?:%|％|万亿|亿|万)?"
    r"(?:元|亩|个|项|家|人|户|公里|平方米|吨|千瓦|日|天|小时|倍|个百分点|公顷)?(?![\d.号条款〕、])"
)
# What numbers a sentence in its document, and is no part of what it says.
_LEAD = re.compile(
    rf"^(?:第[{NUMERAL}\d]+条|[（(][{NUMERAL}\d]+[）)]|[{NUMERAL}]+、|\d+[.、．])\s*"
)
_ENDS = "。；;！？"
_LEAST, _MOST = 16, 90  # characters of a sentence that is made a question
_LEAST_SECTION = 40  # characters under a heading
_LONGEST_HEADING = 30
_AHEAD = 37  # how far behind its last article a law is asked for one


def planted_cases(
    records: RecordReader, kinds: Sequence[str], count: int, seed: int = 7
) -> Iterator[Case]:
    """At most `count` cases, the kinds in turn, over documents drawn at random; fewer where the
    documents have no more to ask."""
    chance = random.Random(seed)
    order = list(range(len(records.cards)))
    made = 0
    sources = {kind: _cases(records, kind, order, chance) for kind in kinds}
    while made < count and sources:
        for kind in tuple(sources):
            case = next(sources[kind], None)
            if case is None:
                del sources[kind]
            elif made < count:
                made += 1
                yield case


def _cases(
    records: RecordReader, kind: str, order: Sequence[int], chance: random.Random
) -> Iterator[Case]:
    """Cases of one kind: one a document in random order, then a second of each, and so on."""
    mixed = random.Random(f"{kind} {chance.random()}")
    seen: set[str] = set()
    serial = numbers(1)
    for _ in range(4):
        documents = list(order)
        mixed.shuffle(documents)
        for number in documents:
            case = _MAKERS[kind](records.document(number), mixed, f"{kind}-{next(serial)}")
            if case is not None and case.question not in seen:
                seen.add(case.question)
                yield case


def _heading(document: Document, chance: random.Random, id_: str) -> Case | None:
    labels = [fold(section.label) for section in document.sections]
    fit = [
        number
        for number, section in enumerate(document.sections)
        if section.kind in ("heading", "chapter", "section")
        and 4 <= len(section.label) <= _LONGEST_HEADING
        and section.end - section.heading_end >= _LEAST_SECTION
        and labels.count(fold(section.label)) == 1
    ]
    if not fit or not document.title:
        return None
    number = chance.choice(fit)
    question = f"{_title(document)}在“{_flat(document.sections[number].label)}”下写了什么？"
    path = document.path(number)
    return _case(id_, "heading", question, document, sections=(path,))


def _reference(document: Document, chance: random.Random, id_: str) -> Case | None:
    articles = _articles(document)
    if not articles:
        return None
    section = chance.choice(articles)
    body = _sentences(document, section)
    if not body:
        return None
    question = f"{_title(document)}第{chinese_numeral(section.number)}条是怎么规定的？"
    return _case(id_, "reference", question, document, quotes=(body[0].text,))


def _absent(document: Document, chance: random.Random, id_: str) -> Case | None:
    articles = _articles(document)
    if len(articles) < 3:
        return None
    wanted = max(section.number for section in articles) + chance.randint(3, _AHEAD)
    question = f"{_title(document)}第{chinese_numeral(wanted)}条是怎么规定的？"
    return Case(
        id=id_,
        type="absent",
        question=question,
        answerable=False,
        status="insufficient",
        synthetic=True,
    )


def _cloze(document: Document, chance: random.Random, id_: str) -> Case | None:
    found = _with_number(document, chance)
    if found is None:
        return None
    sentence, start, end = found
    asked = f"{sentence[:start]}多少{sentence[end:]}".rstrip("。；;，,")
    question = f"{_title(document)}：{_flat(asked)}？"
    answer = ((sentence[start:end],),)
    return _case(id_, "cloze", question, document, quotes=(sentence,), answer=answer)


def _damaged(document: Document, chance: random.Random, id_: str) -> Case | None:
    found = _with_number(document, chance)
    if found is None:
        return None
    sentence, start, end = found
    if chance.random() < 0.5:
        digits = sentence[start:end]
        first = next(i for i, c in enumerate(digits) if c.isdigit())
        other = str((int(digits[first]) + chance.randint(1, 8)) % 9 + 1)
        if other == digits[first]:
            return None
        damaged = sentence[: start + first] + other + sentence[start + first + 1 :]
    else:
        place = chance.randrange(2, len(sentence) - 6)
        damaged = sentence[:place] + sentence[place + 3 :]
    question = f"“{_flat(damaged).rstrip('。；;')}”这句话原文是怎么说的？"
    return _case(id_, "damaged", question, document, quotes=(sentence,))


_MAKERS: dict[str, Callable[[Document, random.Random, str], Case | None]] = {
    "heading": _heading,
    "reference": _reference,
    "cloze": _cloze,
    "damaged": _damaged,
    "absent": _absent,
}
KINDS = tuple(_MAKERS)


def _case(
    id_: str,
    kind: str,
    question: str,
    document: Document,
    quotes: tuple[str, ...] = (),
    answer: tuple[tuple[str, ...], ...] = (),
    sections: tuple[tuple[str, ...], ...] = (),
) -> Case:
    return Case(
        id=id_,
        type=kind,
        question=question,
        documents=(document.source,),
        quotes=quotes,
        answer=answer,
        sections=sections,
        synthetic=True,
    )


def _articles(document: Document) -> list[Section]:
    """The articles whose number no other has; none where the document has no title to name it by."""
    found = [s for s in document.sections if s.kind == "article" and s.number]
    counts = [section.number for section in found]
    return [s for s in found if counts.count(s.number) == 1] if document.title else []


def _with_number(document: Document, chance: random.Random) -> tuple[str, int, int] | None:
    """A sentence that states a number and stands only once, and where the number is in it."""
    body = [s for s in document.sections if s.kind not in ("metadata", "contents", "trailer")]
    chance.shuffle(body)
    for section in body[:12]:
        sentences = _sentences(document, section)
        chance.shuffle(sentences)
        for sentence in sentences:
            words = _LEAD.sub("", sentence.text)
            match = _NUMBER.search(words, 4)
            if match and words[-1] in _ENDS and document.text.count(words) == 1:
                return words, match.start(), match.end()
    return None


def _sentences(document: Document, section: Section) -> list[Sentence]:
    return [
        sentence
        for sentence in split_sentences(document, section.start, section.own_end)
        if not sentence.heading
        and _LEAST <= len(sentence.text) <= _MOST
        and "\n" not in sentence.text
    ]


def _title(document: Document) -> str:
    return f"《{_flat(document.title)}》"


def _flat(text: str) -> str:
    return " ".join(text.split())
