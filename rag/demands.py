"""What a question demands of the place that answers it, beyond a value of the right kind: that as
many things are listed as it names, what a term stands for, the day where it asks for a day, the sort
of thing it asks which of, how to go about it.

Each demand is read off the words of the question and looked for in the words of the place.
"""

import re
from dataclasses import dataclass

from index.numerals import NUMERAL, parse_number
from rag.grains import GRAINS

_N = rf"(?:[{NUMERAL}]{{1,3}}|\d{{1,3}})"
_HAN = "[\u4e00-\u9fff]"
_MOST = 0.7  # of the things that a question counts; some are told in one clause
_BEHIND, _BEFORE = 16, 30  # characters around a term where it is explained
# 哪八样, 那6项分别叫什么, 小什么小什么
_EACH = re.compile(
    rf"哪(?P<first>{_N}|几)[个项条样种类家所座处大款支块位片门件]"
    rf"|(?P<second>{_N})[个项条样种类家所座处大款支位片门件]{_HAN}{{0,6}}?(?:(?:(?:都|各|分别|具体)(?:叫|指|是)|叫|指)(?:的是)?(?:什么|啥|哪)|(?:都|具体)?(?:有|包括)哪些)"
    "|什么.{1,2}什么"
)
# “八统一”是统一哪八样: the term in quotation marks is to be taken apart.
_TERM = re.compile('"([^"]{2,12})"')
_TAKEN_APART = re.compile(
    rf"哪(?:{_N}|几)[个项条样种类大块]?{_HAN}{{0,4}}(?:[?？,，、]|$)|小什么|(?:指|说)的?(?:是)?.?(?:什么|啥)"
)
_EXPLAINED = re.compile('"?[^,。;、]{0,10}?(?:[(:]|即|,?(?:是|系)指|指的?是|包括|分别|就是|,一是)')
_SUMMED_UP = re.compile('、[^,。;]{1,12}(?:等|的|这)?"?$|"[^"]{1,12}""[^"]{1,12}"$')
# 名录里有哪些动物: who draws the list up is not what stands on it.
_ON_LIST = re.compile(
    "(?:名录|目录|清单|名单|计划)[^,。]{0,8}(?:哪些|哪几|什么)|(?:现在|国家).{0,16}(?:哪几种|哪些种)"
    "|哪[些几].{0,12}(?:在|列入|列进|纳入|进了?|上了?).{0,8}(?:名录|目录|清单|名单)"
    "|(?<!黑)名单(?:有|是|里|上|[?？]|$)"
)
_DRAWN_UP = re.compile(
    "(?:制[定订]|编制|确定|公布|发布|拟定|调整|建立|健全).{0,24}(?:名录|目录|清单|名单|计划)"
    "|(?:按照?|依照?|根据|依据|参照|列入|纳入)[^,。;]{0,40}(?:名录|目录|清单|名单)"
    "|(?:名录|目录|清单|名单|计划).{0,12}(?:由|制[定订]|拟定|公布)"
)
# 哪些品种: that somebody else draws it up is not what is on it.
_NAMES_ASKED = re.compile(
    "哪些(?!人|企业|单位|情况|情形|条件|要求)|哪几[类种项个家样片处](?!月|年|人|小时|工作日)"
    "|(?<!黑)名单(?:有|是|里|上|[?？]|$)|都有(?:什么|啥)|列了(?:什么|啥)|分别是(?:什么|啥)"
)
_LEFT_OPEN = re.compile(
    "(?:制[定订]|编制|确定|划定|筛选|拟定|认定|核定)[^。;]{0,24}(?:公布|发布)"
    "|由[^,。;]{2,40}(?:另行)?(?:规定|制[定订]|确定)(?:[,。;]|$)"
)
# 有哪些城市入选: 选择10个左右有条件的城市 counts them.
_NAMED_SORT = re.compile(
    f"哪些(?P<behind>{_HAN}{{2,5}}?)(?=入选|参加|获|可以|能|是|被|在|[,?？]|$)|(?P<before>{_HAN}{{2,4}})(?:都|分别)?有哪些(?=[,?？]|$)"
)
_COUNT_OF = rf"(?:\d+|[{NUMERAL}]+)余?多?(?:个|家|款|种|座|所|处|项|名|位|批)"
_SEVERAL = re.compile('[、;《:]|和|及|或|与|""|等')
_CLAUSES = 2  # commas between what may be listed one by one
_CLAUSE = re.compile("[,;。]")
# 新增的11个县是哪些: a sentence that counts eleven lists them beside the number.
_WHICH_ONES = re.compile("哪[些几个家两]|哪.{0,3}[条个家位项所名]|名字|名单|叫什么|分别是|都?是谁")
_COUNTED = re.compile(
    rf"(?<![第哪\d{NUMERAL}])(?P<count>{_N})余?多?(?P<unit>[个项条样种类家所座处名位部批])"
)
_LISTS_BEHIND = re.compile("[^,。;]*(?:[:(]|,?(?:即|包括|分别|一是))")
_SOME = 3  # and of those that a list holds: 及时、如实 is none
_FEW = 4  # 、 in a clause that may still list nothing of what is asked for
# What 哪个, 哪家 ask which of: what answers bears the word, or one for the same. Not so companies,
# banks and universities, which go by short names (太钢).
_SORTS = (
    "体育馆|交易所|检验机构|医院|协会|法院|街道?(?!办)|大街|路(?![子线径])|镇(?!区)|乡|村(?!民)|岛|县(?!级)|河段|景区|公园"
    "|球队|队(?!伍)|平台|app|网站|电话|朝代|国家(?!级)|博物馆|机场|车站|港口|口岸|科室|处室|科目|考试|表(?![示明现达扬彰])"
)
_WHICH = re.compile(
    rf"(?:哪一?(?:[家个所座条支款些处门张]|[{NUMERAL}几][家个所座条支款处门张])|什么|哪)(?P<sort>{_SORTS})"
)
_SAME = {
    "app": "app|平台|应用|小程序|网站|系统",
    "平台": "平台|网站|系统|交易所",
    "网站": "网站|网|平台",
    "大街": "街|路",
    "街道": "街",
    "考试": "考",
    "科目": "科目|课程",
    "表": "表|书|单",
}
# 站长由谁来当: that there is such a station does not say who runs it.
_OFFICE = re.compile(
    rf"(?P<office>主持人|联络员|负责人|创始人|完成人|发言人|传承人|起草人|导演|教练|设计师|工程师|主任|书记|经理|主席|总裁|{_HAN}长)(?:现在|目前|具体|到底|究竟)*(?:是|由|归|叫)?(?:谁|哪一?[位个]|什么名字)"
)
_HELD_BY = "负责人|担任|兼任"
_PROCEDURE = re.compile(
    "怎么(?:申请|申报|办理|走|领|预约|报名|抢|排|操作|提取)|报名怎么|怎么.{0,8}取出来|手续(?:怎么|如何|具体|是)|如何(?:申请|办理|预约)|流程"
    "|(?:去|在|上)?哪儿?里?(?:报名|领取?|申请|预约|抢)"
)
_PROCEEDS = re.compile(
    "申请|申报|提交|办理|登记|受理|窗口|(?:申请|申报|证明|下列|有关)材料|程序|报名|预约|向.{2,16}(?:提出|报|备案)|[凭持].{0,8}[证卡件]"
)


