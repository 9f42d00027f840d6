"""A sentence answers only when it states what was asked, and a question that nothing answers is
refused for a reason."""

import pytest

from index.fold import fold
from rag.engine import Engine
from rag.wanted import holds, wanted_of


def _answers(question: str, sentence: str) -> bool:
    return holds(wanted_of(fold(question)), fold(sentence))


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("增加值年均增长多少？", "增加值年均增长7.8%。", "增加值保持较快增长。"),
        ("同比提高了百分之几？", "同比提高3.2个百分点。", "同比有所提高。"),
        ("建成了多少个重点实验室？", "建成6个国家级重点实验室。", "重点实验室建设成效显著。"),
        ("建成了几个中心？", "建成三个工程技术中心。", "工程技术中心陆续建成。"),
        ("补贴多少钱？", "每辆补贴5000元。", "对新能源汽车给予补贴。"),
        ("投资额是多少？", "总投资120亿元。", "投资额持续扩大。"),
        ("什么时候投产？", "项目于2020年6月投产。", "项目已经投产。"),
        ("规划期是哪几年？", "规划期为2021—2025年。", "规划期内完成目标。"),
        ("咨询电话是多少？", "咨询电话：0351-1234567。", "欢迎来函咨询。"),
        ("有多少人参加？", "共有3000人参加。", "共有6个单位参加。"),
        ("厂房面积多少平方米？", "厂房面积12000平方米。", "厂房共3座。"),
        ("考试多少分及格？", "考试满分100分，60分及格。", "第十五条 应当参加考试。"),
        ("总共有多少家书房？", "已建成38家书房。", "第十条 本市统一建设书房。"),
        ("计划建几年？", "建设工期三年。", "2026年开工建设。"),
        ("理事会一届是几年？", "理事会每届任期五年。", "换届后应当在十日内移交公章。"),
        ("今年产煤12亿吨，明年多少吨？", "明年产煤13亿吨。", "今年产煤12亿吨。"),
        ("由哪个部门负责？", "由市教育局负责。", "积极培育产业。"),
        ("营业到几点？", "每日凌晨2时至上午8时不得营业。", "第十条 场所应当同时具备两点要求。"),
        ("几点关门", "每日营业时间限于8:00至24:00。", "营业时间由公安机关规定。"),
        ("2019年何时放假？", "2019年9月13日放假。", "现将2019年放假的安排通知如下。"),
        ("去年GDP达到多少？", "地区生产总值达到2.5万亿元。", "人均GDP提高到7.4万元。"),
        ("去年GDP达到多少？", "地区生产总值达到2.5万亿元。", "全年GDP增长4%。"),
        ("人均GDP是多少？", "人均GDP提高到7.4万元。", "人均GDP稳步提高。"),
        ("粮食总产多少斤", "粮食总产量1640.06亿斤。", "粮食总产再创新高，增量39.7亿斤。"),
        ("粮食增产多少斤", "粮食增产39.7亿斤。", "粮食总产再创新高。"),
        ("2025年地区生产总值", "地区生产总值5.67万亿元。", "人均地区生产总值14万元左右。"),
        ("今年的经济增长目标", "地区生产总值增长5.5%—6%。", "推动经济合理增长。"),
        ("月薪多少要交税", "月薪超过5000元的，应当缴税。", "在一个国家已经缴纳的税额，应当抵免。"),
        ("租房能抵扣多少个税", "扣除标准为每月1500元。", "共有6项专项附加扣除。"),
        ("罚多少块？", "处二百元罚款。", "（三）处罚款。"),
        ("收几个点？", "收取的费率不超过1%。", "第三点：收取费用。"),
        ("得多少业主点头？", "应当经过半数的业主同意。", "应当经业主同意。"),
        ("贷款利率现在是多少？", "贷款利率为3.1%。", "贷款利息每月扣除1000元。"),
        ("最多能贷多少万？", "最高可贷一百二十万元。", "每月扣除1000元。"),
        ("茶叶一斤卖多少钱？", "茶叶每斤售价三百元。", "每亩缴纳三万元的保护费。"),
        ("公园面积有多大？", "公园面积2.2万平方公里。", "公园栽树2709万株。"),
        ("“四个为”是什么意思？", "“四个为”是指以人为本等四项要求。", "按照“四个为”总体思路推进。"),
    ],
)
def test_a_sentence_without_the_value_asked_for_does_not_answer(
    question: str, right: str, wrong: str
) -> None:
    assert _answers(question, right)
    assert not _answers(question, wrong)


@pytest.mark.parametrize("question", ["发展重点是什么？", "为什么要创新？", "笔尖钢", "。", "😀"])
def test_a_question_for_no_value_takes_any_sentence(question: str) -> None:
    assert _answers(question, "积极培育产业。")


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("2030年全省新兴产业营收要达到多少亿元？", "没有写明"),
        ("2035年山西的产业格局怎样？", "2035年|没有"),
        ("湖南省培育了哪些产业集？", "湖南"),
        ("“龙城飞将”计划的内容？", "龙城飞将|没有"),
        ("KPI考核办法如何规定？", "kpi|没有"),
    ],
)
def test_a_refusal_says_why(seed_engine: Engine, question: str, reason: str) -> None:
    answer = seed_engine.ask(question)
    assert answer.status == "insufficient"
    assert any(part in answer.text for part in reason.split("|"))
    assert answer.citations == ()


def test_a_refusal_says_how_many_documents_were_searched(library: Engine) -> None:
    answer = library.ask("2031年火星基地的氧气产量是多少吨？")
    assert answer.status == "insufficient"
    assert f"{len(library.reader.records.cards)}份文件" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "培育多少个标志性、引领性产业集？",
        "工业战略性新兴产业增加值年均增长多少？",
        "规划期是哪几年？",
        "百信太行计算机是谁研发的？",
    ],
)
def test_what_the_document_states_is_not_refused(seed_engine: Engine, question: str) -> None:
    assert seed_engine.ask(question).status == "answered"


def test_another_province_than_that_of_the_document_is_refused(library: Engine) -> None:
    assert library.ask("广东省的水平衡测试几年一次？").status == "insufficient"
