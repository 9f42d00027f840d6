"""Pages of government sites: the notice, whole and in order, its header as metadata, and nothing else."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from government_pages import LAYOUTS, LINES, NUMBER, TITLE

from eval.structure_gold import headings_of
from index.document import document_of
from index.errors import ReadError
from index.files import find_files
from index.read.decoded import DecodedText
from index.read.html import read_html
from index.read.mail import read_mail
from index.read.reader import read_file
from index.types import Document, MetaName

_WITH_HEADER = {"gov_cn_2023", "gov_cn_old", "city_list", "ministry_without_marks"}
_TITLES = {TITLE, NUMBER, "某某省人民政府办公厅关于加强", "城市供水安全管理的通知"}


def _read(layout: str, codec: str = "utf-8") -> DecodedText:
    return read_html(LAYOUTS[layout]().encode(codec), "a.html")


def _document(layout: str) -> Document:
    return document_of("a.html", _read(layout))


def _values(document: Document, name: MetaName) -> set[str]:
    return {value.value for value in document.meta if value.name == name}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_page_leaves_its_notice_whole_and_in_order(layout: str) -> None:
    lines = _read(layout).text.splitlines()
    first = lines.index(LINES[0])
    assert tuple(lines[first:]) == LINES
    labelled = {line.partition("：")[0] for line in lines[:first] if "：" in line}
    assert labelled <= {
        "索引号",
        "主题分类",
        "发文机关",
        "成文日期",
        "标题",
        "发文字号",
        "发布日期",
        "发布时间",
    }
    assert all("：" in line or line in _TITLES for line in lines[:first])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_header_of_a_page_is_metadata(layout: str) -> None:
    document = _document(layout)
    assert document.title == TITLE
    assert _values(document, "number") == {NUMBER}
    assert _values(document, "issuer") == {"某某省人民政府办公厅"}
    assert _values(document, "signed") == {"2022-03-15"}
    assert _values(document, "family") == {"通知"}
    if layout in _WITH_HEADER:
        assert _values(document, "index_number") == {"MB1234567/2022-00123"}
        assert _values(document, "topic") == {"城乡建设、环境保护"}
    if layout not in ("ministry_without_marks", "saved_from_word"):
        assert _values(document, "published") == {"2022-03-21"}
    for value in document.meta:
        assert document.text[value.start : value.end]


def test_every_layout_gives_one_tree() -> None:
    trees = {
        layout: [(level, label) for _, level, label in headings_of(_document(layout))]
        for layout in LAYOUTS
    }
    assert trees["gov_cn_2023"] == [
        (1, "一、总体要求"),
        (2, "（一）指导思想"),
        (2, "（二）工作目标"),
        (1, "二、重点任务"),
        (2, "（三）加强水源保护"),
        (2, "（四）改造老旧管网"),
        (1, "附件1"),
    ]
    for layout, tree in trees.items():
        assert tree == trees["gov_cn_2023"], layout


def test_a_page_in_gb2312_is_the_same_page() -> None:
    assert _read("province_tables", "gb18030").text == _read("province_tables").text


def test_a_notice_that_holds_its_labels_itself_is_no_header() -> None:
    page = (
        "<div><p>索引号：甲1</p><p>发文机关：某局</p><p>成文日期：2022年1月1日</p>"
        f"<p>发文字号：某发〔2022〕1号</p>{'<p>各单位应当按照要求办理，不得拖延。</p>' * 20}</div>"
    )
    lines = read_html(f"<html><body>{page}</body></html>".encode(), "a.html").text.splitlines()
    assert lines[:4] == [
        "索引号：甲1",
        "发文机关：某局",
        "成文日期：2022年1月1日",
        "发文字号：某发〔2022〕1号",
    ]
    assert len(lines) == 24


def test_a_page_saved_as_one_file_is_its_page(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = "https://www.example.gov.cn/zwgk/1.htm"
    message["Subject"] = TITLE
    message.set_content(LAYOUTS["city_list"](), subtype="html")
    message.add_related(b"\x89PNG", "image", "png", cid="<ewm>")
    path = tmp_path / "通知.mhtml"
    path.write_bytes(bytes(message))
    assert read_file(path).text == _read("city_list").text
    path.rename(tmp_path / "无后缀")
    assert read_file(tmp_path / "无后缀").text == _read("city_list").text


def test_a_mail_gives_its_words_and_names_what_is_attached() -> None:
    message = EmailMessage()
    message["From"] = "a@example.org"
    message["Subject"] = "转发供水通知"
    message.set_content("各单位：\n一、认真学习。\n二、抓好落实。\n")
    message.add_attachment(b"PK", "application", "zip", filename="通知.docx")
    read = read_mail(bytes(message), "a.eml")
    assert read.text == "转发供水通知\n各单位：\n一、认真学习。\n二、抓好落实。\n"
    assert "1 attachments" in read.notes[0]
    assert "通知.docx" in read.notes[0]
    with pytest.raises(ReadError, match="holds no"):
        read_mail(b"MIME-Version: 1.0\nContent-Type: image/png\n\nabc", "a.eml")


def test_the_folder_beside_a_saved_page_belongs_to_it(tmp_path: Path) -> None:
    (tmp_path / "通知.html").write_text(LAYOUTS["city_list"](), "utf-8")
    for folder in ("通知_files", "通知.files", "其他_files"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "frame.html").write_text("<p>广告</p>", "utf-8")
    found = [file.source for file in find_files([tmp_path])]
    assert found == ["通知.html", "其他_files/frame.html"]
