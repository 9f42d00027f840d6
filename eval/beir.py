"""BEIR and TREC: question sets of whole passages in the form other tools read and write.

BEIR (Thakur et al. 2021) is a folder with corpus.jsonl, queries.jsonl and qrels; TREC files are
`query 0 document grade` (qrels) and `query Q0 document rank score tag` (a run). A document of the
corpus becomes one text file ID.txt, so that its gold is a document.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from eval.cases import Case
from eval.gold import (
    Passage,
    document_ranks,
    evidence_ranks,
    gold_level,
    place_ranks,
    section_places,
)
from eval.metrics import gains
from eval.rows import Row
from index.errors import NotFoundError, UsageError
from index.reader import IndexReader

_QRELS = ("qrels.tsv", "qrels/test.tsv", "qrels/dev.tsv", "qrels/train.tsv")


def beir_cases(folder: Path) -> list[Case]:
    """The questions of a BEIR folder with the documents relevant to each, ID.txt; a question without
    any is not answerable. Raises NotFoundError or UsageError, naming the file and line."""
    relevant = _qrels(folder)
    cases = []
    for row in beir_rows(folder / "queries.jsonl"):
        graded = relevant.get(_id(row), {})
        grades = tuple(graded.values())
        cases.append(
            Case(
                id=_id(row),
                type=str(row.get("kind", row.get("type", ""))),
                question=str(row["text"]),
                answerable=bool(graded),
                status="answered" if graded else "insufficient",
                documents=tuple(f"{name}.txt" for name in graded),
                grades=grades if any(grade != 1 for grade in grades) else (),
            )
        )
    return cases


def beir_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of corpus.jsonl or queries.jsonl."""
    rows = []
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row["text"], str) or not _id(row):
                raise ValueError
        except (ValueError, KeyError, TypeError):
            raise UsageError(
                f'{str(path)!r} line {number} is no row of BEIR; write {{"_id": "1", "text": "…"}}.'
            ) from None
        rows.append(row)
    return rows


def write_corpus(corpus: Path, folder: Path) -> int:
    """Write each row of a corpus.jsonl as a text file ID.txt: its title, or 文件, in the first line,
    then its text; a row that comes again under its id replaces itself. Returns how many rows."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = beir_rows(corpus)
    for row in rows:
        name = _id(row)
        if "/" in name or "\\" in name or name in (".", ".."):
            raise UsageError(f"{str(corpus)!r}: id {name!r} cannot be a file name.")
        title = " ".join(str(row.get("title") or "").split()) or "文件"
        (folder / f"{name}.txt").write_text(f"{title}\n{row['text']}\n", "utf-8")
    return len(rows)


def export_beir(cases: Iterable[Case], reader: IndexReader, folder: Path) -> tuple[int, int, int]:
    """Write cases over an index as BEIR: each passage of the index is a document of the corpus, its
    id SOURCE#START-END; relevant are those that show gold. Returns (documents, questions, qrels)."""
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    records = reader.records
    of_source = {card.source: number for number, card in enumerate(records.cards)}
    with (folder / "corpus.jsonl").open("w", encoding="utf-8") as file:
        for number in range(reader.size):
            chunk = records.chunk(number)
            card = records.cards[int(records.chunk_documents[number])]
            row = {"_id": _passage_id(card.source, chunk.start, chunk.end), "title": card.title}
            _write(file, row | {"text": chunk.text, "metadata": {"section": list(chunk.path)}})
    questions = judged = 0
    with (
        (folder / "queries.jsonl").open("w", encoding="utf-8") as queries,
        (folder / "qrels/test.tsv").open("w", encoding="utf-8") as qrels,
    ):
        qrels.write("query-id\tcorpus-id\tscore\n")
        for case in cases:
            questions += 1
            metadata = {"type": case.type, "answerable": case.answerable}
            _write(queries, {"_id": case.id, "text": case.question, "metadata": metadata})
            for name in _relevant(case, reader, of_source):
                judged += 1
                qrels.write(f"{case.id}\t{name}\t1\n")
    return reader.size, questions, judged


