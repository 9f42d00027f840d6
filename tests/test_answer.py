"""Answers over the seed document, and over several documents: facts that a user relies on."""

import re
from dataclasses import replace
from pathlib import Path

import made
import pytest
from owed import check_citations

from index.embed import BuiltinEmbedder
from rag.engine import Engine
from rag.extract import rank_sentences
from rag.query import parse_query
from rag.quoting import quoted

TITLE = "山西省人民政府关于印发山西省“十四五”14个战略性新兴产业规划的通知"
REVIEW, NOW = "一、“十三五”回顾", "(一)发展现状"
FACTS = [
    ("工业战略性新兴产业增加值年均增长多少？", "7.8%", "1."),
    ("工业战略性新兴产业增加值增速比规上工业快多少？", "3.2个百分点", "1."),
    ("建成了几个国家级重点实验室和工程技术中心？", "建成6个国家级重点实验室", "2."),
    ("省级企业技术中心有多少个？", "372个省级企业技术中心", "2."),
    ("晋华炉获得了什么奖？", "第47届日内瓦国际发明展金奖", "2."),
    ("百信和华为共同研发了什么？", "百信太行计算机", "2."),
    ("省级以上工业类开发区达到多少个？", "达到69个", "3."),
]
LISTED = [
    ("半导体产业的发展重点是什么？", "(二)半导体产业 16", 16),
    ("光伏产业要怎么发展？", "(五)光伏产业 20", 20),
    ("通用航空产业有哪些具体任务？", "(十二)通用航空产业 29", 29),
    ("指导思想是什么？", "(一)指导思想 11", 11),
    ("基本原则有哪些？", "(二)基本原则 12", 12),
    ("加大投融资政策支持的具体措施是什么？", "(三)加大投融资政策支持 45", 45),
    ("环境影响评价分析专篇写了什么？", "环境影响评价分析专篇 54", 54),
]
UNANSWERABLE = [
    "山西有多少家上市公司？",
    "2030年全省新兴产业营收要达到多少亿元？",
    "湖南省的战略性新兴产业有哪些？",
    "省长是谁？",
    "咨询电话是多少？",
    "新能源汽车补贴多少钱？",
    "宇宙大爆炸发生在什么时候？",
    "明天天气怎么样？",
    "谁发明了电灯？",
    "《民法典》第一千零四十二条规定了什么？",
]
FORGIVING = [
    ("工業戰略性新興產業增加值年均增長多少？", "7.8%"),
    ("省级以上工业类开发区达到６９个，其中国家级几个？", "国家级6个"),
    ("三百七十二个省级的是什么中心？", "372个省级企业技术中心"),
    ("产业集群壮大工程在第几页？", "第37页"),
    ("培育多少个标志性、引领性产业集群？", "14个标志性、引领性产业集"),
    ("世界首台水煤桨水冷壁气化炉获得了什么奖？", "日内瓦国际发明展金奖"),
    ("太钢炭纤维打破了什么？", "打破国外技术垄断"),
    ("annual growth rate of added value of industrial emerging industries", "7.8%"),
    ("What is the document number?", "晋政发〔2021〕17号"),
    ("开发区 省级以上 工业类 几个", "69个"),
]


@pytest.mark.parametrize(("question", "value", "heading"), FACTS)
def test_a_fact_is_answered_with_its_section(
    seed_engine: Engine, question: str, value: str, heading: str
) -> None:
    answer = seed_engine.ask(question)
    check_citations(seed_engine, answer)
    assert answer.status == "answered"
    assert value in answer.text
    holders = [c for c in answer.citations if value in c.quote.replace("\n", "")]
    assert holders[0].section[:2] == (REVIEW, NOW)
    assert holders[0].section[2].startswith(heading)
    assert f"《{TITLE}》（晋政发〔2021〕17号）" in answer.text


