"""The training texts under `shared/`, read as plain folded strings.

The government reports and State Council documents of `corpus/` are left out on purpose: the
headings → sections evaluation is made from them. Nothing under `eval/` is read but to keep its
texts out of the training data.
"""

import gzip
import json
import lzma
import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from index.document import read_document
from index.types import Document

PARALLEL_SOURCES = frozenset({"tw_laws_zh_en", "parallel_misc"})
LAW_FOLDERS = ("cn_laws", "dept_rules")
EVALUATIONS = ("policy_sections", "clir")

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_LAYOUT = re.compile(r"<!--.*?-->|[#*|>]+")
_BLANKS = re.compile(r"[ \t]+")


def fold(text: str) -> str:
    """NFKC and lower case, the same form the tokenizer works on."""
    return unicodedata.normalize("NFKC", text).lower()


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def articles(shared: Path, name: str) -> Iterator[str]:
    """Whole articles of `train/NAME.jsonl.xz` (news, broadcast), the title as their first line."""
    for row in _json_lines(shared / "train" / f"{name}.jsonl.xz"):
        yield fold(f"{row['title']}\n{row['text']}" if row["title"] else row["text"])


def laws(shared: Path) -> Iterator[str]:
    """Every law, regulation and rule of the corpus without its front matter and Markdown marks."""
    for folder in LAW_FOLDERS:
        for path in sorted((shared / "corpus" / folder).rglob("*.md")):
            text = _FRONT_MATTER.sub("", path.read_text(encoding="utf-8", errors="replace"))
            yield fold(_BLANKS.sub(" ", _LAYOUT.sub(" ", text)))


@cache
def _evaluation_texts(shared: Path) -> frozenset[str]:
    """Questions and passages that measure the model, so that no training pair holds one of them."""
    folder = shared / "eval"
    texts: set[str] = set()
    for name in EVALUATIONS:
        for kind in ("queries", "corpus"):
            texts.update(fold(row["text"]) for row in _json_lines(folder / name / f"{kind}.jsonl"))
    for name in ("natural_dev", "stard_train"):
        texts.update(fold(row["question"]) for row in _json_lines(folder / f"{name}.jsonl"))
    return frozenset(texts)


def held_back(question: str) -> bool:
    """A third of the questions of `eval/stard_train.jsonl` is left for measuring."""
    return zlib.crc32(question.encode()) % 3 == 0


def stard(shared: Path) -> list[dict[str, Any]]:
    """Rows of `eval/stard_train.jsonl` that may be trained on."""
    rows = _json_lines(shared / "eval" / "stard_train.jsonl")
    return [row for row in rows if not held_back(fold(row["question"]))]


def pairs(shared: Path) -> Iterator[tuple[str, str, str]]:
    """(source, query, passage) of `train/pairs.jsonl.xz`, without those that an evaluation holds
    but for the questions of `stard`.
    """
    kept_apart = _evaluation_texts(shared)
    allowed = {fold(row["question"]) for row in stard(shared)}
    with lzma.open(shared / "train" / "pairs.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            source, query, passage = json.loads(line)
            query, passage = fold(query), fold(passage)
            body = passage.split(":", 1)[-1]  # tw_laws_zh_en: "title:article"
            if kept_apart.isdisjoint((passage, body)) and (
                query not in kept_apart or query in allowed
            ):
                yield source, query, passage


@dataclass(frozen=True, slots=True)
class Asked:
    """One of our own questions; `row` is its line in the question file."""

    row: dict[str, Any]
    title: str  # of the document
    evidence: str  # the text that answers, as it stands in the document


def asked(shared: Path, questions: Path) -> Iterator[Asked]:
    """Our everyday questions with the passages of `corpus/` that their offsets name."""
    documents: dict[str, Document] = {}
    for row in _json_lines(questions):
        for name in row["documents"]:
            if name not in documents:
                documents[name] = read_document(shared / "corpus" / name, name)
        pieces = [
            documents[place["document"]].text[place["start"] : place["end"]]
            for place in row["evidence"]
        ]
        yield Asked(row, documents[row["documents"][0]].title, "\n".join(pieces))


def cedict(shared: Path) -> Iterator[tuple[str, list[str]]]:
    """(simplified word, English glosses) of CC-CEDICT, one entry a sense group, as in the file."""
    entry = re.compile(r"^\S+ (\S+) \[[^\]]*\] /(.*)/\s*$")
    with gzip.open(shared / "train" / "cedict.txt.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            if match := entry.match(line):
                yield fold(match[1]), match[2].split("/")
