"""Which sentences compete for an answer, and what is known to stand before each."""

import pytest

from index.fold import fold
from rag.competing import competing
from rag.engine import Engine
from rag.lists import stands_for
from rag.query import parse_query


@pytest.mark.parametrize("question", ["省级企业技术中心有多少个？", "晋华炉获得了什么奖？"])
def test_every_sentence_of_the_first_passages_competes_once_and_is_told_word_for_word(
    seed_engine: Engine, question: str
) -> None:
    query = parse_query(question)
    hits = seed_engine.retriever.search(query, 20)
    body, found = competing(seed_engine.reader, query, hits, 3)
    assert body[:3] == [hit for hit in hits if hit.chunk.kind == "body"][:3]
    text = seed_engine.reader.records.text(0)
    places = [(one.sentence.start, one.sentence.end) for one in found]
    assert len(set(places)) == len(places) > 3
    for one in found:
        assert one.series is None
        assert one.hit.chunk.start <= one.sentence.start < one.sentence.end <= one.hit.chunk.end
        assert fold(one.sentence.text) == fold(text[one.sentence.start : one.sentence.end])


def test_the_title_and_the_number_of_a_document_compete_for_nothing(library: Engine) -> None:
    query = parse_query("晋源省数据安全条例对日志有什么要求？")
    _, found = competing(library.reader, query, library.retriever.search(query, 20))
    assert found
    names = {
        fold(name) for one in found for name in (one.hit.card.title, one.hit.card.number or "")
    }
    assert not names & {fold(one.sentence.text) for one in found}


def test_an_enumeration_competes_in_place_of_what_it_is_made_of(library: Engine) -> None:
    query = parse_query("用水单位应当遵守哪些规定？")
    _, found = competing(library.reader, query, library.retriever.search(query, 20))
    serieses = [(one.hit.document, one.series) for one in found if one.series is not None]
    assert serieses
    for one in found:
        if one.series is None:
            inside = [s for number, s in serieses if number == one.hit.document]
            assert not any(stands_for(series, one.sentence.start) for series in inside)