@dataclass(frozen=True, slots=True)
class Demands:
    """`least`: as many things have to be listed; `terms`: these have to be spelt out; `grains`: a
    pattern has to be found, and what it stands for; `sort`: which sort of thing is asked for;
    `procedure`: how to go about it; `on_list`: what stands on a list that others draw up; `names`: which
    things there are, which others may have to settle; `named`: what these are called, where it is said;
    `counted`: how many of them there are, with the word that counts them; `office`: who holds it."""

    least: int = 0
    terms: tuple[str, ...] = ()
    grains: tuple[tuple[re.Pattern[str], str], ...] = ()
    sort: str = ""
    procedure: bool = False
    on_list: bool = False
    names: bool = False
    named: str = ""
    counted: tuple[tuple[int, str], ...] = ()
    office: str = ""


def demands_of(folded: str) -> Demands:
    """What a folded question demands."""
    each = _EACH.search(folded)
    which = _WHICH.search(folded)
    named = _NAMED_SORT.search(folded)
    office = _OFFICE.search(folded)
    return Demands(
        least=_least(each) if each is not None else 0,
        terms=tuple(_TERM.findall(folded)) if _TAKEN_APART.search(folded) else (),
        grains=tuple((held, name) for asked, held, name in GRAINS if asked.search(folded)),
        sort=which["sort"] if which is not None else "",
        procedure=_PROCEDURE.search(folded) is not None,
        on_list=_ON_LIST.search(folded) is not None,
        names=_NAMES_ASKED.search(folded) is not None,
        named=(named["behind"] or named["before"]) if named is not None else "",
        counted=_counts(folded) if _WHICH_ONES.search(folded) else (),
        office=office["office"] if office is not None else "",
    )


