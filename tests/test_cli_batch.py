"""Batches: one result a line in order, a question that fails is a result, a file that is none is refused."""

from pathlib import Path

import pytest
from commands import FACT, LISTED, NOTHING, Run, one_sentence, write_batch


def test_a_batch_gives_one_result_a_line_in_order(
    run: Run, seed_index: Path, tmp_path: Path
) -> None:
    questions = [NOTHING, FACT, "什么\u2028时候施行？", LISTED, FACT]
    rows = [{"id": f"q{9 - i}", "question": question} for i, question in enumerate(questions)]
    path = write_batch(tmp_path, *rows)
    for command, field in (("ask", "question"), ("search", "question"), ("cite", "text")):
        ran = run(command, "--batch", path, "--index", seed_index, "--json")
        assert ran.code == 0
        assert [(line["id"], line[field]) for line in ran.lines] == [
            (row["id"], row["question"]) for row in rows
        ]
    single = run("ask", FACT, "--index", seed_index, "--json").json
    ran = run("ask", "--batch", path, "--index", seed_index, "--json")
    assert ran.lines[1] == single | {"id": "q8"}


def test_a_question_that_fails_is_a_result_and_the_batch_goes_on(
    run: Run, seed_index: Path, tmp_path: Path
) -> None:
    rows = [{"id": 1, "question": FACT}, {"id": 2, "question": ""}, {"question": "文号？"}]
    for command, field in (("ask", "question"), ("search", "question"), ("cite", "text")):
        ran = run(command, "--batch", write_batch(tmp_path, *rows), "--index", seed_index, "--json")
        assert ran.code == 1
        assert [line["id"] for line in ran.lines] == ["1", "2", "3"]
        assert list(ran.lines[1]) == ["id", field, "error"]
        assert "empty" in ran.lines[1]["error"]
        assert all("error" not in ran.lines[i] for i in (0, 2))


@pytest.mark.parametrize(
    "bad", ["no json", '"text"', "[1]", "{}", '{"id": "1"}', '{"question": 7}']
)
def test_a_line_that_is_no_question_is_named_before_anything_is_answered(
    run: Run, seed_index: Path, tmp_path: Path, bad: str
) -> None:
    path = tmp_path / "batch.jsonl"
    path.write_text('{"id": "1", "question": "文号？"}\n\n' + bad + "\n", "utf-8")
    ran = run("ask", "--batch", path, "--index", seed_index, "--json")
    assert (ran.code, ran.out) == (2, "")
    one_sentence(ran.err)
    assert "line 3" in ran.err


@pytest.mark.parametrize(
    ("content", "code"), [(b"", 2), (b"\n\n", 2), (b"\xff\xfe\x00\x01", 2), (None, 3)]
)
def test_a_file_that_is_no_batch_is_refused(
    run: Run, seed_index: Path, tmp_path: Path, content: bytes | None, code: int
) -> None:
    path = tmp_path / "batch.jsonl"
    if content is not None:
        path.write_bytes(content)
    ran = run("ask", "--batch", path, "--index", seed_index, "--json")
    assert (ran.code, ran.out) == (code, "")
    one_sentence(ran.err)


def test_text_and_batch_exclude_each_other(run: Run, seed_index: Path, tmp_path: Path) -> None:
    path = write_batch(tmp_path, {"id": "1", "question": FACT})
    for arguments in ([FACT, "--batch", path], []):
        ran = run("ask", *arguments, "--index", seed_index)
        assert ran.code == 2
        one_sentence(ran.err)
