"""The command that runs a module of wenju in a Python process of its own."""

import sys
from pathlib import Path

_ROOT = str(Path(__file__).parents[1])


def command_of(module: str, *arguments: str) -> list[str]:
    """What to start so that `main` of this module runs, from the same installation wherever one is."""
    start = f"import sys; sys.path.insert(0, {_ROOT!r}); from {module} import main; main()"
    # -P: nothing is imported from the folder one is in.
    return [sys.executable, "-P", "-c", start, *arguments]
