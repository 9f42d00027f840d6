"""Late interaction against a loop over every pair of tokens."""

import random
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.embed import BuiltinEmbedder
from index.fold import fold
from index.static import StaticModel
from index.tokens import TokenIndex, _distinct, best_cosines

_ALL_KINDS = [
    "创新平台",
    "国务院关于规划的批复",
    "GDP growth 7.8%",
    "",
    "，。",
    "人工智能 artificial",
]


def _soft_match(
    model: StaticModel, query: NDArray[np.uint16], passage: NDArray[np.uint16]
) -> tuple[float, float]:
    """Σ w(q) · f(max cos(q, d)) / Σ w(q) for both f, one pair of tokens after the other."""
    squares = said = denominator = 0.0
    for token, weight in zip(query, model.weights(query), strict=True):
        best = 0.0
        for other in passage:
            vectors = model.vectors(np.array([token, other], np.uint16))
            best = max(best, float(vectors[0] @ vectors[1]))
        squares += float(weight) * best**2
        said += float(weight) * min(1.0, max(0.0, (best - 0.15) / 0.3))
        denominator += float(weight)
    return (squares / denominator, said / denominator) if denominator else (0.0, 0.0)


@pytest.fixture(scope="module")
def passages(seed_text: str) -> list[str]:
    """Short passages of the seed, with empty ones among them."""
    rng = random.Random(12)
    cuts = [rng.randrange(len(seed_text)) for _ in range(14)]
    return [*_ALL_KINDS, *(seed_text[cut : cut + 25] for cut in cuts), ""]


@pytest.fixture(scope="module")
def tokens(passages: list[str], builtin: BuiltinEmbedder) -> TokenIndex:
    """The token index of the passages."""
    return TokenIndex(*builtin.model.tokenize([fold(text) for text in passages]))


def test_soft_matches_equal_a_loop_over_all_pairs_of_tokens(
    tokens: TokenIndex, passages: list[str], builtin: BuiltinEmbedder
) -> None:
    model = builtin.model
    numbers = np.arange(len(passages), dtype=np.int64)
    for query in ["山西的创新能力怎样", "semiconductor industry", "第十四个五年规划", "技术"]:
        ids, _ = model.tokenize([fold(query)])
        soft, said = tokens.soft_matches(model, ids, numbers)
        for number in numbers:
            own = tokens.ids[tokens.offsets[number] : tokens.offsets[number + 1]]
            slowly = pytest.approx(_soft_match(model, ids, own), abs=1e-4)
            assert (soft[number], said[number]) == slowly


def test_soft_matches_lie_between_0_and_1_and_a_passage_matches_itself_best(
    tokens: TokenIndex, passages: list[str], builtin: BuiltinEmbedder
) -> None:
    numbers = np.arange(len(passages), dtype=np.int64)
    for number, passage in enumerate(passages):
        ids, _ = builtin.model.tokenize([fold(passage)])
        for found in tokens.soft_matches(builtin.model, ids, numbers):
            assert found.min() >= 0
            assert found.max() <= 1 + 1e-5
            if len(ids):
                assert found[number] == pytest.approx(1, abs=1e-4)


def test_any_choice_and_order_of_passages_gives_the_same_scores(
    tokens: TokenIndex, passages: list[str], builtin: BuiltinEmbedder
) -> None:
    ids, _ = builtin.model.tokenize([fold("创新平台建设")])
    numbers = np.arange(len(passages), dtype=np.int64)
    everything = np.array(tokens.soft_matches(builtin.model, ids, numbers))
    some = np.array([5, 0, 3, 3, 9], np.int64)
    np.testing.assert_allclose(
        np.array(tokens.soft_matches(builtin.model, ids, some)), everything[:, some], atol=1e-5
    )


def test_nothing_asked_or_nothing_to_search_gives_zeros(
    tokens: TokenIndex, builtin: BuiltinEmbedder
) -> None:
    no_ids, no_passages = np.empty(0, np.uint16), np.empty(0, np.int64)
    ids, _ = builtin.model.tokenize(["创新"])
    for soft in tokens.soft_matches(builtin.model, no_ids, np.array([0, 1])):
        assert soft.tolist() == [0, 0]
    assert [len(soft) for soft in tokens.soft_matches(builtin.model, ids, no_passages)] == [0, 0]
    empty_only = np.array([3, 4], np.int64)
    for soft in tokens.soft_matches(builtin.model, ids, empty_only):
        assert soft.tolist() == [0, 0]
    assert best_cosines(builtin.model, ids, no_ids, np.zeros(2, np.int64)).tolist() == [
        [0, 0]
    ] * len(ids)


def test_a_saved_index_matches_as_before(
    tokens: TokenIndex, passages: list[str], builtin: BuiltinEmbedder, tmp_path: Path
) -> None:
    tokens.save(tmp_path / "tokens")
    opened = TokenIndex.load(tmp_path / "tokens")
    ids, _ = builtin.model.tokenize([fold("创新平台建设")])
    numbers = np.arange(len(passages), dtype=np.int64)
    np.testing.assert_array_equal(
        np.array(opened.soft_matches(builtin.model, ids, numbers)),
        np.array(tokens.soft_matches(builtin.model, ids, numbers)),
    )


def test_distinct_tokens_are_found_without_sorting() -> None:
    tokens = np.random.default_rng(3).integers(1, 500, 4000).astype(np.uint16)
    for case in (tokens, tokens[:1], tokens[:0]):
        distinct, places = _distinct(case, 500)
        expected, inverse = np.unique(case, return_inverse=True)
        assert distinct.tolist() == expected.tolist()
        assert places.tolist() == inverse.tolist()
