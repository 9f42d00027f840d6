"""Terms against a loop over characters, BM25 against bm25s' own, dense against one product, postings
taken over against those of a whole build."""

import random
import re
from itertools import pairwise
from pathlib import Path

import bm25s
import numpy as np
import pytest
from numpy.typing import NDArray

import index.postings
from index.dense import DenseIndex
from index.fold import CJK, fold
from index.sparse import K1, B, SparseBuilder, SparseIndex
from index.terms import PACKED_BITS, describe, pack, searchable, term_codes, unpack

_ALPHABET = "第一条国务院规划创新abc XY12 3.4%\n，。〇\U00020000é"
_IS_CJK = re.compile(f"[{CJK}]")
_WORDS = re.compile(rf"\d+(?:\.\d+)*|[^\W\d_{CJK}]+")


def _terms_by_looking(text: str) -> list[str]:
    """Every CJK character, every pair of neighbouring ones, every Latin word and number."""
    terms = [c for c in text if _IS_CJK.match(c)]
    terms += [a + b for a, b in pairwise(text) if _IS_CJK.match(a) and _IS_CJK.match(b)]
    return terms + _WORDS.findall(text)


def _random_texts(rng: random.Random, count: int) -> list[str]:
    return ["".join(rng.choices(_ALPHABET, k=rng.randrange(60))) for _ in range(count)]


def _code(term: str) -> int:
    """The code of one term, as the only term of a text or, for a pair, its last one."""
    codes = term_codes([term])[0].tolist()
    return int(codes[-1] if len(term) == 2 and len(codes) == 3 else codes[0])


def _build(texts: list[str]) -> SparseIndex:
    return SparseIndex.build(*term_codes(texts), len(texts))


def test_terms_are_those_found_by_looking_at_every_character() -> None:
    rng = random.Random(9)
    texts = _random_texts(rng, 300)
    codes, rows = term_codes(texts)
    assert len(codes) == len(rows)
    for number, text in enumerate(texts):
        expected = sorted(_code(term) for term in _terms_by_looking(text))
        assert sorted(codes[rows == number].tolist()) == expected, text


def test_terms_do_not_run_from_one_text_into_the_next() -> None:
    together, rows = term_codes(["甲", "乙", "a", "b"])
    assert sorted(together.tolist()) == sorted(_code(t) for t in ["甲", "乙", "a", "b"])
    assert sorted(rows.tolist()) == [0, 1, 2, 3]


def test_packed_codes_are_short_keep_their_order_and_are_told_again() -> None:
    codes = np.unique(term_codes([*_random_texts(random.Random(3), 300), "\u3400\U0003134f"])[0])
    packed, words = pack(codes)
    assert int(packed.max()) < 1 << PACKED_BITS
    assert (np.diff(packed.astype(np.int64)) > 0).all()
    assert unpack(packed, words).tolist() == codes.tolist()


@pytest.mark.parametrize("texts", [[], [""], ["", "，。 \n"]])
def test_texts_without_terms_give_none(texts: list[str]) -> None:
    codes, rows = term_codes(texts)
    assert len(codes) == len(rows) == 0


def test_lone_surrogates_do_not_stop_the_indexing() -> None:
    codes, _ = term_codes(["规\ud800划"])
    assert sorted(codes.tolist()) == sorted([_code("规"), _code("划")])


def test_different_terms_have_different_codes(seed_text: str) -> None:
    terms = set(_terms_by_looking(fold(seed_text)))
    assert len({_code(term) for term in terms}) == len(terms)


def test_searchable_text_holds_numerals_in_digits_too() -> None:
    assert searchable("第三百七十二条") == "第三百七十二条 372"
    assert set(term_codes([searchable("第372条")])[0].tolist()) & set(
        term_codes([searchable("第三百七十二条")])[0].tolist()
    ) >= {_code("372"), _code("条")}


def test_describe_names_the_wanted_terms_of_a_text() -> None:
    folded = fold("创新平台 GDP 7.8%")
    wanted = np.array([_code("创新"), _code("gdp"), _code("7.8")], np.uint64)
    described = describe(wanted, folded)
    assert described == ["创新", "gdp", "7.8"]
    assert describe(np.empty(0, np.uint64), folded) == []


def test_scores_equal_those_of_bm25s_on_random_texts() -> None:
    rng = random.Random(10)
    for size in (2, 7, 60):
        texts = [text + "规划" for text in _random_texts(rng, size)]
        index = _build(texts)
        codes, rows = term_codes(texts)
        names = sorted(set(codes.tolist()))
        number = {code: i for i, code in enumerate(names)}
        twin = bm25s.BM25(k1=K1, b=B, method="lucene")
        tokens = [[number[c] for c in codes[rows == i].tolist()] for i in range(size)]
        twin.index(
            (tokens, dict(zip(map(str, names), range(len(names)), strict=True))),
            show_progress=False,
        )
        for query in _random_texts(rng, 30):
            wanted = np.unique(term_codes([query])[0])
            known = [number[c] for c in wanted.tolist() if c in number]
            expected = twin.get_scores_from_ids(known) if known else np.zeros(size, np.float32)
            np.testing.assert_allclose(index.scores(wanted), expected, rtol=1e-5, atol=1e-6)


