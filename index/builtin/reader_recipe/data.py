"""Training texts as token ids: parallel sentences, question → passage pairs, our everyday
questions with the passages that the search confuses with their evidence.
"""

import json
import lzma
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.builtin.recipe import texts

Row = NDArray[np.uint16]
QUESTION_TOKENS, PASSAGE_TOKENS = 48, 128
# One batch is of one source; how often a source is drawn.
SHARES = {
    "lawict": 5.0,
    "stard": 5.0,
    "llama": 4.0,
    "gov_message_reply": 3.0,
    "covid_policy_qa": 2.0,
    "cmrc2018": 1.5,
    "drcd_simplified": 2.0,
    "cail2019_rc": 1.0,
    "xinwenlianbo": 1.0,
    "statute_retrieval": 0.5,
    "sts": 1.0,
    "tw_laws_zh_en": 2.0,
}


@dataclass(frozen=True, slots=True)
class Pairs:
    """Row i of the questions is answered by row i of the passages."""

    questions: list[Row]
    passages: list[Row]


@dataclass(frozen=True, slots=True)
class Asked:
    """One of our questions: passages that hold its evidence, and others that were found for it."""

    question: Row
    right: list[Row]
    wrong: list[Row]


def tokenize(tokenizer: Tokenizer, lines: Iterable[str], longest: int) -> list[Row]:
    """Token ids with [CLS] and [SEP], cut to `longest`."""
    rows: list[Row] = []
    source = iter(lines)
    while batch := list(islice(source, 4000)):
        for encoding in tokenizer.encode_batch_fast(batch):
            ids = encoding.ids
            if len(ids) > longest:
                ids = [*ids[: longest - 1], ids[-1]]
            rows.append(np.array(ids, dtype=np.uint16))
    return rows


def passage_text(title: str, path: Iterable[str], text: str) -> str:
    """What the model reads of a passage; the same at search time."""
    return f"{title} {' '.join(path)} {text}"


def held_back(question: str) -> bool:
    """A third of the STARD questions is left for measuring."""
    return zlib.crc32(question.encode()) % 3 == 0


def load_pairs(shared: Path) -> dict[str, list[tuple[str, str]]]:
    """Source → pairs of pairs.jsonl.xz. No pair holds a text of an evaluation set, but for the
    questions of stard_train.jsonl that are not held back.
    """
    apart = texts._evaluation_texts(shared)
    lines = texts._json_lines(shared / "eval" / "stard_train.jsonl")
    stard = {texts.fold(row["question"]) for row in lines}
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with lzma.open(shared / "train" / "pairs.jsonl.xz", "rt", encoding="utf-8") as rows:
        for row in rows:
            source, query, passage = json.loads(row)
            query, passage = texts.fold(query), texts.fold(passage)
            if passage in apart or passage.split(":", 1)[-1] in apart:
                continue
            if query in stard and held_back(query):
                continue
            if query in apart and query not in stard:
                continue
            found[source].append((query, passage))
    return dict(found)


def parallel(pairs: dict[str, list[tuple[str, str]]], shared: Path) -> list[tuple[str, str]]:
    """(English, Chinese) of laws, sentences and news."""
    lines = [pair for source in sorted(texts.PARALLEL_SOURCES) for pair in pairs[source]]
    lines = [(en, zh.split(":", 1)[-1] if ":" in zh[:40] else zh) for en, zh in lines]
    with lzma.open(shared / "train" / "ntrex128.jsonl.xz", "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            name = next((key for key in ("zho-CN", "zho_CN", "zho", "zho-cn") if key in row), None)
            if name:
                lines.append((texts.fold(row["eng"]).strip(), texts.fold(row[name]).strip()))
    return [(en, zh) for en, zh in lines if en.isascii() and len(en) > 3 and len(zh) > 1]


def _bigrams(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def load_asked(path: Path, tokenizer: Tokenizer, wrong: int = 40) -> dict[str, Asked]:
    """Our questions by id, from the search results that `negatives` wrote.

    A passage is right when it covers half of the evidence or lies in it by half, wrong when it
    touches no evidence and is no near copy (an older version of the law) of a right one.
    """
    asked: dict[str, Asked] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        right: list[str] = []
        others: list[tuple[str, str]] = []
        for hit in row["hits"]:
            share = overlap(hit, row["evidence"])
            text = passage_text(hit["title"], hit["path"], hit["text"])
            if share >= 0.5:
                right.append(text)
            elif share == 0.0:
                others.append((text, hit["text"]))
        evidence = row["evidence_text"]
        if not right:
            right = [passage_text(row["title"], row["section"], evidence)]
        marks = _bigrams(evidence)
        distinct = [
            text for text, body in others if len(marks & _bigrams(body)) < 0.5 * max(1, len(marks))
        ][:wrong]
        asked[row["id"]] = Asked(
            tokenize(tokenizer, [row["question"]], QUESTION_TOKENS)[0],
            tokenize(tokenizer, right, PASSAGE_TOKENS),
            tokenize(tokenizer, distinct, PASSAGE_TOKENS),
        )
    return asked


def overlap(hit: dict[str, object], evidence: list[dict[str, object]]) -> float:
    """The greatest share, of a piece of evidence or of the passage, that the two have in common."""
    best = 0.0
    start, end = int(str(hit["start"])), int(str(hit["end"]))
    for place in evidence:
        if place["document"] == hit["source"]:
            first, last = int(str(place["start"])), int(str(place["end"]))
            common = min(end, last) - max(start, first)
            if common > 0:
                best = max(best, common / max(1, min(last - first, end - start)))
    return best
