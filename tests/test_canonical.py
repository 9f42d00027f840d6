"""The form in which quotes and sources are compared: one spelling of every number, mapped back."""

import random

import pytest

from index.canonical import canonical, canonical_with_map


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三万元", "30,000元"),
        ("三万元", "3万元"),
        ("３万元", "30000元"),
        ("一亿二千万元", "1亿2千万元"),
        ("三万亿元", "3万亿元"),
        ("百分之三", "3%"),
        ("百分之三点五", "３.５％"),
        ("百分之百", "100%"),
        ("千分之五", "5‰"),
        ("三分之二", "3分之2"),
        ("一点五米", "1.5米"),
        ("二〇二一年五月二十七日", "2021年05月27日"),
        ("二○二一年", "2021年"),
        ("第一百三十三条之一", "第133条之1"),
        ("“以‘十四五’为限”", "“以“十四五”为限”"),
        ("《关于〈公司法〉的解释》", "《关于<公司法>的解释》"),
        ("2021—2025年", "2021——2025年"),
        ("甲……乙", "甲......乙"),
        ("答覆", "答复"),
        ("第\n十 二条", "第十二条"),
    ],
)
def test_spellings_of_one_text_have_one_form(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三十日", "二十日"),
        ("3%", "3‰"),
        ("1.5", "15"),
        ("1,5", "15"),
        ("十四五", "45"),
        ("统一3个", "统13个"),
        ("五百", "五千"),
        ("不得", "得"),
        ("以上", "以下"),
    ],
)
def test_different_texts_keep_different_forms(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_a_line_end_between_two_numbers_keeps_them_apart() -> None:
    assert canonical("工程 43\n六、措施") == "工程436、措施"
    form = canonical_with_map("工程 43\n六、措施")
    assert list(form.occurrences("工程43"))
    assert list(form.occurrences("6、措施"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("共69个", "9个"),
        ("达到69", "达到6"),
        ("15%以上", "5%以上"),
        ("三十五日", "5日"),
        ("占3%", "占3"),
    ],
)
def test_no_span_cuts_a_number(text: str, wanted: str) -> None:
    assert list(canonical_with_map(text).occurrences(wanted)) == []


def test_every_span_maps_to_source_of_the_same_form() -> None:
    rng = random.Random(4)
    pool = "第一百二十三条0123,.%百分之点 \n年月日“”‘’——……甲乙丙不得以上"
    for _ in range(3000):
        text = "".join(rng.choices(pool, k=rng.randrange(1, 40)))
        form = canonical_with_map(text)
        assert form.text == canonical(text)
        assert len(form.starts) == len(form.ends) == len(form.text)
        for start, end in zip(form.starts, form.ends, strict=True):
            assert 0 <= start < end <= len(text)
        if form.text:
            whole = form.source_span(0, len(form.text))
            assert canonical(text[slice(*whole)]) == form.text