def test_scores_equal_the_formula_written_out() -> None:
    texts = ["创新 创新 平台", "平台建设", "规划"]
    index = _build(texts)
    lengths = [len(_terms_by_looking(text)) for text in texts]
    mean = sum(lengths) / 3
    term = "创新"
    df = 1
    idf = np.log(1 + (3 - df + 0.5) / (df + 0.5))
    tf = 2
    expected = idf * tf / (tf + K1 * (1 - B + B * lengths[0] / mean))
    scores = index.scores(np.array([_code(term)], np.uint64))
    np.testing.assert_allclose(scores, [expected, 0, 0], rtol=1e-5)


def test_a_query_without_known_terms_scores_zero_everywhere() -> None:
    index = _build(["创新平台", "规划"])
    for codes in (np.empty(0, np.uint64), term_codes(["完全无关 xyz"])[0]):
        assert index.scores(codes).tolist() == [0, 0]
        assert len(index.columns(codes)) == 0


def test_passages_without_any_term_can_be_indexed() -> None:
    index = _build(["，。", ""])
    assert index.scores(term_codes(["创新"])[0]).tolist() == [0, 0]


def test_columns_are_those_of_known_terms_only() -> None:
    index = _build(["创新平台", "规划"])
    assert len(index.columns(term_codes(["创新"])[0])) == 3
    assert len(index.columns(term_codes(["创无"])[0])) == 1


def test_a_saved_index_scores_as_before(tmp_path: Path) -> None:
    texts = _random_texts(random.Random(11), 40)
    index = _build(texts)
    builder = SparseBuilder()
    builder.add(*term_codes(texts), len(texts))
    builder.write(tmp_path / "sparse")
    opened = SparseIndex.load(tmp_path / "sparse")
    for text in texts:
        codes = np.unique(term_codes([text])[0])
        np.testing.assert_array_equal(opened.scores(codes), index.scores(codes))


def _vectors(count: int, seed: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(count, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def test_dense_search_ranks_as_one_product_does(tmp_path: Path) -> None:
    vectors = _vectors(50, 1)
    DenseIndex.build(vectors).save(tmp_path / "dense.faiss")
    index = DenseIndex.load(tmp_path / "dense.faiss")
    assert (index.size, index.dim) == (50, 16)
    for query in _vectors(20, 2):
        cosines = vectors @ query
        assert index.search(query, 7).tolist() == np.argsort(-cosines)[:7].tolist()
        some = np.array([4, 4, 49, 0], np.int64)
        np.testing.assert_allclose(index.similarities(query, some), cosines[some], atol=1e-6)


def test_dense_search_gives_at_most_what_there_is() -> None:
    index = DenseIndex.build(_vectors(3, 3))
    query = _vectors(1, 4)[0]
    assert sorted(index.search(query, 99).tolist()) == [0, 1, 2]
    assert len(index.search(query, 0)) == 0
    assert len(index.search(np.zeros(16, np.float32), 3)) == 0
    assert len(index.similarities(query, np.empty(0, np.int64))) == 0


def test_taken_over_postings_are_those_of_a_build_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Random runs of passages kept, dropped and new, in blocks of a few terms."""
    monkeypatch.setattr(index.postings, "_BLOCK_ENTRIES", 50)
    monkeypatch.setattr(index.postings, "_BLOCK_TERMS", 7)
    rng = random.Random(6)

    def texts(most: int) -> list[str]:
        return ["".join(rng.choices("甲乙丙丁戊 12a", k=rng.randint(0, 20))) for _ in range(most)]

    for trial in range(40):
        old = texts(rng.randint(1, 15))
        first = SparseBuilder()
        first.add(*term_codes(old), len(old))
        first.write(tmp_path / f"{trial}old")
        changed = SparseBuilder(SparseIndex.load(tmp_path / f"{trial}old"))
        final: list[str] = []
        at = 0
        while at < len(old) or not final:
            end = min(len(old), at + rng.randint(0, 4))
            if rng.random() < 0.5 and end > at:
                changed.keep(at, end)
                final += old[at:end]
            else:
                new = texts(rng.randint(1, 3))
                changed.add(*term_codes(new), len(new))
                final += new
            at = end
        changed.write(tmp_path / f"{trial}changed")
        whole = SparseBuilder()
        whole.add(*term_codes(final), len(final))
        whole.write(tmp_path / f"{trial}whole")
        for path in (tmp_path / f"{trial}whole").iterdir():
            assert path.read_bytes() == (tmp_path / f"{trial}changed" / path.name).read_bytes()
