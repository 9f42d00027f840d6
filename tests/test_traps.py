"""The traps of Chinese texts that were met in practice and had no test of their own yet."""

from index.conflicts import conflicts
from index.document import parse_document


def _headings(text: str) -> list[str]:
    document = parse_document("a.txt", text)
    kinds = ("part", "chapter", "section", "article", "heading", "annex")
    return [s.label for s in document.sections if s.kind in kinds]


def _values(text: str, name: str) -> list[str]:
    return [v.value for v in parse_document("a.txt", text).meta if v.name == name]


def test_the_last_item_of_an_article_is_no_heading_over_the_next_article() -> None:
    text = (
        "规定\n一、举证\n第一条 材料包括：\n（一）甲；\n（二）乙。\n第二条 丙。\n"
        "二、调取\n第三条 丁。\n三、质证\n第四条 戊。\n"
    )
    assert _headings(text) == [
        "一、举证",
        "第一条",
        "第二条",
        "二、调取",
        "第三条",
        "三、质证",
        "第四条",
    ]


def test_annexes_listed_above_a_signature_are_no_headings() -> None:
    text = (
        "函\n某省人民政府：\n现函复如下。\n附件：1.情况报告\n2.调查意见\n国务院办公厅\n2004年11月4日\n"
        "附件1\n一、情况\n文字。\n附件2\n文字。\n"
    )
    assert _headings(text) == ["附件1", "一、情况", "附件2"]


def test_decimal_numbering_is_a_hierarchy_and_a_decimal_number_is_none() -> None:
    text = "预案\n1　总则\n1.1　目的\n甲。\n1.2　范围\n（1）乙。\n2　职责\n2.1　机构\n2.2　其他\n"
    assert _headings(text) == [
        "1　总则",
        "1.1　目的",
        "1.2　范围",
        "（1）乙",
        "2　职责",
        "2.1　机构",
        "2.2　其他",
    ]
    assert _headings("报告\n3.5万亿元的投资已经完成。\n1.2万人受益。\n") == []


def test_a_row_of_opening_phrases_divides_and_one_alone_does_not() -> None:
    body = "研究制定城乡居民增收政策，增强居民的消费能力。\n"
    row = "".join(f"{p}。{body}" for p in ("大力提振消费", "扩大有效投资", "深化重点改革"))
    assert _headings(f"报告\n一、任务\n{row}") == [
        "一、任务",
        "大力提振消费",
        "扩大有效投资",
        "深化重点改革",
    ]
    assert _headings(f"报告\n一、任务\n工作有所进展。{body}") == ["一、任务"]


def test_a_plan_names_its_period_and_kind_and_an_issuer_its_region() -> None:
    text = "某山省“十四五”能源规划\n【制定机关】某山省发展改革委、某山省财政厅\n正文\n文字。\n"
    assert _values(text, "period") == ["2021-2025"]
    assert _values(text, "family") == ["规划"]
    assert _values(text, "issuer") == ["某山省发展改革委", "某山省财政厅"]
    assert _values(text, "region") == ["某山省"]


def test_the_day_after_the_word_date_may_be_that_of_entry_into_force() -> None:
    text = (
        "某办法\n发布机关：某部\n日期：2022-07-01\n（2022年4月6日某部令第26号公布　自2022年7月1日起施行）\n"
        "第一条 甲。\n"
    )
    assert _values(text, "published") == ["2022-04-06"]
    assert _values(text, "effective") == ["2022-07-01"]


def test_header_and_body_that_contradict_each_other_are_a_conflict() -> None:
    text = "某办法\n【公布日期】2000-08-18\n正文\n1992年9月12日 国务院令第104号发布\n第一条 甲。\n"
    (found,) = conflicts(parse_document("a.txt", text))
    assert (found.name, found.header.value, found.other.value) == (
        "published",
        "2000-08-18",
        "1992-09-12",
    )
