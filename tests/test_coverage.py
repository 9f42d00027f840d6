"""How much of a question a text says, in its words and in words near in meaning."""

import pytest

from rag.coverage import cover, coverage
from rag.engine import Engine

_QUESTION = "企业技术改造"
_TEXTS = ["支持企业技术改造项目", "支持企业发展", "今天天气晴朗", ""]


def _terms(text: str) -> set[str]:
    return {*text, *(text[i : i + 2] for i in range(len(text) - 1))}


def _share(question: str, text: str) -> float:
    """The slow way: each character and each pair once, pairs counting double."""
    weight = {term: len(term) for term in _terms(question)}
    return sum(weight[term] for term in weight if term in _terms(text)) / sum(weight.values())


def test_words_are_counted_as_by_hand(seed_engine: Engine) -> None:
    lexical, _ = cover(seed_engine.reader, _QUESTION, _TEXTS)
    assert lexical.tolist() == pytest.approx([_share(_QUESTION, text) for text in _TEXTS])
    assert lexical[0] == 1.0


def test_what_is_only_around_a_text_counts_less_than_what_it_says(seed_engine: Engine) -> None:
    reader = seed_engine.reader
    said = cover(reader, _QUESTION, [_QUESTION], [""], [""])[0]
    above = cover(reader, _QUESTION, [""], [_QUESTION], [""])[0]
    before = cover(reader, _QUESTION, [""], [""], [_QUESTION])[0]
    assert said[0] > above[0] > before[0] > 0


def test_other_words_for_the_same_count_more_than_words_for_something_else(
    seed_engine: Engine,
) -> None:
    same = coverage(seed_engine.reader, "减少支出", "压缩开支")
    other = coverage(seed_engine.reader, "减少支出", "种植苹果")
    assert same > other


def test_a_question_without_words_is_covered_by_nothing(seed_engine: Engine) -> None:
    assert coverage(seed_engine.reader, "", "企业") == 0.0
