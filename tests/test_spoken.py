"""Names that people say instead of the title, and articles that they write without 条."""

import pytest

from index.fold import fold
from rag.interpretations import interpretations_named
from rag.spoken import in_full

TITLES = tuple(
    map(
        fold,
        (
            "中华人民共和国公司法",
            "最高人民法院关于适用《中华人民共和国公司法》若干问题的规定（二）",
            "最高人民法院关于适用《中华人民共和国公司法》若干问题的规定（三）",
            "最高人民法院关于适用《中华人民共和国民法典》婚姻家庭编的解释（一）",
            "最高人民法院关于适用《中华人民共和国民法典》婚姻家庭编的解释（二）",
            "最高人民法院关于审理工伤保险行政案件若干问题的规定",
            "最高人民法院关于审理民间借贷案件适用法律若干问题的规定",
            "最高人民法院关于新民间借贷司法解释适用范围问题的批复",
            "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）",
            "企业名称登记管理规定",
        ),
    )
)


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("公司法解释三", 2),
        ("公司法司法解释3", 2),
        ("公司法规定(二)", 1),
        ("民法典婚姻家庭编司法解释二", 4),
        ("婚姻家庭编解释(一)", 3),
        ("最高院工伤司法解释", 5),
        ("最高法民间借贷司法解释", 6),
        ("劳动争议解释一", 8),
    ],
)
def test_an_interpretation_is_known_by_what_it_is_called(name: str, row: int) -> None:
    assert interpretations_named(TITLES, name) == (row,)


@pytest.mark.parametrize(
    "name", ["公司法规定", "公司法解释五", "企业名称解释", "公司法", "民法典解释"]
)
def test_other_names_are_no_interpretations(name: str) -> None:
    assert interpretations_named(TITLES, name) == ()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("刑法266", "刑法第266条"),
        ("民法典1165怎么说", "民法典第1165条怎么说"),
        ("职教20条里的证书", "国家职业教育改革实施方案里的证书"),
    ],
)
def test_an_article_without_its_unit_and_a_numbered_name_are_written_out(
    said: str, meant: str
) -> None:
    assert in_full(said) == meant


@pytest.mark.parametrize(
    "said", ["公司法2023", "刑法第266条", "办法3天", "违法3次", "算法2个", "刑法266条"]
)
def test_years_quantities_and_whole_references_stay(said: str) -> None:
    assert in_full(said) == said
