"""What the present search finds for the training questions: the passages to tell apart."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.builtin.reader_recipe.data import overlap
from index.builtin.recipe import texts
from index.reader import open_index
from rag.query import parse_query
from rag.reread import WIDTH, passages_to_read, text_to_read
from rag.retrieve import Retriever
from rag.types import Hit
from rag.weights import RetrievalConfig

FOUND = 60


def _questions(shared: Path, questions: Path) -> Iterator[dict[str, Any]]:
    """Our own questions, then those of STARD that may be trained on."""
    for one in texts.asked(shared, questions):
        right = text_to_read(one.title, one.row["section"], one.evidence[:WIDTH])
        yield {**one.row, "evidence_text": one.evidence, "right": [right]}
    for row in texts.stard(shared):
        yield {**row, "evidence_text": "\n".join(row["quotes"]), "right": row["quotes"]}


def _bare(text: str) -> str:
    return "".join(texts.fold(text).split())


def _share(row: dict[str, Any], hit: Hit) -> float:
    """How much of the evidence and the passage are one; a quote counts whole or not at all."""
    if "evidence" in row:
        place = {"source": hit.card.source, "start": hit.chunk.start, "end": hit.chunk.end}
        return overlap(place, row["evidence"])
    body = _bare(hit.chunk.text)
    return float(any(_bare(quote) in body for quote in row["quotes"]))


def write(shared: Path, index: Path, questions: Path, out: Path) -> None:
    """One line a question: its row with `evidence_text`, `right` (texts that answer) and `hits`, best
    first, with what is read of them."""
    reader = open_index(index)
    retriever = Retriever(reader, RetrievalConfig(read=0))
    with out.with_suffix(".new").open("w", encoding="utf-8") as lines:
        for number, row in enumerate(_questions(shared, questions), 1):
            query = parse_query(row["question"])
            hits = retriever.search(query, FOUND)
            read = passages_to_read(reader, query, [hit.number for hit in hits])
            row["hits"] = [
                {"share": _share(row, hit), "body": hit.chunk.text, "text": text}
                for hit, text in zip(hits, read, strict=True)
            ]
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
            if number % 500 == 0:
                print(f"searched {number} questions", file=sys.stderr)
    out.with_suffix(".new").replace(out)
