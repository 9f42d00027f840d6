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
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PARALLEL_SOURCES = frozenset({"tw_laws_zh_en", "parallel_misc"})
LAW_FOLDERS = ("cn_laws", "dept_rules")
EVALUATIONS = ("policy_sections", "clir")

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_LAYOUT = re.compile(r"<!--.*?-->|[#*|>]+")
_BLANKS = re.compile(r"[ \t]+")


def fold(text: str) -> str:
    """NFKC and lower case, the same form the tokenizer works on."""
    return unicodedata.normalize("NFKC", text).lower()


def _json_lines(path: Path) -> Iterator[dict[str, str]]:
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


def pairs(shared: Path) -> Iterator[tuple[str, str, str]]:
    """(source, query, passage) of `train/pairs.jsonl.xz`, without those that an evaluation holds.

    Nearly all rows of the source "stard" are questions of `eval/stard_train.jsonl`, so they drop
    out here.
    """
    kept_apart = _evaluation_texts(shared)
    with lzma.open(shared / "train" / "pairs.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            source, query, passage = json.loads(line)
            query, passage = fold(query), fold(passage)
            body = passage.split(":", 1)[-1]  # tw_laws_zh_en: "title:article"
            if kept_apart.isdisjoint((query, passage, body)):
                yield source, query, passage


def cedict(shared: Path) -> Iterator[tuple[str, list[str]]]:
    """(simplified word, English glosses) of CC-CEDICT, one entry a sense group, as in the file."""
    entry = re.compile(r"^\S+ (\S+) \[[^\]]*\] /(.*)/\s*$")
    with gzip.open(shared / "train" / "cedict.txt.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            if match := entry.match(line):
                yield fold(match[1]), match[2].split("/")
