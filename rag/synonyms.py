"""A user's own words: 医保卡 also means 社会保障卡. What they bring is added to BM25, weighted."""

from dataclasses import dataclass
from pathlib import Path

from index.errors import NotFoundError, UsageError
from index.fold import fold

_DEFAULT = 0.5
_MOST = 10_000  # entries


@dataclass(frozen=True, slots=True)
class Synonyms:
    """(word, what else it may be called, weight in 0..1) for each entry; all folded."""

    entries: tuple[tuple[str, tuple[str, ...], float], ...] = ()

    def expansions(self, content: str) -> list[tuple[str, float]]:
        """Further texts to search for and what their scores count."""
        return [
            (" ".join(others), weight) for word, others, weight in self.entries if word in content
        ]


def load_synonyms(path: Path) -> Synonyms:
    """Read a UTF-8 file of lines "word TAB other,other [TAB weight]"; # starts a comment line.

    Raises UsageError naming the first bad lines, NotFoundError where there is no file.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (FileNotFoundError, IsADirectoryError):
        raise NotFoundError(f"{str(path)!r} is no file; give a synonym file.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{str(path)!r} is not UTF-8; save the synonyms as UTF-8.") from None
    entries = []
    bad = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        entry = _entry(line)
        if entry is None:
            bad.append(number)
        else:
            entries.append(entry)
    if bad or len(entries) > _MOST:
        where = f"line {', '.join(map(str, bad[:5]))}" if bad else f"{len(entries)} entries"
        raise UsageError(
            f"{str(path)!r} {where} cannot be used; write word<TAB>other,other<TAB>weight with a "
            f"weight of 0 to 1, at most {_MOST} lines."
        )
    return Synonyms(tuple(entries))


def _entry(line: str) -> tuple[str, tuple[str, ...], float] | None:
    fields = [field.strip() for field in line.split("\t")]
    if len(fields) not in (2, 3):
        return None
    word = fold(fields[0])
    others = tuple(fold(o.strip()) for o in fields[1].replace("，", ",").split(",") if o.strip())
    try:
        weight = float(fields[2]) if len(fields) == 3 else _DEFAULT
    except ValueError:
        return None
    return (word, others, weight) if word and others and 0 <= weight <= 1 else None
