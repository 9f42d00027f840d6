"""HTML as a browser would read it, and what the page's own HTML may hold."""

import re
from html.parser import HTMLParser

LINKS = r"#do-(documents|jobs|evaluation|copy)\b|/(en/)?\?open=[0-9a-f]|/runs/run/report\.html"
ALLOWED = set(
    "p span b i a table caption thead tbody tr th td nav article section h3 h4 dl dt dd ul ol li br "
    "blockquote mark del ins details summary div progress sup".split()
)


class Markup(HTMLParser):
    """The elements, attributes and text of some HTML."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_harmless(html: str) -> None:
    """Only elements and links of ours, no handler, no style."""
    read = Markup(html)
    assert set(read.tags) <= ALLOWED
    assert not [name for name, _ in read.attributes if name.startswith("on") or name == "style"]
    for name, value in read.attributes:
        if name in ("href", "src"):
            assert value and re.match(LINKS, value), value
    assert "\n" not in html  # a blank line would end the HTML block and start Markdown
