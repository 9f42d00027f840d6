"""Routes of our own beside Gradio's: uploads, feedback, reports of evaluation runs.

Files come as bodies of requests, not through Gradio, which strips 《》“”〔〕 and folders from their
names. A request that changes something must carry a header of ours: a browser lets no other site
send it.
"""

import json
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.requests import ClientDisconnect

from index.errors import WenjuError
from ui.app import OpenIndex
from ui.backstage import Backstage
from ui.feedback import LARGEST_LINE, FeedbackRefused, append_feedback, parse_feedback, with_sources
from ui.names import safe_path
from ui.reasons import reason
from ui.uploads import Batch, UploadRefused, batch, receive
from ui.wording import LANGUAGES, Language, say

HEADER = "x-wenju"


def add_routes(app: FastAPI, index: OpenIndex, backstage: Backstage) -> None:
    """Add the routes to an application."""

    @app.post("/uploads/{id_}")
    async def upload(request: Request, id_: str, name: str = "") -> Response:
        return await _take(request, backstage, lambda: batch(backstage.private, id_), name)

    @app.post("/uploads/{id_}/index")
    def index_batch(request: Request, id_: str, replace: bool = False) -> Response:
        if refused := _refused(request, backstage.may_change):
            return refused
        try:
            job = backstage.changing.add(batch(backstage.private, id_), replace)
        except UploadRefused as error:
            return _sentence(request, f"upload.{error.why}", error.status)
        except WenjuError as error:
            return JSONResponse({"error": reason(str(error), _language(request))}, 409)
        return JSONResponse({"job": job.id})

    @app.post("/feedback")
    async def feedback(request: Request) -> Response:
        if refused := _refused(request, True):
            return refused
        try:
            body = await _small_body(request, 4 * LARGEST_LINE)
            said = with_sources(parse_feedback(body), index.engine.reader.records)
            append_feedback(backstage.private.feedback, said)
        except FeedbackRefused as error:
            return _sentence(request, f"feedback.{error.why}", 400)
        except OSError:
            return _sentence(request, "upload.not_written", 507)
        return JSONResponse({"kept": True})

    @app.post("/sets/new")
    async def upload_set(request: Request, name: str = "") -> Response:
        own = safe_path(name)[-1]
        return await _take(request, backstage, lambda: Batch(backstage.private.sets), own)

    @app.get("/runs/{name}/report.html")
    def report(name: str) -> Response:
        html = backstage.evaluations.report_html(name)
        if html is None:
            return Response(say("evaluation.no_report", "zh"), 404)
        return Response(html, media_type="text/html")


async def _take(
    request: Request, backstage: Backstage, to: Callable[[], Batch], name: str
) -> Response:
    """Receive the body of a request as a file."""
    if refused := _refused(request, backstage.may_change):
        return refused
    try:
        stored = await receive(backstage.private, to(), name, request.stream())
    except UploadRefused as error:
        return _sentence(request, f"upload.{error.why}", error.status)
    except ClientDisconnect:
        return Response(status_code=400)
    except OSError:
        return _sentence(request, "upload.not_written", 507)
    return JSONResponse({"name": stored})


def _refused(request: Request, allowed: bool) -> Response | None:
    """Why a request that changes something is not carried out; None where it may be."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    if HEADER not in request.headers or site != "same-origin":
        return _sentence(request, "upload.foreign", 403)
    return None if allowed else _sentence(request, "upload.read_only", 403)


async def _small_body(request: Request, most: int) -> Any:
    body = b""
    async for block in request.stream():
        body += block
        if len(body) > most:
            raise FeedbackRefused("feedback_too_large")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise FeedbackRefused("bad_feedback") from None


def _sentence(request: Request, key: str, status: int) -> JSONResponse:
    return JSONResponse({"error": say(key, _language(request))}, status)


def _language(request: Request) -> Language:
    given = request.headers.get(HEADER, "")
    languages: dict[str, Language] = {language: language for language in LANGUAGES}
    return languages.get(given, "zh")
