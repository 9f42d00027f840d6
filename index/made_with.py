"""What shapes an index beside its documents; passages are taken over only where all of it is equal."""

import hashlib
from dataclasses import asdict
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from index.chunk import ChunkConfig
from index.embed import Embedder, builtin_model
from index.store import Manifest

# What documents are read with; rapidocr is an extra, and whether it is there decides what is read.
_READERS = ("langchain-text-splitters", "lxml", "opencc", "pypdfium2", "rapidocr", "tokenizers")


def model_record(model: Any) -> dict[str, Any]:
    """Name, dimension and checksum of a model, as the manifest holds them."""
    return {"name": model.name, "dim": model.dim, "sha256": model.sha256}


@cache
def reading_record() -> dict[str, str]:
    """What reads: a checksum of wenju's own code, and the versions of the libraries it reads with.

    The code itself rather than a version number, so that no change to a rule of structure can leave
    documents behind that were read by the old one.
    """
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for path in sorted([*folder.glob("*.py"), *folder.glob("read/*.py")]):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return {"wenju": digest.hexdigest(), **{name: _version(name) for name in _READERS}}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"


def difference(manifest: Manifest, embedder: Embedder, chunking: ChunkConfig) -> str:
    """What an index was made with and would not be today, both values named; "" where nothing."""
    if not manifest.reading:
        return "an earlier wenju made it and kept nothing to compare with"
    here = {
        "embedder": model_record(embedder),
        "late interaction model": model_record(builtin_model()),
        "chunking": asdict(chunking),
        **reading_record(),
    }
    made = {
        "embedder": manifest.embedder,
        "late interaction model": manifest.late_interaction,
        "chunking": manifest.chunking,
        **manifest.reading,
    }
    for name in sorted(made.keys() | here.keys()):
        if made.get(name) != here.get(name):
            return f"{name} was {_short(made.get(name))}, here it is {_short(here.get(name))}"
    return ""


def _short(value: Any) -> str:
    if isinstance(value, dict) and "sha256" in value:
        return f"{value['name']!r} {value['sha256'][:12]}"
    if isinstance(value, str) and len(value) == 64:
        return value[:12]
    return str(value)
