"""Places on the page for HTML that `ui.escaping` made safe."""

import gradio as gr


def shown_html(value: str, elem_id: str | None = None) -> gr.Markdown:
    """A place for such HTML. Markdown, because gr.HTML evaluates what it is given as a
    template, which the page's security policy forbids, and this sanitises."""
    return gr.Markdown(
        value, elem_id=elem_id, sanitize_html=True, latex_delimiters=[], container=False
    )
