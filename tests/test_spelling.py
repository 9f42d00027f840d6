"""A text found in a source that is not folded, in every way it may be written."""

import random
from functools import partial

import pytest

from index.canonical import canonical, canonical_with_map
from index.types import Document
from rag.engine import Engine
from rag.lookup import Citer
from rag.occurrences import Finder
from rag.spelling import Spelling


@pytest.mark.parametrize(
    ("wanted", "source"),
    [
        ("增加值年均增长", "增加值年均增长"),
        ("增加值年均增长", "增 加 值\n年均\u200b增長"),
        ("第五十二条", "第52条"),
        ("第52条的规定", "第五十二\n條的規定"),
        ("支付30,000元罚款", "支付三万元罰款"),
        ("责任公司（有）", "責任公司㈲"),
        ("平成年间", "㍻年间"),
        ("人民检察院", "人⺠检察院"),
        ("本办法（试行）自公布", "本办法\n(试行)\n自公布"),
        ("答复申请人", "答覆申请人"),
    ],
)
def test_every_spelling_of_a_text_is_found(wanted: str, source: str) -> None:
    sought = Spelling(canonical(wanted))
    text = f"前面的话。{source}。后面的话。"
    places = [text[start:end] for start, end in sought.places(text, 0, len(text))]
    assert len(places) == 1
    assert sought.core in canonical(places[0])


def test_another_number_is_no_spelling() -> None:
    sought = Spelling(canonical("第零条"))
    assert not list(sought.places("第一条、第10条、第二十条、第三條", 0, 20))


def test_a_text_without_ideographs_has_no_core() -> None:
    assert Spelling(canonical("GDP 100%")).core == ""


def test_what_is_found_is_what_stands_in_the_canonical_text(
    seed_engine: Engine, seed: Document
) -> None:
    """The slow twin puts the whole document in canonical form."""
    form = canonical_with_map(seed.text)
    draw = random.Random(7)
    for _ in range(150):
        start = draw.randrange(len(seed.text) - 30)
        wanted = seed.text[start : start + draw.choice((2, 3, 6, 12, 30))].strip()
        target = canonical(wanted)
        if not target:
            continue
        spans = [form.source_span(*span) for span in form.occurrences(target)]
        found = [(f.start, f.end) for f in Finder(seed_engine.reader).find_in(0, wanted)]
        assert found == spans, wanted


def test_a_finder_reads_so_much_and_says_that_it_stopped(seed_engine: Engine) -> None:
    patient, hasty = Finder(seed_engine.reader), Finder(seed_engine.reader, most_read=200)
    every, some = list(patient.find("产业")), list(hasty.find("产业"))
    assert len(every) > len(some)
    assert hasty.stopped
    assert not patient.stopped


def test_a_lookup_that_stopped_tells_it(
    seed_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.quotation.Finder", partial(Finder, most_read=200))
    lookup = Citer(seed_engine.reader).cite("产业的产业的产业")
    assert lookup.verdict == "not_found"
    assert "只比对了一部分文件" in lookup.notice


@pytest.mark.parametrize("text", ["三\n四五个", "第二\n十条", "第1,000条", "百分之\n三", "一\n\n2"])
def test_the_fast_canonical_form_is_the_mapped_one(text: str) -> None:
    assert canonical(text) == canonical_with_map(text).text
