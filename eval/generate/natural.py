"""Natural questions written by a language model, each verified before it enters: its quote stands
word for word in the passage that it was written for, and its answer in the quote."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from eval.cases import Case
from index.fold import fold, fold_with_map
from index.reader import IndexReader
from index.types import Chunk, Document
from rag.llm import ChatModel, LlmError, json_of
from rag.prompts import WRITE_QUESTIONS, passage_message

PER_PASSAGE = 2
_LEAST_PASSAGE = 80  # characters
_LEAST_QUOTE, _LEAST_QUESTION, _LONGEST_QUESTION = 6, 6, 200
_CHARACTERS_A_TOKEN = 1.4  # of Chinese text, roughly; what a dry run reckons with
_REPLY_TOKENS = 200
_MOST_FAILURES = 5  # one after another: then the model is not there


@dataclass(frozen=True, slots=True)
class Natural:
    """What became of one passage: the cases that were verified, what was refused and why, and the
    tokens it took."""

    cases: tuple[Case, ...]
    refused: tuple[str, ...]
    prompt_tokens: int = 0
    completion_tokens: int = 0


def natural_cases(
    reader: IndexReader, model: ChatModel, count: int, seed: int = 7
) -> Iterator[Natural]:
    """Passages drawn at random, until `count` cases are there or ten times as many passages were
    tried. A reply that cannot be used is told and passed over; raises LlmError where several in turn
    fail."""
    made = failures = 0
    seen: set[str] = set()
    for number in _passages(reader, count, seed):
        if made >= count:
            return
        chunk = reader.records.chunk(number)
        document = reader.records.document(int(reader.records.chunk_documents[number]))
        message = passage_message(document.title, " > ".join(chunk.path), chunk.text, PER_PASSAGE)
        try:
            reply = model.ask(WRITE_QUESTIONS, message)
            failures = 0
        except LlmError as error:
            failures += 1
            if failures >= _MOST_FAILURES:
                raise
            yield Natural((), (str(error),))
            continue
        cases, refused = read_reply(reply.text, chunk, document, model.settings.model)
        fresh = [case for case in cases if fold(case.question) not in seen][: count - made]
        seen |= {fold(case.question) for case in fresh}
        numbered = tuple(_numbered(case, made + n) for n, case in enumerate(fresh, 1))
        made += len(numbered)
        yield Natural(numbered, tuple(refused), reply.prompt_tokens, reply.completion_tokens)


def read_reply(
    reply: str, chunk: Chunk, document: Document, model: str
) -> tuple[list[Case], list[str]]:
    """The cases of a reply whose quotes stand in the passage, and why the others were refused."""
    try:
        rows = json_of(reply)["questions"]
    except (ValueError, KeyError, TypeError):
        return [], ["the reply is no JSON with questions"]
    cases: list[Case] = []
    refused: list[str] = []
    for row in rows if isinstance(rows, list) else [rows]:
        question, quote, answer = (_field(row, name) for name in ("question", "quote", "answer"))
        if not (question and quote and answer):
            refused.append("question, quote or answer is missing")
            continue
        span = quoted_span(quote, chunk.text)
        standing = chunk.text[slice(*span)] if span else ""
        if not _LEAST_QUESTION <= len(question) <= _LONGEST_QUESTION:
            refused.append(f"the question has {len(question)} characters")
        elif span is None:
            refused.append(f"the quote does not stand in the passage: {quote[:40]!r}")
        elif fold(answer) not in fold(standing):
            refused.append(f"the answer does not stand in the quote: {answer[:40]!r}")
        elif fold(standing) in fold(question):
            refused.append("the question holds its own answer")
        else:
            path = document.path(document.section_at(chunk.start + span[0]))
            cases.append(
                Case(
                    id="",
                    type="natural",
                    question=question,
                    documents=(document.source,),
                    quotes=(standing,),
                    answer=((answer,),),
                    sections=(path,) if path else (),
                    tags=("llm", model),
                    synthetic=True,
                )
            )
    return cases, refused


def _field(row: object, name: str) -> str:
    value = row.get(name) if isinstance(row, dict) else None
    return value.strip() if isinstance(value, str) else ""


def quoted_span(quote: str, passage: str) -> tuple[int, int] | None:
    """Where a quote stands in a passage, exactly or after folding; None where it does not."""
    wanted = fold(quote)
    if len(wanted) < _LEAST_QUOTE:
        return None
    folded = fold_with_map(passage)
    place = folded.text.find(wanted)
    if place < 0:
        return None
    return folded.source_span(place, place + len(wanted))


def count_calls(reader: IndexReader, count: int, seed: int = 7) -> tuple[int, int, int]:
    """What `natural_cases` would ask for: (requests, prompt tokens, reply tokens), about."""
    calls = -(-count // PER_PASSAGE)
    chosen = list(_passages(reader, count, seed))[:calls]
    letters = sum(len(WRITE_QUESTIONS) + len(reader.records.chunk(n).text) + 60 for n in chosen)
    return len(chosen), int(letters / _CHARACTERS_A_TOKEN), len(chosen) * _REPLY_TOKENS


def _passages(reader: IndexReader, count: int, seed: int) -> Iterator[int]:
    """Body passages worth asking about, in random order, of different documents first."""
    chance = random.Random(seed)
    documents = list(range(len(reader.records.cards)))
    body = reader.records.chunk_is("body")
    tried, asked = 0, set[int]()
    for _ in range(10):
        chance.shuffle(documents)
        for document in documents:
            fit = [n for n in reader.records.chunks_of(document) if body[n] and n not in asked]
            if not fit or tried >= 10 * count:
                continue
            number = chance.choice(fit)
            asked.add(number)
            if len(reader.records.chunk(number).text) >= _LEAST_PASSAGE:
                tried += 1
                yield number


def _numbered(case: Case, number: int) -> Case:
    return Case(**{n: getattr(case, n) for n in Case.__slots__} | {"id": f"natural-{number}"})
