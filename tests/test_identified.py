"""Which document bears this 索引号 or 文号?"""

from pathlib import Path

import pytest
from made import build

from index.embed import BuiltinEmbedder
from rag.engine import Engine

LETTER = """标题：{title}
发文机关：{issuer}
发文字号：{number}
索引号：{index}
成文日期：1991年05月23日

{title}

各县人民政府：
为了做好{subject}工作，现通知如下，请认真执行。
"""
LETTERS = {
    "grain.txt": {
        "title": "关于收购粮食的通知",
        "issuer": "青川省人民政府",
        "number": "青政发〔1991〕8号",
        "index": "000014349/1991-00021",
        "subject": "粮食收购",
    },
    "flood.txt": {
        "title": "关于防汛抢险的通知",
        "issuer": "青川省人民政府办公厅",
        "number": "青政办发〔1991〕8号",
        "index": "000014349/1991-00022",
        "subject": "防汛",
    },
}


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("letters")
    documents = {name: LETTER.format(**fields) for name, fields in LETTERS.items()}
    return Engine.open(build(folder, documents, builtin))


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("索引号 000014349/1991-00021 对应的是哪份文件？", "关于收购粮食的通知"),
        ("索引号為000014349/1991－00022的是什麼文件", "关于防汛抢险的通知"),
        ("青政发〔1991〕8号是哪份文件？", "关于收购粮食的通知"),
        ("青政办发[1991]8号是什么通知", "关于防汛抢险的通知"),
    ],
)
def test_the_document_that_bears_a_number_is_named(
    letters: Engine, question: str, title: str
) -> None:
    answer = letters.ask(question)
    assert answer.status == "answered"
    assert f"标题：{title}" in answer.text
    assert {citation.card.title for citation in answer.citations} == {title}


def test_a_field_is_asked_of_the_document_with_an_index_number(letters: Engine) -> None:
    answer = letters.ask("索引号000014349/1991-00022的文件是哪天成文的？")
    assert "1991年5月23日" in answer.text
    assert {citation.card.title for citation in answer.citations} == {"关于防汛抢险的通知"}


def test_a_number_that_no_document_bears_names_none(letters: Engine) -> None:
    answer = letters.ask("索引号 000014349/1891-00021 对应的是哪份文件？")
    assert answer.status == "insufficient"
