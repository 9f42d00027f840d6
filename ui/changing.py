"""What the page does to its index: add what was uploaded, remove, rebuild; each a job."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from index.errors import IndexDamagedError, NotFoundError, UsageError, WenjuError
from index.files import SourceFile, content_sha256, find_files
from index.read.formats import head_of, is_readable, refusal
from index.store import open_generation, read_manifest
from index.stored import StoredFile, load_files
from ui.jobs import Job, Jobs
from ui.private import PrivateFolder
from ui.uploads import Batch, free_path

_KEPT = (
    "source",
    "outcome",
    "reason",
    "change",
    "undecodable",
    "empty_pages",
    "chunks",
    "sections",
)
_NAMED = 3  # lost documents that a refusal names


class Changing:
    """The jobs that change one index. `documents` are the files and folders that it was built from,
    as far as they are known: what a rebuild reads beside the uploads."""

    def __init__(
        self,
        folder: Path,
        private: PrivateFolder,
        jobs: Jobs,
        documents: Sequence[Path] = (),
        changed: Callable[[], None] = lambda: None,
    ):
        """`changed` is called after each job, before it is shown as ended."""
        self._folder = folder.resolve()
        self._private = private
        self._jobs = jobs
        self._documents = tuple(path.resolve() for path in documents)
        self._changed = changed

    def add(self, batch: Batch, replace: bool = False) -> Job:
        """Index a batch. A file with the name of another that is indexed takes its place where
        `replace` says so, and is numbered otherwise. Raises UsageError for an empty batch."""
        names = batch.files()
        if not names:
            raise UsageError("no file was uploaded; choose at least one.")
        sources: list[str] = []

        def prepare() -> Sequence[str]:
            sources.extend(_settle(batch, self._stored(), replace))
            return self._command("add", [str(batch.folder)], batch.folder.name)

        def after(job: Job) -> None:
            self._changed()
            reports = [r for r in self._taken(batch.folder.name) if r["file"] in sources]
            if not reports:
                unfit = job.state == "failed" and job.exit_code == IndexDamagedError.exit_code
                reports = list(_untold(batch, unfit))
            self._save(job.id, reports)
            self._keep_originals(batch, reports)
            shutil.rmtree(batch.folder, ignore_errors=True)

        return self._jobs.start("add", names[0], prepare, after, len(names))

    def remove(self, ids: Sequence[str], title: str) -> Job:
        """Remove documents by id, and what was uploaded of them."""
        key = f"remove-{ids[0]}"

        def after(job: Job) -> None:
            self._changed()
            removed = [r for r in self._taken(key) if r["outcome"] == "removed"]
            self._save(job.id, removed)
            for report in removed:
                original = _inside(self._private.uploads, report["source"])
                if original.is_file():  # a file in a ZIP stays in it
                    original.unlink()

        return self._jobs.start(
            "remove", title, lambda: self._command("remove", ids, key), after, len(ids)
        )

    def rebuild(self) -> Job:
        """Read every original again. Fails where documents of the index have no original here."""

        def prepare() -> Sequence[str]:
            paths = [str(path) for path in self._originals()]
            lost = self._lost(paths)
            if lost:
                raise NotFoundError(
                    f"originals of {len(lost)} documents are not here: {'; '.join(lost[:_NAMED])}"
                )
            return [*self._command("build", paths, "rebuild"), *self._as_before(), "--full"]

        def after(job: Job) -> None:
            self._changed()
            reports = self._taken("rebuild")
            told = [r for r in reports if r["outcome"] not in ("indexed", "duplicate")]
            self._save(job.id, told)

        return self._jobs.start("rebuild", self._folder.name, prepare, after)

    def report(self, job: Job) -> list[dict[str, Any]]:
        """What became of the files of a job that has ended; empty where nothing is known."""
        path = self._private.reports / f"{job.id}.json"
        if not path.exists():
            return []
        read: list[dict[str, Any]] = json.loads(path.read_text("utf-8", "surrogatepass"))
        return read

    def _originals(self) -> Iterator[Path]:
        yield from (path for path in self._documents if path.exists())
        if any(self._private.uploads.iterdir()):
            yield self._private.uploads

    def _lost(self, paths: Sequence[str]) -> list[str]:
        """Files of the index that a build of `paths` would not find."""
        found = {file.source for file in find_files([Path(p) for p in paths])} if paths else set()
        stored = self._stored()
        return [file.name for file in stored if file.name not in found and file.end > file.start]

    def _stored(self) -> tuple[StoredFile, ...]:
        """The files of the index."""
        try:
            generation, manifest = open_generation(self._folder)
        except WenjuError:  # missing or damaged: `add` says so, a rebuild reads everything
            return ()
        return load_files(generation, manifest)

    def _command(self, action: str, names: Sequence[str], key: str) -> list[str]:
        report = self._private.reports / f"{key}.raw"
        report.unlink(missing_ok=True)
        return ["index", action, *names, "--index", str(self._folder), "--report", str(report)]

    def _as_before(self) -> list[str]:
        try:
            return ["--embedder", read_manifest(self._folder).embedder["name"]]
        except WenjuError:  # nothing to go by
            return []

    def _taken(self, key: str) -> list[dict[str, Any]]:
        """The report that a command left, taken away; empty where it failed."""
        path = self._private.reports / f"{key}.raw"
        try:
            files: list[dict[str, Any]] = json.loads(path.read_text("utf-8", "surrogatepass"))[
                "files"
            ]
        except (FileNotFoundError, json.JSONDecodeError):
            return []
        path.unlink()
        return files

    def _save(self, id_: str, reports: Sequence[dict[str, Any]]) -> None:
        kept = [{name: report[name] for name in _KEPT} for report in reports]
        encoded = json.dumps(kept, ensure_ascii=False)
        (self._private.reports / f"{id_}.json").write_text(encoded, "utf-8", "surrogatepass")

    def _keep_originals(self, batch: Batch, reports: Sequence[dict[str, Any]]) -> None:
        """Move what is indexed now, or will be, to the uploads; what was refused goes."""
        indexed = {r["file"] for r in reports if r["outcome"] in ("indexed", "partly", "kept")}
        for source in batch.files():
            if source in indexed:
                kept = _inside(self._private.uploads, source)
                kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                (batch.folder / source).replace(kept)


def _untold(batch: Batch, unfit: bool) -> Iterator[dict[str, Any]]:
    """Reports where a command told of no file: those that no reader takes and, where the index is
    `unfit` to be changed, the others as kept: the rebuild that it needs will find them."""
    nothing = {"change": "new", "undecodable": 0, "empty_pages": [], "chunks": 0, "sections": 0}
    for source in batch.files():
        path = batch.folder / source
        told = {"source": source, "file": source, **nothing}
        if not is_readable(path):
            yield told | {"outcome": "refused", "reason": refusal(source, head_of(path))}
        elif unfit:
            yield told | {"outcome": "kept", "reason": ""}


def _settle(batch: Batch, stored: Sequence[StoredFile], replace: bool) -> list[str]:
    """Number those files of a batch whose name another file of the index has."""
    held: dict[str, set[str]] = {}
    for file in stored:
        held.setdefault(file.name, set()).add(file.sha256)
    taken = frozenset(held)
    settled = []
    for source in batch.files():
        given = batch.folder / source
        others = held.get(source)
        if replace or not others or content_sha256(SourceFile(given, source, True)) in others:
            settled.append(source)
            continue
        path = free_path(batch.folder, tuple(source.split("/")), taken)
        given.replace(path)
        settled.append(path.relative_to(batch.folder).as_posix())
    return settled


def _inside(folder: Path, source: str) -> Path:
    """The path of a source below a folder; raises ValueError for one that leads out of it."""
    path = folder / source
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"{source!r} leads out of the uploads")
    return path