def export_trec(rows: Iterable[Row], folder: Path) -> int:
    """Write a run as TREC files run.txt and qrels.txt, from which any tool computes the figures that
    wenju shows; how many cases. A gold unit that no hit shows is a document named MISSING-n, several
    that one hit shows are one (see `eval.metrics.gains`)."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with (
        (folder / "run.txt").open("w", encoding="utf-8") as run,
        (folder / "qrels.txt").open("w", encoding="utf-8") as qrels,
    ):
        for row in rows:
            count += 1
            query = _word(row.case.id)
            hits = [hit.passage() for hit in row.hits]
            if gold_level(row.case) == "documents":
                names = list(dict.fromkeys(_word(hit.document) for hit in hits))
                ranks = document_ranks(row.case.documents, hits)
            else:
                names = [_word(_passage_id(h.document, h.start, h.end)) for h in hits]
                ranks = list(row.ranks)
            for rank, name in enumerate(names, 1):
                run.write(f"{query} Q0 {name} {rank} {1 / rank:.6f} wenju\n")
            by_rank, ideal = gains(ranks, row.case.grades)
            judged = [(names[rank - 1], gain) for rank, gain in by_rank.items()]
            missing = sorted(ideal)
            for _, gain in judged:
                missing.remove(gain)
            judged += [(f"MISSING-{i}", gain) for i, gain in enumerate(missing, 1)]
            qrels.writelines(f"{query} 0 {name} {gain}\n" for name, gain in judged)
    return count


def _relevant(case: Case, reader: IndexReader, of_source: Mapping[str, int]) -> Iterator[str]:
    level = gold_level(case) if case.answerable else ""
    for number in (of_source[d] for d in dict.fromkeys(_sources(case)) if d in of_source):
        source = reader.records.cards[number].source
        document = reader.records.document(number)
        by_source = {document.source: document}
        sections = section_places(case, by_source.get)
        for place in reader.records.chunks_of(number):
            chunk = reader.records.chunk(place)
            passage = Passage(source, chunk.start, chunk.end, chunk.text)
            if level == "documents":
                shown = source in case.documents
            elif level == "section":
                shown = any(place_ranks(sections, [passage]))
            else:
                shown = any(rank for rank in evidence_ranks(case, [passage]))
            if shown:
                yield _passage_id(source, chunk.start, chunk.end)


def _sources(case: Case) -> Iterator[str]:
    yield from case.documents
    yield from (place.document for place in case.evidence)


def _qrels(folder: Path) -> dict[str, dict[str, int]]:
    path = next((folder / name for name in _QRELS if (folder / name).is_file()), None)
    if path is None:
        raise NotFoundError(
            f"{str(folder / 'qrels.tsv')!r} is missing; give the folder that holds it."
        )
    relevant: dict[str, dict[str, int]] = defaultdict(dict)
    for number, line in enumerate(_text(path).split("\n"), 1):
        cells = line.split("\t") if "\t" in line else line.split()
        if not line.strip() or (number == 1 and not cells[-1].strip().lstrip("-").isdecimal()):
            continue
        try:
            query, document, grade = cells if len(cells) == 3 else (cells[0], cells[2], cells[3])
            value = int(grade)
        except (ValueError, IndexError):
            raise UsageError(
                f"{str(path)!r} line {number} is no qrel; write query TAB document TAB grade."
            ) from None
        if value > 0:
            relevant[query][document] = value
    return relevant


def _id(row: Mapping[str, Any]) -> str:
    return str(row.get("_id", row.get("id", "")))


def _passage_id(source: str, start: int, end: int) -> str:
    return f"{source}#{start}-{end}"


def _word(text: str) -> str:
    """A name without white space, which separates the columns of a TREC file."""
    return "_".join(text.split())


def _write(file: Any, row: Mapping[str, Any]) -> None:
    file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise NotFoundError(f"{str(path)!r} is missing; give the folder that holds it.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{str(path)!r} is not UTF-8; save it as UTF-8.") from None
