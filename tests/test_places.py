"""A place that a question names by number answers, also where the question asks something of it."""

import pytest

from rag.engine import Engine
from rag.places import names_inner_place


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("云岭市养犬管理条例第四条规定违反的罚多少钱？", "二百元罚款"),
        ("云岭市养犬管理条例第三条，犬绳最长多少？", "一点五米"),
        ("青政办发〔2023〕26号第二部分第（三）点接入多少个停车场？", "260个"),
    ],
)
def test_the_named_place_answers(library: Engine, question: str, said: str) -> None:
    assert said in library.ask(question).text


def test_inner_places_are_told_from_outlines() -> None:
    assert names_inner_place("第二部分第(二)点讲什么")
    assert names_inner_place("附录第三条")
    assert not names_inner_place("第五章第二节是什么")
