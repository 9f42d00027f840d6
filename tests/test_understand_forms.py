"""What is understood of a question in many forms of writing, over real documents and made ones."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from index.build import build_index
from index.embed import BuiltinEmbedder
from index.fold import fold
from rag.engine import Engine
from rag.query import parse_query
from rag.retrieve import Retriever
from rag.understand import Understanding
from rag.weights import RetrievalConfig

LAWS = "cn_laws/laws/法律/"
OLD_COMPANY = f"{LAWS}民法商法/公司法(2018-10-26).md"
COMPANY = f"{LAWS}民法商法/公司法(2023-12-29).md"
CONSUMERS = f"{LAWS}民法商法/消费者权益保护法(2013-10-25).md"
LABOUR = f"{LAWS}社会法/劳动合同法(2012-12-28).md"
TRIAL = f"{LAWS}诉讼与非诉讼程序法/刑事诉讼法(2018-10-26).md"
TAX = f"{LAWS}经济法/个人所得税法(2018-08-31).md"
LENDING = (
    "cn_laws/laws/司法解释/最高人民法院关于审理民间借贷案件适用法律若干问题的规定(2020-12-29).md"
)
DOGS = "cn_laws/DLC/上海地方法规/地方性法规/上海/上海市养犬管理条例.md"
QINGDAO = "cn_laws/DLC/山东地方法规/地方性法规/山东/青岛市养犬管理条例(2016-05-26).md"
SPORT = "govcn_policies/国办发〔2018〕121号_国务院办公厅关于加快发展体育竞赛表演产业的指导意见.txt"
MEDIA = "govcn_policies/国办发〔2018〕123号_国务院办公厅关于推进政务新媒体健康有序发展的意见.txt"
MEETING = "govcn_policies/国函〔2018〕144号_国务院关于同意建立国务院职业教育工作部际联席会议制度的批复.txt"
SHANXI = "gov_work_reports_2026/2026_山西省_政府工作报告.txt"
GUANGDONG = "gov_work_reports_2026/2026_广东省_政府工作报告.txt"
HEILONGJIANG = "gov_work_reports_2026/2026_黑龙江省_政府工作报告.txt"
ALL = [
    *(OLD_COMPANY, COMPANY, CONSUMERS, LABOUR, TRIAL, TAX, LENDING, DOGS, QINGDAO),
    *(SPORT, MEDIA, MEETING, SHANXI, GUANGDONG, HEILONGJIANG),
]


@pytest.fixture(scope="module")
def real(
    corpus: Path, tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder
) -> Engine:
    """Fifteen documents of the shared corpus."""
    folder = tmp_path_factory.mktemp("real")
    for name in ALL:
        target = folder / "documents" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(corpus / name, target)
    build_index([folder / "documents"], folder / "index", builtin)
    return Engine.open(folder / "index")


# By title, alias, 文号, issuer, region, year, version, reference: which document is found first.
MEANT = [
    ("新公司法关于催缴出资", COMPANY),
    ("公司法52条", COMPANY),
    ("公司法第五十二條", COMPANY),
    ("公司法第５２条", COMPANY),
    ("现行公司法对监事会的规定", COMPANY),
    ("旧公司法对注册资本的规定", OLD_COMPANY),
    ("2019年时公司法对监事会怎么规定", OLD_COMPANY),
    ("2018年修正的公司法第二十六条", OLD_COMPANY),
    ("二〇二三年修订的公司法第五十二条", COMPANY),
    ("18年修正的公司法注册资本", OLD_COMPANY),
    ("《中华人民共和国公司法》第五十二条", COMPANY),
    ("消法第55条", CONSUMERS),
    ("消保法里经营者欺诈怎么赔", CONSUMERS),
    ("消费者权益保护法五十五条", CONSUMERS),
    ("刑诉第六十七条", TRIAL),
    ("刑诉法取保候审", TRIAL),
    ("個稅法的免稅額", TAX),
    ("个税法第六条", TAX),
    ("劳动合同法39条", LABOUR),
    ("劳动合同法第三十九条用人单位可以解除合同的情形", LABOUR),
    ("最高法关于民间借贷的规定", LENDING),
    ("最高人民法院2020年出台的民间借贷司法解释", LENDING),
    ("上海养犬条例对犬绳的规定", DOGS),
    ("青岛市養犬管理條例第六條", QINGDAO),
    ("国办2018年121号文", SPORT),
    ("國辦發[2018]121號", SPORT),
    ("国办发〔２０１８〕第１２３号", MEDIA),
    ("国办发〔2018〕123号第四部分第（四）条", MEDIA),
    ("国函2018年144号的附件", MEETING),
    ("国办关于政务新媒体的意见", MEDIA),
    ("山西今年的政府工作报告", SHANXI),
    ("山西省2026年政府工作报告的增长目标", SHANXI),
    ("黑龍江省政府工作報告", HEILONGJIANG),
    ("广东今年的GDP目标", GUANGDONG),
]


@pytest.mark.parametrize(("question", "source"), MEANT)
def test_the_document_that_is_meant_comes_first(real: Engine, question: str, source: str) -> None:
    assert real.search(question, 1)[0].card.source == source


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("新公司法", {"中华人民共和国公司法"}),
        ("消法", {"中华人民共和国消费者权益保护法"}),
        ("刑诉", {"中华人民共和国刑事诉讼法"}),
        ("量刑法律依据", set()),
        ("执法人员怎么立法", set()),
    ],
)
def test_laws_are_named_by_what_people_call_them(
    real: Engine, question: str, titles: set[str]
) -> None:
    assert set(understood(real, question).documents) == titles


def understood(engine: Engine, question: str) -> Understanding:
    return engine.explain(question, []).understood


@pytest.mark.parametrize(
    ("question", "issuers"),
    [
        ("最高法关于民间借贷的规定", ("最高人民法院",)),
        ("国办印发的意见", ("国务院办公厅",)),
        ("国务院办公厅发布了什么", ("国务院办公厅",)),
        ("最高法院在哪里开会", ()),  # what it does, not what it issued
        ("財政部发布的办法", ()),  # none of its documents is here
    ],
)
def test_makers_are_understood_where_their_documents_are_asked_for(
    real: Engine, question: str, issuers: tuple[str, ...]
) -> None:
    assert understood(real, question).issuers == issuers


@pytest.mark.parametrize(
    ("question", "years", "day", "version"),
    [
        ("二〇二三年修订的公司法", {2023}, "", 0),
        ("二零一九年的办法", {2019}, "", 0),
        ("23年修订的公司法", {2023}, "", 0),
        ("２０１９年的办法", {2019}, "", 0),
        ("2019年时公司法怎么规定", {2019}, "2019-12-31", 0),
        ("2019年的时候公司法怎么规定", {2019}, "2019-12-31", 0),
        ("截至2020年6月有效的办法", {2020}, "2020-06-30", 0),
        ("今年的目标", {date.today().year}, "", 0),
        ("新公司法第五条", set(), "", 1),
        ("现行的养犬条例", set(), "", 1),
        ("旧公司法第五条", set(), "", -1),
        ("修订前的公司法", set(), "", -1),
        ("老公司法", set(), "", -1),
        # These name no version and no year.
        ("老年人权益保障法", set(), "", 0),
        ("老旧小区改造办法", set(), "", 0),
        ("旧城改造条例", set(), "", 0),
        ("新能源汽车的补贴", set(), "", 0),
        ("期限20年", set(), "", 0),
        ("三年以上", set(), "", 0),
    ],
)
def test_times_and_versions_are_understood(
    question: str, years: set[int], day: str, version: int
) -> None:
    query = parse_query(question)
    assert (set(query.years), query.day, query.version) == (years, day, version)


@pytest.mark.parametrize(
    ("question", "references"),
    [
        ("第52条", ("第52条",)),
        ("第五十二条", ("第五十二条",)),
        ("第二部分第（七）条", ("第二部分", "第(七)条")),
        ("附件2讲什么", ("附件2",)),
        ("附件二第三条", ("第三条", "附件二")),
        ("第３章", ("第3章",)),
    ],
)
def test_references_are_understood_in_every_numeral(
    library: Engine, question: str, references: tuple[str, ...]
) -> None:
    assert understood(library, question).references == references


def test_times_are_shown_as_they_are_taken(library: Engine) -> None:
    assert understood(library, "今年的目标").times == (f"今年（{date.today().year}年）",)
    assert understood(library, "2019年时的规定").times == ("以2019-12-31为准",)
    assert understood(library, "旧条例怎么规定").times == ("旧版本",)


@pytest.mark.parametrize("question", ["旧公司法2019年时最高法的规定第五条附件2", "今年山西的报告"])
def test_a_literal_question_has_no_time_no_maker_and_no_version(
    library: Engine, question: str
) -> None:
    literal = Engine(
        library.reader, Retriever(library.reader, RetrievalConfig(understand=False)), library.citer
    )
    found = understood(literal, question)
    assert found == Understanding(found.asks)
    for hit in literal.search(question):
        assert hit.score.issuer == hit.score.version == hit.score.place == 0


def test_a_version_that_is_named_comes_before_the_newest(library: Engine) -> None:
    """晋源省数据安全条例 is there of 2019 and of 2023."""
    for question, year in (
        ("旧晋源省数据安全条例日志保存多久", "2019"),
        ("2020年时晋源省数据安全条例的日志保存多久", "2019"),
        ("晋源省数据安全条例的日志保存多久", "2023"),
        ("现行晋源省数据安全条例的日志保存多久", "2023"),
    ):
        assert f"({year})" in library.search(question, 1)[0].card.source, question


def test_folding_leaves_a_question_its_years() -> None:
    for text in ("二〇二三年", "2023年", "２０２３年", "二零二三年"):
        assert "2023年" in parse_query(f"{text}的公司法").folded, fold(text)
