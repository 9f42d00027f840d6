"""Lines of a text with their offsets: what header, contents and structure readers walk over."""

import re
from dataclasses import dataclass

# Markdown marks around a heading: "## 第一章", "**一、总体要求**" and "## >第三节".
_MARKS = re.compile(r"(?P<hashes>#{1,6}(?=\s))?[\s*>]*")
_WHITE = " \t\u3000\xa0\u200b\ufeff\x0b\x0c"
_TERMINAL = "。！？；：;:!?…”’』」》）)】.—"


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line. `text` is its content without Markdown marks and outer white space.

    `start:end` is the whole line with its newline, `content_start:content_end` is `text`.
    """

    start: int
    end: int
    content_start: int
    content_end: int
    text: str
    hashes: int

    @property
    def blank(self) -> bool:
        """No character but white space."""
        return not self.text

    @property
    def ends_sentence(self) -> bool:
        """Whether a reader would expect a new sentence on the next line."""
        return self.text.endswith(tuple(_TERMINAL))


def split_lines(text: str) -> list[Line]:
    """All lines of `text`; their spans, concatenated, are the text."""
    lines: list[Line] = []
    start = 0
    while start < len(text):
        newline = text.find("\n", start)
        end = len(text) if newline < 0 else newline + 1
        raw = text[start:end].rstrip(_WHITE + "\n*")
        lead = len(raw) - len(raw.lstrip(_WHITE))
        marks = _MARKS.match(raw, lead)
        assert marks is not None  # every part of the pattern is optional
        content_start = marks.end()
        content = raw[content_start:].lstrip(_WHITE)
        content_start = len(raw) - len(content)
        lines.append(
            Line(
                start=start,
                end=end,
                content_start=start + content_start,
                content_end=start + len(raw),
                text=content,
                hashes=len(marks["hashes"] or ""),
            )
        )
        start = end
    return lines
