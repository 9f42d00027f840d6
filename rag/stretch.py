"""The stretch of text around a sentence that a model reads to judge whether it answers."""

from collections.abc import Sequence
from dataclasses import replace

from index.answering import builtin_answering
from index.reader import IndexReader
from index.types import Chunk, Document
from rag.extract import Candidate
from rag.query import Query
from rag.reread import nearest_stretches, text_to_read
from rag.sentences import Sentence
from rag.series import introduction

_BEFORE, _WINDOW = 60, 180  # characters before the sentence, and in all, that are read with it
_JUDGED, _APART = 4, 150  # best sentences that are judged, and characters from one to the next
_JUDGEMENT = 0.2  # what a logit of the answering model counts beside both voices
# A sentence of a report counts what a year brought in 400 characters: of one that is longer than
# this, what lies nearest to the question is read.
_LED = 80  # last characters of the sentence that introduces an item, where it stands further above
_LONG, _NEAREST, _STEP = 150, 120, 30
_BEHIND = 40  # and what follows it: a figure stands behind its name


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
        (nearest,) = nearest_stretches(reader.model, query.content, [text], _NEAREST, _STEP)
        told = nearest + text[text.index(nearest) + len(nearest) :][:_BEHIND]
    else:
        document = reader.records.document(number)
        told = window_in(document, chunk, sentence)
        lead = introduction(document, sentence.start)
        if lead is not None and lead[1] < sentence.start - _BEFORE:  # 处二百元罚款：（一）…（九）…
            told = document.text[max(lead[0], lead[1] - _LED) : lead[1]] + "\n" + told
    return text_to_read(reader.records.cards[number].title, chunk.path, told)


def stretch_of(reader: IndexReader, query: Query, candidate: Candidate) -> str:
    """The same of a candidate."""
    hit = candidate.hit
    return stretch_in(reader, query, hit.document, hit.chunk, candidate.sentence)


def judged_first(
    reader: IndexReader, query: Query, candidates: Sequence[Candidate]
) -> list[Candidate]:
    """The best candidates, of those that lie near each other one, judged by the answering model; the
    one that both voices and it together prefer comes first, the others follow as they were. It learnt
    from Chinese questions: others are left as they are."""
    chosen: dict[tuple[int, int], int] = {}
    for at, candidate in enumerate(candidates):
        if candidate.voice is None or len(chosen) == _JUDGED:
            break
        chosen.setdefault((candidate.hit.document, candidate.sentence.start // _APART), at)
    if not query.chinese or not chosen:
        return list(candidates)
    places = list(chosen.values())
    stretches = [stretch_of(reader, query, candidates[at]) for at in places]
    logits = builtin_answering().judge(query.text, stretches).tolist()
    told = list(candidates)
    for at, logit in zip(places, logits, strict=True):
        told[at] = replace(told[at], answers=float(logit))
    best = max(
        places, key=lambda at: (told[at].voice or 0.0) + _JUDGEMENT * (told[at].answers or 0.0)
    )
    return [told.pop(best), *told]
