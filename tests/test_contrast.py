"""Two versions of a document side by side: corresponding articles, and the words that differ."""

from pathlib import Path

import made
import pytest

from index.embed import BuiltinEmbedder
from index.fold import fold
from rag.corresponding import beside_title
from rag.difference import phrases_between
from rag.editions import asks_contrast, topic_of
from rag.engine import Engine

OLD = """云岭市出租车管理条例
第一章 总则
第一条 为了加强出租车管理，制定本条例。
第二条 市交通部门负责全市出租车的监督管理工作。
第二章 经营
第三条 出租车经营权有效期限为八年，期满后应当重新申请。
第四条 出租车驾驶员应当具备下列条件：
（一）年满二十一周岁；
（二）有一年以上驾驶经历；
（三）无重大交通违法记录。
第五条 出租车拒载的，由市交通部门处二百元罚款。
第三章 附则
第六条 本条例自2010年1月1日起施行。
"""
NEW = """云岭市出租车管理条例
第一章 总则
第一条 为了加强出租车管理，制定本条例。
第二条 市交通部门负责全市出租车的监督管理工作。
第二章 许可
第三条 申请出租车经营许可的，应当向市交通部门提出申请。
第三章 经营
第四条 出租车经营权有效期限为六年，期满后应当重新申请。
第五条 出租车驾驶员应当具备下列条件：
（一）年满二十一周岁；
（二）有三年以上驾驶经历；
（三）无重大交通违法记录。
第六条 出租车拒载的，由市交通部门处二百元以上五百元以下罚款。
第七条 网络预约车平台应当承担承运人责任。
第四章 附则
第八条 本条例自2023年1月1日起施行。
"""


@pytest.fixture(scope="module")
def taxis(tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("taxis")
    texts = {
        "云岭市出租车管理条例(2010-01-01).txt": OLD,
        "云岭市出租车管理条例(2023-01-01).txt": NEW,
    }
    return Engine.open(made.build(folder, {**made.DOCUMENTS, **texts}, builtin))


@pytest.mark.parametrize(
    ("question", "compares"),
    [
        ("2010年版和2023年版出租车管理条例关于经营权的规定有什么不同", True),
        ("新旧出租车管理条例对拒载的处罚有什么变化", True),
        ("出租车管理条例修订前后有哪些区别", True),
        ("出租车和公交车有什么区别", False),
        ("2023年版出租车管理条例怎么规定拒载", False),
        ("经营权期限2010年那版是几年，2023年改成几年了", True),
        ("经营权期限旧条例和新条例差在哪", True),
    ],
)
def test_versions_are_compared_only_where_the_question_does(question: str, compares: bool) -> None:
    assert asks_contrast(fold(question)) is compares


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("2010年版和2023年版出租车管理条例关于经营权期限的规定有什么不同", "经营权期限"),
        ("新旧出租车管理条例对拒载处罚的规定有什么变化？", "拒载处罚"),
        ("新旧出租车管理条例有什么不同？", ""),
    ],
)
def test_what_versions_are_compared_in(question: str, topic: str) -> None:
    assert topic_of(fold(question), "出租车管理条例") == topic


def test_words_of_the_title_tell_no_article_from_another() -> None:
    assert beside_title("出租车经营权期限", "出租车管理条例") == "经营权期限"
    assert beside_title("出租车管理", "出租车管理条例") == "出租车管理"


def test_corresponding_articles_stand_side_by_side_with_the_words_that_differ(
    taxis: Engine,
) -> None:
    answer = taxis.ask("2010年版和2023年版出租车管理条例关于经营权有效期限的规定有什么不同？")
    assert answer.status == "answered"
    quotes = [citation.quote for citation in answer.citations[:2]]
    assert "第三条" in quotes[0] and "八年" in quotes[0]
    assert "第四条" in quotes[1] and "六年" in quotes[1]
    assert [c.card.source[-15:-5] for c in answer.citations[:2]] == ["2010-01-01", "2023-01-01"]
    difference = next(line for line in answer.text.splitlines() if line.startswith("不同之处"))
    assert "八年" in difference and "六年" in difference


def test_of_a_list_the_item_that_is_asked_about_is_compared(taxis: Engine) -> None:
    answer = taxis.ask("新旧出租车管理条例对驾驶经历的要求有什么不同？")
    assert "一年以上驾驶经历" in answer.text and "三年以上驾驶经历" in answer.text
    assert "年满二十一周岁" not in answer.text


