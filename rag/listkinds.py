"""What a question lists (情形, 行为, 材料, 部门 …), and how well the lead of an enumeration suits it.

A law enumerates in nearly every article. Which enumeration is meant is told by the noun that is asked
for (哪些情形 ↔ 有下列情形之一的) and by whether it is forbidden, exempted or allowed.
"""

import re

# What is asked for ↔ what the lead of its enumeration says.
_NOUNS = tuple(
    (re.compile(asked), re.compile(held))
    for asked, held in (
        ("情况|情形|时候", "情形|情况|之一"),
        (
            "行为|(?:什么|哪[些几]种?|啥)(?:样的)?事(?!项|业|故|宜)|干哪些|干什么|做什么",
            "行为|活动",
        ),
        ("条件|(?<!没)(?<!没有)资格|资质|门槛|(?:哪些|什么)要求", "条件|要求"),
        ("材料|文件|证件|手续|资料", "材料|文件|证件|资料|证明"),
        ("信息|资讯|事项", "信息|事项|内容"),
        ("内容|[包保](?:括|含)?(?:些|了)?(?:什么|啥|哪)|写明|载明", "内容|包括|事项|载明"),
        ("方式|渠道|途径|方法|形式", "方式|渠道|途径|方法|形式"),
        ("措施|举措|手段", "措施|举措"),
        ("职责|任务|管什么|负责什么|哪些工作", "职责|任务|工作|负责"),
        ("部门|单位|机构|成员|机关", "部门|单位|机构|成员|机关|组成"),
        ("类型|种类|类别|分(?:为|成)", "分为|类型|种类|包括"),
        (
            "(?:哪[些几]|什么)(?:种|类|样的?)?人(?![员士才群民工数气均])|哪些人员",
            "人员|人的|人[:,]|公民|者[:,]|情形之一的",
        ),
    )
)
_NOUN = re.compile(
    "(?:哪些|哪[几两三四五六七八九十](?:[个类种项条家样方面大]|$)|什么样的|什么|有啥|几[类种项])(?P<noun>[\u4e00-\u9fff]{2,6})"
)
_NO_NOUN = re.compile("^(?:是|有|可以|能|会|要|都|分别|组成|构成|不|被|由|地方)")
_NO_PAIR = re.compile("不|可以|应[当该]|没有")  # 哪些人不能当…: 不能 names nothing
_ASKS_NO = re.compile(
    "不得|不准|禁止|不许|不能(?!不)|不可以?|做不得|不让|不该|不用|不需要|不需|无需|不必|免(?!费)|不申领|不予|不算"
    "|没(?:有)?(?:资格|权)|[当干做]不[了成]"
)
_ASKS_YES = re.compile("可以|允许|能(?!源|力|够?不|否)")
_SAYS_NO = re.compile(
    "不得|禁止|严禁|不准|不予|不需要?|无需|不必|免[于予交征除]|不能|不纳入|不计入|不属于|不适用"
)
_SAYS_YES = re.compile("可以|允许|准予|有权")
NAMED = 1.2
"""The factor for a lead that names what is asked for."""

_SAME_SIDE, _OTHER_SIDE = 1.15, 0.9


def suitable(folded: str, lead: str) -> float:
    """A factor for an enumeration, or a sentence that lists, under the folded `lead`: above 1 where
    it names what the folded question asks for and is on the same side (forbidden, allowed)."""
    return (NAMED if _names(folded, lead) else 1.0) * _side(folded, lead)


def _names(folded: str, lead: str) -> bool:
    if any(asked.search(folded) and held.search(lead) for asked, held in _NOUNS):
        return True
    nouns = (match["noun"] for match in _NOUN.finditer(folded))
    return any(
        noun[i : i + 2] in lead and not _NO_PAIR.search(noun[i : i + 2])
        for noun in nouns
        if not _NO_NOUN.match(noun)
        for i in range(min(3, len(noun) - 1))
    )


def _side(folded: str, lead: str) -> float:
    no, yes = _SAYS_NO.search(lead), _SAYS_YES.search(lead)
    if _ASKS_NO.search(folded):
        return _SAME_SIDE if no else _OTHER_SIDE if yes else 1.0
    if _ASKS_YES.search(folded):
        return _SAME_SIDE if yes and not no else _OTHER_SIDE if no and not yes else 1.0
    return 1.0
