"""The process that reads risky formats: limited in memory, told what to read by lines of JSON.

Run by `worker`. Answers are frames: eight bytes of length, then JSON; an empty frame says that the
answer is still to come and gives it time anew.
"""

import json
import os
import struct
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.errors import ReadError, WenjuError
from index.read.decoded import DecodedText
from index.read.docx import read_docx
from index.read.formats import by_content, by_signature, refusal
from index.read.html import read_html
from index.read.limits import ADDRESS_SPACE, FILE_BYTES, load
from index.read.mail import read_mail
from index.read.office import read_office
from index.read.package import list_members, member_bytes
from index.read.pdf import read_pdf
from index.read.pictures import read_picture
from index.read.text import decode_text

_READERS: dict[str, Callable[[bytes, str], DecodedText]] = {
    "text": decode_text,
    "html": read_html,
    "mail": read_mail,
    "docx": read_docx,
    "package": read_docx,
}
Alive = Callable[[], None]
"""Called by a reader that takes long, each time it has got on."""
_SLOW_READERS: dict[str, Callable[[bytes, str, Alive], DecodedText]] = {
    "pdf": read_pdf,
    "office": read_office,
    "picture": read_picture,
}


def limit_resources() -> None:
    """One gigabyte of address space where the platform can (Linux; macOS does not enforce it)."""
    try:
        import resource
    except ImportError:  # Windows: only the time is limited
        return
    for what, amount in ((resource.RLIMIT_AS, ADDRESS_SPACE), (resource.RLIMIT_CORE, 0)):
        try:
            _, hard = resource.getrlimit(what)
            allowed = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
            resource.setrlimit(what, (allowed, allowed))
        except (ValueError, OSError):
            continue


def answer(request: dict[str, Any], alive: Alive = lambda: None) -> dict[str, Any]:
    """Carry out one request: the result under "document" or "members", or a sentence."""
    path, name = Path(request["path"]), request["name"]
    try:
        data = load(path, FILE_BYTES)
        if request["do"] == "list":
            return {"members": [asdict(member) for member in list_members(data, name)]}
        data = member_bytes(data, tuple(request["trail"]), name)
        return {"document": asdict(_read(data, name, request["format"], alive))}
    except WenjuError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": f"{name!r} needs more than 1 GB of memory to read; split it."}
    except Exception as error:  # noqa: BLE001  the outermost edge: whatever a hostile file provokes
        kind = type(error).__name__
        return {"error": f"{name!r} is damaged ({kind} while reading it); save it again."}


def _read(data: bytes, name: str, format: str | None, alive: Alive) -> DecodedText:
    head = data[:4096]
    # A suffix may lie: .doc files are often HTML, .docx files PDF.
    chosen = by_signature(head) or format or by_content(head)
    if chosen == "package" and not head.startswith(b"PK"):
        chosen = by_content(head) or "package"
    if chosen in ("office", "picture") and by_signature(head) != chosen:
        chosen = by_content(head) or chosen
    if chosen is None:
        raise ReadError(refusal(name))
    if chosen in _SLOW_READERS:
        return _SLOW_READERS[chosen](data, name, alive)
    return _READERS[chosen](data, name)


def main() -> None:
    """Answer requests until standard input ends."""
    limit_resources()
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no answer

    def alive() -> None:
        out.write(struct.pack(">Q", 0))
        out.flush()

    for line in sys.stdin.buffer:
        encoded = json.dumps(answer(json.loads(line), alive), ensure_ascii=False)
        frame = encoded.encode("utf-8", "surrogatepass")
        out.write(struct.pack(">Q", len(frame)) + frame)
        out.flush()
