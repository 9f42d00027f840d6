"""`wenju doctor`: is everything here that wenju needs?"""

import sys
from importlib.metadata import PackageNotFoundError, version

from index.embed import builtin_model
from index.errors import ModelError
from index.version import VERSION

_PACKAGES = (
    "faiss-cpu",
    "gradio",
    "langchain-text-splitters",
    "numpy",
    "opencc",
    "safetensors",
    "sentence-transformers",
    "tokenizers",
    "torch",
)


def run_doctor() -> int:
    """Print versions and check the built-in model; 1 when something is missing or damaged."""
    print(f"wenju {VERSION}, Python {sys.version.split()[0]}")
    missing = 0
    for package in _PACKAGES:
        try:
            print(f"  {package} {version(package)}")
        except PackageNotFoundError:
            missing += 1
            print(f"  {package} is missing; install wenju again with -c constraints.txt")
    try:
        model = builtin_model()
        print(
            f"  built-in model: {model.vocab_size} tokens, {model.dim} dimensions, checksums hold"
        )
    except ModelError as error:
        missing += 1
        print(f"  {error}")
    return 1 if missing else 0
