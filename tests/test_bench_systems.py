"""The systems of the benchmark over made-up documents: the plain alternatives and wenju without models."""

import sys
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import made
import numpy as np
import pytest
from benched import FINE, QUESTION, write_documents

from eval.bench import __main__ as bench
from eval.bench.plain import Kind, PlainSystem, build_plain, jieba_words
from eval.bench.shipped import open_shipped, without_models
from eval.bench.splitting import OVERLAP, SIZE, make_splitter, split
from eval.bench.systems import NAMES, build_system, open_system, system_info
from eval.gold import Passage
from index.errors import WenjuError
from rag.engine import Engine


@pytest.mark.parametrize("repeats", [1, 40])
def test_chunks_stand_where_they_say_and_lose_nothing(repeats: int) -> None:
    law = "\n\n".join(made.DOCUMENTS.values())
    text = law if repeats == 1 else "第一条 同样的话。\n" * repeats + "　　结尾" + "字" * 1000
    splitter = make_splitter()
    spans = list(split(splitter, text))
    assert [text[start:end] for start, end in spans] == splitter.split_text(text)
    assert all(end - start <= SIZE for start, end in spans)
    held = np.zeros(len(text), bool)
    for (start, end), (following, _) in zip(spans, [*spans[1:], (len(text), 0)], strict=True):
        held[start:end] = True
        assert end - OVERLAP <= following
    assert not "".join(np.array(list(text))[~held]).strip()


@pytest.fixture
def jieba(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pairs of characters for words: jieba itself is not among the development tools."""

    def lcut(text: str) -> list[str]:
        return [text[i : i + 2] for i in range(0, len(text), 2)] + list(text)

    module = SimpleNamespace(lcut=lcut, setLogLevel=lambda level: None)
    monkeypatch.setitem(sys.modules, "jieba", module)


@pytest.mark.parametrize("kind", ["faiss", "characters", "titled", "jieba"])
def test_an_alternative_finds_the_place(tmp_path: Path, jieba: None, kind: Kind) -> None:
    documents = write_documents(tmp_path / "documents")
    count, chunks = build_plain(kind, documents, tmp_path / "index", ["left"])
    assert count == len(made.DOCUMENTS) < chunks
    system = open_system(kind, tmp_path / "index")
    assert isinstance(system, PlainSystem) and system.size == chunks
    hits = system.search(QUESTION, 4)
    assert len(hits) == 4 and any(FINE in hit.text for hit in hits)
    for hit in hits:
        assert made.DOCUMENTS[hit.document][hit.start : hit.end] == hit.text
    assert len(system.search("节约用水", 1000)) <= chunks
    assert system.search("ก", 5) == []


def test_a_file_name_is_found_only_where_it_is_indexed(tmp_path: Path) -> None:
    documents = made.write_documents(
        tmp_path / "documents", {"犬/养犬.txt": "甲乙", "丙.txt": "丁"}
    )
    for kind, found in (("characters", []), ("titled", [Passage("犬/养犬.txt", 0, 2, "甲乙")])):
        build_system(kind, documents, tmp_path / kind, [])
        assert open_system(kind, tmp_path / kind).search("养犬", 5) == found


def test_jieba_is_asked_for_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "jieba", None)
    with pytest.raises(WenjuError, match="needs jieba: pip install jieba"):
        jieba_words()
    assert bench.main(["--shared", str(tmp_path), "--systems", "jieba"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_without_models_nothing_comes_from_a_model(library_index: Path, library: Engine) -> None:
    question = "临江市未安装用水计量设施怎么办？"
    shipped, words = (open_shipped(name, library_index) for name in ("wenju", "wenju-words"))
    assert any(hit.score.dense > 0 for hit in shipped.engine.search(question))
    found = words.engine.search(question, 100)
    assert found and all(h.score.dense == h.score.soft == h.score.reading == 0 for h in found)
    assert all(h.score.bm25 > 0 or h.score.structure > 0 for h in found)
    assert any(FINE in hit.text for hit in words.search(question, 3))
    reader = without_models(library.reader)
    assert not reader.dense.search(reader.embedder.encode_query(question), 5).size
    assert not reader.embedder.encode_passages(["甲"]).any()


def test_every_system_is_described() -> None:
    assert NAMES[0] == "wenju" and len(set(NAMES)) == len(NAMES)
    assert all(system_info(name).about for name in NAMES)
    assert asdict(system_info("faiss"))["index"] == "faiss"
