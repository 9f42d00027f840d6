"""Chunks as a LangChain user would cut them: RecursiveCharacterTextSplitter, 400 characters with an
overlap of 50, Chinese separators; with the offsets of each chunk in its document."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eval.bench.progress import Progress
from index.errors import ReadError
from index.files import find_files
from index.read.text import read_text

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

SIZE, OVERLAP = 400, 50
SEPARATORS = ("\n\n", "\n", "。", "！", "？", "；", "，", " ", "")


@dataclass(frozen=True, slots=True)
class CutDocument:
    """A document and the spans of its chunks, in reading order. `title` is its file's name."""

    source: str
    title: str
    text: str
    spans: tuple[tuple[int, int], ...]


def cut_documents(
    documents: Path, exclude: Sequence[str] = (), what: str = ""
) -> Iterator[CutDocument]:
    """All documents below `documents`, one at a time; progress is reported as `what`."""
    splitter, progress = make_splitter(), Progress()
    files = [file for file in find_files([documents], exclude) if file.supported]
    for done, file in enumerate(files, 1):
        try:
            text = read_text(file.path).text
        except ReadError:
            continue  # wenju refuses the same files
        yield CutDocument(file.source, file.path.stem, text, tuple(split(splitter, text)))
        progress(f"{what} index", done, len(files))


def make_splitter() -> "RecursiveCharacterTextSplitter":
    """The splitter with the settings above."""
    # Imported here: only a build needs it, not a question.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(
        separators=list(SEPARATORS), keep_separator="end", chunk_size=SIZE, chunk_overlap=OVERLAP
    )


def split(splitter: "RecursiveCharacterTextSplitter", text: str) -> Iterator[tuple[int, int]]:
    """Spans of the chunks of `text`, in reading order."""
    start = end = 0
    for chunk in splitter.split_text(text):
        # A chunk begins behind the start of the one before, at most OVERLAP before its end; the
        # offsets that the splitter itself can add are wrong for some chunks.
        start = text.find(chunk, max(start, end - OVERLAP))
        if start < 0:
            raise ValueError(f"chunk {chunk[:30]!r} does not stand where it was cut")
        end = start + len(chunk)
        yield start, end
