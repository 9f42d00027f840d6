"""The command as a process of its own: what it loads, prints and returns."""

import json
import re
import subprocess
import sys
from pathlib import Path

from commands import FACT, ROOT, Run, one_sentence, spawn, write_batch

from index.document import read_document

HEAVY = ["torch", "sentence_transformers", "transformers", "gradio", "fastapi", "pandas", "numba"]


def _loaded(*arguments: str | Path) -> set[str]:
    """The modules that one command loads in a fresh process."""
    script = (
        "import sys, json\nfrom ui.cli import main\n"
        "try:\n    code = main(sys.argv[1:])\nexcept SystemExit as exit_:\n    code = exit_.code\n"
        "print('\\nMODULES', json.dumps([code or 0, sorted(sys.modules)]))"
    )
    ran = spawn(*arguments, program=("-c", script))
    code, modules = json.loads(ran.out.rsplit("MODULES ", 1)[1])
    assert code == 0, ran.err
    return set(modules)


def test_a_question_loads_nothing_heavy(seed_index: Path) -> None:
    for command in ("ask", "search", "cite"):
        modules = _loaded(command, FACT, "--index", seed_index, "--json")
        assert modules & set(HEAVY) == set()


def test_help_loads_next_to_nothing() -> None:
    for arguments in (["--help"], ["ask", "--help"], ["--version"]):
        assert _loaded(*arguments) & {*HEAVY, "numpy", "faiss", "bm25s", "tokenizers"} == set()


def test_help_names_every_command() -> None:
    ran = spawn("--help")
    assert (ran.code, ran.err) == (0, "")
    for command in ("index", "search", "ask", "cite", "eval", "serve", "demo", "doctor"):
        assert re.search(rf"^ +{command} ", ran.out, re.M)


def test_a_process_prints_json_alone_and_returns_its_code(seed_index: Path, tmp_path: Path) -> None:
    ran = spawn("ask", FACT, "--index", seed_index, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["status"] == "answered"
    missing = spawn("ask", FACT, "--index", tmp_path / "missing", "--json")
    assert (missing.code, missing.out) == (3, "")
    one_sentence(missing.err)


def test_a_terminal_that_cannot_show_a_character_is_no_failure(seed_index: Path) -> None:
    """Bytes that are no UTF-8 and a terminal of another alphabet once ended in a traceback."""
    ran = spawn(
        "cite", "《\udcff》第一条".encode("utf-8", "surrogateescape"), "--index", seed_index
    )
    assert (ran.code, ran.err) == (0, "")
    plain = spawn("ask", FACT, "--index", seed_index, PYTHONIOENCODING="ascii")
    assert (plain.code, plain.err) == (0, "")
    assert "7.8%" in plain.out


def test_a_batch_with_lone_surrogates_goes_through(seed_index: Path, tmp_path: Path) -> None:
    path = tmp_path / "batch.jsonl"
    path.write_text(
        '{"id": "\\ud800", "question": ""}\n{"id": "2", "question": "\\udfff 文号？"}\n', "utf-8"
    )
    ran = spawn("ask", "--batch", path, "--index", seed_index, "--json")
    assert (ran.code, ran.err) == (1, "")
    assert [line["id"] for line in ran.lines] == ["?", "2"]


def test_a_reader_that_goes_away_is_no_failure(seed_index: Path, tmp_path: Path) -> None:
    rows = [{"id": i, "question": FACT} for i in range(300)]
    path = write_batch(tmp_path, *rows)
    with subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "ask", "--batch", path, "--index", seed_index, "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout and process.stderr
        assert json.loads(process.stdout.readline())["id"] == "0"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


def test_the_same_answer_through_the_process_and_the_library(
    seed_index: Path, seed_path: Path, run: Run
) -> None:
    document = read_document(seed_path)
    ran = spawn("search", FACT, "--index", seed_index, "--json")
    assert ran.json == run("search", FACT, "--index", seed_index, "--json").json
    assert ran.json["hits"][0]["document"]["id"] == document.id
