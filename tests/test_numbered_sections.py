"""Sections by their number, over all documents."""

import numpy as np

from index.numbered_sections import NumberedSections, numbered_rows
from index.types import Section, SectionKind


def _section(kind: SectionKind, number: int, start: int, end: int) -> Section:
    return Section(kind, kind, number, start, start, end, end, 0)


def _all() -> NumberedSections:
    documents = [
        [
            _section("chapter", 1, 0, 90),
            _section("article", 1, 10, 40),
            _section("article", 2, 40, 90),
        ],
        [_section("preamble", 0, 0, 500)],
        [_section("article", 2, 5, 30), _section("item", 2, 8, 12), _section("item", 2, 60, 70)],
    ]
    rows = [numbered_rows(number, sections) for number, sections in enumerate(documents)]
    return NumberedSections(np.concatenate(rows))


def _spans(*rows: tuple[int, int, int]) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    return np.array(rows, np.int32)


def test_a_span_touches_the_sections_of_its_own_document_alone() -> None:
    spans = _spans((0, 0, 40), (0, 39, 41), (0, 90, 95), (1, 0, 500), (2, 0, 5), (2, 29, 33))
    touched = _all().touched(spans, 2, ("article",))
    assert touched.tolist() == [False, True, False, False, False, True]


def test_an_inner_section_does_not_hide_that_the_outer_one_reaches_further() -> None:
    touched = _all().touched(_spans((2, 20, 25)), 2, ("article", "item"))
    assert touched.tolist() == [True]


def test_only_the_kinds_that_are_meant_count() -> None:
    spans = _spans((0, 0, 5), (0, 10, 20), (2, 61, 62))
    assert _all().touched(spans, 1, ("chapter",)).tolist() == [True, True, False]
    assert _all().touched(spans, 2, ("item",)).tolist() == [False, False, True]
    assert _all().touched(spans, 9, ("item",)).tolist() == [False] * 3


def test_rows_of_some_documents_are_theirs() -> None:
    assert _all().of(1, 3)[:, 0].tolist() == [2, 2, 2]
    assert _all().of(0, 1)[:, 3].tolist() == [1, 1, 2]
    assert len(_all().of(1, 2)) == 0
