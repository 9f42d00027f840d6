"""Building: every file ends as indexed, duplicate or refused; equal input, equal index."""

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import SEED
from numpy.typing import NDArray

import index.passages
from index.build import BuildReport, FileReport, build_index
from index.chunk import ChunkConfig, chunk_document
from index.document import read_document
from index.embed import BuiltinEmbedder
from index.errors import ModelError, NotFoundError, ReadError, UsageError
from index.files import find_files
from index.fold import fold
from index.reader import IndexReader, open_index
from index.terms import term_codes
from index.types import card
from index.validity import encode_facts
from index.validity_read import validity_facts

_LAW = "某市供水条例\n第一章 总则\n第一条 为了保障供水，制定本条例。\n第二条 本条例适用于本市。\n"


def _outcomes(report: BuildReport) -> dict[str, str]:
    return {file.source: file.outcome for file in report.files}


def _report(report: BuildReport, source: str) -> FileReport:
    (found,) = [file for file in report.files if file.source == source]
    return found


@pytest.fixture
def reader(seed_index: Path) -> IndexReader:
    """The index of the seed, opened."""
    return open_index(seed_index)


def test_the_seed_index_holds_the_document_and_its_chunks(reader: IndexReader) -> None:
    document = read_document(SEED)
    chunks = chunk_document(document)
    assert reader.manifest.documents == 1
    assert reader.size == reader.manifest.chunks == len(chunks)
    facts = encode_facts(validity_facts(document))
    assert reader.records.cards == (replace(card(document), facts=facts),)
    assert reader.records.document(0) == document
    assert tuple(reader.records.chunk(i) for i in range(reader.size)) == chunks
    assert [reader.records.path(i) for i in range(reader.size)] == [c.path for c in chunks]
    for i, chunk in enumerate(chunks):
        assert reader.records.chunk_span(i) == (0, chunk.start, chunk.end)
    for kind in ("metadata", "contents", "body"):
        assert reader.records.chunk_is(kind).tolist() == [c.kind == kind for c in chunks]
    assert reader.records.chunk_documents.tolist() == [0] * len(chunks)


def test_row_i_of_every_part_belongs_to_chunk_i(
    reader: IndexReader, builtin: BuiltinEmbedder
) -> None:
    assert reader.dense.size == reader.size
    assert len(reader.tokens.offsets) == reader.size + 1
    for i in range(reader.size):
        chunk = reader.records.chunk(i)
        title = reader.records.cards[0].title
        text = "\n".join([title, " ".join(chunk.path), chunk.text])
        vector = builtin.encode_passages([text])[0]
        assert reader.dense.search(vector, 1).tolist() == [i]
        ids, _ = builtin.model.tokenize([fold(text)])
        own = reader.tokens.ids[reader.tokens.offsets[i] : reader.tokens.offsets[i + 1]]
        np.testing.assert_array_equal(own, ids)
        codes = np.unique(term_codes([fold(chunk.text)])[0])
        assert int(np.argmax(reader.sparse.scores(codes))) == i


def test_places_read_without_sections_are_those_of_the_document(reader: IndexReader) -> None:
    document = reader.records.document(0)
    spans = reader.records.chunk_spans(np.arange(reader.size))
    for number, (owner, start, end) in enumerate(spans.tolist()):
        assert reader.records.chunk_span(number) == (owner, start, end)
        path = document.path(document.section_at(start))
        assert reader.records.place(0, start, end) == (path, document.text[start:end])
        assert reader.records.page_at(0, start) == document.page_at(start)
    kinds = ("article", "heading")
    for value in (0, 1, 5, 9999):
        own = [s for s in document.sections if s.number == value > 0 and s.kind in kinds]
        met = [
            any(s.start < end and s.end > start for s in own) for _, start, end in spans.tolist()
        ]
        assert reader.records.numbered.touched(spans, value, kinds).tolist() == met


def test_the_manifest_says_what_shaped_the_index(
    reader: IndexReader, builtin: BuiltinEmbedder
) -> None:
    model = {"name": "builtin", "dim": builtin.dim, "sha256": builtin.sha256}
    assert reader.manifest.embedder == model
    assert reader.manifest.late_interaction == model
    config = ChunkConfig()
    assert reader.manifest.chunking["merge"] == config.merge
    assert reader.manifest.chunking["split"] == config.split


