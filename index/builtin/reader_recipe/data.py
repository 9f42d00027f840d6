"""Training texts as token ids: parallel sentences, question → passage pairs, our everyday
questions with the passages that the search confuses with their evidence.
"""

import json
import lzma
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.builtin.reader_recipe.vocabulary import bare_gloss
from index.builtin.recipe import texts

Row = NDArray[np.uint16]
QUESTION_TOKENS, PASSAGE_TOKENS, PAIR_TOKENS = 48, 96, 128
CUT_ENGLISH, MATCHING_CHINESE = 160, 40  # characters: 4.4 of English for one of Chinese
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


def load_pairs(shared: Path) -> dict[str, list[tuple[str, str]]]:
    """Source → (query, passage) of pairs.jsonl.xz that may be trained on."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for source, query, passage in texts.pairs(shared):
        found[source].append((query, passage))
    return dict(found)


def parallel(pairs: dict[str, list[tuple[str, str]]], shared: Path) -> list[tuple[str, str]]:
    """(English, Chinese) of laws, sentences and news.

    The English of a law is cut at CUT_ENGLISH characters, so its Chinese is cut to match.
    """
    lines = [pair for source in sorted(texts.PARALLEL_SOURCES) for pair in pairs[source]]
    lines = [(en, zh.split(":", 1)[-1] if ":" in zh[:40] else zh) for en, zh in lines]
    lines = [(en, zh[:MATCHING_CHINESE] if len(en) >= CUT_ENGLISH else zh) for en, zh in lines]
    with lzma.open(shared / "train" / "ntrex128.jsonl.xz", "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            name = next((key for key in ("zho-CN", "zho_CN", "zho", "zho-cn") if key in row), None)
            if name:
                lines.append((texts.fold(row["eng"]).strip(), texts.fold(row[name]).strip()))
    return [(en, zh) for en, zh in lines if en.isascii() and len(en) > 3 and len(zh) > 1]


def words(shared: Path) -> list[tuple[str, str]]:
    """(English glosses, Chinese word) of CC-CEDICT, cross-references left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for word, glosses in texts.cedict(shared):
        found[word] += [bare for gloss in glosses if (bare := bare_gloss(gloss))]
    return [
        ("; ".join(senses[:3]), word)
        for word, senses in found.items()
        if senses and 1 < len(word) <= 8
    ]


def _bigrams(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def load_asked(path: Path, tokenizer: Tokenizer, wrong: int = 40) -> dict[str, Asked]:
    """Questions by id, from the search results that `negatives` wrote.

    A stretch is right when its passage holds the evidence by half (or half of it is evidence) and
    it holds much of the evidence itself; wrong when its passage holds none and is no near copy (an
    older version of the law) of the evidence.
    """
    asked: dict[str, Asked] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        marks = _bigrams(row["evidence_text"])
        right, others = list(row["right"]), []
        for hit in row["hits"]:
            if hit["share"] >= 0.5 and len(marks & _bigrams(hit["text"])) >= 0.4 * len(marks):
                right.append(hit["text"])
            elif hit["share"] == 0.0 and len(marks & _bigrams(hit["body"])) < 0.5 * len(marks):
                others.append(hit["text"])
        asked[row["id"]] = Asked(
            tokenize(tokenizer, [row["question"]], QUESTION_TOKENS)[0],
            tokenize(tokenizer, right, PASSAGE_TOKENS),
            tokenize(tokenizer, others[:wrong], PASSAGE_TOKENS),
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
