"""The one door through which text becomes HTML: of documents, file names, models and users."""

import re

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile(r"[!-/:-@\[-`{-~]")


def printable(text: str) -> str:
    """Text without control characters and halves of characters, which become \ufffd one by one:
    offsets stay what they are."""
    return _UNPRINTABLE.sub("\ufffd", text.replace("\t", " "))


def escape(text: str) -> str:
    """Text as one line of HTML: all ASCII punctuation becomes character references, which mean
    nothing to HTML, Markdown or LaTeX alike, and line ends become <br>."""
    encoded = _SPECIAL.sub(
        lambda found: f"&#{ord(found[0])};", printable(text.replace("\r\n", "\n"))
    )
    return re.sub(r"(?<!\s)\s*[\n\u2028\u2029]\s*", "<br>", encoded)
