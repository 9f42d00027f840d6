"""True spans of the documents of an index, and a slow test whether a text stands in any of them."""

import random
import re
from dataclasses import dataclass
from functools import cached_property

from index.canonical import canonical
from index.records import RecordReader

_SENTENCE = re.compile(r"[^。；\n]{14,160}[。；]?")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_FEWEST_CHARACTERS = 12


@dataclass(frozen=True, slots=True)
class Span:
    """A span of document `document` (its number) with its text."""

    document: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Corpus:
    """The documents that spans are taken from."""

    records: RecordReader

    def sentence(self, rng: random.Random, document: int | None = None) -> Span:
        """A sentence of the body of a document, of any where none is given."""
        while True:
            number = rng.randrange(len(self.records.cards)) if document is None else document
            read = self.records.document(number)
            left_out = ("metadata", "contents", "trailer")
            body = [s for s in read.sections if s.kind not in left_out]
            section = rng.choice(body)
            found = [
                match
                for match in _SENTENCE.finditer(read.text, section.start, section.own_end)
                if len(_CHINESE.findall(match.group())) >= _FEWEST_CHARACTERS
            ]
            if found:
                match = rng.choice(found)
                raw = match.group()
                start = match.start() + len(raw) - len(raw.lstrip())
                text = raw.strip()
                return Span(number, start, start + len(text), text)

    @cached_property
    def _all(self) -> str:
        numbers = range(len(self.records.cards))
        return "\x00".join(canonical(self.records.text(number)) for number in numbers)

    def holds(self, text: str) -> bool:
        """Whether the text stands in any document: read from one string of them all."""
        return canonical(text).strip() in self._all
