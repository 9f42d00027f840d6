"""The page: its HTML, its guard, and a browser that uses it as a reader would."""

import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from browsing import Visit, served

from index.build import build_index
from index.embed import BuiltinEmbedder
from index.errors import UsageError
from index.types import DocumentCard
from rag.engine import Engine
from rag.query import LONGEST_QUESTION
from rag.types import Answer
from ui import page
from ui.app import App, OpenIndex
from ui.demo import QUESTIONS
from ui.escaping import escape
from ui.guard import host_name
from ui.server import is_loopback, listen

ROOT = Path(__file__).parent.parent
FACT, LISTED, UNANSWERABLE = QUESTIONS
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "</div></article><iframe src=//example.com></iframe>",
    "![x](http://example.com/x.png) [a](javascript:alert(1)) `c` **b** _i_ ~s~",
    "$$\\href{javascript:alert(1)}{x}$$ &lt;b&gt; \"quoted\" 'single' | # * - 1.",
    "line\n\n<script>alert(2)</script>\n\n    code\r\n# heading\x00\ud800",
)


class _Reader(HTMLParser):
    """What a browser would make of HTML: its elements and its text."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def engine(seed_index: Path) -> Engine:
    return Engine.open(seed_index)


# HTML


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_is_text_alone(text: str) -> None:
    html = escape(text)
    read = _Reader(html)
    assert set(read.tags) <= {"br"}
    wanted = re.sub(r"\s+", "", text.replace("\x00", "\ufffd").replace("\ud800", "\ufffd"))
    assert re.sub(r"\s+", "", read.text) == wanted
    assert "\n" not in html  # a blank line would end the HTML block and start Markdown
    assert not re.search(r"[<>\"'`*_\[\]()$\\|~!]", html.replace("<br>", ""))


def test_plain_chinese_text_stays_as_it_is() -> None:
    assert escape("“十三五”以来，增长7.8%") == "“十三五”以来，增长7&#46;8&#37;"
    assert escape("一\r\n  二") == "一<br>二"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_question_adds_no_element(engine: Engine, text: str) -> None:
    answer = Answer(text, "insufficient", text, (), (text,))
    html = page.question_html(text) + page.answer_html(answer, 1) + page.error_html(text)
    html += page.evidence_html(engine.reader.records, answer, 1)
    assert set(_Reader(html).tags) <= {"div", "span", "p", "br", "section"}


def test_hostile_metadata_adds_no_element() -> None:
    bad = "<script>alert(1)</script>"
    card = DocumentCard("d", bad, bad, bad, bad, bad, bad)
    html = page._card(card, (bad, bad), (0, 1), "", page=None)
    assert "script" not in _Reader(html).tags
    assert _Reader(html).text.count(bad) == 8
    assert "script" not in _Reader(page.masthead_html(bad, 1, 1, bad, 1)).tags


def test_markers_link_to_cards_and_only_those_of_citations(engine: Engine) -> None:
    answer = engine.ask(FACT)
    html = page.answer_html(answer, 3)
    assert re.findall(r'href="#(.*?)"', html) == [f"cite-3-{c.id}" for c in answer.citations]
    evidence = page.evidence_html(engine.reader.records, answer, 3)
    assert re.findall(r' id="(.*?)"', evidence) == [f"cite-3-{c.id}" for c in answer.citations]
    foreign = Answer(FACT, "answered", "“原文写着[1]和”[9]", answer.citations, ())
    assert "href" not in page.answer_html(foreign, 1)


def test_a_card_shows_the_quote_marked_in_its_passage(engine: Engine) -> None:
    answer = engine.ask(FACT)
    citation = answer.citations[0]
    html = page.evidence_html(engine.reader.records, answer, 1)
    marked = re.search("<mark>(.*?)</mark>", html)
    assert marked and _Reader(marked[1]).text == citation.quote
    text = _Reader(html).text
    for shown in ("晋政发〔2021〕17号", "现行有效", citation.section[-1], citation.card.title):
        assert shown in text
    passage = _Reader(re.search("<blockquote.*?</blockquote>", html)[0]).text  # type: ignore[index]
    assert len(passage) > len(citation.quote) + 40


def test_a_passage_is_cut_at_sentences_and_says_so(engine: Engine) -> None:
    records = engine.reader.records
    document = records.document(0)
    for start in range(900, len(document.text) - 60, 211):
        shown = _Reader(page.passage_html(records, document.id, start, start + 30)).text
        bare = re.sub(r"\s+", "", shown.strip("…"))
        assert bare in re.sub(r"\s+", "", document.text)
    whole = page.passage_html(records, document.id, 0, len(document.text))
    assert f"全文{len(document.text)}字" in whole and len(_Reader(whole).text) < 1200


def test_a_refusal_labels_its_passages(engine: Engine) -> None:
    answer = engine.ask(UNANSWERABLE)
    assert "未找到答案" in page.answer_html(answer, 1)
    html = page.evidence_html(engine.reader.records, answer, 1)
    assert "相近段落（不是答案）" in html and html.count("<article") == len(answer.nearest) > 0
    assert "<mark>" not in html


def test_evidence_of_earlier_answers_stays_but_not_forever() -> None:
    stacked = ""
    for turn in range(1, 30):
        stacked = page.stack_evidence(f"<section>{turn}</section>", stacked)
    groups = stacked.split("\n\n")
    assert groups[0] == "<section>29</section>" and len(groups) == 12


def test_a_changed_quote_shows_its_difference(engine: Engine) -> None:
    lookup = engine.cite("工业战略性新兴产业增加值年均增长8.7%、快于规上工业3.2个百分点")
    text = _Reader(page.lookup_html(engine.reader.records, lookup)).text
    assert "与原文不同" in text and "8.7%" in text and "原文“7.8%”" in text


# Server


def test_a_taken_port_is_one_sentence() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} of 127.0.0.1 is in use"):
            listen("127.0.0.1", port)
    with pytest.raises(UsageError, match="out of range"):
        listen("127.0.0.1", 70_000)
    with pytest.raises(UsageError, match="no address"):
        listen("nowhere.invalid", 0)


def test_host_names_and_loopback() -> None:
    assert host_name("LocalHost:7860") == "localhost" and host_name("[::1]:7860") == "[::1]"
    assert host_name("[::1]") == "[::1]" and host_name("127.0.0.1") == "127.0.0.1"
    assert is_loopback("127.0.0.1") and is_loopback("::1") and is_loopback("localhost")
    assert not is_loopback("0.0.0.0") and not is_loopback("example.com")


def _opened(engine: Any) -> OpenIndex:
    return OpenIndex(engine.reader.folder, lambda folder: engine)


@pytest.fixture(scope="module")
def client(engine: Engine) -> Any:
    for name, value in (("GRADIO_ANALYTICS_ENABLED", "False"), ("HF_HUB_OFFLINE", "1")):
        os.environ.setdefault(name, value)
    from starlette.testclient import TestClient

    from ui.server import LOOPBACK_NAMES
    from ui.web import build_app

    return TestClient(build_app(_opened(engine), LOOPBACK_NAMES), base_url="http://127.0.0.1:7860")


def test_every_script_of_the_page_carries_the_nonce_of_its_policy(client: Any) -> None:
    pages = [client.get("/") for _ in range(2)]
    nonces = [re.search("'nonce-(.+?)'", p.headers["content-security-policy"]) for p in pages]
    assert all(nonces) and nonces[0][1] != nonces[1][1]  # type: ignore[index]
    tags = re.findall("<script[^>]*>", pages[0].text)
    assert len(tags) >= 4 and all(f'nonce="{nonces[0][1]}"' in t for t in tags)  # type: ignore[index]
    policy = pages[0].headers["content-security-policy"]
    assert "unsafe-eval" not in policy and "default-src 'none'" in policy
    assert '<html\n\tlang="zh-CN"' in pages[0].text
    assert '<html\n\tlang="en"' in client.get("/en").text


def test_foreign_hosts_and_api_pages_are_refused(client: Any) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421
    assert client.get("/", headers={"host": "localhost:7860"}).status_code == 200
    for path in ("/gradio_api/info", "/openapi.json", "/docs", "/gradio_api/runs", "/monitoring"):
        assert client.get(path).status_code == 404, path
    for path in ("/en/gradio_api/info", "/en/gradio_api/call/ask", "/en/monitoring"):
        assert client.get(path).status_code == 404, path
    assert client.get("/gradio_api/file=/etc/passwd").status_code in (403, 404)
    assert client.post("/gradio_api/queue/join", content=b" " * 4_000_001).status_code == 413
    assert client.post("/gradio_api/api/ask", json={"data": ["x"]}).status_code == 404


def test_suggestions_fit_the_index(engine: Engine, client: Any) -> None:
    from ui.chat import suggestions

    assert suggestions(engine.reader.records.cards) == QUESTIONS
    other = DocumentCard("d", "办法", "a.txt", "国发〔2020〕1号", None, None, None)
    assert suggestions((other,)) == ("《办法》的发文字号是什么？",)
    assert suggestions((DocumentCard("d", "办法", "a.txt", None, None, None, None),)) == ()


class _FailingEngine:
    """An engine whose index broke under it."""

    def __init__(self, engine: Engine):
        self.reader = engine.reader

    def ask(self, question: str) -> Answer:
        raise RuntimeError("disk gone")

    def cite(self, text: str) -> Any:
        raise UsageError("no")


def test_a_failure_is_a_chinese_sentence_and_keeps_what_was_typed(
    engine: Engine, client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    from ui import lookup_tab
    from ui.chat import Desk

    app = App(_opened(_FailingEngine(engine)))
    desk = Desk(app)
    earlier = [{"role": "user", "content": "早先"}, {"role": "assistant", "content": "答"}]
    chat, _, error, box = list(desk.ask("问题", earlier, ""))[-1]
    assert chat == earlier and box == "问题" and "这次没有查成" in error
    assert "disk gone" in caplog.text
    assert "这次没有查成" in lookup_tab.cite(app, "引文")
    long = "长" * (LONGEST_QUESTION + 1)
    (only,) = desk.ask(long, earlier, "")
    assert f"最多{LONGEST_QUESTION}个字" in only[2]
    assert "请先输入文字" in lookup_tab.cite(app, " \n")


# Browser


@pytest.fixture(scope="module")
def address(seed_index: Path, browser: Any) -> Iterator[str]:
    with served(seed_index) as address:
        yield address


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Visit]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    visited = Visit(context.new_page(), address)
    visited.open()
    yield visited
    visited.assert_clean()
    context.close()


def test_a_suggested_question_is_answered_and_its_marker_leads_to_the_quote(visit: Visit) -> None:
    shown = visit.page
    assert shown.title() == "问据"
    assert "全程离线" in shown.locator(".wj-line").inner_text()
    shown.locator("#wj-ask textarea").fill("还没问完")
    shown.get_by_role("button", name=FACT).click()
    answer = shown.locator(".wj-answer").first
    answer.wait_for()
    assert "已回答" in answer.inner_text() and "7.8%" in answer.inner_text()
    assert shown.locator("#wj-ask textarea").input_value() == "还没问完"
    answer.get_by_role("link", name="[1]").click()
    card = shown.locator(".wj-card.wj-active")
    card.wait_for()
    assert shown.locator(".wj-active").count() == 1
    assert card.get_attribute("id") == "cite-1-1"
    assert "年均增长7.8%" in card.locator("mark").inner_text()
    assert "晋政发〔2021〕17号" in card.inner_text() and "现行有效" in card.inner_text()
    outline = card.evaluate("card => getComputedStyle(card).outlineStyle")
    assert outline == "solid"


def test_old_markers_still_lead_to_their_cards_and_clearing_empties_both(visit: Visit) -> None:
    first = visit.ask(FACT)
    assert "目录有、正文无" in visit.ask(LISTED).inner_text()
    refused = visit.ask(UNANSWERABLE)
    assert "未找到答案" in refused.inner_text()
    assert visit.page.get_by_text("相近段落（不是答案）").count() == 1
    assert visit.page.locator("#wj-ask textarea").input_value() == ""
    first.get_by_role("link", name="[1]").click()
    visit.page.locator("#cite-1-1.wj-active").wait_for()
    visit.page.wait_for_timeout(600)  # smooth scrolling
    box = visit.page.locator("#cite-1-1").bounding_box()
    assert box and 0 <= box["y"] <= 800
    visit.page.get_by_role("button", name="清空").click()
    visit.page.locator(".wj-answer").first.wait_for(state="detached")
    visit.page.locator(".wj-card").first.wait_for(state="detached")


def test_hostile_questions_show_as_text(visit: Visit) -> None:
    before = visit.page.locator("img, script, iframe").count()
    for number, text in enumerate(HOSTILE[:5]):
        visit.ask(text)
        shown = visit.page.locator("#wj-chat .wj-question").nth(number).inner_text()
        assert shown.strip() == text
        assert text in visit.page.locator("#wj-evidence").inner_text()
    foreign = "#wj-chat .message img, #wj-chat .message iframe, #wj-chat .message script"
    assert visit.page.locator(foreign).count() == 0
    assert visit.page.locator("#wj-evidence :is(img, iframe, script, a)").count() == 0
    assert visit.page.locator("img, script, iframe").count() == before


def test_empty_and_over_long_questions_get_a_chinese_sentence(visit: Visit) -> None:
    box = visit.page.locator("#wj-ask textarea")
    box.press("Enter")
    error = visit.page.locator("#wj-error .wj-error")
    error.wait_for()
    assert error.inner_text() == "请先输入问题。"
    box.fill("长" * (LONGEST_QUESTION + 1))
    visit.page.locator("#wj-ask").get_by_role("button", name="提问").click()
    visit.page.locator("#wj-error").get_by_text("问题有2001个字").wait_for()
    assert len(box.input_value()) == LONGEST_QUESTION + 1
    visit.ask(FACT)
    error.wait_for(state="hidden")


def test_the_citation_tab_finds_a_quote_and_a_difference(visit: Visit) -> None:
    visit.page.get_by_role("tab", name="引文核对").click()
    box = visit.page.locator("#wj-quote textarea")
    for quote, verdict in (
        ("工业战略性新兴产业增加值年均增长7.8%", "属实"),
        ("工业战略性新兴产业增加值年均增长8.7%、快于规上工业3.2个百分点", "与原文不同"),
        ("火星基地建设", "未找到"),
        ("", "请先输入文字"),
    ):
        box.fill(quote)
        visit.page.locator("#wj-look").click()
        visit.page.locator("#wj-found").get_by_text(verdict, exact=False).first.wait_for()
        if verdict == "属实":
            assert visit.page.locator("#wj-found mark").first.inner_text() == quote


def test_the_page_fits_a_phone(browser: Any, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    context.set_default_timeout(10_000)
    visited = Visit(context.new_page(), address)
    visited.open()
    answer = visited.ask(FACT)
    assert visited.page.evaluate("document.documentElement.scrollWidth") <= 390
    answer.get_by_role("link", name="[1]").click()
    card = visited.page.locator("#cite-1-1.wj-active")
    card.wait_for()
    visited.page.wait_for_timeout(600)
    box = card.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390 and 0 <= box["y"] < 844
    visited.assert_clean()
    context.close()


def test_a_hostile_document_shows_as_text(
    tmp_path: Path, builtin: BuiltinEmbedder, browser: Any
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    attacks = "，".join(HOSTILE[:5])
    text = "<img src=x onerror=alert(0)>管理办法\n\n"
    text += f"第一条 为了规范绿茶采摘，{attacks}，制定本办法。\n"
    text += f"第二条 绿茶采摘时间为每年四月{attacks}。\n"
    (folder / "a<b>.txt").write_text(text, "utf-8")
    build_index([folder], tmp_path / "index", builtin)
    with served(tmp_path / "index") as address:
        context = browser.new_context(locale="zh-CN")
        context.set_default_timeout(10_000)
        visited = Visit(context.new_page(), address)
        visited.open()
        visited.ask("绿茶采摘时间是什么时候？")
        assert "<script>alert(1)</script>" in visited.page.locator("#wj-evidence").inner_text()
        inside = visited.page.locator(
            ":is(#wj-evidence, #wj-chat .message) :is(img, script, iframe)"
        )
        assert inside.count() == 0
        visited.assert_clean()
        context.close()
