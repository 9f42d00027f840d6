"""Errors of the command line: exit code, one sentence, nothing on stdout."""

import json
import re
import shutil
from pathlib import Path

import pytest
from commands import FACT, Run, one_sentence, write_batch
from generations import generation_of, rewrite_manifest


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("ask", ""),
        ("ask", " \n"),
        ("search", ""),
        ("cite", ""),
        ("ask", "问" * 10_000),
        ("search", "问" * 10_000),
        ("cite", "问" * 10_001),
    ],
)
def test_an_empty_or_endless_text_is_wrong_usage(
    run: Run, seed_index: Path, command: str, text: str
) -> None:
    ran = run(command, text, "--index", seed_index, "--json")
    assert (ran.code, ran.out) == (2, "")
    one_sentence(ran.err)


@pytest.mark.parametrize("k", ["0", "-1", "1000000000"])
def test_a_number_of_hits_out_of_range_is_wrong_usage(run: Run, seed_index: Path, k: str) -> None:
    ran = run("search", FACT, "--index", seed_index, "-k", k, "--json")
    assert (ran.code, ran.out) == (2, "")
    one_sentence(ran.err)
    assert f"-k {k} is out of range; give 1 to 1000" in ran.err


def test_more_hits_than_passages_are_all_passages(run: Run, seed_index: Path) -> None:
    ran = run("search", "产业", "--index", seed_index, "-k", "1000", "--json")
    assert ran.code == 0
    assert 1 <= len(ran.json["hits"]) < 1000


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["no-such-command"],
        ["ask", "问？", "--frobnicate", "--index", "x"],
        ["ask", "问？"],
        ["search", "问？", "--index", "x", "-k", "three"],
        ["index"],
        ["index", "build", "--index", "x"],
    ],
)
def test_wrong_options_are_wrong_usage_with_the_right_ones_named(
    run: Run, arguments: list[str]
) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("usage: wenju")
    assert re.match(r"wenju.*: error: ", ran.err.splitlines()[-1])


@pytest.mark.parametrize("command", [["ask", "问？"], ["index", "info"], ["index", "verify"]])
def test_a_folder_that_is_no_index_is_not_found(
    run: Run, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.txt").write_text("正文", "utf-8")
    (tmp_path / "empty").mkdir()
    for name in ("missing", "empty", "full", "full/a.txt"):
        ran = run(*command, "--index", tmp_path / name)
        assert (ran.code, ran.out) == (3, "")
        one_sentence(ran.err)
        assert "wenju index build" in ran.err


@pytest.fixture
def copy(seed_index: Path, tmp_path: Path) -> Path:
    """An index that may be damaged."""
    return Path(shutil.copytree(seed_index, tmp_path / "copy"))


def test_a_damaged_index_is_refused_with_what_mends_it(run: Run, copy: Path) -> None:
    path = generation_of(copy) / "dense.faiss"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    for command in (
        ["ask", FACT],
        ["search", FACT],
        ["cite", FACT],
        ["index", "verify"],
        ["index", "info"],
    ):
        ran = run(*command, "--index", copy)
        assert (ran.code, ran.out) == (4, "")
        one_sentence(ran.err)
        assert "dense.faiss" in ran.err
        assert "wenju index build" in ran.err


@pytest.mark.parametrize("pointer", ["", "nonsense", "generation-x 00", "../../etc x"])
def test_a_broken_pointer_is_damage(run: Run, copy: Path, pointer: str) -> None:
    (copy / "CURRENT").write_text(pointer, "utf-8")
    ran = run("ask", FACT, "--index", copy)
    assert (ran.code, ran.out) == (4, "")
    one_sentence(ran.err)


def test_an_index_by_another_model_is_refused_with_both_fingerprints(run: Run, copy: Path) -> None:
    manifest = json.loads((generation_of(copy) / "manifest.json").read_text("utf-8"))
    here = manifest["embedder"]["sha256"]
    models = {part: manifest[part] for part in ("embedder", "late_interaction")}
    rewrite_manifest(copy, **{part: card | {"sha256": "0" * 64} for part, card in models.items()})
    ran = run("ask", FACT, "--index", copy)
    assert (ran.code, ran.out) == (4, "")
    one_sentence(ran.err)
    assert "0" * 12 in ran.err
    assert here[:12] in ran.err
    assert "wenju index build" in ran.err


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("missing.txt", None, 3),
        ("empty.txt", b"", 1),
        ("spaces.txt", b" \n\n", 1),
        ("binary.txt", bytes(range(256)) * 20, 1),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200), 1),
    ],
)
def test_a_file_that_is_no_document_is_refused_and_nothing_is_written(
    run: Run, tmp_path: Path, name: str, content: bytes | None, code: int
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    ran = run("index", "build", path, "--index", tmp_path / "index", "--json")
    assert (ran.code, ran.out) == (code, "")
    assert name in ran.err
    assert "Traceback" not in ran.err
    assert run("ask", "问？", "--index", tmp_path / "index").code == 3


def test_a_folder_without_documents_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "table.xls").write_bytes(b"\xd0\xcf")
    ran = run("index", "build", tmp_path / "data", "--index", tmp_path / "index")
    assert (ran.code, ran.out) == (3, "")
    one_sentence(ran.err)


def test_an_index_is_not_written_over_other_files(
    run: Run, tmp_path: Path, seed_path: Path
) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "thesis.doc").write_text("important", "utf-8")
    ran = run("index", "build", seed_path, "--index", tmp_path / "papers")
    assert (ran.code, ran.out) == (2, "")
    one_sentence(ran.err)
    assert [p.name for p in (tmp_path / "papers").iterdir()] == ["thesis.doc"]


def test_a_model_that_is_not_here_is_refused_at_once(
    run: Run, tmp_path: Path, seed_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    for name in ("no-such-owner/no-such-model", "nosuchmodel", tmp_path / "folder"):
        ran = run("index", "build", seed_path, "--index", tmp_path / "i", "--embedder", name)
        assert (ran.code, ran.out) == (1, "")
        one_sentence(ran.err)
        assert str(name) in ran.err
    assert not (tmp_path / "i").exists()


def test_paths_the_system_refuses_are_one_sentence(
    run: Run, tmp_path: Path, seed_path: Path, seed_index: Path
) -> None:
    """Each of these once ended in a traceback."""
    file, endless = tmp_path / "file", "长" * 300
    file.write_text("", "utf-8")
    cases = write_batch(
        tmp_path, {"id": "1", "question": FACT, "quotes": ["7.8%"], "answer": ["7.8%"]}
    )
    for arguments in (
        ["ask", "问？", "--index", endless],
        ["ask", "--batch", endless, "--index", seed_index],
        ["index", "build", endless, "--index", tmp_path / "i"],
        ["index", "build", seed_path, "--index", file / "below"],
        ["eval", "run", cases, "--index", seed_index, "--out", file],
    ):
        ran = run(*arguments)
        assert ran.code in (1, 2, 3)
        one_sentence(ran.err)
