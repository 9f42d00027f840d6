"""An index opened for searching: verified, read-only, with the models that made it."""

from dataclasses import dataclass
from pathlib import Path

from index.dense import DenseIndex
from index.embed import Embedder, builtin_model, load_embedder
from index.errors import IndexDamagedError, ModelError
from index.records import RecordReader
from index.sparse import SparseIndex
from index.static import StaticModel
from index.store import Manifest, open_generation, while_current
from index.tokens import TokenIndex


@dataclass(frozen=True, slots=True)
class IndexReader:
    """All parts of an open index; row i of each belongs to chunk i."""

    folder: Path
    manifest: Manifest
    records: RecordReader
    dense: DenseIndex
    sparse: SparseIndex
    tokens: TokenIndex
    model: StaticModel
    embedder: Embedder

    @property
    def size(self) -> int:
        """Number of chunks."""
        return self.manifest.chunks


def open_index(folder: Path) -> IndexReader:
    """Open the index in `folder`.

    Raises NotFoundError when there is none, IndexDamagedError when a checksum fails or another
    model made it, ModelError when its model is not on this machine.
    """
    return while_current(folder, lambda: _open(folder))


def _open(folder: Path) -> IndexReader:
    path, manifest = open_generation(folder)
    model = builtin_model()
    made_by = manifest.late_interaction["sha256"]
    if made_by != model.sha256:
        raise IndexDamagedError(_mismatch(folder, "builtin", made_by, model.sha256))
    name = manifest.embedder["name"]
    embedder = load_embedder(name)
    if embedder.sha256 != manifest.embedder["sha256"]:
        raise IndexDamagedError(
            _mismatch(folder, name, manifest.embedder["sha256"], embedder.sha256)
        )
    reader = IndexReader(
        folder=folder,
        manifest=manifest,
        records=RecordReader(path),
        dense=DenseIndex.load(path / "dense.faiss"),
        sparse=SparseIndex.load(path / "sparse"),
        tokens=TokenIndex.load(path / "tokens"),
        model=model,
        embedder=embedder,
    )
    if reader.dense.dim != embedder.dim or reader.dense.size != manifest.chunks:
        raise ModelError(f"model {name!r} gives {embedder.dim} dimensions, not {reader.dense.dim}.")
    return reader


def _mismatch(folder: Path, name: str, made_by: str, present: str) -> str:
    return (
        f"index {str(folder)!r} was made by model {name!r} {made_by[:12]}, here it is "
        f"{present[:12]}; rebuild it with: wenju index build PATH --index {folder} --embedder {name}"
    )
