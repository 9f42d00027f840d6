"""`wenju demo`: index the bundled document if needed, ask three questions, show the way on."""

import argparse
import os
from pathlib import Path

from eval.sets import SEED
from index.build import build_index
from index.embed import load_embedder
from index.errors import IndexDamagedError, NotFoundError
from index.reader import open_index
from rag.engine import Engine
from ui.render import answer_text

QUESTIONS = (
    "“十三五”以来山西工业战略性新兴产业增加值年均增长多少？",
    "半导体产业的发展重点是什么？",
    "山西有多少家上市公司？",
)
"""A fact, a section that only the table of contents lists, and one the document cannot answer."""


def default_index() -> Path:
    """Where the demo index goes: the user's cache folder."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "wenju" / "demo-index"


def ensure_demo_index(folder: Path) -> bool:
    """Build the demo index unless a usable one is there; True when it was built."""
    try:
        open_index(folder)
    except (NotFoundError, IndexDamagedError):
        build_index([SEED], folder, load_embedder("builtin"))
        return True
    return False


def run_demo(parsed: argparse.Namespace) -> int:
    """Run the demonstration."""
    folder: Path = parsed.index or default_index()
    built = ensure_demo_index(folder)
    print(f"{'已建立' if built else '使用已有的'}演示索引：{folder}\n")
    engine = Engine.open(folder)
    for number, question in enumerate(QUESTIONS, 1):
        print(f"问{number}：{question}")
        print(f"{answer_text(engine.ask(question))}\n")
    print("打开网页界面：")
    print(f"  wenju serve --index {folder}")
    print("继续提问：")
    print(f'  wenju ask "建成了几个国家级重点实验室？" --index {folder}')
    return 0
