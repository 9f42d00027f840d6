"""What a word means is answered by the clause that defines it, and by no clause that only uses it."""

from pathlib import Path

import made
import pytest

from index.embed import BuiltinEmbedder
from index.fold import fold
from rag.definitions import defining, term_asked, without_asking
from rag.engine import Engine

LAW = """云岭市公共数据条例
第一条 公共数据提供者应当按照规定汇集公共数据，保障公共数据安全。
第二条 公共数据管理应当遵循公共数据共享原则。
第三条 本条例所称公共数据，是指国家机关在履行职责过程中收集、产生的数据。
第四条 公共数据提供者，是指提供公共数据的机关、单位。
第五条 开放清单包括公共数据的名称、格式和更新周期。
第六条 有下列情形之一的，属于数据滥用：
（一）超出目的使用公共数据；
（二）擅自转让公共数据；
（三）以营利为目的出售公共数据。
第七条 市大数据部门（以下称主管部门）负责公共数据的监督管理。
第八条 以欺骗手段取得公共数据的行为，属于骗取数据。
"""


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("什么是公共数据？", "公共数据"),
        ("《公共数据条例》所称公共数据是指什么", "公共数据"),
        ("公共数据条例里的公共数据指的是什么", "公共数据"),
        ("本法所称的消费者是指什么", "消费者"),
        ("什么叫“数据滥用”", "数据滥用"),
        ("数据滥用的定义", "数据滥用"),
        ("如何界定数据滥用", "数据滥用"),
        ("数据滥用怎么界定", "数据滥用"),
        ("主管部门是什么意思", "主管部门"),
        ("成年人是不是指满18岁的人", "成年人"),
        ("经营者集中是指哪些情形", "经营者集中"),
        ("经济增长目标是什么", None),
        ("申请条件是什么？", None),
        ("他是谁", None),
        ("公共数据由谁管", None),
    ],
)
def test_the_word_that_is_asked_for(question: str, term: str | None) -> None:
    assert term_asked(fold(question)) == term


@pytest.mark.parametrize(
    ("text", "defines"),
    [
        ("本条例所称公共数据,是指国家机关收集的数据。", True),
        ("(一)公共数据,是指国家机关收集的数据。", True),
        ("第三条 公共数据是国家机关收集的数据。", True),
        ("国家机关收集的数据(以下称公共数据)应当汇集。", True),
        ("国家机关收集的数据为公共数据。", True),
        ("公共数据提供者,是指提供公共数据的单位。", False),
        ("本条例所称公共数据共享,是指共享。", False),
        ("申请人认为是公共数据,单位不认为是公共数据的,可以申请复核。", False),
        ("公共数据应当汇集。", False),
        ("公共数据是否开放由部门决定。", False),
    ],
)
def test_a_definition_names_the_very_word(text: str, defines: bool) -> None:
    assert (defining("公共数据", text) > 1) is defines


def test_words_that_only_ask_for_a_meaning_are_not_looked_for() -> None:
    assert without_asking("用人单位 意思") == "用人单位"
    assert without_asking("叫不可抗力") == "不可抗力"
    assert without_asking("意思") == "意思"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("data")
    return Engine.open(made.build(folder, {**made.DOCUMENTS, "公共数据.txt": LAW}, builtin))


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("什么是公共数据？", "本条例所称公共数据，是指"),
        ("公共数据提供者是什么意思？", "公共数据提供者，是指"),
        ("什么叫骗取数据？", "属于骗取数据"),
    ],
)
def test_the_defining_clause_comes_first(data: Engine, question: str, quoted: str) -> None:
    answer = data.ask(question)
    assert answer.status == "answered"
    assert quoted in answer.citations[0].quote


def test_what_counts_is_listed_whole(data: Engine) -> None:
    answer = data.ask("什么是数据滥用？")
    assert "共3项" in answer.text
    for item in ("超出目的使用", "擅自转让", "以营利为目的"):
        assert item in answer.text


def test_what_is_not_defined_is_not_made_up(data: Engine) -> None:
    assert data.ask("什么是量子纠缠？").status == "insufficient"
