"""Versions of one document and passages that say the same: what stands first, what is lost."""

import random
from dataclasses import fields, replace
from pathlib import Path

import made
import pytest

from index.embed import BuiltinEmbedder
from index.types import Chunk, DocumentCard
from rag.engine import Engine
from rag.types import Hit, Score
from rag.versions import Versions, distinct_first

ARTICLE = "第三条 用人单位应当自用工之日起一个月内与劳动者订立书面劳动合同，并将合同文本一份交付劳动者，不得收取押金。"
OTHER = "第九条 饲养犬只的个人应当每年为犬只注射狂犬病疫苗，携犬外出时使用牵引绳并及时清理粪便，不得进入医院和学校。"
ZEROS = Score(**{field.name: 0.0 for field in fields(Score)})
NO_YEARS: frozenset[int] = frozenset()


def card(title: str, published: str | None = None, source: str = "") -> DocumentCard:
    return DocumentCard(title, title, source or f"{title}.txt", None, None, published, None)


def hit(rank: int, document: int, text: str, one: DocumentCard) -> Hit:
    chunk = Chunk(f"{one.id}{rank}", one.id, 0, len(text), text, ("第三条",), "body")
    return Hit(rank, replace(ZEROS, total=1 / rank), rank, document, one, chunk)


def ranked(*rows: tuple[DocumentCard, str]) -> tuple[list[Hit], Versions]:
    cards = [one for one, _ in rows]
    hits = [hit(n + 1, n, text, one) for n, (one, text) in enumerate(rows)]
    return hits, Versions(cards)


OLD, NEW = card("劳动条例", "2008-01-01"), card("劳动条例", "2018-07-01")


def order(hits: list[Hit], versions: Versions, years: frozenset[int] = NO_YEARS) -> list[str]:
    return [(h.card.published or "")[:4] for h in distinct_first(hits, versions, years)]


@pytest.mark.parametrize("rows", [[OLD, NEW], [NEW, OLD]])
@pytest.mark.parametrize(
    ("years", "first"),
    [
        ([], "2018"),
        ([2008], "2008"),
        ([2018], "2018"),
        ([2008, 2018], "2018"),
        ([2010], "2008"),  # in force then
        ([2020], "2018"),
        ([1999], "2018"),  # none was in force
    ],
)
def test_the_newest_version_stands_first_or_the_one_of_the_year_asked_for(
    rows: list[DocumentCard], years: list[int], first: str
) -> None:
    hits, versions = ranked(*[(one, ARTICLE) for one in rows])
    assert order(hits, versions, frozenset(years))[0] == first


@pytest.mark.parametrize(
    ("source", "published"),
    [
        ("劳动条例(2018).txt", None),
        ("2018/劳动条例.txt", "2018-07-01"),
        ("劳动条例_20180701.txt", None),
        ("劳动条例（2018年修正）.txt", "2008-01-01"),
    ],
)
def test_the_date_of_a_version_is_that_of_its_file_name_or_its_publication(
    source: str, published: str | None
) -> None:
    new = card("劳动条例", published, source)
    hits, versions = ranked((OLD, ARTICLE), (new, ARTICLE))
    assert distinct_first(hits, versions, NO_YEARS)[0].card == new


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("中华人民共和国劳动法", "劳动法"),
        ("劳动法（2018修正）", "劳动法"),
        ("《劳动法》", "勞動法(2009年修訂)"),
    ],
)
def test_versions_are_known_by_their_titles(one: str, other: str) -> None:
    hits, versions = ranked(
        (card(one, "2008-01-01"), ARTICLE), (card(other, "2018-01-01"), ARTICLE)
    )
    assert order(hits, versions)[0] == "2018"


def test_of_two_different_documents_the_better_hit_stays_first() -> None:
    """A newer rule of another province is no version of this one."""
    hits, versions = ranked(
        (card("河北省劳动条例", "2008-01-01"), ARTICLE),
        (card("山东省劳动条例", "2018-01-01"), ARTICLE),
    )
    found = distinct_first(hits, versions, NO_YEARS)
    assert [h.card.title for h in found] == ["河北省劳动条例", "山东省劳动条例"]
    assert [h.repeats for h in found] == [0, 1]


