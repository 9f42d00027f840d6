"""The tab 引文核对: is this quote real, and where does it stand?"""

import gradio as gr

from rag.lookup import LONGEST_TEXT
from ui import page
from ui.app import App
from ui.shown import shown_html
from ui.trouble import mistake, sentence

_HINT = '<p class="wj-hint">逐字核对：与原文一致才算属实，不一致时列出差异和原文。</p>'


def build_tab(app: App) -> None:
    """A box for the text and what is found of it."""
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
            shown_html(_HINT)
        with gr.Column(scale=6, min_width=320):
            found = shown_html("", elem_id="wj-found")
    look.click(
        lambda text: cite(app, text), text, found, show_progress="hidden", api_visibility="private"
    )


def cite(app: App, text: str) -> str:
    """The lookup of a quote or a reference, as HTML."""
    wrong = mistake(text, LONGEST_TEXT, "文字")
    if wrong:
        return page.error_html(wrong)
    try:
        engine = app.engine
        return page.lookup_html(engine.reader.records, engine.cite(text))
    except Exception as error:  # noqa: BLE001  the edge: the page must say so, the log why
        return page.error_html(sentence(error))
