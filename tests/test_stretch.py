"""What the answering model reads of a sentence, and which of the best sentences it prefers."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.build import build_index
from index.embed import BuiltinEmbedder
from index.reader import IndexReader, open_index
from rag.extract import Candidate, rank_sentences
from rag.query import Query, parse_query
from rag.retrieve import Retriever
from rag.stretch import judged_first, stretch_of
from rag.weigh import read_sentences

_GROWTH = "，".join(f"第{n}项指标完成{n}.5亿元、增长{n}%" for n in range(10, 34))
_REPORT = f"""2026年云岭市政府工作报告
一、去年工作回顾
全年{_GROWTH}，城乡居民人均可支配收入分别达到43210元和20793元，{_GROWTH}。
"""
_RULES = f"""云岭市网吧管理办法
第一章 总则
第一条 为了加强对网吧的管理，制定本办法。
第二条 网吧每日营业时间应当在门口公示，公示的时间不得涂改。
第三条 公益广告的播出时间应当在6时至24时之间。{_GROWTH}。
第二章 经营
第四条 网吧每日营业时间限于8时至24时。
"""


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> IndexReader:
    folder = tmp_path_factory.mktemp("stretch")
    (folder / "报告.txt").write_text(_REPORT, "utf-8")
    (folder / "办法.txt").write_text(_RULES, "utf-8")
    index: Path = folder / "index"
    build_index([folder / "报告.txt", folder / "办法.txt"], index, BuiltinEmbedder())
    return open_index(index)


def _read(reader: IndexReader, query: Query) -> list[Candidate]:
    hits = Retriever(reader).search(query, 10)
    return read_sentences(reader, query.text, rank_sentences(reader, query, hits))


def test_of_a_long_sentence_what_lies_nearest_to_the_question_is_read(reader: IndexReader) -> None:
    query = parse_query("云岭农村居民人均可支配收入达到多少元")
    (long,) = [c for c in _read(reader, query) if "20793" in c.sentence.text]
    assert len(long.sentence.text) > 150
    stretch = stretch_of(reader, query, long)
    assert "20793元" in stretch
    assert len(stretch) < 220


def test_a_short_sentence_is_read_with_what_is_around_it(reader: IndexReader) -> None:
    query = parse_query("网吧几点关门")
    short = next(c for c in _read(reader, query) if "8时至24时" in c.sentence.text)
    assert "第四条 网吧每日营业时间限于8时至24时。" in stretch_of(reader, query, short)


def test_a_sentence_that_states_what_is_asked_comes_first(reader: IndexReader) -> None:
    query = parse_query("网吧每天营业时间限于几时到几时？")
    read = _read(reader, query)
    right = next(c for c in read if "8时至24时" in c.sentence.text)
    wrong = next(c for c in read if "涂改" in c.sentence.text)
    # Both voices are a little for the wrong one.
    told = judged_first(reader, query, [replace(wrong, voice=0.0), replace(right, voice=-0.05)])
    assert [c.sentence for c in told] == [right.sentence, wrong.sentence]
    assert told[0].answers is not None
    assert told[1].answers is not None
    assert told[0].answers > told[1].answers
    far = judged_first(reader, query, [replace(wrong, voice=0.0), replace(right, voice=-9.0)])
    assert far[0].sentence == wrong.sentence


def test_sentences_that_were_not_read_are_not_judged(reader: IndexReader) -> None:
    query = parse_query("网吧几点关门")
    unread = rank_sentences(reader, query, Retriever(reader).search(query, 10))
    assert judged_first(reader, query, unread) == unread


def test_a_question_in_another_language_is_not_judged(reader: IndexReader) -> None:
    query = parse_query("When do internet cafes close?")
    read = _read(reader, query)
    assert judged_first(reader, query, read) == read
