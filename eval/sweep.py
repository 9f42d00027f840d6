"""Named settings tried one after another on the same cases: an ablation, from a TOML file.

documents = ["../documents"]        files and folders that settings with an index of their own read
exclude = []

[settings.base]                     the first is what the others are compared with; nothing changed

[settings.no-reading]
read = 0                            any number or switch of rag.weights.RetrievalConfig

[settings.words]
weights = { dense = 0.0, said = 0.0 }     of rag.weights.Weights

[settings.short]
chunking = { merge = 160, split = 225 }   of index.chunk.ChunkConfig: a new index is built
embedder = "builtin-large"                another model: a new index is built
reranker = "NAME"
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from eval.asking import Mode, Settings
from eval.run import RunPlan, Step, plan_run, run_cases
from index.build import build_index
from index.chunk import ChunkConfig
from index.embed import load_embedder
from index.errors import NotFoundError, UsageError
from index.store import read_manifest
from rag.weights import RetrievalConfig

_NAMED = ("weights", "foreign")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Setting:
    """One named setting: how to ask, and what to build first (None: over the index that is given)."""

    name: str
    asking: Settings
    chunking: ChunkConfig | None = None
    embedder: str | None = None

    @property
    def builds(self) -> bool:
        """Whether it needs an index of its own."""
        return self.chunking is not None or self.embedder is not None


@dataclass(frozen=True, slots=True)
class Sweep:
    """Settings in their order, and the documents that some of them index."""

    settings: tuple[Setting, ...]
    documents: tuple[Path, ...] = ()
    exclude: tuple[str, ...] = ()


def load_sweep(path: Path, mode: Mode = "ask") -> Sweep:
    """Read a file of settings. Raises NotFoundError, or UsageError that names what is unknown."""
    try:
        read = tomllib.loads(path.read_text("utf-8"))
    except (FileNotFoundError, IsADirectoryError):
        raise NotFoundError(f"{str(path)!r} is no file; give a TOML file of settings.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{str(path)!r} is no TOML ({error}).") from None
    try:
        unknown = set(read) - {"documents", "exclude", "settings"}
        if unknown:
            raise ValueError(
                f"{sorted(unknown)[0]!r} is unknown; write documents, exclude, settings"
            )
        named = read.get("settings")
        if not isinstance(named, dict) or len(named) < 2:
            raise ValueError("it needs two or more [settings.NAME]")
        settings = tuple(_setting(name, values, mode) for name, values in named.items())
        documents = tuple(path.parent / one for one in _texts(read, "documents"))
        if any(setting.builds for setting in settings) and not documents:
            raise ValueError("settings with chunking or embedder need documents = [PATH]")
    except ValueError as error:
        raise UsageError(f"{str(path)!r} cannot be used: {error}.") from None
    return Sweep(settings, documents, tuple(_texts(read, "exclude")))


def plan_setting(
    sweep: Sweep, setting: Setting, cases: Path, index: Path, out: Path, workers: int,
    progress: Progress = lambda what, done, total: None,
) -> RunPlan:  # fmt: skip
    """The plan of one setting; its index, where it needs one, is built below `out` unless it is
    there already."""
    if setting.builds:
        manifest = read_manifest(index)
        embedder = load_embedder(setting.embedder or manifest.embedder["name"])
        chunking = setting.chunking or ChunkConfig(**manifest.chunking)
        index = out / "indexes" / setting.name
        build_index(sweep.documents, index, embedder, chunking, sweep.exclude, progress)
    return plan_run(cases, index, setting.asking, workers)


def run_setting(plan: RunPlan, setting: Setting, out: Path) -> Iterator[Step]:
    """Run one setting into OUT/NAME; goes on where it was stopped."""
    return run_cases(plan, out / setting.name)


def _setting(name: str, values: object, mode: Mode) -> Setting:
    if not isinstance(values, dict):
        raise ValueError(f"{name!r} is no table; write [settings.{name}]")
    if name in ("indexes", "") or "/" in name or "\\" in name or name.startswith("."):
        raise ValueError(f"{name!r} cannot be the name of a folder")
    given = dict(values)
    chunking = given.pop("chunking", None)
    embedder, reranker = given.pop("embedder", None), given.pop("reranker", "builtin")
    for key, value in (("embedder", embedder), ("reranker", reranker)):
        if value is not None and not isinstance(value, str):
            raise ValueError(f"{key} of {name!r} is {value!r}; write a name or folder")
    ranking: dict[str, Any] = {}
    for key in _NAMED:
        if key in given:
            ranking[key] = _changed(
                getattr(RetrievalConfig(), key), given.pop(key), f"{name}.{key}"
            )
    config = replace(RetrievalConfig(), **ranking)
    return Setting(
        name=name,
        asking=Settings(mode, _changed(config, given, name), reranker),
        chunking=_changed(ChunkConfig(), chunking, f"{name}.chunking") if chunking else None,
        embedder=embedder,
    )


def _changed(default: Any, values: object, where: str) -> Any:
    """A frozen dataclass with some of its numbers and switches changed."""
    if not isinstance(values, Mapping):
        raise ValueError(f"{where} must be a table of numbers")
    known = {f.name: getattr(default, f.name) for f in fields(default) if f.name not in _NAMED}
    for key, value in values.items():
        if key not in known:
            raise ValueError(f"{key!r} in {where} is unknown; known are {', '.join(known)}")
        kind = type(known[key])
        if type(value) is not kind and not (kind is float and type(value) is int):
            raise ValueError(f"{key!r} in {where} is {value!r}; write a {kind.__name__}")
        if kind is not bool and value < 0:
            raise ValueError(f"{key!r} in {where} is {value!r}; write a number of 0 or more")
    return replace(default, **{k: type(known[k])(v) for k, v in values.items()})


def _texts(read: Mapping[str, Any], name: str) -> list[str]:
    value = read.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"{name} must be a list of texts")
    return value
