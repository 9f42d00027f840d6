"""How documents name one another: a title as printed, a 文号 as printed → keys that are compared."""

import re

from index.fold import fold

# What tells two printings of one title apart, but not two instruments: (2018年修正), （节录）. A trial
# version, (试行), is an instrument of its own.
_EDITION = re.compile(
    r"[(](?:\d{4}(?:[-年.]\d{1,2}(?:[-月.]\d{1,2}日?|月)?)?年?(?:修[订正改](?:版|本)?|版|本)?"
    r"|[^()]{0,6}(?:修订|修正|修改|节录)[^()]{0,4})[)]$"
)
_MARKS = re.compile(r"[\s《》〈〉<>“”\"'‘’「」]|中华人民共和国")
_NUMBER = re.compile(
    r"(?P<prefix>[\u4e00-\u9fff]{2,30})(?:\((?P<bare>\d{4})\)|[\[〔(](?P<year>\d{4})[\]〕)])"
    r"第?(?P<serial>\d{1,5})号?"
)
_ORDER = re.compile(
    r"(?P<maker>[\u4e00-\u9fff]{2,30}?)令?(?:(?P<year>\d{4})年)?(?:令|公告)?第(?P<serial>\d{1,5})号令?"
)
# 市人民政府令第5号, 部令第3号: whose it is, the place must tell.
_NAMELESS = re.compile(r"^(?:原|本|该)?(?:[省市县区州部]|人民政府|政府|地方|自治区)")
_ISSUES = re.compile(
    r"(?:印发|发布|公布|颁布|转发)[《〈<](?P<inner>[^《》〈〉<>]{4,80})[》〉>]的?(?:通知|公告|令|函|决定)$"
)
_ISSUES_BARE = re.compile(r"(?:关于印发|关于发布)(?P<inner>[^《》〈〉<>]{4,80})的(?:通知|公告)$")
_SHORTEST = 2


def title_keys(title: str) -> tuple[str, ...]:
    """The key of a title and, where it issues an instrument, of that one's."""
    bare = title.strip()
    inner = _ISSUES.search(bare) or _ISSUES_BARE.search(bare)
    keys = [title_key(bare), *([title_key(inner["inner"])] if inner else [])]
    return tuple(key for key in dict.fromkeys(keys) if key)


def title_key(title: str) -> str:
    """The form in which titles are equal: folded, without brackets, white space and edition."""
    bare = _EDITION.sub("", fold(title).strip())
    return _MARKS.sub("", bare)


def number_key(printed: str) -> str:
    """国发〔2005〕3号 and 交通部令2002年第3号 in one form; empty where the number is not the only one of
    its kind (第5号, 市人民政府令第5号)."""
    folded = "".join(fold(printed).split())
    match = _NUMBER.fullmatch(folded)
    if match is not None:
        year = match["year"] or match["bare"]
        return f"{match['prefix'].removeprefix('原')}{year}-{int(match['serial'])}"
    match = _ORDER.fullmatch(folded)
    if match is None or _NAMELESS.match(match["maker"]):
        return ""
    maker = match["maker"].removeprefix("中华人民共和国").removeprefix("原")
    return (
        f"{maker}令{match['year'] or ''}-{int(match['serial'])}" if len(maker) > _SHORTEST else ""
    )
