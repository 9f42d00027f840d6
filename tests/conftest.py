"""What many tests share: the seed document, an index of it, and the corpus where it is present."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import made
import pytest
from browsing import Visit, served
from commands import Ran, Run

from index.build import build_index
from index.document import read_document
from index.embed import BuiltinEmbedder, load_embedder
from index.types import Document
from rag.engine import Engine
from ui.cli import main

ROOT = Path(__file__).parent.parent
SEED = ROOT / "eval/sets/seed/山西省“十四五”14个战略性新兴产业规划.txt"
CORPUS = ROOT.parent / "shared/corpus"


@pytest.fixture(scope="session", autouse=True)
def private_data(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Servers that tests start keep their uploads out of the user's home."""
    os.environ["XDG_DATA_HOME"] = str(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def seed_path() -> Path:
    """The user's own document, which ships with the project."""
    return SEED


@pytest.fixture(scope="session")
def seed_text() -> str:
    """The seed document as decoded by Python alone."""
    return SEED.read_bytes().decode("utf-8").replace("\r\n", "\n")


@pytest.fixture(scope="session")
def seed() -> Document:
    """The seed document as read by wenju."""
    return read_document(SEED)


@pytest.fixture(scope="session")
def builtin() -> BuiltinEmbedder:
    """The model that ships."""
    embedder = load_embedder("builtin")
    assert isinstance(embedder, BuiltinEmbedder)
    return embedder


@pytest.fixture(scope="session")
def seed_index(tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder) -> Path:
    """An index of the seed document, only to be read; a test that changes one makes its own."""
    folder = tmp_path_factory.mktemp("seed") / "index"
    build_index([SEED.parent], folder, builtin)
    return folder


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The shared documents, which do not ship."""
    if not CORPUS.is_dir():
        pytest.skip("../shared/corpus is not present; these documents are not part of the project")
    return CORPUS


@pytest.fixture(scope="session")
def seed_engine(seed_index: Path) -> Engine:
    """The seed index, opened."""
    return Engine.open(seed_index)


@pytest.fixture(scope="session")
def library_index(tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder) -> Path:
    """An index of the made-up documents of `made`. Tests only read it."""
    return made.build(tmp_path_factory.mktemp("library"), made.DOCUMENTS, builtin)


@pytest.fixture(scope="session")
def library(library_index: Path) -> Engine:
    """The made-up documents, opened."""
    return Engine.open(library_index)


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder) -> dict[str, Engine]:
    """Engines over one made-up document each: a plan with a 目录, a law without, bare notes."""
    texts = {
        "plan": made.DOCUMENTS["青川市智慧交通三年行动方案.txt"],
        "law": made.DOCUMENTS["水/临江市节约用水管理办法.txt"],
        "notes": "养犬须知\n请文明养犬，及时清理粪便。\n遛犬请避开高峰。\n",
    }
    return {
        name: Engine.open(made.build(tmp_path_factory.mktemp(name), {f"{name}.txt": text}, builtin))
        for name, text in texts.items()
    }


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run one command in this process."""

    def run_(*arguments: str | Path) -> Ran:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as exit_:
            assert isinstance(exit_.code, int)
            code = exit_.code
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run_


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, started once."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed; apt-get install chromium fonts-noto-cjk")
    playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
    with playwright.sync_playwright() as driver:
        # No sandbox: tests run as root in containers, and the page is our own.
        started = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def address(seed_index: Path, browser: Any) -> Iterator[str]:
    """Where the page is served over the seed index, which no test changes."""
    with served(seed_index) as address:
        yield address


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Visit]:
    """The page, just opened; at the end it must have done nothing that it must not."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(10_000)
    visited = Visit(context.new_page(), address)
    visited.open()
    yield visited
    visited.assert_clean()
    context.close()
