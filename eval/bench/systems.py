"""The systems side by side, wenju as shipped first, other libraries only where they are asked for;
each is built and opened by its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, get_args

from eval.bench.peers import PEER_NAMES, build_peer, load_peer, peer_info, versions
from eval.bench.plain import Kind, PlainSystem, build_plain
from eval.gold import Passage
from index.errors import UsageError

WENJU = "wenju"


@dataclass(frozen=True, slots=True)
class SystemInfo:
    """What a system is called, what it is, and which index it asks."""

    name: str
    about: str
    index: str


SYSTEMS = (
    SystemInfo(WENJU, "as shipped", WENJU),
    SystemInfo("wenju-unread", "wenju, the reading model off (`--read 0`)", WENJU),
    SystemInfo(
        "wenju-words",
        "wenju, all models off: BM25, title, reference, 文号, place, kind and structure only",
        WENJU,
    ),
    SystemInfo(
        "jieba", "RecursiveCharacterTextSplitter 400/50 chunks, BM25 over jieba words", "jieba"
    ),
    SystemInfo("faiss", "the same chunks, FAISS flat with wenju's static model", "faiss"),
    SystemInfo("characters", "the same chunks, BM25 over characters and their pairs", "characters"),
    SystemInfo("titled", "the same, the file's name indexed before each chunk", "titled"),
)
NAMES = tuple(system.name for system in SYSTEMS)


class System(Protocol):
    """Finds passages."""

    def search(self, question: str, k: int) -> list[Passage]:
        """The k best passages, best first."""


def system_info(name: str) -> SystemInfo:
    """The system called `name`; UsageError when there is none."""
    for system in SYSTEMS:
        if system.name == name:
            return system
    if name in PEER_NAMES:
        peer = peer_info(name)
        return SystemInfo(name, f"{peer.about} ({versions(peer)})", name)
    raise UsageError(f"there is no system {name!r}; choose among {', '.join(NAMES)}.")


def build_system(
    index: str, documents: Path, folder: Path, exclude: Sequence[str]
) -> tuple[int, int]:
    """Build the index called `index` into `folder`; (documents, passages)."""
    if index == WENJU:
        # Imported where it is used, here and below, so that a plain alternative pays nothing of it.
        from eval.bench.shipped import build_shipped

        return build_shipped(documents, folder, exclude)
    if index in PEER_NAMES:
        return build_peer(index, documents, folder, exclude)
    return build_plain(_kind(index), documents, folder, exclude)


def open_system(name: str, folder: Path) -> System:
    """Open the system called `name` over its index in `folder`."""
    index = system_info(name).index
    if index == WENJU:
        from eval.bench.shipped import open_shipped

        return open_shipped(name, folder)
    if index in PEER_NAMES:
        return load_peer(index).Opened(folder)
    return PlainSystem(_kind(index), folder)


def _kind(index: str) -> Kind:
    kinds: tuple[Kind, ...] = get_args(Kind)
    for kind in kinds:
        if kind == index:
            return kind
    raise UsageError(f"there is no index {index!r}; choose among {', '.join(kinds)}.")
