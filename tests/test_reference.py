"""References to places: 《…》第X条第X款第（X）项, 文号 一、（一）2."""

from pathlib import Path

import made
import pytest

from index.embed import BuiltinEmbedder
from rag.engine import Engine
from rag.reference import ParsedReference, parse_reference

WATER = "《临江市节约用水管理办法》"
DOGS = "《云岭市养犬管理条例》"


@pytest.mark.parametrize(
    ("text", "document", "steps"),
    [
        ("《公司法》第五十二条第一款", "公司法", [(52, "条"), (1, "款")]),
        ("公司法第52条", "公司法", [(52, "条")]),
        ("公司法第５２条。", "公司法", [(52, "条")]),
        ("第五十二条", "", [(52, "条")]),
        ("《刑法》第一百三十三条之一第一款第（二）项", "刑法", [(133, "条"), (1, "款"), (2, "项")]),
        ("民法典第三编第二分编第十章", "民法典", [(3, "编"), (2, "分编"), (10, "章")]),
        ("晋政发〔2021〕17号 一、（一）2", "晋政发[2021]17号", [(1, ""), (1, ""), (2, "")]),
        ("《規劃》第四部分", "规划", [(4, "部分")]),
    ],
)
def test_a_reference_is_taken_apart(text: str, document: str, steps: list[tuple[int, str]]) -> None:
    parsed = parse_reference(text)
    assert parsed is not None
    assert parsed.document == document
    assert [(step.number, step.unit) for step in parsed.steps] == steps


def test_the_suffix_of_an_inserted_article_is_kept() -> None:
    parsed = parse_reference("刑法第一百三十三条之一")
    assert isinstance(parsed, ParsedReference)
    assert [(step.number, step.suffix) for step in parsed.steps] == [(133, "一")]


@pytest.mark.parametrize(
    "text",
    [
        "违反第四条规定的，由市水务部门责令限期改正",
        "省级以上工业类开发区达到69个",
        "规划期为2021—2025年",
        "第一条 为了规范养犬行为，制定本条例",
        "372",
        "。",
        "第",
        "条" * 5000,
    ],
)
def test_a_quote_is_no_reference(text: str) -> None:
    assert parse_reference(text) is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (f"{WATER}第三条第一款", "第三条 市水务部门负责全市节约用水的监督管理工作。"),
        (f"{WATER}第三条第二款", "县级以上人民政府其他有关部门按照各自职责，做好节约用水工作。"),
        (f"{WATER}第三条第三款", "乡镇人民政府协助做好节约用水工作。"),
        (f"{WATER}第四条第（二）项", "（二）安装用水计量设施；"),
        (f"{WATER}第四条第二项", "（二）安装用水计量设施；"),
        (f"{WATER}第四条第一款第（三）项", "（三）定期开展水平衡测试，每三年至少一次。"),
        ("临江市节约用水管理办法第6条", "第六条 本办法自2022年5月1日起施行。"),
        ("臨江市節約用水管理辦法第六條", "第六条 本办法自2022年5月1日起施行。"),
        ("临政发〔2022〕8号第六条", "第六条 本办法自2022年5月1日起施行。"),
        ("临政发(2022)8号 第六条", "第六条 本办法自2022年5月1日起施行。"),
        (f"{DOGS}第三条", "第三条 携犬出户应当使用长度不超过一点五米的犬绳。"),
        (f"{DOGS}第三条之一", "第三条之一 禁止携犬进入医院、学校和幼儿园。"),
        (f"{DOGS}第四条", "第四条 违反第三条规定的，由公安机关处二百元罚款。"),
    ],
)
def test_a_reference_leads_to_its_place(library: Engine, text: str, quote: str) -> None:
    lookup = library.cite(text)
    assert lookup.verdict == "verified"
    assert [match.quote for match in lookup.matches] == [quote]
    assert lookup.matches[0].difference == ""


def test_an_article_is_shown_with_its_paragraphs_and_items(library: Engine) -> None:
    whole = library.cite(f"{WATER}第四条").matches[0]
    assert whole.quote.startswith("第四条 用水单位应当遵守下列规定：")
    assert whole.quote.endswith("每三年至少一次。")
    assert whole.section == ("第二章 用水管理", "第四条")


def test_a_chapter_is_shown_with_its_articles(library: Engine) -> None:
    match = library.cite(f"{WATER}第三章").matches[0]
    assert match.quote.startswith("第三章 法律责任")
    assert "第五条" in match.quote
    assert "第六条" in match.quote


@pytest.mark.parametrize("text", ["晋政发〔2021〕17号 一、（一）2", "一、（一）2", "一、(一)2."])
def test_headings_are_reached_by_their_numbers(seed_engine: Engine, text: str) -> None:
    lookup = seed_engine.cite(text)
    assert lookup.verdict == "verified"
    assert [match.section for match in lookup.matches] == [
        ("一、“十三五”回顾", "(一)发展现状", "2.创新生态架梁立柱,创新能力显著增强")
    ]
    assert lookup.matches[0].quote.startswith("2.创新生态架梁立柱")
    assert lookup.matches[0].quote.endswith("日内瓦国际发明展金奖。")


