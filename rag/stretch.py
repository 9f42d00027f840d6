"""The stretch of text around a sentence that a model reads to judge whether it answers."""

from index.reader import IndexReader
from index.types import Chunk, Document
from rag.extract import Candidate
from rag.query import Query
from rag.reread import nearest_stretches, text_to_read
from rag.sentences import Sentence

_BEFORE, _WINDOW = 60, 180  # characters before the sentence, and in all, that are read with it
# A sentence of a report counts what a year brought in 400 characters: of one that is longer than
# this, what lies nearest to the question is read.
_LONG, _NEAREST, _STEP = 150, 150, 30


def window_in(document: Document, chunk: Chunk, sentence: Sentence) -> str:
    """A sentence with what stands before and behind it in its passage."""
    first = max(chunk.start, sentence.start - _BEFORE)
    last = min(max(chunk.end, sentence.end), max(sentence.end, first + _WINDOW))
    return document.text[first : min(last, first + 2 * _WINDOW)]


def window_of(reader: IndexReader, candidate: Candidate) -> str:
    """The same of a candidate."""
    document = reader.records.document(candidate.hit.document)
    return window_in(document, candidate.hit.chunk, candidate.sentence)


def stretch_in(
    reader: IndexReader, query: Query, number: int, chunk: Chunk, sentence: Sentence
) -> str:
    """What the models read of a sentence of document `number`: title, heading, the window around it or,
    where the sentence is long, what of it lies nearest to the question."""
    text = sentence.text
    if len(text) > _LONG:
        (told,) = nearest_stretches(reader.model, query.content, [text], _NEAREST, _STEP)
    else:
        told = window_in(reader.records.document(number), chunk, sentence)
    return text_to_read(reader.records.cards[number].title, chunk.path, told)


def stretch_of(reader: IndexReader, query: Query, candidate: Candidate) -> str:
    """The same of a candidate."""
    hit = candidate.hit
    return stretch_in(reader, query, hit.document, hit.chunk, candidate.sentence)
