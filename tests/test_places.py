"""A place that a question names by number answers, also where the question asks something of it."""

from pathlib import Path

import made
import pytest

from index.embed import BuiltinEmbedder
from rag.engine import Engine
from rag.places import names_inner_place


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("云岭市养犬管理条例第四条规定违反的罚多少钱？", "二百元罚款"),
        ("云岭市养犬管理条例第三条，犬绳最长多少？", "一点五米"),
        ("青政办发〔2023〕26号第二部分第（三）点接入多少个停车场？", "260个"),
    ],
)
def test_the_named_place_answers(library: Engine, question: str, said: str) -> None:
    assert said in library.ask(question).text


def test_inner_places_are_told_from_outlines() -> None:
    assert names_inner_place("第二部分第(二)点讲什么")
    assert names_inner_place("附录第三条")
    assert not names_inner_place("第五章第二节是什么")


def test_steps_without_a_unit_name_a_place_not_an_entry_of_the_outline(library: Engine) -> None:
    text = library.ask("青政办发〔2023〕26号 二、（三）").text
    assert "260个" in text
    assert "目录" not in text


def test_a_long_place_asked_for_whole_is_told_by_its_headings(
    tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    said = "".join(f"水厂应当做好第{n}件事。" for n in "一二三四五六七八九")
    text = f"水城市供水方案\n水发〔2020〕5号\n一、目标\n{said}\n二、任务\n"
    text += f"（一）修建水厂\n{said}\n（二）更换水管\n{said}\n"
    engine = Engine.open(
        made.build(tmp_path, {"plan.txt": text, "a.txt": "养犬须知\n请文明养犬。\n"}, builtin)
    )
    answer = engine.ask("水发〔2020〕5号第二部分").text
    assert "（一）修建水厂" in answer
    assert "（二）更换水管" in answer
    assert "其下共2部分" in answer


def test_the_sentences_of_one_paragraph_are_one_quote(
    tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    tax = "第四条 按余值缴纳的，税率为1.2%；按租金缴纳的，税率为12%。"
    text = (
        f"水城市房产税办法\n第三条 税由产权人缴纳。\n{tax}\n具体办法由市政府制定。\n第五条 略。\n"
    )
    engine = Engine.open(
        made.build(tmp_path, {"tax.txt": text, "a.txt": "养犬须知\n文明养犬。\n"}, builtin)
    )
    quotes = [citation.quote for citation in engine.ask("水城市房产税办法第四条").citations]
    assert quotes == [tax, "具体办法由市政府制定。"]
