"""The forms that lists take in texts, and which of several enumerations a question means."""

from dataclasses import replace
from pathlib import Path

import made
import pytest

from index.document import parse_document
from index.embed import BuiltinEmbedder
from index.fold import fold
from rag.deciding import lists_just_that
from rag.engine import Engine
from rag.extract import rank_sentences
from rag.listkinds import suitable
from rag.lists import list_claims, series_of_headings
from rag.query import parse_query
from rag.quoting import quoted
from rag.series import Series, find_series
from rag.sets import find_set

MARKET = """云岭市农贸市场管理条例
第一章 总则
第一条 为了规范农贸市场管理，制定本条例。
第二条 申请开办市场，应当具备下列条件：
（一）有固定场所；
（二）有消防设施；
（三）有管理人员；
法律、法规规定的其他条件。
第三条 登记簿应当载明：市场名称；开办人姓名；场所面积；经营范围。
第二章 经营规范
第四条 任何人在市场内不得实施下列行为：
（一）占用消防通道；
（二）私拉电线；
（三）销售病死畜禽。
第五条 市场开办人可以实施下列行为：
（一）收取摊位费；
（二）组织促销。
第三章 保障措施
第六条 做好三件事。首先，修好道路。其次，接通水电。最后，培训人员。
第七条 市场管理工作由市场监管局、公安局、住建局、消防支队4个部门分工负责。
第八条 开办人应当履行下列职责：
（一）建立档案，档案应当包括：
1.经营者身份证明复印件及其联系方式，并在变更之日起十日内予以更新；
2.食用农产品产地证明、购货凭证、合格证明文件，保存期限不得少于六个月；
3.与经营者签订的食品安全协议，协议应当明确双方的权利、义务和违约责任；
4.对经营者进行检查、培训、考核的记录，以及对不合格产品进行处置的全部记录；
5.消费者投诉举报及其处理结果，处理结果应当在五个工作日内书面告知投诉举报人，并存档备查；
6.突发事件应急预案、演练记录和事故报告，以及市人民政府规定应当归档的其他各种书面材料；
7.场所的消防、用电、燃气安全检查记录，检查中发现的隐患及其整改情况，以及主管部门出具的复查意见；
（二）公示信息；
（三）配合检查。
"""
PLAN = """青川市养老服务三年行动方案
一、总体要求
坚持政府主导。
二、主要任务
（一）扩大服务供给
新增床位3000张。
（二）建设人才队伍
培训护理员500名。
（三）发展智慧养老
建设信息平台。
三、保障措施
（一）加强领导
成立领导小组。
（二）落实资金
列入年度预算。
"""


def _series(text: str) -> tuple[str, list[Series]]:
    document = parse_document("文件.txt", text)
    return document.text, find_series(document, 0, len(document.text))


def _items(text: str, series: Series) -> list[str]:
    return [text[start:end] for start, end in series.items]


def test_the_last_item_counts_though_its_number_is_missing() -> None:
    text, found = _series(MARKET)
    conditions = _items(text, found[0])
    assert len(conditions) == 4
    assert conditions[-1] == "法律、法规规定的其他条件。"


def test_a_line_behind_a_finished_list_is_none_of_its_items() -> None:
    text, found = _series("办法\n应当：\n（一）甲；\n（二）乙。\n其他事项另行规定。\n")
    assert _items(text, found[0]) == ["（一）甲；", "（二）乙。"]


def test_parts_of_one_long_sentence_are_items() -> None:
    text, found = _series(MARKET)
    parted = next(series for series in found if series.family == "parted")
    assert _items(text, parted) == ["市场名称", "开办人姓名", "场所面积", "经营范围"]
    assert text[slice(*parted.lead)] == "第三条 登记簿应当载明："


@pytest.mark.parametrize(
    "text",
    [
        "理由如下：甲；乙。",
        "分工：（一）甲；（二）乙；（三）丙。",
        "注意：甲乙丙。后文；另外；再说。",
    ],
)
def test_fewer_than_three_parts_or_marked_ones_are_no_list_of_that_form(text: str) -> None:
    assert not [s for s in _series(text)[1] if s.family == "parted"]


def test_first_then_and_last_are_items() -> None:
    text, found = _series(MARKET)
    steps = next(series for series in found if series.family == "then")
    assert _items(text, steps) == ["首先，修好道路。", "其次，接通水电。", "最后，培训人员。"]


def test_items_inside_a_long_item_are_shown_too() -> None:
    document = parse_document("市场.txt", MARKET)
    duties = next(
        s
        for s in find_series(document, 0, len(document.text))
        if "履行下列职责" in document.text[slice(*s.lead)]
    )
    claims = list_claims(document, 0, duties)
    quotes = [quote.text for said in claims for quote in said.quotes]
    assert "3" in claims[0].parts
    for inner in ("1.经营者身份", "7.场所的消防", "（二）公示信息", "（三）配合检查"):
        assert any(quote.startswith(inner) for quote in quotes), (inner, quotes)
    assert max(map(len, quotes)) <= 200


