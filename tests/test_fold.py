"""The matching form: equal for spellings a reader takes for the same, and always mapped back."""

import random
import unicodedata

import pytest

from index.fold import fold, fold_with_map, join_folded

_SPACES = " \t\n\u3000\xa0\u2028"
_USUAL = "第一条（一）1.国务院国務院，,。“”‘’—－Ａa Zzé⺠㈠①ﬁ㎏İß\u200b\ufeff"


def _random_text(rng: random.Random) -> str:
    """Text in which usual characters, white space, and any code point at all are mixed."""
    anything = [chr(rng.randrange(0x110000)) for _ in range(8)]
    surrogates = [chr(rng.randrange(0xD800, 0xE000)) for _ in range(2)]
    pool = [*_USUAL, *(_SPACES * 2), *anything, *surrogates]
    return "".join(rng.choices(pool, k=rng.randrange(40)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("（一）", "(一)"),
        ("㈠", "(一)"),
        ("“十四五”", '"十四五"'),
        ("「十四五」", '"十四五"'),
        ("2021—2025年", "2021-2025年"),
        ("2021～2025年", "2021-2025年"),
        ("晋政发〔2021〕17号", "晋政发[2021]17号"),
        ("晋政发［2021］17号", "晋政发【2021】17号"),
        ("國務院關於實施計畫", "国务院关于实施计画"),
        ("第⼀条 ⼈⺠政府⻔户", "第一条人民政府门户"),
        ("创新\n项目", "创新项目"),
        ("创新　项 目", "创新项目"),
        ("零宽\u200b字符\ufeff", "零宽字符"),
        ("World  Bank", "world bank"),
    ],
)
def test_spellings_of_the_same_text_fold_to_the_same_form(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("第十条", "第十一条"), ("应当", "可以"), ("7.8%", "78%"), ("new york", "newyork")],
)
def test_different_texts_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_white_space_is_kept_only_between_words_of_a_script_that_writes_it() -> None:
    assert fold(" a  b 中 文 c 1 2 ") == "a b中文c 1 2"


def test_fold_equals_fold_with_map_on_random_unicode() -> None:
    rng = random.Random(1)
    for _ in range(4000):
        text = _random_text(rng)
        assert fold_with_map(text).text == fold(text), ascii(text)


def test_folded_lines_join_to_the_folded_text() -> None:
    rng = random.Random(3)
    for _ in range(2000):
        lines = [_random_text(rng) for _ in range(rng.randrange(5))]
        assert join_folded([fold(line) for line in lines]) == fold("\n".join(lines)), lines


def test_every_folded_character_comes_from_the_source_character_it_is_mapped_to() -> None:
    rng = random.Random(2)
    for _ in range(1500):
        text = _random_text(rng)
        folded = fold_with_map(text)
        assert len(folded.offsets) == len(folded.text)
        assert list(folded.offsets) == sorted(folded.offsets)
        for character, offset in zip(folded.text, folded.offsets, strict=True):
            source = text[offset]
            # One character alone loses its white space, and what NFKC makes white (´) is one.
            alone = fold(source) or " "
            assert character in alone or unicodedata.normalize("NFKC", source)[0].isspace()


def test_a_folded_span_maps_to_the_source_span_that_folds_to_it() -> None:
    rng = random.Random(3)
    for _ in range(1500):
        text = _random_text(rng)
        folded = fold_with_map(text)
        if not folded.text:
            continue
        start = rng.randrange(len(folded.text))
        end = rng.randrange(start + 1, len(folded.text) + 1)
        first, last = folded.source_span(start, end)
        assert folded.text[start:end].strip() in fold(text[first:last]), ascii(text)


def test_a_quote_over_a_page_break_is_found_at_its_source(seed_text: str) -> None:
    folded = fold_with_map(seed_text)
    quote = fold("关键技术、创新项目、试点示范三个百项")
    at = folded.text.index(quote)
    start, end = folded.source_span(at, at + len(quote))
    assert seed_text[start:end] == "关键技术、创新\n项目、试点示范三个百项"


@pytest.mark.parametrize(("start", "end"), [(0, 0), (2, 1), (-1, 1), (0, 3)])
def test_an_empty_or_outside_span_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        fold_with_map("甲乙").source_span(start, end)
