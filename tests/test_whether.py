"""Questions for yes or no: by which word of the text they are decided, and that no yes is invented."""

from dataclasses import replace
from pathlib import Path

import made
import pytest

from index.embed import BuiltinEmbedder
from index.fold import fold
from rag.deciding import deciding_first
from rag.engine import Engine
from rag.extract import rank_sentences
from rag.query import parse_query
from rag.whether import asked_about, proviso, ruling, told

LAW = """云岭市劳动用工条例
第一条 用人单位招用劳动者，不得扣押劳动者的居民身份证。
第二条 劳动者提前三十日书面通知用人单位，可以解除劳动合同。但是，在抢险救灾期间除外。
第三条 用人单位在招聘过程中，不得实施下列行为：
（一）询问求职者的婚育情况；
（二）要求求职者提供担保。
第四条 用人单位应当为劳动者缴纳工伤保险费。
第五条 市人力资源部门负责全市劳动用工的监督管理工作，定期发布劳动用工指南。
第六条 实习学生的人数计入用工总数。
"""


@pytest.mark.parametrize(
    ("question", "said", "word"),
    [
        ("单位能扣押劳动者的身份证吗", "用人单位招用劳动者,不得扣押劳动者的居民身份证。", "不得"),
        ("劳动者可以解除劳动合同吗", "劳动者提前三十日通知,可以解除劳动合同。", "可以"),
        ("招聘能不能问婚育情况", "在招聘过程中,不得实施下列行为:(一)询问求职者的婚育情况;", "不得"),
        ("单位是不是必须缴纳工伤保险费", "用人单位应当为劳动者缴纳工伤保险费。", "应当"),
        ("实习学生的人数算不算用工总数", "实习学生的人数计入用工总数。", "计入"),
        # The word decides something else, or two words say opposite things.
        ("单位能扣押劳动者的身份证吗", "本条例可以根据情况修订。", ""),
        ("单位要不要缴纳住房公积金", "单位可以自愿参加演讲比赛。", ""),
        ("单位能不能饲养护卫犬", "安保单位可以饲养护卫犬,其他单位不得饲养护卫犬。", ""),
        # 应当 says what must be, not what may be.
        ("民办学校能招收义务教育学生吗", "民办学校招收义务教育学生应当遵守招生规定。", ""),
        ("能不能", "", ""),
        # It allows another act of the same people, or another's same act.
        ("幼儿园可以教小学的内容吗", "幼儿园可以根据本园的实际,安排和选择教育内容与方法。", ""),
        ("幼儿园可以教小学的内容吗", "幼儿园不得教授小学的内容。", "不得"),
        ("学校能没收学生手机吗", "未经学校允许,学生不得将手机带入课堂。", ""),
        ("外国人能参加公务员考试吗", "机关聘任公务员可以参照公务员考试的程序。", ""),
    ],
)
def test_only_a_word_of_the_text_that_answers_decides(question: str, said: str, word: str) -> None:
    assert ruling(fold(question), fold(said)).word == word


def test_what_is_told_names_the_word_and_never_says_yes() -> None:
    for question in ("能养犬吗", "可以解除劳动合同吗", "劳动者可以解除劳动合同吗"):
        for said in ("可以解除劳动合同。", "劳动者可以解除劳动合同,但另有规定的除外。", "无关。"):
            text = told(ruling(fold(question), fold(said)))
            assert not text.startswith(("是", "可以", "能", "对"))
            assert text.endswith("：")
    assert "例外" in told(ruling("劳动者可以解除劳动合同吗", "劳动者可以解除劳动合同,但是,除外。"))


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("幼儿园可以教小学的内容吗", ("幼儿园", "教小学的内容")),
        ("试用期,单位能不能辞退员工", ("单位", "辞退员工")),
        ("要不要办证?", ("", "办证")),
        ("新能源车要年检吗", ("新能源车", "年检")),
        ("排污费现在还收吗", ("", "排污费现在还收")),
        ("能不能", ("", "")),
    ],
)
def test_who_is_asked_about_and_which_act(question: str, about: tuple[str, str]) -> None:
    assert asked_about(fold(question)) == about


def test_the_sentence_that_limits_a_rule_goes_with_it() -> None:
    text = "可以解除。但是，抢险期间除外。其他。"
    place = text.index("但是")
    assert proviso(text, place) == (place, text.index("其他"))
    assert proviso(text, text.index("其他")) is None


@pytest.fixture(scope="module")
def labour(tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("labour")
    return Engine.open(made.build(folder, {**made.DOCUMENTS, "用工.txt": LAW}, builtin))


@pytest.mark.parametrize(
    ("question", "first", "quoted"),
    [
        ("用人单位能不能扣押劳动者的居民身份证？", "原文用的是“不得”：", "不得扣押"),
        (
            "劳动者提前三十日书面通知可以解除劳动合同吗？",
            "原文用的是“可以”，并附有条件或例外：",
            "抢险救灾期间除外",
        ),
        ("用人单位招聘能不能询问求职者的婚育情况？", "原文用的是“不得”：", "婚育情况"),
        (
            "市人力资源部门是不是定期发布劳动用工指南？",
            "原文没有直接写“是”或“否”，相关规定是：",
            "定期发布",
        ),
    ],
)
def test_the_deciding_clause_answers(
    labour: Engine, question: str, first: str, quoted: str
) -> None:
    answer = labour.ask(question)
    assert answer.status == "answered"
    assert answer.text.splitlines()[0] == first
    assert quoted in answer.text
    for citation in answer.citations:
        for start, end in citation.marks:
            assert citation.start <= start < end <= citation.end


def test_a_question_for_a_value_is_introduced_by_its_place_alone(labour: Engine) -> None:
    answer = labour.ask("劳动者解除劳动合同提前多少日通知？")
    assert answer.text.startswith("《云岭市劳动用工条例》")


def test_what_forbids_the_act_comes_before_what_allows_another(
    tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    text = "云岭市托幼机构条例\n第一条 托幼机构可以根据实际，安排教唱的内容。\n第二条 托幼机构不得教授小学的内容。\n"
    engine = Engine.open(made.build(tmp_path, {"托幼.txt": text}, builtin))
    query = parse_query("托幼机构可以教小学的内容吗？")
    found = rank_sentences(engine.reader, query, engine.retriever.search(query, 20))
    read = sorted((replace(c, voice=0.0) for c in found), key=lambda c: "不得" in c.sentence.text)
    first = deciding_first(engine.reader, query.folded, read)
    assert "不得教授" in first[0].sentence.text and first[1:] == read[:-1]
    far = [read[0], *(replace(c, voice=-9.0) for c in read[1:])]
    assert deciding_first(engine.reader, query.folded, far) == far
