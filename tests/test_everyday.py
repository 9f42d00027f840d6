"""Everyday words are searched as documents say them; what is shown of a question stays as asked."""

from pathlib import Path

import made
import pytest

from index.embed import BuiltinEmbedder
from rag.engine import Engine
from rag.everyday import in_their_words
from rag.query import parse_query

RULES = """青河市房屋出租和养犬管理办法
第一条 出租人收取押金的，不得超过一个月租金。
第二条 房屋租赁期间，水费、电费由使用人承担。
第三条 养犬人携犬外出，应当用长度不超过一点五米的犬链牵领。
第四条 禁止在公园内饲养家禽。
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("everyday")
    return Engine.open(made.build(folder, {**made.DOCUMENTS, "出租.txt": RULES}, builtin))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("房东能涨租吗", "出租人能涨租吗"),
        ("溜狗的狗绳多长", "携犬的犬链多长"),
        ("除夕放炮仗罚多少", "除夕燃放烟花爆竹罚多少"),
        ("承租人欠租怎么办", "承租人欠租怎么办"),
        ("", ""),
    ],
)
def test_everyday_words_are_said_as_documents_say_them(asked: str, said: str) -> None:
    assert in_their_words(asked) == said
    assert in_their_words(said) == said


def test_a_question_is_shown_as_it_was_asked() -> None:
    query = parse_query("房东要多收押金，行不行？")
    assert query.text == "房东要多收押金，行不行？"
    assert "房东" in query.folded and "房东" not in query.content


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("房东最多能收几个月押金？", "出租人收取押金的，不得超过一个月租金"),
        ("遛狗的狗绳最长多少米？", "长度不超过一点五米的犬链"),
    ],
)
def test_the_rule_is_found_by_everyday_words(rules: Engine, question: str, quote: str) -> None:
    answer = rules.ask(question)
    assert answer.status == "answered"
    assert any(quote in citation.quote for citation in answer.citations)
