"""The tab 引文核对: is this quote real, where does it stand, and is it in force?"""

import gradio as gr

from index.errors import UsageError
from rag.filter import Filter
from rag.lookup import LONGEST_TEXT
from rag.validity_notes import parse_day
from ui import page
from ui.app import App
from ui.escaping import escape
from ui.lookup_html import lookup_html
from ui.shown import shown_html
from ui.trouble import sentence


def build_tab(app: App) -> None:
    """A box for the text, a day, and what is found."""
    say = app.say
    with gr.Row(elem_classes="wj-columns"):
        with gr.Column(scale=5, min_width=320):
            text = gr.Textbox(
                label=say("lookup.text"),
                placeholder=say("lookup.placeholder"),
                lines=6,
                max_lines=16,
                elem_id="wj-quote",
            )
            with gr.Row(elem_id="wj-look-row"):
                day = gr.Textbox(
                    label=say("lookup.day"),
                    placeholder=say("lookup.day_hint"),
                    elem_id="wj-day",
                    max_lines=1,
                    scale=2,
                    min_width=160,
                )
                look = gr.Button(say("lookup.look"), variant="primary", elem_id="wj-look", scale=1)
            shown_html(f'<p class="wj-help">{escape(say("lookup.hint"))}</p>')
        with gr.Column(scale=6, min_width=320):
            found = shown_html("", elem_id="wj-found")
    gr.on(
        [look.click, day.submit],
        lambda text, day: cite(app, text, day),
        [text, day],
        found,
        show_progress="hidden",
        api_visibility="private",
    )


def cite(app: App, text: str, day: str = "") -> str:
    """The lookup of a quote or a reference, as HTML."""
    if not text.strip():
        return page.error_html(app.say("lookup.empty"))
    if len(text) > LONGEST_TEXT:
        return page.error_html(app.say("lookup.too_long", given=len(text), most=LONGEST_TEXT))
    try:
        asked = Filter(as_of=parse_day(day)) if day.strip() else Filter()
    except UsageError:
        return page.error_html(app.say("lookup.no_day", day=day.strip()[:40]))
    try:
        engine = app.engine
        return lookup_html(engine, engine.cite(text, asked), app.root, app.language)
    except Exception as error:  # noqa: BLE001  the edge: the page must say so, the log why
        return page.error_html(sentence(error))
