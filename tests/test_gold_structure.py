"""Trees and metadata of real documents keep what gold has; the gold itself is well formed."""

from pathlib import Path

import eval.structure
from eval.structure_gold import (
    FIELDS,
    MAKES,
    Counts,
    document_at,
    heading_counts,
    load_metadata_gold,
    load_structure_gold,
    metadata_counts,
)
from eval.structure_whole import count_articles, is_lossless
from index.document import parse_document

_GOLD = Path(eval.structure.__file__).parent / "gold"


def test_gold_is_in_order_and_of_known_fields() -> None:
    trees = load_structure_gold(_GOLD / "structure.jsonl")
    assert len(trees) >= 40
    for gold in trees:
        assert gold.made in MAKES
        assert list(gold.headings) == sorted(gold.headings)
        assert all(level >= 1 for _, level, _ in gold.headings)
    rows = load_metadata_gold(_GOLD / "metadata.jsonl")
    assert len(rows) >= 100
    assert all(name in FIELDS for gold in rows for name, _ in gold.values)


def test_a_wrong_level_is_missed_and_wrong() -> None:
    counts = Counts(3, ("a",), ("b", "c"))
    assert (counts.precision, counts.recall) == (3 / 5, 3 / 4)
    assert (Counts().precision, Counts().recall) == (1.0, 1.0)


def test_the_second_count_of_articles_knows_references_and_insertions() -> None:
    text = "第一条 甲。\n第二条规定的情形除外。\n第二条　乙。\n第二条之一 丙。\n**第三条** 丁。\n"
    assert [number for _, number in count_articles(text)] == [1, 2, 2, 3]
    assert is_lossless(parse_document("a.txt", text))


def test_headings_of_real_documents_reach_their_figures(corpus: Path) -> None:
    for made in MAKES:
        total = Counts()
        for gold in load_structure_gold(_GOLD / "structure.jsonl"):
            if gold.made == made:
                total += heading_counts(gold, document_at(corpus, gold.source, gold.sha256))
        assert min(total.precision, total.recall) >= 0.98, (made, total.missed, total.wrong)


def test_metadata_of_real_documents_reaches_its_figures(corpus: Path) -> None:
    for made in MAKES:
        total = Counts()
        for gold in load_metadata_gold(_GOLD / "metadata.jsonl"):
            if gold.made == made:
                document = document_at(corpus, gold.source, gold.sha256)
                total = sum(metadata_counts(gold, document).values(), total)
        assert total.precision >= 0.98, (made, total.wrong)
        assert total.recall >= 0.95, (made, total.missed)
