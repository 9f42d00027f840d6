"""What every reader returns: canonical text with what the format knew about its lines and pages."""

from collections.abc import Sequence
from dataclasses import dataclass, field

_INDENT = " \u3000\xa0\u2002\u2003"


@dataclass(frozen=True, slots=True)
class DecodedText:
    """Decoded text, its encoding and the number of replacement characters decoding put in.

    `pages` holds the offset at which each page starts (empty where a format has no pages),
    `headings` (offset of a line, level) of lines that the format marks as headings, level 1 being
    the document's title, `notes` a sentence for everything of the file that is not in `text`, and
    `remarks` sentences on how far `text` is to be trusted (pages that were recognised).
    """

    text: str
    encoding: str
    undecodable: int
    pages: tuple[int, ...] = ()
    headings: tuple[tuple[int, int], ...] = ()
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class TextLines:
    """Lines collected by a reader, some of them headings, to be joined into one text."""

    lines: list[str] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)

    def add(self, text: str, level: int = 0) -> None:
        """Append the lines of `text` without indents and blank lines; `level` 0 is no heading."""
        for line in text.split("\n"):
            if line.strip():
                self.lines.append(line.rstrip().lstrip(_INDENT))
                self.levels.append(level)

    def finish(self, encoding: str, undecodable: int, notes: Sequence[str] = ()) -> DecodedText:
        """The text of all lines."""
        offsets = [0]
        for line in self.lines:
            offsets.append(offsets[-1] + len(line) + 1)
        marked = [(offsets[i], level) for i, level in enumerate(self.levels) if level]
        return DecodedText(
            "".join(f"{line}\n" for line in self.lines),
            encoding,
            undecodable,
            headings=title_first(marked),
            notes=tuple(notes),
        )


def title_first(headings: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Levels shifted so that the title has 1 and the outermost headings of the text have 2.

    A single outermost heading before all others is the title, whatever level its format gave it.
    """
    if not headings:
        return ()
    levels = [level for _, level in headings]
    outermost = min(levels)
    titled = levels[0] == outermost and levels.count(outermost) == 1
    shift = (1 if titled else 2) - outermost
    return tuple((offset, level + shift) for offset, level in headings)
