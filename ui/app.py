"""What every tab of the page is given: the open index, which may be swapped, and its language."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from index.errors import WenjuError
from rag.engine import Engine
from ui.wording import Language, say

_LOG = logging.getLogger("wenju")


class OpenIndex:
    """The index that the page answers from, safe to share between threads.

    A build, in whatever process, moves the index's CURRENT file. The next request notices and has
    the new generation opened beside; until that is done questions are answered from the old one,
    whose files stay mapped. `refresh` waits for it: call it after a build of the page's own.
    """

    def __init__(self, folder: Path, open_engine: Callable[[Path], Engine] = Engine.open):
        """Raises what `Engine.open` raises."""
        self.folder = folder
        self._open = open_engine
        self._opening = threading.Lock()
        self._tried = self._pointer()
        self._engine = open_engine(folder)

    @property
    def engine(self) -> Engine:
        """The engine over the newest generation that is open."""
        pointer = self._pointer()
        if pointer and pointer != self._tried:
            threading.Thread(target=self.refresh, daemon=True).start()
        return self._engine

    @property
    def present(self) -> bool:
        """Whether the index is still on disk; without it the open generation goes on answering."""
        return bool(self._pointer())

    @property
    def being_written(self) -> bool:
        """Whether a build is at work on the index, or was killed there."""
        return any(path.is_dir() for path in self.folder.glob("writing-*"))

    def refresh(self) -> None:
        """Open the newest generation, if it is not. One that cannot be opened is logged, and the
        page keeps the old one."""
        with self._opening:
            pointer = self._pointer()
            if not pointer or pointer == self._tried:
                return
            try:
                self._engine = self._open(self.folder)
            except WenjuError as error:
                _LOG.error("%s", error)
            self._tried = pointer

    def _pointer(self) -> bytes:
        try:
            return (self.folder / "CURRENT").read_bytes()
        except OSError:
            return b""


@dataclass(frozen=True, slots=True)
class App:
    """One page: an index, shared by all pages of a server, in one language."""

    index: OpenIndex
    language: Language = "zh"

    @property
    def engine(self) -> Engine:
        """The engine to answer with now. Take it once a request, and keep it to its end."""
        return self.index.engine

    @property
    def root(self) -> str:
        """What the addresses of this page begin with: nothing, or its language."""
        return "" if self.language == "zh" else f"/{self.language}"

    def say(self, key: str, **values: object) -> str:
        """The words for `key` (see `ui.wording`) in the page's language."""
        return say(key, self.language, **values)
