"""Files of cases: every format reads as the same cases, every bad row is named, gold is checked."""

import json
from pathlib import Path

import pytest

from eval.cases import Case, CaseError, Place, case_json, read_case
from eval.check import check_cases
from eval.files import load_cases, open_cases, write_cases
from eval.template import EXAMPLES
from index.errors import NotFoundError, UsageError
from rag.engine import Engine

SETS = Path(__file__).parent.parent / "eval/sets"
FULL = Case(
    id="7",
    type="fact",
    question="规划期是哪几年？",
    documents=("a.txt", "b.txt"),
    quotes=("规划期为2021—2025年",),
    answer=(("2021—2025", "2021至2025"), ("年",)),
    evidence=(Place("a.txt", 3, 9),),
    sections=(("一、总则", "（一）"), ("第二条",)),
    tags=("number",),
    synthetic=True,
)


def _file(folder: Path, *lines: str) -> Path:
    path = folder / "cases.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_a_case_is_read_with_all_its_fields(tmp_path: Path) -> None:
    row = {
        "id": 7,
        "type": "fact",
        "question": "规划期是哪几年？",
        "documents": ["a.txt", "b.txt"],
        "quotes": ["规划期为2021—2025年"],
        "answer": [["2021—2025", "2021至2025"], "年"],
        "evidence": [{"document": "a.txt", "start": 3, "end": 9}],
        "section": [["一、总则", "（一）"], ["第二条"]],
        "tags": ["number"],
        "synthetic": True,
        "note": "ignored",
    }
    (case,) = load_cases(_file(tmp_path, "", json.dumps(row, ensure_ascii=False), ""))
    assert case == FULL
    assert read_case(case_json(case)) == case


