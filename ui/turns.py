"""One turn of the conversation as events for the browser: JSON of plain text, never HTML.

A turn is at most `LARGEST` bytes: the more an answer cites, the less is shown of each place.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from index.records import RecordReader
from index.types import DocumentCard
from rag.types import Answer, Citation, Hit
from rag.validity_notes import Standing, in_words
from ui.escaping import printable
from ui.passage import AROUND, LONGEST_QUOTE, passage

LARGEST = 30_000
_MOST_CARDS = 16  # evidence shown at the tightest; of the other places only where they are


@dataclass(frozen=True, slots=True)
class _Room:
    """How much is shown, in characters: around a quote, of a quote, of a title or file name, of a
    heading and how many of them, of a piece of an answer between two markers, of a whole answer."""

    around: int
    quote: int
    name: int
    label: int
    labels: int
    piece: int
    answer: int


_ROOMS = (
    _Room(AROUND, LONGEST_QUOTE, 200, 60, 8, 900, 7_000),
    _Room(70, 400, 100, 40, 6, 400, 3_600),
    _Room(20, 120, 50, 24, 4, 160, 2_400),
)
_MARKER = re.compile(r"(?<=”)\[(\d+)\]")  # as `rag.verify` writes it, and nothing else can
_CONTEXT, _QUOTE, _ASKED = 0, 1, 2

Event = dict[str, Any]


def answer_events(records: RecordReader, answer: Answer) -> list[Event]:
    """The evidence first, then the answer line by line, then how it stands."""
    for room in _ROOMS:
        events = _events(records, answer, room)
        if sum(len(encode(event)) for event in events) <= LARGEST:
            break
    return events


def _events(records: RecordReader, answer: Answer, room: _Room) -> list[Event]:
    most = _MOST_CARDS if room is _ROOMS[-1] else len(answer.citations)
    evidence = {
        "kind": "evidence",
        "citations": [_citation(records, cited, room) for cited in answer.citations[:most]],
        "rest": [
            {"id": c.id, "document": c.card.id, "start": c.start, "end": c.end}
            for c in answer.citations[most:]
        ],
        "nearest": [_hit(hit, room) for hit in answer.nearest],
    }
    ids = {cited.id for cited in answer.citations}
    lines = [{"kind": "line", "parts": parts} for parts in _lines(answer.text, ids, room)]
    status = {
        "kind": "status",
        "status": answer.status,
        "notices": [_short(notice, room.quote // 2) for notice in answer.notices[:6]],
        "confidence": round(answer.confidence, 2),
    }
    return [evidence, *lines, status]


def encode(event: object) -> bytes:
    """An event as a line of JSON. Halves of characters that a damaged file holds become \ufffd."""
    line = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    return printable(line).encode("utf-8") + b"\n"


def _lines(text: str, ids: set[int], room: _Room) -> Iterator[list[str | int]]:
    left = room.answer
    for line in text.split("\n"):
        if not line.strip():
            continue
        if left <= 0:
            yield ["……"]
            return
        parts = _parts(line, ids, room)
        left -= sum(len(part) for part in parts if isinstance(part, str))
        yield parts


def _parts(line: str, ids: set[int], room: _Room) -> list[str | int]:
    """Text, and the numbers of citations where their markers stand."""
    parts: list[str | int] = []
    position = 0
    for found in _MARKER.finditer(line):
        if int(found[1]) in ids:
            parts += [_middle(line[position : found.start()], room), int(found[1])]
            position = found.end()
    return [*parts, _middle(line[position:], room)]


def _middle(text: str, room: _Room) -> str:
    """A long piece without its middle: a whole chapter that was asked for by number."""
    end = room.piece // 8
    return text if len(text) <= room.piece else f"{text[: room.piece - end]}……{text[-end:]}"


def _citation(records: RecordReader, cited: Citation, room: _Room) -> Event:
    document = records.document(_number_of(records, cited.card.id))
    found = passage(document, cited.start, cited.end, room.around, room.quote)
    quote = _marked(found.quote, [(a - cited.start, b - cited.start) for a, b in cited.marks])
    pieces = [[_CONTEXT, found.before], *quote, [_CONTEXT, found.after]]
    place = _place(cited.card, cited.section, cited.start, cited.end, cited.page, room)
    return {
        "id": cited.id,
        **place,
        "pieces": [piece for piece in pieces if piece[1]],
        "cut": cited.end - cited.start if found.cut else 0,
        "validity": _validity(cited.standing, room),
    }


def _marked(quote: str, marks: list[tuple[int, int]]) -> list[list[Any]]:
    """A quote in pieces, those apart that state the value that was asked for."""
    pieces, position = [], 0
    for start, end in sorted(marks):
        if position <= start < end <= len(quote):
            pieces += [[_QUOTE, quote[position:start]], [_ASKED, quote[start:end]]]
            position = end
    return [*pieces, [_QUOTE, quote[position:]]]


def _hit(hit: Hit, room: _Room) -> Event:
    text = hit.chunk.text[: room.quote]
    place = _place(hit.card, hit.chunk.path, hit.chunk.start, hit.chunk.end, hit.page, room)
    dots = "…" if len(hit.chunk.text) > room.quote else ""
    return {
        "id": 0,
        **place,
        "pieces": [[_CONTEXT, text.strip() + dots]],
        "cut": 0,
        "validity": _validity(hit.standing, room),
    }


def _place(
    card: DocumentCard,
    section: tuple[str, ...],
    start: int,
    end: int,
    page: int | None,
    room: _Room,
) -> Event:
    return {
        "document": card.id,
        "title": _short(card.title, room.name),
        "number": _short(card.number or "", room.name),
        "issuer": _short(card.issuer or "", room.name),
        "published": _short(card.published or "", room.name),
        "source": _short(card.source, room.name),
        "section": [_short(label, room.label) for label in section[: room.labels]],
        "page": page,
        "start": start,
        "end": end,
    }


def _validity(standing: Standing | None, room: _Room) -> Event | None:
    if standing is None:
        return None
    found = standing.validity
    proof = " ".join(standing.proofs[0].quote.split()) if standing.proofs else ""
    return {
        "status": found.status,
        "words": in_words(found),
        "day": found.as_of,
        "proof": _short(proof, room.label),
    }


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _number_of(records: RecordReader, document_id: str) -> int:
    return next(i for i, card in enumerate(records.cards) if card.id == document_id)
