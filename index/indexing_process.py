"""A `PassageIndexer` in a process of its own: indexing and reading, both bound by Python, take a core
each, and a build of thousands of files half the time.

Parent and child are the same program, so they speak pickle over the child's standard input and
output: a request is ("index", batch) or ("finish", None), its answer None or the error to raise.
"""

import gc
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.embed import BuiltinEmbedder
from index.errors import WenjuError
from index.indexer import Fields, PassageIndexer
from index.own_process import command_of

_MODULE = "index.indexing_process"
# glibc: what a batch has freed serves the next, instead of being given back and cleared again.
_KEEP_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 32),
    "MALLOC_TOP_PAD_": str(1 << 26),
}


class IndexingProcess:
    """`PassageIndexer` with the built-in embedder, from afar. `close` ends the process."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            command_of(_MODULE, str(folder)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **_KEEP_MEMORY},
        )

    def index(self, batch: Sequence[Fields]) -> None:
        """Take some thousand more passages."""
        self._ask("index", batch)

    def finish(self) -> None:
        """Write what is left."""
        self._ask("finish", None)

    def close(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.communicate()

    def _ask(self, what: str, argument: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            pickle.dump((what, argument), self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
            error: BaseException | None = pickle.load(self._process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError):
            raise WenjuError(
                "the process that indexes passages was stopped (as when memory runs out); "
                "nothing was changed, run the same command again."
            ) from None
        if error is not None:
            raise error


def main() -> None:
    """Serve the parent until it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    gc.disable()  # batches leave no cycles behind
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    indexer: PassageIndexer | None = None
    while True:
        try:
            what, argument = pickle.load(sys.stdin.buffer)
        except (EOFError, pickle.UnpicklingError):  # the parent is gone, perhaps in mid-sentence
            return
        answer: BaseException | None = None
        try:
            # Made here, so that what goes wrong with model or folder is an answer as well.
            indexer = indexer or PassageIndexer(Path(sys.argv[1]), BuiltinEmbedder())
            _do(indexer, what, argument)
        except Exception as error:  # noqa: BLE001  the outermost edge: raised again by the parent
            answer = error
        pickle.dump(answer, out)
        out.flush()


def _do(indexer: PassageIndexer, what: str, argument: Any) -> None:
    if what == "index":
        indexer.index(argument)
    else:
        indexer.finish()
