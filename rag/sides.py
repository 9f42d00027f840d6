"""Questions that set several places or documents beside one another (北京和南京的控烟罚款哪个重): each of
them is asked about by itself, and what is found, or is missing, stands side by side.

One search for all of them would let the side that says most push out the others, and a side that the
index does not have would be passed over in silence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.fold import fold
from index.records import RecordReader
from rag.known_titles import COUNTRY
from rag.names import LAW_NAME, documents_named
from rag.regions import PLACE_NAMES
from rag.types import Claim, Draft, claim
from rag.versions import bare_title

_PLACE = (
    f"(?:{PLACE_NAMES})(?:维吾尔|壮族|回族)?(?:自治[区州]|特别行政区|[省市])?(?:政府工作报告|政府)?"
)
_LAW = LAW_NAME.pattern
_AND = "(?:以及|和|与|跟|同|及|、|还是|对比|比)"
_ALL = "(?:这?[两二三四五六](?:个)?(?:省[份]?|市|地|城市|地方|直辖市|部法律|部|者))?"
_PLACES = re.compile(f"{_PLACE}(?:{_AND}{_PLACE})+{_ALL}")
# 上海的养犬条例和北京的养犬条例: what each of them has stands between them.
_APART = re.compile(
    f"(?P<one>{_PLACE})(?P<what>的?[^，,。？?和与跟、]{{1,14}}?){_AND}(?P<other>{_PLACE})(?P<same>(?P=what)|的(?=[^\u4e00-\u9fff]|哪|谁|有什么|差|比))"
)
_THEN = re.compile(
    f"[，, ]{{0,2}}(?:{_AND})(?P<other>{_PLACE})(?:相比|比|比较)?(?:起来)?(?:，|,)?(?=哪|谁|差|怎么样|有什么)"
)
_LAWS = re.compile(rf"(?:^|[，,。？?\s])(?:请问|请教|想问)?(?P<run>{_LAW}(?:{_AND}{_LAW})+){_ALL}")
_DIFFERS = re.compile(
    "(?:之间|相比|对比|比较)?(?:都|各)?(?:有|存在)?(?:什么|哪些|何|啥|多大)?(?:不同|区别|差别|差异|不一样|异同)(?:之处|点|的地方)?(?:是什么|在哪里?|吗|呢)?"
    "|比较一下|对比一下|是否(?:一样|相同|一致)|一样不一样|一样吗|一致吗|相同吗|差在哪里?"
)
_MEASURES = "高|低|多|少|大|小|长|短|重|轻|快|慢|早|晚|贵|便宜|宽|窄|远|近"
_MORE = "(?:要|会|就|更|最|比较|定得|规定得|管得)*"
_WHICH = "(?:谁|哪(?:一?个|边|里|家|一?省|一?市)(?:省|市|地方|城市|地区|份)?)"
_HIGHER = re.compile(
    f"{_WHICH}的?{_MORE}(?:{_MEASURES})(?:一?些|一?点)?(?:呢|啊)?|(?:相差|差)多少|高多少|低多少|多多少|少多少"
)
_WHOSE = re.compile(
    f"{_WHICH}的(?P<what>[^，,。？?]{{2,20}}?){_MORE}(?:{_MEASURES})(?:一?些|一?点)?(?=$|[，,。？?呢])"
)
_HARDER = re.compile(
    f"{_WHICH}的?(?P<does>增长|上涨|下降|提高|[罚赔给奖补收划定增涨降])得?{_MORE}(?:{_MEASURES})(?:一?些|一?点)?(?:呢|啊)?"
)
_STRICTER = re.compile(
    f"{_WHICH}的?{_MORE}(?:严格?|宽松?|松|好|优惠|优厚|强)(?:一?些|一?点)?(?:呢|啊)?"
)
_EACH = re.compile(
    "分别|各自|各(?=是|有|为|多|要|规定|怎么|给|由|占|增|达|定)|都(?=是|有|为|要|怎么|规定)"
)
_JOINTLY = re.compile("共同|共建|合作|联合|协同|之间|一体化|毗邻|交界|边界|携手|到|往来|互")
_ASKS = re.compile("多少|几|什么|哪|谁|怎|如何|多[久长大高]|吗|是否|分别|各")
_IN = re.compile("在(?P<what>[^，,。？?在]{2,20})(?:方面|上|里|中)$")
_EDGES = "，,。？?！!、 的"
_MOST = 6


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things that a question sets side by side: what to call it, and the question about it
    alone."""

    name: str
    question: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What a question sets side by side; `absent` are sentences on what the index does not have. Without
    sides they are the answer. `decides`: it asks which side has more, or how they differ, which no side
    answers alone."""

    sides: tuple[Side, ...]
    absent: tuple[str, ...] = ()
    decides: bool = False


def places_beside(text: str) -> tuple[Side, ...]:
    """The places that a question sets beside one another, each with what is asked of it; none where it
    does not, or asks for what they do together."""
    compares = _compares(text)
    if not compares and (_JOINTLY.search(text) or not _ASKS.search(text)):
        return ()
    run = _PLACES.search(text)
    if run is not None:
        rest = text[: run.start()], text[run.end() :]
        found = [
            (m.group(), f"{rest[0]}{m.group()}{rest[1]}") for m in re.finditer(_PLACE, run.group())
        ]
    else:
        found = _apart(text) if compares else []
    return _sides(found) if len({fold(name) for name, _ in found}) == len(found) else ()


def compared_in(records: RecordReader, text: str) -> Compared | None:
    """What a question sets side by side: places, or laws by name; None where it asks for one thing, or
    compares versions of one law."""
    places = places_beside(text)
    if places:
        return Compared(places, decides=_decides(text))
    run = _LAWS.search(text) if _compares(text) else None
    if run is None:
        return None
    asked = text[run.end() :]
    sides: list[tuple[str, str]] = []
    absent: list[str] = []
    families: set[str] = set()
    for name in (name.strip("《》") for name in re.split(_AND, run["run"])):
        numbers = documents_named(records, fold(name)).numbers
        family = {bare_title(records.cards[number]) for number in numbers}
        if len(family) > 1 or family & families:
            return None
        families |= family
        if family:
            title = records.cards[numbers[0]].title.removeprefix(COUNTRY)
            sides.append((title, f"{title}{asked}"))
        else:
            absent.append(f"索引中没有《{name}》。")
    return Compared(_sides(sides, 1), tuple(absent)) if sides else None


def beside(compared: Compared, drafts: Sequence[Draft]) -> Draft:
    """What was found for each side, one behind the other, and for which nothing was; the refusal of the
    likeliest where nothing was found for any. Of places that were to be compared, one that is missing
    leaves the question open."""
    rows = list(zip(compared.sides, drafts, strict=True))
    missing = "、".join(side.name for side, draft in rows if draft.status == "insufficient")
    told = (*compared.absent, *((f"没有找到{missing}的相应内容。",) if missing else ()))
    found = [draft for draft in drafts if draft.status != "insufficient"]
    if not drafts:
        return Draft("insufficient", tuple(claim(sentence) for sentence in compared.absent))
    if not found:
        best = max(drafts, key=lambda draft: draft.confidence)
        return replace(best, notices=(*told, *best.notices))
    if missing and compared.decides:
        told_open = claim("没有找到{missing}的相应内容，因此无法比较。", missing=missing)
        lacking = min(drafts, key=lambda draft: draft.status != "insufficient")
        return replace(lacking, claims=(told_open,))
    claims: tuple[Claim, ...] = tuple(dict.fromkeys(c for draft in found for c in draft.claims))
    notices = tuple(dict.fromkeys(notice for draft in found for notice in draft.notices))
    return Draft("answered", claims, (*told, *notices), min(draft.confidence for draft in found))


def _decides(text: str) -> bool:
    return any(p.search(text) for p in (_DIFFERS, _HIGHER, _WHOSE, _HARDER, _STRICTER))


def _compares(text: str) -> bool:
    return _decides(text) or _EACH.search(text) is not None


def _apart(text: str) -> list[tuple[str, str]]:
    """Two places that each have their own noun, or of which the second is named behind the question."""
    match = _APART.search(text)
    if match is not None:
        before, rest = text[: match.start()], text[match.end() :]
        return [(match[p], f"{before}{match[p]}{match['what']}{rest}") for p in ("one", "other")]
    match = _THEN.search(text)
    first = re.search(_PLACE, text[: match.start()]) if match else None
    if match is None or first is None:
        return []
    asked = text[: match.start()]
    return [
        (first.group(), asked),
        (match["other"], asked.replace(first.group(), match["other"], 1)),
    ]


def _sides(found: Sequence[tuple[str, str]], fewest: int = 2) -> tuple[Side, ...]:
    if not fewest <= len(found) <= _MOST:
        return ()
    return tuple(Side(name, _alone(question)) for name, question in found)


def _alone(question: str) -> str:
    """A question about one of several without what compares it with the others."""
    question = _WHOSE.sub(r"的\g<what>是多少", question)
    question = _HARDER.sub(r"\g<does>多少", question)
    question = _STRICTER.sub("", _DIFFERS.sub("", _EACH.sub("", question)))
    asked = _HIGHER.sub("", question)
    if asked != question:
        asked = asked.strip(_EDGES) + ("" if _ASKS.search(asked) else "是多少")
    return _IN.sub(r"\g<what>", asked.strip(_EDGES)).strip(_EDGES)
