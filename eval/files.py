"""Files of cases: JSONL, CSV and XLSX, read row by row, all bad rows named at once."""

import csv
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from eval.cases import Case, CaseError, case_json, read_case
from eval.tables import COLUMNS, Rows, csv_rows, table_row, write_xlsx, xlsx_rows
from index.errors import NotFoundError, UsageError

SUFFIXES = (".jsonl", ".csv", ".xlsx")
_MOST_SHOWN = 1000  # bad rows that are named; more are counted


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file whose every row is a case: how many there are, and the SHA-256 of its bytes."""

    path: Path
    count: int
    sha256: str

    def __iter__(self) -> Iterator[Case]:
        """The cases in their order, read one at a time."""
        with _row_reader(self.path) as rows:
            for _, row in rows:
                yield read_case(row)


def open_cases(path: Path) -> CaseFile:
    """Read a file through. Raises NotFoundError where there is none, UsageError that names every
    bad row with its line, ids that come twice among them."""
    problems: list[str] = []
    seen: dict[str, int] = {}
    with _row_reader(path) as rows:
        for number, row in rows:
            try:
                case = read_case(row if not isinstance(row, CaseError) else _raise(row))
            except CaseError as error:
                problems.append(f"line {number}: {error}")
                continue
            if case.id in seen:
                problems.append(
                    f"line {number}: id {case.id!r} occurs twice, see line {seen[case.id]}"
                )
            seen.setdefault(case.id, number)
    if not seen and not problems:
        problems.append("it holds no case")
    if problems:
        shown = "; ".join(problems) if len(problems) == 1 else "\n  " + _listed(problems)
        raise UsageError(f"{str(path)!r} cannot be used: {shown}.")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return CaseFile(path, len(seen), digest)


def load_cases(path: Path) -> list[Case]:
    """All cases of a file at once; raises what `open_cases` raises."""
    return list(open_cases(path))


def write_cases(path: Path, cases: Iterable[Case]) -> int:
    """Write cases as JSONL, CSV or XLSX by the suffix of `path`; how many."""
    _check_suffix(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".xlsx":
        return write_xlsx(path, cases)
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        if path.suffix.lower() == ".csv":
            file.write("\ufeff")  # without it Excel takes UTF-8 for the local encoding
            table = csv.writer(file)
            table.writerow(COLUMNS)
        for case in cases:
            count += 1
            if path.suffix.lower() == ".csv":
                table.writerow(table_row(case))
            else:
                file.write(json.dumps(case_json(case), ensure_ascii=False) + "\n")
    return count


def _raise(error: CaseError) -> object:
    raise error


def _listed(problems: list[str]) -> str:
    more = len(problems) - _MOST_SHOWN
    shown = problems[:_MOST_SHOWN] + ([f"and {more} more bad rows"] if more > 0 else [])
    return "\n  ".join(shown)


def _check_suffix(path: Path) -> None:
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(
            f"{str(path)!r} is none of {', '.join(SUFFIXES)}; save the cases as one of these."
        )


@contextmanager
def _row_reader(path: Path) -> Iterator[Rows]:
    if not path.is_file():
        raise NotFoundError(f"{str(path)!r} is no file; give a JSONL, CSV or XLSX file of cases.")
    _check_suffix(path)
    readers: dict[str, Callable[[Path], Rows]]
    readers = {".jsonl": _jsonl_rows, ".csv": csv_rows, ".xlsx": xlsx_rows}
    yield readers[path.suffix.lower()](path)


def _jsonl_rows(path: Path) -> Rows:
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, _json(line)
    except UnicodeDecodeError:
        raise UsageError(f"{str(path)!r} is not UTF-8; save the cases as UTF-8 JSONL.") from None


def _json(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        return CaseError(f"it is no JSON ({error})")
