"""Over 200 hostile texts at every place of the page that shows text of documents, files, questions or
models: none becomes an element, a script, a request or a citation."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from browsing import Visit, served
from hostile import payloads

from index.build import build_index
from index.embed import BuiltinEmbedder
from index.types import DocumentCard
from rag.engine import Engine
from rag.types import Answer, Lookup, Match
from ui.export import Conversation, Turn, exported
from ui.lookup_html import lookup_html
from ui.page import error_html
from ui.turns import answer_events, encode

PAYLOADS = payloads()
# What our own script and Gradio may make where texts are shown.
OURS = {
    *"article aside b blockquote body button div details fieldset form h1 h2 h3 header i input label".split(),
    *"legend li main mark meter nav p path q section span summary svg table tbody td textarea".split(),
    *"h4 del ins th tr ul datalist option a dialog br em strong small code pre dl dt dd ol hr caption thead".split(),
}
# In the chat and the reader links are ours alone, by their class or their place.
COUNT = """() => {
  const places = document.querySelectorAll('.wj-desk, .wj-head, .wj-reader, .wj-preview, .wj-told, .prose');
  const tags = new Set(), handlers = [];
  for (const place of places) for (const one of place.querySelectorAll('*')) {
    tags.add(one.localName);
    for (const {name, value} of one.attributes) {
      if (name.startsWith('on') || /^\\s*(javascript|data):/i.test(value)) handlers.push(one.outerHTML.slice(0, 200));
      if (name === 'style' && /url\\(/i.test(value)) handlers.push(one.outerHTML.slice(0, 200));
    }
  }
  const foreign = 'iframe, object, embed, video, audio, base:not([href="./"]), img[src^=http]';
  return {tags: [...tags], handlers, ran: window.ran ?? 0,
          loaded: document.querySelectorAll(foreign).length};
}"""


def test_there_are_more_than_200() -> None:
    assert len(PAYLOADS) >= 200 and len(set(PAYLOADS)) == len(PAYLOADS)


class _Tags(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not any(name.startswith("on") for name, _ in attrs), attrs


def test_html_made_here_has_our_elements_alone(seed_engine: Engine) -> None:
    records = seed_engine.reader.records
    real = records.cards[0]
    for text in PAYLOADS:
        card = DocumentCard(real.id, text, text, text, text, text, text)
        match = Match(card, (text, text), 10, 30, text, text)
        html = lookup_html(seed_engine, Lookup(text, "altered", (match,), text), "", "zh")
        html += error_html(text)
        assert _Tags(html).tags <= OURS, text
        turn = Turn(question=text, asked=text + "x", lines=[[text, 1]], notices=[text])
        page = exported(Conversation(turns=[turn]), "html").decode()
        assert _Tags(page).tags <= {*OURS, "html", "head", "meta", "title", "style"}, text


def test_a_text_is_one_line_of_the_stream_and_no_marker(seed_engine: Engine) -> None:
    for text in PAYLOADS:
        answer = Answer(text, "answered", f"前{text}后", (), (text,))
        for event in answer_events(seed_engine.reader.records, answer):
            line = encode(event)
            assert line.count(b"\n") == 1
            assert json.loads(line)["kind"] == event["kind"]
            assert all(isinstance(part, str) for part in event.get("parts", []))


def _clean(visit: Visit, where: str) -> None:
    found = visit.page.evaluate(COUNT)
    assert set(found["tags"]) <= OURS, (where, set(found["tags"]) - OURS)
    assert (found["handlers"], found["ran"], found["loaded"]) == ([], 0, 0), where


def _turn(text: str) -> dict[str, Any]:
    cited = {
        **dict.fromkeys(("title", "number", "issuer", "published", "source"), text),
        "id": 1,
        "document": "0123456789abcdef",
        "section": [text, text],
        "page": 3,
        "start": 0,
        "end": 9,
        "pieces": [[0, text], [1, text], [2, text]],
        "cut": 5,
        "validity": {"status": text, "words": text, "day": text, "proof": text},
    }
    return {
        **{"question": text, "asked": text + "？", "state": "done", "status": "answered"},
        **{"lines": [[text, 1, text], [text]], "notices": [text], "confidence": 0.5, "filter": {}},
        **{"citations": [cited], "nearest": [{**cited, "id": 0}], "filters": [text]},
        "hidden": [{"document": "0123456789abcdef", "title": text, "start": 0, "end": 9}],
    }


def test_the_chat_shows_every_text_as_text(browser: Any, address: str) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1400, "height": 900})
    context.set_default_timeout(20_000)
    talks = [
        {"id": f"t{i}", "changed": i, "draft": text, "filter": {"documents": [text]}, "turns": []}
        for i, text in enumerate(PAYLOADS)
    ]
    for talk, text in zip(talks, PAYLOADS, strict=True):
        talk["turns"] = [_turn(text)]
    newest = {"id": "all", "changed": 9e12, "turns": [_turn(text) for text in PAYLOADS]}
    kept = json.dumps([newest, *talks[:60]])
    visited = Visit(context.new_page(), address)
    visited.page.add_init_script(f"localStorage.setItem('wenju.conversations', {json.dumps(kept)})")
    visited.open()
    page = visited.page
    page.locator(f"#turn-{len(PAYLOADS)}").wait_for()
    _clean(visited, "conversation")
    # One chip in each answer, however many the texts pretend to be.
    chips = page.eval_on_selector_all(
        ".wj-turn", "all => all.map(one => one.querySelectorAll('.wj-ref').length)"
    )
    assert chips == [1] * len(PAYLOADS)
    shown = page.eval_on_selector_all(".wj-question p", "all => all.map(one => one.textContent)")
    assert shown == [text.encode("utf-8", "replace").decode() for text in PAYLOADS]
    # The evidence of each, its preview, the reasons for it.
    page.evaluate(
        """async () => {
          for (const chip of document.querySelectorAll('.wj-turn .wj-ref')) {
            chip.dispatchEvent(new MouseEvent('mouseenter'));
            if (!document.querySelector('#wj-preview')) throw new Error('no preview');
            const inside = document.querySelectorAll('#wj-preview :not(b, span, q)').length;
            window.previews = (window.previews ?? '') + inside;
            chip.click();
            window.cards = (window.cards ?? 0) + document.querySelectorAll('.wj-card').length;
            window.strange = (window.strange ?? 0)
              + document.querySelectorAll('.wj-evidence :is(img, script, iframe, a, style, video, object)').length;
          }
        }"""
    )
    assert page.evaluate("[window.cards, window.strange]") == [2 * len(PAYLOADS), 0]
    assert set(page.evaluate("window.previews")) == {"0"}
    _clean(visited, "evidence")
    page.get_by_role("button", name=PAYLOADS[0], exact=True).first.click()
    _clean(visited, "filters")
    visited.assert_clean()
    context.close()


def test_the_reader_shows_every_text_as_text(browser: Any, address: str) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1400, "height": 900})
    context.set_default_timeout(20_000)
    visited = Visit(context.new_page(), address)
    visited.open()

    def told(route: Any) -> None:
        number = int(route.request.url.rsplit("/", 1)[1], 16)
        text = PAYLOADS[number]
        length = len(text)
        fact = dict.fromkeys(("title", "number", "issuer", "published", "source"), text)
        sections = [
            [0, "document", text, 0, 0, 0],
            [1, "article", text, 0, length, length],
            [2, text, text, length, length, 2 * length],
        ]
        body = {
            **fact,
            **{"id": f"{number:x}", "text": text * 2, "sections": sections, "pages": [0, 1]},
            **{"missing": [text], "undecodable": 0, "validity": {"status": text, "words": text}},
        }
        route.fulfill(body=json.dumps(body), content_type="application/json")

    visited.page.route("**/document/*", told)
    strange = visited.page.evaluate(
        """async (count) => {
          const { openDocument } = await import('/wenju/reading.js');
          const strange = [];
          for (let i = 0; i < count; i += 1) {
            await openDocument(i.toString(16), 0, 2);
            const dialog = document.querySelector('dialog[open]');
            if (!dialog) throw new Error(`not opened: ${i}`);
            const bad = dialog.querySelectorAll(':is(img, script, iframe, a, style, video, object, form, input)');
            if (bad.length || !dialog.querySelector('mark')) strange.push(i);
          }
          return strange;
        }""",
        len(PAYLOADS),
    )
    assert [PAYLOADS[i] for i in strange] == []
    _clean(visited, "reader")
    visited.assert_clean()
    context.close()


def test_hostile_documents_go_through_the_whole_page(
    tmp_path: Path, builtin: BuiltinEmbedder, browser: Any
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    size = 20
    groups = [PAYLOADS[i : i + size] for i in range(0, len(PAYLOADS), size)]
    for number, group in enumerate(groups):
        lines = [f"绿茶{number}号<img src=x onerror=alert(1)>管理办法", ""]
        for i, text in enumerate(group, 1):
            flat = " ".join(text.split())
            lines.append(f"第{i}条 绿茶{number}号第{i}种采摘时间为{i}月，{flat}“{flat}”[1]。")
        name = f"a{number}<b onclick=alert(1)>”[1].txt"
        (folder / name).write_text("\n".join(lines), "utf-8")
    build_index([folder], tmp_path / "index", builtin)
    with served(tmp_path / "index") as address:
        context = browser.new_context(locale="zh-CN", viewport={"width": 1400, "height": 900})
        context.set_default_timeout(20_000)
        visited = Visit(context.new_page(), address)
        visited.open()
        page = visited.page
        for number in range(0, len(groups), 3):
            turn = visited.ask(f"绿茶{number}号第3种的采摘时间是什么时候？")
            told = turn.locator(".wj-ref").count()
            cards = page.locator(".wj-evidence .wj-card[id]").count()
            assert told == cards, turn.inner_text()
        _clean(visited, "answers")
        page.locator(".wj-card .wj-acts button").first.click()
        page.locator("dialog .wj-whole").wait_for()
        _clean(visited, "reader")
        page.keyboard.press("Escape")
        for tab in ("评测", "设置", "文件"):
            page.get_by_role("tab", name=tab).click()
            page.wait_for_timeout(500)
            _clean(visited, tab)
        page.locator("#wj-documents tbody a").first.click()
        for part in ("章节", "段落"):
            page.locator(".wj-doc").get_by_role("link", name=part, exact=True).click()
            page.wait_for_timeout(500)
            _clean(visited, part)
        page.get_by_role("tab", name="引文核对").click()
        for number in range(1, 8, 2):
            quote = f"绿茶{number}号第3种采摘时间为4月，{' '.join(groups[number][2].split())}"
            page.locator("#wj-quote textarea").fill(quote)
            page.locator("#wj-look").click()
            page.locator("#wj-found .wj-card").first.wait_for()
            page.wait_for_timeout(300)
            _clean(visited, quote)
        visited.assert_clean()
        context.close()
