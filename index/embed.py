"""Embedders: the two built-in models, and any sentence-transformers model by name or folder."""

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError

from index.errors import ModelError
from index.fold import encodable, fold
from index.static import StaticModel

BUILTIN = "builtin"
BUILTIN_LARGE = "builtin-large"
_BUILTIN_FOLDER = Path(__file__).parent / "builtin" / "static"
# Whatever shapes a vector: weights, but also tokenizer, pooling and prompts.
_MODEL_FILES = ("*.safetensors", "*.bin", "*.onnx", "*.json", "*.txt", "*.model")

_E5_PROMPTS = {"query": "query: ", "document": "passage: "}


class Embedder(Protocol):
    """Turns texts into unit vectors (zero vectors for texts without any token)."""

    name: str
    dim: int
    sha256: str

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of passages, shape (len(texts), dim)."""

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Vector of a question, shape (dim,)."""


@cache
def builtin_model() -> StaticModel:
    """The static model that ships with wenju, loaded once; its checksums are verified."""
    return StaticModel.load(_BUILTIN_FOLDER)


class BuiltinEmbedder:
    """The static model: mean of token vectors, read with numpy alone."""

    def __init__(self) -> None:
        self.model = builtin_model()
        self.name, self.dim, self.sha256 = BUILTIN, self.model.dim, self.model.sha256

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of passages, shape (len(texts), dim)."""
        return self.model.encode([fold(text) for text in texts])

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Vector of a question, shape (dim,)."""
        vector: NDArray[np.float32] = self.model.encode([fold(text)])[0]
        return vector


class ReadingEmbedder:
    """The reading model as embedder: better vectors than the static model's, some 300 passages a
    second to index."""

    def __init__(self) -> None:
        # Imported here: most indexes have static vectors and need no onnxruntime to open.
        from index.reading import builtin_reading

        self._load = builtin_reading
        self._model = builtin_reading()
        self.name, self.dim, self.sha256 = BUILTIN_LARGE, self._model.dim, self._model.sha256

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of passages, shape (len(texts), dim)."""
        return self._load(threads=os.cpu_count() or 1).encode(texts)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Vector of a question, shape (dim,)."""
        vector: NDArray[np.float32] = self._model.encode([text])[0]
        return vector


class SentenceTransformerEmbedder:
    """A sentence-transformers model. Its own query and passage prompts are used; E5 models were
    trained with prompts that their files do not name, and get those."""

    def __init__(self, name: str, device: str | None = None, batch_size: int = 32):
        folder = local_folder(name)
        # Imported here: it loads torch, which takes seconds and most commands never need.
        from sentence_transformers import SentenceTransformer

        with opening("model", name, "give a sentence-transformers folder or 'builtin'."):
            self._model: Any = SentenceTransformer(
                str(folder), device=device, local_files_only=True
            )
        if "e5" in re.split("[-_]", Path(name).name.lower()) and not any(
            self._model.prompts.values()
        ):
            self._model.prompts = dict(_E5_PROMPTS)
        self.name = name
        self.sha256 = _fingerprint(folder)
        self.dim: int = self._model.get_embedding_dimension() or 0
        self._batch_size = batch_size

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of passages, shape (len(texts), dim)."""
        return self._unit(
            self._model.encode_document(
                [encodable(text) for text in texts],
                batch_size=self._batch_size,
                show_progress_bar=False,
            )
        )

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Vector of a question, shape (dim,)."""
        vector: NDArray[np.float32] = self._unit(self._model.encode_query([encodable(text)]))[0]
        return vector

    @staticmethod
    def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        vectors = np.asarray(vectors, np.float32)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: NDArray[np.float32] = np.zeros_like(vectors)
        np.divide(vectors, norms, out=unit, where=norms > 0)
        return unit


@contextmanager
def opening(what: str, name: str, advice: str) -> Iterator[None]:
    """Whatever sentence-transformers raises over a folder becomes one ModelError."""
    try:
        yield
    except (
        OSError,
        ValueError,
        RuntimeError,
        KeyError,
        AttributeError,
        SafetensorError,
    ) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ModelError(f"{what} {name!r} cannot be loaded ({reason}); {advice}") from error


def load_embedder(name: str, device: str | None = None, batch_size: int = 32) -> Embedder:
    """The embedder called `name`: "builtin", "builtin-large", a folder, or the name of a model in the
    local cache."""
    if name == BUILTIN:
        return BuiltinEmbedder()
    if name == BUILTIN_LARGE:
        return ReadingEmbedder()
    return SentenceTransformerEmbedder(name, device, batch_size)


def local_folder(name: str) -> Path:
    """Where the model lies on this machine. The network is used only with HF_HUB_OFFLINE=0."""
    folder = Path(name)
    if folder.is_dir():
        if not (folder / "modules.json").exists() and not (folder / "config.json").exists():
            raise ModelError(
                f"{name!r} is a folder without modules.json or config.json; "
                "give the folder of a sentence-transformers model."
            )
        return folder
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    offline = os.environ["HF_HUB_OFFLINE"] not in ("0", "false", "False")
    try:
        return Path(snapshot_download(name, local_files_only=offline))
    except (LocalEntryNotFoundError, HFValidationError, HfHubHTTPError, OSError) as error:
        raise ModelError(
            f"no model {name!r} on this machine and wenju works offline; give 'builtin', the folder "
            "of a sentence-transformers model, or set HF_HUB_OFFLINE=0 to allow a download."
        ) from error


def _fingerprint(folder: Path) -> str:
    """SHA-256 over names and contents of the model's files below `folder`."""
    files = sorted({path for pattern in _MODEL_FILES for path in folder.rglob(pattern)})
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(folder).as_posix().encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
