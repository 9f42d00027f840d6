"""The sentences of the layers below, which are English, in Chinese: why a file was refused or read
in part, why a job failed. The file is named beside them, so its name is left out.

A sentence that is not in reasons.tsv is shown as it is; `tests/test_reasons.py` finds those of the
readers that are missing.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ui.wording import Language

_TABLE = Path(__file__).parent / "reasons.tsv"
_PARTS = {
    "{name}": r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""",
    "{save}": r"save it as \.docx in Word, WPS or LibreOffice",
    "{ocr}": r'pip install "wenju\[ocr\]" has wenju recognise it',
}
_INSTALL = '安装文字识别（pip install "wenju[ocr]"）后可识别'
_STEPS = {
    "comparing": "比对文件",
    "indexing": "建立索引",
    "writing": "写入索引",
    "asked": "已答题目",
}


def reason(sentence: str, language: Language) -> str:
    """A sentence of the layers below in the page's language."""
    said = sentence.removeprefix("wenju: ").strip()
    if language == "zh":
        for pattern, chinese in _patterns():
            said = pattern.sub(chinese, said)
        said = re.sub(r"(?<=[。；]) +", "", said)
    return said


def step(name: str, language: Language) -> str:
    """A step of a job's progress in the page's language."""
    return _STEPS.get(name, name) if language == "zh" else name


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(_read())


def _read() -> Iterator[tuple[re.Pattern[str], str]]:
    name = ""
    for line in _TABLE.read_text("utf-8").splitlines():
        if line.startswith("#"):
            name = f"(?:{_PARTS['{name}']}:? )?" if line == "# of files" else ""
            continue
        said, chinese = line.split("\t")
        for part, expression in _PARTS.items():
            said = said.replace(part, expression)
        yield re.compile(name + said), chinese.replace("{install}", _INSTALL)
