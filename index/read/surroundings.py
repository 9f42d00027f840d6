"""What of a web page is the document: navigation, buttons and scripts around it are taken away."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from index.read.labels import take_header

_DROPPED = frozenset(
    "script style noscript template head nav footer aside form iframe object embed svg canvas "
    "button select textarea input audio video map dialog".split()
)
# Words of class and id that name what surrounds a document, never a document.
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|crumbs?|share|bdsharebuttonbox|print(?:er)?|"
    r"footer|foot|header|toolbar|sidebar|related|qrcode|ewm|copyright|pagination|advert|comments?|"
    r"weizhi|dqwz|fenxiang|dayin|xgwj|xgjd)(?:$|[\s_-])",
    re.I,
)
# Where government sites keep the document itself, surest first.
_CONTENT = (
    "//*[@id='UCAP-CONTENT']",
    "//*[@id='zoom' or @id='Zoom' or @id='zoomcon']",
    "//*[contains(concat(' ', @class, ' '), ' TRS_Editor ')]",
    "//*[contains(concat(' ', @class, ' '), ' trs_editor_view ')]",
    "//*[contains(concat(' ', @class, ' '), ' TRS_UEDITOR ')]",
    "//*[contains(concat(' ', @class, ' '), ' pages_content ')]",
    "//*[@id='content' or @id='Content' or @id='contentText' or @id='articleContent' or @id='ContentRegion']",
    "//*[contains(concat(' ', @class, ' '), ' article-content ')"
    " or contains(concat(' ', @class, ' '), ' article_content ')"
    " or contains(concat(' ', @class, ' '), ' articleContent ')"
    " or contains(concat(' ', @class, ' '), ' news_content ')"
    " or contains(concat(' ', @class, ' '), ' xxgk_content ')]",
    "//article",
    "//main",
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_LARGEST_AROUND, _MOST_BESIDE_LINKS = 2000, 60  # letters


@dataclass(slots=True)
class _Measure:
    """What an element holds: letters, those in links, links, and whether a main heading is in it."""

    letters: int = 0
    linked: int = 0
    links: int = 0
    headed: bool = False

    def add(self, other: "_Measure") -> None:
        """Count what a child holds too."""
        self.letters += other.letters
        self.linked += other.linked
        self.links += other.links
        self.headed = self.headed or other.headed


def remove_surroundings(root: Any) -> list[str]:
    """Take navigation, buttons, scripts and hidden elements out of the tree, and what a header above
    the document tells (`labels`), which is returned."""
    measures = _measure(list(root.iter()))
    header = take_header(root, lambda element: measures[element].letters)
    for element in list(root.iter()):
        if element is root or element.getparent() is None or element.tag in ("html", "body"):
            continue
        held = measures[element]
        named = f"{element.get('class', '')} {element.get('id', '')}"
        around = element.tag == "header" or _AROUND.search(named)
        if (
            element.tag in _DROPPED
            or "hidden" in element.attrib
            or _HIDDEN.search(element.get("style", ""))
            # An article's own header, or a wrapper with a careless name, holds the document.
            or (around and not held.headed and held.letters <= _LARGEST_AROUND)
            or (element.tag in ("ul", "div", "p", "td") and _is_link_list(held))
        ):
            element.drop_tree()
    return header


def _measure(elements: Sequence[Any]) -> dict[Any, _Measure]:
    """Every element measured, from the leaves upwards: children stand behind their parents."""
    measures = {element: _Measure() for element in elements}
    for element in reversed(elements):
        own = measures[element]
        if element.tag in _DROPPED:
            own.letters = own.linked = own.links = 0
        else:
            own.letters += _letters(element.text)
        own.headed = own.headed or element.tag == "h1"
        if element.tag == "a" and "href" in element.attrib:
            own.linked, own.links = own.letters, 1
        parent = measures.get(element.getparent())
        if parent is not None:
            parent.add(own)
            parent.letters += _letters(element.tail)
    return measures


def _letters(text: str | None) -> int:
    return sum(map(str.isalnum, text)) if text else 0


def _is_link_list(held: _Measure) -> bool:
    """At least four links and hardly anything else: a menu, not a sentence with references."""
    if held.links < 4 or held.headed or held.letters - held.linked > _MOST_BESIDE_LINKS:
        return False
    return held.linked >= 0.85 * held.letters and held.linked / held.links < 40


def content_of(root: Any) -> list[Any]:
    """The elements that hold the document; the whole page if unsure."""
    whole = len(squeezed("".join(root.itertext())))
    for path in _CONTENT:
        found = root.xpath(path)
        parts = [e for e in found if not any(a in found for a in e.iterancestors())]
        length = sum(len(squeezed("".join(e.itertext()))) for e in parts)
        if parts and length >= 0.5 * whole:
            return parts
    return [root]


def squeezed(text: str) -> str:
    """Without any white space."""
    return "".join(text.split())
