"""Filters: what they allow, that they hold in every way a passage is found, what they refuse."""

import numpy as np
import pytest

from index.errors import UsageError
from index.types import DocumentCard
from rag.days import parse_range
from rag.engine import Engine
from rag.filter import EVERYTHING, Filter, check_families, check_regions, parse_years

DOGS, PLAN = "云岭市养犬管理条例.txt", "青川市智慧交通三年行动方案.txt"
OLD, NEW = "数据/晋源省数据安全条例(2019).txt", "数据/晋源省数据安全条例(2023).txt"
RIVER, LAKE = "水/临江市节约用水管理办法.txt", "水/临河市节约用水管理办法.txt"
ALL = {DOGS, PLAN, OLD, NEW, RIVER, LAKE}


def card(title: str, issuer: str | None = None, published: str | None = None) -> DocumentCard:
    return DocumentCard(title, title, f"folder2001/{title}.txt", None, issuer, published, None)


def found(engine: Engine, question: str, wanted: Filter, k: int = 1000) -> set[str]:
    return {hit.card.source for hit in engine.search(question, k, wanted)}


@pytest.mark.parametrize(
    ("wanted", "sources"),
    [
        (EVERYTHING, ALL),
        (Filter(documents=("养犬",)), {DOGS}),
        (Filter(documents=("養犬管理條例",)), {DOGS}),
        (Filter(documents=("养犬", "智慧交通")), {DOGS, PLAN}),
        (Filter(documents=("水/",)), {RIVER, LAKE}),
        (Filter(documents=("(2019)",)), {OLD}),
        (Filter(documents=("（２０１９）",)), {OLD}),
        (Filter(issuers=("临江市人民政府",)), {RIVER}),
        (Filter(issuers=("人民政府",)), {RIVER, LAKE, PLAN}),
        (Filter(issuers=("人大", "临河")), {OLD, NEW, LAKE}),
        (Filter(years=(2023, 2023)), {NEW, PLAN} - {PLAN}),
        (Filter(years=(2019, 2021)), {OLD, LAKE}),
        (Filter(years=(2021, 2022)), {RIVER, LAKE}),
        (Filter(documents=("数据安全",), years=(2019, 2019)), {OLD}),
        (Filter(documents=("水",), issuers=("临江",)), {RIVER}),
        (Filter(documents=("养犬",), issuers=("临江",)), set()),
        (Filter(documents=("不存在的文件",)), set()),
        (Filter(regions=("西藏",)), set()),
        (Filter(years=(1901, 1902)), set()),
        (Filter(families=("条例",)), {DOGS, OLD, NEW}),
        (Filter(families=("辦法", "方案")), {RIVER, LAKE, PLAN}),
        (Filter(families=("行动计划",)), set()),
        (Filter(families=("条例",), years=(2023, 2023)), {NEW}),
        (Filter(published=("2021-01-01", "2022-12-31")), {RIVER, LAKE}),
        (Filter(published=("2019-01-01", "2022-03-01")), {OLD, LAKE, RIVER}),
        (Filter(published=("1949-01-01", "1949-12-31")), set()),
        (Filter(effective=("2023-09-01", "2023-09-01")), {NEW}),
        (Filter(effective=("2022-01-01", "2023-12-31")), {LAKE, RIVER, NEW}),
        (Filter(families=("条例",), effective=("0001-01-01", "2022-12-31")), {OLD, DOGS}),
        (Filter(published=("2023-07-01", "2023-07-31")), {PLAN}),  # signed then
    ],
)
def test_a_search_shows_what_the_filter_allows_and_nothing_else(
    library: Engine, wanted: Filter, sources: set[str]
) -> None:
    assert found(library, "管理 用水 数据 养犬 交通 规定", wanted) == sources
    mask = wanted.mask(library.reader.records.cards)
    cards = library.reader.records.cards
    assert {c.source for c, ok in zip(cards, mask, strict=True) if ok} == sources
    assert bool(wanted) == (sources != ALL)


@pytest.mark.parametrize(
    ("region", "allowed"),
    [
        ("山东", ["山东省人才条例", "青岛市人才条例", "人才办法"]),
        ("山東省", ["山东省人才条例", "青岛市人才条例", "人才办法"]),
        ("青岛", ["青岛市人才条例"]),
        ("济南", ["人才办法"]),
        ("河北", ["河北省人才条例"]),
        ("上海", []),
    ],
)
def test_a_province_holds_its_cities_and_a_city_only_itself(
    region: str, allowed: list[str]
) -> None:
    cards = [
        card("山东省人才条例"),
        card("青岛市人才条例"),
        card("人才办法", "济南市人民政府"),
        card("河北省人才条例"),
        card("国家人才条例", "国务院"),
    ]
    assert [c.title for c in cards if Filter(regions=(region,)).allows(c)] == allowed


