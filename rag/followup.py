"""A question that leans on the one before it, made whole: 那半导体呢？ → 半导体产业的发展重点是什么？

Pure rules over the two texts, because the result is shown to the asker and must be easy to follow: the
thing that is newly named takes the place of its like in the earlier question (a title of a title, a
year of a year, a place of a place, else of its subject); 它 and 上面说的 stand for that subject. A
question that stands by itself comes back as it was given.
"""

import re

from index.numerals import NUMERAL
from rag.regions import places_in

_END = re.compile(r"(?<![\s?？。！!~～])[\s?？。！!~～]+$")
_OPENING = (
    r"(?:那?(?P<if>如果是?|要是|假如是?)|那?(?:换成|换做|改成)|那么?|至于|还有|再问一下)?[,，\s]*"
)
_WHAT_OF = re.compile(
    rf"^{_OPENING}(?P<what>[^?？。！]{{1,24}}?)(?:的?话)?"
    r"(?:呢|又?如何|怎么样|怎样|(?:的)?情况(?:呢|如何|怎么样)|是不是也这样|也(?:一样|是这样|是)吗)$"
)
_BARE_SWAP = re.compile(r"^(?:那么?|换成|改成)[,，\s]*(?P<what>[^?？。！呢吗]{2,16})$")
_MORE = re.compile(
    r"^(?:那么?|除此之外|此外)?[,，\s]*(?:还有(?:呢|吗|别的吗|其他的?(?:呢|吗)?|什么|哪些|没有)?"
    r"|(?:其他|别)的(?:呢|还有吗)|还有没有(?:其他|别)的|继续|然后呢|接着呢|再详细(?:一)?点|详细说说)$"
)
_POINTING = re.compile(
    r"^(?P<before>(?:那么?|请问|如果|按照|根据|对于?|关于)?[,，\s]*)"
    r"(?P<what>(?:上面|上述|前面|刚才|刚刚)(?:所?(?:说|提|讲|问)(?:到|过|及)?)?的?(?P<that>这?[个项条种份]?)"
    r"|(?:它|其|他)们?|(?:这|那|该)(?:(?:个(?![体人税别])|[项条份部种些])|一[个项条份部种]))(?P<of>的?)(?P<rest>.+)$"
)
# A question of these words alone asks of what was spoken of before.
_ELLIPTIC = re.compile(
    r"^(?:那么?|具体)?[,，\s]*(?:为什么|怎么办|怎么申请|如何申请|怎么办理|如何办理|怎么处罚|如何处罚|怎么罚"
    r"|罚多少(?:钱)?|要?罚款?吗|多久|要多久|多长时间|多少钱|什么时候|何时|在哪里?办?|谁负责|由谁负责|归谁管|找谁"
    r"|(?:有|需要)?(?:什么|哪些)(?:条件|材料|手续|处罚|要求|例外|依据|后果)|依据是什么|依据呢|期限呢"
    r"|什么时候(?:开始)?(?:施行|实施|生效|公布|发布)|哪个部门负责|(?:由)?哪个部门(?:主管|管))$"
)
_QUESTIONING = re.compile(
    r"什么|怎么|怎样|如何|为何|哪|谁|几(?![乎])|多少|多久|多长|多大|多高|是否|是不是|有没有|能不能|可不可以"
    r"|要不要|可以吗|[吗么]$|何时|何种"
)
_TITLE = re.compile(r"《[^《》]+(?:《[^《》]+》[^《》]*)?》")
_YEAR = re.compile(r"(?:19|20)\d{2}年?|[今明后去前]年|“?十[一二三四五]五”?(?:期间|时期)?")
_ARTICLE = re.compile(rf"第?[{NUMERAL}\d]{{1,7}}[条章节编](?:之[{NUMERAL}])?")
_LEAD = re.compile(
    r"^(?:请问|想问一?下?|我想(?:知道|问)|那么?|根据|按照|依据|在)?[,，\s]*"
    r"(?:《[^《》]+(?:《[^《》]+》[^《》]*)?》(?:中|里|里面|规定|对|关于)*的?|(?:[^,，的]{1,12}?)(?:之?后|期间|以来|的?时候|时)[,，]?)?"
)
_PREDICATE = re.compile(
    r"的(?!士|确)|(?:主要|一般|最|应当?|必须|需要|可以|能够?|不得|不能|到底|究竟|分别|具体|大概|都|是|有|包括|属于|由|要|会"
    r"|怎么|怎样|如何|什么|多少|多久|多长|多大|几|哪|谁|为什么|何时|吗|呢)|[,，?？。]"
)
# A kind of thing that a short name leaves out: 半导体 for 半导体产业.
_KIND_OF_THING = re.compile("产业|行业|领域|工程|项目|合同|许可证|保险|基金")
# What ends before the name of a thing begins.
_BEFORE_A_NAME = re.compile(
    r"的(?!士)|以来|期间|时期|[，,、》“”\"]|\d年|有?哪些|什么|如何|怎样|怎么|支持|发展|推动|推进|促进|加快|培育|壮大|鼓励|关于|对于|针对|工业(?=战略)"
)
# What a thing has, and what is asked of it: 有效期呢？ → 排污许可证的有效期是多久？
_PROPERTIES = (
    ("期限|有效期|有效期限|时限|时间|办理时限|周期", "是多久"),
    ("金额|标准|比例|费用|收费|价格|税率|数量|规模|增速|罚款|补贴", "是多少"),
    (
        "条件|材料|手续|流程|程序|范围|处罚|法律责任|责任|例外|依据|目标|重点|任务|措施|要求|意义",
        "是什么",
    ),
    ("主管部门|责任单位|牵头单位|负责部门|主体", "是哪个"),
)
_LONGEST = 2000


