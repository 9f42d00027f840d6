"""Hostile texts at every place of the tabs' HTML: they stay text."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import made
import pytest
from hostile import payloads
from markup import assert_harmless

from index.embed import BuiltinEmbedder
from rag.engine import Engine
from ui.app import App, OpenIndex
from ui.catalog import Catalog, View, catalog_of
from ui.documents_html import document_html, table_html
from ui.escaping import escape
from ui.evaluation_html import run_html, set_label
from ui.evaluations import Finished, QuestionSet
from ui.jobs import Job
from ui.jobs_html import job_html
from ui.lookup_tab import cite
from ui.settings_html import settings_html

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</td></table><script>alert(1)</script>",
    "![x](http://example.com/x.png)[a](javascript:alert(1)) `c` **b**",
    '" onmouseover="alert(1)',
    "[1](#do-documents?document=x) $$\\href{javascript:alert(1)}{x}$$",
    "line\n\n<iframe src=//example.com></iframe>\n\n    code\x00\u202e",
)


def test_hostile_documents_show_as_text(tmp_path: Path, builtin: BuiltinEmbedder) -> None:
    texts = {}
    for number, attack in enumerate(HOSTILE):
        name = re.sub(r"[/\x00\n]", "_", attack)[:60]
        body = f"{attack}管理办法\n\n第一条 为了{attack}，制定本办法。\n第二条 绿茶{attack}四月采摘。\n"
        texts[f"{name}{number}.txt"] = body
    engine = Engine.open(made.build(tmp_path, texts, builtin))
    catalog = catalog_of(engine)
    assert_harmless(table_html(catalog, View(), "zh"))
    app = App(OpenIndex(engine.reader.folder), "zh")
    for row in catalog.rows:
        for part in ("facts", "tree", "passages"):
            view = View(document=row.id, part=part)  # type: ignore[arg-type]
            assert_harmless(document_html(engine.reader.records, row, view, "", "zh"))
    for attack in HOSTILE:
        assert_harmless(cite(app, f"第二条 绿茶{attack}五月采摘。"))
        assert_harmless(cite(app, f"第二条 绿茶{attack}四月采摘。"))
        assert_harmless(cite(app, attack, attack))
        file = {"source": attack, "outcome": "refused", "reason": attack, "change": "new"}
        file |= {"undecodable": 1, "chunks": 0, "sections": 0, "empty_pages": []}  # type: ignore[dict-item]
        for state in ("failed", "running"):
            job = Job("0", "add", attack, 2, state, attack, 1, 2, 1, attack)  # type: ignore[arg-type]
            assert_harmless(job_html(job, [file, file | {"outcome": "partly"}], "en"))


def test_200_hostile_texts_are_text_at_every_place_of_the_tabs(
    library: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = catalog_of(library).rows[0]
    mean = {"mean": 1.0, "low": 1, "high": 1, "cases": 1}
    counts = {"cases": 1, "errors": 0, "measures": {"answer_match": mean}}
    for text in payloads():
        row = replace(known, title=text, source=text, document_number=text, issuer=text)
        row = replace(row, published=text, family=text, outcome="partly", reason=text)
        html = table_html(Catalog((row,), (), ()), View(), "zh")
        html += document_html(library.reader.records, row, View(document=text), "", "en")
        file = {"source": text, "outcome": "refused", "reason": text, "change": "new"}
        file |= {"undecodable": 1, "chunks": 0, "sections": 0, "empty_pages": []}  # type: ignore[dict-item]
        html += job_html(Job("0", "add", text, 2, "failed", message=text), [file], "zh")
        figures: dict[str, Any] = {"all": counts, "groups": {"type": {text: counts}}}
        figures["config"] = {"cases": {"name": text}, "index": {"documents": 1}}
        html += run_html(Finished("run", figures), "zh")
        html += escape(set_label(QuestionSet(Path("own") / "x", False, 1), "zh"))
        monkeypatch.setenv("WENJU_LLM_MODEL", text.replace("\x00", ""))
        monkeypatch.setenv("WENJU_LLM_BASE_URL", "http://127.0.0.1:1/v1")
        html += settings_html(library, None, "zh")
        assert_harmless(html)
