"""What is in force comes before the text that it took the place of."""

from pathlib import Path

import made
import pytest

from index.embed import BuiltinEmbedder
from rag.engine import Engine

OLD = """云岭市停车暂行办法
第一条 为了规范停车，制定本办法。
第二条 路边停车收费标准为每小时二元。
第三条 停车不得有下列行为：
（一）占用盲道；
（二）堵塞出入口。
第四条 停车场应当悬挂标志牌。
第五条 本办法自2010年1月1日起施行。
"""
NEW = """云岭市机动车停放管理条例
第一条 为了规范机动车停放，制定本条例。
第二条 在道路停车泊位停放机动车的，停车收费标准为每小时五元。
第三条 停放机动车不得有下列行为：
（一）占用盲道；
（二）堵塞出入口；
（三）占用消防通道。
第四条 本条例自2023年1月1日起施行。《云岭市停车暂行办法》同时废止。
"""


@pytest.fixture(scope="module")
def parking(tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("parking")
    texts = {
        "云岭市停车暂行办法(2010-01-01).txt": OLD,
        "云岭市机动车停放管理条例(2023-01-01).txt": NEW,
    }
    return Engine.open(made.build(folder, {**made.DOCUMENTS, **texts}, builtin))


def titles(engine: Engine, question: str) -> list[str]:
    return list(dict.fromkeys(c.card.title for c in engine.ask(question).citations))


def test_the_rule_in_force_comes_first_and_the_old_one_behind_it(parking: Engine) -> None:
    answer = parking.ask("云岭市路边停车收费标准是多少")
    assert "每小时五元" in answer.citations[0].quote
    old = [c for c in answer.citations if c.card.title == "云岭市停车暂行办法"]
    assert [c.quote for c in old] == ["第二条 路边停车收费标准为每小时二元。"]
    assert any("《云岭市停车暂行办法》已于2023-01-01废止" in said for said in answer.notices)


def test_of_a_list_as_well(parking: Engine) -> None:
    answer = parking.ask("云岭市停车不得有哪些行为")
    first = [c.quote for c in answer.citations if "条例" in c.card.title]
    assert answer.citations[0].quote == first[0] and "（三）占用消防通道。" in first


def test_who_names_the_old_text_is_answered_from_it(parking: Engine) -> None:
    assert titles(parking, "云岭市停车暂行办法里路边停车收费标准是多少")[0] == "云岭市停车暂行办法"


def test_what_only_the_old_text_says_is_answered_from_it(parking: Engine) -> None:
    assert titles(parking, "云岭市停车场应当悬挂什么牌") == ["云岭市停车暂行办法"]


def test_versions_that_differ_in_the_number_of_the_article_alone_are_one(
    tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    clause = "邮件丢失的，按照约定的保价规则确定赔偿责任；未保价的，按照实际损失赔偿。"
    text = (
        "云岭市邮递管理规定\n第一条 为了规范邮递，制定本规定。\n第{n}条 {clause}\n"
        "第九条 本规定自{year}年1月1日起施行。\n"
    )
    texts = {
        "云岭市邮递管理规定(2018-01-01).txt": text.format(n="二", clause=clause, year=2018),
        "云岭市邮递管理规定(2024-01-01).txt": text.format(n="三", clause=clause, year=2024),
    }
    engine = Engine.open(made.build(tmp_path, {**made.DOCUMENTS, **texts}, builtin))
    answer = engine.ask("云岭市邮件丢失怎么赔偿")
    assert [c.quote for c in answer.citations] == [f"第三条 {clause}"]
    assert not any("多个版本" in said for said in answer.notices)


def test_versions_whose_title_holds_that_of_a_national_law_are_told_from_each_other(
    tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    title = "云岭市实施《中华人民共和国停车法》办法"
    old = f"""标题：{title}
【时效性】已废止

{title}
第一条 为了实施停车法，制定本办法。
第二条 夜间停车收费标准为每小时二元。
"""
    new = old.replace("已废止", "现行有效").replace("二元", "五元")
    name = title.replace("《", "").replace("》", "")
    texts = {f"{name}(2001-01-01).txt": old, f"{name}(2020-01-01).txt": new}
    engine = Engine.open(made.build(tmp_path, {**made.DOCUMENTS, **texts}, builtin))
    answer = engine.ask("云岭市夜间停车收费标准是多少")
    assert "每小时五元" in answer.citations[0].quote
