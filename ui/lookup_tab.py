"""The tab 引文核对: is this quote real, where does it stand, and is it in force?"""

from collections.abc import Callable

import gradio as gr

from index.errors import UsageError
from rag.engine import Engine
from rag.filter import Filter
from rag.lookup import LONGEST_TEXT
from rag.proof import LONGEST_PROOF
from rag.validity_notes import parse_day
from ui import page
from ui.app import App
from ui.escaping import escape
from ui.lookup_html import lookup_html
from ui.proof_html import proof_html
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
                whole = gr.Button(say("proof.check"), elem_id="wj-proof", scale=1)
            shown_html(f'<p class="wj-help">{escape(say("lookup.hint"))}</p>')
        with gr.Column(scale=6, min_width=320):
            found = shown_html("", elem_id="wj-found")
    whole.click(
        lambda text, day: check(app, text, day),
        [text, day],
        found,
        show_progress="hidden",
        api_visibility="private",
    )
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

    def look(engine: Engine, as_of: str) -> str:
        found = engine.cite(text, Filter(as_of=as_of))
        return lookup_html(engine, found, app.root, app.language)

    return _looked(app, text, day, LONGEST_TEXT, look)


def check(app: App, text: str, day: str = "") -> str:
    """Every quote and reference of a whole text, as HTML."""

    def look(engine: Engine, as_of: str) -> str:
        proof = engine.check_text(text, as_of=as_of)
        return proof_html(engine, text, proof, app.root, app.language)

    return _looked(app, text, day, LONGEST_PROOF, look)


def _looked(app: App, text: str, day: str, most: int, look: Callable[[Engine, str], str]) -> str:
    """What `look` makes of a text that can be looked up, or what is wrong with it."""
    if not text.strip():
        return page.error_html(app.say("lookup.empty"))
    if len(text) > most:
        return page.error_html(app.say("lookup.too_long", given=len(text), most=most))
    try:
        as_of = parse_day(day) if day.strip() else ""
    except UsageError:
        return page.error_html(app.say("lookup.no_day", day=day.strip()[:40]))
    try:
        return look(app.engine, as_of)
    except Exception as error:  # noqa: BLE001  the edge: the page must say so, the log why
        return page.error_html(sentence(error))
