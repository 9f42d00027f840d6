"""The page: its HTML, its guard, and a browser that uses it as a reader would."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from browsing import Visit
from markup import Markup

from index.errors import UsageError
from rag.engine import Engine
from ui.app import App, OpenIndex
from ui.demo import QUESTIONS
from ui.escaping import escape
from ui.guard import host_name
from ui.passage import passage
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


@pytest.fixture(scope="module")
def engine(seed_index: Path) -> Engine:
    return Engine.open(seed_index)


# HTML


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_is_text_alone(text: str) -> None:
    html = escape(text)
    read = Markup(html)
    assert set(read.tags) <= {"br"}
    wanted = re.sub(r"\s+", "", text.replace("\x00", "\ufffd").replace("\ud800", "\ufffd"))
    assert re.sub(r"\s+", "", read.text) == wanted
    assert "\n" not in html  # a blank line would end the HTML block and start Markdown
    assert not re.search(r"[<>\"'`*_\[\]()$\\|~!]", html.replace("<br>", ""))


def test_plain_chinese_text_stays_as_it_is() -> None:
    assert escape("“十三五”以来，增长7.8%") == "“十三五”以来，增长7&#46;8&#37;"
    assert escape("一\r\n  二") == "一<br>二"


def test_a_passage_is_cut_at_sentences_and_says_so(engine: Engine) -> None:
    document = engine.reader.records.document(0)
    whole = re.sub(r"\s+", "", document.text)
    for start in range(900, len(document.text) - 60, 211):
        shown = passage(document, start, start + 30)
        bare = re.sub(r"\s+", "", (shown.before + shown.quote + shown.after).strip("…"))
        assert bare in whole and shown.quote == document.text[start : start + 30]
    long = passage(document, 0, len(document.text))
    assert long.cut and len(long.quote) == 800 and long.after == ""


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
    assert (
        len(tags) >= 5
        and "/wenju/early.js" in tags[0]
        and all(f'nonce="{nonces[0][1]}"' in t for t in tags)
    )  # type: ignore[index]
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
    assert client.post("/chat/ask", content=iter([b" "] * 9)).status_code == 411
    elsewhere = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}
    assert client.post("/chat/ask", json={"question": FACT}, headers=elsewhere).status_code == 403
    assert client.get("/", headers={**elsewhere, "sec-fetch-mode": "navigate"}).status_code == 200
    assert client.post("/gradio_api/api/ask", json={"data": ["x"]}).status_code == 404


class _FailingEngine:
    """An engine whose index broke under it."""

    def __init__(self, engine: Engine):
        self.reader = engine.reader

    def cite(self, text: str) -> Any:
        raise UsageError("no")


def test_a_failed_lookup_is_a_chinese_sentence(engine: Engine) -> None:
    from ui import lookup_tab

    app = App(_opened(_FailingEngine(engine)))
    assert "这次没有查成" in lookup_tab.cite(app, "引文")
    assert "请先输入文字" in lookup_tab.cite(app, " \n")


# Browser


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
