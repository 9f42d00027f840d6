"""Every sentence with which a reader refuses a file has its Chinese."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.read.formats import SUFFIXES, refusal
from ui.reasons import reason

ROOT = Path(__file__).parent.parent
NAME = repr("坏'文件\".pdf")
ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,}")  # two words on end


def _sentences() -> Iterator[tuple[str, str]]:
    """(where, sentence) of every ReadError in the readers, as it would be printed."""
    for path in [*(ROOT / "index/read").glob("*.py"), ROOT / "index/files.py"]:
        module = importlib.import_module(f"index.{'read.' * ('read' in path.parts)}{path.stem}")
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ReadError":
                (said,) = node.args
                text = _printed(said, vars(module))
                if text.endswith("."):  # else a part of a sentence
                    yield f"{path.name}:{node.lineno}", text


def _printed(node: ast.expr, names: dict[str, object]) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if not isinstance(node, ast.JoinedStr):
        return ""  # a sentence made elsewhere
    parts = []
    for value in node.values:
        if isinstance(value, ast.Constant):
            parts.append(str(value.value))
            continue
        assert isinstance(value, ast.FormattedValue)
        known = names.get(value.value.id) if isinstance(value.value, ast.Name) else None
        if value.conversion == ord("r"):
            parts.append(NAME)
        elif isinstance(value.value, ast.BoolOp):  # a kind of Office file, below
            return ""
        elif isinstance(known, str):
            parts.append(known)
        elif isinstance(value.value, ast.Name) and value.value.id == "error":
            parts.append("recognising its text failed (RuntimeError)")
        elif isinstance(value.value, ast.Name) and value.value.id == "reason":
            parts.append("damaged")
        else:
            parts.append("12")
    return "".join(parts)


def test_every_refusal_of_a_reader_has_its_chinese() -> None:
    sentences = list(_sentences())
    assert len(sentences) > 40
    for where, sentence in sentences:
        chinese = reason(sentence, "zh").replace("pip install", "")
        assert not ENGLISH.search(chinese), f"{where}: {sentence}\n→ {chinese}"
        assert re.search("[\u4e00-\u9fff]", chinese.replace(NAME, "")), where
        assert reason(sentence, "en") == sentence


@pytest.mark.parametrize("name", ["a.exe", "a", "a.gif", "a.xlsx", "a.pptx", "a.rar", "a.ofd"])
def test_formats_that_are_not_read_have_their_chinese(name: str) -> None:
    chinese = reason(refusal(name), "zh")
    assert not ENGLISH.search(chinese) and "不" in chinese and len(chinese) < 70
    assert ".txt" in SUFFIXES


@pytest.mark.parametrize(
    ("said", "chinese"),
    [
        (
            "'a.pdf': 2 pages hold no text (pictures or blank): 3, 4. 'a.pdf': 1 pages were read by "
            "OCR, which may misread characters: 5.",
            "有2页没有文字（图片或空白）：第3, 4页。有1页文字由识别得来，可能有错字：第5页。",
        ),
        (
            "'a.pdf': 12 pages hold no text (pictures or blank): 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 …. "
            'pip install "wenju[ocr]" has wenju recognise it.',
            "有12页没有文字（图片或空白）：第1, 2, 3, 4, 5, 6, 7, 8, 9, 10 …页；"
            '安装文字识别（pip install "wenju[ocr]"）后可识别。',
        ),
        (
            "wenju: 'x' would leave no document in the index; delete its folder instead, or build it "
            "anew.",
            "这是最后的文件，移除后索引就空了；请先加入别的文件。",
        ),
        (
            "wenju: index '/a b/c' is being written by another wenju; wait until it is done.",
            "索引正由另一个程序写入，请等它完成后再试。",
        ),
        (
            "wenju: '/x/sets/a.jsonl' cannot be used: line 3: the question is empty.",
            "题集不能用：第3行：问题为空.",
        ),
        ("something new", "something new"),
    ],
)
def test_notes_and_failures_have_their_chinese(said: str, chinese: str) -> None:
    assert reason(said, "zh") == chinese