@pytest.mark.parametrize(
    ("one", "allowed"),
    [
        (card("条例", None, "2023-06-10"), True),
        (card("2023年政府工作报告"), True),
        (card("公司法(2023)"), True),
        (card("公司法_20231229"), True),
        (card("公司法_20231229修订"), True),
        (card("条例", None, "2022-12-31"), False),
        (card("标准12023号"), False),
        (card("电话20231"), False),
        (card("条例"), False),  # the folder's 2001 is no year of the document either
    ],
)
def test_a_year_is_that_of_title_publication_or_file_name(one: DocumentCard, allowed: bool) -> None:
    assert Filter(years=(2023, 2024)).allows(one) is allowed
    assert not Filter(years=(2001, 2001)).allows(one)


@pytest.mark.parametrize(
    ("family", "titles"),
    [
        ("规划", ["关于印发《山西省十四五规划》的通知", "国家规划纲要"]),
        ("规划纲要", ["关于印发《山西省十四五规划》的通知", "国家规划纲要"]),
        ("通知", ["关于放假的通知"]),
        ("报告", ["2026年山西省政府工作报告", "调查报告"]),
        ("工作报告", ["2026年山西省政府工作报告"]),
        ("政府工作報告", ["2026年山西省政府工作报告"]),
        ("法", ["公司法", "民法典"]),
        ("办法", ["养犬办法"]),
    ],
)
def test_the_kind_of_a_document_is_what_its_title_says(family: str, titles: list[str]) -> None:
    cards = [
        card("关于印发《山西省十四五规划》的通知"),
        card("国家规划纲要"),
        card("关于放假的通知"),
        card("2026年山西省政府工作报告"),
        card("调查报告"),
        card("公司法"),
        card("民法典"),
        card("养犬办法"),
        card("目录"),
    ]
    assert [c.title for c in cards if Filter(families=(family,)).allows(c)] == titles
    check_families([family])


def test_a_day_of_publication_is_that_of_the_header_before_that_of_the_file_name() -> None:
    cards = [
        card("公司法(2018-10-26)", published="1993-12-29"),
        card("预算法(2018-12-29)"),
        card("某法"),
    ]
    wanted = Filter(published=("2018-01-01", "2018-12-31"))
    assert wanted.mask(cards).tolist() == [False, True, False]
    assert Filter(published=("1993-12-29", "1993-12-29")).mask(cards).tolist() == [
        True,
        False,
        False,
    ]


# Each question finds one excluded document by another way.
WAYS = {
    "words": "携犬出户使用犬绳，养犬登记证",
    "meaning": "遛狗",
    "title": "云岭市养犬管理条例有什么规定",
    "reference": "云岭市养犬管理条例第四条",
    "whole place": "云岭市养犬管理条例第四条规定了什么",
    "number": "临政发〔2022〕8号对用水单位的规定",
    "metadata": "临政发〔2022〕8号的制定机关是谁",
    "contents": "青川市智慧交通三年行动方案有几章",
    "listed": "青川市智慧交通三年行动方案的强化资金支持讲什么",
}


@pytest.mark.parametrize(
    "wanted",
    [
        Filter(documents=("数据安全条例",)),
        Filter(effective=("0001-01-01", "2019-12-31")),
        Filter(families=("条例",), published=("2019-01-01", "2019-12-31")),
    ],
    ids=["title", "effective", "family and day"],
)
@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_to_a_document_that_is_excluded(
    library: Engine, way: str, wanted: Filter
) -> None:
    question = WAYS[way]
    first = library.search(question)[0].card.source
    assert first in (DOGS, RIVER, PLAN)
    assert found(library, question, wanted) <= {OLD, NEW}
    answer = library.ask(question, wanted)
    shown = [c.card.source for c in answer.citations] + [h.card.source for h in answer.nearest]
    assert set(shown) <= {OLD, NEW}
    title = next(c.title for c in library.reader.records.cards if c.source == first)
    assert title not in answer.text
    understood = library.explain(question, [], wanted).understood
    assert title not in understood.documents


@pytest.mark.parametrize("question", list(WAYS.values()))
def test_a_filter_that_allows_the_document_keeps_the_answer(library: Engine, question: str) -> None:
    plain = library.ask(question)
    source = library.search(question)[0].card.source
    assert {c.card.source for c in plain.citations} <= {source}
    answer = library.ask(question, Filter(documents=(source,)))
    assert answer.status == plain.status
    assert [c.quote for c in answer.citations] == [c.quote for c in plain.citations]


@pytest.mark.parametrize("year", [2019, 2023])
def test_a_filter_chooses_one_of_two_versions(library: Engine, year: int) -> None:
    wanted = Filter(years=(year, year))
    for question in ("数据处理者的日志保存多少个月", "晋源省数据安全条例第三条规定了什么"):
        answer = library.ask(question, wanted)
        assert answer.status == "answered"
        assert {c.card.source for c in answer.citations} == {OLD if year == 2019 else NEW}
        assert ("十二个月" in answer.text) == (year == 2023)


