"""Who may, must or must not do something: a law gives a worker and an employer rights in the same words,
劳动者可以解除劳动合同 and 用人单位可以解除劳动合同."""

import re
from collections.abc import Iterator

# Each other's counterparts in law, in its words and in everyday ones.
_PARTIES = (
    ("劳动者|职工|员工|工人|打工", "用人单位|单位|公司|企业|老板|雇主"),
    ("承租人|租客|租户|租房的?人?", "出租人|房东"),
    ("消费者|买受人|买方|买家|顾客", "经营者|出卖人|卖方|卖家|商家|店家"),
    ("投保人|被保险人|受益人", "保险人|保险公司"),
    ("业主", "物业服务人|物业服务企业|物业公司|物业"),
    ("借款人", "贷款人|出借人"),
    ("受赠人", "赠与人"),
    ("承包人", "发包人"),
    ("承揽人", "定作人"),
    ("债务人", "债权人"),
    ("受托人", "委托人"),
    ("寄存人", "保管人"),
    ("托运人|旅客|乘客", "承运人"),
)
_SIDES = tuple(re.compile(f"(?P<a>{one})|(?P<b>{other})") for one, other in _PARTIES)
_MODAL = re.compile(
    "可以|不得|应当|有权|必须|不予|(?<![智功性职潜节可])能(?![源力量耗效])|直接|立即|随时|拒绝"
)
_ITEMS = re.compile("(?:下列|以下)(?:情形|行为)之一")
_JOINED = re.compile("^(?:或者?|和|与|、|及)$")
_SELF = re.compile("我们?(?=可不?可?以|能|要不?要?|应|是否|必须|直接|该|有权)")
_CLAUSE = re.compile("[,，;；。:：?？]")
_OTHER = 0.75


def acting(folded: str) -> Iterator[tuple[int, frozenset[str]]]:
    """Of each pair of parties that a folded text names: which pair, and which of them (a, b or both)
    acts: who stands first in the clause of its first 可以, 不得 …, or in the nearest one before it that
    names one."""
    clauses = [clause for clause in _CLAUSE.split(folded) if clause]
    last = next((i for i, clause in enumerate(clauses) if _MODAL.search(clause)), None)
    if last is None:
        return
    for number, sides in enumerate(_SIDES):
        if not sides.search(folded):
            continue
        for clause in reversed(clauses[: last + 1]):
            who = _first(sides, clause)
            if who:
                yield number, who
                break


def same_party(folded: str, text: str) -> float:
    """A factor for a folded sentence, or the lead of an enumeration: below 1 where the other party acts
    than in a folded question."""
    asked = dict(acting(folded))
    told = dict(acting(text)) if asked else {}
    return (
        _OTHER if any(told.get(pair, who).isdisjoint(who) for pair, who in asked.items()) else 1.0
    )


def _first(sides: re.Pattern[str], clause: str) -> frozenset[str]:
    """The party that a clause names first, and the other where 或者 joins it; who says 我可以 is the other
    than the one that the clause names."""
    found = list(sides.finditer(clause))
    oneself = _SELF.search(clause)
    if oneself is not None and found:
        return frozenset("ab") - {_side(found[0])}
    if not found or _ITEMS.search(clause):
        return frozenset()
    first = {_side(found[0])}
    if len(found) > 1 and _JOINED.match(clause[found[0].end() : found[1].start()]):
        first.add(_side(found[1]))
    return frozenset(first)


def _side(match: re.Match[str]) -> str:
    return "a" if match["a"] else "b"
