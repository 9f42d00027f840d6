"""The page's outer wall: which requests are let in, and what a browser may do with the answers."""

import secrets
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.uploads import LARGEST_UPLOAD

# Gradio opens these for every app; this page sends no files, takes them by a route of its own, and
# documents nothing.
_CLOSED = (
    "/gradio_api/upload",
    "/gradio_api/file",
    "/gradio_api/proxy",
    "/gradio_api/stream",
    "/gradio_api/deep_link",
    "/gradio_api/info",
    "/gradio_api/openapi.json",
    "/gradio_api/call",
    "/gradio_api/api",
    "/gradio_api/run",
    "/monitoring",
)
_OURS = "/wenju/"
_UPLOADS = ("/uploads/", "/sets/")
_LARGEST_BODY = 4_000_000  # bytes of every other request
# What must be there before Gradio begins, which puts its own `head` in place only later.
_FIRST = (
    b'<script src="/wenju/early.js"></script><link rel="stylesheet" href="/wenju/chat.css">'
    b'<link rel="stylesheet" href="/wenju/tabs.css">'
)
_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self' blob:; frame-src 'self'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
# Reports of evaluation runs hold text of documents; the page shows them in a frame. Their own policy
# names their one script by its hash; here they are kept from everything that is ours.
_REPORTS = "/runs/"
_REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts"
)


class Guard:
    """ASGI middleware: host check, closed paths, a body limit, security headers and, for the page
    itself, a nonce on its inline scripts so that no other inline script can run.

    `hosts` are the Host names answered to (a page elsewhere must not reach a loopback server by
    pointing its own name at it); empty answers to all. `pages` are the paths that Gradio is mounted
    at.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], pages: Collection[str] = ("/",)):
        self._app = app
        self._hosts = frozenset(hosts)
        self._mounts = tuple(page.rstrip("/") for page in pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        if scope["path"] in {f"{mount}/" for mount in self._mounts}:
            # The page must come uncompressed to get its nonces.
            kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            scope = {**scope, "headers": kept}
            send = _PageSender(send, nonce, "en" if scope["path"] == "/en/" else "zh-CN")

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                report = scope["path"].startswith(_REPORTS)
                policy = _REPORT_POLICY if report else _POLICY.format(nonce=nonce)
                headers["Content-Security-Policy"] = policy
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                headers["Cross-Origin-Resource-Policy"] = "same-origin"
                if scope["path"].startswith(_OURS):
                    headers["Cache-Control"] = "no-cache"  # asked for again after an upgrade
            await send(message)

        await self._app(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if self._hosts and host_name(headers.get("host", "")) not in self._hosts:
            return PlainTextResponse("unknown host name", 421)
        path = scope["path"]
        if f"{path}/" in {f"{mount}/" for mount in self._mounts if mount}:
            return RedirectResponse(f"{path}/")
        if any(self._lies_under(path, closed) for closed in _CLOSED):
            return PlainTextResponse("not found", 404)
        largest = LARGEST_UPLOAD if path.startswith(_UPLOADS) else _LARGEST_BODY
        # What another site makes a browser send, but for a link that a reader follows.
        foreign = headers.get("sec-fetch-site") in ("cross-site", "same-site")
        if foreign and headers.get("sec-fetch-mode") != "navigate":
            return PlainTextResponse("not for other sites", 403)
        if "transfer-encoding" in headers:
            return PlainTextResponse("the length is not told", 411)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > largest:
            return PlainTextResponse("too large", 413)
        return None

    def _lies_under(self, path: str, place: str) -> bool:
        return any(f"{path}/".startswith(f"{mount}{place}/") for mount in self._mounts)


class _PageSender:
    """Holds the page back until it is whole, then sends it with its nonces and its language."""

    def __init__(self, send: Send, nonce: str, language: str):
        self._send = send
        self._nonce = nonce
        self._language = language.encode()
        self._start: Message = {}
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        page = self._body.replace(b"<head>", b"<head>" + _FIRST, 1)
        page = page.replace(b"<script", b'<script nonce="%b"' % self._nonce.encode())
        page = page.replace(b'lang="en"', b'lang="%b"' % self._language, 1)
        MutableHeaders(scope=self._start)["content-length"] = str(len(page))
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": page})


def host_name(host: str) -> str:
    """The name in a Host header, without its port: localhost:7860 → localhost."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdecimal() else host).lower().rstrip(".")
