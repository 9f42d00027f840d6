"""The stretch of text around a sentence that a model reads to judge whether it answers."""

from index.reader import IndexReader
from index.types import Chunk, Document
from rag.extract import Candidate
from rag.reread import text_to_read
from rag.sentences import Sentence

_BEFORE, _WINDOW = 60, 180  # characters before the sentence, and in all, that are read with it


def window_in(document: Document, chunk: Chunk, sentence: Sentence) -> str:
    """A sentence with what stands before and behind it in its passage."""
    first = max(chunk.start, sentence.start - _BEFORE)
    last = min(max(chunk.end, sentence.end), max(sentence.end, first + _WINDOW))
    return document.text[first : min(last, first + 2 * _WINDOW)]


def window_of(reader: IndexReader, candidate: Candidate) -> str:
    """The same of a candidate."""
    document = reader.records.document(candidate.hit.document)
    return window_in(document, candidate.hit.chunk, candidate.sentence)


def stretch_of(reader: IndexReader, candidate: Candidate) -> str:
    """The same under its document's title and its heading, as the models read it."""
    card, path = candidate.hit.card, candidate.hit.chunk.path
    return text_to_read(card.title, path, window_of(reader, candidate))
