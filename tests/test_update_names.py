"""Which document is which when an index changes: names, ids, moved files, archives, duplicates."""

import zipfile
from pathlib import Path

import made
import pytest
from generations import changes_of, files_of

from index.build import build_index, remove_documents
from index.embed import BuiltinEmbedder
from index.errors import NotFoundError, UsageError
from index.reader import open_index


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with documents that a test may change."""
    return made.write_documents(tmp_path / "documents", made.DOCUMENTS)


def test_documents_are_named_by_id_source_title_or_archive(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    with zipfile.ZipFile(folder / "archive.zip", "w") as archive:
        for name in ("甲.txt", "乙.txt"):
            archive.writestr(name, f"某市供水条例\n第一条 {name}节约用水。\n" * 3)
    where = tmp_path / "index"
    build_index([folder], where, builtin)
    with pytest.raises(UsageError, match=r"names 2 documents: .*2019.*2023.*give the id") as caught:
        remove_documents(["晋源省数据安全条例"], where, builtin)
    assert caught.value.exit_code == 2
    with pytest.raises(NotFoundError, match="no document '没有'"):
        remove_documents(["没有"], where, builtin)
    cards = {card.source: card for card in open_index(where).records.cards}
    old = cards["数据/晋源省数据安全条例(2019).txt"]
    remove_documents([old.id, "云岭市养犬管理条例"], where, builtin)
    remove_documents(["archive.zip/甲.txt"], where, builtin)
    left = [card.source for card in open_index(where).records.cards]
    assert set(cards) - set(left) == {old.source, "云岭市养犬管理条例.txt", "archive.zip/甲.txt"}
    report = build_index([folder], where, builtin)  # what was removed is still in the folder
    assert {c.source for c in open_index(where).records.cards} == set(cards)
    assert changes_of(report)["archive.zip/乙.txt"] == "changed"
    remove_documents(["archive.zip"], where, builtin)
    assert len(open_index(where).records.cards) == len(cards) - 2
    with pytest.raises(UsageError, match="would leave no document"):
        remove_documents([c.id for c in open_index(where).records.cards], where, builtin)


def test_a_moved_file_keeps_its_id_under_its_new_name(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    build_index([folder], tmp_path / "index", builtin)
    ids = {c.source: c.id for c in open_index(tmp_path / "index").records.cards}
    (folder / "云岭市养犬管理条例.txt").rename(folder / "水/犬.txt")
    report = build_index([folder], tmp_path / "index", builtin)
    assert changes_of(report)["水/犬.txt"] == "moved"
    assert "removed" not in changes_of(report).values()
    (folder / "云岭市养犬管理条例.txt").write_text(
        made.DOCUMENTS["云岭市养犬管理条例.txt"], "utf-8"
    )
    for full in (False, True):  # a copy under the old name does not take the id back
        report = build_index([folder], tmp_path / "index", builtin, full=full)
        now = {c.source: c.id for c in open_index(tmp_path / "index").records.cards}
        assert now["水/犬.txt"] == ids["云岭市养犬管理条例.txt"]
        assert len(set(now.values())) == len(now) == 7
    assert report.same_text == (("云岭市养犬管理条例.txt", "水/犬.txt"),)


def test_an_archive_that_did_not_change_is_taken_over_whole(
    folder: Path, tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    with zipfile.ZipFile(folder / "archive.zip", "w") as archive:
        archive.writestr("甲.txt", made.DOCUMENTS["云岭市养犬管理条例.txt"])
        archive.writestr("bad.txt", b"")
    build_index([folder], tmp_path / "index", builtin)
    (folder / "云岭市养犬管理条例.txt").unlink()
    report = build_index([folder], tmp_path / "index", builtin)
    assert changes_of(report)["archive.zip/甲.txt"] == "unchanged"
    (bad,) = [file for file in report.files if file.source == "archive.zip/bad.txt"]
    assert (bad.outcome, bad.change) == ("refused", "unchanged")


def test_the_same_name_twice_is_one_duplicate_however_often_it_is_built(
    tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    for name in "一二":
        (tmp_path / name).mkdir()
        (tmp_path / name / "甲.txt").write_text("某市供水条例\n第一条 节约用水。\n", "utf-8")
    paths = [tmp_path / "一", tmp_path / "二"]
    first = build_index(paths, tmp_path / "index", builtin)
    again = build_index(paths, tmp_path / "index", builtin)
    assert [f.outcome for f in first.files] == [f.outcome for f in again.files]
    (tmp_path / "一/甲.txt").write_text("某市排水条例\n第一条 排水。\n", "utf-8")
    changed = build_index(paths, tmp_path / "index", builtin)
    build_index(paths, tmp_path / "full", builtin)
    assert [f.outcome for f in changed.files] == ["indexed", "indexed"]
    assert files_of(tmp_path / "index") == files_of(tmp_path / "full")
