"""What is taken out of a web page; encodings and formats told from content."""

from pathlib import Path

import docx
import pytest

from index.errors import ReadError
from index.read.decoded import DecodedText
from index.read.html import read_html
from index.read.reader import read_file
from index.read.text import decode


def _html(body: str) -> DecodedText:
    return read_html(f"<html><body>{body}</body></html>".encode(), "a.html")


def test_a_page_of_a_government_site_leaves_its_document() -> None:
    page = """<html><head><meta name="ArticleTitle" content="某市人民政府关于供水的通知"></head><body>
    <nav><a href="/">首页</a></nav><div class="breadcrumb">当前位置：首页 &gt; 文件</div>
    <table class="bd1"><tr><td>索 引 号：</td><td>000014349/2021-00034</td>
      <td>主题分类：</td><td>城乡建设</td></tr>
      <tr><td>发文机关：</td><td>某市人民政府</td><td>成文日期：</td><td>2021年05月27日</td></tr></table>
    <div id="UCAP-CONTENT"><p style="text-indent: 2em">各县（区）人民政府：</p>
      <p>&emsp;&emsp;现将<b>有关</b>事项
      通知如下。</p><script>alert('第一条')</script>
      <table><tr><th>项目</th><th>责任单位</th></tr><tr><td>管网<p>改造</p></td><td>住建局</td></tr></table>
      <p>一、总体要求<br>二、重点任务</p></div>
    <div class="print">【打印】【关闭】</div><footer>主办：某市人民政府办公室</footer></body></html>"""
    decoded = read_html(page.encode(), "a.html")
    assert decoded.text.splitlines() == [
        "某市人民政府关于供水的通知",
        "索引号：000014349/2021-00034",
        "主题分类：城乡建设",
        "发文机关：某市人民政府",
        "成文日期：2021年05月27日",
        "各县（区）人民政府：",
        "现将有关事项通知如下。",
        "项目\t责任单位",
        "管网 改造\t住建局",
        "一、总体要求",
        "二、重点任务",
    ]


def test_nothing_of_a_plain_page_is_lost() -> None:
    body = "<h1>某办法</h1><div>散文字<div>里面</div>尾巴</div><ul><li>甲</li><li>乙</li></ul>"
    body += "<ol start=3><li>丙</li><li>丁</li></ol><pre>一\n二</pre>结尾"
    assert _html(body).text.split() == [
        *("某办法", "散文字", "里面", "尾巴", "甲", "乙", "3.丙", "4.丁", "一", "二", "结尾"),
    ]


def test_a_list_of_links_is_navigation_and_a_sentence_with_links_is_not() -> None:
    links = "".join(f"<li><a href='/{n}'>栏目{n}</a></li>" for n in range(6))
    sentence = "".join(f"依据<a href='/{n}'>第{n}条</a>和其他有关规定办理，" for n in range(6))
    assert _html(f"<ul>{links}</ul><p>{sentence}</p>").text.startswith("依据第0条")


@pytest.mark.parametrize(
    ("codec", "declared"),
    [("gb18030", "gb2312"), ("gb18030", ""), ("big5", "big5"), ("utf-8", "gb2312"), ("utf-16", "")],
)
def test_an_html_page_is_decoded_as_it_is_not_as_it_says(codec: str, declared: str) -> None:
    text = (
        "第一條 為了保障供水，制定本條例。"
        if codec == "big5"
        else "第一条 为了保障供水，制定本条例。"
    )
    meta = f"<meta charset='{declared}'>" if declared else ""
    page = f"<html><head>{meta}</head><body><p>{text * 3}</p></body></html>"
    assert read_html(page.encode(codec), "a.html").text.strip() == text * 3


def test_deeper_than_the_parser_goes_is_said() -> None:
    deep = _html("<p>前面的文字</p>" + "<div>" * 100_000 + "深处" + "</div>" * 100_000)
    assert deep.text.startswith("前面的文字")
    assert "nested deeper" in deep.notes[0]
    with pytest.raises(ReadError, match="nothing of it could be read"):
        _html("<b>" * 100_000 + "深处")


def test_big5_is_told_from_gb18030(seed_text: str) -> None:
    import opencc

    traditional = opencc.OpenCC("s2t").convert(seed_text)
    lines = [line for line in traditional.splitlines(keepends=True) if len(line) > 5]
    for start in range(len(lines) - 2):
        passage = "".join(lines[start : start + 3])
        data = passage.encode("big5hkscs", "ignore")
        assert decode(data).text == data.decode("big5hkscs"), passage
        assert decode(passage.encode("gb18030")).text == passage
    damaged = bytearray(traditional.encode("big5hkscs", "ignore"))
    damaged[2001] = 0xFF
    assert decode(bytes(damaged)).encoding == "big5hkscs"
    assert 1 <= decode(bytes(damaged)).undecodable <= 3


def test_a_wrong_suffix_does_not_hide_a_document(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("这是一份文件。")
    document.save(str(tmp_path / "a.doc"))
    (tmp_path / "b.doc").write_text("<html><body><p>网页存成的文档。</p></body></html>", "utf-8")
    (tmp_path / "c").write_text("没有后缀的中文文本文件也可以读取。", "utf-8")
    (tmp_path / "d.txt").write_bytes((tmp_path / "a.doc").read_bytes())
    (tmp_path / "e.docx").write_bytes((tmp_path / "b.doc").read_bytes())
    read = {path.name: read_file(path).text.strip() for path in sorted(tmp_path.iterdir())}
    assert read["a.doc"] == read["d.txt"] == "这是一份文件。"
    assert read["b.doc"] == read["e.docx"] == "网页存成的文档。"
    assert read["c"] == "没有后缀的中文文本文件也可以读取。"


@pytest.mark.parametrize(
    ("name", "data", "advice"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .docx"),
        ("a.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .docx"),
        ("a", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .docx"),
        ("a.jpg", b"\xff\xd8\xff" + bytes(600), "OCR|save it again as PNG"),
        ("a.rar", b"Rar!\x1a\x07", "unpack it"),
        ("a.py", b"print('hello world')\n" * 30, "wenju reads .txt"),
    ],
)
def test_what_is_not_read_says_what_to_do(
    tmp_path: Path, name: str, data: bytes, advice: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ReadError, match=advice) as caught:
        read_file(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_a_short_notice_among_many_links_stays() -> None:
    menu = "".join(f"<div><a href='/{n}'>市政府部门栏目第{n}号</a></div>" for n in range(200))
    page = f"<div id=wrapper><div>{menu}</div><h1>停水通知</h1><p>明天停水。</p></div>"
    assert _html(page).text == "停水通知\n明天停水。\n"
    careless = "<div class='print'><h1>停水通知</h1><p>明天停水。</p></div>"
    assert _html(careless).text == "停水通知\n明天停水。\n"
