"""The tab 问答: an empty place on the page that `static/chat.js` fills, and the routes it asks.

Gradio's Chatbot sends the whole conversation with every turn and cannot show chips, evidence or a
document beside it, so the conversation is drawn by a script of our own from JSON of plain text. The
server keeps nothing of it: conversations live in the browser.
"""

import os
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

import anyio
import gradio as gr
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from index.errors import IndexDamagedError, ModelError, NotFoundError, UsageError
from rag.engine import Engine
from rag.followup import follow_up
from rag.links import Link
from rag.query import LONGEST_QUESTION
from rag.style import STYLES, Style
from ui.app import App, OpenIndex
from ui.explained import place_json
from ui.export import MEDIA_TYPES, Conversation, Kind, exported
from ui.filters import ChosenFilter, better_outside, choices, titles_holding
from ui.reading import number_of, whole_document
from ui.suggestions import suggestions
from ui.trouble import log_trouble
from ui.turns import Event, answer_events, encode

_ANY_QUESTION = "有哪些规定？"  # its answer does not matter: the reading model loads for it
_MOST_WAITING = 64  # questions in the line; who comes later is asked to try again
_LONGEST_BODY_TEXT = 20_000  # characters of a question that is refused with its length, not unread

Found = TypeVar("Found")


class Asking(BaseModel):
    """A question, and the one before it (as it was understood) that it may follow up."""

    question: str = Field(max_length=_LONGEST_BODY_TEXT)
    previous: str = Field(default="", max_length=LONGEST_QUESTION)
    filter: ChosenFilter = ChosenFilter()


class Place(BaseModel):
    """A place of a document."""

    document: str = Field(max_length=64, pattern="^[0-9a-f]+$")
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class FoundPlace(Place):
    """A place, and the question that led there."""

    question: str = Field(max_length=LONGEST_QUESTION)
    filter: ChosenFilter = ChosenFilter()


class Places(BaseModel):
    """Places that references are wanted for."""

    places: list[Place] = Field(max_length=60)


def build_tab(app: App) -> None:
    """Only the place: gr.HTML would evaluate its content, which the page's policy forbids."""
    gr.Column(elem_id="wj-chat", min_width=0)


def add_routes(app: FastAPI, index: OpenIndex) -> None:
    """Add the routes of the chat to an application. What they cannot read they do not repeat."""
    app.include_router(Chat(index).router())

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, error: RequestValidationError) -> Response:
        return _refusal("bad_request", 422)


class _Kept:
    """What is made of an engine once, and kept until there is another."""

    def __init__(self, make: Callable[[Engine], object]):
        self._make = make
        self._lock = threading.Lock()
        self._made: tuple[Engine, object] | None = None

    def of(self, engine: Engine) -> object:
        """What was made of this engine."""
        with self._lock:
            if self._made is None or self._made[0] is not engine:
                self._made = engine, self._make(engine)
            return self._made[1]