def unmet(demands: Demands, sentence: str, around: str, items: int = 0) -> str | None:
    """What is demanded and not there, as a Chinese clause; None where all is met. `sentence` is the
    folded sentence, `around` its folded passage; `items`: of an enumeration that the sentence stands
    for, how many it lists."""
    for term in demands.terms:
        if not (term in sentence if items else _spelt_out(term, sentence)):
            return f"没有说明“{term}”指的是什么"
    if max(items, _listed(sentence)) < demands.least:
        return "没有逐一列出所问的各项"
    if not items and any(_bare(count, sentence) for count in demands.counted):
        return "没有逐一列出所问的各项"
    for held, name in demands.grains:
        if not held.search(sentence):
            return f"没有写明{name}"
    if demands.sort and not re.search(_SAME.get(demands.sort, demands.sort), sentence):
        return f"没有写明是哪个{demands.sort}"
    if demands.office and not re.search(f"{demands.office}|{_HELD_BY}", sentence):
        return f"没有写明谁是{demands.office}"
    most = max(clause.count("、") for clause in _CLAUSE.split(sentence))
    few = not items and most < _FEW
    if few and demands.on_list and (_DRAWN_UP.search(sentence) or most < _SOME):
        return "只说到制定名录或清单，没有列出其中的内容"
    if few and demands.names and _LEFT_OPEN.search(sentence):
        return "只说到由谁确定或公布，没有列出其中的内容"
    one = not _SEVERAL.search(sentence) and sentence.count(",") < _CLAUSES
    if few and demands.names and (one or _only_counted(demands.named, sentence)):
        return "没有逐一列出所问的各项"
    if demands.procedure and not _PROCEEDS.search(sentence):
        return "没有写明怎么办理"
    return None


def _least(each: re.Match[str]) -> int:
    """Most of the things that the question counts, at least two."""
    number = each["first"] or each["second"]
    count = parse_number(number) if number and number != "几" else None
    return max(2, round(_MOST * count)) if count else 2


def _listed(sentence: str) -> int:
    """How many things a sentence lists at most: by 、, by clauses or by quotation marks."""
    clauses = len([part for part in re.split("[,;]", sentence) if part.strip()])
    return max(1 + len(re.findall('、|和|及|""', sentence)), clauses)


def _counts(text: str) -> tuple[tuple[int, str], ...]:
    """What a text counts, two things at least: (11, 个)."""
    found = ((parse_number(m["count"]), m["unit"]) for m in _COUNTED.finditer(text))
    return tuple((count, unit) for count, unit in found if count is not None and count > 1)


def _bare(count: tuple[int, str], sentence: str) -> bool:
    """Whether a sentence states this count and lists too few things in the same clause or right behind
    it. What is listed in another clause are other things."""
    stated = False
    for clause in re.finditer("[^,。;]+", sentence):
        place = next(
            (m for m in _COUNTED.finditer(clause.group()) if count in _counts(m.group())), None
        )
        if place is None:
            continue
        stated = True
        before, behind = clause.group()[: place.start()], clause.group()[place.end() :]
        listed = 1 + max(len(re.findall("[、和及]", part)) for part in (before, behind))
        if listed >= _MOST * count[0] or _LISTS_BEHIND.match(behind + sentence[clause.end() :]):
            return False
    return stated


def _only_counted(named: str, sentence: str) -> bool:
    """Whether a sentence says how many there are of what is named, and lists none before or behind."""
    if not named or ":" in sentence:
        return False
    counted = re.compile(rf"(?P<before>.*?){_COUNT_OF}.{{0,30}}?{named[-2:]}(?P<behind>.*)")
    found = [m for clause in _CLAUSE.split(sentence) if (m := counted.match(clause))]
    return bool(found) and not any("、" in m["before"] + m["behind"] for m in found)


def _spelt_out(term: str, sentence: str) -> bool:
    """Whether a sentence says what a term stands for, right behind it or before it."""
    place = sentence.find(term)
    if place < 0:
        return False
    behind = sentence[place + len(term) :][:_BEHIND]
    before = sentence[max(0, place - _BEFORE) : place]
    return bool(_EXPLAINED.match(behind) or _SUMMED_UP.search(before))
