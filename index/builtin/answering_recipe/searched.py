"""Our questions with what the present search takes for their answers: the stretches to tell apart."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.builtin.recipe import texts
from index.fold import fold
from index.reader import IndexReader, open_index
from index.types import Chunk
from rag.competing import clauses_before
from rag.coverage import cover
from rag.extract import rank_sentences
from rag.query import Query, parse_query
from rag.reread import text_to_read
from rag.retrieve import Retriever
from rag.sentences import Sentence, sentences_of
from rag.stretch import stretch_in, stretch_of
from rag.weights import RetrievalConfig

_FOUND, _JUDGED = 12, 8  # passages found, and sentences of them that are taken
_AROUND, _LEFT = 100, 40  # characters before and behind evidence, and how many must be there
_SAME = 0.45  # of the pairs of characters: it says what the evidence says

Span = tuple[int, int, int]
"""A document's number, start and end."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the places of its evidence, or, where nothing answers it, with the passage that it
    lies close to."""

    question: str
    evidence: tuple[Span, ...]
    near: tuple[Span, ...] = ()


def asked(reader: IndexReader, sets: Sequence[Path], stard: Path | None) -> Iterator[Asked]:
    """The questions of our own `sets`, then those of STARD under `stard` that may be trained on."""
    numbers = {card.source: number for number, card in enumerate(reader.records.cards)}

    def spans(places: Sequence[dict[str, object]]) -> tuple[Span, ...]:
        known = (place for place in places if place["document"] in numbers)
        return tuple(
            (numbers[str(p["document"])], int(str(p["start"])), int(str(p["end"]))) for p in known
        )

    for path in sets:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield Asked(row["question"], spans(row.get("evidence", ())), spans(row.get("near", ())))
    for row in texts.stard(stard) if stard is not None else ():
        found = []
        for source in row["documents"]:
            if source in numbers:
                text = reader.records.document(numbers[source]).text
                starts = ((text.find(quote), quote) for quote in row["quotes"])
                found += [(numbers[source], s, s + len(q)) for s, q in starts if s >= 0]
        yield Asked(row["question"], tuple(found[:3]))


class Searched:
    """Stretches of an index for a question."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._retriever = Retriever(reader, RetrievalConfig(read=0))
        self._chunks: dict[int, list[int]] = {}
        for number, owner in enumerate(reader.records.chunk_documents.tolist()):
            self._chunks.setdefault(owner, []).append(number)

    def row(self, one: Asked) -> dict[str, object]:
        """The question with `right` and `wrong` stretches, as `data.load` reads them."""
        query = parse_query(one.question)
        right: list[str] = []
        near = (self._best(query, span) for span in one.near)
        wrong = [("near", text) for text in near if text is not None]
        for span in one.evidence:
            if (text := self._best(query, span)) is not None:
                right.append(text)
                wrong += self._cut(span)
        hits = self._retriever.search(query, _FOUND)
        marks = [_pairs(self._text(span)) for span in one.evidence]
        for candidate in rank_sentences(self._reader, query, hits)[:_JUDGED]:
            sentence, document = candidate.sentence, candidate.hit.document
            told = _pairs(sentence.text)
            holds = any(
                document == number and sentence.start < end and start < sentence.end
                for number, start, end in one.evidence
            )
            repeats = any(len(told & m) >= _SAME * max(1, min(len(told), len(m))) for m in marks)
            if not holds and not repeats:
                wrong.append(("found", stretch_of(self._reader, query, candidate)))
        return {"question": one.question, "right": right, "wrong": wrong}

    def _text(self, span: Span) -> str:
        return self._reader.records.document(span[0]).text[span[1] : span[2]]

    def _best(self, query: Query, span: Span) -> str | None:
        """The stretch around the sentence of a span that covers most of the question."""
        number, start, end = span
        document = self._reader.records.document(number)
        inside = [s for s in sentences_of(document, start, end) if s.start < end and start < s.end]
        if not inside:
            return None
        folded = [fold(sentence.text) for sentence in inside]
        before = clauses_before(document, inside)
        lexical, soft = cover(self._reader, query.content, folded, (), before)
        return self._shown(query, number, inside[int(np.argmax(lexical + soft))])

    def _shown(self, query: Query, number: int, sentence: Sentence) -> str | None:
        chunk = self._chunk(number, sentence.start)
        if chunk is None:
            return None
        return stretch_in(self._reader, query, number, chunk, sentence)

    def _cut(self, span: Span) -> list[tuple[str, str]]:
        number, start, end = span
        chunk = self._chunk(number, start)
        if chunk is None:
            return []
        text = self._reader.records.document(number).text
        left = text[max(chunk.start, start - _AROUND) : start]
        left += text[end : max(end, min(chunk.end, end + _AROUND))]
        title = self._reader.records.cards[number].title
        return [("cut", text_to_read(title, chunk.path, left))] if len(left) > _LEFT else []

    def _chunk(self, number: int, place: int) -> Chunk | None:
        chunks = (self._reader.records.chunk(n) for n in self._chunks.get(number, ()))
        return next((chunk for chunk in chunks if chunk.start <= place < chunk.end), None)


def _pairs(text: str) -> set[str]:
    bare = "".join(fold(text).split())
    return {bare[i : i + 2] for i in range(len(bare) - 1)}


def write(index: Path, sets: Sequence[Path], stard: Path | None, out: Path) -> None:
    """One line a question."""
    reader = open_index(index)
    searched = Searched(reader)
    with out.with_suffix(".new").open("w", encoding="utf-8") as lines:
        for number, one in enumerate(asked(reader, sets, stard), 1):
            lines.write(json.dumps(searched.row(one), ensure_ascii=False) + "\n")
            if number % 500 == 0:
                print(f"searched {number} questions", file=sys.stderr, flush=True)
    out.with_suffix(".new").replace(out)
