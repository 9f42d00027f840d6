"""One text saved as txt, md, html, docx and pdf: the same section tree and the same answers."""

from pathlib import Path

import made
import pytest
from saved_as import FORMATS, as_pdf

from index.build import build_index
from index.document import read_document
from index.embed import BuiltinEmbedder
from index.types import Document
from rag.engine import Engine

_NAMES = {
    "water": "水/临江市节约用水管理办法.txt",
    "data": "数据/晋源省数据安全条例(2023).txt",
    "dogs": "云岭市养犬管理条例.txt",
    "plan": "青川市智慧交通三年行动方案.txt",
}
_QUESTIONS = {
    "water": [
        "未安装用水计量设施的，处多少罚款？",
        "水平衡测试多久进行一次？",
        "第四条是什么？",
        "制定机关是谁？",
    ],
    "data": ["日志保存多少个月？", "重要数据的处理者多久开展一次风险评估？", "第二条是什么？"],
    "dogs": ["犬绳不得超过多长？", "第三条之一是什么？", "违反第三条规定怎么处罚？"],
    "plan": [
        "2025年建成多少个智能信号路口？",
        "三年内新建电子站牌多少块？",
        "强化资金支持有哪些内容？",
        "重点任务包括哪些方面？",
        "文号是什么？",
    ],
}


def _tree(document: Document) -> list[tuple[str, str, int, int, str]]:
    """Every section: kind, label, number, depth and the text it holds, without white space."""
    return [
        (
            section.kind,
            section.label,
            section.number,
            len(list(document.ancestors(index))),
            "".join(document.text[section.start : section.own_end].replace("#", "").split()),
        )
        for index, section in enumerate(document.sections)
    ]


@pytest.mark.parametrize("name", sorted(_NAMES))
def test_every_format_gives_the_same_tree(tmp_path: Path, name: str) -> None:
    text = made.DOCUMENTS[_NAMES[name]]
    trees = {}
    for suffix, save in FORMATS.items():
        path = tmp_path / f"{name}{suffix}"
        save(path, text)
        document = read_document(path)
        trees[suffix] = _tree(document)
        if suffix != ".md":
            assert document.text == text, suffix
        values = [(value.name, value.value) for value in document.meta]
        if suffix == ".txt":
            expected = values
        assert values == expected, suffix
    assert len(trees[".txt"]) > 5
    for suffix, tree in trees.items():
        assert tree == trees[".txt"], suffix


@pytest.mark.parametrize("name", sorted(_NAMES))
def test_every_format_gives_the_same_answers(
    tmp_path: Path, builtin: BuiltinEmbedder, name: str
) -> None:
    answers = {}
    for suffix, save in FORMATS.items():
        documents = tmp_path / suffix[1:]
        documents.mkdir()
        save(documents / f"{name}{suffix}", made.DOCUMENTS[_NAMES[name]])
        build_index([documents], documents / "index", builtin)
        engine = Engine.open(documents / "index")
        answers[suffix] = [
            (answer.status, [(c.section, c.quote) for c in answer.citations])
            for answer in map(engine.ask, _QUESTIONS[name])
        ]
    assert any(quotes for _, quotes in answers[".txt"])
    for suffix, found in answers.items():
        assert found == answers[".txt"], suffix


def test_the_seed_keeps_its_sections_through_a_pdf_of_many_pages(
    tmp_path: Path, seed: Document
) -> None:
    for indent in (0, 2):
        as_pdf(tmp_path / "seed.pdf", seed.text, indent)
        document = read_document(tmp_path / "seed.pdf")
        assert len(document.pages) >= 5
        printed, read = ("".join(x.text.split()) for x in (seed, document))
        assert read == printed
        headings = [(s.kind, s.number, "".join(s.label.split())) for s in seed.sections]
        assert [(s.kind, s.number, "".join(s.label.split())) for s in document.sections] == headings


def test_pages_survive_the_index(tmp_path: Path, builtin: BuiltinEmbedder, seed: Document) -> None:
    as_pdf(tmp_path / "seed.pdf", seed.text)
    document = read_document(tmp_path / "seed.pdf")
    build_index([tmp_path / "seed.pdf"], tmp_path / "index", builtin)
    engine = Engine.open(tmp_path / "index")
    assert engine.reader.records.document(0) == document
    assert document.page_at(0) == 1
    assert document.page_at(len(document.text) - 1) == len(document.pages)
    for page, start in enumerate(document.pages, 1):
        assert document.page_at(start) == page
        assert start == 0 or document.page_at(start - 1) == page - 1
    assert seed.page_at(0) is None
