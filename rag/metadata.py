"""Questions about a document itself (文号, 制定机关, 日期, 时效 …), answered from its header."""

import re
from collections.abc import Callable

from index.fold import fold
from index.types import Document, MetaName, MetaValue
from rag.query import is_chinese
from rag.types import Claim, Quote, claim

# What people call each field. Alternatives are regular expressions without nested repetition.
_WORDS: dict[MetaName, str] = {
    "number": r"""文号 字号 发文号 文件号 编号 第几号 什么号 多少号 [发字文]几号 号是多少
        document\snumber reference\snumber number\sof\s(?:this|the)\s(?:document|notice|plan)""",
    "signed": """落款 成文 签[署发]?的?(?:日期|时间) 署名 署的?(?:是)?(?:哪|什么)
        (?:末尾|结尾|文末|最后)(?:签|写|署|的日期) signed dated""",
    "addressee": """主送 抬头 收文(?:单位|机关|对象) 抄送 (?:发|印发|下发|送)给了?(?:谁|哪) 发往""",
    "published": r"""公布 发布 颁布 出台 印发 下发 发文(?:日期|时间) 发的 发出来 对外公开 是哪一?年的
        published release\sdate publication issued\son date\sof\sissue""",
    "effective": r"""施行(?!办法|细则|条例) 实施(?!条例|细则|办法|方案|意见|规定|计划|纲要)
        生效 起效 执行 effective (?:take|took)\seffect c[oa]me\sinto\sforce""",
    "issuer": r"""(?:制定|发文|发布|颁布|出台|印发|公布|签发|落款|署名|下发)(?:的)?(?:机关|单位|部门|机构|主体|者|政府)
        (?<!根据)(?<!依据)(?<!依照)(?<!为)(?:谁|哪个|哪家|哪一级|什么)(?:单位|部门|机关|机构|政府)?(?:制定|发布|发(?![明现展生起放言动挥行射电奖])|印发|出台|颁布|下发|公布|牵头)
        由谁(?:制定|发布|印发|出台|颁布|公布|起草|写) 哪一?级政府 出自(?:谁|哪) 政府部门出台
        who\sissued issued\s(?:by|this|the)
        issuing\s(?:body|authority) which\s(?:authority|government|body)""",
    "level": """效力 法律地位 级别 位阶 哪一?级 算(?:不算)?法律 是法律 法律吗 规范性文件吗 属于法规
        属于.{0,12}(?:法规|规章|规范性文件) 文件的?(?:性质|类型|类别)
        (?:什么|哪种|哪类)(?:类型|性质|种类)的?(?:文件|公文)""",
    "status": r"""(?<![裁讼诉])时效 有效(?!期) (?:文件|通知|办法|规定|规划|方案|政策|法规)的?有效期
        失效 废止 管用 作废 过期 算数 过时 还能用 仍然?适用 现行 还在?(?:用|执行|实施)
        in\sforce valid repealed""",
    "topic": """主题(?:分类|类别|词)? 归类 分类 (?:属于|归在|归到|归入)(?:哪一?|什么|啥)类 topic category""",
    "title": r"""全称 完整(?:名称|标题) 正式名称 标题(?:是|叫|全文|怎么写) 文件名
        (?:文件|通知|公文)的?名(?:称|字)?(?:是|叫) (?:文件|通知|公文)叫什么 题目 full\stitle""",
    "index_number": "索引号",
    "region": "哪个省 哪个地方的 适用地区",
}
_ASKED = tuple((name, "|".join(words.split())) for name, words in _WORDS.items())
_ISSUED_LOOSELY = re.compile("印发|出台|下发|发文(?:日期|时间)|发的|发出来")
_WHEN = re.compile(
    "什么时候|啥时候?|多会儿|何时|时间|日期|哪一?年|哪一?天|哪一?月|几月|几号|几时|哪日|多久|when|date"
)
_NEEDS_WHEN: frozenset[MetaName] = frozenset({"published", "effective"})
# Words that may stand beside a question about a document without asking for anything more.
_GENERIC_WORDS = r"""
    这[份个部件项]? 那[份个部件] 该 本 此 份 文件 规划 通知 意见 办法 方案 条例 法规 政策 公文 红头 省政府 政府
    现在 目前 如今 仍然? 已经? 曾 尚 还 到底 一样 相同 分别 一次 正式 对外 公开 末尾 结尾 里面? 下面? 上
    属于 算 叫 为 有 没有? 能 可以 应该 怎么写 怎么 在 从 自 之日 于 开始 起 写 标 被 归到 归入 划到 归 库
    性质 法律 级别 核实 确认 核对 规范性 状态 情况
    我 您 你 请问 请教 请 把 想 知道 告诉 查 看 一下 帮忙? 麻烦 说 给 来着 是 否 的 吗 呢 了 和 与 或 也 都 就
    它 其 么 吧
    哪一?[个家天年月日级类种层些]? 什么 啥 谁 多少 几 何时? 多会儿
    时间 日期 时候 年 月 日 号 天 文 一 、 [?？,，.。!！"'\s]
"""
_GENERIC = re.compile("|".join(_GENERIC_WORDS.split()))
_PART_OF = re.compile("第.{1,3}(?:章|部分|节|编)|章|小节|目录")
_OWN_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,8}\[\d{4}\]\d{1,5}号")
_THIS_ONE = re.compile(
    "[这那该本此](?:[份个部件项]|法|条例|办法|规定)|文件|公文|document|notice|plan"
)
_KIND = re.compile(
    "(?<![合违执立依非方办无说看想做用书])(?<!(?<!公)司)法典?(?![律院官人规])|条例|办法|规定|细则|规则|解释|意见|通知|决定|规划|纲要|方案|计划|报告|公告"
    "|批复|复函|章程|准则|宪法|指南|制度"
)
# What may follow the kind of a document in its title: (2018年修正), …办法的通知, …规划》的批复.
_BEHIND_KIND = r"》?(?:\([^()]*\))?(?:的?(?:通知|公告|批复|函|决定|意见|令|补充规定))?$"
_CLAUSE = re.compile("[,。;?!]")
_ENGLISH_COMMON = frozenset(
    "what which when where who how is are was were did does do the a an of in to on for by from "
    "and or this that it its document plan notice regulation file text province provincial "
    "government date day year please tell me still officially full name".split()
)
# How many characters or English words a question may hold that neither ask nor name the document.
_STRANGE, _ENGLISH_STRANGE = 3, 1
_ENGLISH_LIKE = 0.25  # how much of further English words the title has to mean
_LABELS: dict[MetaName, str] = {
    "title": "标题",
    "issuer": "制定机关",
    "number": "发文字号",
    "published": "公布日期",
    "effective": "施行日期",
    "signed": "落款日期",
    "addressee": "主送机关",
    "level": "效力等级",
    "status": "时效性",
    "topic": "主题分类",
    "region": "地区",
    "index_number": "索引号",
    "url": "来源",
}


