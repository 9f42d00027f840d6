"""Places: a question that names one prefers its documents, one that names none the general rule."""

from pathlib import Path

import made
import pytest

from index.embed import BuiltinEmbedder
from index.types import DocumentCard
from rag.engine import Engine
from rag.query import parse_query
from rag.regions import lies_in, related
from rag.retrieve import Retriever
from rag.scope import Scope
from rag.versions import Versions
from rag.weights import RetrievalConfig

TITLES = {
    "national": "失业保险条例",
    "hebei": "河北省失业保险实施办法",
    "baoding": "保定市失业保险实施办法",
    "shandong": "山东省失业保险规定",
    "qingdao": "青岛市失业保险规定",
}
_TEXT = "{title}\n第一条 为了保障失业人员的基本生活，制定本规定。\n第二条 失业人员每月领取失业保险金{n}元。\n"


def card(title: str) -> DocumentCard:
    return DocumentCard(title, title, f"{title}.txt", None, None, None, None)


@pytest.fixture(scope="module")
def scope() -> Scope:
    cards = [card(title) for title in TITLES.values()]
    return Scope(cards, Versions(cards))


@pytest.fixture(scope="module")
def unemployed(tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder) -> Engine:
    """The same rule of the state, of two provinces and of two cities; only the sums differ."""
    texts = {
        f"{name}.txt": _TEXT.format(title=title, n=1000 + 100 * n)
        for n, (name, title) in enumerate(TITLES.items())
    }
    index: Path = made.build(tmp_path_factory.mktemp("places"), texts, builtin)
    return Engine.open(index)


def values(scope: Scope, question: str) -> dict[str, float]:
    found = scope.places(parse_query(question).folded)
    return dict(zip(TITLES, found.tolist(), strict=True))


def test_the_place_named_stands_above_the_rule_of_all_and_that_above_other_places(
    scope: Scope,
) -> None:
    found = values(scope, "河北失业保险金每月多少")
    assert found["hebei"] > found["national"] > found["shandong"] == found["qingdao"]


def test_without_a_place_the_rule_of_all_stands_above_that_of_any_place(scope: Scope) -> None:
    found = values(scope, "失业保险金每月多少")
    assert all(found["national"] > value for name, value in found.items() if name != "national")


def test_a_city_and_its_province_belong_together(scope: Scope) -> None:
    for question in ("保定的失业保险金", "河北的失业保险金"):
        found = values(scope, question)
        assert found["hebei"] == found["baoding"] > found["national"] > found["qingdao"]


def test_of_two_places_named_each_counts(scope: Scope) -> None:
    found = values(scope, "河北和青島的失業保險金哪個高")
    assert found["hebei"] == found["qingdao"] == found["shandong"] > found["national"]


def test_the_relation_of_places() -> None:
    assert related("青岛", "山东") and related("山东", "青岛") and related("山东", "山东")
    assert not related("青岛", "济南") and not related("青岛", "河北")
    assert lies_in("青岛", "山东") and not lies_in("山东", "青岛")


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("河北失业人员每月领取多少失业保险金", TITLES["hebei"]),
        ("山东省失业人员每月领取多少失业保险金", TITLES["shandong"]),
        ("青島失業人員每月領取多少失業保險金", TITLES["qingdao"]),
        ("失业人员每月领取多少失业保险金", TITLES["national"]),
    ],
)
def test_the_document_that_is_meant_comes_first(
    unemployed: Engine, question: str, title: str
) -> None:
    assert unemployed.search(question)[0].card.title == title


def test_a_place_counts_no_more_in_a_literal_question(unemployed: Engine) -> None:
    config = RetrievalConfig(understand=False)
    hits = Retriever(unemployed.reader, config).search(parse_query("河北失业保险金"), 5)
    assert hits and all(hit.score.place == 0 for hit in hits)
    assert any(hit.score.place for hit in unemployed.search("河北失业保险金"))


def test_a_document_of_another_place_is_not_lost(unemployed: Engine) -> None:
    titles = {hit.card.title for hit in unemployed.search("河北失业保险金每月多少", 20)}
    assert titles == set(TITLES.values())


@pytest.mark.parametrize(
    ("years", "values"),
    [
        (set(), [-0.5, 0, 0, 0]),  # the older of two versions
        ({2008}, [1, -1, 0, 0]),
        ({2018}, [-1, 1, 0, 0]),
        ({1999}, [-0.5, 0, 0, 0]),
        ({2010}, [-0.5, 0, 0, 0]),  # the year of a document that has no other version
    ],
)
def test_of_several_versions_the_newest_or_the_one_of_the_year_named_stands_above(
    years: set[int], values: list[float]
) -> None:
    titles = ("劳动法(2008)", "劳动法(2018)", "社会保险法(2010)", "工会法")
    cards = [card(title) for title in titles]
    assert Scope(cards, Versions(cards)).versions(frozenset(years)).tolist() == values
