"""Chinese numerals and dates, compared with an obvious counter."""

import pytest

from index.numerals import NUMERAL, arabic_forms, chinese_numeral, parse_date, parse_number

_NAMES = "零一二三四五六七八九"


def _spoken(number: int) -> str:
    """1 ≤ number < 10,000 digit by digit, the long way: 110 → 一百一十, 1005 → 一千零五."""
    units = ["", "十", "百", "千"]
    digits = str(number)
    out = ""
    for place, digit in enumerate(digits):
        if digit != "0":
            out += _NAMES[int(digit)] + units[len(digits) - place - 1]
        elif not out.endswith("零"):
            out += "零"
    out = out.rstrip("零")
    return out[1:] if out.startswith("一十") else out


def test_every_number_of_an_article_is_written_and_read_back() -> None:
    for number in range(1, 10_000):
        assert chinese_numeral(number) == _spoken(number)
        assert parse_number(chinese_numeral(number)) == number


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_what_is_no_article_number_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="1 to 9999"):
        chinese_numeral(number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("372", 372),
        ("３７２", 372),
        ("三百七十二", 372),
        ("十", 10),
        ("一百一十", 110),
        ("一百〇五", 105),
        ("一百零五", 105),
        ("二〇二一", 2021),
        ("二○二一", 2021),
        ("一千零二十", 1020),
        ("两万", 20_000),
        ("一万零五", 10_005),
        ("三千二百万", 32_000_000),
        ("一亿", 100_000_000),
        ("零", 0),
    ],
)
def test_numbers_are_read(text: str, number: int) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "十四五", "一二", "千百", "第三", "3十", "十百", "万", "一二三"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_number(text) is None


def test_no_run_of_numeral_characters_breaks_the_reader() -> None:
    for first in NUMERAL:
        for second in NUMERAL:
            for third in NUMERAL:
                number = parse_number(first + second + third)
                assert number is None or number >= 0


def test_arabic_forms_are_those_of_the_numerals_in_a_text() -> None:
    assert arabic_forms("第三百七十二条、二〇二一年、“十四五”时期") == ["372", "2021"]
    assert arabic_forms("没有") == []


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2021.05.27", "2021-05-27"),
        ("2021年5月27日", "2021-05-27"),
        ("2021 年 5 月 27 日", "2021-05-27"),
        ("2021-5-27", "2021-05-27"),
        ("2021/05/27", "2021-05-27"),
        ("二〇二一年五月二十七日", "2021-05-27"),
        ("二○二一年十二月三十一日印发", "2021-12-31"),
        ("自2021年6月1日起施行", "2021-06-01"),
    ],
)
def test_dates_are_read_as_iso_8601(text: str, date: str) -> None:
    assert parse_date(text) == date


@pytest.mark.parametrize(
    "text", ["", "2021年", "2021年13月1日", "2021年5月32日", "晋政发〔2021〕17号"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None