def test_a_repeat_stands_behind_what_is_different_and_names_the_rank_it_repeats() -> None:
    hits, versions = ranked((card("甲"), OTHER), (OLD, ARTICLE), (NEW, ARTICLE), (card("乙"), "短"))
    found = distinct_first(hits, versions, NO_YEARS)
    assert [h.card.title for h in found] == ["甲", "劳动条例", "乙", "劳动条例"]
    assert [h.repeats for h in found] == [0, 0, 0, 2]
    assert found[1].card == NEW and found[3].card == OLD
    assert found[found[3].repeats - 1].chunk.text == found[3].chunk.text


def test_almost_the_same_text_is_a_repeat_and_a_different_one_is_not() -> None:
    almost = ARTICLE.replace("一个月", "两个月")
    hits, versions = ranked((OLD, ARTICLE), (NEW, almost), (NEW, OTHER))
    assert [h.repeats for h in distinct_first(hits, versions, NO_YEARS)] == [0, 0, 1]


def test_different_articles_of_one_law_and_short_passages_are_not_grouped() -> None:
    hits, versions = ranked(
        (OLD, ARTICLE), (OLD, OTHER), (NEW, "第一章 总则"), (OLD, "第一章 总则")
    )
    found = distinct_first(hits, versions, NO_YEARS)
    assert found == hits


@pytest.mark.parametrize("seed", range(30))
def test_no_hit_is_lost_and_none_doubled(seed: int) -> None:
    choose = random.Random(seed)
    cards = [card(f"条例{n % 3}", f"20{n:02}-01-01") for n in range(9)]
    texts = [ARTICLE, OTHER, ARTICLE.replace("押金", "保证金"), "短", ""]
    hits = [
        hit(rank, document := choose.randrange(9), choose.choice(texts), cards[document])
        for rank in range(1, choose.randrange(2, 30))
    ]
    years = frozenset(choose.sample(range(2000, 2010), choose.randrange(3)))
    found = distinct_first(hits, Versions(cards), years)
    assert sorted(h.number for h in found) == [h.number for h in hits]
    kept = [h for h in found if not h.repeats]
    assert found[: len(kept)] == kept
    for one in found[len(kept) :]:
        assert 1 <= one.repeats <= len(kept)
    bodies = [h.chunk.text for h in kept if len(h.chunk.text) > 40]
    assert len(bodies) == len(set(bodies))


def test_no_hits_stay_none() -> None:
    assert distinct_first([], Versions([]), NO_YEARS) == []


# The same in a search


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder) -> Engine:
    """Two versions of a law that share an article, in files of both orders of name."""
    text = "劳动合同条例\n（{year}年1月1日公布）\n" + ARTICLE.replace("第三条", "第一条") + "\n"
    texts = {f"劳动合同条例({year}).txt": text.format(year=year) for year in (2008, 2012, 2018)} | {
        "养犬条例.txt": "养犬条例\n" + OTHER.replace("第九条", "第一条") + "\n"
    }
    index: Path = made.build(tmp_path_factory.mktemp("laws"), texts, builtin)
    return Engine.open(index)


@pytest.mark.parametrize(
    ("question", "year"),
    [
        ("订立书面劳动合同的时间", "2018"),
        ("2008年时订立书面劳动合同的时间", "2008"),
        ("2012年订立书面劳动合同的时间", "2012"),
        ("2015年订立书面劳动合同的时间", "2012"),
    ],
)
def test_a_search_shows_the_version_that_is_meant_first(
    laws: Engine, question: str, year: str
) -> None:
    hits = laws.search(question)
    assert year in hits[0].card.source
    by_rank = {h.rank: h for h in hits}
    assert len(by_rank) == len(hits) == laws.reader.size
    repeats = [h for h in hits if h.repeats]
    assert len(repeats) == 2
    assert all("劳动合同" in by_rank[h.repeats].chunk.text for h in repeats)
    assert [h.rank for h in repeats] == [len(hits) - 1, len(hits)]