@pytest.mark.parametrize(
    "question",
    [
        "工业战略性新兴产业增加值年均增长多少？",
        "半导体产业的发展重点是什么？",
        "文件的字号",
        "第二章讲什么",
        "第九十章讲什么",
    ],
)
def test_a_filter_that_allows_nothing_gives_no_passage_and_says_why(
    seed_engine: Engine, question: str
) -> None:
    """In an index of one document too, which every question is taken to be about."""
    wanted = Filter(regions=("河南",))
    assert seed_engine.search(question, 10, wanted) == []
    answer = seed_engine.ask(question, wanted)
    assert (answer.status, answer.citations, answer.nearest) == ("insufficient", (), ())
    assert "筛选" in answer.text


def test_a_refusal_under_a_filter_says_that_not_all_was_searched(library: Engine) -> None:
    answer = library.ask("数据处理者的日志保存多久", Filter(documents=("养犬", "节约用水")))
    assert answer.status == "insufficient"
    assert any("筛选" in notice and "3份" in notice for notice in answer.notices)
    plain = library.ask("光合作用的暗反应在哪里进行")
    assert plain.status == "insufficient"
    assert not any("筛选" in notice for notice in plain.notices)


def test_a_filter_leaves_the_scores_of_an_unfiltered_search_alone(library: Engine) -> None:
    question = "用水计量设施"
    before = [(h.number, h.score.total) for h in library.search(question)]
    library.search(question, 10, Filter(documents=("养犬",)))
    assert [(h.number, h.score.total) for h in library.search(question)] == before


def test_filtered_dense_search_finds_what_lies_far_behind(library: Engine) -> None:
    """Filtered before ranking: the best of what is allowed, not what is allowed of the best."""
    reader = library.reader
    vector = reader.embedder.encode_query("养犬登记证")
    order = np.argsort(reader.dense.similarities(vector, np.arange(reader.size)))
    only = np.zeros(reader.size, bool)
    only[order[:2]] = True  # the two farthest
    assert set(reader.dense.search(vector, 1, only).tolist()) == {int(order[1])}
    assert set(reader.dense.search(vector, 5, only).tolist()) == set(order[:2].tolist())


@pytest.mark.parametrize(
    ("text", "years"),
    [("2024", (2024, 2024)), ("2020-2024", (2020, 2024)), (" 1998 ", (1998, 1998))],
)
def test_years_are_one_or_a_range(text: str, years: tuple[int, int]) -> None:
    assert parse_years(text) == years


@pytest.mark.parametrize(
    "text", ["", "24", "2024-", "-2024", "2024-2020", "20244", "2024年", "abc", "3000", "２０２４"]
)
def test_what_is_no_year_is_refused_with_what_is_one(text: str) -> None:
    with pytest.raises(UsageError, match="2024 or 2020-2024") as caught:
        parse_years(text)
    assert repr(text) in str(caught.value) and caught.value.exit_code == 2


@pytest.mark.parametrize("region", ["", " ", "月球", "Shandong", "省", "阿"])
def test_a_region_that_is_unknown_is_refused_with_examples(region: str) -> None:
    with pytest.raises(UsageError, match="山东") as caught:
        check_regions(["山东", region])
    assert repr(region) in str(caught.value)
    check_regions(["山东", "青島市", "內蒙古自治區"])


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2019-06-30..2021-12-31", ("2019-06-30", "2021-12-31")),
        ("2019..2021", ("2019-01-01", "2021-12-31")),
        ("2019-02", ("2019-02-01", "2019-02-28")),
        ("2020年2月至2020年3月15日", ("2020-02-01", "2020-03-15")),
        ("20190630", ("2019-06-30", "2019-06-30")),
        ("2019..", ("2019-01-01", "9999-12-31")),
        ("..2021-06", ("0001-01-01", "2021-06-30")),
    ],
)
def test_a_range_of_days_may_be_open_or_a_single_date(text: str, days: tuple[str, str]) -> None:
    assert parse_range(text, "--published") == days


@pytest.mark.parametrize(
    "text",
    ["", "..", "abc", "2021..2019", "2019-13", "2019-02-30", "2019..x", "2019..2020..2021", "去年"],
)
def test_what_is_no_range_of_days_is_refused_by_the_name_of_its_option(text: str) -> None:
    with pytest.raises(UsageError, match=r"--published .*2019\.\.2021") as caught:
        parse_range(text, "--published")
    assert repr(text) in str(caught.value) and caught.value.exit_code == 2


@pytest.mark.parametrize("family", ["小说", "", "。"])
def test_an_unknown_kind_of_document_is_refused_with_those_that_are_known(family: str) -> None:
    with pytest.raises(UsageError, match="条例") as caught:
        check_families(["规划", family])
    assert repr(family) in str(caught.value)
