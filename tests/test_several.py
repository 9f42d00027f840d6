"""Several references in one line, each of them resolved and shown, missing ones told."""

import pytest

from rag.engine import Engine
from rag.several import parse_references

DOGS = "云岭市养犬管理条例"
WATER = "临江市节约用水管理办法"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("劳动法第36条、第41条", ["劳动法 36条", "劳动法 41条"]),
        ("劳动法第三十六条和四十四条", ["劳动法 36条", "劳动法 44条"]),
        ("劳动法第36、41、44条", ["劳动法 36条", "劳动法 41条", "劳动法 44条"]),
        ("劳动法第三十至三十二条", ["劳动法 30条", "…劳动法 32条"]),
        ("道交法第九十条至第九十二条", ["道交法 90条", "…道交法 92条"]),
        ("劳动合同法第五条和工会法第八条", ["劳动合同法 5条", "工会法 8条"]),
        ("公司法第五条第一款、第三款", ["公司法 5条1款", "公司法 5条3款"]),
        ("公司法第五条第一款以及第七条", ["公司法 5条1款", "公司法 7条"]),
        ("《公司法》第五条", ["公司法 5条"]),
        ("国有土地上房屋征收与补偿条例第八条", ["国有土地上房屋征收与补偿条例 8条"]),
        (
            "《关于适用公司法第五条和第六条的解释》第三条",
            ["关于适用公司法第五条和第六条的解释 3条"],
        ),
        ("第三条和第四条", [" 3条", " 4条"]),
    ],
)
def test_references_of_one_line_are_taken_apart(text: str, meant: list[str]) -> None:
    assert [
        "…" * part.through
        + f"{part.reference.document} "
        + "".join(f"{step.number}{step.unit}" for step in part.reference.steps)
        for part in parse_references(text)
    ] == meant


@pytest.mark.parametrize(
    "text",
    ["违反第三条和第四条规定的，由公安机关处罚", "第三条、第四条的罚款各是多少", "。", ""],
)
def test_what_is_more_than_references_is_none(text: str) -> None:
    assert len(parse_references(text)) <= 1


@pytest.mark.parametrize(
    ("text", "beginnings"),
    [
        (f"{DOGS}第二条、第四条", ["第二条", "第四条"]),
        (f"{DOGS}第二条至第四条", ["第二条", "第三条", "第三条之一", "第四条"]),
        (f"{DOGS}第四条和{WATER}第六条", ["第四条", "第六条"]),
        (f"{WATER}第四条第（一）项、第（三）项", ["（一）", "（三）"]),
    ],
)
def test_all_places_are_cited(library: Engine, text: str, beginnings: list[str]) -> None:
    lookup = library.cite(text)
    assert lookup.verdict == "verified"
    assert len(lookup.matches) == len(beginnings)
    for match, beginning in zip(lookup.matches, beginnings, strict=True):
        assert match.quote.startswith(beginning)


def test_of_several_references_the_missing_one_is_told(library: Engine) -> None:
    lookup = library.cite(f"{DOGS}第二条和第四十条")
    assert [match.section[-1] for match in lookup.matches] == ["第二条"]
    assert "没有第四十条" in lookup.notice
    answer = library.ask(f"{DOGS}第二条和第四十条")
    assert "养犬登记证" in answer.text
    assert "没有第四十条" in answer.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (f"{DOGS}第二条、第四条分别是什么", ["养犬登记证", "二百元罚款"]),
        (f"{DOGS}第二条到第四条", ["养犬登记证", "一点五米", "幼儿园", "二百元罚款"]),
        (f"{DOGS}第四条和{WATER}第三条分别怎么规定？", ["二百元罚款", "市水务部门"]),
    ],
)
def test_all_places_are_answered(library: Engine, question: str, said: list[str]) -> None:
    text = library.ask(question).text
    assert all(words in text for words in said)


def test_versions_of_a_place_are_told_apart_by_their_dates(library: Engine) -> None:
    text = library.ask("晋源省数据安全条例第三条").text
    newer, older = text.index("2023-06-10版"), text.index("2019-06-10版")
    assert newer < text.index("十二个月") < older < text.index("六个月")


def test_a_version_that_says_the_same_is_not_repeated(library: Engine) -> None:
    text = library.ask("晋源省数据安全条例第四条").text
    assert text.count("风险评估") == 1
    assert "（2019-06-10版的文字与此相同。）" in text
