"""Deep links: the same place in every index of the same text."""

from pathlib import Path

import made
import pytest

from index.embed import BuiltinEmbedder
from index.errors import NotFoundError, UsageError
from rag.engine import Engine
from rag.links import Link, is_link, parse_link

ID = "0123456789abcdef"


def test_a_link_is_read_as_it_is_written() -> None:
    link = Link(ID, 12, 345)
    assert str(link) == f"wenju:{ID}/12-345"
    assert parse_link(str(link)) == link
    assert parse_link(f"  {link}\n") == link
    assert parse_link(f"http://127.0.0.1:7860{link.page_address}") == link
    assert parse_link(f"/?open={ID}%2F12-345") == link


@pytest.mark.parametrize(
    "text",
    [
        "wenju:",
        f"wenju:{ID}",
        f"wenju:{ID}/5-5",
        f"wenju:{ID}/9-5",
        f"wenju:{ID}/-1-5",
        f"wenju:{ID.upper()}/1-5",
        f"wenju:{ID}/1-5/6",
        "wenju:../../etc/passwd/1-5",
        f"wenju:{ID}/1-99999999999999999999",
    ],
)
def test_what_is_no_link_is_refused(text: str) -> None:
    assert is_link(text)
    with pytest.raises(UsageError, match="is no link"):
        parse_link(text)


@pytest.mark.parametrize("text", ["公司法第一条", "wenju", f"{ID}/1-5", ""])
def test_other_texts_are_not_taken_for_links(text: str) -> None:
    assert not is_link(text)


def test_a_link_leads_to_its_place_also_after_a_rebuild(
    tmp_path: Path, library: Engine, builtin: BuiltinEmbedder
) -> None:
    words = "携犬出户应当使用长度不超过一点五米的犬绳"
    match = library.cite(words).matches[0]
    link = Link(match.card.id, match.start, match.end)
    documents = {
        "云岭市养犬管理条例.txt": made.DOCUMENTS["云岭市养犬管理条例.txt"],
        "别的.txt": "别的。\n",
    }
    other = Engine.open(made.build(tmp_path, documents, builtin))
    for engine in (library, other):
        found = engine.cite(str(link))
        assert found.verdict == "verified"
        assert [m.quote for m in found.matches] == [words]
        assert found.matches[0].section == ("第三条",)


def test_a_link_to_a_text_that_changed_or_is_too_short_is_refused(library: Engine) -> None:
    with pytest.raises(NotFoundError, match="no document with id"):
        library.cite(f"wenju:{ID}/1-5")
    id_ = library.reader.records.cards[0].id
    with pytest.raises(NotFoundError, match="the document has"):
        library.cite(f"wenju:{id_}/1-999999")


def test_context_is_the_section_its_parents_and_its_neighbours(library: Engine) -> None:
    match = library.cite("临江市节约用水管理办法第四条第（二）项").matches[0]
    context = library.context(match)
    assert context.section.text.startswith("第四条 用水单位应当遵守下列规定：")
    assert context.section.text.rstrip().endswith("每三年至少一次。")
    assert [heading.label for heading in context.parents] == ["第二章 用水管理"]
    assert context.before is not None
    assert context.before.text.startswith("第三条")
    assert context.after is not None
    assert context.after.label == "第三章 法律责任"
    assert (context.start, context.end, context.page) == (match.start, match.end, None)


def test_context_of_the_first_and_the_last_place_ends_with_the_document(library: Engine) -> None:
    first = library.cite("云岭市养犬管理条例第一条").matches[0]
    last = library.cite("云岭市养犬管理条例第五条").matches[0]
    assert library.context(last).after is None
    before = library.context(first).before
    assert before is not None
    assert before.text.strip() == "云岭市养犬管理条例"


def test_every_section_of_the_documents_has_its_context(library: Engine) -> None:
    for number in range(len(library.reader.records.cards)):
        document = library.reader.records.document(number)
        for section in document.sections:
            if section.own_end == section.start:
                continue
            context = library.context(Link(document.id, section.start, section.own_end))
            for passage in (context.section, context.before, context.after):
                if passage is not None:
                    assert passage.text == document.text[passage.start : passage.end]
            assert context.section.start <= section.start
            assert section.own_end <= context.section.end
            if context.before is not None:
                assert context.before.end <= context.section.start
            if context.after is not None:
                assert context.section.end <= context.after.start
