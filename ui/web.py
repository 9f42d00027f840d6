"""`wenju serve`: the page. Imported by `serve` alone, because Gradio is slow to import.

Gradio is mounted twice in an application of our own, once a language, beside our own routes;
`ui.guard` sees every request first.
"""

import argparse
import logging
import os
from collections.abc import Callable
from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from ui import chat, documents_tab, evaluation_tab, lookup_tab, settings_tab
from ui.app import App, OpenIndex
from ui.backstage import Backstage, open_backstage
from ui.guard import Guard
from ui.private import PrivateFolder
from ui.routes import add_routes
from ui.server import LOOPBACK_NAMES, is_loopback, listen, serve
from ui.wording import Language, table

STATIC = Path(__file__).parent / "static"
PATHS: dict[str, Language] = {"/en": "en", "/": "zh"}  # "/" holds whatever no other path does
_FONTS = ["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"]
_HEAD = (
    '<script type="module" src="/wenju/frame.js"></script>'
    '<script type="module" src="/wenju/tabs.js"></script>'
)
_LOG = logging.getLogger("wenju")


def build_page(app: App, backstage: Backstage) -> gr.Blocks:
    """The page in one language: a masthead and the tabs."""
    tabs: dict[str, Callable[[], None]] = {
        "chat": lambda: chat.build_tab(app),
        "documents": lambda: documents_tab.build_tab(app, backstage),
        "lookup": lambda: lookup_tab.build_tab(app),
        "evaluation": lambda: evaluation_tab.build_tab(app, backstage),
        "settings": lambda: settings_tab.build_tab(app, backstage),
    }
    blocks = gr.Blocks(title=app.say("app.name"), analytics_enabled=False, fill_width=True)
    with blocks:
        gr.Column(elem_id="wj-masthead", min_width=0)
        with gr.Tabs(elem_id="wj-tabs"):
            for name, build_tab in tabs.items():
                with gr.Tab(app.say(f"tab.{name}"), id=name, elem_id=f"wj-tab-{name}"):
                    build_tab()
    # A path beside the queue would let one client pass by the limit.
    blocks.queue(
        api_open=False,
        default_concurrency_limit=os.cpu_count() or 1,
        status_update_rate=5,
        max_size=200,
    )
    return blocks


def build_app(
    index: OpenIndex, hosts: tuple[str, ...] = (), backstage: Backstage | None = None
) -> Guard:
    """The whole application: both pages, our own routes, and the guard in front of all."""
    backstage = backstage or open_backstage(index)
    app = FastAPI(title="问据", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/wenju/words-{language}.json")
    def words(language: Language) -> JSONResponse:
        return JSONResponse(table(language))

    chat.add_routes(app, index)
    add_routes(app, index, backstage)
    app.mount("/wenju", StaticFiles(directory=STATIC))
    for path, language in PATHS.items():
        gr.mount_gradio_app(
            app,
            build_page(App(index, language), backstage),
            path=path,
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
            css_paths=STATIC / "page.css",
            head=_HEAD,
        )
    return Guard(app, hosts, tuple(PATHS))


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
        index = OpenIndex(parsed.index)
        backstage = open_backstage(
            index,
            PrivateFolder(parsed.data) if parsed.data else None,
            parsed.documents,
            local=is_loopback(parsed.host),
            may_change=is_loopback(parsed.host) or parsed.data is not None,
        )
        try:
            serve(build_app(index, hosts, backstage), listener, parsed.host)
        finally:
            backstage.jobs.close()
    return 0
