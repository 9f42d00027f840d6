"""What is taken out of a PDF: columns, paragraphs, pages, bookmarks; and what of a page is left out."""

from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from index.document import read_document
from index.read.reader import read_file

_FONT = "STSong-Light"


def _canvas(path: Path) -> Canvas:
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    return Canvas(str(path), pagesize=A4)


def _print(canvas: Canvas, x: float, y: float, text: str, size: float = 10) -> None:
    canvas.setFont(_FONT, size)
    canvas.drawString(x, y, text)


_SENTENCES = (
    "".join(f"第{n}句话说明供水管网改造的第{n}项安排，" for n in range(1, 40)) + "到此为止。"
)


def test_columns_of_a_pdf_are_read_one_after_the_other_as_one_paragraph(tmp_path: Path) -> None:
    rows = [_SENTENCES[i : i + 20] for i in range(0, len(_SENTENCES), 20)]
    half = (len(rows) + 1) // 2
    canvas = _canvas(tmp_path / "a.pdf")
    _print(canvas, 150, 800, "两栏排版的通知标题居中", 20)
    for n in range(half):  # row by row, as some programs write columns
        _print(canvas, 72, 760 - 16 * n, rows[n])
        if half + n < len(rows):
            _print(canvas, 310, 760 - 16 * n, rows[half + n])
    canvas.save()
    text = read_file(tmp_path / "a.pdf").text
    assert text.startswith("两栏排版的通知标题居中\n")
    assert "".join(text.split()[1:]) == _SENTENCES


def test_table_rows_of_a_pdf_stay_rows(tmp_path: Path) -> None:
    canvas = _canvas(tmp_path / "a.pdf")
    for n in range(10):
        for column, cell in enumerate([f"项目{n}", f"单位{n}", f"{n}万元"]):
            _print(canvas, 72 + 150 * column, 760 - 20 * n, cell)
    canvas.save()
    assert read_file(tmp_path / "a.pdf").text.splitlines()[3] == "项目3\t单位3\t3万元"


@pytest.mark.parametrize(
    "number", ["{}", "- {} -", "第{}页", "第 {} 页 共 4 页", "{}/4", "·{}·", "Page {} of 4"]
)
def test_page_numbers_and_running_lines_are_left_out(tmp_path: Path, number: str) -> None:
    canvas = _canvas(tmp_path / "a.pdf")
    for page in range(1, 5):
        _print(canvas, 72, 800, "某市人民政府公报", 9)
        for row in range(30):
            _print(canvas, 72, 760 - 20 * row, f"第{page}页正文里的第{row}行是一句完整的话。")
        _print(canvas, 280, 40, number.format(page), 9)
        canvas.showPage()
    canvas.save()
    document = read_document(tmp_path / "a.pdf")
    lines = document.text.splitlines()
    assert len(lines) == 120
    assert lines[30] == "第2页正文里的第0行是一句完整的话。"
    assert [document.page_at(document.text.index(f"第{p}页正文")) for p in (1, 2, 3, 4)] == [
        1,
        2,
        3,
        4,
    ]


def test_numbers_and_lines_of_the_text_stay_at_the_edge_of_a_page(tmp_path: Path) -> None:
    canvas = _canvas(tmp_path / "a.pdf")
    for page, last in enumerate(["2021", "合计 17 18", "5"]):
        for row in range(30):
            _print(canvas, 72, 800 - 20 * row, f"第{page}页第{row}行有一句话。")
        _print(canvas, 72, 100, last)
        canvas.showPage()
    canvas.save()
    lines = read_file(tmp_path / "a.pdf").text.splitlines()
    assert len(lines) == 93
    assert {"2021", "合计 17 18", "5"} <= set(lines)


def test_a_paragraph_over_a_page_break_is_whole_and_knows_both_pages(tmp_path: Path) -> None:
    canvas = _canvas(tmp_path / "a.pdf")
    _print(canvas, 72, 740, "另一段文字在这里写满一整行一直写到右边的页边才为止。", 14)
    _print(canvas, 72, 100, "第一条 这一段文字从第一页的最后一行开始一直写到了右边的页边", 14)
    canvas.showPage()
    _print(canvas, 72, 780, "接着在第二页的第一行结束。", 14)
    canvas.save()
    document = read_document(tmp_path / "a.pdf")
    at = document.text.index("右边的页边接着在第二页")
    assert document.page_at(at) == 1
    assert document.page_at(at + len("右边的页边")) == 2


def test_a_form_that_is_the_same_on_every_page_keeps_its_lines(tmp_path: Path) -> None:
    canvas = _canvas(tmp_path / "a.pdf")
    for page in range(1, 5):
        for row in range(34):
            _print(canvas, 72, 800 - 22 * row, f"登记表第{row}栏")
        _print(canvas, 280, 20, str(page))
        canvas.showPage()
    canvas.save()
    assert len(read_file(tmp_path / "a.pdf").text.splitlines()) == 4 * 34


def test_bookmarks_make_headings_of_lines_without_numbers(tmp_path: Path) -> None:
    canvas = _canvas(tmp_path / "a.pdf")
    y = 780
    for n, heading in enumerate(["工作回顾", "工作安排", "保障措施"]):
        canvas.bookmarkPage(str(n))
        canvas.addOutlineEntry(heading, str(n), 0)
        _print(canvas, 72, y, heading)
        _print(canvas, 72, y - 40, f"{heading}的正文写在这里。")
        y -= 80
    canvas.save()
    labels = [s.label for s in read_document(tmp_path / "a.pdf").sections if s.kind == "heading"]
    assert labels == ["工作回顾", "工作安排", "保障措施"]
