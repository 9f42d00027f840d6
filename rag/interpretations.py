"""Interpretations of the courts as people name them: 公司法解释三, 民法典婚姻家庭编司法解释二, 最高院工伤司法解释."""

import re
from collections.abc import Sequence
from functools import lru_cache

from index.numerals import parse_number
from rag.spoken import ALIASES

_COURT = "最高人民法院|最高法院|最高院|最高法|最高人民检察院|最高检|两高|高法"
_DIGIT = r"[一二三四五六七八九\d]"
_NAME = re.compile(
    rf"(?P<court>{_COURT})?(?:关于)?(?:适用)?(?P<law>[\u4e00-\u9fff]{{2,14}}?)的?(?P<of>司法)?(?P<kind>解释|规定)"
    rf"(?:\((?P<number>{_DIGIT})\)|(?P<bare>{_DIGIT}))?"
)
_TITLE = re.compile(rf"(?P<kind>解释|规定)(?:\((?P<number>{_DIGIT})\))?$")
_MARKS = re.compile(r"[《》〈〉<>\"'\s·,、]|中华人民共和国")
_CALLED_COURT = re.compile("最高人民法院|最高人民检察院|^法释|^高检发")
_APPLIED = ("适用", "执行", "贯彻", "实施", "关于")
_ABOUT = ("的", "若干", "有关")


def interpretations_named(titles: Sequence[str], name: str) -> tuple[int, ...]:
    """The numbers of the folded titles of courts' interpretations that a folded name means; none for a name
    of any other form. One without a number means those without; 解释 also stands for a 规定 of the court."""
    match = _NAME.fullmatch(_MARKS.sub("", name))
    number = match and (match["number"] or match["bare"])
    if match is None or not (number or match["court"] or match["of"]):
        return ()
    law = ALIASES.get(match["law"], match["law"])
    wanted = parse_number(number) if number else None
    found = [
        (row, title, its)
        for row, title, kind, its in _interpretations(tuple(titles))
        if (kind == match["kind"] or match["kind"] == "解释") and _about(law, title)
    ]
    if wanted is not None:
        found = [one for one in found if one[2] == wanted]
    elif any(its is None for _, _, its in found):
        found = [one for one in found if one[2] is None]
    tried = [one for one in found if f"审理{law}" in one[1]] or found
    shortest = min((len(title) for _, title, _ in tried), default=0)
    return tuple(row for row, title, _ in tried if len(title) == shortest)


@lru_cache(maxsize=8)
def _interpretations(titles: tuple[str, ...]) -> list[tuple[int, str, str, int | None]]:
    """(row, title without marks, 解释 or 规定, its number) of every title of a court that ends so."""
    found = []
    for row, title in enumerate(titles):
        match = _TITLE.search(title)
        if match is not None and _CALLED_COURT.search(title):
            number = parse_number(match["number"]) if match["number"] else None
            found.append((row, _MARKS.sub("", title), match["kind"], number))
    return found


def _about(law: str, title: str) -> bool:
    """Whether a title without marks is about a law, or about what the name of its subject says."""
    before, held, behind = title.partition(law)
    if not held:
        return False
    if law.endswith(("法", "法典")):
        return before.endswith(_APPLIED) and behind.startswith(_ABOUT)
    return True
