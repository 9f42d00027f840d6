"""Deep links: a place of a document as text, valid as long as that text is indexed.

A document's id is a hash of its text and source name, so `wenju:ID/START-END` names the same
characters in every index of the same text, also after a rebuild.
"""

import re
from dataclasses import dataclass

from index.errors import NotFoundError, UsageError
from index.types import Document

SCHEME = "wenju:"
# Also as it stands in the address of the page: http://127.0.0.1:7860/?open=ID/START-END.
_LINK = re.compile(
    r"(?:wenju:|\S*[?&]open=)(?P<id>[0-9a-f]{16})(?:/|%2[fF])(?P<start>\d{1,9})-(?P<end>\d{1,9})"
)


@dataclass(frozen=True, slots=True)
class Link:
    """The characters `start` to `end` of the document with that id."""

    document: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{SCHEME}{self.document}/{self.start}-{self.end}"

    @property
    def page_address(self) -> str:
        """The address of the place on the page that `wenju serve` shows."""
        return f"/?open={self.document}/{self.start}-{self.end}"


def is_link(text: str) -> bool:
    """Whether a text is meant as a link, well formed or not."""
    bare = text.strip()
    return bare.startswith(SCHEME) or _LINK.fullmatch(bare) is not None


def parse_link(text: str) -> Link:
    """The link that `text` is. Raises UsageError for any other text."""
    match = _LINK.fullmatch(text.strip())
    if match is None or int(match["start"]) >= int(match["end"]):
        raise UsageError(
            f"{text.strip()[:80]!r} is no link; give wenju:DOCUMENT_ID/START-END, START below END."
        )
    return Link(match["id"], int(match["start"]), int(match["end"]))


def check_link(link: Link, document: Document | None) -> Document:
    """The document of a link. Raises NotFoundError where it is not there or is too short."""
    if document is None:
        raise NotFoundError(
            f"no document with id {link.document} is in this index; its text may have changed."
        )
    if link.end > len(document.text):
        raise NotFoundError(
            f"{link} ends at {link.end}, but the document has {len(document.text)} characters."
        )
    return document
