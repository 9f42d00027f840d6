"""Old Word and WPS files, RTF and ODT → DOCX by LibreOffice, which runs once a file and apart.

It runs within the reading process's limits, with a profile of its own that is thrown away: no macro
is run, no link followed, nobody's settings touched.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from index.errors import ReadError
from index.read.decoded import DecodedText
from index.read.docx import read_docx
from index.read.formats import OLE, RTF, WORD_XML, is_open_document
from index.read.limits import MEGABYTE, OFFICE_BYTES, OFFICE_SECONDS, check_size, load
from index.read.text import odd_characters

_SAVE = "save it as .docx in Word, WPS or LibreOffice"
# Streams that tell what an OLE2 container holds; WPS names its text like Word.
_TABLE = tuple(name.encode("utf-16-le") for name in ("Workbook", "PowerPoint Document"))
_TEXT = tuple(name.encode("utf-16-le") for name in ("WordDocument", "MatOST"))  # Word, WPS; Works
_UNREADABLE_SHARE = 0.2
_DEAD_PROXY = "127.0.0.1"  # port 9: nothing answers, so that a link in a file leads nowhere
_SETTINGS = {
    "Office.Common/Security/Scripting": {
        "MacroSecurityLevel": ("int", "3"),
        "DisableMacrosExecution": ("boolean", "true"),
        "BlockUntrustedRefererLinks": ("boolean", "true"),
        "DisableActiveContent": ("boolean", "true"),
    },
    "Office.Writer/Content/Update": {"Link": ("int", "0")},
    "Inet/Settings": {
        "ooInetProxyType": ("int", "2"),
        "ooInetHTTPProxyName": ("string", _DEAD_PROXY),
        "ooInetHTTPProxyPort": ("int", "9"),
        "ooInetHTTPSProxyName": ("string", _DEAD_PROXY),
        "ooInetHTTPSProxyPort": ("int", "9"),
        "ooInetNoProxy": ("string", ""),
    },
}


def soffice() -> str | None:
    """The program that converts, None where LibreOffice is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def read_office(data: bytes, name: str, alive: Callable[[], None] = lambda: None) -> DecodedText:
    """Convert a file and read what comes of it; raises ReadError with one sentence.

    Calls `alive` when the conversion is done.
    """
    if data.startswith(OLE) and any(stream in data for stream in _TABLE):
        raise ReadError(f"{name!r} is a table or slides of old Office; save it as PDF or HTML.")
    suffix = _suffix(data)
    if suffix is None:
        raise ReadError(f"{name!r} is no Word, WPS, RTF or ODT file; {_SAVE}.")
    check_size(name, len(data), OFFICE_BYTES)
    program = soffice()
    if program is None:
        raise ReadError(
            f"{name!r} is read by way of LibreOffice, which is not installed; install it so that "
            f"the command soffice is found, or {_SAVE}."
        )
    converted = _converted(data, suffix, program, name)
    alive()
    read = replace(read_docx(converted, name), encoding=suffix.removeprefix("."))
    if odd_characters(read.text) > max(4, _UNREADABLE_SHARE * len(read.text)):
        raise ReadError(f"{name!r} is damaged: LibreOffice finds no text in it; {_SAVE}.")
    return read


def _suffix(data: bytes) -> str | None:
    if data.startswith(OLE):  # LibreOffice takes any other container for text and gives mojibake
        return ".doc" if any(stream in data for stream in _TEXT) else None
    if data.startswith(RTF):
        return ".rtf"
    if is_open_document(data):
        return ".odt"
    return ".xml" if WORD_XML in data[:4096] else None


def _converted(data: bytes, suffix: str, program: str, name: str) -> bytes:
    # A name of our own: that of the file may be one that a command takes for an option.
    with tempfile.TemporaryDirectory(prefix="wenju-office-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        source, profile = folder / f"source{suffix}", folder / "profile"
        source.write_bytes(data)
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_settings(), "utf-8")
        out = folder / "out"
        command = [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(out),
            str(source),
        ]
        _run(command, folder, name)
        result = out / "source.docx"
        if not result.is_file():
            raise ReadError(
                f"{name!r} cannot be converted by LibreOffice, as damaged and protected files "
                f"cannot; {_SAVE}, without a password."
            )
        return load(result, 4 * OFFICE_BYTES)


def _run(command: list[str], folder: Path, name: str) -> None:
    """Run LibreOffice in a group of its own, which is ended as a whole: it starts processes."""
    environment = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder)}
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment,
        start_new_session=True,
    )
    try:
        process.wait(timeout=OFFICE_SECONDS)
    except subprocess.TimeoutExpired:
        raise ReadError(
            f"{name!r} takes LibreOffice longer than {OFFICE_SECONDS:g} seconds (files up to "
            f"{OFFICE_BYTES // MEGABYTE} MB are tried); {_SAVE}."
        ) from None
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):  # where all of it has ended
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def _settings() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{key}" oor:op="fuse">'
        f'<value xsi:type="xs:{kind}">{value}</value></prop></item>'
        for path, values in _SETTINGS.items()
        for key, (kind, value) in values.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>'
    )
