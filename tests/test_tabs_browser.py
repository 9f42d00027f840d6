"""The tabs 文件, 引文核对, 评测 and 设置 as a reader uses them, in a browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import Visit, served

HOSTILE = "<img src=x onerror=alert(1)>办法"
LAW = f"{HOSTILE}\n\n第一条 为了规范绿茶采摘<script>alert(2)</script>，制定本办法。\n第二条 绿茶采摘时间为每年四月。\n"
CASES = (
    '{"id": "1", "question": "半导体产业的发展重点是什么？", "answerable": false, "status": "listed_only"}\n'
    '{"id": "2", "question": "工业战略性新兴产业增加值年均增长多少？", "answer": ["7.8%"]}\n'
)
QUOTE = "工业战略性新兴产业增加值年均增长8.7%、快于规上工业3.2个百分点"
TABS = {
    "documents": ("文件", "Documents"),
    "lookup": ("引文核对", "Check a quote"),
    "evaluation": ("评测", "Evaluation"),
    "settings": ("设置", "Settings"),
}


@pytest.fixture(scope="module")
def address(
    seed_index: Path, tmp_path_factory: pytest.TempPathFactory, browser: Any
) -> Iterator[str]:
    """A server of its own: these tests change the index."""
    index = tmp_path_factory.mktemp("tabs") / "index"
    shutil.copytree(seed_index, index)
    with served(index) as address:
        yield address


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Visit]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(20_000)
    visited = Visit(context.new_page(), address)
    visited.open()
    yield visited
    visited.assert_clean()
    context.close()


def _open_tab(page: Any, name: str) -> None:
    button = page.locator(f"#wj-tab-{name}-button")
    page.get_by_role("tab").first.wait_for()
    if page.viewport_size["width"] < 800 and not button.is_visible():  # the last ones are in a menu
        page.get_by_label("More tabs").click()
        words = page.locator(".overflow-dropdown button")
        language = 1 if page.url.endswith("/en/") else 0
        words.get_by_text(TABS[name][language], exact=True).click()
        return
    button.click()


def _choose(page: Any, button: str, files: list[Path]) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator(button).click()
    chooser.value.set_files(files)


def test_files_are_uploaded_reported_found_asked_about_and_removed(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit.page
    good = tmp_path / "<b>青川市“绿茶”〔2024〕3号.txt"
    good.write_text(LAW, "utf-8")
    empty, large, foreign = (tmp_path / name for name in ("空.txt", "大.pdf", "工具.exe"))
    empty.touch()
    foreign.write_bytes(b"MZ\x00")
    with large.open("wb") as file:
        file.truncate(100_000_000)
    _open_tab(page, "documents")
    page.locator("#wj-documents table").wait_for()
    assert "共1份文件" in page.locator("#wj-documents").inner_text()
    _choose(page, "#wj-pick-files", [good, empty, large, foreign])
    page.get_by_text("大.pdf 有100 MB，超过50 MB").wait_for()
    report = page.locator(".wj-report")
    report.wait_for(timeout=60_000)
    lines = [line.split(maxsplit=1) for line in report.locator("li").all_inner_texts()]
    assert sorted(line[0] for line in lines) == ["已收入", "未收入", "未收入"]
    assert "青川市“绿茶”〔2024〕3号.txt" in report.inner_text()
    assert "是空文件" in report.inner_text() and "不支持.exe文件" in report.inner_text()
    page.reload()  # what became of the files is still told
    _open_tab(page, "documents")
    report.wait_for()
    page.locator("#wj-sought textarea, #wj-sought input").fill("绿茶 3号")
    page.locator("#wj-documents").get_by_text("1份符合，共2份").wait_for()
    page.locator("#wj-documents tbody a").click()
    detail = page.locator(".wj-doc")
    detail.wait_for()
    assert HOSTILE in detail.inner_text() and "第二条" not in detail.inner_text()
    for part, shown in (("章节", "第二条"), ("段落", "每年四月")):
        detail.get_by_role("link", name=part, exact=True).click()
        detail.get_by_text(shown).first.wait_for()
    assert page.locator(":is(.wj-doc, #wj-documents, #wj-jobs) :is(img, script, b b)").count() == 0
    _open_tab(page, "chat")
    assert (
        "每年四月" in visit.ask("绿茶采摘时间是什么时候？").inner_text()
        or page.get_by_text("每年四月").count()
    )
    _open_tab(page, "documents")
    page.locator("#wj-remove").click()
    page.locator("#wj-keep").click()
    page.locator("#wj-remove").click()
    page.locator("#wj-remove-sure").click()
    page.locator("#wj-documents").get_by_text("没有符合的文件").wait_for(timeout=60_000)
    page.locator("#wj-jobs").get_by_text("已移除").first.wait_for()


def test_a_folder_keeps_its_names_and_a_stopped_job_changes_nothing(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit.page
    folder = tmp_path / "规划"
    (folder / "子").mkdir(parents=True)
    for name in ("一.txt", "子/一.txt"):
        (folder / name).write_text(LAW.replace("绿茶", name[0]), "utf-8")
    (folder / ".DS_Store").write_bytes(b"\x00")
    _open_tab(page, "documents")
    _choose(page, "#wj-pick-folder", [folder])
    report = page.locator("#wj-jobs .wj-job").first.locator(".wj-report")
    report.get_by_text("规划/子/一.txt").wait_for(timeout=60_000)
    assert report.locator("li").count() == 2
    page.locator("#wj-rebuild").click()
    newest = page.locator("#wj-jobs .wj-job").first
    newest.get_by_role("link", name="停止").click()
    newest.get_by_text("已停止").wait_for()
    assert "共3份文件" in page.locator("#wj-documents").inner_text()


def test_a_quote_is_checked_its_difference_marked_and_its_place_opened(visit: Visit) -> None:
    page = visit.page
    _open_tab(page, "lookup")
    page.locator("#wj-look").click()
    page.locator("#wj-found").get_by_text("请先输入文字").wait_for()
    page.locator("#wj-quote textarea").fill(QUOTE)
    page.locator("#wj-look").click()
    card = page.locator("#wj-found .wj-card").first
    card.wait_for()
    assert card.locator("del").inner_text() == "8.7%" and card.locator("ins").inner_text() == "7.8%"
    assert "期满" in card.inner_text() and "晋政发〔2021〕17号" in card.inner_text()
    card.locator("summary").click()
    assert "转型动能快速凝聚" in card.locator("details").inner_text()
    card.get_by_role("link", name="GB/T 7714").click()
    page.get_by_text("已复制").wait_for()
    card.get_by_role("link", name="在文件中打开").click()
    page.locator("dialog mark").first.wait_for()
    assert "7.8%" in page.locator("dialog mark").first.inner_text()
    page.keyboard.press("Escape")
    page.locator("#wj-day :is(textarea, input)").fill("2022年")
    page.locator("#wj-day :is(textarea, input)").press("Enter")
    card.get_by_text("现行有效").wait_for()
    page.locator("#wj-quote textarea").fill(
        f"规划说“{QUOTE}”，又说“火星殖民城市的电价由航天员自行商定”。"
    )
    page.locator("#wj-proof").click()
    page.get_by_text("共2处引文和出处").wait_for()
    assert page.locator(".wj-proof mark").count() == 2


def test_a_set_is_uploaded_run_twice_and_compared(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    cases = tmp_path / "我的题.jsonl"
    cases.write_text(CASES, "utf-8")
    _open_tab(page, "evaluation")
    _choose(page, "#wj-pick-set", [cases])
    page.locator("#wj-set-state").get_by_text("已上传").wait_for()
    page.locator("#wj-set input").click()
    page.get_by_role("option", name="我的题.jsonl（自己的，2题）").click()
    for count in (1, 2):
        page.locator("#wj-run").click()
        page.locator("#wj-runs tbody tr").nth(count - 1).wait_for(timeout=60_000)
    figures = page.locator("#wj-evaluation-run")
    assert "2题" in figures.inner_text() and "答案匹配" in figures.inner_text()
    page.locator("#wj-compare").click()
    figures.get_by_text("无显著差别").first.wait_for(timeout=60_000)
    figures.get_by_text("在此查看完整报告").click()
    frame = page.frame_locator("iframe.wj-report-frame")
    frame.get_by_text("对比报告").wait_for()
    frame.locator("#lang").click()  # its one script runs
    frame.locator("html[lang=en]").wait_for()
    figures.get_by_role("link", name="删除").click()
    page.locator("#wj-runs tbody tr").nth(2).wait_for(state="detached")


@pytest.mark.parametrize("path", ["/", "/en/"])
def test_every_tab_fits_a_phone_in_both_languages(browser: Any, address: str, path: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    context.set_default_timeout(20_000)
    visited = Visit(context.new_page(), address)
    visited.open(path)
    for name, place in (
        ("documents", "#wj-documents table"),
        ("lookup", "#wj-look"),
        ("evaluation", "#wj-run"),
        ("settings", ".wj-setting"),
    ):
        _open_tab(visited.page, name)
        visited.page.locator(place).first.wait_for()
        assert visited.page.evaluate("document.documentElement.scrollWidth") <= 390, name
        chinese = "加入文件" in visited.page.locator("#wj-tab-documents").inner_text()
        assert name != "documents" or chinese == (path == "/")
    visited.assert_clean()
    context.close()
