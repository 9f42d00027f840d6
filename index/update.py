"""Which files are taken over from the index that is there, and which are read."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.errors import NotFoundError, UsageError
from index.files import SourceFile
from index.report import Change, FileReport
from index.stored import StoredFile
from index.types import DocumentCard

_NAMED = 5  # candidates that a sentence names


@dataclass(frozen=True, slots=True)
class Keep:
    """A file whose documents are taken over as they are."""

    stored: StoredFile


@dataclass(frozen=True, slots=True)
class Read:
    """A file that is read; `ids` are those its documents had, by the hash of their text."""

    file: SourceFile
    sha256: str
    change: Change = "new"
    ids: Mapping[str, str] = field(default_factory=dict)
    before: StoredFile | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What the new index holds, in order, and what is gone from the one that is there."""

    steps: tuple[Keep | Read, ...]
    removed: tuple[FileReport, ...] = ()

    @property
    def read(self) -> int:
        """How many files are read."""
        return sum(isinstance(step, Read) for step in self.steps)

    def changes_nothing(self, stored: Sequence[StoredFile]) -> bool:
        """Whether the new index would be the old one, unless a file can be read that could not."""
        kept = [s.stored if isinstance(s, Keep) else s.before for s in self.steps]
        quiet = all(isinstance(s, Keep) or _in_vain(s.before) for s in self.steps)
        return quiet and not self.removed and kept == list(stored)


def plan_build(
    found: Sequence[tuple[SourceFile, str]], stored: Sequence[StoredFile], take_over: bool
) -> Plan:
    """An index of exactly the files `found` (each with the SHA-256 of its bytes), in their order.

    A file with the name and bytes of a stored one is kept, where `take_over` allows it and where it
    stands in the same order as the others; what was refused is tried again. One with the bytes of
    a stored file whose name is gone has moved: it is read again, because its name may be part of
    what is read, and keeps its ids.
    """
    waiting: dict[tuple[str, str], list[StoredFile]] = defaultdict(list)
    for file in stored:
        waiting[file.name, file.sha256].append(file)
    same: list[StoredFile | None] = []
    for given, sha256 in found:
        own = waiting.get((given.source, sha256), [])
        same.append(own.pop(0) if own else None)
    kept = _in_order([file for file in same if file and take_over])
    names = {file.name for file in same if file and file.start in kept}
    left: dict[str, list[StoredFile]] = defaultdict(list)
    for files in waiting.values():
        for file in files:
            left[file.name].append(file)
    present = {given.source for given, _ in found}
    moved = {f.sha256: f for own in left.values() for f in own if f.name not in present}
    steps: list[Keep | Read] = []
    for (given, sha256), before in zip(found, same, strict=True):
        if before and take_over and _stays(before, kept, names):
            steps.append(Keep(before))
        elif before:
            steps.append(Read(given, sha256, "unchanged", before.ids, before))
        elif given.source in left:
            ids = {text: id_ for file in left.pop(given.source) for text, id_ in file.ids.items()}
            steps.append(Read(given, sha256, "changed", ids))
        elif sha256 and sha256 in moved:
            origin = moved.pop(sha256)
            left[origin.name].remove(origin)
            steps.append(Read(given, sha256, "moved", origin.ids))
        else:
            steps.append(Read(given, sha256))
    gone = [file for files in left.values() for file in files]
    return Plan(tuple(steps), tuple(report for file in gone for report in _removed(file)))


def plan_add(found: Sequence[tuple[SourceFile, str]], stored: Sequence[StoredFile]) -> Plan:
    """The stored files with those `found`: in the place of one with the same name, else at the end."""
    new: dict[str, list[tuple[SourceFile, str]]] = defaultdict(list)
    for file, sha256 in found:
        new[file.source].append((file, sha256))
    same = {(file.source, sha256) for file, sha256 in found if sha256}
    steps: list[Keep | Read] = []
    for before in stored:
        given = new.get(before.name, [])
        if (before.name, before.sha256) in same:
            given[:] = [(file, sha256) for file, sha256 in given if sha256 != before.sha256]
            steps.append(Keep(before))
        elif given:
            steps.append(Read(*given.pop(0), "changed", before.ids, before))
        else:
            steps.append(Keep(before))
    return Plan((*steps, *(Read(*file) for files in new.values() for file in files)))


