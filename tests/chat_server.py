"""A real HTTP server on loopback that speaks the chat protocol of OpenAI. What it does is told by the
name of the model that is asked for."""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-secret-of-the-test"


class _Handler(BaseHTTPRequestHandler):
    server: "ChatServer"

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked | {"authorization": self.headers["Authorization"]})
        model = asked["model"]
        if self.path != "/v1/chat/completions" or model == "unknown":
            return self._send(404, {"error": {"message": "no such model"}})
        if model == "closed":
            return self._send(401, {"error": {"message": f"bad key {KEY}"}})
        if model == "broken":
            return self._send(400, {"error": {"message": f"cannot do this with {KEY}"}})
        if model == "busy":
            return self._send(429, {"error": {"message": "slow down"}})
        if model == "slow":
            time.sleep(3)
        if model == "garbage":
            return self._raw(200, b"<html>hello</html>")
        text = _reply(model, asked["messages"][-1]["content"], len(self.server.asked))
        usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        answer = {"id": "1", "object": "chat.completion", "created": 1, "model": model}
        return self._send(200, answer | {"choices": [choice], "usage": usage})

    def _send(self, status: int, value: dict[str, Any]) -> None:
        self._raw(status, json.dumps(value, ensure_ascii=False).encode())

    def _raw(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def _reply(model: str, message: str, number: int) -> str:
    if model == "empty":
        return ""
    if model == "judge":
        gold, said = re.findall("<<<(.*?)>>>", message, re.S)[1:3]
        verdict = "right" if gold.split("；")[0] in said else "wrong"
        return f'好的。```json\n{{"verdict": "{verdict}", "reason": "…"}}\n```'
    if model == "babbler":
        return "我想一想……"
    passage = re.findall("<<<(.*?)>>>", message, re.S)[-1]
    quote = next(s for s in re.split("(?<=[。；])", passage) if len(s) > 12)
    good = {"question": f"第{number}问：这件事怎么办？", "quote": quote, "answer": quote[4:8]}
    made_up = {
        "question": "到哪年完成这个目标？",
        "quote": quote[:8] + "二〇九九年",
        "answer": "二〇九九年",
    }
    elsewhere = {"question": "由谁负责这件事情？", "quote": quote, "answer": "别处的答案"}
    given_away = {"question": quote, "quote": quote, "answer": quote[4:8]}
    rows = [good, made_up, elsewhere, given_away, {"question": "缺"}, "no row"]
    return json.dumps({"questions": rows}, ensure_ascii=False)


class ChatServer(ThreadingHTTPServer):
    """The server and what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[dict[str, Any]] = []

    @property
    def address(self) -> str:
        """The base URL for a client."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


@contextmanager
def chat_server() -> Iterator[ChatServer]:
    """A server that runs until the end of the block."""
    server = ChatServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
