"""Tables of cases: CSV and XLSX rows → the JSON values that `eval.cases` reads, and back.

The first row names the columns as the fields of `Case` (or in Chinese). A cell with several values
separates them by |, alternatives of one answer and section paths by ||, and writes a place of
`evidence` as SOURCE#START-END.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from eval.cases import Case, CaseError
from index.errors import UsageError

_CHINESE = {
    "编号": "id",
    "类型": "type",
    "问题": "question",
    "可回答": "answerable",
    "状态": "status",
    "文件": "documents",
    "章节": "section",
    "引文": "quotes",
    "答案": "answer",
    "位置": "evidence",
    "标签": "tags",
    "合成": "synthetic",
}
COLUMNS = (
    *("id", "type", "question", "answerable", "status", "documents", "section", "quotes", "answer"),
    *("evidence", "tags", "grades", "synthetic"),
)
_TRUE, _FALSE = ("true", "1", "yes", "是", "对"), ("false", "0", "no", "否", "错")
_BETWEEN = re.compile(r"(?<!\|)\|(?!\|)")
_SPAN = re.compile(r"(?P<document>.+)#(?P<start>\d+)-(?P<end>\d+)")

Rows = Iterator[tuple[int, object]]  # (line or row number from 1, a JSON value or what is wrong)


def csv_rows(path: Path) -> Rows:
    """The rows of a CSV file with the line each begins on."""
    with path.open(encoding=_csv_encoding(path), newline="") as file:
        table = csv.reader(file)
        try:
            yield from _table_rows(path, _numbered(table))
        except csv.Error as error:
            raise UsageError(f"{str(path)!r} line {table.line_num} is no CSV ({error}).") from None


def _numbered(table: Any) -> Iterator[tuple[int, list[str]]]:
    first = 1
    for row in table:
        yield first, row
        first = table.line_num + 1


def _csv_encoding(path: Path) -> str:
    """UTF-8, or GB18030, which Excel writes in China; UsageError where it is neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with path.open(encoding=encoding) as file:
                while file.read(1 << 16):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise UsageError(f"{str(path)!r} is neither UTF-8 nor GB18030; save it as CSV UTF-8.")


def xlsx_rows(path: Path) -> Rows:
    """The rows of the first sheet of a workbook with their numbers."""
    from zipfile import BadZipFile

    import openpyxl  # imported here: it costs a quarter of a second

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError):
        raise UsageError(f"{str(path)!r} is no XLSX workbook; save the cases again.") from None
    try:
        rows = enumerate(book.worksheets[0].iter_rows(values_only=True), 1)
        yield from _table_rows(path, ((n, [_shown(cell) for cell in row]) for n, row in rows))
    finally:
        book.close()


def _shown(cell: object) -> str:
    """A cell as text; whole numbers that Excel keeps as 1.0 lose their point."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell)


def _table_rows(path: Path, rows: Iterator[tuple[int, list[str]]]) -> Rows:
    header = next(rows, (1, []))[1]
    names = [_CHINESE.get(name.strip(), name.strip()) for name in header]
    if "id" not in names or "question" not in names:
        raise UsageError(
            f"{str(path)!r} has no columns id and question in its first row; "
            "see: wenju eval template cases.csv"
        )
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        given = dict(zip(names, cells, strict=False))
        try:
            yield number, _from_cells({name: cell for name, cell in given.items() if cell.strip()})
        except CaseError as error:
            yield number, error


def _from_cells(cells: dict[str, str]) -> dict[str, object]:
    row: dict[str, object] = {}
    for name, cell in cells.items():
        parts = [part.strip() for part in _BETWEEN.split(cell)]
        if name in ("documents", "quotes", "tags"):
            row[name] = parts
        elif name == "section":
            paths = [[h.strip() for h in _BETWEEN.split(path)] for path in cell.split("||")]
            row[name] = [[heading for heading in path if heading] for path in paths]
        elif name == "answer":
            row[name] = [[a.strip() for a in part.split("||")] for part in parts]
        elif name in ("answerable", "synthetic"):
            row[name] = _flag(name, cell.strip())
        elif name == "evidence":
            row[name] = [_place(part) for part in parts]
        elif name == "grades":
            row[name] = [int(part) if part.isdecimal() else part for part in parts]
        else:
            row[name] = cell.strip()
    return row


def _flag(name: str, cell: str) -> bool:
    if cell.lower() in _TRUE:
        return True
    if cell.lower() in _FALSE:
        return False
    raise CaseError(f"{name} is {cell!r}; write true or false, 是 or 否")


def _place(cell: str) -> dict[str, str]:
    found = _SPAN.fullmatch(cell)
    if found is None:
        raise CaseError(f"evidence is {cell!r}; write SOURCE#START-END")
    return found.groupdict()


def table_row(case: Case) -> list[str]:
    """The row of a table that reads as this case."""
    row: dict[str, str] = {
        "id": case.id,
        "type": case.type,
        "question": case.question,
        "answerable": str(case.answerable).lower(),
        "status": case.status,
        "answer": " | ".join("||".join(element) for element in case.answer),
        "evidence": " | ".join(f"{p.document}#{p.start}-{p.end}" for p in case.evidence),
        "grades": " | ".join(map(str, case.grades)),
        "synthetic": "true" if case.synthetic else "",
    }
    for name in ("documents", "quotes", "tags"):
        row[name] = " | ".join(getattr(case, name))
    row["section"] = " || ".join(" | ".join(path) for path in case.sections)
    return [row[name] for name in COLUMNS]


def write_xlsx(path: Path, cases: Iterable[Case]) -> int:
    """Write cases as a workbook; how many."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("cases")
    sheet.append(list(COLUMNS))
    count = 0
    for case in cases:
        count += 1
        sheet.append([_text_cell(sheet, text) for text in table_row(case)])
    book.save(path)
    return count


def _text_cell(sheet: Any, text: str) -> Any:
    """A cell that is a text even where it starts with =; control characters, which the format
    cannot hold, become spaces."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(" ", text))
    cell.data_type = "s"
    return cell
