"""Numbered things: a document that has only another number of the same sort is about another of them."""

import pytest

from rag.ordinals import other_number


@pytest.mark.parametrize(
    ("question", "document", "other"),
    [
        ("第六次大督查表扬了哪些地方", "对国务院第五次大督查发现的做法给予表扬", "第六次"),
        ("西安地铁16号线哪年通车", "西安地铁15号线通车运营", "16号线"),
        ("地铁十五号线哪年通车", "西安地铁15号线通车运营", ""),
        ("第二批中选药有哪些", "第一批中选药25个,第二批中选药40个", ""),
        ("第一次被抓罚多少", "第二次被抓的,从重处罚", ""),
        ("第三届博览会在哪里开", "举办文化活动", ""),
    ],
)
def test_another_number_of_the_same_sort_is_another_thing(
    question: str, document: str, other: str
) -> None:
    assert other_number(question, document) == other