def test_what_is_left_out_of_a_case_has_a_default(tmp_path: Path) -> None:
    lines = [
        '{"id": "1", "question": "问？"}',
        '{"id": "2", "question": "问？", "answerable": false}',
    ]
    first, second = load_cases(_file(tmp_path, *lines))
    assert (first.answerable, first.status, first.quotes) == (True, "answered", ())
    assert (second.answerable, second.status) == (False, "insufficient")


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".xlsx"])
def test_every_format_gives_back_the_same_cases(tmp_path: Path, suffix: str) -> None:
    formula = Case(
        id="=1+1",
        type="",
        question="=SUM(A1)是什么？\n第二行",
        answerable=False,
        status="insufficient",
    )
    cases = [FULL, formula, *EXAMPLES]
    path = tmp_path / f"cases{suffix}"
    assert write_cases(path, cases) == len(cases)
    assert load_cases(path) == cases


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_may_have_chinese_columns_in_the_encodings_that_excel_writes(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "题目.csv"
    text = '编号,问题,可回答,引文,文件\n1,"住宿费\n多少？",是,标准为500元 | 另有规定,甲.txt\n2,谁？,否,,\n'
    path.write_bytes(text.encode(encoding))
    first, second = load_cases(path)
    assert first.question == "住宿费\n多少？" and first.quotes == ("标准为500元", "另有规定")
    assert first.documents == ("甲.txt",) and not second.answerable


def test_rows_of_a_table_are_named_by_their_line(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text('id,question,answerable\n1,"两\n行",true\n2,问,maybe\n1,又,\n', "utf-8")
    with pytest.raises(UsageError) as raised:
        open_cases(path)
    assert "line 4: answerable is 'maybe'" in str(raised.value)
    assert "line 5: id '1' occurs twice, see line 2" in str(raised.value)


def test_a_mark_at_the_start_and_odd_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    text = '\ufeff{"id": "1", "question": "甲\u2028乙？"}\r\n{"id": "2", "question": "丙？"}\r\n'
    path.write_bytes(text.encode())
    assert [case.question for case in load_cases(path)] == ["甲\u2028乙？", "丙？"]


def test_all_bad_lines_are_named_at_once_with_their_numbers(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        '{"id": "1", "question": "好？"}',
        "no json",
        '{"id": "3"}',
        '{"id": "4", "question": "  "}',
        '["a list"]',
        '{"id": "1", "question": "又？"}',
        '{"id": "7", "question": "问？", "quotes": "引", "answer": [[]], "status": "odd"}',
        "[" * 100_000,
    )
    with pytest.raises(UsageError) as raised:
        load_cases(path)
    message = str(raised.value)
    for number in (2, 3, 4, 5, 6, 7, 8):
        assert f"line {number}: " in message
    assert "line 1: " not in message
    assert "'1' occurs twice" in message
    assert "answer holds []" in message and "status is 'odd'" in message


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"status": "answered", "answerable": False}, "contradicts answerable False"),
        ({"section": ["一"]}, "no document"),
        ({"documents": ["a"], "grades": [1, 2]}, "2 grades for 1 documents"),
        ({"evidence": [{"document": "a", "start": 5, "end": 5}]}, "0 ≤ start < end"),
        ({"evidence": [{"document": "a"}]}, "evidence must be a list"),
        ({"documents": ["a", ""]}, "documents must be a list of texts"),
        ({"answerable": "yes"}, "answerable is 'yes'; write true or false"),
        ({"id": None}, "id is missing"),
        ({"id": True}, "id is missing"),
    ],
)
def test_what_is_wrong_with_a_row_is_said(fields: dict[str, object], said: str) -> None:
    with pytest.raises(CaseError, match=said):
        read_case({"id": "1", "question": "问？"} | fields)


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xff\xfe\x00", b"{"])
def test_a_file_without_cases_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"cases\.jsonl"):
        load_cases(path)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("cases.csv", b"\x81\xff\xff,\x00", "neither UTF-8 nor GB18030"),
        ("cases.csv", "问,答\n1,2\n".encode(), "no columns id and question"),
        ("cases.xlsx", b"id,question", "is no XLSX workbook"),
        ("cases.txt", b"{}", r"is none of \.jsonl, \.csv, \.xlsx"),
        ("cases.jsonl", '{"id": "1", "question": "问"}'.encode("gb18030"), "is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=said) as raised:
        load_cases(tmp_path / name)
    assert "\n" not in str(raised.value)


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(NotFoundError, match="is no file"):
            load_cases(path)


@pytest.mark.parametrize("path", sorted(SETS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_every_set_that_ships_is_read(path: Path) -> None:
    cases = open_cases(path)
    assert cases.count == len(
        [line for line in path.read_text("utf-8").split("\n") if line.strip()]
    )


def test_the_gold_of_the_template_and_of_the_bundled_sets_stands_in_the_bundled_document(
    seed_engine: Engine,
) -> None:
    records = seed_engine.reader.records
    assert list(check_cases(EXAMPLES, records)) == []
    for name in ("shanxi_dev", "shanxi_test"):
        problems = list(check_cases(open_cases(SETS / f"{name}.jsonl"), records))
        assert len(problems) == 0, f"{len(problems)} problems in {name}"


def test_gold_that_is_not_in_the_index_is_found(seed_engine: Engine) -> None:
    records = seed_engine.reader.records
    source = records.cards[0].source
    good = EXAMPLES[0]
    cases = [
        good,
        Case("quote", "", "问", documents=(source,), quotes=("增长7.8%", "增长7.9%")),
        Case("document", "", "问", documents=("别的.txt",), quotes=("增长7.8%",)),
        Case("section", "", "问", documents=(source,), sections=(("九、没有这一章",),)),
        Case("place", "", "问", evidence=(Place(source, 0, 10**6),)),
        Case("bare", "", "问"),
        Case("unnamed", "", "问", quotes=("增长7.8%",)),
    ]
    found = {problem.case: problem.what for problem in check_cases(cases, records)}
    assert set(found) == {"quote", "document", "section", "place", "bare", "unnamed"}
    assert "'增长7.9%' does not stand in" in found["quote"]
    assert "'九、没有这一章' is no heading" in found["section"]