def test_the_headings_under_a_heading_that_is_named_are_a_list() -> None:
    document = parse_document("方案.txt", PLAN)
    position = document.text.index("培训护理员")
    (tasks,) = series_of_headings(document, position, fold("养老方案的主要任务有哪些"))
    assert _items(document.text, tasks) == [
        "（一）扩大服务供给",
        "（二）建设人才队伍",
        "（三）发展智慧养老",
    ]
    assert series_of_headings(document, position, fold("养老方案的投资有哪些")) == []


def test_a_set_stands_where_the_question_looks() -> None:
    text = (
        "一、2025年工作回顾\n建成北站、南站、东站三大枢纽。\n"
        "二、2026年工作安排\n推进新港、空港、陆港三大枢纽建设。\n"
    )
    document = parse_document("报告.txt", text)
    for tense, members in ((1, ["推进新港", "空港", "陆港"]), (-1, ["建成北站", "南站", "东站"])):
        found = find_set(document, "三大枢纽是哪些?", lambda text: 1.0, tense)
        assert found is not None
        assert _items(document.text, found) == members


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        ("哪些情况可以免缴费用", "有下列情形之一的,免予缴费:", "应当载明下列内容:"),
        ("不准干哪些事", "不得实施下列行为:", "应当符合下列条件:"),
        ("不准干哪些事", "不得实施下列行为:", "可以实施下列行为:"),
        ("可以做哪些事", "可以开展下列活动:", "不得实施下列活动:"),
        ("要具备什么条件", "应当具备下列条件:", "应当履行下列职责:"),
        ("提交哪些材料", "应当提交下列材料:", "应当符合下列条件:"),
        ("要赔偿哪些损失", "应当赔偿下列损失:", "应当符合下列条件:"),
        ("由哪几个部门组成", "由下列部门组成:", "现提出以下意见:"),
        ("哪些人没资格当评委", "有下列情形之一的,不得担任评委:", "担任评委可以享受下列待遇:"),
        ("哪些人不能当队长", "下列人员不得担任队长:", "有下列情形之一,不能出发的,队长应当报告:"),
        ("什么內容要寫明", "应当载明下列事项:", "不得有下列行为:"),
    ],
)
def test_the_lead_that_names_what_is_asked_suits_best(
    question: str, better: str, worse: str
) -> None:
    folded = fold(question)
    assert suitable(folded, better) > suitable(folded, worse)


@pytest.mark.parametrize(
    ("question", "items", "count"),
    [
        (
            "农贸市场里不许干哪些事？",
            ["占用消防通道", "私拉电线", "销售病死畜禽"],
            "共3项",
        ),
        ("开办农贸市场要什么条件？", ["有固定场所", "有管理人员", "其他条件"], "共4项"),
        ("市场开办人可以实施哪些行为？", ["收取摊位费", "组织促销"], "共2项"),
        ("市场登记簿载明什么内容？", ["市场名称", "场所面积", "经营范围"], "共4项"),
        (
            "青川市养老方案的主要任务有哪些？",
            ["扩大服务供给", "建设人才队伍", "发展智慧养老"],
            "共3部分",
        ),
    ],
)
def test_a_list_is_answered_whole_with_its_count(
    forms: Engine, question: str, items: list[str], count: str
) -> None:
    answer = forms.ask(question)
    assert answer.status == "answered"
    for item in items:
        assert item in answer.text, answer.text
    assert count in answer.text


def test_a_question_for_one_fact_gets_no_list(forms: Engine) -> None:
    answer = forms.ask("青川市养老方案新增多少张床位？")
    assert len(answer.citations) == 1 and "共" not in answer.text


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("forms")
    texts = {**made.DOCUMENTS, "市场.txt": MARKET, "养老.txt": PLAN}
    return Engine.open(made.build(folder, texts, builtin))


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("市场里哪些行为不准做？", True),
        ("开办市场要具备什么条件？", True),
        ("市场登记簿都有啥？", False),
    ],
)
def test_an_enumeration_that_names_what_is_asked_is_told_from_others(
    forms: Engine, question: str, named: bool
) -> None:
    query = parse_query(question)
    found = rank_sentences(forms.reader, query, forms.retriever.search(query, 20))
    assert lists_just_that(found[0]) == named


def test_the_less_sure_a_list_is_the_more_lists_stand_beside_it(forms: Engine) -> None:
    query = parse_query("市场里哪些行为不准做？")
    found = rank_sentences(forms.reader, query, forms.retriever.search(query, 20))
    lists = [replace(c, voice=-2.0 * n) for n, c in enumerate(c for c in found if c.series)]
    assert len(lists) > 1 and all(c.fits for c in lists)
    alike = [replace(c, listing=lists[0].listing) for c in lists]
    sure, unsure = (quoted(forms.reader, alike, sure=sure).claims for sure in (0.9, 0.3))
    assert set(sure) < set(unsure)
