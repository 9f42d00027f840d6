"""`wenju serve`: the page. The only module that imports Gradio, and imported by `serve` alone.

Gradio is mounted in an application of our own, so that `ui.guard` sees every request first.
"""

import argparse
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import FileResponse

from eval.sets import SEED
from index.errors import WenjuError
from index.types import DocumentCard
from rag.engine import Engine
from rag.lookup import LONGEST_TEXT
from rag.query import LONGEST_QUESTION
from ui import page
from ui.demo import QUESTIONS
from ui.guard import Guard
from ui.server import LOOPBACK_NAMES, is_loopback, listen, serve

_HERE = Path(__file__).parent
_FONTS = ["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"]
_WELCOME = '<div class="wj-welcome">就已索引的文件提问，<br>回答逐句附原文出处。</div>'
_HINT = '<p class="wj-hint">逐字核对：与原文一致才算属实，不一致时列出差异和原文。</p>'
_LOG = logging.getLogger("wenju")

Chat = list[dict[str, Any]]
Shown = tuple[Any, Any, Any, Any]  # chat, evidence, error, question box


class Desk:
    """What the page's buttons do. Keeps nothing between requests: chat and evidence live in the
    browser that asked, so that no user can meet another's questions."""

    def __init__(self, engine: Engine):
        self._engine = engine
        self._records = engine.reader.records

    def ask(self, question: str, chat: Chat, evidence: str) -> Iterator[Shown]:
        """Show the question at once, then its answer; a question that fails stays in its box."""
        mistake = _mistake(question, LONGEST_QUESTION, "问题")
        if mistake:
            yield gr.skip(), gr.skip(), page.error_html(mistake), gr.skip()
            return
        asked = [*chat, {"role": "user", "content": page.question_html(question)}]
        waiting = [*asked, {"role": "assistant", "content": page.pending_html()}]
        yield waiting, gr.skip(), "", ""
        turn = len(asked) // 2 + 1
        try:
            answer = self._engine.ask(question)
            said = page.answer_html(answer, turn)
            proof = page.evidence_html(self._records, answer, turn)
        except Exception as error:  # noqa: BLE001  the edge: the page must say so, the log why
            yield chat, gr.skip(), page.error_html(_sentence(error)), question
            return
        done = [*asked, {"role": "assistant", "content": said}]
        yield done, page.stack_evidence(proof, evidence), "", gr.skip()

    def suggest(self, question: str, chat: Chat, evidence: str) -> Iterator[tuple[Any, Any, Any]]:
        """Ask a suggested question; what is typed in the box stays there."""
        for shown in self.ask(question, chat, evidence):
            yield shown[:3]

    def cite(self, text: str) -> str:
        """Look a quote or a reference up."""
        mistake = _mistake(text, LONGEST_TEXT, "文字")
        if mistake:
            return page.error_html(mistake)
        try:
            return page.lookup_html(self._records, self._engine.cite(text))
        except Exception as error:  # noqa: BLE001  the edge, as in `ask`
            return page.error_html(_sentence(error))


def _mistake(text: str, longest: int, name: str) -> str:
    """What is wrong with a typed text, in a sentence; empty when nothing is."""
    if not text.strip():
        return f"请先输入{name}。"
    if len(text) > longest:
        return f"{name}有{len(text)}个字，最多{longest}个字，请缩短后再试。"
    return ""


def _sentence(error: Exception) -> str:
    if isinstance(error, WenjuError):
        _LOG.error("%s", error)
        return "这次没有查成：索引可能已改动或损坏，请用 wenju index verify 检查后再试。"
    _LOG.error("a request of the page failed", exc_info=error)
    return "这次没有查成：程序出错，原因已记在启动问据的终端里，可以再试一次。"


def suggestions(cards: tuple[DocumentCard, ...]) -> tuple[str, ...]:
    """Questions to begin with: the demonstration's for its document, else what is known of the
    first documents."""
    if any((SEED / card.source).is_file() for card in cards[:1]):
        return QUESTIONS
    asked = []
    for card in cards:
        if card.number:
            asked.append(f"《{card.title}》的发文字号是什么？")
        elif card.published:
            asked.append(f"《{card.title}》的公布日期是哪天？")
    return tuple(asked[:3])


