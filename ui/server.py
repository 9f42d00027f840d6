"""Listening and stopping: one clear sentence when a port is taken, a quiet end on Ctrl-C."""

import errno
import ipaddress
import logging
import os
import socket
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from index.errors import UsageError

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
_CUT_OFF = 1  # seconds that an open page's stream may outlive Ctrl-C


class _Server(uvicorn.Server):
    """A server that says where it is once it answers, and leaves at once when told to."""

    def __init__(self, config: uvicorn.Config, url: str):
        super().__init__(config)
        self._url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(f"问据已启动：{self._url}（按 Ctrl-C 停止）", flush=True)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # An open page holds a stream; that it is cut off after a second is no news.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        super().handle_exit(sig, frame)


def serve(app: ASGIApp, listener: socket.socket, host: str) -> None:
    """Serve `app` until stopped by a signal; print the address once it answers."""
    name = f"[{host}]" if ":" in host else host
    config = uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=_CUT_OFF,
    )
    server = _Server(config, f"http://{name}:{listener.getsockname()[1]}")
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        return


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server at `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there, taken before anything slow starts. Raises UsageError."""
    if not 0 <= port <= 65535:
        raise UsageError(f"port {port} is out of range; give 1 to 65535, or 0 for any free port.")
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        socket.getaddrinfo(host, port, family)
        return socket.create_server((host, port), family=family, backlog=128)
    except socket.gaierror:
        raise UsageError(f"{host!r} is no address of this machine; use --host 127.0.0.1.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageError(
                f"port {port} of {host} is in use; stop the other program or give another --port."
            ) from None
        reason = os.strerror(error.errno or 0)
        raise UsageError(
            f"cannot listen on {host}:{port} ({reason}); give another --host or --port."
        ) from None
