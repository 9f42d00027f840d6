"""Reports: every number, in both languages, self-contained, and nothing of a document can run."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from runs import make_row, write_run

from eval.cases import Case, Place
from eval.compare import compare_runs
from eval.report import comparison_html, render_report, write_comparison_report, write_run_report
from eval.report.highlight import marked_hit
from eval.report.html import text
from eval.report.worst import badness, worst_rows
from eval.rows import Shown
from eval.runfolder import Run

HOSTILE = (
    "<script>document.title='run'</script>",
    "<img src=x onerror=\"document.title='run'\">",
    "</style></svg><iframe src=//example.com></iframe>",
    '" onmouseover="document.title=\'run\'" x="',
    "字\x00\ud800\x1b\u202e]]>--><!--",
)
_OURS = set(
    "html head meta title style body header main div b span button h1 h2 h3 p section figure "
    "figcaption svg g line circle rect text polygon polyline table thead tbody tr th td small i "
    "details summary dl dt dd mark script".split()
)


class _Reader(HTMLParser):
    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [v or "" for name, v in attrs if name in ("src", "href", "data", "srcset")]


def _scores(number: int) -> dict[str, float]:
    right = float(number % 3 > 0)
    names = "quote_recall@1 quote_recall@3 quote_recall@5 quote_recall@10 hit@1 hit@3 hit@5 hit@10"
    scores = dict.fromkeys(names.split(), right)
    return scores | {"answer_match": right, "status_right": right, "mrr@10": right / 2}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    rows = [make_row(n, ("fact", "list")[n % 2], **_scores(n)) for n in range(24)]
    for number, bad in enumerate(HOSTILE):
        case = replace(rows[number].case, question=bad, quotes=(bad,), type=bad, sections=((bad,),))
        shown = Shown(bad, bad, (bad,), 0, len(bad), bad)
        rows[number] = replace(
            rows[number], case=case, answer=bad, hits=(shown,), citations=(shown,), family=bad,
            notices=(bad,), values=_scores(0), confidence=0.2,
        )  # fmt: skip
    rows[-1] = replace(rows[-1], status="error", error=HOSTILE[0], values=_scores(0))
    return write_run(tmp_path / "run <b>", rows)


def test_a_report_is_three_files_with_the_same_numbers(run: Run) -> None:
    figures = write_run_report(run)
    assert json.loads((run.folder / "report.json").read_text("utf-8")) == figures
    measured = figures["all"]["measures"]["quote_recall@5"]
    html = (run.folder / "report.html").read_text("utf-8")
    markdown = (run.folder / "report.md").read_text("utf-8")
    assert f"{measured['mean']:.3f}" in html and f"{measured['mean']:.4f}" in markdown
    assert "| fact |" in markdown and "| quote_recall@5 |" in markdown
    for words in ("引文召回@5", "quote recall@5", "最差的题目", "Worst cases", "abcdef0"):
        assert words in html


def test_nothing_of_a_case_becomes_an_element(run: Run) -> None:
    html = render_report(run)
    read = _Reader(html)
    assert set(read.tags) <= _OURS
    assert not {name for name in read.attributes if name.startswith("on")}
    assert read.links == []  # no source but the page itself
    assert read.tags.count("script") == 1
    assert not re.search("[\x00\ud800-\udfff]", html)
    assert "default-src 'none'" in html


def test_text_is_escaped_and_kept_readable() -> None:
    assert text('<a href="x">&') == "&lt;a href=&quot;x&quot;&gt;&amp;"
    assert text("十三五\x00\ud800") == "十三五\ufffd\ufffd"


def test_gold_is_marked_in_what_was_found() -> None:
    case = Case(
        "1", "", "问", quotes=("增长７.8%",), answer=(("7.8%",),), evidence=(Place("a", 2, 4),)
    )
    html, gold = marked_hit(case, Shown("a", "甲", (), 0, 9, "年均增长7.8%"))
    assert gold and "".join(re.sub("<.*?>", "", html)) == "年均增长7.8%"
    assert html.startswith('年均<mark>增长</mark><mark><mark class="answer">7.8%</mark></mark>')
    assert marked_hit(case, Shown("b", "甲", (), 0, 9, "<乙>")) == ("&lt;乙&gt;", False)


def test_the_worst_cases_come_first_and_right_ones_never() -> None:
    rows = [
        make_row(1, **{"hit@10": 1.0, "answer_match": 1.0}),
        make_row(2, **{"hit@10": 1.0, "answer_match": 0.0}),
        make_row(3, **{"hit@10": 0.0, "answer_match": 0.0}),
        replace(make_row(4, **{"hit@10": 0.0}), error="failed"),
    ]
    assert [badness(row) for row in rows] == [0.0, 0.5, 1.0, 2.0]
    assert [row.case.id for row in worst_rows(rows)] == ["c004", "c003", "c002"]
    assert len(worst_rows(rows * 40, 5)) == 5


def test_a_comparison_shows_both_results_of_what_flipped(run: Run, tmp_path: Path) -> None:
    rows = [replace(row, values=_scores(1)) for row in run.rows()]
    other = write_run(tmp_path / "better", rows)
    comparison = compare_runs([run, other])
    html = comparison_html(comparison)
    assert set(_Reader(html).tags) <= _OURS
    assert html.count('<details class="case">') == len(comparison.flips) > 5
    assert "更好" in html and "Cases that flipped" in html
    write_comparison_report(comparison, tmp_path / "out")
    markdown = (tmp_path / "out/report.md").read_text("utf-8")
    assert "| quote_recall@5 |" in markdown and "better" in markdown
    assert json.loads((tmp_path / "out/report.json").read_text("utf-8"))["cases"] == 24


def test_an_empty_or_searching_run_has_a_report(tmp_path: Path) -> None:
    assert "0 cases" in render_report(write_run(tmp_path / "none", []))
    searched = [
        replace(make_row(1, **{"hit@10": 0.0}), status="", answer="", citations=(), confidence=None)
    ]
    assert "仅检索" in render_report(write_run(tmp_path / "one", searched))


def test_a_browser_shows_the_report_offline_in_both_languages(
    browser: Any, run: Run, tmp_path: Path
) -> None:
    write_run_report(run)
    other = write_run(tmp_path / "b", [replace(r, values=_scores(1)) for r in run.rows()])
    write_comparison_report(compare_runs([run, other]), tmp_path / "compared")
    for folder in (run.folder, tmp_path / "compared"):
        for scheme in ("light", "dark"):
            page = browser.new_page(color_scheme=scheme, viewport={"width": 1180, "height": 900})
            asked: list[str] = []
            said: list[str] = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.on("console", lambda message, said=said: said.append(message.text))
            page.on("pageerror", lambda error, said=said: said.append(str(error)))
            page.goto((folder / "report.html").as_uri())
            assert page.locator("h2").first.inner_text() in ("概要", "b 对比 run <b>")
            background = page.evaluate("getComputedStyle(document.body).backgroundColor")
            page.locator("#theme").click()
            assert background != page.evaluate("getComputedStyle(document.body).backgroundColor")
            page.locator("#lang").click()
            shown = page.locator("h2").first.inner_text()
            assert shown in ("Summary", "b against run <b>")
            page.locator("button.all").first.click()
            assert page.locator("details.case[open] .hit").first.is_visible()
            assert page.evaluate("document.title") != "run"
            wide = page.evaluate("document.documentElement.scrollWidth")
            page.set_viewport_size({"width": 400, "height": 800})
            assert wide <= 1180 and page.evaluate("document.documentElement.scrollWidth") <= 400
            assert len(asked) == 1 and said == []
            page.close()
