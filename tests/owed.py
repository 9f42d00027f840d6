"""What every answer and every lookup owes, whatever was asked."""

import re

from rag.engine import Engine
from rag.types import Answer, Lookup


def check_citations(engine: Engine, answer: Answer) -> None:
    """What every answer owes: exact short quotes, and markers that match them one to one."""
    documents = {card.id: n for n, card in enumerate(engine.reader.records.cards)}
    for citation in answer.citations:
        document = engine.reader.records.document(documents[citation.card.id])
        assert citation.quote == document.text[citation.start : citation.end]
        assert 0 < len(citation.quote) <= 200
        assert citation.section == document.path(document.section_at(citation.start))
    markers = {int(marker) for marker in re.findall(r"\[(\d+)\]", answer.text)}
    assert markers == {citation.id for citation in answer.citations}
    assert [c.id for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert (answer.status == "insufficient") == (not answer.citations)
    assert answer.dropped == 0
    assert not re.search(r"\{\d*\}", answer.text)


def check_matches(engine: Engine, lookup: Lookup) -> None:
    """Every match is a span of its document, and shown once."""
    documents = {card.id: n for n, card in enumerate(engine.reader.records.cards)}
    for match in lookup.matches:
        document = engine.reader.records.document(documents[match.card.id])
        assert match.quote == document.text[match.start : match.end] != ""
        assert match.section == document.path(document.section_at(match.start))
    places = [(match.card.id, match.start, match.end) for match in lookup.matches]
    assert len(set(places)) == len(places)
    assert (lookup.verdict == "not_found") == (not lookup.matches)
    if lookup.verdict == "verified":
        assert all(match.difference == "" for match in lookup.matches)
