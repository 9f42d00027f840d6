"""What a document is about, asked by its 文号 alone."""

import pytest

from rag.engine import Engine

NUMBER = "青政办发〔2023〕26号"
TITLE = "青川市人民政府办公室关于印发青川市智慧交通三年行动方案的通知"


@pytest.mark.parametrize(
    "question",
    [
        NUMBER,
        f"{NUMBER}讲什么",
        f"{NUMBER}是关于什么的？",
        f"请问{NUMBER}文件主要内容是什么",
        "青政办发2023年26号文说了啥",
    ],
)
def test_a_document_asked_by_its_number_is_told_by_title_beginning_and_parts(
    library: Engine, question: str
) -> None:
    text = library.ask(question).text
    assert TITLE in text
    assert "一、总体目标" in text
    assert "三、组织保障" in text


def test_a_question_about_something_in_it_is_none(library: Engine) -> None:
    assert "全文共" not in library.ask(f"{NUMBER}里公交电子站牌覆盖率要达到多少").text
