"""References to sections of an index, in all the forms in which people write them."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.citations.spans import Corpus
from index.fold import fold
from index.types import Document, Section
from rag.locator import Step, steps_to, written

_TRIES = 300
_COUNTRY = "中华人民共和国"
_NUMBERED = re.compile(r"[\u4e00-\u9fff]{1,8}〔\d{4}〕\d+号")
_SHORT = {
    "个人所得税法": "个税法",
    "民事诉讼法": "民诉法",
    "刑事诉讼法": "刑诉法",
    "行政诉讼法": "行诉法",
    "治安管理处罚法": "治安处罚法",
    "消费者权益保护法": "消法",
    "个人信息保护法": "个保法",
    "企业所得税法": "企税法",
    "道路交通安全法": "道交法",
    "反不正当竞争法": "反法",
}


@dataclass(frozen=True, slots=True)
class ReferenceCase:
    """A reference, the document it is asked beside (None: none), and the places that it means:
    (document id, start), one for each version of the document."""

    form: str
    text: str
    document: int | None
    expected: tuple[tuple[str, int], ...]


def plant_references(corpus: Corpus, count: int, seed: int) -> Iterator[ReferenceCase]:
    """`count` references; the same for the same index and seed."""
    rng = random.Random(seed)
    same = _same_titles(corpus)
    made = 0
    for _ in range(count * _TRIES):
        if made == count:
            return
        number = rng.randrange(len(corpus.records.cards))
        if made % 5 == 0:  # documents with a 文号 are rarer than laws
            number = rng.choice(_numbered(corpus)) if _numbered(corpus) else number
        case = _reference(corpus, same, number, rng)
        if case is not None:
            made += 1
            yield case


def _same_titles(corpus: Corpus) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, card in enumerate(corpus.records.cards):
        found[_bare(card.title)].append(number)
    return found


def _numbered(corpus: Corpus) -> list[int]:
    cards = corpus.records.cards
    return [n for n, card in enumerate(cards) if _NUMBERED.fullmatch(card.number or "")]


def _bare(title: str) -> str:
    return fold(title).removeprefix(_COUNTRY)


def _reference(
    corpus: Corpus, same: dict[str, list[int]], number: int, rng: random.Random
) -> ReferenceCase | None:
    document = corpus.records.document(number)
    kinds = ("article", "item", "paragraph", "heading", "chapter")
    sections = [
        s for s in document.sections if s.kind in kinds and s.number + (s.kind == "paragraph")
    ]
    if not sections or len(document.title) > 60:
        return None
    section = rng.choice(sections)
    steps = steps_to(document, section.start, section.end)
    if not steps or any(step.kind in ("titled", "decimal", "annex", "part") for step in steps):
        return None
    if len(list(_spans(document, steps))) != 1:  # numbered twice: no reference tells which
        return None
    form, text, beside = _written(corpus, document, number, steps, rng)
    alike = (
        [number] if beside is not None or form.startswith("文号") else same[_bare(document.title)]
    )
    if form.startswith("文号"):
        mine = corpus.records.cards[number].number
        alike = [n for n, card in enumerate(corpus.records.cards) if card.number == mine]
    expected = []
    for other in alike:
        read = corpus.records.document(other)
        expected += [(read.id, start) for start in _spans(read, steps)]
    return ReferenceCase(form, text, beside, tuple(expected))


def _spans(document: Document, steps: Sequence[Step]) -> Iterator[int]:
    """Starts of the sections of a document that the steps lead to, by trying every section."""
    for section in document.sections:
        told = section.kind not in ("document", "metadata", "contents")
        if not told or section.own_end == section.start or not _opens(section, steps):
            continue
        if steps_to(document, section.start, section.end) == tuple(steps):
            raw = document.text[section.start : section.end]
            yield section.start + len(raw) - len(raw.lstrip())


def _opens(section: Section, steps: Sequence[Step]) -> bool:
    return section.number == steps[-1].number or section.kind == "paragraph"


def _written(
    corpus: Corpus, document: Document, number: int, steps: Sequence[Step], rng: random.Random
) -> tuple[str, str, int | None]:
    """(form, text, document it is asked beside)."""
    title = document.title
    place, digits = written(tuple(steps)), written(tuple(steps), arabic=True)
    law = any(step.kind == "article" for step in steps)
    card = corpus.records.cards[number]
    forms: list[tuple[str, str, int | None]] = [
        ("《全称》", f"《{title}》{place}", None),
        ("全称", f"{title}{place}", None),
        ("《全称》 数字", f"《{title}》{digits}", None),
        (
            "全角空格",
            f"《{title}》　{place}".translate(str.maketrans("0123456789", "０１２３４５６７８９")),
            None,
        ),
    ]
    if title.startswith(_COUNTRY):
        short = title.removeprefix(_COUNTRY)
        forms += [("简称", f"{short}{place}", None), ("《简称》", f"《{short}》{digits}", None)]
        forms += [("简称", f"{_SHORT[short]}{digits}", None)] * 3 if short in _SHORT else []
    if law:
        bare = re.sub("第(?=\\d+条)", "", digits)
        forms += [("52条", f"{title.removeprefix(_COUNTRY)}{bare}", None)]
        forms += [("本法", f"本法{place}", number), ("第X条", place, number)]
    if _NUMBERED.fullmatch(card.number or ""):
        own = card.number or ""
        year = own.replace("〔", rng.choice("[（(【")).replace("〕", rng.choice("]）)】"))
        forms += [("文号", f"{own}{place}", None)] * 3
        forms += [("文号 括号", f"{year}{place}", None)] * 2
        if not law:
            forms += [("文号 标题", f"{own} {_as_printed(steps)}", None)] * 3
    if not law:
        forms += [("标题号", f"《{title}》{_as_printed(steps)}", None)]
    return rng.choice(forms)


def _as_printed(steps: Sequence[Step]) -> str:
    """一、（一）2, as headings are printed."""
    words = []
    for step in steps:
        number = written((step,))
        if step.kind == "division":
            words.append(number.removeprefix("第").removesuffix("部分") + "、")
        elif step.kind == "point":
            words.append(str(step.number))
        else:
            words.append(number)
    return "".join(words)
