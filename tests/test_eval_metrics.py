"""Metrics against hand-computed values, slow twins and ir-measures."""

import random

import numpy as np
import pytest

from eval.answers import answer_length, character_f1, cites_gold, contains_answer
from eval.cases import Case, Place
from eval.gold import Passage, document_ranks, section_depth, unit_ranks
from eval.measures import Answered, answer_values, search_values
from eval.metrics import (
    average_precision,
    gains,
    hit,
    ndcg,
    quote_ranks,
    recall,
    reciprocal_rank,
    shares_evidence,
)
from index.types import Document

# --- rankings


def _slow_recall(quotes: list[str], passages: list[str], k: int) -> float:
    found = 0
    for quote in quotes:
        for rank in range(min(k, len(passages))):
            if quote in passages[rank]:
                found += 1
                break
    return found / len(quotes) if quotes else 0.0


def test_quote_recall_equals_its_slow_twin() -> None:
    rng = random.Random(3)
    for _ in range(300):
        words = ["".join(rng.choices("甲乙丙丁", k=2)) for _ in range(12)]
        passages = [
            "".join(rng.choices("甲乙丙丁", k=rng.randint(0, 6))) for _ in range(rng.randint(0, 14))
        ]
        quotes = rng.sample(words, rng.randint(0, 3))
        for k in (1, 3, 5, 10):
            ranks = quote_ranks(quotes, passages)
            assert recall(ranks, k) == pytest.approx(_slow_recall(quotes, passages, k))


def test_metrics_by_hand() -> None:
    passages = ["甲乙", "丙丁", "戊己"]
    ranks = quote_ranks(["丙", "己"], passages)
    assert ranks == [2, 3]
    assert [recall(ranks, k) for k in (1, 2, 3)] == [0.0, 0.5, 1.0]
    assert [hit(ranks, k) for k in (1, 2, 3)] == [0.0, 1.0, 1.0]
    assert reciprocal_rank(ranks) == 0.5 and reciprocal_rank(ranks, k=1) == 0.0
    assert average_precision(ranks) == (1 / 2 + 2 / 3) / 2
    assert ndcg([1]) == 1.0 and ndcg([2]) == pytest.approx(1 / np.log2(3))
    for nothing in (
        recall([], 3),
        hit([], 3),
        reciprocal_rank([]),
        ndcg([]),
        average_precision([]),
    ):
        assert nothing == 0.0


def test_a_passage_with_two_quotes_is_one_relevant_passage() -> None:
    assert gains([1, 1, None]) == ({1: 1}, [1, 1])
    assert ndcg([1, 1]) == average_precision([1, 1]) == 1.0
    assert average_precision([1, 1, None]) == 0.5
    assert gains([3, 3], grades=[1, 2]) == ({3: 2}, [2])


def test_metrics_equal_ir_measures_on_random_cases() -> None:
    ir_measures = pytest.importorskip("ir_measures")
    names = {
        "recall@1": lambda r, g: recall(r, 1), "recall@5": lambda r, g: recall(r, 5),
        "recall@10": lambda r, g: recall(r, 10), "hit@3": lambda r, g: hit(r, 3),
        "mrr": lambda r, g: reciprocal_rank(r, 10), "ndcg": lambda r, g: ndcg(r, 10, g),
        "map": lambda r, g: average_precision(r),
    }  # fmt: skip
    theirs = dict(
        zip(
            names,
            (ir_measures.R @ 1, ir_measures.R @ 5, ir_measures.R @ 10, ir_measures.Success @ 3,
             ir_measures.RR @ 10, ir_measures.nDCG @ 10, ir_measures.AP),
            strict=True,
        )
    )  # fmt: skip
    rng = random.Random(11)
    qrels, run, ranked = [], [], {}
    for number in range(1000):
        query, depth, units = f"q{number}", rng.randint(1, 14), rng.randint(1, 6)
        places: list[int | None] = rng.sample(range(1, depth + 1), min(units, depth))
        ranks = [place if rng.random() < 0.7 else None for place in places]
        grades = [rng.randint(1, 3) for _ in ranks] if number % 2 else []
        ranked[query] = (ranks, grades)
        run += [ir_measures.ScoredDoc(query, f"d{r}", float(-r)) for r in range(1, depth + 1)]
        for unit, rank in enumerate(ranks):
            document = f"d{rank}" if rank else f"missing{unit}"
            qrels.append(ir_measures.Qrel(query, document, grades[unit] if grades else 1))
    found = {
        (value.query_id, str(value.measure)): value.value
        for value in ir_measures.iter_calc(list(theirs.values()), qrels, run)
    }
    for query, (ranks, grades) in ranked.items():
        for name, ours in names.items():
            assert abs(ours(ranks, grades) - found[query, str(theirs[name])]) < 1e-12, (name, ranks)


def test_a_better_rank_never_lowers_a_metric() -> None:
    rng = random.Random(5)
    for _ in range(300):
        places = rng.sample(range(1, 13), rng.randint(1, 4))
        ranks: list[int | None] = [place if rng.random() < 0.7 else None for place in places]
        one = rng.randrange(len(ranks))
        better = list(ranks)
        better[one] = (ranks[one] or 13) - 1
        if not better[one] or better[one] in ranks:
            continue
        for metric in (reciprocal_rank, ndcg, average_precision):
            assert metric(better) >= metric(ranks)


