"""What a question is taken to mean: the kind of answer, the places, times and documents it names."""

import pytest

from index.fold import fold
from rag.engine import Engine
from rag.query import parse_query
from rag.regions import places_in
from rag.retrieve import Retriever
from rag.understand import kind_of
from rag.weights import RetrievalConfig

KINDS = {
    "comparison": """新公司法和旧公司法有什么区别？
        山东和河北的最低工资标准相比哪个更高
        2019年版与2023年版的数据安全条例有何不同
        对比一下两省的节水办法
        临江市和临河市的罚款有什么不一样
        兩部條例的區別是什麼""",
    "section": """第二部分讲什么
        第三章主要规定了什么内容
        第52条说了啥
        第５２条说了啥
        這份文件第四章講了什麼
        第二部分第（七）条的内容是什么
        这份规划主要讲了些什么
        附件2是什么内容
        总结一下第三章
        概括这份文件的主要内容""",
    "definition": """什么是重要数据
        本条例所称数据是指什么
        “专精特新”是什么意思
        什麼叫節水型企業
        数据处理者的定义
        What is the definition of important data?""",
    "procedure": """怎么申请公租房
        如何办理养犬登记
        养犬登记证怎么办
        申领失业金的流程
        落户需要什么手续
        怎樣辦理居住證
        怎麼申請補助
        How do I apply for a dog licence?""",
    "date": """本办法什么时候施行
        该条例何时生效？
        文件是哪年发布的
        這個辦法什麼時候開始施行
        什么时侯施行
        有效期到什么时候
        截止日期是几月几号
        When does the regulation take effect?""",
    "duration": """日志要保存多久
        日志保存多久？？
        日志保存不少于几个月
        行政许可的办理期限
        公示多少天
        有效期几年
        試用期多長時間
        How long must logs be kept?""",
    "who": """谁负责节约用水的监督管理
        哪个部门负责养犬登记
        那个部门管遛狗
        由哪个单位牵头
        归哪个部门管
        发文机关是哪个
        誰負責監督
        Who is responsible for water saving?""",
    "list": """包括哪些措施
        有哪些优惠政策？
        有那些优惠政策
        14个战略性新兴产业是哪些
        国家鼓励的产业包括什么
        有什么条件
        請列出十四個產業
        重点任务有哪几项
        What are the key tasks?""",
    "amount": """罚款多少钱
        罚款多少 ？
        罰款多少元
        覆盖率达到多少
        有多少家国家级企业技术中心
        增加值占比是多大
        一共有几个开发区
        How many stations will be built?
        How much is the fine?""",
    "yes_no": """可以带狗进医院吗
        可以 帶 狗 進 醫院 嗎 ？
        是否需要办理养犬登记证
        遛狗要不要拴绳？
        能不能把狗带进学校
        试用期可以不签合同吗？
        每季度必须开会么？
        几乎所有企业都要登记吗
        Can I take my dog to hospital?
        Is it allowed to take a dog into a school?""",
    "other": """节约用水
        临江市节约用水管理办法
        主要任务是什么
        为什么要节约用水
        产业集群培育""",
}
ASKED = [(kind, question.strip()) for kind, all_ in KINDS.items() for question in all_.split("\n")]


@pytest.mark.parametrize(("kind", "question"), ASKED)
def test_the_kind_of_answer_is_read_off_the_question(kind: str, question: str) -> None:
    assert kind_of(fold(question)) == kind


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("河北和山东的最低工资", {"河北", "山东"}),
        ("內蒙古的草原補獎", {"内蒙古"}),
        ("青岛市人才补贴", {"青岛"}),
        ("黑龙江省规划", {"黑龙江"}),
        ("人才补贴", set()),
        # Names of places that here are parts of other words.
        ("医保定点医院有哪些", set()),
        ("劳动者违约要没收担保定金吗", set()),
        ("有重大理由可以延期吗", set()),
        ("重大庆典活动如何审批", set()),
        ("扩大同类产品的范围", set()),
        ("保定的医保定点医院", {"保定"}),
        ("大理州的旅游条例", {"大理"}),
    ],
)
def test_places_are_named_and_other_words_are_no_places(question: str, places: set[str]) -> None:
    assert places_in(fold(question)) == places


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("云岭市养犬管理条例对犬绳怎么规定", {"云岭市养犬管理条例"}),
        ("雲嶺市養犬管理條例對犬繩怎麼規定", {"云岭市养犬管理条例"}),
        ("晋源省数据安全条例的日志", {"晋源省数据安全条例"}),
        ("遛狗绳子多长", set()),
    ],
)
def test_documents_are_named_by_their_titles(
    library: Engine, question: str, documents: set[str]
) -> None:
    assert set(library.explain(question, []).understood.documents) == documents


def test_what_a_question_names_is_understood_together(library: Engine) -> None:
    understood = library.explain(
        "河北省2021年以来十四五期间第３条和第五十二条怎么规定", []
    ).understood
    assert understood.places == ("河北",)
    assert set(understood.periods) == {"2021", "十四五"}
    assert [r.strip("第条") for r in understood.references] == ["3", "五十二"]
    assert understood.number is None


@pytest.mark.parametrize(
    "question",
    [
        "国办2018年121号文",
        "国办2018年121号文说了什么",
        "国办发〔2018〕121号",
        "國辦發[2018]121號",
        "国办发（２０１８）第１２１号文",
    ],
)
def test_a_document_number_is_understood_in_the_words_of_people(
    library: Engine, question: str
) -> None:
    assert library.explain(question, []).understood.number == "〔2018〕121号"


def test_a_colloquial_document_number_finds_its_document(library: Engine) -> None:
    first = library.search("临政2022年8号文对用水单位有什么要求")[0]
    assert first.card.number == "临政发〔2022〕8号"
    assert first.score.number == 1


@pytest.fixture(scope="module")
def literal(library: Engine) -> Engine:
    """The library without understanding."""
    retriever = Retriever(library.reader, RetrievalConfig(understand=False))
    return Engine(library.reader, retriever, library.citer)


def test_a_literal_question_names_nothing(library: Engine, literal: Engine) -> None:
    question = "河北2021年云岭市养犬管理条例第四条，临政发〔2022〕8号"
    understood = library.explain(question, []).understood
    assert understood.documents and understood.number and understood.references
    assert understood.places and understood.periods
    understood = literal.explain(question, []).understood
    assert not (understood.documents or understood.number or understood.references)
    assert not (understood.places or understood.periods)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("云岭市养犬管理条例第四条", "reference"),
        ("云岭市养犬管理条例第四条", "structure"),
        ("云岭市养犬管理条例的罚款", "title"),
        ("临政发〔2022〕8号的罚款", "number"),
    ],
)
def test_in_a_literal_question_no_name_counts(
    library: Engine, literal: Engine, question: str, part: str
) -> None:
    assert max(getattr(hit.score, part) for hit in library.search(question)) > 0
    assert all(getattr(hit.score, part) == 0 for hit in literal.search(question))


def test_a_literal_question_still_finds_its_words(literal: Engine) -> None:
    assert "犬绳" in literal.search("犬绳长度")[0].chunk.text
    assert "一点五米" in literal.ask("犬绳使用长度不超过多少米").text


@pytest.mark.parametrize("question", ["a", "？", "😀", "第条", "〔〕号", "ก" * 50, "问" * 2000])
def test_anything_is_understood_somehow(library: Engine, question: str) -> None:
    assert library.explain(question, []).understood.asks == kind_of(parse_query(question).folded)
