"""The path of someone who never saw wenju: from a suggested question to an evaluation, one page."""

import shutil
from pathlib import Path
from typing import Any

from browsing import Visit, served

from ui.demo import QUESTIONS

FACT = QUESTIONS[0]
QUOTE = "工业战略性新兴产业增加值年均增长7.8%"
NOTICE = """青川市绿茶采摘管理办法

第一条 为了规范绿茶采摘，制定本办法。
第二条 采摘绿茶应当提前15日向市农业农村局申报。
"""


def test_from_a_suggested_question_to_an_evaluation(
    browser: Any, seed_index: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    shutil.copytree(seed_index, index)
    notice = tmp_path / "绿茶办法.txt"
    notice.write_text(NOTICE, "utf-8")
    with served(index) as address:
        context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.set_default_timeout(30_000)
        visit = Visit(context.new_page(), address)
        visit.open()
        page = visit.page

        page.get_by_role("button", name=FACT).click()
        turn = visit.turn(1)
        assert "7.8%" in turn.inner_text()
        turn.get_by_text("[1]", exact=True).click()
        card = page.locator("#cite-1.wj-active")
        assert "年均增长7.8%" in card.locator("blockquote").inner_text()

        card.get_by_role("button", name="在文件中打开").click()
        assert "年均增长7.8%" in page.locator("dialog mark").inner_text()
        page.get_by_role("button", name="关闭").click()

        card.get_by_label("复制出处").click()
        page.get_by_role("button", name="GB/T 7714", exact=True).click()
        page.get_by_text("已复制").wait_for()
        assert "[A]" in page.evaluate("navigator.clipboard.readText()")

        page.get_by_role("tab", name="文件").click()
        with page.expect_file_chooser() as chooser:
            page.locator("#wj-pick-files").click()
        chooser.value.set_files(notice)
        page.locator(".wj-report").get_by_text("已收入").wait_for(timeout=90_000)

        page.get_by_role("tab", name="问答").click()
        asked = visit.ask("采摘绿茶应当提前多少日申报？")
        assert "提前15日" in asked.inner_text()
        assert "绿茶采摘管理办法" in page.locator(".wj-evidence").inner_text()

        page.get_by_role("tab", name="引文核对").click()
        page.locator("#wj-quote textarea").fill(QUOTE)
        page.locator("#wj-look").click()
        page.locator("#wj-found").get_by_text("属实").first.wait_for()

        page.get_by_role("tab", name="评测").click()
        page.locator("#wj-run").click()
        page.locator("#wj-evaluation-run table").first.wait_for(timeout=120_000)
        assert "shanxi_test" in page.locator("#wj-runs").inner_text()
        visit.assert_clean()
        context.close()
