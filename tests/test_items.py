"""An item of an enumeration states what the sentence that introduces it states, and is quoted with it."""

import pytest

from index.build import build_index
from index.document import parse_document
from index.embed import BuiltinEmbedder
from index.fold import fold
from rag.competing import leads_of
from rag.engine import Engine
from rag.sentences import sentences_of

POINTS = """云岭市道路交通安全违法行为记分办法

第一条 为规范记分管理，制定本办法。
第二条 机动车驾驶人有下列交通违法行为之一，一次记6分：
（一）驾驶机动车不按交通信号灯指示通行的；
（二）驾驶机动车违反禁令标志指示的；
（三）在高速公路上违法占用应急车道行驶的。
第三条 机动车驾驶人有下列交通违法行为之一，一次记1分：
（一）驾驶机动车不按规定使用灯光的；
（二）驾驶摩托车不戴安全头盔的。
第四条 违反本办法规定，有下列行为之一的，处二百元罚款：
（一）伪造记分凭证的；
（二）代替他人记分的。
第五条 本办法自2026年1月1日起施行。
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An index of the rules above."""
    folder = tmp_path_factory.mktemp("items")
    (folder / "云岭市道路交通安全违法行为记分办法.txt").write_text(POINTS, "utf-8")
    build_index([folder], folder / "index", BuiltinEmbedder())
    return Engine.open(folder / "index")


@pytest.mark.parametrize(
    ("question", "item", "value"),
    [
        ("不按交通信号灯指示通行一次记几分", "交通信号灯", "6分"),
        ("骑摩托车不戴安全头盔记几分", "安全头盔", "1分"),
        ("代替他人记分罚款多少元", "代替他人记分", "二百元"),
    ],
)
def test_the_value_is_marked_in_the_sentence_that_introduces_the_item(
    engine: Engine, question: str, item: str, value: str
) -> None:
    answer = engine.ask(question)
    assert answer.status == "answered"
    lead, told = answer.citations[:2]
    assert item in told.quote
    assert [lead.quote[s - lead.start : e - lead.start] for s, e in lead.marks] == [value]


def test_every_item_has_its_own_lead_and_nothing_else_has_one() -> None:
    document = parse_document("a.txt", POINTS)
    sentences = sentences_of(document, 0, len(POINTS))
    led = dict(zip((s.text for s in sentences), leads_of(document, sentences), strict=True))
    assert led["（二）驾驶摩托车不戴安全头盔的。"].endswith("一次记1分:")
    assert led["（一）伪造记分凭证的；"].endswith("处二百元罚款:")
    assert not any(lead for text, lead in led.items() if fold(text)[0] != "(")
