"""Questions about a document itself (文号, 制定机关, 日期, 时效 …), answered from its header."""

import re

from index.fold import fold
from index.types import Document, MetaName, MetaValue
from rag.types import Claim, Quote

_ASKED: tuple[tuple[MetaName, str], ...] = (
    (
        "number",
        "文号|字号|发文号|编号|第几号|什么号|多少号|[发字文]几号|document number|reference number|number of (?:this|the) (?:document|notice|plan)",
    ),
    (
        "signed",
        "落款|成文(?:日期|时间)|签[署发]?(?:的)?(?:日期|时间)|署名|署的?(?:是)?(?:哪|什么)|(?:末尾|结尾|文末|最后)(?:签|写|署|的日期)|signed|dated",
    ),
    (
        "published",
        "公布|发布(?:日期|时间|于|的)|发布|颁布|出台|印发(?:日期|时间|于)|印发|发文日期|发文时间|下发|对外公开|published|release date|publication|issued on|date of issue",
    ),
    (
        "effective",
        "施行|实施|生效|起效|执行日期|开始执行|effective|take effect|took effect|come into force|came into force",
    ),
    (
        "issuer",
        "制定机关|发文机关|发布机关|发文单位|制定单位|发布单位|发文主体|(?:谁|哪个|哪家|哪一级|什么)(?:单位|部门|机关|机构|政府)?(?:制定|发布|发|印发|出台|颁布|下发|公布)|(?:制定|发布|印发|出台|颁布|下发|发)(?:单位|机关|部门|者)|由谁|牵头印发|who issued|issued (?:by|this|the)|issuing (?:body|authority)|which (?:authority|government|body)",
    ),
    (
        "level",
        "效力(?:等级|级别|层级|位阶)|什么级别|哪一?级|算(?:不算)?法律|是法律|法律吗|级别|位阶|属于.{0,12}(?:法规|规章|规范性文件)|性质的文件|属于法规|规范性文件吗",
    ),
    (
        "status",
        "时效|有效|失效|废止|管用|作废|过期|还算数|过时|还能用|仍然?适用|in force|valid|repealed",
    ),
    (
        "topic",
        "主题(?:分类|类别|词)?|归类|分类|(?:属于|归在|归到|归入)(?:哪一?|什么|啥)类|topic|category",
    ),
    (
        "title",
        "全称|完整(?:名称|标题)|正式名称|标题(?:是|叫)|文件名|(?:文件|通知|公文)的?名(?:称|字)?(?:是|叫)|(?:文件|通知|公文)叫什么|题目|full title",
    ),
    (
        "addressee",
        "主送|收文(?:单位|机关|对象)?(?:是|有)|抄送|(?:发|印发|下发|送)给(?:了)?(?:谁|哪)|发往",
    ),
    ("index_number", "索引号"),
    ("region", "哪个省|哪个地方的|适用地区"),
)
_WHEN = re.compile(
    "什么时候|啥时候?|多会儿|何时|时间|日期|哪一?年|哪一?天|哪一?月|几月|几号|几时|哪日|多久|when|date"
)
_NEEDS_WHEN: frozenset[MetaName] = frozenset({"published", "effective"})
_GENERIC = re.compile(
    "这[份个部件项]?|那[份个部件]|该|本|此|份|文件|规划|通知|意见|办法|方案|条例|法规|政策|公文|红头|现在|目前|如今|"
    "是|的|吗|呢|还|了|和|与|或|到底|一样|相同|分别|属于|算|叫|为|有|没有?|能|可以|在|上|从|开始|正式|起|写|标|被|"
    "我|您|你|请|把|、|想|请教|应该|怎么写|一次|告诉|对外|公开|末尾|结尾|省政府|自|之日|于|来着|多会儿|性质|归到|归入|划到|归|下面?|库|被|算|法律|请问|告诉我|知道|查|看|一下|它|其|哪一?[个家天年月日级类种层]?|什么|啥|谁|怎么|多少|几|请问|年|月|日|号|时间|日期|时候|何时|[?？,，.。!！\"'\\s]|the|of|is|"
    "what|this|document|plan|who|when|which|it|are|was|in|级别|文|里|一"
)
_PART_OF = re.compile("第.{1,3}(?:章|部分|节|编)|章|小节|目录")
_OWN_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,8}\[\d{4}\]\d{1,5}号")
_CLAUSE = re.compile("[,。;?!]")
_CJK = re.compile("[\u3400-\u9fff]")
_ENGLISH_COMMON = frozenset(
    "what which when where who how is are was were did does do the a an of in to on for by from and or this that it its "
    "document plan notice regulation file text shanxi province provincial government date day year please tell me "
    "strategic emerging industries industry still officially full name".split()
)
_ENGLISH_STRANGE = 1
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


def fields_asked(folded: str) -> tuple[MetaName, ...]:
    """The metadata that a folded question asks for, by its words alone."""
    asked = [name for name, pattern in _ASKED if re.search(pattern, folded)]
    if _PART_OF.search(folded):
        asked = [name for name in asked if name != "title"]  # the title of a chapter, not its own
    dated = _WHEN.search(folded) is not None
    found: list[MetaName] = [n for n in asked if n not in _NEEDS_WHEN or dated]
    if "signed" in found and "公布" not in folded and "发布" not in folded:
        found = [n for n in found if n != "published"]
    return tuple(found)


def answer_from_metadata(document: Document, number: int, folded: str) -> tuple[Claim, ...] | None:
    """Claims that answer a question about the document itself; None when it asks something else.

    `number` is the document's number in the index. Besides the words that ask for metadata, the
    question may only name the document: "光伏产业什么时候实施" asks about 光伏产业, not the document.
    """
    names = fields_asked(folded)
    if not names or not _only_about(document, folded, names):
        return None
    claims = [claim for name in names if (claim := _claim(document, number, name)) is not None]
    return tuple(claims) or None


def _only_about(document: Document, folded: str, names: tuple[MetaName, ...]) -> bool:
    patterns = [pattern for name, pattern in _ASKED if name in names]
    rest = _OWN_NUMBER.sub("", folded)
    # Of a long request only the clauses that ask for metadata count: 我要做引注,请告诉我文号.
    clauses = [c for c in _CLAUSE.split(rest) if any(re.search(p, c) for p in patterns)]
    rest = "".join(clauses)
    for pattern in patterns:
        rest = re.sub(pattern, "", rest)
    if not _CJK.search(folded):
        words = [w for w in re.findall("[a-z]+", rest) if w not in _ENGLISH_COMMON]
        return len(words) <= _ENGLISH_STRANGE
    title = fold(document.title)
    rest = _GENERIC.sub("", rest)
    known = {title[i : i + 2] for i in range(len(title) - 1)}
    # Characters that stand in the title beside a neighbour which also stands beside them there.
    strange = [
        c
        for i, c in enumerate(rest)
        if rest[max(0, i - 1) : i + 1] not in known
        and rest[i : i + 2] not in known
        and c not in title
    ]
    return len(strange) <= 3


def _claim(document: Document, number: int, name: MetaName) -> Claim | None:
    values = [value for value in document.meta if value.name == name and value.line_end]
    if not values:
        return None
    value = values[0]
    quote = Quote(
        number, value.line_start, value.line_end, document.text[value.line_start : value.line_end]
    )
    return Claim(f"{_LABELS[name]}：{_shown(value)}（{{0}}）", (quote,))


def _shown(value: MetaValue) -> str:
    if value.name in ("published", "effective", "signed") and len(value.value) == 10:
        year, month, day = (int(part) for part in value.value.split("-"))
        return f"{year}年{month}月{day}日"
    return value.value
