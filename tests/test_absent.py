"""A document or place that a question names and the index does not hold is said to be missing: no other
document answers in its place."""

from pathlib import Path

import made
import pytest

from index.embed import BuiltinEmbedder
from rag.engine import Engine

CONTRACTS = """中华人民共和国劳务合同法
第一条 为了规范劳务合同，制定本法。
第二条 劳务合同应当写明报酬。
第三条 下列劳务合同无效：
（一）以欺诈手段订立的；
（二）违反法律的。
第四条 本法自2020年1月1日起施行。
"""
CODE = """中华人民共和国云图法典
第一条 为了规范云图活动，制定本法。
第二条 云图应当标明日期。
第三条 本法自2021年1月1日起施行。《中华人民共和国合同法》、《中华人民共和国云图继承法》同时废止。
"""
ORDER = """【标题】云图税法实施条例
【制定机关】国务院
【字号】国令第707号
【公布日期】2018.12.18
正文
第一条 为了征收云图税，制定本条例。
第二条 云图税的税率为百分之三。
"""
OPINION = """云图发展意见
国发〔2018〕41号
一、总体要求
坚持统筹规划。
二、主要任务
（三）完善站网。
到2020年，建成云图站100个。
国务院
2018年12月7日
"""
LETTER = """关于转发国发〔2013〕50号文件的通知
青政发〔2021〕8号
各县人民政府：
国发〔2013〕50号文件规定云图站每县一座，请遵照执行。
青川省人民政府
2021年5月27日
"""
REPORT = """2026年上海市政府工作报告
一、2025年工作回顾
全市生产总值增长5.2%。
二、2026年工作安排
全市生产总值增长5.5%左右。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("absent")
    texts = {
        "劳务合同法.txt": CONTRACTS,
        "云图法典.txt": CODE,
        "云图税法实施条例.txt": ORDER,
        "意见.txt": OPINION,
        "转发.txt": LETTER,
        "报告/2026_上海市_政府工作报告.txt": REPORT,
    }
    return Engine.open(made.build(folder, {**made.DOCUMENTS, **texts}, builtin))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("合同法第三条规定哪些合同无效", "索引中没有“合同法”；《中华人民共和国云图法典》规定它废止"),
        ("云图继承法第2条", "索引中没有“云图继承法”"),
        ("劳务合同法第五百条", "《中华人民共和国劳务合同法》没有第五百条，最后一条是第四条。"),
        ("劳务合同法第三条第八项是什么", "《中华人民共和国劳务合同法》第三条没有第（八）项。"),
        ("宠物保护法第二条怎么规定", "索引中没有“宠物保护法”"),
        ("请问平阳省养犬管理条例第三条", "索引中没有“平阳省养犬管理条例”"),
        ("国办发〔2018〕122号讲什么", "索引中没有文号为“国办发〔2018〕122号”的文件"),
        ("国发〔2018〕五十号第一条", "文号相近的有：《云图发展意见》（国发〔2018〕41号）"),
        ("国发〔2018〕41号第三部分", "《云图发展意见》正文中没有第三部分。"),
        ("国发〔2018〕41号附件9是什么", "《云图发展意见》没有附件9"),
        ("国务院令第888号第一条", "索引中没有文号为“国务院令第888号”的文件"),
        ("云图宠物法什么时候施行", "索引中没有“云图宠物法”"),
        ("平阳省云图管理办法是哪天公布的", "索引中没有“平阳省云图管理办法”"),
        ("地图法从哪天起生效", "索引中没有“地图法”"),
        ("人工智能法哪一年通过", "索引中没有“人工智能法”"),
        ("2025年上海市政府工作报告GDP目标是多少", "没有2025年上海市政府工作报告；有《2026年上海市政府工作报告》。"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_told_and_nothing_answers_for_it(
    engine: Engine, question: str, told: str
) -> None:
    answer = engine.ask(question)
    assert answer.status == "insufficient"
    assert told in answer.text
    assert not answer.citations


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("国务院令第707号第二条", "百分之三"),
        ("国令707号第2条", "百分之三"),
        ("国务院第707号令第二条", "百分之三"),
        ("国发【2018】四十一号第二部分", "完善站网"),
        ("国发18年41号文建成多少个云图站", "100个"),
        ("劳务合同法第三条哪些无效", "以欺诈手段订立"),
        ("违反劳务合同法第二条规定的怎么办", "应当写明报酬"),
        ("劳务合同法什么时候施行", "2020年1月1日"),
        ("国发〔2018〕41号的主要任务有哪些", "（三）完善站网。"),
        ("云图税法实施条例第二条讲什么", "百分之三"),
        ("2026年上海市政府工作报告全市生产总值增长多少", "5.5%"),
    ],
)
def test_what_is_there_answers_under_every_spelling(
    engine: Engine, question: str, said: str
) -> None:
    answer = engine.ask(question)
    assert answer.status == "answered"
    assert said in answer.text


def test_a_name_with_one_wrong_character_is_told_and_understood(engine: Engine) -> None:
    answer = engine.ask("劳物合同法第二条讲什么")
    assert "应当写明报酬" in answer.text
    assert "索引中没有“劳物合同法”，按只差一个字的《劳务合同法》查找。" in answer.notices


def test_what_speaks_of_a_missing_document_answers_with_a_notice(engine: Engine) -> None:
    answer = engine.ask("国发〔2013〕50号文件规定云图站每县几座")
    assert answer.status == "answered"
    assert "每县一座" in answer.text
    assert any("索引中没有文号为“国发〔2013〕50号”的文件" in said for said in answer.notices)


def test_a_missing_law_beside_a_place_that_is_there_is_a_notice(engine: Engine) -> None:
    answer = engine.ask("合同法第三条和劳务合同法第二条有什么关系")
    assert answer.status == "answered"
    assert "应当写明报酬" in answer.text
    assert any("索引中没有“合同法”" in said for said in answer.notices)


def test_a_law_that_only_others_speak_of_has_no_article(
    tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    speaks = "云图合同解释\n第一条 违反合同法第五十二条的，合同无效。\n"
    folder = made.build(tmp_path, {"法典.txt": CODE, "解释.txt": speaks}, builtin)
    found = Engine.open(folder).cite("合同法第五十二条")
    assert found.verdict == "not_found" and "索引中没有“合同法”" in found.notice


@pytest.mark.parametrize(
    "reference", ["合同法第三条", "云图继承法第二条", "国发〔2018〕50号第一条"]
)
def test_a_lookup_finds_no_place_in_another_law(engine: Engine, reference: str) -> None:
    found = engine.cite(reference)
    assert (found.verdict, found.matches) == ("not_found", ())


@pytest.mark.parametrize("reference", ["国务院令第707号第二条", "国令第707号第二条"])
def test_a_lookup_knows_an_order_under_both_names(engine: Engine, reference: str) -> None:
    assert "百分之三" in engine.cite(reference).matches[0].quote


@pytest.mark.parametrize("asked", ["讲了什么内容", "里劳务合同应当写明什么"])
def test_no_other_document_answers_for_a_law_that_nobody_made(engine: Engine, asked: str) -> None:
    refused = engine.ask(f"宠物管理条例{asked}")
    assert refused.status == "insufficient"
    assert "索引中没有“宠物管理条例”" in refused.text


def test_a_law_that_nobody_made_is_told_beside_what_speaks_of_its_subject(engine: Engine) -> None:
    beside = engine.ask("劳务合同管理条例里劳务合同应当写明什么")
    assert beside.status == "answered"
    assert any("索引中没有“劳务合同管理条例”" in said for said in beside.notices)


@pytest.mark.parametrize(
    "question",
    ["违法的劳务合同有效吗", "有什么办法规定报酬", "劳务合同依法怎么规定", "云图要遵守哪些法"],
)
def test_a_word_that_ends_like_a_law_is_none(engine: Engine, question: str) -> None:
    assert not any("索引中没有" in said for said in engine.ask(question).notices)
