"""What a benchmark counts as found, by hand: ranks of quotes, places and documents; shares of them."""

from dataclasses import replace

from eval.bench.scoring import Outcome, depth, gold_ranks, hit_at, passage, reciprocal
from eval.cases import Case, Place
from eval.gold import Passage

HITS = [
    Passage("a", 0, 100, "甲 乙\n丙丁"),
    Passage("b", 0, 50, "ABC def"),
    Passage("a", 100, 200, "戊己"),
]


def test_quotes_places_and_documents_are_ranked() -> None:
    quotes = Case("1", "", "问", quotes=("乙丙", "戊", "庚"))
    assert gold_ranks(quotes, HITS, squeezed=False) == (1, 3, None)
    spaced = Case("1", "", "问", quotes=("abcdef", "AB C D EF"))
    assert gold_ranks(spaced, HITS, squeezed=False) == (None, None)
    assert gold_ranks(spaced, HITS, squeezed=True) == (2, 2)
    places = Case(
        "1", "", "问", evidence=(Place("a", 90, 130), Place("a", 95, 105), Place("c", 0, 9))
    )
    assert gold_ranks(places, HITS, squeezed=False) == (3, 1, None)
    documents = Case("1", "", "问", documents=("b", "a", "z"))
    assert gold_ranks(documents, HITS, squeezed=False) == (2, 1, None)


def test_a_document_ranks_by_its_best_passage_and_counts_among_ten_documents() -> None:
    hits = [Passage(f"d{i // 3}", i, i + 1, "字") for i in range(50)]
    asked = Case("1", "", "问", documents=("d0", "d9", "d10"))
    assert depth(asked) == len(hits) and depth(replace(asked, documents=())) == 10
    assert gold_ranks(asked, hits, squeezed=False) == (1, 10, None)


def test_only_600_characters_of_a_hit_count() -> None:
    hit = passage("a", 5, 1005, "字" * 1000)
    assert (hit.end, len(hit.text)) == (605, 600)
    assert passage("a", 5, 7, "两字") == Passage("a", 5, 7, "两字")


def test_figures_come_from_ranks_as_by_hand() -> None:
    outcomes = [
        Outcome("1", "x", (1, 7), 1.0),  # .5 at 1 and 5, 1 at 10; reciprocal rank 1
        Outcome("2", "x", (None, 4), 1.0),  # 0, .5, .5; 1/4
        Outcome("3", "y", (None,), 1.0, "refused"),
    ]
    assert hit_at(outcomes, 1) == [0.5, 0.0, 0.0]
    assert hit_at(outcomes, 5) == [0.5, 0.5, 0.0]
    assert hit_at(outcomes, 10) == [1.0, 0.5, 0.0]
    assert reciprocal(outcomes) == [1.0, 0.25, 0.0]
