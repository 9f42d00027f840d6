"""Web archives (MHTML, what browsers save as one file) and e-mails: MIME messages with a page or text in them."""

import email.policy
from email import message_from_bytes
from email.message import EmailMessage

from index.errors import ReadError
from index.read.decoded import DecodedText
from index.read.html import read_html
from index.read.limits import FILE_BYTES, check_size
from index.read.text import decode

_MOST_NAMED = 5


def read_mail(data: bytes, name: str) -> DecodedText:
    """Read the page of a web archive, or subject and body of an e-mail; raises ReadError.

    Attachments are named in the notes: each is a document of its own.
    """
    check_size(name, len(data), FILE_BYTES)
    message = message_from_bytes(data, policy=email.policy.default)
    part = message.get_body(("html", "plain")) if isinstance(message, EmailMessage) else None
    if part is None:
        part = next((p for p in message.walk() if p.get_content_maintype() == "text"), None)
    if part is None:
        raise ReadError(f"{name!r} holds no page or text; save the page as HTML.")
    payload = part.get_payload(decode=True)
    body = payload if isinstance(payload, bytes) else b""
    if part.get_content_subtype() == "html":
        read = read_html(body, name)
    else:
        read = decode(body)
        if not read.text.strip():
            raise ReadError(f"{name!r} holds no text; give the message or page that contains it.")
    return _with_notes(_titled(read, message["subject"]), name, message)


def _titled(read: DecodedText, subject: object) -> DecodedText:
    """The text under its subject, where it does not begin with that anyway."""
    title = " ".join(str(subject or "").split())
    opening = "".join(read.text[:2000].split())
    if not title or "".join(title.split()) in opening:
        return read
    shift = len(title) + 1
    return DecodedText(
        f"{title}\n{read.text}",
        read.encoding,
        read.undecodable,
        headings=tuple((offset + shift, level) for offset, level in read.headings),
        notes=read.notes,
    )


def _with_notes(read: DecodedText, name: str, message: object) -> DecodedText:
    parts = message.iter_attachments() if isinstance(message, EmailMessage) else ()
    names = [
        part.get_filename() or part.get_content_type()
        for part in parts
        if part.get_content_disposition() == "attachment"
    ]
    if not names:
        return read
    shown = ", ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")
    note = (
        f"{name!r} has {len(names)} attachments that were not read ({shown}); save them beside it."
    )
    return DecodedText(
        read.text,
        read.encoding,
        read.undecodable,
        headings=read.headings,
        notes=(*read.notes, note),
    )
