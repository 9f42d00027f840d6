"""Pieces of a page: escaped text, both languages, tables, folded parts; the page around them."""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_FOLDER = Path(__file__).parent


def text(value: object) -> str:
    """A value as text in HTML: nothing in it can become an element; what no page can hold is �."""
    return escape(_UNSHOWN.sub("\ufffd", str(value)))


def both(zh: str, en: str) -> str:
    """Words in both languages, of which the page shows one."""
    return f'<span class="zh">{text(zh)}</span><span class="en" lang="en">{text(en)}</span>'


def table(head: Sequence[str], rows: Iterable[Sequence[str]], classes: str = "") -> str:
    """A table of HTML cells; the first column names the row."""
    top = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>{"".join(_cell(cell) for cell in row[1:])}</tr>'
        for row in rows
    )
    return (
        f'<div class="scroll"><table class="{classes}"><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cell(cell: str) -> str:
    return cell if cell.startswith("<td") else f"<td>{cell}</td>"


def section(id_: str, zh: str, en: str, *parts: str) -> str:
    """A part of the page under a heading."""
    return f'<section id="{id_}"><h2>{both(zh, en)}</h2>{"".join(parts)}</section>'


def note(zh: str, en: str) -> str:
    """A sentence that says how to read what follows."""
    return f'<p class="note">{both(zh, en)}</p>'


def figure(svg: str, zh: str, en: str) -> str:
    """A chart with its caption."""
    return f"<figure><figcaption>{both(zh, en)}</figcaption>{svg}</figure>"


def page(title: str, zh: str, en: str, subtitle: str, parts: Sequence[str]) -> str:
    """The whole page. Its policy allows no source but itself, and no script but the one below."""
    style = (_FOLDER / "page.css").read_text("utf-8")
    script = (_FOLDER / "page.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    return f"""<!doctype html>
<html lang="zh-CN" data-lang="zh">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{text(title)}</title>
<style>{style}</style>
</head>
<body>
<header><div class="brand"><b>问据</b> {both(zh, en)}</div>
<div class="tools"><button id="lang" type="button" title="中文 / English">EN</button>
<button id="theme" type="button" title="明暗 / light, dark">◐</button></div>
<h1>{text(title)}</h1><p class="sub">{subtitle}</p></header>
<main>{"".join(parts)}</main>
<script>{script}</script>
</body>
</html>
"""
