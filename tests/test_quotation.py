"""Is this quote real, and where does it stand?"""

from pathlib import Path

import made
import pytest
from owed import check_matches

from index.embed import BuiltinEmbedder
from index.types import Document
from rag.engine import Engine

GROWTH = "工业战略性新兴产业增加值年均增长7.8%、快于规上工业3.2个百分点"
RISK = "重要数据的处理者应当每年至少开展一次风险评估"


@pytest.mark.parametrize(
    "written",
    [
        GROWTH,
        f"“{GROWTH}”",
        "工業戰略性新興產業增加值年均增長7.8%、快於規上工業3.2個百分點",
        "工业战略性新兴产业增加值年均增长７．８％、快于规上工业３．２个百分点",
        "工业战略性新兴产业增加值\n年均增长 7.8%、快于规上工业3.2个百分点",
    ],
)
def test_a_quote_is_verified_in_every_form_of_writing(seed_engine: Engine, written: str) -> None:
    lookup = seed_engine.cite(written)
    check_matches(seed_engine, lookup)
    assert lookup.verdict == "verified"
    assert [match.quote for match in lookup.matches] == [GROWTH]
    assert lookup.matches[0].section[0] == "一、“十三五”回顾"
    assert lookup.text == written


def test_a_quote_across_a_line_break_of_the_source_is_verified_with_it(
    seed_engine: Engine,
) -> None:
    lookup = seed_engine.cite("关键技术、创新项目、试点示范三个百项加快推进")
    check_matches(seed_engine, lookup)
    assert lookup.verdict == "verified"
    assert lookup.matches[0].quote == "关键技术、创新\n项目、试点示范三个百项加快推进"


def test_every_sentence_of_the_document_is_verified(seed_engine: Engine, seed: Document) -> None:
    lines = [line.strip() for line in seed.text.split("\n")]
    sentences = [s for line in lines for s in line.split("。") if len(s) >= 12]
    assert len(sentences) > 30
    for sentence in sentences:
        lookup = seed_engine.cite(sentence)
        check_matches(seed_engine, lookup)
        assert lookup.verdict == "verified", sentence


def test_all_occurrences_are_shown(seed_engine: Engine, seed: Document) -> None:
    lookup = seed_engine.cite("产业集")
    check_matches(seed_engine, lookup)
    assert [match.start for match in lookup.matches] == [
        i for i in range(len(seed.text)) if seed.text.startswith("产业集", i)
    ]


def test_a_quote_of_several_documents_is_shown_in_each(library: Engine) -> None:
    lookup = library.cite(RISK)
    check_matches(library, lookup)
    assert lookup.verdict == "verified"
    assert {(match.card.published, match.card.status) for match in lookup.matches} == {
        ("2019-06-10", "已被修改"),
        ("2023-06-10", "现行有效"),
    }


def test_an_altered_number_is_shown_with_both_values(seed_engine: Engine) -> None:
    lookup = seed_engine.cite(GROWTH.replace("7.8", "8.7"))
    check_matches(seed_engine, lookup)
    assert lookup.verdict == "altered"
    assert [match.quote for match in lookup.matches] == [GROWTH]
    assert "8.7" in lookup.matches[0].difference
    assert "7.8" in lookup.matches[0].difference
    assert lookup.notice


@pytest.mark.parametrize(
    ("written", "added", "left_out"),
    [
        (RISK.replace("每年", "每两年"), ["两"], []),
        (RISK.replace("至少", ""), [], ["至少"]),
        (RISK.replace("应当", "可以"), ["可以"], ["应当"]),
    ],
)
def test_the_difference_names_what_was_changed_and_nothing_else(
    library: Engine, written: str, added: list[str], left_out: list[str]
) -> None:
    lookup = library.cite(written)
    check_matches(library, lookup)
    assert lookup.verdict == "altered"
    match = lookup.matches[0]
    assert match.quote == RISK
    named = match.difference.split("“")[1:]
    words = [part.split("”")[0] for part in named]
    assert sorted(words) == sorted([*added, *left_out])


@pytest.mark.parametrize(
    "written",
    [
        "质量效益稳步提高,共有31个国家级、372个省级企业技术中心",
        "笔尖钢打破国外技术垄断。省级以上工业类开发区达到69个。规划期为2021—2025年。",
    ],
)
def test_real_pieces_that_do_not_belong_together_are_stitched(
    seed_engine: Engine, written: str
) -> None:
    lookup = seed_engine.cite(written)
    check_matches(seed_engine, lookup)
    assert lookup.verdict == "stitched"
    assert len(lookup.matches) >= 2
    assert "并不相连" in lookup.notice


