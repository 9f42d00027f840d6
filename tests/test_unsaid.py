"""What a refusal says is missing has to be missing: not in the passages that are shown, not in other
words, and a word at all."""

from index.fold import fold
from rag.engine import Engine
from rag.extract import Candidate, rank_sentences
from rag.query import Query, parse_query
from rag.unsaid import missing_value, unsaid, unsaid_word


def _candidates(engine: Engine, question: str) -> tuple[Query, list[Candidate]]:
    query = parse_query(question)
    return query, rank_sentences(engine.reader, query, engine.retriever.search(query, 20))


def test_a_word_is_named_only_where_no_passage_that_is_shown_says_it(library: Engine) -> None:
    told = 0
    for thing in (
        "养犬",
        "狗",
        "犬只",
        "天竺鼠",
        "钓鱼",
        "大提琴",
        "登记证",
        "水费",
        "房东",
        "老赖",
    ):
        for asking in ("要罚款吗", "怎么登记", "最多多少", "被没收了怎么办"):
            query, candidates = _candidates(library, thing + asking)
            word = unsaid_word(library.reader, query, candidates)
            hits = sorted({c.hit.rank: c.hit for c in candidates}.items())[:3]
            shown = [(h.card.title, *h.chunk.path, h.chunk.text) for _, h in hits]
            assert not word or not any(word in fold(text) for texts in shown for text in texts)
            assert not word.startswith("被") and (not word or word in query.folded)
            told += bool(word)
    assert told


def test_another_word_for_it_is_enough(library: Engine) -> None:
    query, candidates = _candidates(library, "小狗要不要办登记证")
    assert unsaid_word(library.reader, query, candidates) == ""
    assert unsaid(library.reader, query, candidates).startswith("有相近的段落，但不能确定")
    query, candidates = _candidates(library, "大提琴要不要办登记证")
    assert unsaid(library.reader, query, candidates) == "相近段落没有说到“大提琴”"


def test_what_kind_of_value_is_missing_is_named() -> None:
    for question, value in (
        ("养犬登记要交多少钱", "金额"),
        ("登记证多久有效", "期限"),
        ("哪一年开始登记", "时间"),
        ("几点开门", "时间"),
        ("谁负责登记", "人或单位"),
        ("有哪些材料", "各项内容"),
        ("每户最多养多少只", "数额"),
        ("怎么办登记", "做法"),
        ("能不能养两只", "内容"),
        ("what is the fee", "内容"),
    ):
        assert missing_value(fold(question)) == value, question


def test_of_a_question_in_another_language_no_word_is_named(library: Engine) -> None:
    query, candidates = _candidates(library, "Does a violoncello need a permit?")
    assert unsaid_word(library.reader, query, candidates) == ""
    assert unsaid_word(library.reader, query, []) == ""
