"""One text saved as txt, Markdown, HTML, DOCX and PDF, as people's programs save it."""

import html
import re
from collections.abc import Callable
from pathlib import Path

import docx
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

_FONT = "STSong-Light"  # a font that every PDF reader has: none need be installed
_HEADING = re.compile(
    r"第[一二三四五六七八九十]+章|[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)"
)
_MARGIN, _SIZE, _PITCH = 72.0, 14.0, 24.0


def as_txt(path: Path, text: str) -> None:
    """Plain text."""
    path.write_text(text, "utf-8")


def as_md(path: Path, text: str) -> None:
    """Markdown: the title as #, headings as ## outside the table of contents, blank lines between."""
    lines = text.splitlines()
    marked = [f"# {line}" if n == 0 else line for n, line in enumerate(lines)]
    marked = [
        f"## {line}" if _HEADING.match(line) and not line[-1].isdigit() else line for line in marked
    ]
    path.write_text("\n\n".join(marked) + "\n", "utf-8")


def as_html(path: Path, text: str) -> None:
    """A page of a government site, with navigation, print buttons, scripts and a footer."""
    body = "\n".join(
        f"<h1>{html.escape(line)}</h1>" if n == 0 else f"<p>　　{html.escape(line)}</p>"
        for n, line in enumerate(text.splitlines())
    )
    path.write_text(
        f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>某某政府网</title>
<style>p {{color: red}}</style><script>var 脚本 = "第一条 不是正文";</script></head><body>
<div class="header"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li></ul></div>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/b">政策</a></div>
<div class="main"><div class="share">分享到：微信 微博</div>
<div id="UCAP-CONTENT">{body}</div>
<p>【打印本页】 【关闭窗口】</p></div>
<div class="footer">版权所有 <a href="/c">网站地图</a></div></body></html>""",
        "utf-8",
    )


def as_docx(path: Path, text: str) -> None:
    """A Word file: title and headings by style, all else as paragraphs."""
    document = docx.Document()
    for number, line in enumerate(text.splitlines()):
        if number == 0:
            document.add_paragraph(line, style="Title")
        elif _HEADING.match(line) and not line[-1].isdigit():
            document.add_paragraph(line, style="Heading 1")
        else:
            document.add_paragraph(line)
    document.save(str(path))


def as_pdf(path: Path, text: str, indent: int = 2) -> None:
    """A typeset PDF: centred title, first lines set in, running head and page numbers."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    canvas = Canvas(str(path), pagesize=A4)
    width, height = A4
    columns = int((width - 2 * _MARGIN) // _SIZE)
    page, y = 0, 0.0

    def new_page() -> None:
        nonlocal page, y
        if page:
            canvas.showPage()
        page += 1
        y = height - 100
        canvas.setFont(_FONT, 9)
        canvas.drawString(_MARGIN, height - 50, "内部资料 注意保存")
        canvas.drawCentredString(width / 2, 40, f"— {page} —")

    new_page()
    for number, line in enumerate(text.splitlines()):
        size = _SIZE + 4 if number == 0 else _SIZE
        rows = [line] if number == 0 else _wrapped("　" * indent + line, columns)
        for row in rows:
            if y < 80:
                new_page()
            canvas.setFont(_FONT, size)
            if number == 0:
                canvas.drawCentredString(width / 2, y, row)
            else:
                printed = row.lstrip("　")
                canvas.drawString(_MARGIN + _SIZE * (len(row) - len(printed)), y, printed)
            y -= _PITCH
    canvas.save()


def _wrapped(line: str, columns: int) -> list[str]:
    """Rows as wide as the page; a number or word is not divided."""
    rows, row, taken = [], "", 0.0
    for piece in re.findall(r"[A-Za-z0-9.%]+|.", line):
        width = pdfmetrics.stringWidth(piece, _FONT, 1)
        if taken + width > columns:
            rows.append(row)
            row, taken = "", 0.0
        row, taken = row + piece, taken + width
    return [*rows, row]


FORMATS: dict[str, Callable[[Path, str], None]] = {
    ".txt": as_txt,
    ".md": as_md,
    ".html": as_html,
    ".docx": as_docx,
    ".pdf": as_pdf,
}
