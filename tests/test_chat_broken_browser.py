"""Answers that do not come, break off or are stopped: told in the browser, and asked again."""

from browsing import Visit

from ui.demo import QUESTIONS

FACT = QUESTIONS[0]


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