def test_an_article_that_only_one_version_has_is_said_to_be_new(taxis: Engine) -> None:
    answer = taxis.ask("新旧出租车管理条例在网络预约车平台责任方面有什么变化？")
    assert "2010年版：没有找到对应的条文。" in answer.text
    assert "承担承运人责任" in answer.text


def test_what_stayed_the_same_is_said_to_be_the_same(taxis: Engine) -> None:
    answer = taxis.ask("新旧出租车管理条例关于监督管理工作负责部门的规定有什么不同？")
    assert "两版的这一规定文字相同。" in answer.text


def test_without_a_topic_all_that_changed_is_counted_and_shown(taxis: Engine) -> None:
    answer = taxis.ask("新旧云岭市出租车管理条例有什么不同？")
    assert "2010年版共6条，2023年版共8条：修改4条，新增2条，删去0条。" in answer.text
    quotes = [citation.quote for citation in answer.citations]
    assert quotes[0] == "第二章 许可"
    assert "第七条 网络预约车平台应当承担承运人责任。" in quotes
    assert "有效期限为八年" in answer.text and "有效期限为六年" in answer.text
    assert "无重大交通违法记录" not in answer.text  # an item that stayed as it was


def test_a_single_article_that_was_amended_makes_a_version(
    tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    long = NEW + "".join(
        f"第{n}条 车站应当公布第{n}种线路的首班车和末班车时间。\n"
        for n in "九 十 十一 十二 十三 十四 十五 十六 十七 十八 十九 二十".split()
    )
    texts = {
        "云岭市出租车管理条例(2023-01-01).txt": long,
        "云岭市出租车管理条例(2025-01-01).txt": long.replace("处二百元以上", "处三百元以上"),
    }
    engine = Engine.open(made.build(tmp_path, {**made.DOCUMENTS, **texts}, builtin))
    answer = engine.ask("云岭市出租车管理条例2023年版和2025年版有什么不同")
    assert "修改1条，新增0条，删去0条。" in answer.text
    assert "处二百元以上" in answer.citations[0].quote
    assert "处三百元以上" in answer.citations[1].quote


def test_a_clause_that_became_an_article_is_found_in_the_older_version(
    tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    old = OLD.replace(
        "处二百元罚款。", "处二百元罚款。\n本条例所称拒载，是指空车待租时不让乘客上车的行为。"
    )
    new = NEW.replace(
        "第四章", "第九条 本条例所称拒载，是指空车待租时不允许乘客上车的行为。\n第四章"
    )
    texts = {"云岭市出租车管理条例(2010).txt": old, "云岭市出租车管理条例(2023).txt": new}
    engine = Engine.open(made.build(tmp_path, {**made.DOCUMENTS, **texts}, builtin))
    answer = engine.ask("新旧云岭市出租车管理条例对所称拒载的定义有什么变化")
    assert "没有找到对应的条文" not in answer.text
    assert "“不让乘客上车”" in answer.text or "不允许" in answer.text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("养犬管理条例2009年版和现行版对犬绳的规定有什么不同", "养犬管理条例》只有"),
        ("旧云岭市出租车管理条例和新云岭市出租车管理条例有什么不同", ""),
        ("出租车管理条例2015年版和2023年版有什么不同", "没有2015年版，有2023年版、2010年版。"),
    ],
)
def test_a_version_that_the_index_does_not_have_is_told_of(
    taxis: Engine, question: str, told: str
) -> None:
    answer = taxis.ask(question)
    assert told in " ".join((answer.text, *answer.notices))
    assert ("不同之处" in answer.text) is not bool(told)


def test_where_there_is_one_version_nothing_is_compared(taxis: Engine) -> None:
    answer = taxis.ask("新旧养犬管理条例对犬绳的规定有什么不同？")
    assert "不同之处" not in answer.text


@pytest.mark.parametrize(
    ("old", "new", "phrases"),
    [
        ("期限为八年。", "期限为六年。", [("期限为八年", "期限为六年")]),
        ("处罚款，可以并处没收。", "处罚款。可以并处没收。", []),
        ("处30天拘留", "处三十天拘留", []),
    ],
)
def test_changed_words_are_told_with_those_around_them(
    old: str, new: str, phrases: list[tuple[str, str]]
) -> None:
    assert phrases_between(old, new) == phrases


def test_a_copy_without_a_year_is_no_other_version(
    tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    texts = {"云岭市出租车管理条例.txt": NEW, "云岭市出租车管理条例(2023-01-01).txt": NEW}
    engine = Engine.open(made.build(tmp_path, {**made.DOCUMENTS, **texts}, builtin))
    answer = engine.ask("新旧云岭市出租车管理条例关于经营权有效期限的规定有什么不同？")
    assert "文字相同" not in answer.text
