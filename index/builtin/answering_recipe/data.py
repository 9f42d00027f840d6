"""What the answering model learns from: questions with stretches that state what they ask, and with
stretches that are near it and do not.

Each `Group` is one question. Wrong stretches are of a kind: "near", of the passage that a question of
ours was written to lie close to; "found", what the search takes for the answer; "cut", the right passage
without its evidence; "same" and "other", the next best of the same and of like passages.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.builtin.recipe import texts

# How many questions of each source are taken, of which the passage alone is known.
SOURCES = {
    "drcd_simplified": 7100,
    "cmrc2018": 4300,
    "cail2019_rc": 7000,
    "covid_policy_qa": 3400,
    "llama": 6000,
    "stard": 4400,
    "statute_retrieval": 500,
    "gov_message_reply": 2000,
}
_WITH_SAME = ("drcd_simplified", "cmrc2018", "cail2019_rc")  # whose passages answer in one place
_WINDOW = 150  # characters of a stretch
_LIKE, _WRONG = 8, 4  # passages that look alike, and wrong stretches kept

_VALUE_ASKED = re.compile(
    "多少|几[^乎]|何时|什么时候|哪一?[年天月]|多久|多大|多长|多高|比例|上限|金额|标准"
)
_VALUE = re.compile(
    r"[\d〇一二三四五六七八九十百千万亿两]+(?:[个多余]?[年月日天时分元倍%人户家个项座处次吨米亩级岁周]|平方|公里|千米|毫|小时|工作日|以上|以下|以内)"
    r"|百分之|\d"
)
_CLAUSE = re.compile("(?<=[，,。；;：:])")
_SENTENCE = re.compile("(?<=[。！？!?；;\n])")
_LEFT = 25  # characters that must be left of a stretch


@dataclass(frozen=True, slots=True)
class Group:
    """A question, stretches that answer it, and (kind, stretch) that do not."""

    question: str
    right: tuple[str, ...]
    wrong: tuple[tuple[str, str], ...]


def without_values(question: str, stretch: str) -> str | None:
    """The stretch without the clauses that hold numbers, for a question that asks for one; None where
    it asks for none or too little is left."""
    if not _VALUE_ASKED.search(question):
        return None
    head, _, body = stretch.rpartition("\n") if stretch.count("\n") >= 2 else ("", "", stretch)
    clauses = _CLAUSE.split(body)
    kept = [clause for clause in clauses if not _VALUE.search(clause)]
    if len(kept) == len(clauses) or sum(map(len, kept)) < _LEFT:
        return None
    return f"{head}\n{''.join(kept)}"


def load(path: Path) -> Iterator[Group]:
    """The groups that `searched.write` wrote, those that ask for a value also with it taken out."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        wrong = [(kind, text) for kind, text in row["wrong"]]
        bare = without_values(row["question"], row["right"][0]) if row["right"] else None
        if bare is not None:
            wrong.insert(0, ("value", bare))
        if row["right"] or wrong:
            yield Group(row["question"], tuple(row["right"]), tuple(wrong))


def from_pairs(shared: Path, seed: int = 1) -> Iterator[Group]:
    """Questions of train/pairs.jsonl.xz: of the passage that answers, the stretch that shares most with
    the question is taken for the right one."""
    pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for source, question, passage in texts.pairs(shared):
        if source in SOURCES:
            pairs[source].append((question, passage))
    chance = np.random.default_rng(seed)
    for source, rows in pairs.items():
        drawn = chance.permutation(len(rows))[: SOURCES[source]]
        yield from _of_source(source, [rows[i] for i in drawn])


def _of_source(source: str, rows: Sequence[tuple[str, str]]) -> Iterator[Group]:
    import bm25s

    passages = list(dict.fromkeys(passage for _, passage in rows))
    place = {passage: number for number, passage in enumerate(passages)}
    held = [_pairs(passage) for passage in passages]
    documents: dict[str, int] = defaultdict(int)
    for grams in held:
        for gram in set(grams):
            documents[gram] += 1
    ranker = bm25s.BM25()
    ranker.index(held, show_progress=False)
    asked = [
        [g for g in _pairs(question) if g in documents] or [held[0][0]] for question, _ in rows
    ]
    alike, _ = ranker.retrieve(asked, k=min(_LIKE, len(passages)), show_progress=False)

    def shared_by(grams: set[str], text: str) -> float:
        both = grams & set(_pairs(text))
        return float(sum(np.log1p(len(passages) / (1 + documents[gram])) for gram in both))

    for (question, passage), near in zip(rows, alike, strict=True):
        wanted, stretches = set(_pairs(question)), _stretches(passage)
        if not stretches:
            continue
        scores = [shared_by(wanted, text) for _, _, text in stretches]
        first, last, right = stretches[int(np.argmax(scores))]
        wrong: list[tuple[str, str]] = []
        apart = [
            (score, text)
            for score, (start, end, text) in zip(scores, stretches, strict=True)
            if end <= first or last <= start
        ]
        if source in _WITH_SAME and apart:
            wrong.append(("same", max(apart)[1]))
        for number in near:
            other = passages[int(number)]
            if int(number) != place[passage] and (found := _stretches(other)):
                wrong.append(("other", max(found, key=lambda s: shared_by(wanted, s[2]))[2]))
        yield Group(question, (right,), tuple(wrong[:_WRONG]))


def _stretches(passage: str) -> list[tuple[int, int, str]]:
    """(first sentence, behind the last, text) of the runs of sentences of about _WINDOW characters."""
    parts = [part for part in _SENTENCE.split(passage) if part.strip()]
    found = []
    for start in range(len(parts)):
        end, text = start, ""
        while end < len(parts) and (not text or len(text) + len(parts[end]) <= _WINDOW):
            text += parts[end]
            end += 1
        found.append((start, end, text[: _WINDOW + 60]))
    return found


def _pairs(text: str) -> list[str]:
    grams = (text[i : i + 2] for i in range(len(text) - 1))
    return [gram for gram in grams if not any(map(str.isspace, gram))]
