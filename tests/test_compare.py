"""Questions for several values at once, and what they say that they do not mean."""

import pytest

from rag.compare import affirmed, asks_which_places, aspects_of
from rag.engine import Engine
from rag.query import parse_query
from rag.recency import newest_first, version_year


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("哪些情形可以免交诉讼费（不是缓交、减交）？", "缓交"),
        ("驻甲地的部队（不是驻乙地的）归哪个法院管？", "乙地"),
        ("甲省今年要达到多少，跟乙省那个别搞混了", "乙省"),
    ],
)
def test_what_a_question_denies_is_not_looked_for(question: str, left: str) -> None:
    assert left not in affirmed(parse_query(question)).content


def test_a_question_without_denial_stays_as_it_is() -> None:
    query = parse_query("用水单位应当遵守哪些规定？")
    assert affirmed(query) is query


def test_which_places_asks_for_places() -> None:
    assert asks_which_places("哪些省份写进了工作安排")
    assert not asks_which_places("哪些部门负责")


def test_versions_are_taken_newest_first(library: Engine) -> None:
    cards = library.reader.records.cards
    both = [n for n, card in enumerate(cards) if "数据安全" in card.title]
    ordered = newest_first(library.reader, both)
    assert [version_year(cards[number]) for number in ordered] == ["2023", "2019"]


def test_two_versions_named_by_year_are_two_aspects(library: Engine) -> None:
    query = parse_query("数据安全条例2019年那版和2023年那版，日志保存几个月，差多少？")
    aspects = aspects_of(library.reader, query, library.search(query.text, 20))
    documents = [aspect.hits[0].document for aspect in aspects]
    assert len(documents) == len(set(documents)) == 2


def test_a_question_for_one_thing_has_no_aspects(library: Engine) -> None:
    query = parse_query("携犬出户使用多长的犬绳？")
    assert aspects_of(library.reader, query, library.search(query.text, 20)) == []
