"""Places and laws that a question sets side by side: each is answered as if it were asked alone."""

from pathlib import Path

import made
import pytest

from index.embed import BuiltinEmbedder
from rag.engine import Engine
from rag.sides import compared_in, places_beside

NANJING = """南京市地铁管理条例
第一条 为了加强地铁管理，制定本条例。
第二条 在车厢内吸烟的，处五十元以上一百元以下罚款。
第三条 地铁运营单位应当每年公布服务质量报告。
"""
SUZHOU = """苏州市地铁管理条例
第一条 为了加强地铁管理，制定本条例。
第二条 在车厢内吸烟的，处二百元以上五百元以下罚款。
第三条 地铁运营单位应当每季度公布服务质量报告。
"""


@pytest.fixture(scope="module")
def cities(tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("cities")
    texts = {"南京市地铁管理条例.txt": NANJING, "苏州市地铁管理条例.txt": SUZHOU}
    return Engine.open(made.build(folder, {**made.DOCUMENTS, **texts}, builtin))


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("北京和南京的控烟罚款哪个重", ["北京的控烟罚款是多少", "南京的控烟罚款是多少"]),
        (
            "江苏与台湾今年的增长目标谁高？",
            ["江苏今年的增长目标是多少", "台湾今年的增长目标是多少"],
        ),
        ("福建、江西两省去年GDP各是多少", ["福建去年GDP是多少", "江西去年GDP是多少"]),
        ("上海市和成都市在养犬数量上有什么不同", ["上海市养犬数量", "成都市养犬数量"]),
        ("北京比上海的罚款高多少", ["北京的罚款是多少", "上海的罚款是多少"]),
        (
            "广西今年就业目标是多少，和云南比谁高",
            ["广西今年就业目标是多少", "云南今年就业目标是多少"],
        ),
        (
            "苏州的犬类条例和无锡的犬类条例哪个罚得重",
            ["苏州的犬类条例罚多少", "无锡的犬类条例罚多少"],
        ),
        (
            "陕西跟四川去年的工业投资，哪边增长快？",
            ["陕西去年的工业投资，增长多少", "四川去年的工业投资，增长多少"],
        ),
        ("杭州和宁波谁的补贴标准更高", ["杭州的补贴标准是多少", "宁波的补贴标准是多少"]),
    ],
)
def test_each_place_is_asked_about_alone(question: str, alone: list[str]) -> None:
    assert [side.question for side in places_beside(question)] == alone


@pytest.mark.parametrize(
    "question",
    [
        "北京的控烟罚款是多少",
        "四川和重庆共同建设哪些口岸",
        "从北京到上海的高铁多久",
        "驻上海的部队（不是驻北京的）归谁管",
    ],
)
def test_what_is_asked_of_one_place_or_of_several_together_is_one_question(question: str) -> None:
    assert places_beside(question) == ()


def test_each_side_is_answered_as_it_is_alone(cities: Engine) -> None:
    both = cities.ask("南京和苏州的地铁吸烟罚款哪个重")
    alone = [cities.ask(f"{city}的地铁吸烟罚款是多少") for city in ("南京", "苏州")]
    assert [c.quote for c in both.citations] == [c.quote for a in alone for c in a.citations]
    assert "一百元" in both.text and "五百元" in both.text


def test_a_side_that_is_missing_is_named(cities: Engine) -> None:
    answer = cities.ask("南京和成都的地铁吸烟罚款各是多少")
    assert answer.status == "answered" and "一百元" in answer.text
    assert "没有找到成都的相应内容。" in answer.notices


@pytest.mark.parametrize("asked", ["哪个重", "有什么不同"])
def test_what_lacks_a_side_is_not_compared(cities: Engine, asked: str) -> None:
    answer = cities.ask(f"南京和成都的地铁吸烟罚款{asked}")
    assert answer.status == "insufficient"
    assert answer.text == "没有找到成都的相应内容，因此无法比较。"
    assert any("一百元" in hit.chunk.text for hit in answer.nearest)


def test_where_every_side_is_missing_it_is_refused(cities: Engine) -> None:
    answer = cities.ask("成都和厦门的天文馆门票哪个贵")
    assert answer.status == "insufficient"
    assert "没有找到成都、厦门的相应内容。" in answer.notices


def test_a_law_that_the_index_does_not_have_is_named(cities: Engine) -> None:
    compared = compared_in(
        cities.reader.records, "南京市地铁管理条例和城市轨道运营法对吸烟的规定有什么不同"
    )
    assert compared is not None
    assert compared.absent == ("索引中没有《城市轨道运营法》。",)
    assert [side.question for side in compared.sides] == ["南京市地铁管理条例对吸烟的规定"]


def test_two_versions_of_a_law_are_no_two_laws(cities: Engine) -> None:
    question = "旧南京市地铁管理条例和新南京市地铁管理条例对吸烟的规定有什么不同"
    assert compared_in(cities.reader.records, question) is None
