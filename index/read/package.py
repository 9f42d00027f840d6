"""ZIP containers: members checked for size, ratio, number and names before one of them is unpacked."""

import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from index.errors import ReadError
from index.read.limits import (
    ARCHIVE_BYTES,
    MEGABYTE,
    MEMBER_BYTES,
    MEMBERS,
    NESTING,
    RATIO,
    check_size,
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its name for people and the way to it, one number an archive."""

    name: str
    trail: tuple[int, ...]
    refused: str = ""


def open_package(data: bytes, name: str) -> zipfile.ZipFile:
    """Open a ZIP and check what it claims to hold; raises ReadError with one sentence."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        raise ReadError(
            f"{name!r} is a damaged or truncated ZIP or Office file; copy or save it again."
        ) from None
    members = archive.infolist()
    if len(members) > MEMBERS:
        raise ReadError(
            f"{name!r} holds {len(members)} files, more than {MEMBERS}; unpack it and give the folder."
        )
    total = sum(member.file_size for member in members)
    if total > ARCHIVE_BYTES:
        raise ReadError(
            f"{name!r} would unpack to {total // MEGABYTE} MB, more than {ARCHIVE_BYTES // MEGABYTE} MB; "
            "unpack it and give the folder."
        )
    return archive


def unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    """The bytes of one member, which may be no larger than it claims and the limits allow."""
    if member.flag_bits & 1:
        raise ReadError(f"{name!r} is protected by a password; unpack it and give the file.")
    if member.file_size > max(MEGABYTE, RATIO * member.compress_size):
        raise ReadError(
            f"{name!r} unpacks to more than {RATIO} times its size, like a ZIP bomb; "
            "if you trust it, unpack it and give the folder."
        )
    check_size(name, member.file_size, MEMBER_BYTES)
    try:
        with archive.open(member) as file:
            data = file.read(member.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError):
        raise ReadError(f"{name!r} is damaged in its archive; copy or save it again.") from None
    if len(data) > member.file_size:
        raise ReadError(f"{name!r} is larger than its archive says; unpack it and give the file.")
    return data


def is_office(archive: zipfile.ZipFile) -> bool:
    """Whether this ZIP is one document in itself (DOCX, XLSX, PPTX, ODT, OFD) and no archive."""
    names = set(archive.namelist())
    return bool(names & {"[Content_Types].xml", "mimetype", "OFD.xml"})


def list_members(data: bytes, name: str) -> list[Member]:
    """Every file in an archive, ZIPs in it opened; [Member(name, ())] if it is one document."""
    found: list[Member] = []
    _list(data, name, (), found)
    return found


def _list(data: bytes, name: str, trail: tuple[int, ...], found: list[Member]) -> None:
    archive = open_package(data, name)
    if is_office(archive):
        found.append(Member(name, trail))
        return
    for number, member in enumerate(archive.infolist()):
        inner = f"{name}/{_printed_name(member)}"
        parts = PurePosixPath(inner).parts
        if member.is_dir() or any(p.startswith((".", "__MACOSX")) for p in parts[1:]):
            continue
        here = (*trail, number)
        try:
            if member.filename.lower().endswith(".zip"):
                if len(here) >= NESTING + 1:
                    raise ReadError(
                        f"{inner!r} is a ZIP {len(here)} levels deep, more than {NESTING}; "
                        "unpack it and give the folder."
                    )
                _list(unpack(archive, member, inner), inner, here, found)
            else:
                found.append(Member(inner, here))
        except ReadError as error:
            found.append(Member(inner, here, str(error)))
        if len(found) > MEMBERS:
            raise ReadError(
                f"{name!r} holds more than {MEMBERS} files; unpack it and give the folder."
            )


def member_bytes(data: bytes, trail: tuple[int, ...], name: str) -> bytes:
    """The bytes of the member at the end of `trail`."""
    for number in trail:
        archive = open_package(data, name)
        data = unpack(archive, archive.infolist()[number], name)
    return data


def _printed_name(member: zipfile.ZipInfo) -> str:
    """The name as its maker wrote it: Windows writes GBK where ZIP would have UTF-8 or cp437."""
    name = member.filename
    if not member.flag_bits & 0x800:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            raw = name.encode("utf-8", "surrogateescape")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    parts = [p for p in name.replace("\\", "/").split("/") if p not in ("", ".", "..")]
    return "/".join("".join(c for c in part if c.isprintable()) for part in parts) or "unnamed"