def test_two_builds_of_the_same_files_are_the_same_byte_for_byte(
    tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    for n in range(5):
        (documents / f"{n}.txt").write_text(_LAW + f"第三条 第{n}号。\n", "utf-8")
    first = build_index([documents], tmp_path / "one", builtin)
    second = build_index([documents], tmp_path / "two", builtin)
    assert first == second
    one, two = open_index(tmp_path / "one"), open_index(tmp_path / "two")
    assert [c.id for c in one.records.cards] == [c.id for c in two.records.cards]


def test_the_size_of_a_batch_changes_nothing(
    tmp_path: Path, builtin: BuiltinEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    for n in range(4):
        (documents / f"{n}.txt").write_text(_LAW + "第三条 水。\n" * n, "utf-8")
    whole = build_index([documents], tmp_path / "one", builtin)
    monkeypatch.setattr(index.passages, "_BATCH", 1)
    piecemeal = build_index([documents], tmp_path / "two", builtin)
    assert whole == piecemeal


def test_every_file_is_reported_and_a_bad_one_stops_nothing(
    tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    documents = tmp_path / "documents"
    (documents / "子目录").mkdir(parents=True)
    (documents / "子目录/甲.md").write_text(_LAW, "utf-8")
    (documents / "gbk.TXT").write_bytes(_LAW.encode("gb18030"))
    (documents / "damaged.txt").write_bytes(_LAW.encode()[:60] + b"\xff" + _LAW.encode()[60:])
    (documents / "empty.txt").write_bytes(b"")
    (documents / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (documents / "report.pdf").write_bytes(b"%PDF-1.4")
    (documents / "README").write_text("内容", "utf-8")
    (documents / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (documents / ".hidden.txt").write_text("内容", "utf-8")
    report = build_index([documents], tmp_path / "index", builtin)
    assert _outcomes(report) == {
        "damaged.txt": "indexed",
        "gbk.TXT": "indexed",
        "子目录/甲.md": "indexed",
        "empty.txt": "refused",
        "gone.txt": "refused",
        "picture.txt": "refused",
        "README": "refused",
        "report.pdf": "refused",
    }
    for file in report.files:
        assert bool(file.reason) == (file.outcome != "indexed")
        assert (file.chunks > 0) == (file.outcome == "indexed")
    assert _report(report, "damaged.txt").undecodable >= 1
    assert _report(report, "gbk.TXT").undecodable == 0
    assert "truncated PDF" in _report(report, "report.pdf").reason
    assert ".txt, .md" in _report(report, "README").reason
    assert "is empty" in _report(report, "empty.txt").reason
    assert open_index(tmp_path / "index").manifest.documents == 3


def test_the_same_name_and_text_is_indexed_once(tmp_path: Path, builtin: BuiltinEmbedder) -> None:
    for folder in "一二三":
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "甲.txt").write_text(_LAW, "utf-8")
    (tmp_path / "三" / "甲.txt").write_text(_LAW + "第三条 又。\n", "utf-8")
    (tmp_path / "三" / "乙.txt").write_text(_LAW, "utf-8")
    paths = [tmp_path / folder for folder in "一二三"]
    report = build_index(paths, tmp_path / "index", builtin)
    assert [(f.source, f.outcome) for f in report.files] == [
        ("甲.txt", "indexed"),
        ("甲.txt", "duplicate"),
        ("乙.txt", "indexed"),  # the same text under another name is another document
        ("甲.txt", "indexed"),  # another text under the same name too
    ]
    cards = open_index(tmp_path / "index").records.cards
    assert len({c.id for c in cards}) == 3


def test_repeated_clauses_are_places_of_their_own(tmp_path: Path, builtin: BuiltinEmbedder) -> None:
    clause = "本条例自公布之日起施行，由市人民政府负责解释，并报上级机关备案。"
    text = "某条例\n" + "".join(f"第{n}条 {clause * 10}\n" for n in range(1, 6))
    (tmp_path / "a.txt").write_text(text, "utf-8")
    build_index([tmp_path / "a.txt"], tmp_path / "index", builtin)
    reader = open_index(tmp_path / "index")
    ids = [reader.records.chunk(i).id for i in range(reader.size)]
    assert len(set(ids)) == len(ids) >= 5


@pytest.mark.parametrize("text", ["没有标题也没有编号的一句话", "，。……！", "a", "1"])
def test_an_index_of_one_odd_line_can_be_built_and_opened(
    tmp_path: Path, builtin: BuiltinEmbedder, text: str
) -> None:
    (tmp_path / "a.txt").write_text(text, "utf-8")
    build_index([tmp_path / "a.txt"], tmp_path / "index", builtin)
    reader = open_index(tmp_path / "index")
    assert reader.records.chunk(0).text == text
    assert reader.records.path(0) == ()
    codes = term_codes([text])[0]
    assert reader.sparse.scores(codes).shape == (1,)


def test_a_file_of_nothing_but_page_furniture_is_refused(
    tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    (tmp_path / "a.txt").write_text("打印\n关闭窗口\n", "utf-8")
    with pytest.raises(ReadError, match="nothing was indexed"):
        build_index([tmp_path / "a.txt"], tmp_path / "index", builtin)
    (tmp_path / "b.txt").write_text(_LAW, "utf-8")
    report = build_index([tmp_path / "a.txt", tmp_path / "b.txt"], tmp_path / "index", builtin)
    assert _outcomes(report) == {"a.txt": "refused", "b.txt": "indexed"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file names that are not Unicode")
def test_a_file_name_that_is_not_unicode_is_indexed(
    tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    name = os.fsdecode("规划".encode("gb18030") + b".txt")
    try:
        (documents / name).write_text("甲" * 200, "utf-8")
    except OSError:
        pytest.skip("this file system takes no such names")
    build_index([documents], tmp_path / "index", builtin)
    assert open_index(tmp_path / "index").records.cards[0].source == name


def test_nothing_readable_leaves_the_old_index_as_it_was(
    tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    (tmp_path / "good.txt").write_text(_LAW, "utf-8")
    (tmp_path / "bad.txt").write_bytes(b"")
    build_index([tmp_path / "good.txt"], tmp_path / "index", builtin)
    before = sorted(path.as_posix() for path in (tmp_path / "index").rglob("*"))
    with pytest.raises(ReadError, match=r"nothing was indexed: .*bad\.txt.* is empty"):
        build_index([tmp_path / "bad.txt"], tmp_path / "index", builtin)
    assert sorted(path.as_posix() for path in (tmp_path / "index").rglob("*")) == before
    assert open_index(tmp_path / "index").records.cards[0].source == "good.txt"


class _Failing:
    """An embedder that fails at its second batch."""

    name, dim, sha256 = "failing", 4, "0"

    def __init__(self) -> None:
        self.batches = 0

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors, once."""
        self.batches += 1
        if self.batches == 2:
            raise ModelError("the model is gone")
        return np.ones((len(texts), self.dim), np.float32)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """A vector."""
        return np.ones(self.dim, np.float32)


@pytest.mark.parametrize("files", [2, 20])
def test_a_failure_while_passages_are_indexed_ends_the_build(
    tmp_path: Path, builtin: BuiltinEmbedder, monkeypatch: pytest.MonkeyPatch, files: int
) -> None:
    # Passages are indexed beside the reading: no failure there may be lost, at the end or before it.
    monkeypatch.setattr(index.passages, "_BATCH", 1)
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "0.txt").write_text(_LAW, "utf-8")
    build_index([documents], tmp_path / "index", builtin)
    pointer = (tmp_path / "index" / "CURRENT").read_text("ascii")
    for n in range(files):
        (documents / f"{n}.txt").write_text(_LAW.replace("某市", f"第{n}市"), "utf-8")
    with pytest.raises(ModelError, match="the model is gone"):
        build_index([documents], tmp_path / "index", _Failing())
    assert (tmp_path / "index" / "CURRENT").read_text("ascii") == pointer


def test_progress_counts_every_file(tmp_path: Path, builtin: BuiltinEmbedder) -> None:
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(_LAW, "utf-8")
    steps: list[tuple[str, int, int]] = []
    build_index([tmp_path], tmp_path / "index", builtin, progress=lambda *step: steps.append(step))
    assert [step for step in steps if step[0] == "indexing"] == [
        ("indexing", n, 3) for n in (1, 2, 3)
    ]


def test_the_catalog_is_readable_json(seed_index: Path) -> None:
    (catalog,) = seed_index.glob("generation-*/catalog.json")
    (fields,) = json.loads(catalog.read_text("utf-8"))
    assert fields["number"] == "晋政发〔2021〕17号"
    assert fields["published"] == "2021-05-27"


def test_files_are_found_in_one_order_under_relative_names(tmp_path: Path) -> None:
    for name in [
        "b/二.txt",
        "a/一.md",
        "c.markdown",
        "a/x.docx",
        "a/y.gif",
        ".git/z.txt",
        "a/.h.txt",
    ]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("内容", "utf-8")
    found = find_files([tmp_path])
    assert [(f.source, f.supported) for f in found] == [
        ("c.markdown", True),
        ("a/x.docx", True),
        ("a/y.gif", False),
        ("a/一.md", True),
        ("b/二.txt", True),
    ]
    assert [f.source for f in find_files([tmp_path / "b/二.txt"])] == ["二.txt"]


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        (["a"], ["b/y.txt", "b/z.md"]),
        (["b/"], ["a/x.txt"]),
        (["*.md"], ["a/x.txt", "b/y.txt"]),
        (["*/y.*"], ["a/x.txt", "b/z.md"]),
        (["a", "*.md"], ["b/y.txt"]),
    ],
)
def test_excluded_files_are_left_out(tmp_path: Path, patterns: list[str], left: list[str]) -> None:
    for name in ["a/x.txt", "b/y.txt", "b/z.md"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("内容", "utf-8")
    assert [f.source for f in find_files([tmp_path], patterns)] == left


def test_a_loop_of_links_ends(tmp_path: Path, builtin: BuiltinEmbedder) -> None:
    documents = tmp_path / "documents"
    (documents / "a/b").mkdir(parents=True)
    (documents / "a/甲.txt").write_text(_LAW, "utf-8")
    (documents / "a/b/up").symlink_to(documents)
    (documents / "self").symlink_to(documents / "self")
    report = build_index([documents], tmp_path / "index", builtin)
    assert [f.source for f in report.files if f.outcome == "indexed"] == ["a/甲.txt"]


def test_a_path_that_does_not_exist_is_exit_code_3(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="does not exist") as caught:
        find_files([tmp_path / "没有"])
    assert caught.value.exit_code == 3


def test_a_folder_without_documents_says_what_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.gif").write_bytes(b"GIF89a")
    with pytest.raises(NotFoundError, match=r"contains no document.*\.txt, \.md"):
        find_files([tmp_path])


def test_no_path_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="no path") as caught:
        find_files([])
    assert caught.value.exit_code == 2
