"""Lines of a text with their offsets: what header, contents and structure readers walk over."""

import re
from dataclasses import dataclass

# Markdown marks around a heading: "## 第一章", "**一、总体要求**" and "## >第三节".
_MARKS = re.compile(r"(?P<hashes>#{1,6}(?=\s))?[\s*>]*")
_WHITE = " \t\u3000\xa0\u200b\ufeff\x0b\x0c"
_TRAILING = _WHITE + "\n*"
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
    for whole in text.split("\n"):
        end = min(start + len(whole) + 1, len(text))
        raw = whole.rstrip(_TRAILING)
        if raw[:1].isalnum():  # as most lines do, it begins with no mark and no white space
            lines.append(Line(start, end, start, start + len(raw), raw, 0))
        elif start < len(text):
            lead = len(raw) - len(raw.lstrip(_WHITE))
            marks = _MARKS.match(raw, lead)
            assert marks is not None  # every part of the pattern is optional
            content = raw[marks.end() :].lstrip(_WHITE)
            stop = start + len(raw)
            hashes = len(marks["hashes"] or "")
            lines.append(Line(start, end, stop - len(content), stop, content, hashes))
        start = end
    return lines