def plan_remove(
    names: Sequence[str], stored: Sequence[StoredFile], cards: Sequence[DocumentCard]
) -> Plan:
    """The stored files without the documents that `names` name by id, source or title, or by the
    ZIP they came in.

    Raises NotFoundError for a name that fits none, UsageError where a title fits several and where
    no document would be left.
    """
    gone = {number for name in names for number in named_documents(name, stored, cards)}
    if len(gone) == len(cards):
        raise UsageError(
            f"{', '.join(map(repr, names))} would leave no document in the index; "
            "delete its folder instead, or build it anew."
        )
    steps: list[Keep | Read] = []
    removed: list[FileReport] = []
    for file in stored:
        whole = True
        number = file.start
        for report in file.reports:
            if not report.in_index:
                continue
            if number in gone:
                whole = False
                removed.append(_gone(report))
            number += 1
        if whole:
            steps.append(Keep(file))
        else:
            steps += _what_is_left(file, gone)
    return Plan(tuple(steps), tuple(removed))


def _what_is_left(file: StoredFile, gone: set[int]) -> list[Keep]:
    """The documents of a ZIP that stay. Without its checksum, the next build reads it whole."""
    left: list[Keep] = []
    number = file.start
    for report in file.reports:
        own = replace(report, sha256="")
        if not report.in_index:
            left.append(Keep(StoredFile(file.name, "", (own,), number, number)))
            continue
        if number not in gone:
            left.append(Keep(StoredFile(file.name, "", (own,), number, number + 1)))
        number += 1
    return left


def named_documents(
    name: str, stored: Sequence[StoredFile], cards: Sequence[DocumentCard]
) -> Sequence[int]:
    """The numbers of the documents that a name means: one by id, source or title, or all of a ZIP.

    Raises NotFoundError where there is none, UsageError where several have that source or title.
    """
    members = [
        number
        for file in stored
        if file.name == name and any(report.source != name for report in file.reports)
        for number in range(file.start, file.end)
    ]
    if members:
        return members
    for fits in (
        [i for i, card in enumerate(cards) if card.id == name],
        [i for i, card in enumerate(cards) if card.source == name],
        [i for i, card in enumerate(cards) if card.title == name],
    ):
        if len(fits) > 1:
            shown = "; ".join(f"{cards[i].id} ({cards[i].source!r})" for i in fits[:_NAMED])
            more = f" and {len(fits) - _NAMED} more" if len(fits) > _NAMED else ""
            raise UsageError(
                f"{name!r} names {len(fits)} documents: {shown}{more}; give the id of one."
            )
        if fits:
            return fits
    raise NotFoundError(
        f"no document {name!r} in the index; give an id, source or title as "
        "`wenju index info --index DIR` shows it."
    )


def _in_vain(file: StoredFile | None) -> bool:
    """Whether nothing of it was indexed, so that reading it again may give more."""
    return file is not None and file.end == file.start


def _stays(file: StoredFile, kept: set[int], names: set[str]) -> bool:
    """Whether its documents are taken over, or it has none because those kept have its name."""
    if not _in_vain(file):
        return file.start in kept
    return file.name in names and all(report.outcome == "duplicate" for report in file.reports)


def _in_order(files: Sequence[StoredFile]) -> set[int]:
    """The `start` of as many as possible of those with documents that stand in their old order (the
    longest increasing subsequence), so that rows are taken over without sorting."""
    filled = [file for file in files if file.end > file.start]
    tails: list[int] = []  # the least start that ends a run of each length
    last: list[int] = []  # the file it is of
    previous: list[int] = []
    for number, file in enumerate(filled):
        place = bisect_left(tails, file.start)
        previous.append(last[place - 1] if place else -1)
        if place == len(tails):
            tails.append(file.start)
            last.append(number)
        else:
            tails[place], last[place] = file.start, number
    kept: set[int] = set()
    at = last[-1] if last else -1
    while at >= 0:
        kept.add(filled[at].start)
        at = previous[at]
    return kept


def _removed(file: StoredFile) -> list[FileReport]:
    return [_gone(report) for report in file.reports if report.in_index]


def _gone(report: FileReport) -> FileReport:
    return replace(report, outcome="removed", change="removed", reason="", chunks=0)
