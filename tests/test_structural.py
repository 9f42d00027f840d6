"""What the structure of a document answers: its header, its contents, an article by its number."""

import pytest
from owed import check_citations

from rag.engine import Engine

INDUSTRIES = [
    "信息技术应用创新产业",
    "半导体产业",
    "大数据融合创新产业",
    "光电产业",
    "光伏产业",
    "碳基新材料产业",
    "特种金属材料产业",
    "生物基新材料产业",
    "先进轨道交通装备产业",
    "煤机智能制造装备产业",
    "智能网联新能源汽车产业",
    "通用航空产业",
    "现代生物医药和大健康产业",
    "节能环保产业",
]
CHAPTERS = ["“十三五”回顾", "面临形势", "总体要求", "发展重点", "主要任务", "保障措施"]
METADATA = [
    ("这份文件的字号是什么？", "晋政发〔2021〕17号", "【字 号】晋政发〔2021〕17号"),
    ("文号是多少？", "晋政发〔2021〕17号", "【字 号】晋政发〔2021〕17号"),
    ("制定机关是哪个单位？", "山西省人民政府", "【制定机关】山西省人民政府"),
    ("这份文件是谁发的？", "山西省人民政府", "【制定机关】山西省人民政府"),
    ("公布日期是哪一天？", "2021年5月27日", "【公布日期】2021.05.27"),
    ("什么时候开始施行？", "2021年5月27日", "【施行日期】2021.05.27"),
    ("这份文件现在还有效吗？", "现行有效", "【时效性】现行有效"),
    ("效力等级是什么？", "地方规范性文件", "【效力等级】地方规范性文件"),
    ("落款日期是哪天？", "2021年4月30日", "2021年4月30日"),
    ("主题分类是什么？", "科学技术综合规定", "【主题分类】科学技术综合规定"),
]
CONTENTS = [
    ("规划一共有几章？", ["6章", *CHAPTERS]),
    ("这份规划分为多少个部分？", ["6", *CHAPTERS]),
    ("How many chapters are there?", ["6", *CHAPTERS]),
    ("第四章发展重点列了哪些产业？", ["14", *INDUSTRIES]),
    ("发展重点部分包括哪些产业？", ["14", *INDUSTRIES]),
    ("规划涉及的14个产业分别是哪些？", INDUSTRIES),
    ("14个战略性新兴产业都有哪些？", INDUSTRIES),
    ("保障措施有几条？", ["5", "加强宏观统筹协调", "持续优化营商环境"]),
    ("主要任务有哪些？", ["8", "创新驱动引领工程", "产业集壮大工程", "开放合作深化工程"]),
    ("光伏产业在第几页？", ["第20页"]),
    ("保障措施从第几页开始？", ["第44页"]),
    ("目录第15页是什么？", ["发展重点", "信息技术应用创新产业"]),
    ("光伏产业属于哪一章？", ["四、发展重点"]),
    ("人才引进培育工程在哪个部分？", ["五、主要任务"]),
    ("光伏产业后面是哪个产业？", ["碳基新材料产业"]),
    ("光伏产业前面是哪个产业？", ["光电产业"]),
]


@pytest.mark.parametrize(("question", "value", "line"), METADATA)
def test_metadata_is_answered_from_its_line(
    seed_engine: Engine, question: str, value: str, line: str
) -> None:
    answer = seed_engine.ask(question)
    check_citations(seed_engine, answer)
    assert answer.status == "answered"
    assert value in answer.text
    assert any(line in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(("question", "parts"), CONTENTS)
def test_the_table_of_contents_is_answered_in_full(
    seed_engine: Engine, question: str, parts: list[str]
) -> None:
    answer = seed_engine.ask(question)
    check_citations(seed_engine, answer)
    assert answer.status == "answered"
    assert [part for part in parts if part not in answer.text] == []


def test_an_article_asked_for_by_number_is_answered_by_it_alone(library: Engine) -> None:
    answer = library.ask("临江市节约用水管理办法第五条说了什么？")
    check_citations(library, answer)
    assert {citation.section[-1] for citation in answer.citations} == {"第五条"}
