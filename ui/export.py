"""A conversation as a file to keep: Markdown, HTML or Word, each answer with its sources."""

import io
from collections.abc import Iterator
from html import escape
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from ui.escaping import printable
from ui.wording import Language, say

Kind = Literal["md", "html", "docx"]
MEDIA_TYPES: dict[Kind, str] = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_MARKDOWN = "\\`*_{}[]<>()#+-!|~&$"
_STYLE = (
    "body{max-width:46em;margin:2em auto;padding:0 1em;font-family:system-ui,'PingFang SC',"
    "'Microsoft YaHei','Noto Sans CJK SC',sans-serif;line-height:1.8;color:#1c2530}"
    "h2{font-size:1.1em;margin-top:2em;border-top:1px solid #ddd;padding-top:1em}"
    ".soft{color:#5a6572;font-size:.9em}blockquote{margin:.3em 0 .3em 1em;color:#333}"
)
# The file is shown on its own: nothing in it may run or be fetched.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"

Text = Annotated[str, Field(max_length=20_000)]
Short = Annotated[str, Field(max_length=2_000)]


class Source(BaseModel):
    """A citation of an answer, as the browser keeps it."""

    id: int
    title: Short
    number: Short = ""
    section: list[Short] = Field(default=[], max_length=20)
    page: int | None = None
    pieces: list[tuple[int, Text]] = Field(default=[], max_length=200)

    @property
    def quote(self) -> str:
        """The words quoted, without those around them."""
        return "".join(text for kind, text in self.pieces if kind)


class Turn(BaseModel):
    """A question and its answer."""

    question: Text
    asked: Text = ""
    status: Literal["answered", "listed_only", "insufficient", ""] = ""
    lines: list[list[int | Text]] = Field(default=[], max_length=500)
    notices: list[Short] = Field(default=[], max_length=50)
    citations: list[Source] = Field(default=[], max_length=100)

    def answer(self) -> list[str]:
        """The lines of the answer, with their markers."""
        return [
            "".join(f"[{part}]" if isinstance(part, int) else part for part in line)
            for line in self.lines
        ]


class Conversation(BaseModel):
    """What is exported."""

    turns: list[Turn] = Field(min_length=1, max_length=500)
    language: Language = "zh"


def exported(conversation: Conversation, kind: Kind) -> bytes:
    """The file."""
    if kind == "docx":
        return _docx(conversation)
    made = _markdown(conversation) if kind == "md" else _html(conversation)
    return made.encode("utf-8", "replace")


def _blocks(conversation: Conversation) -> Iterator[tuple[str, str]]:
    """The conversation as (kind of block, text): heading, soft, text, quote."""
    language = conversation.language
    for number, turn in enumerate(conversation.turns, 1):
        label = say("turn.label", language, number=number)
        yield "heading", f"{label} {turn.question}"
        if turn.asked and turn.asked != turn.question:
            yield "soft", say("turn.understood", language) + turn.asked
        if turn.status:
            yield "soft", say(f"status.{turn.status}", language)
        for line in turn.answer():
            yield "text", line
        for notice in turn.notices:
            yield "soft", notice
        for source in turn.citations:
            yield "text", f"[{source.id}] {_place(source, language)}"
            yield "quote", source.quote


def _place(source: Source, language: Language) -> str:
    number = f"（{source.number}）" if source.number else ""
    page = f"，{say('evidence.page', language, page=source.page)}" if source.page else ""
    return f"《{source.title}》{number}{' › '.join(source.section)}{page}"


def _flat(text: str) -> str:
    return " ".join(printable(text).split())


def _markdown(conversation: Conversation) -> str:
    marks = {"heading": "## ", "soft": "", "text": "", "quote": "> "}
    title = say("export.name", conversation.language)
    lines = [f"# {title}"]
    for kind, text in _blocks(conversation):
        plain = "".join(f"\\{c}" if c in _MARKDOWN else c for c in _flat(text))
        lines.append(f"{marks[kind]}{plain}")
    return "\n\n".join(lines) + "\n"


def _html(conversation: Conversation) -> str:
    tags = {"heading": "h2", "soft": 'p class="soft"', "text": "p", "quote": "blockquote"}
    language = "zh-CN" if conversation.language == "zh" else "en"
    title = escape(say("export.name", conversation.language))
    body = "\n".join(
        f"<{tags[kind]}>{escape(_flat(text))}</{tags[kind].split()[0]}>"
        for kind, text in _blocks(conversation)
    )
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n"
        f"<body><h1>{title}</h1>\n{body}\n</body></html>\n"
    )


def _docx(conversation: Conversation) -> bytes:
    import docx  # slow to import, and needed here alone

    styles = {"heading": "Heading 2", "soft": "Normal", "text": "Normal", "quote": "Quote"}
    document = docx.Document()
    document.add_heading(say("export.name", conversation.language), 1)
    for kind, text in _blocks(conversation):
        document.add_paragraph(_flat(text), style=styles[kind])
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()
