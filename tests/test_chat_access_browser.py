"""The chat by keyboard, with a Chinese input method, in English, in the dark and on a phone."""

from typing import Any

from browsing import Visit

from ui.demo import QUESTIONS

FACT = QUESTIONS[0]


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
