"""Conversations in the browser are kept: over reloads, edits, full storage, and as a file."""

import json
from pathlib import Path
from typing import Any

from browsing import Visit, served

from rag.query import LONGEST_QUESTION
from ui.demo import QUESTIONS

FACT, LISTED, UNANSWERABLE = QUESTIONS


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


def test_over_long_questions_are_as_long_here_as_there() -> None:
    script = (Path(__file__).parent.parent / "ui/static/chat.js").read_text("utf-8")
    assert f"const LONGEST = {LONGEST_QUESTION};" in script


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