def test_a_sentence_broken_by_a_page_is_shown_whole(seed_engine: Engine) -> None:
    answer = seed_engine.ask("三个百项指哪三个？")
    check_citations(seed_engine, answer)
    assert "关键技术、创新项目、试点示范三个百项" in answer.text
    assert any("创新\n项目" in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(("question", "entry", "page"), LISTED)
def test_a_section_only_listed_is_said_to_be_missing(
    seed_engine: Engine, question: str, entry: str, page: int
) -> None:
    answer = seed_engine.ask(question)
    check_citations(seed_engine, answer)
    assert answer.status == "listed_only"
    assert f"目录列有此节（第{page}页），但正文未收录" in answer.text
    assert [citation.quote for citation in answer.citations] == [entry]
    assert answer.notices


@pytest.mark.parametrize("question", UNANSWERABLE)
def test_what_the_document_does_not_say_is_refused(seed_engine: Engine, question: str) -> None:
    answer = seed_engine.ask(question)
    check_citations(seed_engine, answer)
    assert answer.status == "insufficient"
    assert "没有找到" in answer.text
    assert answer.notices


def test_a_refusal_shows_the_nearest_passages_as_such(seed_engine: Engine) -> None:
    answer = seed_engine.ask("山西有多少家上市公司？")
    assert 1 <= len(answer.nearest) <= 3
    assert all(hit.chunk.kind == "body" for hit in answer.nearest)
    assert "不是答案" in answer.notices[0]
    assert seed_engine.ask("公布日期是哪一天？").nearest == ()


@pytest.mark.parametrize(("question", "value"), FORGIVING)
def test_other_forms_of_writing_find_the_same(
    seed_engine: Engine, question: str, value: str
) -> None:
    answer = seed_engine.ask(question)
    check_citations(seed_engine, answer)
    assert answer.status == "answered"
    assert value in answer.text


def test_the_same_question_gets_the_same_answer(seed_engine: Engine, seed_index: Path) -> None:
    question = "工业战略性新兴产业增加值年均增长多少？"
    assert Engine.open(seed_index).ask(question) == seed_engine.ask(question)


@pytest.mark.parametrize(
    ("question", "title", "value"),
    [
        ("临江市水平衡测试几年一次？", "临江市节约用水管理办法", "每三年至少一次"),
        ("临河市水平衡测试几年一次？", "临河市节约用水管理办法", "每五年至少一次"),
        ("临江市未安装用水计量设施罚款多少钱？", "临江市节约用水管理办法", "一千元以上五千元以下"),
        ("临河市未安装用水计量设施罚款多少钱？", "临河市节约用水管理办法", "五百元以上三千元以下"),
        ("云岭市养犬管理条例第三条", "云岭市养犬管理条例", "不超过一点五米"),
        ("云岭市养犬管理条例第四条规定了什么？", "云岭市养犬管理条例", "二百元罚款"),
        ("携犬出户犬绳长度不超过多少？", "云岭市养犬管理条例", "一点五米"),
        ("青川市智能信号路口要建成多少个？", "智慧交通三年行动方案", "480个"),
        ("青政办发〔2023〕26号的印发机关是谁？", "智慧交通三年行动方案", "青川市人民政府办公室"),
        ("临政发〔2022〕8号什么时候施行？", "临江市节约用水管理办法", "2022年5月1日"),
        ("临河市节约用水管理办法的文号是什么？", "临河市节约用水管理办法", "临河政规〔2021〕3号"),
        ("临江市节约用水管理办法有几章？", "临江市节约用水管理办法", "3章"),
    ],
)
def test_among_several_documents_the_one_meant_answers_first(
    library: Engine, question: str, title: str, value: str
) -> None:
    answer = library.ask(question)
    check_citations(library, answer)
    assert answer.status == "answered"
    assert title in answer.citations[0].card.title
    assert value in answer.text


def test_versions_of_a_law_that_differ_are_shown_side_by_side(library: Engine) -> None:
    answer = library.ask("晋源省数据安全条例规定日志保存不少于几个月？")
    check_citations(library, answer)
    assert "不少于六个月" in answer.text
    assert "不少于十二个月" in answer.text
    assert len({citation.card.id for citation in answer.citations}) == 2


def test_a_section_missing_from_one_of_several_documents_is_said_so(library: Engine) -> None:
    answer = library.ask("青川市智慧交通行动方案强化资金支持有哪些措施？")
    check_citations(library, answer)
    assert answer.status == "listed_only"
    assert "第7页" in answer.text


def test_titles_and_texts_with_braces_and_brackets_make_no_markers(
    tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    """A title 关于{0}的通知 once ended in an IndexError, and 〔2021〕 written [2021] looked like the
    marker of a citation that is not there."""
    odd = "关于{0}规则与{5}的通知\n第一条 本规则由市水务部门负责解释。\n第二条 每{3}年开展一次测试。\n"
    plain = made.header("湖西市绿道管理规定", number="湖政发[2021]7号")
    plain += "湖西市绿道管理规定\n第一条 绿道由市园林部门管理[9]。\n第二条 绿道禁止机动车通行。\n"
    folder = made.build(tmp_path, {"a.txt": odd, "b.txt": plain}, builtin)
    engine = Engine.open(folder)
    for question in ("本规则由谁负责解释？", "绿道由哪个部门管理？", "绿道禁止什么通行？"):
        answer = engine.ask(question)
        assert answer.status == "answered"
        markers = {int(marker) for marker in re.findall(r"\[(\d+)\]", answer.text)}
        assert markers == {citation.id for citation in answer.citations}


def test_how_sure_an_answer_is_tells_answers_from_refusals(seed_engine: Engine) -> None:
    found = seed_engine.ask("“十三五”以来工业战略性新兴产业增加值年均增长多少？")
    header = seed_engine.ask("公布日期是哪一天？")
    listed = seed_engine.ask("通用航空产业的发展目标是什么？")
    refused = [seed_engine.ask(question) for question in UNANSWERABLE]
    assert (found.status, header.status) == ("answered", "answered")
    assert listed.status == "listed_only"
    assert found.confidence > 0.5 and 0.5 < header.confidence <= 1
    assert listed.confidence < 0.1
    assert all(0 <= answer.confidence < found.confidence for answer in refused)


def test_the_sentence_that_comes_first_is_quoted_though_another_was_read_better(
    library: Engine,
) -> None:
    query = parse_query("养犬登记证要多少钱")
    found = rank_sentences(library.reader, query, library.retriever.search(query, 20))
    read = [replace(c, voice=0.0 if place == 1 else -3.0) for place, c in enumerate(found[:3])]
    draft = quoted(library.reader, read, dated=True)
    assert draft.claims[0].quotes[-1].text == read[0].sentence.text


def test_the_less_sure_an_answer_is_the_more_stands_beside_it(library: Engine) -> None:
    query = parse_query("养犬登记证要多少钱")
    found = rank_sentences(library.reader, query, library.retriever.search(query, 20))
    alike = [c for c in found if c.fits == found[0].fits][:3]
    read = [replace(c, voice=-2.0 * place) for place, c in enumerate(alike)]
    shown = [
        {quote.text for said in draft.claims for quote in said.quotes}
        for draft in (quoted(library.reader, read, dated=True, sure=sure) for sure in (0.9, 0.5, 0))
    ]
    assert shown[0] == {read[0].sentence.text}
    assert shown[0] < shown[1] < shown[2]
