"""Is this said to stand where it does? References, and quotes with the document they are said to be of."""

import pytest
from owed import check_matches

from index.errors import UsageError
from rag.engine import Engine

RISK = "重要数据的处理者应当每年至少开展一次风险评估"


def test_a_quote_under_a_wrong_title_is_misattributed(library: Engine) -> None:
    lookup = library.cite(f"《云岭市养犬管理条例》规定：“{RISK}。”")
    check_matches(library, lookup)
    assert lookup.verdict == "misattributed"
    assert {match.card.title for match in lookup.matches} == {"晋源省数据安全条例"}
    assert "云岭市养犬管理条例" in lookup.notice


def test_a_quote_under_its_title_is_verified_there_alone(library: Engine) -> None:
    shared = "用水单位应当遵守下列规定"
    assert len(library.cite(shared).matches) == 2
    lookup = library.cite(f"《临河市节约用水管理办法》规定，“{shared}”")
    check_matches(library, lookup)
    assert lookup.verdict == "verified"
    assert [match.card.title for match in lookup.matches] == ["临河市节约用水管理办法"]


def test_an_altered_quote_under_its_title_is_altered(library: Engine) -> None:
    lookup = library.cite("《晋源省数据安全条例》规定：“保存日志不少于三个月。”")
    check_matches(library, lookup)
    assert lookup.verdict == "altered"
    assert "数据安全" in lookup.matches[0].card.title


@pytest.mark.parametrize("written", ["", " \n\u3000"])
def test_an_empty_text_is_refused(seed_engine: Engine, written: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        seed_engine.cite(written)


def test_an_over_long_text_is_refused_with_both_numbers(seed_engine: Engine) -> None:
    with pytest.raises(UsageError, match="10001 characters, at most 10000"):
        seed_engine.cite("文" * 10_001)


@pytest.mark.parametrize(
    ("written", "verdict"),
    [
        ("云岭市养犬管理条例第3条规定：“携犬出户应当使用长度不超过一点五米的犬绳”", "verified"),
        ("云岭市养犬管理条例规定“携犬出户应当使用长度不超过一点五米的犬绳。”", "verified"),
        ("云岭市养犬管理条例第四条：“携犬出户应当使用长度不超过一点五米的犬绳”", "misattributed"),
        ("临江市节约用水管理办法规定：“携犬出户应当使用长度不超过一点五米的犬绳”", "misattributed"),
        ("青政办发〔2023〕26号指出：“接入公共停车场260个”", "verified"),
    ],
)
def test_a_quote_behind_the_words_that_introduce_it_is_looked_up_where_they_say(
    library: Engine, written: str, verdict: str
) -> None:
    lookup = library.cite(written)
    check_matches(library, lookup)
    assert lookup.verdict == verdict


def test_the_number_of_no_document_is_not_an_altered_one(library: Engine) -> None:
    assert library.cite("青政办发〔2023〕26号").verdict == "verified"
    lookup = library.cite("青政办发〔2023〕62号")
    assert lookup.verdict == "not_found"
    assert "索引中没有" in lookup.notice


def test_a_name_of_marks_alone_is_that_of_no_document(library: Engine) -> None:
    """》第三条 is the end of a title and a reference: what it names is not known."""
    lookup = library.cite("》第三条")
    check_matches(library, lookup)
    assert lookup.verdict == "not_found"
