"""A sentence about what went wrong, as HTML for the tabs beside the chat.

Every piece of document, model or user text passes `escape`. Its places are Markdown components that
sanitise what they are given; the tabs do not rely on that: a block is one line of HTML whose texts
can neither close a tag nor start Markdown, so nothing in a document is ever markup.
"""

from ui.escaping import escape


def error_html(sentence: str) -> str:
    """The sentence, read out by screen readers; empty for no error."""
    return f'<div class="wj-error" role="alert">{escape(sentence)}</div>' if sentence else ""
