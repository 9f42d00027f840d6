"""Cases: quotes that are true, written otherwise, damaged, put together, said to stand elsewhere, or
invented."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from eval.citations.damage import ALTERED
from eval.citations.forms import FORMS
from eval.citations.spans import Corpus, Span
from rag.types import Verdict


@dataclass(frozen=True, slots=True)
class Case:
    """A text to look up, the verdict it has to have, and the words that its difference has to name
    (empty ones need not be)."""

    kind: str
    text: str
    verdict: Verdict
    source: Span
    named: tuple[str, ...] = ()


_SHARES: dict[str, int] = {  # of 3,000
    "exact": 450,
    "number": 330,
    "date": 130,
    "negation": 280,
    "comparator": 220,
    "modal": 180,
    "unit": 40,
    "name": 110,
    "word": 160,
    "order": 130,
    "stitched": 220,
    "misattributed": 200,
    "invented": 110,
}
_EACH_FORM = 40
_TRIES = 300  # sentences looked at for one that can be damaged
_INVENTED = (
    "{a}应当自{n}之日起{m}个工作日内向{b}提交{c}备案表，逾期视为自动放弃{c}资格",
    "对连续{m}年{c}考核优秀的{a}，由{b}一次性奖励{n}并颁发{c}铭牌",
    "{b}每逢闰年须对{a}开展{c}回头看，形成{m}份专题简报报{n}",
    "凡{a}所属宠物未佩戴{c}标识进入{b}的，由{n}没收并处{m}小时训诫",
)
_WORDS = {
    "a": ("星际航行员", "民宿管家", "电竞俱乐部", "无人书店", "冰雪向导"),
    "b": ("云端调度中心", "月度听评委员会", "首席体验官", "数字管家处"),
    "c": ("量子诚信", "零碳社交", "元宇宙会展", "夜间咖啡"),
    "n": ("首次打卡", "灯塔积分", "彩虹基金", "试飞完成"),
    "m": ("三", "17", "九", "42"),
}


def plant(corpus: Corpus, cases: int, seed: int) -> Iterator[Case]:
    """About `cases` cases, in the shares above; the same for the same index and seed."""
    rng = random.Random(seed)
    scale = cases / (sum(_SHARES.values()) + _EACH_FORM * len(FORMS))
    for kind, share in _SHARES.items():
        yield from _of_kind(corpus, kind, max(1, round(share * scale)), rng)
    for form in FORMS:
        yield from _in_form(corpus, form, max(1, round(_EACH_FORM * scale)), rng)


def _of_kind(corpus: Corpus, kind: str, count: int, rng: random.Random) -> Iterator[Case]:
    made: dict[str, Callable[[], Case | None]] = {
        "exact": lambda: _exact(corpus, rng),
        "stitched": lambda: _stitched(corpus, rng),
        "misattributed": lambda: _misattributed(corpus, rng),
        "invented": lambda: _invented(corpus, rng),
    }
    make = made.get(kind, lambda: _altered(corpus, kind, rng))
    for _ in range(count):
        case = next((case for _ in range(_TRIES) if (case := make()) is not None), None)
        if case is None:  # a small index may have no sentence with a unit to change
            return
        yield case


def _exact(corpus: Corpus, rng: random.Random) -> Case:
    span = corpus.sentence(rng)
    return Case("exact", span.text, "verified", span)


def _in_form(corpus: Corpus, form: str, count: int, rng: random.Random) -> Iterator[Case]:
    for _ in range(count * _TRIES):
        span = corpus.sentence(rng)
        text = FORMS[form](span.text, rng)
        if text != span.text:
            yield Case(f"form: {form}", text, "verified", span)
            count -= 1
        if not count:
            return


def _altered(corpus: Corpus, kind: str, rng: random.Random) -> Case | None:
    span = corpus.sentence(rng)
    damaged = ALTERED[kind](span.text, rng)
    if damaged is None or damaged.text == span.text or corpus.holds(damaged.text):
        return None
    named = tuple(word for word in (damaged.before, damaged.after) if word)
    return Case(kind, damaged.text, "altered", span, named)


def _stitched(corpus: Corpus, rng: random.Random) -> Case | None:
    one = corpus.sentence(rng)
    same = rng.random() < 0.4
    other = corpus.sentence(rng, one.document if same else None)
    if other.document == one.document and abs(other.start - one.start) < 600:
        return None
    parts = [re.split("[，,]", span.text.rstrip("。；")) for span in (one, other)]
    joined = (
        "，".join(parts[0][: rng.randint(1, len(parts[0]))])
        + rng.choice("，。；")
        + "，".join(parts[1][rng.randint(0, len(parts[1]) - 1) :])
    )
    pieces = re.split("[，。；,;]", joined)
    if min(map(len, pieces)) < 8 or corpus.holds(joined):
        return None
    return Case("stitched", joined, "stitched", one)


def _misattributed(corpus: Corpus, rng: random.Random) -> Case | None:
    span = corpus.sentence(rng)
    cards = corpus.records.cards
    other = rng.randrange(len(cards))
    title = cards[other].title
    if len(title) > 40 or "《" in title or title == cards[span.document].title:
        return None
    same = [n for n, card in enumerate(cards) if card.title == title]
    if (
        any(span.text in corpus.records.text(n) for n in same)
        or '"' in span.text
        or "“" in span.text
    ):
        return None
    text = f"《{title}》规定：“{span.text}”"
    return Case("misattributed", text, "misattributed", span)


def _invented(corpus: Corpus, rng: random.Random) -> Case:
    text = rng.choice(_INVENTED).format(**{key: rng.choice(words) for key, words in _WORDS.items()})
    return Case("invented", text, "not_found", corpus.sentence(rng))
