"""What a document is, as far as its title and issuers say: family (文种), plan period, region."""

import re
from dataclasses import replace

from index.fold import fold
from index.types import MetaName, MetaValue

# The kinds of documents by the words their titles end in; longer words first.
FAMILIES = (
    "政府工作报告 实施细则 行动计划 指导意见 修正案 规划纲要 条例 办法 规定 规则 细则 解释 决定 决议 通知 通报 "
    "意见 批复 复函 答复 纪要 标准 规范 规划 纲要 计划 方案 预案 公告 公报 章程 准则 导则 制度 安排 报告 请示 批示 "
    "命令 措施 清单 目录 名录 指南 规程 要点 法典 法 函 令"
).split()
_SAME = {"实施细则": "细则", "规划纲要": "规划", "行动计划": "计划", "指导意见": "意见"}
# What a reader means as well: by 报告 those of governments too.
_HOLDS = {
    "报告": {"政府工作报告"},
    "法": {"法典"},
    "法律": {"法", "法典"},
    "工作报告": {"政府工作报告"},
}
_FAMILY = re.compile("(?:" + "|".join(FAMILIES) + ")$")
_TAIL = re.compile(r"[（(][^（()）]{1,20}[）)]$")
_ENCLOSED = re.compile("(?:印发|转发|批转|发布|公布)(?P<rest>.{3,200})的?(?:通知|函|决定|公告|令)$")
_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九十")}
_FIVE_YEARS = re.compile(
    '(?:“|["＂])?(?P<n>十?[一二三四五六七八九十])五(?:”|["＂])?(?=[^年月日\\d])'
)
_YEARS = re.compile(
    r"(?P<first>(?:19|20)\d{2})\s*+年?\s*+[-—–－~～至]{1,2}\s*+(?P<last>(?:19|20)\d{2})\s*+年?"
)
_REGION = re.compile(
    "(?!国家|全国|中国|中华|中共|最高|国务院|原)[\u4e00-\u9fff]{2,12}?"
    "(?:特别行政区|自治[区州县]|省|市(?!场|政|容)|(?<=[^地社院厂景矿])县)"
)
_FIRST_PLAN_YEAR = 1951  # 十四五, the fourteenth: 1951 + 5 × 14 = 2021


def family_of(title: str) -> str | None:
    """The kind of document that a title names; of 关于印发《…规划》的通知 that is 规划."""
    bare = _TAIL.sub("", title.strip())
    enclosed = _ENCLOSED.search(bare)
    if enclosed:
        inner = _FAMILY.search(_TAIL.sub("", enclosed["rest"].strip("《》的")).strip("《》"))
        if inner:
            return _SAME.get(inner.group(), inner.group())
    found = _FAMILY.search(bare)
    return _SAME.get(found.group(), found.group()) if found else None


def same_family(family: str | None, asked: str) -> bool:
    """Whether a document of this family is one of those that a reader calls `asked`."""
    asked = fold(asked).strip()
    return family is not None and (
        family == _SAME.get(asked, asked) or family in _HOLDS.get(asked, ())
    )


def period_of(title: str) -> tuple[int, int, str] | None:
    """Where a title names a plan period, and its years: 十四五 → 2021-2025, 2018—2035年."""
    years = _YEARS.search(title)
    if years and years["first"] < years["last"]:
        return years.start(), years.end(), f"{years['first']}-{years['last']}"
    plan = _FIVE_YEARS.search(title)
    if plan is None:
        return None
    number = sum(_NUMERALS[character] for character in plan["n"])
    first = _FIRST_PLAN_YEAR + 5 * number
    return (plan.start(), plan.end(), f"{first}-{first + 4}") if number >= 6 else None


def region_of(issuer: str) -> str | None:
    """The province, city or county whose authority this is; None for those of the whole country."""
    found = _REGION.match(issuer.removeprefix("原"))
    return found.group() if found else None


def describe(values: list[MetaValue]) -> list[MetaValue]:
    """Family and period from the title, region from the issuers where no header names one."""
    found: list[MetaValue] = []
    title = next((v for v in values if v.name == "title"), None)
    if title is not None:
        if family := family_of(title.value):
            found.append(_derived(title, "family", family, title.value.rfind(family[-1])))
        if period := period_of(title.value):
            start, end, years = period
            found.append(_part(title, "period", years, start, end))
    known = {v.value for v in values if v.name == "region"}
    for value in values:
        region = region_of(value.value) if value.name == "issuer" else None
        if region and region not in known:
            known.add(region)
            start = value.value.index(region)
            found.append(_part(value, "region", region, start, start + len(region)))
    return found


def _derived(source: MetaValue, name: MetaName, value: str, last: int) -> MetaValue:
    start = max(0, last + 1 - len(value))
    return _part(source, name, value, start, last + 1)


def _part(source: MetaValue, name: MetaName, value: str, start: int, end: int) -> MetaValue:
    if not source.line_end:  # read from the file name: nothing in the text to point at
        return replace(source, name=name, value=value)
    first = min(source.start + start, source.end)
    return replace(
        source, name=name, value=value, start=first, end=min(source.start + end, source.end)
    )
