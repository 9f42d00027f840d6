"""A file of any format → the documents in it: text at once, risky formats in a limited process."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from index.errors import ReadError, WenjuError
from index.read.decoded import DecodedText
from index.read.formats import SUFFIXES, by_content, by_signature, head_of, refusal
from index.read.limits import TEXT_BYTES, load
from index.read.text import decode_text
from index.read.worker import ReadingProcess


class FileReader:
    """Reads many files one after the other. Use as a context manager: it may hold a process."""

    def __init__(self) -> None:
        self._process = ReadingProcess()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.close()

    def read_each(self, path: Path, source: str) -> Iterator[tuple[str, DecodedText | WenjuError]]:
        """(source, text or why not) of every document in a file: one, or those of a ZIP."""
        try:
            yield from self._read_each(path, source)
        except WenjuError as error:
            yield source, error

    def _read_each(self, path: Path, source: str) -> Iterator[tuple[str, DecodedText | WenjuError]]:
        suffix = path.suffix.lower()
        if SUFFIXES.get(suffix) == "text":
            data = load(path, TEXT_BYTES)
            if by_signature(data[:1024]) is None:
                yield source, decode_text(data, str(path))
                return
        head = head_of(path)
        format = by_signature(head) or SUFFIXES.get(suffix) or by_content(head)
        if format == "package" and head.startswith(b"PK"):
            yield from self._members(path, source)
            return
        if not head:
            load(path, TEXT_BYTES)  # missing, a folder, without permission: says which
            raise ReadError(f"{str(path)!r} is empty; give a file that contains text.")
        if format is None:
            raise ReadError(refusal(source, head))
        if format == "text":
            yield source, decode_text(load(path, TEXT_BYTES), str(path))
        else:
            yield source, self._process.read(path, str(path), format)

    def _members(self, path: Path, source: str) -> Iterator[tuple[str, DecodedText | WenjuError]]:
        whole = str(path)
        members = self._process.members(path, whole)
        if not members:
            raise ReadError(f"{whole!r} holds no files; give a ZIP that contains documents.")
        for member in members:
            name = source + member.name.removeprefix(whole)
            if member.refused:
                yield name, ReadError(member.refused)
                continue
            format = SUFFIXES.get(Path(name).suffix.lower())
            try:
                yield name, self._process.read(path, member.name, format, member.trail)
            except WenjuError as error:
                yield name, error


def read_file(path: Path) -> DecodedText:
    """Read a file that is one document; raises NotFoundError or ReadError with one sentence."""
    with FileReader() as reader:
        documents = list(reader.read_each(path, path.name))
    if len(documents) != 1:
        raise ReadError(
            f"{str(path)!r} holds {len(documents)} files; index it, or unpack it and give one of them."
        )
    (_, read) = documents[0]
    if isinstance(read, WenjuError):
        raise read
    return read
