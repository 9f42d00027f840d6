"""The tab 文件 as HTML: the catalogue finds, sorts and pages; a document shows all it has."""

import re
from dataclasses import replace
from typing import Any

import pytest
from markup import Markup, assert_harmless

from rag.engine import Engine
from ui.catalog import SORTS, Catalog, View, catalog_of, parse_view
from ui.documents_html import document_html, table_html
from ui.wording import LANGUAGES


def test_views_survive_their_address_and_nonsense_is_left_out() -> None:
    for view in (
        View(),
        View(sought="公司 &=?#", family="条例", validity="现行有效", page=3),
        View(sort="published", down=True, page=9, document="0123456789abcdef", part="tree"),
        View(sort="passages", document="x", part="passages", at=40),
    ):
        assert parse_view(view.encode()) == view
    wild = parse_view("page=-1&at=99999999999999&sort=__class__&part=evil&down=yes&x=1&page=a")
    assert wild == View(at=1_000_000_000)
    assert parse_view("%ff%00&&==") == View()


def test_the_catalogue_finds_sorts_and_pages(library: Engine) -> None:
    catalog = catalog_of(library)
    cards = library.reader.records.cards
    assert [row.id for row in catalog.rows] == [card.id for card in cards]
    assert sum(row.passages for row in catalog.rows) == library.reader.size
    for sort in SORTS:
        up = catalog.select(View(sort=sort))
        down = catalog.select(View(sort=sort, down=True))
        assert {r.id for r in up} == {r.id for r in down} == {card.id for card in cards}
    dated = [row.published for row in catalog.select(View(sort="published")) if row.published]
    assert dated == sorted(dated) and len(dated) > 1
    found = catalog.select(View(sought="临江 节约用水"))
    assert found and all("临江" in row.title and "节约用水" in row.title for row in found)
    assert catalog.select(View(sought="没有这样的文件")) == ()
    for family in catalog.families:
        assert all(row.family == family for row in catalog.select(View(family=family)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_and_a_document_show_what_is_there(library: Engine, language: Any) -> None:
    catalog = catalog_of(library)
    html = table_html(catalog, View(), language)
    assert_harmless(html)
    text = Markup(html).text
    assert all(row.title in text for row in catalog.rows[:20])
    for row in catalog.rows:
        document = library.reader.records.document(row.number)
        for part in ("facts", "tree", "passages"):
            view = View(document=row.id, part=part)  # type: ignore[arg-type]
            shown = document_html(library.reader.records, row, view, "/en", language)
            assert_harmless(shown)
            if part == "tree":
                labels = [s.label for s in document.sections if s.label and len(s.label) < 60]
                assert all(" ".join(x.split()) in Markup(shown).text for x in labels[:400])
            if part == "facts":
                assert row.source in Markup(shown).text


def test_pages_of_the_table_hold_every_document_once(library: Engine) -> None:
    row = catalog_of(library).rows[0]
    many = tuple(replace(row, number=n, id=f"{n:016x}", title=f"文件{n}号") for n in range(1, 96))
    catalog = Catalog(many, (), ())
    seen: list[str] = []
    for page in range(1, 6):
        html = table_html(catalog, View(page=page), "zh")
        seen += re.findall(r"文件\d+号", Markup(html).text)
    assert seen == [row.title for row in many]
    assert table_html(catalog, View(page=99), "zh") == table_html(catalog, View(page=5), "zh")
    assert "没有符合的文件" in table_html(catalog, View(sought="没有"), "zh")