def test_pieces_of_two_documents_are_stitched(library: Engine) -> None:
    lookup = library.cite(f"个人养犬应当取得养犬登记证，{RISK}")
    check_matches(library, lookup)
    assert lookup.verdict == "stitched"
    assert [match.card.title for match in lookup.matches] == [
        "云岭市养犬管理条例",
        "晋源省数据安全条例",
    ]


@pytest.mark.parametrize(
    "written",
    [
        "根据本法制定的实施细则由国务院另行规定并自发布之日起施行",
        "中华人民共和国公民在法律面前一律平等",
        "The quick brown fox jumps over the lazy dog",
        "龘靐齉爩鱻麤",
        "ไม่มีข้อความนี้",
        "SELECT * FROM chunks; --",
        "😀😀😀😀",
    ],
)
def test_what_stands_nowhere_is_not_found(seed_engine: Engine, written: str) -> None:
    lookup = seed_engine.cite(written)
    assert (lookup.verdict, lookup.matches) == ("not_found", ())
    assert lookup.notice


@pytest.mark.parametrize("written", ["。", "……", "“”", "，。！？", "  “ ” ", "\u200b"])
def test_punctuation_alone_is_not_looked_up(seed_engine: Engine, written: str) -> None:
    lookup = seed_engine.cite(written)
    assert (lookup.verdict, lookup.matches) == ("not_found", ())
    assert "只有标点" in lookup.notice


def test_a_whole_document_can_be_looked_up(library: Engine) -> None:
    body = made.DOCUMENTS["云岭市养犬管理条例.txt"]
    lookup = library.cite(body)
    check_matches(library, lookup)
    assert lookup.verdict == "verified"
    assert lookup.matches[0].quote == body.strip()


def test_a_common_word_gives_a_bounded_list(tmp_path: Path, builtin: BuiltinEmbedder) -> None:
    text = "关于加强用水管理的通知\n" + "用水单位应当节约用水。\n" * 300
    engine = Engine.open(made.build(tmp_path, {"a.txt": text}, builtin))
    lookup = engine.cite("节约用水")
    check_matches(engine, lookup)
    assert lookup.verdict == "verified"
    assert 1 < len(lookup.matches) <= 50


@pytest.mark.parametrize(
    ("quote", "negation"),
    [
        ("按规定节水的，责令限期改正。", "不"),
        ("转让给他人。", "不得"),
        ("批准擅自取水的，处罚款；", "未"),
    ],
)
def test_whole_clauses_without_their_negation_are_altered(
    tmp_path: Path, builtin: BuiltinEmbedder, quote: str, negation: str
) -> None:
    text = (
        "取水许可办法\n第一条 不按规定节水的，责令限期改正。\n"
        "第二条 不得转让给他人。\n第三条 未批准擅自取水的，处罚款；\n"
    )
    engine = Engine.open(made.build(tmp_path / "made", {"取水许可办法.txt": text}, builtin))
    lookup = engine.cite(quote)
    assert lookup.verdict == "altered"
    assert lookup.matches[0].quote == negation + quote
    assert "否定词" in lookup.matches[0].difference and negation in lookup.matches[0].difference


def test_a_piece_of_a_clause_is_verified_and_what_stands_before_it_told(
    seed_engine: Engine,
) -> None:
    behind = seed_engine.cite("略性新兴产业增加值年均增长7.8%、快于规上")
    assert (behind.verdict, behind.notice.count("紧接")) == ("verified", 0)
    text = seed_engine.reader.records.text(0)
    place = text.index("不", 1500)
    lookup = seed_engine.cite(text[place + 1 : place + 15])
    assert lookup.verdict == "verified" and "“不”" in lookup.notice
    check_matches(seed_engine, lookup)


def test_a_quote_cut_inside_a_number_is_verified_with_a_warning(seed_engine: Engine) -> None:
    quote = ".8%、快于规上工业3.2个百分点"
    lookup = seed_engine.cite(quote)
    check_matches(seed_engine, lookup)
    assert (lookup.verdict, lookup.matches[0].quote) == ("verified", quote)
    assert "截断" in lookup.notice
    # Too short to be more than the number, or a clause that lost the beginning of its number.
    assert seed_engine.cite("9个").verdict != "verified"


def test_a_clause_that_lost_a_digit_is_not_verified(
    tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    text = "取水许可办法\n第一条 30日内书面告知申请人并说明理由。\n"
    engine = Engine.open(made.build(tmp_path / "made", {"取水许可办法.txt": text}, builtin))
    assert engine.cite("0日内书面告知申请人并说明理由。").verdict == "altered"
