"""What the present search finds for our everyday questions: the passages to tell apart."""

import json
import sys
from pathlib import Path

from index.reader import open_index
from rag.query import parse_query
from rag.retrieve import Retriever

FOUND = 60


def evidence_text(shared: Path, evidence: list[dict[str, object]]) -> str:
    """The text of the evidence; offsets count code points after newline normalisation."""
    pieces = []
    for place in evidence:
        text = (shared / "corpus" / str(place["document"])).read_text(encoding="utf-8-sig")
        pieces.append(text[int(str(place["start"])) : int(str(place["end"]))])
    return "\n".join(pieces)


def write(shared: Path, index: Path, questions: Path, out: Path) -> None:
    """One line a question: the question's row with `hits`, `evidence_text` and `title`."""
    reader = open_index(index)
    retriever = Retriever(reader)
    titles = {card.source: card.title for card in reader.records.cards}
    lines = []
    for line in questions.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        row["hits"] = [
            {
                "score": hit.score.total,
                "source": hit.card.source,
                "title": hit.card.title,
                "path": hit.chunk.path,
                "start": hit.chunk.start,
                "end": hit.chunk.end,
                "text": hit.chunk.text,
            }
            for hit in retriever.search(parse_query(row["question"]), FOUND)
        ]
        row["evidence_text"] = evidence_text(shared, row["evidence"])
        row["title"] = titles.get(row["documents"][0], "")
        lines.append(json.dumps(row, ensure_ascii=False) + "\n")
        if len(lines) % 500 == 0:
            print(f"searched {len(lines)} questions", file=sys.stderr)
    out.with_suffix(".new").write_text("".join(lines), encoding="utf-8")
    out.with_suffix(".new").replace(out)