def speaks_of_itself(folded: str, title: str) -> bool:
    """Whether a folded question speaks of the document of a folded title as a document: by its 文号, by this
    one, or by a name that says what kind it is. 地震预报谁发布 asks of forecasts, not of the 地震预报管理条例."""
    if title in folded or _OWN_NUMBER.search(folded) or _THIS_ONE.search(folded):
        return True
    kinds = {kind.group() for kind in _KIND.finditer(folded)}
    return any(re.search(kind + _BEHIND_KIND, title) for kind in kinds)


def fields_asked(folded: str) -> tuple[MetaName, ...]:
    """The metadata that a folded question asks for, by its words alone."""
    asked = [name for name, pattern in _ASKED if re.search(pattern, folded)]
    if _PART_OF.search(folded):
        asked = [name for name in asked if name != "title"]  # the title of a chapter, not its own
    dated = _WHEN.search(folded) is not None
    found: list[MetaName] = [n for n in asked if n not in _NEEDS_WHEN or dated]
    if "signed" in found and "公布" not in folded and "发布" not in folded:
        found = [n for n in found if n != "published"]
    elif "published" in found and _ISSUED_LOOSELY.search(folded):
        # 印发, 出台: the date under the letter may be meant as well as that of publication.
        found.append("signed")
    return tuple(found)


def answer_from_metadata(
    document: Document, number: int, folded: str, likeness: Callable[[str], float]
) -> tuple[Claim, ...] | None:
    """Claims that answer a question about the document itself; None when it asks something else.

    `number` is the document's number in the index, `likeness` tells how much of some words the
    document's title means (for questions in another language). Besides the words that ask for
    metadata, the question may only name the document: "光伏产业什么时候实施" asks about 光伏产业.
    """
    names = fields_asked(folded)
    if not names or not _only_about(document, folded, names, likeness):
        return None
    claims = [found for name in names if (found := claim_of(document, number, name)) is not None]
    return tuple(claims) or None


def _only_about(
    document: Document,
    folded: str,
    names: tuple[MetaName, ...],
    likeness: Callable[[str], float],
) -> bool:
    patterns = [pattern for name, pattern in _ASKED if name in names]
    rest = _OWN_NUMBER.sub("", folded)
    # Of a long request only the clauses that ask for metadata count: 我要做引注,请告诉我文号.
    clauses = [c for c in _CLAUSE.split(rest) if any(re.search(p, c) for p in patterns)]
    rest = "".join(clauses)
    for pattern in patterns:
        rest = re.sub(pattern, "", rest)
    if not is_chinese(folded):
        words = [w for w in re.findall("[a-z]+", rest) if w not in _ENGLISH_COMMON]
        return len(words) <= _ENGLISH_STRANGE or likeness(" ".join(words)) >= _ENGLISH_LIKE
    return not strange_in(document, rest)


def strange_in(document: Document, rest: str) -> bool:
    """Whether what is left of a folded question without the words that ask says more than which document it
    means."""
    title = fold(document.title)
    return sum(character not in title for character in _GENERIC.sub("", rest)) > _STRANGE


def claim_of(document: Document, number: int, name: MetaName) -> Claim | None:
    """What the first line of the header that gives this field says; None without one."""
    values = [value for value in document.meta if value.name == name and value.line_end]
    if not values:
        return None
    value = values[0]
    quote = Quote(
        number, value.line_start, value.line_end, document.text[value.line_start : value.line_end]
    )
    return claim("{label}：{value}（{0}）", [quote], label=_LABELS[name], value=_shown(value))


def _shown(value: MetaValue) -> str:
    if value.name in ("published", "effective", "signed") and len(value.value) == 10:
        year, month, day = (int(part) for part in value.value.split("-"))
        return f"{year}年{month}月{day}日"
    return value.value
