"""`wenju serve`: the page. Imported by `serve` alone, because Gradio is slow to import.

Gradio is mounted twice in an application of our own, once a language, beside our own routes;
`ui.guard` sees every request first.
"""

import argparse
import logging
import os
from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from ui import chat, documents_tab, evaluation_tab, lookup_tab, page, settings_tab
from ui.app import App, OpenIndex
from ui.guard import LARGEST_FILE, Guard
from ui.server import LOOPBACK_NAMES, is_loopback, listen, serve
from ui.shown import shown_html
from ui.wording import Language, table

STATIC = Path(__file__).parent / "static"
PATHS: dict[str, Language] = {"/en": "en", "/": "zh"}  # "/" holds whatever no other path does
_FONTS = ["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"]
_TABS = (
    ("chat", chat.build_tab),
    ("documents", documents_tab.build_tab),
    ("lookup", lookup_tab.build_tab),
    ("evaluation", evaluation_tab.build_tab),
    ("settings", settings_tab.build_tab),
)
_LOG = logging.getLogger("wenju")


def build_page(app: App) -> gr.Blocks:
    """The page in one language: a masthead and the tabs."""
    blocks = gr.Blocks(title=app.say("app.name"), analytics_enabled=False, fill_width=True)
    with blocks:
        shown_html(_masthead(app))
        with gr.Tabs(elem_id="wj-tabs"):
            for name, build_tab in _TABS:
                with gr.Tab(app.say(f"tab.{name}"), id=name, elem_id=f"wj-tab-{name}"):
                    build_tab(app)
    # A path beside the queue would let one client pass by the limit.
    blocks.queue(
        api_open=False,
        default_concurrency_limit=os.cpu_count() or 1,
        status_update_rate=5,
        max_size=200,
    )
    return blocks


def _masthead(app: App) -> str:
    reader = app.engine.reader
    return page.masthead_html(
        reader.folder.resolve().name,
        len(reader.records.cards),
        reader.size,
        reader.manifest.embedder["name"],
        reader.dense.dim,
    )


def build_app(index: OpenIndex, hosts: tuple[str, ...] = ()) -> Guard:
    """The whole application: both pages, our own routes, and the guard in front of all."""
    app = FastAPI(title="问据", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/wenju/words-{language}.json")
    def words(language: Language) -> JSONResponse:
        return JSONResponse(table(language))

    app.mount("/wenju", StaticFiles(directory=STATIC))
    for path, language in PATHS.items():
        gr.mount_gradio_app(
            app,
            build_page(App(index, language)),
            path=path,
            app_kwargs={"openapi_url": None},
            footer_links=[],
            run_history=False,
            enable_monitoring=False,
            show_error=False,
            max_file_size=LARGEST_FILE,
            ssr_mode=False,
            pwa=False,
            mcp_server=False,
            theme=gr.themes.Default(font=_FONTS, font_mono=["ui-monospace", "monospace"]),
            css_paths=STATIC / "page.css",
            head='<script src="/wenju/page.js"></script>',
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
        serve(build_app(OpenIndex(parsed.index), hosts), listener, parsed.host)
    return 0
