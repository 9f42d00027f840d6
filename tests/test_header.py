"""Metadata: typed, normalised, and with the exact place it was read from."""

import pytest

from index.document import parse_document
from index.types import Document, MetaName

_TITLE = "山西省人民政府关于印发山西省“十四五”14个战略性新兴产业规划的通知"


def _values(document: Document) -> dict[str, tuple[str, str]]:
    """Name → (value, origin) of the first value of each name."""
    found: dict[str, tuple[str, str]] = {}
    for value in document.meta:
        found.setdefault(value.name, (value.value, value.origin))
    return found


def _assert_spans(document: Document) -> None:
    for value in document.meta:
        assert value.line_start <= value.start <= value.end <= value.line_end
        if value.origin == "file_name":
            assert (value.start, value.line_end) == (0, 0)
        elif value.name not in ("published", "effective", "signed"):
            assert document.text[value.start : value.end] == value.value


@pytest.mark.parametrize(
    ("name", "value", "printed", "line"),
    [
        ("title", _TITLE, _TITLE, _TITLE),
        ("issuer", "山西省人民政府", "山西省人民政府", "∙【制定机关】山西省人民政府"),
        ("published", "2021-05-27", "2021.05.27", "∙【公布日期】2021.05.27"),
        ("number", "晋政发〔2021〕17号", "晋政发〔2021〕17号", "∙【字 号】晋政发〔2021〕17号"),
        ("effective", "2021-05-27", "2021.05.27", "∙【施行日期】2021.05.27"),
        ("level", "地方规范性文件", "地方规范性文件", "∙【效力等级】地方规范性文件"),
        ("status", "现行有效", "现行有效", "∙【时效性】现行有效"),
        ("topic", "科学技术综合规定", "科学技术综合规定", "∙【主题分类】科学技术综合规定"),
    ],
)
def test_the_header_of_the_seed_is_typed_and_knows_its_spans(
    seed: Document, name: MetaName, value: str, printed: str, line: str
) -> None:
    found = seed.value(name)
    assert found is not None
    assert found.origin == "header"
    assert found.value == value
    assert seed.text[found.start : found.end] == printed
    assert seed.text[found.line_start : found.line_end] == line


def test_the_body_of_the_seed_gives_number_addressee_and_signing_date_beside_the_header(
    seed: Document,
) -> None:
    body = {v.name: v for v in seed.meta if v.origin == "body"}
    assert set(body) == {"number", "signed", "addressee"}
    # Its colon was left alone on the next line.
    assert body["addressee"].value == "各市、县人民政府,省人民政府各委、办、厅、局"
    assert body["number"].value == "晋政发〔2021〕17号"
    assert body["number"].start > seed.sections[1].end  # behind the header block
    assert body["signed"].value == "2021-04-30"
    assert seed.text[body["signed"].start : body["signed"].end] == "2021年4月30日"


def test_a_notice_without_header_gives_number_issuer_and_date_from_its_body() -> None:
    document = parse_document(
        "a.txt",
        "某省人民政府关于某事的通知\n某政发〔2020〕3号\n各市人民政府：\n现将规划印发给你们。\n"
        "某省人民政府\n2020年3月4日\n（此件公开发布）\n",
    )
    assert _values(document) == {
        "title": ("某省人民政府关于某事的通知", "header"),
        "number": ("某政发〔2020〕3号", "body"),
        "addressee": ("各市人民政府", "body"),
        "signed": ("2020-03-04", "body"),
        "issuer": ("某省人民政府", "body"),
        "family": ("通知", "header"),
    }
    _assert_spans(document)


def test_a_signature_at_the_end_of_a_long_notice_is_found() -> None:
    body = "".join(f"第{n}段，说明这一件事情。\n" for n in range(200))
    document = parse_document(
        "a.txt", f"关于某事的意见\n{body}国务院办公厅\n二〇二一年四月三十日\n"
    )
    assert _values(document)["signed"] == ("2021-04-30", "body")
    assert _values(document)["issuer"] == ("国务院办公厅", "body")
    _assert_spans(document)


def test_labelled_lines_are_a_header() -> None:
    document = parse_document(
        "a.txt",
        "标题：国务院关于某事的批复\n发文机关：国务院\n发文字号：国函〔2018〕144号\n"
        "成文日期：2018年11月2日\n发布日期：2018年11月9日\n\n外交部：\n你部请示收悉。\n",
    )
    assert _values(document) == {
        "title": ("国务院关于某事的批复", "header"),
        "issuer": ("国务院", "header"),
        "number": ("国函〔2018〕144号", "header"),
        "signed": ("2018-11-02", "header"),
        "published": ("2018-11-09", "header"),
        "family": ("批复", "header"),
    }
    assert [s.kind for s in document.sections] == ["document", "metadata", "preamble"]
    _assert_spans(document)


def test_yaml_front_matter_is_a_header() -> None:
    document = parse_document(
        "a.md",
        '---\ntitle: "某法"\npublish_date: "2009-02-28"\nstatus: "现行有效"\ncategory: "刑法"\n'
        "tags:\n  - 法律法规\n---\n# 某法\n\n2009年2月28日通过\n\n<!-- INFO END -->\n\n"
        "第一条 甲。\n",
    )
    assert document.title == "某法"
    assert _values(document)["published"] == ("2009-02-28", "header")
    assert _values(document)["status"] == ("现行有效", "header")
    assert _values(document)["topic"] == ("刑法", "header")
    assert [s.kind for s in document.sections] == ["document", "metadata", "article"]
    _assert_spans(document)


def test_an_order_gives_its_number_from_the_line_below_its_title() -> None:
    document = parse_document(
        "a.txt", "中华人民共和国国务院令\n第706号\n现公布《专利代理条例》。\n第一条 甲。\n"
    )
    assert _values(document)["number"] == ("中华人民共和国国务院令第706号", "body")


def test_a_number_quoted_inside_a_sentence_is_not_the_number_of_the_document() -> None:
    document = parse_document(
        "a.txt", "关于某事的通知\n根据国发〔2019〕1号文件的要求，通知如下。\n"
    )
    assert document.value("number") is None


@pytest.mark.parametrize("line", ["字", "据此〔2020〕3号"])
def test_an_unreadable_date_is_kept_as_printed(line: str) -> None:
    document = parse_document("a.txt", f"某通知\n【公布日期】{line}\n正文\n内容。\n")
    published = document.value("published")
    assert published is not None
    assert published.value == line


def test_a_text_without_title_line_takes_the_name_of_its_file() -> None:
    document = parse_document("folder/某规划.txt", "甲" * 200 + "\n")
    assert document.title == "某规划"
    assert _values(document)["title"] == ("某规划", "file_name")
    _assert_spans(document)


def test_the_trailer_of_the_seed_stays_in_the_text_as_a_section_of_its_own(seed: Document) -> None:
    last = seed.sections[-1]
    assert last.kind == "trailer"
    assert seed.text[last.start : last.end] == "发布评论"
    assert seed.text.endswith("发布评论")
