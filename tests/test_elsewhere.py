"""Questions that leave open which place, version or part is meant: all that fit are told and shown."""

from dataclasses import replace
from pathlib import Path

import made
import pytest

from index.embed import BuiltinEmbedder
from index.types import DocumentCard
from rag.candidates import best_candidates
from rag.elsewhere import of_other_places, place_of, placeless
from rag.engine import Engine
from rag.query import parse_query

REPORT = """2026年{place}政府工作报告
一、2025年工作回顾
过去一年，全省地区生产总值增长{done}%，城镇新增就业{jobs}万人。
二、2026年重点工作
今年经济社会发展主要预期目标是：地区生产总值增长{aim}%左右，城镇新增就业{aim}0万人。
（一）发展实体经济
建设制造业基地。支持企业技术改造。
（二）促进消费
开展以旧换新。举办消费节。
（三）保障民生
新增床位3000张。
"""
PROVINCES = {"山东省": (5, 6, 70), "河南省": (4, 5, 80), "湖北省": (7, 8, 90)}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("reports")
    texts = {
        f"报告/2026_{place}_政府工作报告.txt": REPORT.format(
            place=place, aim=aim, done=done, jobs=jobs
        )
        for place, (aim, done, jobs) in PROVINCES.items()
    }
    return Engine.open(made.build(folder, {**made.DOCUMENTS, **texts}, builtin))


def card(title: str) -> DocumentCard:
    return DocumentCard(title, title, f"{title}.txt", None, None, None, None)


@pytest.mark.parametrize(
    ("title", "name", "place"),
    [
        ("2026年山西省政府工作报告", "政府工作报告", "山西"),
        ("广西壮族自治区2026年政府工作报告", "政府工作报告", "广西壮族"),
        ("杭州市养犬管理条例", "养犬管理条例", "杭州"),
        ("中华人民共和国公司法", "", ""),
        ("存款保险条例", "", ""),
    ],
)
def test_a_title_is_taken_apart_into_what_it_is_and_where(
    title: str, name: str, place: str
) -> None:
    assert placeless(card(title)) == (name, place)


@pytest.mark.parametrize(
    "question", ["今年的地区生产总值增长目标是多少？", "今年经济社会发展主要预期目标是多少"]
)
def test_where_no_place_is_named_several_are_shown_and_it_is_said(
    reports: Engine, question: str
) -> None:
    answer = reports.ask(question)
    assert answer.status == "answered"
    titles = {citation.card.title for citation in answer.citations}
    assert titles == {f"2026年{place}政府工作报告" for place in PROVINCES}
    for aim, _, _ in PROVINCES.values():
        assert f"地区生产总值增长{aim}%左右" in answer.text
    assert any("没有指明地区" in notice and "3个地方" in notice for notice in answer.notices)


def test_where_a_place_is_named_it_alone_answers(reports: Engine) -> None:
    answer = reports.ask("山东今年的地区生产总值增长目标是多少？")
    assert {citation.card.title for citation in answer.citations} == {"2026年山东省政府工作报告"}
    assert "增长5%左右" in answer.text
    assert not any("没有指明地区" in notice for notice in answer.notices)


def test_what_is_planned_is_not_answered_by_what_was_done(reports: Engine) -> None:
    assert "增长6%，" not in reports.ask("山东今年的地区生产总值增长目标是多少？").text


def test_of_rules_that_hold_everywhere_no_place_is_asked(library: Engine) -> None:
    hits = library.search("养犬登记")
    query = parse_query("云岭市的养犬登记")
    best = best_candidates(library.reader, query, hits, False)[0]
    assert of_other_places(query.folded, best, hits) == []


def test_a_whole_part_is_answered_by_its_outline_and_how_each_part_begins(
    reports: Engine,
) -> None:
    answer = reports.ask("山东省2026年政府工作报告第二部分讲什么？")
    assert answer.status == "answered"
    for text in ("二、2026年重点工作", "（一）发展实体经济", "（三）保障民生"):
        assert text in answer.text
    for opening in ("建设制造业基地。", "开展以旧换新。", "新增床位3000张。"):
        assert opening in answer.text
    assert "支持企业技术改造" not in answer.text
    assert {citation.card.title for citation in answer.citations} == {"2026年山东省政府工作报告"}


def test_a_part_without_headings_is_answered_by_its_paragraphs(reports: Engine) -> None:
    answer = reports.ask("湖北省2026年政府工作报告第一部分讲什么？")
    assert "地区生产总值增长8%" in answer.text


def test_a_question_for_an_entry_of_the_outline_gets_no_openings(reports: Engine) -> None:
    answer = reports.ask("山东省2026年政府工作报告第二部分有哪几节？")
    assert "建设制造业基地" not in answer.text


PARKS = {
    "云岭市公园条例.txt": "云岭市公园条例\n第一条 公园内禁止放生外来物种。\n第二条 公园开放时间由园方公布。\n",
    "公园管理办法.txt": "公园管理办法\n第一条 公园门票收入应当用于公园养护。\n第二条 公园应当设置无障碍设施。\n",
}


@pytest.fixture(scope="module")
def parks(tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("parks")
    return Engine.open(made.build(folder, {**made.DOCUMENTS, **PARKS}, builtin))


def test_the_rule_of_one_place_is_said_to_be_its_own(parks: Engine) -> None:
    notices = parks.ask("公园里能不能放生外来物种？").notices
    assert any(notice.startswith("这是云岭市的规定，只适用于当地") for notice in notices)


@pytest.mark.parametrize(
    "question",
    [
        "云岭的公园里能不能放生外来物种？",
        "《云岭市公园条例》允许放生外来物种吗？",
        "公园门票收入用于什么？",
    ],
)
def test_a_place_that_is_named_or_none_needs_no_such_notice(parks: Engine, question: str) -> None:
    answer = parks.ask(question)
    assert answer.status == "answered"
    assert not any("只适用于当地" in notice for notice in answer.notices)


def test_in_an_index_of_one_place_nothing_is_said_of_it(
    tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    one = {
        "云岭市公园条例.txt": PARKS["云岭市公园条例.txt"],
        "养犬.txt": made.DOCUMENTS["云岭市养犬管理条例.txt"],
    }
    answer = Engine.open(made.build(tmp_path, one, builtin)).ask("公园里能不能放生外来物种？")
    assert answer.notices == ()


@pytest.mark.parametrize(
    ("title", "issuer", "place"),
    [
        ("云岭市公园条例", None, "云岭市"),
        ("2026年山西省政府工作报告", None, "山西省"),
        ("中国（上海）自由贸易试验区条例", "上海市人民代表大会常务委员会", "上海市"),
        ("最高人民法院关于上海金融法院案件管辖的规定", "最高人民法院", ""),
        ("城市绿化条例", "国务院", ""),
        ("城市绿化条例", None, ""),
    ],
)
def test_whose_rules_a_document_holds(title: str, issuer: str | None, place: str) -> None:
    own = replace(card(title), issuer=issuer)
    assert place_of(own) == place