def test_a_section_only_listed_is_not_found_with_the_document_named(seed_engine: Engine) -> None:
    lookup = seed_engine.cite("晋政发〔2021〕17号 二、（一）")
    assert (lookup.verdict, lookup.matches) == ("not_found", ())
    assert "山西省" in lookup.notice
    assert "没有这个位置" in lookup.notice


@pytest.mark.parametrize("number", ["第九条", "第9条", "第一百条"])
def test_an_article_beyond_the_last_says_which_is_the_last(library: Engine, number: str) -> None:
    lookup = library.cite(f"{WATER}{number}")
    assert (lookup.verdict, lookup.matches) == ("not_found", ())
    assert "最后一条是第六条" in lookup.notice
    assert "临江市节约用水管理办法" in lookup.notice


@pytest.mark.parametrize(
    "text",
    [
        f"{WATER}第三条第四款",
        f"{WATER}第四条第（九）项",
        f"{DOGS}第三条之二",
        f"{WATER}第二章第六条",
        "青政办发〔2023〕26号 三、（二）",
    ],
)
def test_a_place_that_is_not_there_is_not_found(library: Engine, text: str) -> None:
    lookup = library.cite(text)
    assert (lookup.verdict, lookup.matches) == ("not_found", ())
    assert lookup.notice


@pytest.mark.parametrize("text", ["《数据安全法》第三条", "《云岭市养猫管理条例》第三条"])
def test_an_unknown_document_names_near_titles(library: Engine, text: str) -> None:
    lookup = library.cite(text)
    assert (lookup.verdict, lookup.matches) == ("not_found", ())
    near = "晋源省数据安全条例" if "数据" in text else "云岭市养犬管理条例"
    assert f"《{near}》" in lookup.notice


def test_near_titles_are_named_once(library: Engine) -> None:
    assert library.cite("《数据安全法》第三条").notice.count("《晋源省数据安全条例》") == 1


def test_all_versions_of_a_law_are_shown(library: Engine) -> None:
    for text in ("《晋源省数据安全条例》第三条", "晋源省数据安全条例第3条", "数据安全条例第三条"):
        lookup = library.cite(text)
        assert lookup.verdict == "verified"
        assert [(match.card.published, match.quote[-5:-1]) for match in lookup.matches] == [
            ("2019-06-10", "于六个月"),
            ("2023-06-10", "十二个月"),
        ]


def test_a_number_of_one_version_leads_to_it_alone(library: Engine) -> None:
    lookup = library.cite("晋源省人民代表大会常务委员会公告第45号 第三条")
    assert [match.card.published for match in lookup.matches] == ["2023-06-10"]


def test_a_reference_without_its_document_is_not_called_verified(library: Engine) -> None:
    """第三条 stands in many documents; every mention of the words is no proof of anything."""
    lookup = library.cite("第三条")
    assert lookup.verdict == "not_found"
    assert "没有指明是哪一份文件" in lookup.notice


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("新数据安全条例第三条", "2023-06-10"),
        ("旧数据安全条例第三条", "2019-06-10"),
        ("2019年晋源省数据安全条例第3条", "2019-06-10"),
        ("《晋源省数据安全条例》（2023年修订）第三条", "2023-06-10"),
    ],
)
def test_one_of_several_versions_is_found_and_the_others_are_told(
    library: Engine, text: str, published: str
) -> None:
    lookup = library.cite(text)
    assert [match.card.published for match in lookup.matches] == [published]
    assert "另有1个其他版本未列" in lookup.notice


@pytest.mark.parametrize("text", ["前款", "本条第二款", "本办法第六条"])
def test_what_is_told_from_elsewhere_asks_from_where(library: Engine, text: str) -> None:
    lookup = library.cite(text)
    assert (lookup.verdict, lookup.matches) == ("not_found", ())
    assert "请指明" in lookup.notice


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("晋政发〔2021〕17号第一部分第（一）条第1点", [(1, "部分"), (1, "条"), (1, "点")]),
        ("国函〔2006〕132号附件2", [(2, "附件")]),
        ("国函〔2006〕132号附件二第三条", [(2, "附件"), (3, "条")]),
        ("国办发〔2019〕4号附件", [(1, "附件")]),
    ],
)
def test_points_and_annexes_are_steps(text: str, steps: list[tuple[int, str]]) -> None:
    parsed = parse_reference(text)
    assert parsed is not None
    assert [(step.number, step.unit) for step in parsed.steps] == steps


def test_an_annex_is_cited_whether_it_is_numbered_or_not(
    tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    letter = "水城市关于水表的通知\n水发〔2020〕3号\n一、水表每年检定一次。\n二、费用由水厂承担。\n"
    texts = {
        "one.txt": letter + "附件\n水表检定表\n每块水表一行。\n",
        "two.txt": letter.replace("3号", "4号")
        + "附件1\n水表检定表\n每块水表一行。\n附件2\n收费表\n每块水表十元。\n",
    }
    engine = Engine.open(made.build(tmp_path, texts, builtin))
    for text, beginning in (("水发〔2020〕3号附件", "附件"), ("水发〔2020〕4号附件2", "附件2")):
        lookup = engine.cite(text)
        assert lookup.verdict == "verified"
        assert lookup.matches[0].quote.startswith(beginning)
    assert engine.cite("水发〔2020〕4号附件3").verdict == "not_found"