class Chat:
    """The routes of the chat over one index. Holds a line in which questions wait for a core."""

    def __init__(self, index: OpenIndex):
        self._index = index
        self._cores = anyio.CapacityLimiter(os.cpu_count() or 1)
        self._waiting = anyio.CapacityLimiter(32)  # for what one makes and the others wait for
        self._choices = _Kept(choices)
        self._suggested = _Kept(suggestions)

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter(lifespan=self._begun)
        router.add_api_route("/chat/ask", self.ask, methods=["POST"])
        router.add_api_route("/chat/references", self.references, methods=["POST"])
        router.add_api_route("/chat/export/{kind}", self.export, methods=["POST"])
        router.add_api_route("/chat/why", self.why, methods=["POST"])
        router.add_api_route("/chat/suggestions", self.suggested, methods=["GET"])
        router.add_api_route("/chat/choices", self.choices, methods=["GET"])
        router.add_api_route("/chat/titles", self.titles, methods=["GET"])
        router.add_api_route("/chat/state", self.state, methods=["GET"])
        router.add_api_route("/document/{document_id}", self.document, methods=["GET"])
        return router

    @asynccontextmanager
    async def _begun(self, app: FastAPI) -> AsyncIterator[None]:
        """Load the models and make the first questions before anyone asks."""
        threading.Thread(target=self._prepare, daemon=True).start()
        yield

    def _prepare(self) -> None:
        engine = self._index.engine
        engine.ask(_ANY_QUESTION)
        self._suggested.of(engine)

    async def ask(self, asking: Asking) -> Response:
        """The answer as a stream of JSON lines."""
        if self._cores.statistics().tasks_waiting >= _MOST_WAITING:
            return _refusal("busy", 503)
        return StreamingResponse(self._turn(asking), media_type="application/x-ndjson")

    async def _turn(self, asking: Asking) -> AsyncIterator[bytes]:
        try:
            async for event in self._events(asking):
                yield encode(event)
        except Exception as error:  # noqa: BLE001  the edge: the page must say so, the log why
            yield encode({"kind": "error", "code": _code(error)})

    async def _events(self, asking: Asking) -> AsyncIterator[Event]:
        if not asking.question.strip():
            yield {"kind": "error", "code": "empty"}
            return
        if len(asking.question) > LONGEST_QUESTION:
            yield {"kind": "error", "code": "too_long", "length": len(asking.question)}
            return
        question = follow_up(asking.question, asking.previous)
        yield {"kind": "asked", "question": question}
        filter, engine = asking.filter.to_filter(), self._index.engine
        answer = await self._on_a_core(lambda: engine.ask(question, filter))
        for event in answer_events(engine.reader.records, answer):
            yield event
        if filter:
            hidden = await self._on_a_core(lambda: better_outside(engine, question, filter, answer))
            places = [
                {"document": c.card.id, "title": c.card.title, "start": c.start, "end": c.end}
                for c in hidden
            ]
            yield {"kind": "hidden", "places": places}
        yield {"kind": "done"}

    async def references(self, wanted: Places) -> Response:
        """Each place in every style of reference; an empty object where it is in the index no more."""
        engine = self._index.engine
        return await self._answered(lambda: [_references(engine, p) for p in wanted.places])

    async def export(self, kind: Kind, conversation: Conversation) -> Response:
        """The conversation as a file; it comes from the browser and is not kept."""
        made = await self._on_a_core(lambda: exported(conversation, kind))
        return Response(made, media_type=MEDIA_TYPES[kind])

    async def why(self, place: FoundPlace) -> Response:
        """Why a passage was found."""
        engine, filter = self._index.engine, place.filter.to_filter()
        return await self._answered(
            lambda: place_json(
                engine, place.question, filter, place.document, place.start, place.end
            )
        )

    async def suggested(self) -> Response:
        """First questions; who asks first waits until they are made."""
        return await self._answered(partial(self._suggested.of, self._index.engine), self._waiting)

    async def choices(self) -> Response:
        """What one can filter by."""
        return await self._answered(partial(self._choices.of, self._index.engine), self._waiting)

    async def titles(self, holding: str) -> Response:
        """Titles that hold a text."""
        engine = self._index.engine
        return await self._answered(lambda: titles_holding(engine, holding[:200]))

    async def state(self) -> Response:
        """What the masthead shows of the index."""
        reader = self._index.engine.reader
        return JSONResponse(
            {
                "index": reader.folder.resolve().name,
                "documents": len(reader.records.cards),
                "passages": reader.size,
                "model": reader.manifest.embedder["name"],
                "present": self._index.present,
                "being_written": self._index.being_written,
            }
        )

    async def document(self, document_id: str) -> Response:
        """A whole document."""
        engine = self._index.engine
        number = number_of(engine.reader.records, document_id)
        if number is None:
            return _refusal("no_document", 404)
        book = engine.retriever.validity
        return await self._answered(lambda: whole_document(engine.reader.records, book, number))

    async def _answered(
        self, find: Callable[[], object], limiter: anyio.CapacityLimiter | None = None
    ) -> Response:
        try:
            found = await anyio.to_thread.run_sync(find, limiter=limiter or self._cores)
            return Response(encode(found), media_type="application/json")
        except Exception as error:  # noqa: BLE001  the edge, as in `_turn`
            return _refusal(_code(error), 400 if isinstance(error, UsageError) else 500)

    async def _on_a_core(self, find: Callable[[], Found]) -> Found:
        return await anyio.to_thread.run_sync(find, limiter=self._cores)


def _references(engine: Engine, place: Place) -> dict[Style, str]:
    try:
        match = engine.resolve_link(str(Link(place.document, place.start, place.end)))
    except (NotFoundError, UsageError):  # removed since, or no place
        return {}
    return {style: engine.styled(match, style) for style in STYLES}


def _code(error: Exception) -> str:
    """The key of the words for an error (`error.…` in `ui.wording`); the log has the rest."""
    if isinstance(error, UsageError):
        return "bad_filter"
    log_trouble(error)
    if isinstance(error, (NotFoundError, IndexDamagedError, ModelError)):
        return "index"
    return "failed"


def _refusal(code: str, status: int) -> JSONResponse:
    return JSONResponse({"kind": "error", "code": code}, status)