def build_page(engine: Engine) -> gr.Blocks:
    """The page over one open index."""
    desk = Desk(engine)
    manifest = engine.reader.manifest
    masthead = page.masthead_html(
        engine.reader.folder.resolve().name,
        len(engine.reader.records.cards),
        engine.reader.size,
        manifest.embedder["name"],
        engine.reader.dense.dim,
    )
    blocks = gr.Blocks(title="问据", analytics_enabled=False, fill_width=True)
    with blocks:
        _html(masthead)
        with gr.Tab("提问"):
            _ask_tab(desk, suggestions(engine.reader.records.cards))
        with gr.Tab("引用查找"):
            _cite_tab(desk)
    # A path beside the queue would let one client pass by the limit.
    blocks.queue(
        api_open=False,
        default_concurrency_limit=os.cpu_count() or 1,
        status_update_rate=5,
        max_size=200,
    )
    return blocks


def _ask_tab(desk: Desk, questions: tuple[str, ...]) -> None:
    with gr.Row(elem_classes="wj-columns"):
        with gr.Column(scale=6, min_width=320):
            chat = gr.Chatbot(
                label="问答",
                show_label=False,
                elem_id="wj-chat",
                height="100%",
                buttons=[],
                feedback_options=None,
                latex_delimiters=[],
                allow_tags=False,
                allow_file_downloads=False,
                placeholder=_WELCOME,
            )
            with gr.Column(elem_id="wj-suggest"):
                suggested = [gr.Button(question, size="sm") for question in questions]
            error = _html("", elem_id="wj-error")
            with gr.Row(elem_id="wj-ask"):
                box = gr.Textbox(
                    label="问题",
                    show_label=False,
                    placeholder="输入问题，按回车提问",
                    lines=1,
                    max_lines=6,
                    scale=6,
                    autofocus=True,
                    container=False,
                )
                send = gr.Button("提问", variant="primary", scale=1, min_width=72)
                clear = gr.Button("清空", scale=1, min_width=72)
        with gr.Column(scale=5, min_width=320):
            _html('<h2 class="wj-h2">依据</h2>')
            evidence = _html("", elem_id="wj-evidence")
    shown = [chat, evidence, error, box]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    gr.on([box.submit, send.click], desk.ask, [box, chat, evidence], shown, **quiet)
    for button in suggested:
        button.click(desk.suggest, [button, chat, evidence], shown[:3], **quiet)
    clear.click(lambda: ([], "", ""), None, shown[:3], **quiet)


def _cite_tab(desk: Desk) -> None:
    with gr.Row(elem_classes="wj-columns"):
        with gr.Column(scale=5, min_width=320):
            text = gr.Textbox(
                label="引文或出处",
                placeholder="粘贴一段引文，或写“《文件名》第十二条”",
                lines=6,
                max_lines=16,
                elem_id="wj-quote",
            )
            look = gr.Button("查找", variant="primary", elem_id="wj-look")
            _html(_HINT)
        with gr.Column(scale=6, min_width=320):
            found = _html("", elem_id="wj-found")
    look.click(desk.cite, text, found, show_progress="hidden", api_visibility="private")


def _html(value: str, elem_id: str | None = None) -> gr.Markdown:
    """A place for HTML of `ui.page`. Markdown, because gr.HTML runs scripts and this sanitises."""
    return gr.Markdown(
        value, elem_id=elem_id, sanitize_html=True, latex_delimiters=[], container=False
    )


def build_app(engine: Engine, hosts: tuple[str, ...] = ()) -> Guard:
    """The whole application: page, its script, and the guard in front of both."""
    app = FastAPI(title="问据", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/wenju.js")
    def script() -> FileResponse:
        return FileResponse(_HERE / "page.js", media_type="text/javascript")

    mounted = gr.mount_gradio_app(
        app,
        build_page(engine),
        path="/",
        app_kwargs={"openapi_url": None},
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        max_file_size="1kb",
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        theme=gr.themes.Default(font=_FONTS, font_mono=["ui-monospace", "monospace"]),
        css_paths=_HERE / "page.css",
        head='<script src="/wenju.js"></script>',
    )
    return Guard(mounted, hosts)


def run_serve(parsed: argparse.Namespace) -> int:
    """Serve the page until stopped. Raises UsageError when the address cannot be listened on."""
    logging.basicConfig(format="wenju: %(message)s")
    with listen(parsed.host, parsed.port) as listener:
        hosts = LOOPBACK_NAMES if is_loopback(parsed.host) else ()
        if not hosts:
            _LOG.warning(
                "%s is reachable from other machines and the page asks for no password; "
                "use 127.0.0.1 unless the network is trusted",
                parsed.host,
            )
        serve(build_app(Engine.open(parsed.index), hosts), listener, parsed.host)
    return 0
