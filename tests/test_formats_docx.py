"""What is taken out of a Word file: automatic numbers, tables, content controls, footnotes, styles."""

import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from eval.structure_gold import headings_of
from index.chunk import chunk_document
from index.document import read_document
from index.read.numbering import format_number
from index.read.reader import read_file


def _numbered(document: "docx.document.Document", levels: list[tuple[str, str, str]]) -> int:
    """Add a list definition (format, text, suffix a level) and return its id."""
    numbering = document.part.numbering_part.element
    level_xml = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{f}"/><w:suff w:val="{s}"/>'
        f'<w:lvlText w:val="{t}"/></w:lvl>'
        for n, (f, t, s) in enumerate(levels)
    )
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{level_xml}</w:abstractNum>'
    )
    numbering.insert(0, abstract)
    number = parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
    numbering.append(number)
    return 77


def _add_numbered(
    document: "docx.document.Document", text: str, level: int, number: int = 77
) -> None:
    paragraph = document.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        )
    )


def test_automatic_numbers_of_word_are_restored(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("某市供水条例", style="Title")
    _numbered(
        document,
        [
            ("chineseCountingThousand", "第%1章", "space"),
            ("chineseCountingThousand", "（%2）", "tab"),
            ("decimal", "%3.", "nothing"),
            ("bullet", "\uf06c", "tab"),
        ],
    )
    for text, level in [
        ("总则", 0),
        ("目的", 1),
        ("甲", 2),
        ("乙", 2),
        ("范围", 1),
        ("丙", 2),
        ("点", 3),
        ("附则", 0),
        ("施行", 1),
    ]:
        _add_numbered(document, text, level)
    _add_numbered(document, "没有编号", 0, number=0)
    document.save(str(tmp_path / "a.docx"))
    assert read_file(tmp_path / "a.docx").text.splitlines() == [
        *("某市供水条例", "第一章 总则", "（一）目的", "1.甲", "2.乙", "（二）范围", "1.丙", "点"),
        *("第二章 附则", "（一）施行", "没有编号"),
    ]
    sections = read_document(tmp_path / "a.docx").sections
    assert [s.kind for s in sections if s.kind == "chapter"] == ["chapter"] * 2


@pytest.mark.parametrize(
    ("style", "number", "printed"),
    [
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 12, "十二"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 1001, "一千零一"),
        ("chineseLegalSimplified", 3, "叁"),
        ("decimalEnclosedCircle", 3, "③"),
        ("lowerRoman", 14, "xiv"),
        ("upperLetter", 28, "BB"),
        ("ideographTraditional", 2, "乙"),
        ("decimalZero", 7, "07"),
        ("no such format", 7, "7"),
    ],
)
def test_numbers_are_printed_as_word_prints_them(style: str, number: int, printed: str) -> None:
    assert format_number(number, style) == printed


def test_word_files_keep_tables_in_order_content_controls_and_footnotes(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("前")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ["项目", "单位", "管网\n改造", "住建局"], strict=True):
        cell.text = text
    body = document.element.body
    body.insert(
        len(body) - 1,
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>控件里</w:t></w:r>"
            "<w:ins><w:r><w:t>新增</w:t></w:r></w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
            '<w:r><w:footnoteReference w:id="2"/></w:r></w:p></w:sdtContent></w:sdt>'
        ),
    )
    document.add_paragraph("后")
    document.save(str(tmp_path / "plain.docx"))
    note = "<w:p><w:r><w:t>脚注文字</w:t></w:r></w:p>"
    footnotes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2">{note}</w:footnote></w:footnotes>'
    )
    with (
        zipfile.ZipFile(tmp_path / "plain.docx") as plain,
        zipfile.ZipFile(tmp_path / "a.docx", "w") as noted,
    ):
        for member in plain.namelist():
            noted.writestr(member, plain.read(member))
        noted.writestr("word/footnotes.xml", footnotes)
    assert read_file(tmp_path / "a.docx").text.splitlines() == [
        *("前", "项目\t单位", "管网 改造\t住建局", "控件里新增", "后", "［注1］脚注文字"),
    ]


def test_headings_without_numbers_come_from_styles_and_tags(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("某市工作报告", style="Title")
    html = "<h1>某市工作报告</h1>"
    for n, heading in enumerate(["过去一年工作回顾", "今年工作安排"]):
        document.add_paragraph(heading, style="Heading 1")
        document.add_paragraph(f"这是第{n}部分的文字。")
        html += f"<h2>{heading}</h2><p>这是第{n}部分的文字。</p>"
    document.save(str(tmp_path / "a.docx"))
    (tmp_path / "a.html").write_text(f"<html>{html}", "utf-8")
    markdown = "# 某市工作报告\n## 过去一年工作回顾\n这是第0部分的文字。\n## 今年工作安排\n这是第1部分的文字。\n"
    (tmp_path / "a.md").write_text(markdown, "utf-8")
    trees = [
        [(s.kind, s.label) for s in read_document(tmp_path / name).sections]
        for name in ("a.md", "a.docx", "a.html")
    ]
    assert trees[0] == trees[1] == trees[2]
    assert ("heading", "今年工作安排") in trees[0]


def test_headings_that_are_only_bold_are_told_by_their_text(tmp_path: Path) -> None:
    document = docx.Document()
    body = "各单位应当按照本方案的要求，结合实际制定具体措施，明确责任分工和完成时限。"
    for text, bold in (
        ("某市供水工作方案", True),
        ("一、总体要求", True),
        (body, False),
        ("（一）指导思想", True),
        (body, False),
        ("二、重点任务", True),
        (body, False),
        ("工作保障措施", True),
        (body, False),
    ):
        document.add_paragraph().add_run(text).bold = bold
    document.save(str(tmp_path / "a.docx"))
    tree = [(level, label) for _, level, label in headings_of(read_document(tmp_path / "a.docx"))]
    assert tree[:3] == [(1, "一、总体要求"), (2, "（一）指导思想"), (1, "二、重点任务")]
    assert tree[3][1] == "工作保障措施"


def test_ideographic_spaces_survive_markdown_and_passages(tmp_path: Path) -> None:
    text = "# 某条例\n\n## 第一章　总　则\n\n　　第一条　为了保障供水，制定本条例。\n"
    (tmp_path / "a.md").write_text(text, "utf-8")
    document = read_document(tmp_path / "a.md")
    assert document.text == text
    passages = "".join(chunk.text for chunk in chunk_document(document))
    assert passages.count("\u3000") >= 3
