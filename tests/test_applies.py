"""Where and when a passage applies: a city is not its province, a year in a web address no date."""

import pytest

from index.build import build_index
from index.embed import BuiltinEmbedder
from rag.engine import Engine
from rag.regions import narrowest, places_in

HOLIDAYS = """标题：云岭办公厅关于2019年部分节假日安排的通知
发文机关：云岭办公厅
发文字号：云办发〔2018〕15号
索引号：000014349/2018-00213
来源：http://example.org/zhengce/2018-12/06/content_1.htm

云岭办公厅关于2019年部分节假日安排的通知
云办发〔2018〕15号
各部门：
现将放假调休日期的具体安排通知如下。
一、元旦：2018年12月30日至2019年1月1日放假调休，共3天。
二、端午节：6月7日放假，与周末连休。
三、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）上班。
云岭办公厅
2018年12月4日
"""
REPORT = """2026年陕西省政府工作报告

一、2025年工作回顾
“十四五”时期城镇新增就业年均42万人。
新能源汽车产量达到120万辆。
二、2026年工作安排
城镇新增就业40万人以上，粮食总产量稳定在1300万吨。
西安都市圈建设加快推进，咸阳市新增公园12个。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An index of a notice on holidays and the work report of a province."""
    folder = tmp_path_factory.mktemp("applies")
    (folder / "holidays.txt").write_text(HOLIDAYS, "utf-8")
    (folder / "report.txt").write_text(REPORT, "utf-8")
    build_index([folder], folder / "index", BuiltinEmbedder())
    return Engine.open(folder / "index")


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("2019年端午节哪天放假", "6月7日"),
        ("2019年国庆节放几天", "共7天"),
        ("云办发〔2018〕15号规定国庆节放几天", "共7天"),
        ("2019年元旦从哪天开始放假", "2018年12月30日"),
        ("陕西2026年城镇新增就业多少人", "40万人以上"),
        ("陕西2025年新能源汽车产量达到多少辆", "120万辆"),
        ("2026年咸阳市新增公园多少个", "12个"),
    ],
)
def test_what_a_passage_says_of_the_place_and_year_asked_for_is_quoted(
    engine: Engine, question: str, quoted: str
) -> None:
    answer = engine.ask(question)
    assert answer.status == "answered"
    assert quoted in answer.citations[0].quote


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("2018年端午节哪天放假", "2018"),  # only its address, number and date say 2018
        ("陕西2026年西安市城镇新增就业多少人", "西安"),
        ("陕西2021年城镇新增就业多少人", "2021"),
    ],
)
def test_another_place_or_year_is_refused(engine: Engine, question: str, reason: str) -> None:
    answer = engine.ask(question)
    assert answer.status == "insufficient"
    assert reason in answer.text


def test_of_a_city_and_its_province_the_city_is_meant() -> None:
    assert narrowest(places_in("陕西省西安市")) == {"西安"}
    assert narrowest(places_in("浙江和江苏的苏州")) == {"浙江", "苏州"}
    assert narrowest(places_in("全国")) == set()
