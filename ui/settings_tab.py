"""The tab 设置: what is used is shown, not hidden. It is set on the command line."""

from gradio.context import Context

from ui.app import App
from ui.backstage import Backstage
from ui.escaping import escape
from ui.settings_html import settings_html
from ui.shown import shown_html


def build_tab(app: App, backstage: Backstage) -> None:
    """What the server uses, as it is when the page is opened."""
    shown_html(f'<p class="wj-help">{escape(app.say("settings.hint"))}</p>')
    shown = shown_html("", elem_id="wj-settings")
    private = backstage.private.root if backstage.local else None
    assert Context.root_block is not None  # a tab is built inside a page
    Context.root_block.load(
        lambda: settings_html(app.engine, private, app.language),
        None,
        shown,
        show_progress="hidden",
        api_visibility="private",
    )