def test_metrics_forgive_the_form_of_writing_only() -> None:
    assert recall(quote_ranks(["年均增长７．８％"], ["年均\n增长7.8%"]), 1) == 1.0
    assert recall(quote_ranks(["年均增长7.9%"], ["年均增长7.8%"]), 1) == 0.0
    assert contains_answer([["２０２１—２０２５", "没有"], ["年"]], "规划期为2021—2025年")
    assert not contains_answer([["2021—2025"], ["月"]], "规划期为2021—2025年")
    assert contains_answer([], "什么都行")


@pytest.mark.parametrize(
    ("evidence", "passage", "shared"),
    [
        ((10, 30), (0, 100), True),  # inside
        ((0, 100), (10, 30), True),  # around
        ((0, 100), (50, 150), True),  # just half of both
        ((0, 100), (51, 151), False),
        ((0, 100), (100, 200), False),  # neighbours
        ((0, 100), (300, 400), False),
    ],
)
def test_a_passage_shows_evidence_when_half_of_the_shorter_is_shared(
    evidence: tuple[int, int], passage: tuple[int, int], shared: bool
) -> None:
    assert shares_evidence(evidence, passage) is shared
    assert shares_evidence(passage, evidence) is shared


# --- answers


def test_a_citation_counts_when_it_holds_the_gold_or_lies_in_it() -> None:
    assert cites_gold(["甲乙丙"], ["零甲乙丙丁"])
    assert cites_gold(["甲乙丙"], ["乙"])
    assert not cites_gold(["甲乙丙"], ["丙丁"])
    assert not cites_gold(["甲乙丙"], [])
    assert not cites_gold([], ["甲"])


def test_character_f1_by_hand() -> None:
    assert character_f1([["六十日"]], "六十日") == 1.0
    assert character_f1([["六十日"]], "“六十日”[1]。") == 1.0  # marks and markers do not count
    assert character_f1([["六十日"]], "六十个工作日") == 2 * 3 / (3 + 6)
    assert character_f1([["百分之七", "7%"]], "7%") == 1.0
    assert character_f1([["甲"], ["乙"]], "甲") == 2 * 1 / (2 + 1)
    assert character_f1([["六十日"]], "") == character_f1([["六十日"]], "[1]") == 0.0
    assert answer_length(" 甲[1]\n乙 [12]") == 2


def _passage(text: str, start: int = 0, document: str = "a") -> Passage:
    return Passage(document, start, start + len(text), text)


CASE = Case("1", "", "问", documents=("a",), quotes=("甲乙", "丙丁"), answer=(("甲",),))


def test_what_an_answer_scores() -> None:
    cited = (_passage("零甲乙"), _passage("戊己"))
    values = answer_values(CASE, Answered("answered", "甲[1]", cited, 2, 1))
    assert values["answer_match"] == 1.0 and values["answer_length"] == 1.0
    assert (values["citation_precision"], values["citation_recall"]) == (0.5, 0.5)
    assert values["verified_share"] == 2 / 3 and values["status_right"] == 1.0
    assert values["false_refusal"] == 0.0
    assert "refusal_recall" not in values and "refusal_precision" not in values


def test_a_missing_answer_scores_nothing() -> None:
    values = answer_values(CASE, Answered("error", "", (), 0, 0)) | search_values(CASE, [])
    better = {name: v for name, v in values.items() if name != "false_refusal"}
    assert set(better.values()) == {0.0} and values["false_refusal"] == 1.0
    unanswerable = Case("2", "", "问", answerable=False, status="insufficient")
    assert answer_values(unanswerable, Answered("error", "", (), 0, 0)) == {
        "status_right": 0.0,
        "refusal_recall": 0.0,
    }
    assert search_values(unanswerable, [_passage("甲")]) == {}


def test_a_refusal_is_judged_by_whether_there_was_an_answer() -> None:
    refused = Answered("insufficient", "没有", (), 0, 0)
    assert answer_values(CASE, refused)["refusal_precision"] == 0.0
    unanswerable = Case("2", "", "问", answerable=False, status="listed_only")
    values = answer_values(unanswerable, refused)
    assert values == {"status_right": 0.0, "refusal_recall": 1.0, "refusal_precision": 1.0}


def test_gold_is_the_finest_that_a_case_has() -> None:
    hits = [_passage("戊己", 50), _passage("甲乙", 10, "b"), _passage("丙丁戊", 100)]
    assert unit_ranks(CASE, hits, ()) == [2, 3]
    by_section = Case("1", "", "问", documents=("a",), sections=(("一",),))
    assert unit_ranks(by_section, hits, (Place("a", 90, 120),)) == [3]
    assert unit_ranks(by_section, hits, (None,)) == [None]
    by_document = Case("1", "", "问", documents=("b", "a", "z"))
    assert (
        unit_ranks(by_document, hits, ())
        == [2, 1, None]
        == document_ranks(by_document.documents, hits)
    )
    assert search_values(by_section, hits, (Place("a", 90, 120),))["section_hit@3"] == 1.0


def test_a_section_is_found_by_its_path(seed: Document) -> None:
    path = ["一、“十三五”回顾", "（一）发展现状", "3.集培育成效显现", "第二款"]
    depth, place = section_depth(seed, path)
    assert depth == 3 and place is not None
    assert seed.text[place.start : place.end].startswith("3.集培育成效显现,链式发展深入推进")
    depth, place = section_depth(seed, ["六、保障措施"])  # only the table of contents lists it
    assert depth == 1 and place is not None
    assert seed.text[place.start : place.end].startswith("六、保障措施")
    assert section_depth(seed, ["七、别的"]) == (0, None)
