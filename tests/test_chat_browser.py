"""A question in the browser: its answer, the evidence, the document behind it."""

from itertools import pairwise
from typing import Any

from browsing import Visit

from ui.demo import QUESTIONS
from ui.turns import LARGEST

FACT, _, UNANSWERABLE = QUESTIONS


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
