"""A run folder: what was run, over what, with what; its rows; its reports.

    RUN/config.json    format, settings, fingerprints of cases, index, models and code, environment
    RUN/rows.jsonl     one row a case, in the order of the cases (`eval.rowfile`)
    RUN/judge.json     what a language model made of the answers, where one was asked
    RUN/report.json    the figures     report.md, report.html   the same to be read

A run goes on only with what it was begun with: otherwise its rows would not be comparable.
"""

import hashlib
import json
import os
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eval.asking import Settings
from eval.files import CaseFile
from eval.machine import describe_machine, fingerprint
from eval.rowfile import iter_rows, whole_rows
from eval.rows import Row
from index.embed import builtin_model
from index.errors import NotFoundError, RunMismatchError, UsageError
from index.store import Manifest, read_manifest, while_current
from index.version import VERSION

FORMAT = 1
_CONFIG, _ROWS = "config.json", "rows.jsonl"
VERDICT = "judge.json"  # what a language model made of the answers, where one was asked
_COMPARED = ("format", "wenju", "code", "cases", "index", "settings")
Config = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """A run on disk: its folder and its configuration."""

    folder: Path
    config: Config

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.folder.resolve().name

    @property
    def rows_path(self) -> Path:
        """The file of its rows."""
        return self.folder / _ROWS

    @property
    def count(self) -> int:
        """How many cases it has."""
        return int(self.config["cases"]["count"])

    def rows(self) -> Iterator[Row]:
        """The finished rows, one at a time."""
        return iter_rows(self.rows_path)

    def verdict(self) -> Config | None:
        """What a judge said of its answers as a whole; None where none was asked."""
        path = self.folder / VERDICT
        return dict(json.loads(path.read_text("utf-8"))) if path.is_file() else None

    def done(self) -> int:
        """How many rows are finished."""
        return whole_rows(self.rows_path)[0] if self.rows_path.is_file() else 0


def make_config(cases: CaseFile, index: Path, settings: Settings, workers: int) -> Config:
    """What a run over these would be. Raises what opening the manifest of the index raises."""
    manifest, catalog = read_manifest(index), _read_catalog(index)
    chosen = asdict(settings)
    chosen["synonyms"] = _digest(settings.synonyms) if settings.synonyms else None
    machine = asdict(describe_machine())
    return {
        "format": FORMAT,
        "wenju": VERSION,
        "commit": machine.pop("commit"),
        "changed": machine.pop("changed"),
        "code": fingerprint(("wenju", "evaluating")),
        "cases": {
            "name": cases.path.name,
            "count": cases.count,
            "sha256": cases.sha256,
            "not_indexed": _not_indexed(cases, {card["source"] for card in catalog}),
        },
        "index": _index_config(index, manifest, catalog),
        "settings": chosen,
        "workers": workers,
        "machine": machine,
    }


def open_run(folder: Path) -> Run:
    """A run that is there. Raises NotFoundError where there is none, RunMismatchError where another
    version of wenju wrote it."""
    try:
        config = json.loads((folder / _CONFIG).read_text("utf-8"))
    except OSError:
        state = "is no run" if folder.exists() else "does not exist"
        raise NotFoundError(
            f"{str(folder)!r} {state}; make one with: wenju eval run CASES --index DIR --out RUN"
        ) from None
    except ValueError:
        raise RunMismatchError(
            f"{str(folder / _CONFIG)!r} is damaged; run the cases again into a new folder."
        ) from None
    found = config.get("format") if isinstance(config, dict) else None
    if found != FORMAT:
        raise RunMismatchError(
            f"the run {str(folder)!r} has format {found!r}, this wenju reads format {FORMAT}; run the "
            "cases again into a new folder."
        )
    if not (folder / _ROWS).is_file():
        (folder / _ROWS).touch()
    return Run(folder, config)


def begin_run(folder: Path, config: Config) -> Run:
    """A new run, or the one in `folder` where it was begun with the same. Raises UsageError where the
    folder holds something else, RunMismatchError that names the first difference."""
    if folder.is_file():
        raise UsageError(f"{str(folder)!r} is a file; give a folder for --out.")
    if not (folder / _CONFIG).is_file():
        held = folder.iterdir() if folder.is_dir() else ()
        others = [path.name for path in held if path.name != _partial(_CONFIG)]
        if others:
            raise UsageError(
                f"{str(folder)!r} holds other files ({others[0]!r}, …) and is no run; give a new or "
                "empty folder for --out."
            )
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / _CONFIG, json.dumps(config, ensure_ascii=False, indent=1, default=str))
        (folder / _ROWS).touch()
        return open_run(folder)
    run = open_run(folder)
    wanted = json.loads(json.dumps(config, ensure_ascii=False, default=str))
    for name in _COMPARED:
        differing = _first_difference(run.config.get(name), wanted[name], name)
        if differing:
            key, there, here = differing
            raise RunMismatchError(
                f"the run {str(folder)!r} was begun with {key} {there!r}, now it is {here!r}; give "
                "another --out, or take back the change to go on."
            )
    return run


def write_whole(path: Path, text: str) -> None:
    """Write all or nothing, so that a file that is there is whole."""
    partial = path.with_name(_partial(path.name))
    with partial.open("w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)
        file.flush()
        with suppress(OSError):
            os.fsync(file.fileno())
    partial.replace(path)


def _partial(name: str) -> str:
    return f"{name}.partial"


def _read_catalog(index: Path) -> list[dict[str, Any]]:
    """The cards of an index, without opening it."""

    def read() -> list[dict[str, Any]]:
        generation = index / (index / "CURRENT").read_text("utf-8").split()[0]
        cards = (generation / "catalog.json").read_text("utf-8", "surrogatepass")
        return list(json.loads(cards))

    return while_current(index, read)


def _not_indexed(cases: CaseFile, sources: Container[str]) -> int:
    """How many cases name a document that is not among the sources."""
    return sum(
        any(d not in sources for d in (*case.documents, *(p.document for p in case.evidence)))
        for case in cases
    )


def _index_config(index: Path, manifest: Manifest, catalog: list[dict[str, Any]]) -> Config:
    """`corpus` tells which documents, `fingerprint` what was made of them."""
    files = json.dumps(manifest.files, sort_keys=True).encode()
    ids = sorted(card["id"] for card in catalog)
    return {
        "name": index.resolve().name,
        "corpus": hashlib.sha256("\n".join(ids).encode()).hexdigest()[:16],
        "fingerprint": hashlib.sha256(files).hexdigest()[:16],
        "documents": manifest.documents,
        "chunks": manifest.chunks,
        "chunking": manifest.chunking,
        "embedder": {k: manifest.embedder[k] for k in sorted(manifest.embedder)},
        "late_interaction": builtin_model().sha256[:16],
    }


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    except OSError:
        raise NotFoundError(f"{str(path)!r} is no file; give a file of synonyms.") from None


def _first_difference(there: object, here: object, name: str) -> tuple[str, object, object] | None:
    if isinstance(there, Mapping) and isinstance(here, Mapping):
        for key in here:
            found = _first_difference(there.get(key), here[key], f"{name}.{key}")
            if found and found[0] not in ("cases.name", "index.name"):
                return found
        return None
    return None if there == here else (name, there, here)