def follow_up(question: str, previous: str) -> str:
    """The question made whole with the one before it, or as it is where it stands by itself."""
    bare = _END.sub("", question.strip())
    before = _END.sub("", previous.strip())
    if not bare or not before:
        return question
    found = _made_whole(bare, before)
    return question if found is None or len(found) > _LONGEST else f"{found}？"


def _made_whole(bare: str, before: str) -> str | None:
    if _MORE.match(bare):
        return before if re.search("还有(?:哪些|什么)", before) else f"{before}，还有哪些"
    if _ELLIPTIC.match(bare):
        rest = re.sub(r"^(?:那么?|具体)[,，\s]*", "", bare)
        return f"{_topic(before)}{rest.removesuffix('呢')}" + ("是多久" if rest == "期限呢" else "")
    pointing = _POINTING.match(bare)
    if pointing and not _TITLE.search(pointing["before"]):
        return _pointed_at(pointing, before)
    named = _WHAT_OF.match(bare) or _BARE_SWAP.match(bare)
    if not named or _QUESTIONING.search(named["what"]):
        return None
    what = named["what"].strip("，, ")
    if named.groupdict().get("if"):
        return f"如果是{what}，{before}"
    return _property(what, before) or _swapped(what, before)


def _property(what: str, before: str) -> str | None:
    """What is asked of a property that is named alone; None where `what` is none, or where the
    earlier question asks for its like."""
    for names, asked in _PROPERTIES:
        if re.fullmatch(names, what) and not re.search(names, before):
            return f"{_topic(before)}的{what}{asked}"
    return None


def _pointed_at(pointing: re.Match[str], before: str) -> str | None:
    rest = pointing["rest"]
    if pointing["what"] in ("其", "他") and not pointing["of"] and rest[:1] in "他它余中次实":
        return None  # 其他, 其中, 其实: no pronoun
    if re.match("[个项条份部种些](?![年月])", rest):
        rest = rest[1:]
    topic = _topic(before)
    # 这个办法什么时候施行: the noun behind it is the topic's own.
    kind = next((w for w in _nouns(rest) if topic.rstrip("》").endswith(w)), "")
    rest = rest.removeprefix(kind)
    if topic in rest:
        return f"{pointing['before']}{rest}"
    joined = "的" if pointing["of"] or (not kind and not _PREDICATE.match(rest)) else ""
    return f"{pointing['before']}{topic}{joined}{rest}"


def _nouns(rest: str) -> list[str]:
    return [rest[:length] for length in (4, 3, 2, 1) if len(rest) > length]


def _swapped(what: str, before: str) -> str:
    """The earlier question with `what` in the place of its like."""
    thing = what.removesuffix("的").strip() or what
    for pattern in (_TITLE, _ARTICLE, _YEAR):
        new, old = pattern.fullmatch(thing), pattern.search(before)
        if new and old:
            return before[: old.start()] + thing + before[old.end() :]
        if new and pattern is not _ARTICLE:
            return thing + before
    if _place(thing) and len(thing) <= 8:
        old_place = _place(before)
        return before.replace(old_place, thing, 1) if old_place else thing + before
    for length in range(len(thing) - 1, 1, -1):  # 小微企业 for the 企业 of 企业研发费用
        like = before.find(thing[-length:])
        if like >= 0:
            return before[: _begin_of_thing(before, like)] + thing + before[like + length :]
    kind = None if _KIND_OF_THING.search(thing) else _KIND_OF_THING.search(before)
    if kind:  # 半导体 for the 新材料产业 of 支持新材料产业的措施
        return before[: _begin_of_thing(before, kind.start())] + thing + before[kind.start() :]
    start, end = _subject_span(before)
    return before[:start] + thing + before[end:]


def _begin_of_thing(before: str, end: int) -> int:
    """Where the name of a thing begins whose last word stands at `end`."""
    place = _place(before[:end])
    begins = [before.find(place) + len(place)] if place else [0]
    begins += [match.end() for match in _BEFORE_A_NAME.finditer(before, 0, end)]
    return max(begins)


def _place(text: str) -> str:
    """The first place that a text names, with its 省, 市 or 区 as printed; empty without one."""
    for name in sorted(places_in(text), key=text.find):
        at = text.find(name)
        if at >= 0:
            tail = re.match("(?:省|市|自治区|特别行政区)?", text[at + len(name) :])
            return name + (tail[0] if tail else "")
    return ""


def _subject_span(before: str) -> tuple[int, int]:
    """Where the subject of a question stands: behind what leads in, up to its predicate."""
    lead = _LEAD.match(before)
    start = lead.end() if lead else 0
    end = _PREDICATE.search(before, start + 1)
    if start >= len(before) or (end and end.start() == start):
        start = 0
        end = _PREDICATE.search(before, 1)
    return start, end.start() if end else len(before)


def _topic(before: str) -> str:
    """What an earlier question was about: the document that it names, or its subject."""
    title = _TITLE.search(before)
    if title:
        return title[0]
    start, end = _subject_span(before)
    return before[start:end]
