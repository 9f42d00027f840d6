"""axe-core over every state of the page: no finding that is serious or critical."""

from typing import Any

import pytest
from browsing import Visit

from ui.demo import QUESTIONS
from ui.wording import Language, say

FACT, _, UNANSWERABLE = QUESTIONS
LOOKS: tuple[tuple[Language, str, int], ...] = (
    ("zh", "light", 1440),
    ("en", "dark", 1440),
    ("zh", "dark", 390),
)


def _assert_accessible(visit: Visit, where: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    visit.page.wait_for_timeout(250)  # colours in transition are none of the page's
    found = Axe().run(visit.page).response["violations"]
    grave = [
        (one["id"], node["html"][:160], node["failureSummary"][:300])
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:4]
    ]
    assert grave == [], where


@pytest.mark.parametrize(("language", "colours", "width"), LOOKS)
def test_every_state_can_be_used_by_everyone(
    browser: Any, address: str, language: Language, colours: str, width: int
) -> None:
    pytest.importorskip("axe_playwright_python", reason="pip install axe-playwright-python")
    context = browser.new_context(
        locale="zh-CN",
        viewport={"width": width, "height": 900},
        color_scheme=colours,
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    visit = Visit(context.new_page(), address)
    visit.open("/" if language == "zh" else "/en/")
    page = visit.page
    page.locator(".wj-suggestion").first.wait_for()
    _assert_accessible(visit, "empty")
    visit.ask(FACT)
    visit.ask(UNANSWERABLE)
    visit.turn(1).locator(".wj-ref").click()
    page.get_by_role("button", name=say("evidence.why", language)).first.click()
    page.locator(".wj-why p").first.wait_for()
    _assert_accessible(visit, "answers")
    page.get_by_role("button", name=say("filter.title", language), exact=True).click()
    page.locator("#wj-filter-day").wait_for()
    _assert_accessible(visit, "filters")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=say("evidence.open", language)).first.click()
    page.locator("dialog mark").wait_for()
    _assert_accessible(visit, "reader")
    page.keyboard.press("Escape")
    for name in ("documents", "lookup", "evaluation", "settings"):
        page.get_by_role("tab", name=say(f"tab.{name}", language)).click()
        page.wait_for_timeout(400)
        _assert_accessible(visit, name)
    visit.assert_clean()
    context.close()
