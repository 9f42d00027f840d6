"""The chat in a browser, used as a reader would."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from browsing import Visit, served

from rag.query import LONGEST_QUESTION
from ui.demo import QUESTIONS
from ui.turns import LARGEST

FACT, LISTED, UNANSWERABLE = QUESTIONS


@pytest.fixture(scope="module")
def address(seed_index: Path, browser: Any) -> Iterator[str]:
    with served(seed_index) as address:
        yield address


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Visit]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(10_000)
    visited = Visit(context.new_page(), address)
    visited.open()
    yield visited
    visited.assert_clean()
    context.close()


def _wait(visit: Visit, condition: str) -> None:
    """Until the page says yes. Playwright's own wait evaluates text in the page, whose policy
    forbids that unless the answer is yes at once."""
    for _ in range(100):
        if visit.page.evaluate(condition):
            return
        visit.page.wait_for_timeout(50)
    raise AssertionError(f"the page never came to {condition}")


def _clipboard(visit: Visit) -> str:
    text: str = visit.page.evaluate("navigator.clipboard.readText()")
    return text


def test_a_suggested_question_is_answered_and_its_chip_leads_to_the_quote(visit: Visit) -> None:
    shown = visit.page
    assert shown.title() == "问据"
    shown.locator(".wj-state").get_by_text("全程离线").wait_for()
    shown.locator("#wj-box").fill("还没问完")
    shown.get_by_role("button", name=FACT).click()
    turn = visit.turn(1)
    assert "已回答" in turn.inner_text() and "7.8%" in turn.inner_text()
    assert shown.locator("#wj-box").input_value() == "还没问完"
    chip = turn.get_by_text("[1]", exact=True)
    chip.hover()
    assert "年均增长7.8%" in shown.locator("#wj-preview").inner_text()
    chip.click()
    card = shown.locator("#cite-1.wj-active")
    card.wait_for()
    assert shown.locator("#wj-preview").count() == 0
    assert card.locator("mark.wj-asked").inner_text() == "7.8%"
    assert "晋政发〔2021〕17号" in card.inner_text() and "期满" in card.inner_text()
    assert card.evaluate("card => getComputedStyle(card).outlineStyle") == "solid"
    assert shown.evaluate("document.activeElement.id") == "cite-1"


def test_the_document_opens_at_the_quote_and_closes_to_where_one_was(visit: Visit) -> None:
    visit.ask(FACT)
    opener = visit.page.get_by_role("button", name="在文件中打开")
    opener.click()
    dialog = visit.page.get_by_role("dialog")
    mark = dialog.locator("mark")
    mark.wait_for()
    assert "年均增长7.8%" in mark.inner_text()
    box, frame = mark.bounding_box(), dialog.bounding_box()
    assert box and frame and frame["y"] < box["y"] < frame["y"] + frame["height"]
    entry = dialog.locator(".wj-reader-tree [aria-current]")
    assert "新兴产业蓬勃发展" in entry.inner_text()
    dialog.get_by_role("button", name="一、“十三五”回顾").click()
    assert entry.inner_text() == "一、“十三五”回顾"
    link = visit.page.url
    assert "?open=" in link
    visit.page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    _wait(visit, "!location.search")
    other = Visit(visit.page.context.new_page(), visit.address)  # the link leads to the same place
    other.open(link.removeprefix(visit.address))
    assert "年均增长7.8%" in other.page.locator("dialog mark").inner_text()
    other.assert_clean()


def test_references_and_answers_are_copied(visit: Visit) -> None:
    visit.ask(FACT)
    copier = visit.page.locator(".wj-evidence").get_by_label("复制出处")
    for style, wanted in (("GB/T 7714", "[A]"), ("法学引注", "17号"), ("公文写法", "《")):
        copier.click()
        visit.page.get_by_role("button", name=style, exact=True).click()
        visit.page.get_by_text("已复制").wait_for()
        assert wanted in _clipboard(visit) and "山西省" in _clipboard(visit)
    visit.page.locator("#turn-1").get_by_label("复制", exact=True).click()
    visit.page.get_by_role("button", name="回答和出处（GB/T 7714）").click()
    _wait(
        visit,
        "navigator.clipboard.readText().then(t => t.includes('[1] ') && t.includes('7.8%'))",
    )


def test_a_follow_up_shows_how_it_was_understood(visit: Visit) -> None:
    visit.ask("新材料产业的发展重点是什么？")
    turn = visit.ask("那半导体呢？")
    assert "按上文理解为：半导体产业的发展重点是什么？" in turn.inner_text()
    assert "目录有、正文无" in turn.inner_text()


def test_a_refusal_shows_its_nearest_passages_as_such(visit: Visit) -> None:
    turn = visit.ask(UNANSWERABLE)
    assert "依据不足" in turn.inner_text()
    evidence = visit.page.locator(".wj-evidence")
    assert "最接近的段落（不是答案）" in evidence.inner_text()
    assert evidence.locator("mark").count() == 0 and evidence.locator(".wj-card").count() == 3


def test_why_a_passage_was_found_is_told_on_demand(visit: Visit) -> None:
    visit.ask(FACT)
    visit.page.get_by_role("button", name="为什么是它").click()
    why = visit.page.locator(".wj-why")
    why.get_by_text("理解为").wait_for()


def test_conversations_survive_a_reload_and_a_new_server(
    browser: Any, seed_index: Path, tmp_path: Path
) -> None:
    with served(seed_index) as address:
        port = address.rsplit(":", 1)[1]
        context = browser.new_context(locale="zh-CN")
        visited = Visit(context.new_page(), address)
        visited.open()
        visited.ask(FACT)
        visited.reload()
        visited.turn(1)
        assert "年均增长7.8%" in visited.page.locator("#cite-1 blockquote").inner_text()
        visited.page.get_by_role("button", name="新对话").click()
        visited.ask(LISTED)
        assert visited.page.locator(".wj-talk-name").count() == 2
        visited.assert_clean()
    kept = context.storage_state()
    context.close()
    (stored,) = (i for i in kept["origins"][0]["localStorage"] if i["name"].endswith("ons"))
    assert stored["name"] == "wenju.conversations" and len(json.loads(stored["value"])) == 2
    with served(seed_index, port) as address:
        context = browser.new_context(locale="zh-CN", storage_state=kept)
        visited = Visit(context.new_page(), address)
        visited.open()
        visited.turn(1)
        visited.page.get_by_role("button", name=FACT, exact=True).click()
        assert "7.8%" in visited.turn(1).inner_text()
        visited.turn(1).get_by_text("[1]", exact=True).click()
        visited.page.locator("#cite-1.wj-active").wait_for()
        visited.assert_clean()
        context.close()


def test_editing_retrying_and_deleting(visit: Visit) -> None:
    visit.ask(FACT)
    visit.ask(LISTED)
    first = visit.page.locator("#turn-1")
    first.hover()
    first.get_by_role("button", name="修改问题").click()
    box = visit.page.locator("#wj-box")
    assert box.input_value() == FACT
    box.press("Escape")
    assert box.input_value() == "" and visit.page.locator(".wj-turn").count() == 2
    first.get_by_role("button", name="修改问题").click()
    box.fill(UNANSWERABLE)
    box.press("Enter")
    visit.page.locator("#turn-1").get_by_text("依据不足").wait_for()
    assert visit.page.locator(".wj-turn").count() == 1
    visit.turn(1).get_by_role("button", name="重新回答").click()
    visit.turn(1)
    assert visit.page.locator(".wj-turn").count() == 1
    visit.page.get_by_role("button", name="删除对话", exact=False).first.click(force=True)
    visit.page.locator(".wj-welcome").wait_for()


def test_what_is_typed_is_never_lost(visit: Visit) -> None:
    box = visit.page.locator("#wj-box")
    box.press("Enter")
    trouble = visit.page.locator(".wj-trouble")
    assert trouble.inner_text() == "请先输入问题。"
    box.fill("长" * 10_000)
    box.press("Enter")
    assert "问题有10000个字，最多2000个字" in trouble.inner_text()
    assert len(box.input_value()) == 10_000
    box.fill("打到一半")
    visit.page.wait_for_timeout(600)
    visit.reload()
    assert visit.page.locator("#wj-box").input_value() == "打到一半"


def test_a_browser_offline_is_told_and_asks_again_later(visit: Visit) -> None:
    visit.page.locator("#wj-box").fill(FACT)
    visit.page.context.set_offline(True)
    visit.page.locator("#wj-box").press("Enter")
    failed = visit.page.locator("#turn-1 .wj-error")
    failed.wait_for()
    assert "连不上问据" in failed.inner_text()
    visit.page.context.set_offline(False)
    visit.errors.clear()  # the browser's own words for a request that failed
    visit.page.get_by_role("button", name="重新回答").click()
    visit.page.locator("#turn-1").get_by_text("已回答").wait_for()


def test_an_answer_broken_off_is_told_and_what_came_is_kept(visit: Visit) -> None:
    whole = visit.ask(FACT)
    assert "7.8%" in whole.inner_text()
    body = '{"kind":"asked","question":"问"}\n{"kind":"line","parts":["先到的一行"]}\n'
    kind = "application/x-ndjson"
    visit.page.route("**/chat/ask", lambda route: route.fulfill(body=body, content_type=kind))
    broken = visit.ask("第二问")
    assert "回答中途断开" in broken.inner_text() and "先到的一行" in broken.inner_text()
    body = '{"kind":"error","code":"index"}\n'
    assert "索引可能已改动" in visit.ask("第三问").inner_text()
    visit.page.unroute("**/chat/ask")
    assert "7.8%" in visit.ask(FACT).inner_text()


def test_an_answer_can_be_stopped(visit: Visit) -> None:
    visit.page.route("**/chat/ask", lambda route: None)  # never answered
    visit.page.locator("#wj-box").fill(FACT)
    visit.page.locator("#wj-box").press("Enter")
    visit.page.get_by_role("button", name="停止").wait_for()
    visit.page.keyboard.press("Escape")
    visit.page.locator("#turn-1").get_by_text("已停止").wait_for()
    visit.page.unroute("**/chat/ask")
    visit.page.get_by_role("button", name="重新回答").click()
    visit.page.locator("#turn-1").get_by_text("已回答").wait_for()


def test_the_twentieth_question_costs_what_the_first_did(visit: Visit) -> None:
    sent: list[int] = []
    received: list[int] = []

    def told(response: Any) -> None:
        if response.url.endswith("/chat/ask"):
            sent.append(len(response.request.post_data_buffer))
            received.append(len(response.body()))

    visit.page.on("response", told)
    drawn = "document.querySelectorAll('.wj-turn *').length"
    sizes = [visit.page.evaluate(drawn)]
    for _ in range(20):
        visit.ask(FACT)
        sizes.append(visit.page.evaluate(drawn))
    assert len(received) == 20 and max(received) <= LARGEST
    assert max(sent[1:]) == min(sent[1:]) < 1000  # the conversation is never sent
    added = [after - before for before, after in pairwise(sizes[1:])]
    assert len(set(added)) == 1  # and never drawn again
    assert visit.page.locator(".wj-evidence .wj-card").count() == 1


def test_filters_are_seen_as_long_as_they_hold(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name="筛选", exact=True).click()
    page.get_by_label("文件名", exact=True).fill("不存在的文件")
    page.get_by_label("文件名", exact=True).press("Enter")
    chip = page.locator(".wj-filter-chip")
    chip.wait_for()
    assert "不存在的文件" in chip.inner_text()
    page.keyboard.press("Escape")
    turn = visit.ask(FACT)
    assert "没有文件符合筛选条件" in turn.inner_text()
    assert "筛选条件排除了更切题的原文" in turn.inner_text()
    assert chip.is_visible()
    turn.get_by_role("button", name="去掉筛选再问").click()
    assert "7.8%" in visit.turn(2).inner_text() and chip.count() == 0


def test_the_conversation_is_saved_as_a_file(visit: Visit, tmp_path: Path) -> None:
    visit.ask(FACT)
    for kind, name in (("md", "Markdown"), ("html", "网页（HTML）"), ("docx", "Word（DOCX）")):
        visit.page.get_by_label("导出").click()
        with visit.page.expect_download() as download:
            visit.page.get_by_role("button", name=name).click()
        assert download.value.suggested_filename == f"问据对话.{kind}"
        path = tmp_path / kind
        download.value.save_as(path)
        assert path.stat().st_size > 500


def test_shift_enter_starts_a_line_and_chinese_input_does_not_ask(visit: Visit) -> None:
    box = visit.page.locator("#wj-box")
    box.fill("一")
    box.press("Shift+Enter")
    box.press_sequentially("二")
    assert box.input_value() == "一\n二"
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    assert visit.page.locator(".wj-turn").count() == 0


def test_everything_is_reached_by_keyboard_and_focus_comes_back(visit: Visit) -> None:
    page, keys = visit.page, visit.page.keyboard
    focused = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.id"
    visit.ask(FACT)
    page.locator("#wj-box").focus()
    keys.press("Tab")
    assert page.evaluate(focused) == "提问"
    keys.press("Shift+Tab")
    keys.press("Shift+Tab")
    assert page.evaluate(focused) == "筛选"
    page.locator("#turn-1 .wj-ref").focus()
    keys.press("Enter")
    page.locator("#cite-1.wj-active").wait_for()
    assert page.evaluate("document.activeElement.id") == "cite-1"
    keys.press("Tab")
    assert page.evaluate(focused) == "在文件中打开"
    keys.press("Enter")
    page.locator("dialog mark").wait_for()
    assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    keys.press("Escape")
    page.locator("dialog").wait_for(state="hidden")
    assert page.evaluate(focused) == "在文件中打开"
    page.get_by_label("复制出处").focus()
    keys.press("Enter")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "GB/T 7714"
    keys.press("Escape")
    assert page.evaluate(focused) == "复制出处"


def test_a_full_storage_lets_the_oldest_go_and_says_so(visit: Visit) -> None:
    visit.page.evaluate(
        """() => {
          const turn = { question: '旧', lines: [['字'.repeat(60000)]], citations: [], nearest: [],
                         notices: [], state: 'done', status: 'answered' };
          const kept = [];
          for (let i = 0; i < 40; i += 1) kept.push({ id: `old${i}`, changed: i, turns: [turn] });
          localStorage.setItem('wenju.conversations', JSON.stringify(kept));
          let filler = '';
          for (let size = 1 << 22; size >= 256; size /= 2) {
            try {
              localStorage.setItem('filler', filler + 'x'.repeat(size));
              filler += 'x'.repeat(size);
            } catch { /* full */ }
          }
        }"""
    )
    visit.reload()
    visit.page.get_by_role("button", name="新对话").click()
    visit.ask(FACT)
    visit.page.get_by_text("对话已删去").first.wait_for()
    kept = visit.page.evaluate("JSON.parse(localStorage.getItem('wenju.conversations'))")
    assert kept[0]["turns"][0]["question"] == FACT


def test_the_page_speaks_english_and_keeps_its_colours(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name="换成深色").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="English").click()
    page.get_by_placeholder("Ask about the documents").wait_for()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("document.body.classList.contains('dark')")
    assert "Answered" in visit.ask(FACT).inner_text()


def test_the_page_fits_a_phone(browser: Any, address: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, color_scheme="dark", locale="zh-CN"
    )
    context.set_default_timeout(10_000)
    visited = Visit(context.new_page(), address)
    visited.open()
    turn = visited.ask(FACT)
    assert visited.page.evaluate("document.documentElement.scrollWidth") <= 390
    turn.get_by_text("[1]", exact=True).click()
    card = visited.page.locator("#cite-1.wj-active")
    card.wait_for()
    visited.page.wait_for_timeout(700)
    box = card.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390 and -2 <= box["y"] < 844
    card.get_by_role("button", name="在文件中打开").click()
    visited.page.locator("dialog mark").wait_for()
    dialog = visited.page.get_by_role("dialog")
    dialog.get_by_role("button", name="章节").click()
    dialog.get_by_role("button", name="一、“十三五”回顾").click()
    dialog.locator("nav").wait_for(state="hidden")
    dialog.get_by_role("button", name="关闭").click()
    history = visited.page.get_by_role("navigation", name="历史对话")
    visited.page.get_by_role("button", name="历史对话").click()
    history.get_by_role("button", name="关闭").click()
    history.wait_for(state="hidden")
    visited.assert_clean()
    context.close()


def test_over_long_questions_are_as_long_here_as_there() -> None:
    script = (Path(__file__).parent.parent / "ui/static/chat.js").read_text("utf-8")
    assert f"const LONGEST = {LONGEST_QUESTION};" in script
