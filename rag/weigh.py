"""The reading model reads the best sentences again, each under its title and heading.

Words decide which sentences are read; what is read counts as much as the words did.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from index.fold import fold
from index.reader import IndexReader
from index.reading import builtin_reading
from index.types import Document
from rag.competing import clauses_before
from rag.coverage import cover, covered
from rag.extract import FITTING, Candidate
from rag.lists import items_shown
from rag.query import Query
from rag.reread import text_to_read
from rag.sentences import Sentence, sentences_of
from rag.series import introduction
from rag.wanted import holds, wanted_of

_READ = 12  # sentences read
_LONGEST = 170  # characters read of one
_PASSAGE = 0.3  # how much the passage's own score counts beside both voices
_FITTING = 1.0  # and that a value of the kind asked for is stated
_LISTED = 5.0  # and how well it suits the list that is asked for, as a logarithm
_MOST_LISTS = 4  # enumerations that are read though sentences were nearer in words


def read_sentences(
    reader: IndexReader, text: str, candidates: Sequence[Candidate], first: int = _READ
) -> list[Candidate]:
    """The first candidates in the order of both voices, each in standard units over these; the
    others follow as they were. `text` is the question as asked."""
    lists = [c for c in candidates[first:] if c.series is not None][:_MOST_LISTS]
    head = [*candidates[:first], *lists]
    rest = [c for c in candidates[first:] if c not in lists]
    if len(head) < 2:
        return list(candidates)
    read = builtin_reading().scores(text, [_shown(reader, candidate) for candidate in head])
    own = np.array([candidate.score for candidate in head], np.float32)
    passages = np.array([candidate.hit.score.total for candidate in head], np.float32)
    both = _standard(own) + _standard(read) + _PASSAGE * _standard(passages)
    both += _FITTING * np.array([candidate.fits for candidate in head], np.float32)
    both += _LISTED * np.log(np.array([candidate.listing for candidate in head], np.float32))
    order = np.argsort(-both, kind="stable")
    heard = [
        replace(head[i], voice=float(both[i] - both.max()), reading=float(read[i])) for i in order
    ]
    return heard + rest


def rank_within(
    reader: IndexReader, query: Query, number: int, span: tuple[int, int], reads: bool
) -> list[Sentence]:
    """The sentences of one stretch of a document, those that answer best first; by words alone
    unless the reading model `reads`."""
    document = reader.records.document(number)
    sentences = sentences_of(document, *span)
    if not sentences:
        return []
    folded = [fold(sentence.text) for sentence in sentences]
    lexical, soft = cover(reader, query.content, folded, (), clauses_before(document, sentences))
    wanted = wanted_of(query.folded)
    fits = np.array([FITTING if holds(wanted, text) else 1.0 for text in folded], np.float32)
    own = covered(lexical, soft) * fits
    order = np.argsort(-own, kind="stable")
    if reads and len(sentences) > 1:
        first = order[:_READ]
        texts = [
            text_to_read(
                document.title, _path(document, sentences[i]), sentences[i].text[:_LONGEST]
            )
            for i in first
        ]
        read = builtin_reading().scores(query.text, texts)
        again = np.argsort(-(_standard(own[first]) + _standard(read)), kind="stable")
        order = np.concatenate([first[again], order[_READ:]])
    return [sentences[i] for i in order]


def _path(document: Document, sentence: Sentence) -> tuple[str, ...]:
    return document.path(document.section_at(sentence.start))


def _shown(reader: IndexReader, candidate: Candidate) -> str:
    """What is read of a candidate: an item with the sentence that introduces it."""
    document = reader.records.document(candidate.hit.document)
    text = candidate.sentence.text
    if candidate.series is not None:
        text += items_shown(document, candidate.series)
    elif (lead := introduction(document, candidate.sentence.start)) is not None:
        text = document.text[lead[0] : lead[1]] + text
    return text_to_read(candidate.hit.card.title, candidate.hit.chunk.path, text[:_LONGEST])


def _standard(values: NDArray[np.float32]) -> NDArray[np.float32]:
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 1e-6 else np.zeros_like(values)
